"""What an import read, took and refused, in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QGridLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.services.api.files import ColumnsUnknown
from app.services.api.imports import SAID_BEFORE, ImportReport
from app.texts import has_text
from app.ui.dialogs.fitting import bounded
from app.ui.dialogs.invoice_reports import gathered, is_einvoice, lines_of, words_of
from app.ui.help.key import add_help_key
from app.ui.i18n import language, number, say
from app.ui.widgets.controls import Card, Elided, Notice, Page, button, label, row, set_role


class ImportReportDialog(QDialog):
    """One card per file; opened with `open`, never blocking.

    ``columns_wanted`` carries the report of a file whose columns the owner wants to name; ``compare_wanted``: both
    sides are to be compared now, where ``can_compare`` says that they can.
    """

    columns_wanted = Signal(object)
    compare_wanted = Signal()
    old_wanted = Signal(object)
    """The report of a file that says what it said before something newer: it is to be believed all the same."""

    def __init__(
        self, reports: Sequence[ImportReport], parent: QWidget | None = None, *, can_compare: bool = False
    ) -> None:
        super().__init__(parent)
        add_help_key(self, "accounts")
        self.reports = gathered(reports)
        self.setWindowTitle(self.tr("Import"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page = Page(self.title_text(), "", width=760)
        for report in self.reports:
            page.body.addWidget(self._card(report))
        self.done_button = button(self.tr("&Close"), "primary", on_click=self.accept)
        self.done_button.setDefault(True)
        self.copy = button(self.tr("C&opy report"), "quiet", icon="copy", on_click=self._copy)
        self.compare = button(self.tr("Compare &now"), "primary", icon="sync", on_click=self._compare)
        taken = any(report.problem is None for report in self.reports)
        self.compare.setVisible(taken and can_compare)
        if taken and can_compare:
            set_role(self.done_button, "")
        line = row(self.copy, None, self.done_button, self.compare)
        line.setContentsMargins(28, 8, 28, 18)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page, 1)
        outer.addLayout(line)
        bounded(self, 680, 560)
        (self.done_button if self.compare.isHidden() else self.compare).setFocus()

    def _compare(self) -> None:
        self.accept()
        self.compare_wanted.emit()

    def title_text(self) -> str:
        """Return the outcome in one line."""
        failed = sum(report.problem is not None for report in self.reports)
        if failed == len(self.reports):
            return self.tr("Nothing was imported")
        if failed:
            return self.tr("Imported, with some files refused")
        if any(report.refused for report in self.reports):
            return self.tr("Imported, with some rows refused")
        return self.tr("Imported")

    def _card(self, report: ImportReport) -> Card:
        card = Card("")
        card.body.addWidget(Elided(report.file.name, "h3"))
        if report.problem is not None:
            for i, words in enumerate(problem_words(report)):
                card.body.addWidget(Notice(words, "danger") if i == 0 else label(words, wrap=True))
            if can_name_columns(report):
                self._offer_columns(card, report, "primary")
            return card
        counts = (
            (self.tr("read"), report.read),
            (self.tr("new"), report.new),
            (self.tr("changed"), report.changed),
            (self.tr("unchanged"), report.unchanged),
            (self.tr("left out"), report.left_out),
            (self.tr("refused"), len(report.refused)),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(26)
        for i, (words, count) in enumerate(counts):
            shown = label(number(count), "h2")
            shown.setAccessibleName(f"{words}: {number(count)}")
            grid.addWidget(shown, 0, i, Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(label(words, "small"), 1, i)
        grid.setColumnStretch(len(counts), 1)
        card.body.addLayout(grid)
        for words, kind in self.remarks(report):
            card.body.addWidget(Notice(words, kind))
        if can_name_columns(report):
            self._offer_columns(card, report, "quiet")
        if any(key == SAID_BEFORE for key, _params in report.warnings):
            believe = button(self.tr("&Believe the file all the same"), "quiet")
            believe.clicked.connect(lambda: self._believe(report))
            card.body.addLayout(row(believe, None))
        documents = is_einvoice(report)
        if report.refused:
            title = self.tr("Refused documents and files") if documents else self.tr("Refused rows")
            self._list(card, title, self.refused_lines(report))
        if report.remarks:
            self._list(card, self.tr("Worth knowing"), lines_of(report.remarks, "remarks"))
        return card

    def _list(self, card: Card, title: str, lines: Sequence[str]) -> None:
        listing = QPlainTextEdit("\n".join(lines))
        listing.setReadOnly(True)
        listing.setAccessibleName(title)
        listing.setFixedHeight(min(150, 30 + listing.fontMetrics().lineSpacing() * max(2, len(lines))))
        card.body.addWidget(label(title, "strong"))
        card.body.addWidget(listing)

    def _offer_columns(self, card: Card, report: ImportReport, role: str) -> None:
        assign = button(self.tr("&Assign columns…"), role, icon="mapping")
        assign.clicked.connect(lambda: self._assign(report))
        card.body.addLayout(row(assign, None))

    def _assign(self, report: ImportReport) -> None:
        self.accept()
        self.columns_wanted.emit(report)

    def _believe(self, report: ImportReport) -> None:
        self.accept()
        self.old_wanted.emit(report)

    def remarks(self, report: ImportReport) -> list[tuple[str, str]]:
        """Return what is worth saying about an import, with the kind of notice."""
        found: list[tuple[str, str]] = []
        if report.repairs:
            parts = (f"{named('repairs', kind)} ({number(n)})" for kind, n in report.repairs.items())
            found.append((self.tr("Mended: %1.").replace("%1", ", ".join(parts)), "ok"))
        if is_einvoice(report):
            found += words_of(report)
        elif report.left_out:
            words = self.tr(
                "%n row(s) of mere suppliers left out: only customers are kept in step. Settings can change that.",
                "",
                report.left_out,
            )
            found.append((words, "info"))
        if report.unknown_columns:
            names = ", ".join(report.unknown_columns)
            words = self.tr("Columns that Ponte24 does not use: %1.").replace("%1", names)
            found.append((words, "info"))
        if report.missing_from_file:
            words = self.tr("%n customer(s) of earlier exports are not in this one.", "", report.missing_from_file)
            found.append((words, "warn"))
        for key, params in report.warnings:
            words = named("warnings", key, **params)
            if lines := params.get("lines", ""):
                words += " " + self.tr("(%n row(s), lines %1)", "", int(params["count"])).replace("%1", lines)
            found.append((words, "warn"))
        return found

    def refused_lines(self, report: ImportReport) -> list[str]:
        """Return one line per refused row, with its line number and the reason."""
        if is_einvoice(report):
            return lines_of(report.refused, "refused")
        line = self.tr("Line %1: %2")
        return [
            (f"{r.where}, " if r.where else "")
            + line.replace("%1", number(r.line)).replace("%2", named("refused", r.reason, **r.params))
            for r in report.refused
        ]

    def as_text(self) -> str:
        """Return the whole report as plain text."""
        parts = []
        for report in self.reports:
            parts.append(report.file.name)
            if report.problem is not None:
                parts += problem_words(report)
                continue
            parts.append(
                self.tr("read %1, new %2, changed %3, unchanged %4, left out %5, refused %6")
                .replace("%1", number(report.read))
                .replace("%2", number(report.new))
                .replace("%3", number(report.changed))
                .replace("%4", number(report.unchanged))
                .replace("%5", number(report.left_out))
                .replace("%6", number(len(report.refused)))
            )
            parts += [words for words, _ in self.remarks(report)]
            parts += self.refused_lines(report)
            parts += lines_of(report.remarks, "remarks")
        return "\n".join(parts)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.as_text())


def can_name_columns(report: ImportReport) -> bool:
    """Tell whether there are columns of a table that the owner could name."""
    if isinstance(report.problem, ColumnsUnknown):
        return report.problem.preview is not None
    return report.problem is None and bool(report.unknown_columns)


def problem_words(report: ImportReport) -> list[str]:
    """Return why a file was refused as a whole: what happened, what it means, what to do; empty where it was not."""
    if report.problem is None:
        return []
    told = report.problem.describe(language())
    return [part for part in (told.title, told.meaning, told.action) if part]


def named(table: str, key: str, **params: str) -> str:
    """Return the text of a key, which may already name its table."""
    for candidate in (f"{table}.{key}", f"reasons.{key}", key):
        if has_text(candidate, language()):
            return say(candidate, **params)
    return say(f"{table}.{key}", **params)
