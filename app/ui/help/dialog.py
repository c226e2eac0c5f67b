"""The help: a page for each part of the window, the words, the keys, and a search over all of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.ui import i18n
from app.ui.help.browser import HelpBrowser
from app.ui.help.pages import page, search, topic_of
from app.ui.widgets.controls import button, column, label, row

_LIST = 224
"""Logical pixels: the longest title in either language."""


class HelpDialog(QDialog):
    """Stands beside the window while one works; shown with `show`. ``place`` is what F1 was pressed on."""

    def __init__(self, parent: QWidget | None = None, place: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Help"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._language = i18n.language()
        self._been: list[str] = []
        self.topic = ""
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Search the help"))
        self.field.setAccessibleName(self.tr("Search the help"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._list)
        self.field.returnPressed.connect(self._first)
        self.topics = QListWidget()
        self.topics.setAccessibleName(self.tr("Topics of the help"))
        self.topics.currentItemChanged.connect(self._chosen)
        self.nothing = label(self.tr("No page says that."), "muted", wrap=True)
        self.nothing.hide()
        self.browser = HelpBrowser(self._language)
        self.browser.topic_wanted.connect(self.go)
        left = QWidget()
        listing = column(self.field, self.topics, self.nothing)
        listing.setContentsMargins(0, 0, 0, 0)
        left.setLayout(listing)
        left.setFixedWidth(_LIST)
        self.back = button(self.tr("&Back"), icon="chevron-left", on_click=self.go_back)
        close = button(self.tr("&Close"), "primary", on_click=self.accept)
        for control in (self.back, close):
            control.setAutoDefault(False)  # Enter belongs to the search
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 14)
        outer.addLayout(row(left, self.browser, spacing=14), 1)
        outer.addLayout(row(self.back, None, close))
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.field.setFocus)
        self._list()
        self.go(topic_of(place))
        room = self.screen().availableSize()
        self.resize(min(900, room.width() - 24), min(660, room.height() - 48))
        self.topics.setFocus()

    # ------------------------------------------------------------------------------------------ going
    def go(self, topic: str) -> None:
        """Show a topic and remember the one that was shown."""
        if self.topic and self.topic != topic:
            self._been.append(self.topic)
        self._show(topic)

    def go_back(self) -> None:
        """Show the topic that was shown before."""
        if self._been:
            self._show(self._been.pop())

    def _show(self, topic: str) -> None:
        self.topic = topic
        self.browser.show_page(page(topic, self._language))
        self.back.setEnabled(bool(self._been))
        blocked = self.topics.blockSignals(True)
        for i in range(self.topics.count()):
            if self.topics.item(i).data(Qt.ItemDataRole.UserRole) == topic:
                self.topics.setCurrentRow(i)
        self.topics.blockSignals(blocked)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.go(item.data(Qt.ItemDataRole.UserRole))
            self._find()

    # ------------------------------------------------------------------------------------------ searching
    def _list(self) -> None:
        """List the pages that hold what is typed; the one on show stays chosen if it is among them."""
        blocked = self.topics.blockSignals(True)
        self.topics.clear()
        for found in search(self.field.text(), self._language):
            item = QListWidgetItem(found.title)
            item.setData(Qt.ItemDataRole.UserRole, found.topic)
            self.topics.addItem(item)
            if found.topic == self.topic:
                self.topics.setCurrentItem(item)
        self.topics.blockSignals(blocked)
        self.nothing.setVisible(not self.topics.count())

    def _first(self) -> None:
        """Go to the first page found, and in it to the first place."""
        if self.topics.count():
            self.go(self.topics.item(0).data(Qt.ItemDataRole.UserRole))
            self._find()

    def _find(self) -> None:
        if words := self.field.text().split():
            self.browser.find(words[0])
