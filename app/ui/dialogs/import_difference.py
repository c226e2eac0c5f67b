"""What an unusual import would change, before anything of it is taken over."""

from __future__ import annotations

import asyncio
import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.services.api.imports import ImportDifference, ImportGuard
from app.ui.dialogs.fitting import bounded
from app.ui.help.key import add_help_key
from app.ui.i18n import field_name, moment, number
from app.ui.models.plan_words import guard_text
from app.ui.widgets.controls import Notice, Page, button, label, row


class ImportDifferenceDialog(QDialog):
    """Shows counts and examples, field by field. Use `ask`, never ``exec``; nothing was taken over so far."""

    def __init__(self, problem: ImportGuard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        add_help_key(self, "accounts")
        self._answer: asyncio.Future[bool] | None = None
        self.difference = found = problem.difference
        file = str(problem.params.get("file", ""))
        self.setWindowTitle(self.tr("Look at the differences first"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page = Page(
            self.tr("%1 would change a lot").replace("%1", file),
            self.tr("Nothing of it was taken over yet. If the file is the right one, take it over; if not, cancel."),
            width=760,
        )
        for code in problem.guards:
            page.body.addWidget(Notice(guard_text(code), "warn"))
        page.body.addLayout(self._counts(found))
        page.body.addWidget(label(self._ages(found), "muted", wrap=True))
        if found.examples:
            self._list(page, self.tr("What would change, for example"), example_lines(found))
        if found.absent_titles:
            self._list(page, self.tr("Not in the file, for example"), list(found.absent_titles))
            self.absent_note = label(self._absent_words(found), "small", wrap=True)
            page.body.addWidget(self.absent_note)
        self.cancel = button(self.tr("&Cancel"), on_click=self.reject)
        self.take = button(self.tr("&Take over"), "primary", icon="import", on_click=self.accept)
        self.cancel.setDefault(True)
        line = row(None, self.cancel, self.take)
        line.setContentsMargins(28, 8, 28, 18)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page, 1)
        outer.addLayout(line)
        bounded(self, 700, 640)
        self.finished.connect(self._done)
        self.cancel.setFocus()

    async def ask(self) -> bool:
        """Open the dialog and return True if the owner takes the file over."""
        self._answer = asyncio.get_running_loop().create_future()
        self.open()
        return await self._answer

    def _counts(self, found: ImportDifference) -> QGridLayout:
        counts = (
            (self.tr("rows"), found.rows),
            (self.tr("known customers"), found.known),
            (self.tr("new"), found.new),
            (self.tr("changed"), found.changed),
            (self.tr("absent"), found.absent),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(26)
        for place, (words, count) in enumerate(counts):
            shown = label(number(count), "h2")
            shown.setAccessibleName(f"{words}: {number(count)}")
            grid.addWidget(shown, 0, place)
            grid.addWidget(label(words, "small"), 1, place)
        grid.setColumnStretch(len(counts), 1)
        return grid

    def _ages(self, found: ImportDifference) -> str:
        now = time.time()
        if not found.newest_at:
            return self.tr("Date of the file: %1.").replace("%1", moment(found.exported_at, now))
        words = self.tr("Date of the file: %1. Newest export that Ponte24 knows: %2.")
        return words.replace("%1", moment(found.exported_at, now)).replace("%2", moment(found.newest_at, now))

    def _absent_words(self, found: ImportDifference) -> str:
        if found.whole:
            return self.tr("They are kept and marked as missing; nothing is deleted.")
        return self.tr("They stay as they are: the file counts as a part of the address book, which proves nothing.")

    def _list(self, page: Page, title: str, lines: list[str]) -> None:
        listing = QPlainTextEdit("\n".join(lines))
        listing.setReadOnly(True)
        listing.setAccessibleName(title)
        listing.setTabChangesFocus(True)
        listing.setFixedHeight(min(170, 30 + listing.fontMetrics().lineSpacing() * max(2, len(lines))))
        page.body.addWidget(label(title, "strong"))
        page.body.addWidget(listing)

    def _done(self, result: int) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(result == QDialog.DialogCode.Accepted)


def example_lines(found: ImportDifference) -> list[str]:
    """Return the examples, each customer followed by its fields."""
    lines: list[str] = []
    for example in found.examples:
        lines.append(example.title)
        lines += [f"    {field_name(name)}: {before} → {after or '–'}" for name, before, after in example.fields]
    return lines
