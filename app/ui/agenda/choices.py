"""What a box offers, given at one stroke."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

_SHOWN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole)
_NONE = QModelIndex()


def person_words(user: str, name: str) -> str:
    """Return how somebody is called who does a task; who works there no more has left nothing but an id."""
    if user and name == user:
        return QCoreApplication.translate("Choices", "somebody no longer in HighLevel")
    return name


class Choices(QAbstractListModel):
    """Pairs of a value, which is the row's data, and of words."""

    def __init__(self, pairs: Sequence[tuple[str, str]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pairs = tuple(pairs)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NONE) -> int:
        return 0 if parent.isValid() else len(self._pairs)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._pairs):
            return None
        value, words = self._pairs[index.row()]
        if role in _SHOWN:
            return words
        return value if role == Qt.ItemDataRole.UserRole else None
