"""The search over everything: type, choose with the arrows, open with Enter."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.services.api.runs import RunInfo
from app.ui.bridge import Bridge
from app.ui.dialogs.fitting import bounded
from app.ui.finding.places import Found, find_places
from app.ui.theme import color, icon
from app.ui.widgets.controls import column, label

_TYPING_MS = 90
_CUSTOMERS = 12
_FOUND = Qt.ItemDataRole.UserRole + 1
_TO_LIST = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class FindDialog(QDialog):
    """Opened with `open`; ``chosen`` carries a `Found`. ``places`` are name, words and picture of the panes."""

    chosen = Signal(object)

    def __init__(self, bridge: Bridge, places: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._places = bridge, places
        self._runs: Sequence[RunInfo] = ()
        self._turn = 0
        self.kept: object = None
        """What lives as long as the search: whoever opens what is chosen."""
        self.setWindowTitle(self.tr("Find"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Customer, page, setting or run"))
        self.field.setAccessibleName(self.tr("Search everything"))
        self.field.setMinimumHeight(38)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("What was found"))
        self.list.setUniformItemSizes(False)
        self.list.itemActivated.connect(self._open)
        self.list.itemClicked.connect(self._open)
        self.words = label(self.tr("Arrows choose, Enter opens, Esc closes."), "small")
        outer = column(self.field, self.list, self.words, spacing=10)
        outer.setContentsMargins(16, 16, 16, 12)
        self.setLayout(outer)
        bounded(self, 560, 430)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_TYPING_MS)
        self._wait.timeout.connect(self._look)
        self.field.textChanged.connect(lambda _text: self._wait.start())
        self.field.returnPressed.connect(self._enter)
        bridge.spawn(self._read())

    async def _read(self) -> None:
        turn = self._turn
        self._runs = await self._bridge.call(self._bridge.service.runs, 30)
        if turn == self._turn:
            self._look()

    def done(self, result: int) -> None:
        """Close; what is still being looked for is for nobody."""
        self._turn += 1
        super().done(result)

    def _look(self) -> None:
        self._turn += 1
        self._bridge.spawn(self._search(self._turn, self.field.text().strip()))

    async def _search(self, turn: int, text: str) -> bool:
        """Show what fits a text; False where something else has been typed since, or the search is closed."""
        found = find_places(text, self._places, self._runs)
        if not text:
            self._show(found)
            return True
        customers = await self._bridge.call(
            self._bridge.service.invoices.find, text, _CUSTOMERS, lambda: turn != self._turn
        )
        if turn != self._turn:
            return False
        lines = [
            Found("customer", c.id, c.title, " · ".join(filter(None, (c.city, c.code))), "person") for c in customers
        ]
        self._show([*lines, *found])
        return True

    def _show(self, found: Sequence[Found]) -> None:
        headings = {
            "customer": self.tr("Customers"),
            "place": self.tr("Pages"),
            "deed": self.tr("To do"),
            "setting": self.tr("Settings"),
            "run": self.tr("Runs"),
        }
        self.list.clear()
        for kind, group in groupby(found, key=lambda f: f.kind):
            head = QListWidgetItem(headings[kind])
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            head.setForeground(color("muted"))
            self.list.addItem(head)
            for one in group:
                words = f"{one.title}   {one.detail}" if one.detail else one.title
                item = QListWidgetItem(icon(one.icon, "muted"), words)
                item.setData(_FOUND, one)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{headings[kind]}: {words}")
                self.list.addItem(item)
        if found:
            self.list.setCurrentRow(1)
        else:
            nothing = QListWidgetItem(self.tr("Nothing is called like that."))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move in the list while the keyboard stays in the field; headings are passed over."""
        if (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and Qt.Key(event.key()) in _TO_LIST
            and self.list.count()
        ):
            self._move(Qt.Key(event.key()))
            return True
        return super().eventFilter(watched, event)

    def _move(self, key: Qt.Key) -> None:
        rows = [n for n in range(self.list.count()) if self.list.item(n).data(_FOUND) is not None]
        if not rows:
            return
        here = rows.index(self.list.currentRow()) if self.list.currentRow() in rows else 0
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}[key]
        self.list.setCurrentRow(rows[max(0, min(here + step, len(rows) - 1))])

    def _enter(self) -> None:
        if self._wait.isActive():  # typed quickly: what is wanted is what was typed, not what is still shown
            self._wait.stop()
            self._turn += 1
            self._bridge.spawn(self._search_and_open(self._turn, self.field.text().strip()))
        elif (item := self.list.currentItem()) is not None:
            self._open(item)

    async def _search_and_open(self, turn: int, text: str) -> None:
        if turn != self._turn or not await self._search(turn, text):
            return  # something else was typed since, or the search is closed
        if (item := self.list.currentItem()) is not None:
            self._open(item)

    def _open(self, item: QListWidgetItem) -> None:
        found = item.data(_FOUND)
        if isinstance(found, Found):
            self.accept()
            self.chosen.emit(found)
