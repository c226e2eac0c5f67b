"""Who a customer is in HighLevel: choose its contact by hand, or part the two."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.errors import Ponte24Error
from app.services.api.fattura24.invoices import CustomerLine
from app.services.api.pairs import ContactRecord
from app.services.api.runs import RunResult
from app.ui.bridge import Bridge
from app.ui.help.key import add_help_key
from app.ui.i18n import language
from app.ui.widgets.controls import button, label, row


class PairingDialog(QDialog):
    """Searches HighLevel's contacts; opened with `open`, never blocking."""

    def __init__(self, bridge: Bridge, customer: CustomerLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        add_help_key(self, "customers")
        self._bridge, self._customer = bridge, customer
        self._asked = self._answered = 0
        self.setWindowTitle(self.tr("Link to a contact"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(520, 420)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(28, 24, 28, 18)
        outer.setSpacing(10)
        question = self.tr("Who is %1 in HighLevel?").replace("%1", customer.title or self.tr("(no name)"))
        outer.addWidget(label(question, "h2", wrap=True))
        hint = self.tr(
            "Nothing is sent to either service. Where the two differ, the next comparison shows it and asks you first."
        )
        outer.addWidget(label(hint, "muted", wrap=True))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Name, e-mail, phone or town"))
        self.search.setAccessibleName(self.tr("Search the contacts"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._typed)
        self.found = QListWidget()
        self.found.setAccessibleName(self.tr("Contacts of HighLevel"))
        self.found.currentItemChanged.connect(lambda *_: self._look())
        self.found.itemActivated.connect(lambda _item: self.link())
        self.problem = label("", "danger", wrap=True)
        self.problem.hide()
        for part in (self.search, self.found, self.problem):
            outer.addWidget(part)
        self.part = button(self.tr("&Unlink"), on_click=self.unlink)
        self.part.setToolTip(self.tr("Both stay as they are: neither is made anew on the other side"))
        self.part.setVisible(customer.linked)
        self.cancel = button(self.tr("&Cancel"), on_click=self.reject)
        self.join = button(self.tr("&Link"), "primary", on_click=self.link)
        self.join.setDefault(True)
        outer.addLayout(row(self.part, None, self.cancel, self.join))
        self.search.setText(" ".join(customer.title.split()[:1]))
        self._look()
        self._bridge.soon(self.look)

    def _typed(self) -> None:
        """What is listed fits what was typed before: nobody is linked by an Enter that was quicker than the search."""
        self._asked += 1
        self._look()
        self._bridge.soon(self.look)

    async def look(self) -> None:
        """Show the contacts that hold the words searched for."""
        asked = self._asked
        contacts = await self._bridge.call(self._bridge.service.pairs.contacts, self.search.text())
        if asked == self._asked:
            self._answered = asked
            self.show_contacts(contacts)

    def show_contacts(self, contacts: tuple[ContactRecord, ...]) -> None:
        """Show these contacts to choose from."""
        self.found.clear()
        for contact in contacts:
            words = f"{contact.title}\n{contact.details}" if contact.details else contact.title
            own = contact.customer == self._customer.id
            if own:
                words += "\n" + self.tr("its contact now")
            elif contact.linked_to:
                words += "\n" + self.tr("now linked to %1").replace("%1", contact.linked_to)
            item = QListWidgetItem(words, self.found)
            item.setData(Qt.ItemDataRole.UserRole, "" if own else contact.id)
        self.found.setCurrentRow(0 if contacts else -1)
        self._look()

    def _look(self) -> None:
        current = self._answered == self._asked
        item = self.found.currentItem()
        self.join.setEnabled(current and item is not None and bool(item.data(Qt.ItemDataRole.UserRole)))

    def link(self) -> None:
        """Join the customer and the chosen contact."""
        item = self.found.currentItem()
        if item is not None and self.join.isEnabled():
            chosen = str(item.data(Qt.ItemDataRole.UserRole))
            self._bridge.spawn(self._send(self._bridge.service.pairs.link, self._customer.id, chosen))

    def unlink(self) -> None:
        """Part the customer from its contact."""
        self._bridge.spawn(self._send(self._bridge.service.pairs.unlink, self._customer.id))

    async def _send(self, act: Callable[..., Coroutine[Any, Any, RunResult]], *ends: str) -> None:
        self.join.setEnabled(False)
        try:
            done = await self._bridge.call(act, *ends)
        except Ponte24Error as error:
            words = error.describe(language())
            self._refuse(f"{words.title}. {words.meaning} {words.action}")
            return
        if done.errors:
            self._refuse(done.errors[0].detail)
            return
        self.accept()
        for topic in ("mirror", "plan", "status", "runs"):
            self._bridge.announce(topic)

    def _refuse(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()
        self._look()
