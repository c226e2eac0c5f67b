"""The lines of the review: groups, actions and what an action unfolds into.

One flat list of whole numbers stands for 100,000 rows and more; words are made when a line is painted or
read aloud.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.sync.plan.model import Action, FieldChange
from app.ui.models import plan_words as words
from app.ui.models.plan_index import GROUPS, Group, PlanIndex, can_exclude, is_ticked
from app.ui.models.plan_view import PlanView
from app.ui.tips import tip

_SUBS = 1024
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class LineKind(StrEnum):
    """What a line shows."""

    GROUP = "group"
    ACTION = "action"
    REASON = "reason"
    HEADS = "heads"
    FIELD = "field"
    CHOICE = "choice"


class LineRole(IntEnum):
    """Roles beside Qt's own: the `Line` itself."""

    LINE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list. ``position`` is the action's place in the plan (-1 for a group)."""

    kind: LineKind
    group: Group
    position: int = -1
    action: Action | None = None
    change: FieldChange | None = None
    choice: str = ""
    opened: bool = False
    count: int = 0
    check: Qt.CheckState | None = None
    undo: bool = False


class PlanLines(QAbstractTableModel):
    """A plan as lines of a one-column table."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._index: PlanIndex | None = None
        self._view = PlanView({})
        self._lines: list[int] = []
        self._opened: set[int] = set()
        self._folded: set[Group] = set()

    # ------------------------------------------------------------------------------------------ content
    @property
    def index_shown(self) -> PlanIndex | None:
        """The plan that is shown, sorted for looking at."""
        return self._index

    @property
    def view(self) -> PlanView:
        """Which actions are shown."""
        return self._view

    def show(self, index: PlanIndex | None, view: PlanView) -> None:
        """Show a plan through a query. What was unfolded stays so while the plan is the same."""
        same = self._index is not None and index is not None and self._index.plan.id == index.plan.id
        if same and view.groups == self._view.groups:
            self._index, self._view = index, view
            self._all_changed()
            return
        self.beginResetModel()
        if not same:
            self._opened.clear()
            self._folded.clear()
        self._index, self._view = index, view
        self._lines = self._build()
        self.endResetModel()

    def put(self, actions: Iterable[Action]) -> None:
        """Show changed actions at once, before the services have confirmed the change."""
        if self._index is None:
            return
        for action in actions:
            position = self._index.position(action.id)
            self._view.changed(self._index.groups[position], self._index.actions[position], action)
            self._index.actions[position] = action
        self._all_changed()

    def _all_changed(self) -> None:
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, 0))

    def _build(self) -> list[int]:
        lines: list[int] = []
        for group, positions in self._view.groups.items():
            lines.append(-1 - GROUPS.index(group))
            if group not in self._folded:
                lines += self._group_lines(positions)
        return lines

    def _details(self, position: int) -> list[int]:
        assert self._index is not None
        count = len(details(self._index.actions[position]))
        return [position * _SUBS + sub for sub in range(1, count + 1)]

    # ------------------------------------------------------------------------------------------ looking
    def line(self, row: int) -> Line:
        """Return what a row shows. Raises IndexError for a row that is not there."""
        assert self._index is not None
        code = self._lines[row]
        if code < 0:
            group = GROUPS[-1 - code]
            return Line(
                LineKind.GROUP,
                group,
                count=len(self._view.groups.get(group, ())),
                opened=group not in self._folded,
                check=self._view.check(group),
            )
        position, sub = divmod(code, _SUBS)
        action = self._index.actions[position]
        group = self._index.groups[position]
        undo = bool(self._index.plan.undoes)
        if sub:
            kind, what = details(action)[sub - 1]
            return Line(
                kind,
                group,
                position,
                action,
                undo=undo,
                change=what if isinstance(what, FieldChange) else None,
                choice=what if isinstance(what, str) else "",
            )
        check = None
        if can_exclude(action):
            check = Qt.CheckState.Checked if is_ticked(action) else Qt.CheckState.Unchecked
        return Line(LineKind.ACTION, group, position, action, opened=position in self._opened, check=check, undo=undo)

    def row_of(self, position: int) -> int:
        """Return the row of an action by its place in the plan, or -1 while it is not shown."""
        try:
            return self._lines.index(position * _SUBS)
        except ValueError:
            return -1

    def row_of_group(self, group: Group) -> int:
        """Return the row of a group's heading, or -1."""
        code = -1 - GROUPS.index(group)
        return self._lines.index(code) if code in self._lines else -1

    def special_rows(self, first: int = 0, last: int | None = None) -> list[int]:
        """Return the rows that are not as high as an action: headings and unfolded lines."""
        if not self._opened:  # then, of 100,000 rows, none but the headings: no need to look at each
            return [row for row in self._headings() if first <= row and (last is None or row <= last)]
        codes = self._lines[first : None if last is None else last + 1]
        return [row for row, code in enumerate(codes, first) if code < 0 or code % _SUBS]

    def _headings(self) -> list[int]:
        rows, row = [], 0
        for group, positions in self._view.groups.items():
            rows.append(row)
            row += 1 if group in self._folded else 1 + len(positions)
        return rows

    # ------------------------------------------------------------------------------------------ folding
    def set_open(self, row: int, opened: bool) -> None:
        """Unfold or fold a group or an action; on an unfolded line nothing happens."""
        line = self.line(row)
        if line.opened == opened or line.kind not in (LineKind.GROUP, LineKind.ACTION):
            return
        if line.kind is LineKind.GROUP:
            self._folded ^= {line.group}
            inside = self._group_lines(self._view.groups[line.group]) if opened else []
            last = row if opened else self._group_end(row)
        else:
            self._opened ^= {line.position}
            inside = self._details(line.position)
            last = row + len(inside)
        if opened and inside:
            self.beginInsertRows(QModelIndex(), row + 1, row + len(inside))
            self._lines[row + 1 : row + 1] = inside
            self.endInsertRows()
        elif not opened and last > row:
            self.beginRemoveRows(QModelIndex(), row + 1, last)
            del self._lines[row + 1 : last + 1]
            self.endRemoveRows()
        here = self.index(row, 0)
        self.dataChanged.emit(here, here)

    def _group_lines(self, positions: Sequence[int]) -> list[int]:
        if self._opened.isdisjoint(positions):
            return [n * _SUBS for n in positions]
        lines: list[int] = []
        for n in positions:
            lines.append(n * _SUBS)
            if n in self._opened:
                lines += self._details(n)
        return lines

    def _group_end(self, row: int) -> int:
        positions = self._view.groups[GROUPS[-1 - self._lines[row]]]
        unfolded = self._opened.intersection(positions) if self._opened else ()
        return row + len(positions) + sum(len(self._details(n)) for n in unfolded)

    # ------------------------------------------------------------------------------------------ Qt
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        if role == LineRole.LINE:
            return self.line(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return line_text(self.line(index.row()))
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            line = self.line(index.row())
            return line_spoken(line) if role == Qt.ItemDataRole.AccessibleTextRole else tip(line_tip(line))
        if role == Qt.ItemDataRole.CheckStateRole:
            return self.line(index.row()).check
        return None


def details(action: Action) -> Sequence[tuple[LineKind, FieldChange | str]]:
    """Return what an action unfolds into: the reason, its fields, and the answers a person may give."""
    lines: list[tuple[LineKind, FieldChange | str]] = [(LineKind.REASON, "")]
    if action.fields:
        lines.append((LineKind.HEADS, ""))
        lines += [(LineKind.FIELD, change) for change in action.fields]
    lines += [(LineKind.CHOICE, choice) for choice in action.choices]
    return lines


def line_text(line: Line) -> str:
    """Return the main words of a line."""
    action = line.action
    if line.kind is LineKind.GROUP or action is None:
        return words.group_name(line.group)
    if line.kind is LineKind.ACTION:
        return action.title
    if line.kind is LineKind.REASON:
        return words.reason_line(action)
    if line.kind is LineKind.CHOICE:
        return words.choice_label(action, line.choice)
    if line.change is not None:
        return words.field_labels([line.change.name])
    return ""


def line_spoken(line: Line) -> str:
    """Return a line as a sentence for screen readers."""
    action = line.action
    if line.kind is LineKind.GROUP or action is None:
        return f"{words.group_name(line.group)}, {line.count}. {words.group_hint(line.group)}"
    if line.kind is LineKind.ACTION:
        return words.spoken(action, line.undo)
    if line.change is not None:
        return words.field_sentence(action, line.change)
    if line.kind is LineKind.CHOICE:
        return words.choice_spoken(action, line.choice)
    if line.kind is LineKind.HEADS:
        return ", ".join(words.heads(action, line.undo))
    return line_text(line)


def line_tip(line: Line) -> str:
    """Return the tool tip of a line: what may be cut off in it."""
    if line.kind is LineKind.GROUP:
        return words.group_hint(line.group)
    if line.kind in (LineKind.FIELD, LineKind.CHOICE, LineKind.REASON):
        return line_spoken(line)
    return words.reason_line(line.action) if line.action is not None else ""


def decided(action: Action, choice: str) -> Action:
    """Return an action as it looks after a decision, before the services have confirmed it."""
    return replace(action, decision=choice, included=True)
