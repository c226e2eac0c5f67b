"""What only a person knows: the question, what it is about, and the answer for what is ticked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.services.api.agenda import AgendaQuestion
from app.ui.bridge import Bridge
from app.ui.i18n import named
from app.ui.widgets.controls import button, label, row


class QuestionDialog(QDialog):
    """Asks one question; each line can be left out and stays for another time. Opened with `open`."""

    def __init__(self, bridge: Bridge, question: AgendaQuestion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._question = bridge, question
        self.setWindowTitle(self.tr("A question"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(480, 320)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("What the question is about"))
        for key, words in zip(question.keys, question.items, strict=True):
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.list.addItem(item)
        self.list.itemChanged.connect(lambda _item: self._look())
        self.later = button(self.tr("&Later"), on_click=self.reject)
        self.no = button(self.tr("N&o"), on_click=lambda: self._answer(yes=False))
        self.yes = button(self.tr("&Yes"), "primary", on_click=lambda: self._answer(yes=True))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(28, 24, 28, 18)
        outer.setSpacing(12)
        outer.addWidget(label(named("agenda.questions", question.kind), "h3", wrap=True))
        outer.addWidget(self.list, 1)
        outer.addWidget(
            label(self.tr("The answer counts for what is ticked; the rest stays a question."), "small", wrap=True)
        )
        outer.addLayout(row(self.later, None, self.no, self.yes))
        self._look()

    def keys(self) -> tuple[str, ...]:
        """Return the keys of what is ticked."""
        items = (self.list.item(n) for n in range(self.list.count()))
        return tuple(str(i.data(Qt.ItemDataRole.UserRole)) for i in items if i.checkState() is Qt.CheckState.Checked)

    def _look(self) -> None:
        for answer in (self.yes, self.no):
            answer.setEnabled(bool(self.keys()))

    def _answer(self, *, yes: bool) -> None:
        for answer in (self.yes, self.no):
            answer.setEnabled(False)
        self._bridge.spawn(self._send(yes=yes))

    async def _send(self, *, yes: bool) -> None:
        await self._bridge.call(self._bridge.service.agenda.answer, self._question.kind, self.keys(), yes=yes)
        self.accept()
        self._bridge.announce("agenda")
        self._bridge.announce("mirror")
