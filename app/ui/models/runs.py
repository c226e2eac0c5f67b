"""The history as a tree: runs, and below each one its writes with their fields, read when it is unfolded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.services.api.runs import OperationInfo, RunInfo
from app.ui.i18n import field_name, moment
from app.ui.models.plan_words import place_name
from app.ui.theme import color, icon
from app.ui.tips import tip
from app.ui.words import detail_words, operation, run_counts, run_origin, run_state

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


@dataclass(eq=False, slots=True)
class Node:
    """A row: a run, a write or a field. ``rows`` is None while it has not been read."""

    value: Any
    parent: Node | None
    position: int
    rows: list[Node] | None = field(default=None)


class RunsModel(QAbstractItemModel):
    """Four columns: when or what, how it ended, counts or before, origin or after; `wanted` asks for a run's writes."""

    wanted = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._top: list[Node] = []
        self._asked: set[str] = set()
        # PySide keeps no reference for createIndex
        self._alive: dict[int, Node] = {}

    def show_runs(self, runs: Sequence[RunInfo]) -> None:
        """Show these runs. What is chosen and unfolded stays so, and is read again where anything has changed."""
        before = [node.value for node in self._top]
        if before == list(runs):
            self._tell_changed()  # moments are told in words that change with the day
            return
        kept = {node.value.id for node in self._top} & {run.id for run in runs}
        new = next((i for i, run in enumerate(runs) if run.id in kept), len(runs))
        old = [run.id for run in before if run.id in kept]
        if not old or old != [run.id for run in before[: len(old)]] or old != [run.id for run in runs[new:]]:
            self._show_anew(runs)
            return
        if len(old) < len(before):
            self.beginRemoveRows(_NONE, len(old), len(before) - 1)
            for node in self._top[len(old) :]:
                self._forget(node)
            del self._top[len(old) :]
            self.endRemoveRows()
        if new:
            self.beginInsertRows(_NONE, 0, new - 1)
            self._top[:0] = [self._keep(Node(run, None, i)) for i, run in enumerate(runs[:new])]
            for position, node in enumerate(self._top):
                node.position = position
            self.endInsertRows()
        for node, run in zip(self._top, runs, strict=True):
            node.value = run
        self._tell_changed()
        for node in self._top:
            if node.rows is not None:  # a row of it may have been taken back since
                self.wanted.emit(node.value.id)

    def _show_anew(self, runs: Sequence[RunInfo]) -> None:
        self.beginResetModel()
        self._asked.clear()
        self._alive.clear()
        self._top = [self._keep(Node(run, None, i)) for i, run in enumerate(runs)]
        self.endResetModel()

    def _tell_changed(self) -> None:
        if self._top:
            self.dataChanged.emit(self._index(self._top[0]), self._index(self._top[-1], 3))

    def _forget(self, node: Node) -> None:
        for row in node.rows or []:
            self._forget(row)
        self._asked.discard(getattr(node.value, "id", ""))
        self._alive.pop(id(node), None)

    def show_operations(self, run_id: str, operations: Sequence[OperationInfo]) -> None:
        """Put the writes of a run below it, or what has become of them."""
        node = next((node for node in self._top if node.value.id == run_id), None)
        if node is None:
            return
        rows = node.rows or []
        if len(rows) == len(operations) and all(
            row.value.fields == info.fields for row, info in zip(rows, operations, strict=True)
        ):
            for row, info in zip(rows, operations, strict=True):
                row.value = info
            if rows:
                self.dataChanged.emit(self._index(rows[0]), self._index(rows[-1], 3))
            node.rows = rows
            return
        above = self._index(node)
        if rows:
            self.beginRemoveRows(above, 0, len(rows) - 1)
            for row in rows:
                self._forget(row)
            node.rows = []
            self.endRemoveRows()
        if not operations:
            node.rows = []
            return
        self.beginInsertRows(above, 0, len(operations) - 1)
        node.rows = [self._operation(op, node, i) for i, op in enumerate(operations)]
        self.endInsertRows()

    def _operation(self, info: OperationInfo, run: Node, position: int) -> Node:
        node = self._keep(Node(info, run, position))
        node.rows = [self._keep(Node(f, node, i, [])) for i, f in enumerate(info.fields)]
        return node

    def _keep(self, node: Node) -> Node:
        self._alive[id(node)] = node
        return node

    def _node(self, index: Index) -> Node | None:
        return self._alive.get(index.internalId()) if index.isValid() else None

    def _index(self, node: Node, column: int = 0) -> QModelIndex:
        return self.createIndex(node.position, column, id(node))

    def run(self, index: Index) -> RunInfo | None:
        """Return the run that a row belongs to."""
        node = self._node(index)
        while node is not None and node.parent is not None:
            node = node.parent
        return node.value if node is not None else None

    def write(self, index: Index) -> OperationInfo | None:
        """Return the write that a row belongs to; None on a run."""
        node = self._node(index)
        while node is not None and not isinstance(node.value, OperationInfo):
            node = node.parent
        return node.value if node is not None else None

    # ------------------------------------------------------------------------------------------ model
    def index(self, row: int, column: int, parent: Index = _NONE) -> QModelIndex:
        node = self._node(parent)
        rows = self._top if node is None else node.rows or []
        return self._index(rows[row], column) if 0 <= row < len(rows) and 0 <= column < 4 else QModelIndex()

    def parent(self, index: Index = _NONE) -> QModelIndex:  # type: ignore[override]
        node = self._node(index)
        return self._index(node.parent) if node is not None and node.parent is not None else QModelIndex()

    def rowCount(self, parent: Index = _NONE) -> int:
        node = self._node(parent)
        if node is None:
            return len(self._top)
        return len(node.rows or []) if parent.column() == 0 else 0

    def columnCount(self, _parent: Index = _NONE) -> int:
        return 4

    def hasChildren(self, parent: Index = _NONE) -> bool:
        node = self._node(parent)
        return bool(self._top) if node is None else node.rows is None or bool(node.rows)

    def canFetchMore(self, parent: Index) -> bool:
        node = self._node(parent)
        return node is not None and node.rows is None and node.value.id not in self._asked

    def fetchMore(self, parent: Index) -> None:
        if (node := self._node(parent)) is not None and node.rows is None:
            self._asked.add(node.value.id)
            self.wanted.emit(node.value.id)

    def headerData(self, section: int, way: Qt.Orientation, role: int = 0) -> Any:
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("When"), self.tr("How it ended"), self.tr("What it did"), self.tr("Started"))[section]
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        node = self._node(index)
        if node is None:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self.data(index) or "")
        value = node.value
        if isinstance(value, RunInfo):
            return self._run_data(value, index.column(), role)
        if isinstance(value, OperationInfo):
            return self._operation_data(value, index.column(), role)
        if role == Qt.ItemDataRole.ForegroundRole:
            return color("muted") if index.column() != 2 else color("text")
        if role == Qt.ItemDataRole.DisplayRole:
            name, before, after = value
            blank = self.tr("(blank)")
            change = f"{before or blank}  →  {after or blank}"
            return (field_name(name), "", change, "")[index.column()]
        return None

    def _run_data(self, run: RunInfo, column: int, role: int) -> Any:
        words, name, token = run_state(run.state)
        if role == Qt.ItemDataRole.DisplayRole:
            return (moment(run.started_at), words, run_counts(run), run_origin(run))[column]
        if role == Qt.ItemDataRole.DecorationRole and column == 1:
            return icon(name, token)
        return None

    def _operation_data(self, info: OperationInfo, column: int, role: int) -> Any:
        words, name, token = operation(info.verb, info.state, info.record)
        if info.undone:
            words, name, token = self.tr("{what}, taken back").format(what=words), "undo", "muted"
        if role == Qt.ItemDataRole.DisplayRole:
            names = ", ".join(field_name(f[0]) for f in info.fields)
            return (info.title, words, detail_words(info.detail) or names, place_name(info.side, info.record))[column]
        if role == Qt.ItemDataRole.DecorationRole and column == 1:
            return icon(name, token)
        return None
