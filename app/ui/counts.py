"""Words with a number in them, for functions outside widgets.

Qt's lupdate finds plurals only in `tr` of a class, not in `QCoreApplication.translate`; so they live here.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.ui.filled import filled


class Counts(QObject):
    """One method per phrase; each takes the number and returns the words in the window's language."""

    def minutes_ago(self, count: int) -> str:
        """Return so many minutes ago."""
        return self.tr("%n minute(s) ago", "", count)

    def hours_ago(self, count: int) -> str:
        """Return so many hours ago."""
        return self.tr("%n hour(s) ago", "", count)

    def days_ago(self, count: int) -> str:
        """Return so many days ago."""
        return self.tr("%n day(s) ago", "", count)

    def made(self, count: int) -> str:
        """Return that so many changes were made."""
        return self.tr("%Ln change(s) and link(s) made", "", count)

    def failed(self, count: int) -> str:
        """Return that so many failed."""
        return self.tr("%Ln failed", "", count)

    def stale(self, count: int) -> str:
        """Return that so many records had changed meanwhile."""
        return self.tr("%Ln changed meanwhile", "", count)

    def deferred(self, count: int) -> str:
        """Return that so many changes were put off."""
        return self.tr("%Ln put off", "", count)

    def questions_only_you(self, count: int) -> str:
        """Return that so many questions wait and the rest is done."""
        return self.tr("%Ln question(s) only you can answer. The rest is done.", "", count)

    def changes_and_questions(self, changes: int, questions: int) -> str:
        """Return how many changes wait to be confirmed and how many questions for an answer."""
        parts = []
        if changes:
            parts.append(self.tr("%Ln change(s) to confirm", "", changes))
        if questions:
            parts.append(self.tr("%Ln question(s) to answer", "", questions))
        return ", ".join(parts)

    def lasts_minutes(self, count: int) -> str:
        """Return that something takes about so many minutes."""
        return self.tr("about %Ln minute(s)", "", count)

    def requests(self, count: int) -> str:
        """Return so many requests to HighLevel."""
        return self.tr("%Ln request(s) to HighLevel", "", count)

    def calls_to_fattura24(self, count: int) -> str:
        """Return so many calls to Fattura24, named."""
        return self.tr("%Ln call(s) to Fattura24", "", count)

    def apply(self, count: int) -> str:
        """Return what Confirm does."""
        return self.tr("Apply %Ln change(s)", "", count)

    def take_back(self, count: int) -> str:
        """Return what Confirm does for an undo."""
        return self.tr("Take back %Ln change(s)", "", count)

    def link(self, count: int) -> str:
        """Return what Confirm does where records are only joined."""
        return self.tr("Link %Ln customer(s)", "", count)

    def links_too(self, count: int) -> str:
        """Return that so many records are joined without a change."""
        return self.tr("%Ln linked without a change", "", count)

    def lasting(self, count: int) -> str:
        """Return that so many customers will be new in Fattura24, for good."""
        return self.tr("%Ln new customer(s) in Fattura24: it deletes nothing by itself", "", count)

    def calls(self, count: int) -> str:
        """Return so many calls to Fattura24."""
        return self.tr("%Ln call(s)", "", count)

    def einvoice_files(self, count: int) -> str:
        """Return so many files of e-invoices."""
        return self.tr("%Ln e-invoice file(s)", "", count)

    def invoice_customers(self, count: int) -> str:
        """Return that so many customers were made from invoices."""
        return self.tr("%Ln new customer(s) from the invoices.", "", count)

    def new_exports(self, count: int) -> str:
        """Return that so many new exports were found."""
        return self.tr("%Ln new export(s) of Fattura24 in your folder. Import them?", "", count)

    def drop_to_import(self, count: int) -> str:
        """Return that dropping imports so many files."""
        return self.tr("Drop to import %Ln file(s)", "", count)

    def new_export(self, name: str, content: str) -> str:
        """Return that one new export was found."""
        return filled(self.tr("New in your folder: %1 (%2). Import it?"), name, content)


counts = Counts()
"""The phrases; made once, needs no application."""
