"""The dialog of the guards: a person confirms by typing, or nothing is applied."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from app.sync.plan.guards import ROUTINE
from app.ui.dialogs.fitting import Scrolled, bounded
from app.ui.help.key import add_help_key
from app.ui.i18n import number
from app.ui.models.plan_words import guard_text
from app.ui.widgets.controls import Notice, button, column, label, row

_WIDTH = 520


class ConfirmDialog(QDialog):
    """Says why a person is asked and wants a word: "CONFIRM" where it is routine, else the number of changes.

    ``guards`` are the guards' codes, ``changes`` how many actions would be carried out, ``lasting`` says what cannot be
    taken back, ``undo`` that a run is taken back, ``does`` what the button does. Use `ask`, never ``exec``.
    """

    def __init__(
        self,
        guards: Sequence[str],
        changes: int,
        parent: QWidget | None = None,
        *,
        lasting: str = "",
        undo: bool = False,
        does: str = "",
    ) -> None:
        super().__init__(parent)
        add_help_key(self, "safety")
        self._answer: asyncio.Future[bool] | None = None
        serious = [g for g in guards if g not in ROUTINE]
        self.word = str(changes) if serious and changes else self.tr("CONFIRM")
        self.setWindowTitle(self.tr("Please look once more"))
        self.setMinimumWidth(_WIDTH)
        if undo:
            title = self.tr("%Ln change(s) are about to be taken back", "", changes)
        else:
            title = self.tr("%Ln change(s) are about to be applied", "", changes)
        self.setAccessibleName(title)
        notices = column(spacing=8)
        for code in guards:
            notices.addWidget(Notice(guard_text(code), "danger" if code in serious else "warn"))
        wanted = number(changes) if self.word == str(changes) else self.word
        if lasting:
            notices.addWidget(Notice(lasting, "warn"))
        self.ask_for = label(self.tr("To go on, type {word} here:").format(word=wanted), wrap=True)
        self.entry = QLineEdit()
        self.entry.setAccessibleName(self.ask_for.text())
        self.entry.setMinimumHeight(36)
        self.ask_for.setBuddy(self.entry)
        stay = self.tr("Leave as it is") if undo else self.tr("Cancel")
        self.cancel = button(stay, on_click=self.reject)
        does = does or (self.tr("Take back") if undo else self.tr("Apply"))
        self.apply = button(does, "primary", icon="undo" if undo else "check", on_click=self.accept)
        self.apply.setEnabled(False)
        self.apply.setDefault(True)
        untouched = (
            self.tr("Nothing has been taken back so far.") if undo else self.tr("Nothing has been changed so far.")
        )
        told = column(label(title, "h2", wrap=True), label(untouched, "muted", wrap=True), 4, notices, None, spacing=8)
        outer = column(
            Scrolled(told, _WIDTH - 52),
            6,
            self.ask_for,
            self.entry,
            8,
            row(None, self.cancel, self.apply),
            spacing=8,
        )
        outer.setStretch(0, 1)
        outer.setContentsMargins(26, 22, 26, 22)
        self.setLayout(outer)
        bounded(self, _WIDTH, self.sizeHint().height())
        self.entry.textChanged.connect(self._typed)
        self.entry.returnPressed.connect(self._entered)
        self.finished.connect(self._done)
        self.entry.setFocus()

    def matches(self, typed: str) -> bool:
        """Tell whether what was typed is the wanted word; case, spaces and separators of thousands do not matter."""
        plain = "".join(c for c in typed.casefold() if c.isalnum())
        return plain == self.word.casefold()

    async def ask(self) -> bool:
        """Open the dialog and return True once the right word was typed and Apply pressed."""
        self._answer = asyncio.get_running_loop().create_future()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.open()
        return await self._answer

    def _typed(self, text: str) -> None:
        self.apply.setEnabled(self.matches(text))

    def _entered(self) -> None:
        if self.apply.isEnabled():
            self.accept()

    def _done(self, result: int) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(result == QDialog.DialogCode.Accepted and self.matches(self.entry.text()))
