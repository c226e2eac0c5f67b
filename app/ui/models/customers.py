"""The list of customers: name, town and what is to be collected; searched without asking the database again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.records.text.words import fold
from app.services.api.fattura24.invoices import CustomerLine
from app.ui.i18n import money
from app.ui.theme import color
from app.ui.tips import tip

Index = QModelIndex | QPersistentModelIndex
NAME, CITY, OPEN = range(3)
_NONE = QModelIndex()


class CustomersModel(QAbstractTableModel):
    """Rows of `CustomerLine`; `search` narrows them to those that hold all words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[tuple[str, CustomerLine]] = []
        self._rows: list[CustomerLine] = []
        self._namesakes: frozenset[str] = frozenset()
        self._words: list[str] = []
        self._owing_only = False

    def show_customers(self, lines: Sequence[CustomerLine]) -> None:
        """Show these customers, as far as the search lets them through."""
        self._all = [(fold(f"{line.title} {line.city} {line.code}"), line) for line in lines]
        counted = Counter(line.title for line in lines)
        self._namesakes = frozenset(title for title, count in counted.items() if count > 1)
        self._refill()

    def search(self, text: str) -> None:
        """Narrow the list to customers whose name, town or code hold all words."""
        self._words = fold(text).split()
        self._refill()

    def show_owing_only(self, owing_only: bool) -> None:
        """Narrow the list to customers of whom something is overdue, or show all again."""
        self._owing_only = owing_only
        self._refill()

    def _refill(self) -> None:
        self.beginResetModel()
        self._rows = [
            line
            for text, line in self._all
            if all(word in text for word in self._words)
            and (not self._owing_only or any(b.overdue > 0 for b in line.balances))
        ]
        self.endResetModel()

    def line(self, index: Index) -> CustomerLine | None:
        """Return the customer of a row."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def find(self, customer_id: str) -> QModelIndex:
        """Return the row of a customer; an invalid index if it is not shown."""
        place = next((n for n, line in enumerate(self._rows) if line.id == customer_id), -1)
        return self.index(place, NAME) if place >= 0 else QModelIndex()

    @property
    def known(self) -> int:
        """How many customers there are, shown or not."""
        return len(self._all)

    # ------------------------------------------------------------------------------------------ model
    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, way: Qt.Orientation, role: int = 0) -> Any:
        if way is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Customer"), self.tr("Town"), self.tr("To collect"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == OPEN:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        line = self.line(index)
        if line is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return (self._name(line), line.city, self._open(line))[column]
        if role == Qt.ItemDataRole.TextAlignmentRole and column == OPEN:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and column == OPEN and any(b.overdue > 0 for b in line.balances):
            return color("danger")
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip("\n".join(filter(None, (line.title, line.city, line.code, self._overdue(line)))))
        if role == Qt.ItemDataRole.AccessibleTextRole and column == OPEN:
            return " ".join(filter(None, (self._open(line), self._overdue(line))))
        return None

    def _name(self, line: CustomerLine) -> str:
        """Return a customer's name; of two with the same one each with what tells them apart."""
        if line.title in self._namesakes and (apart := line.city or line.code):
            return f"{line.title}, {apart}"
        return line.title or self.tr("(no name)")

    def _open(self, line: CustomerLine) -> str:
        return " + ".join(money(b.open, b.currency) for b in line.balances if b.open)

    def _overdue(self, line: CustomerLine) -> str:
        late = " + ".join(money(b.overdue, b.currency) for b in line.balances if b.overdue > 0)
        return self.tr("overdue %1").replace("%1", late) if late else ""
