"""The tasks as a list in groups: overdue, today, this week, later, without a day, done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from app.records.task import TaskKind
from app.records.text.words import fold
from app.services.api.agenda import WEEK, TaskLine
from app.ui.i18n import date_text, named
from app.ui.theme import color
from app.ui.tips import tip

Index = QModelIndex | QPersistentModelIndex
TITLE, CUSTOMER, DAY, WHO = range(4)
_NONE = QModelIndex()
_GROUP = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_TASK = _GROUP | Qt.ItemFlag.ItemNeverHasChildren
_TICKABLE = _TASK | Qt.ItemFlag.ItemIsUserCheckable
_TOP = 0xFFFFFFFF
"""What a group's index carries in place of its own group's number."""


class Group(StrEnum):
    """When a task is to be done, seen from today."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    NONE = "none"
    DONE = "done"


def group_of(line: TaskLine, today: date) -> Group:
    """Return the group that a task belongs to."""
    task = line.task
    if not task.open:
        return Group.DONE
    if task.due is None:
        return Group.NONE
    if task.due < today:
        return Group.OVERDUE
    if task.due == today:
        return Group.TODAY
    return Group.WEEK if task.due < today + timedelta(days=WEEK) else Group.LATER


def search_texts(lines: Sequence[TaskLine]) -> list[str]:
    """Return what a search looks for in each task. Slow for ten thousand: call it off the window's thread."""
    return [fold(f"{x.task.title} {x.customer_name} {x.task.body}") for x in lines]


class AgendaModel(QAbstractItemModel):
    """`TaskLine`s in groups; `narrow` shows those alone that fit. ``ticked`` carries a task's id and whether it is
    done now."""

    ticked = Signal(str, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[TaskLine] = []
        self._texts: list[str] = []
        self._groups: list[tuple[Group, list[TaskLine]]] = []
        self._today = date.min
        self._words: list[str] = []
        self._kind = ""
        self._person = ""
        self._customer = ""

    def show_tasks(self, lines: Sequence[TaskLine], today: date) -> None:
        """Show these tasks, as far as the choices let them through."""
        self._all = list(lines)
        self._texts = []
        self._today = today
        self._refill()

    def search_in(self, lines: Sequence[TaskLine], texts: Sequence[str]) -> None:
        """Take the `search_texts` of the tasks that are shown, made elsewhere because they are very many; those of
        others are passed over."""
        if len(texts) == len(self._all) and all(a is b for a, b in zip(lines, self._all, strict=True)):
            self._texts = list(texts)

    def narrow(self, words: str = "", kind: str = "", person: str = "", customer: str = "") -> None:
        """Show only tasks that hold all words, of a kind, of a person (a user's id), of a customer; blank: any."""
        chosen = (fold(words).split(), kind, person, customer)
        if chosen != (self._words, self._kind, self._person, self._customer):
            self._words, self._kind, self._person, self._customer = chosen
            self._refill()

    def _refill(self) -> None:
        groups: dict[Group, list[TaskLine]] = {group: [] for group in Group}
        if self._words and len(self._texts) != len(self._all):
            self._texts = search_texts(self._all)
        anything = not (self._words or self._kind or self._person or self._customer)
        for n, line in enumerate(self._all):
            task = line.task
            if anything or (
                (not self._kind or task.kind.value == self._kind)
                and (not self._person or task.assignee == self._person)
                and (not self._customer or task.customer == self._customer)
                and all(word in self._texts[n] for word in self._words)
            ):
                groups[group_of(line, self._today)].append(line)
        self.beginResetModel()
        self._groups = [(group, lines) for group, lines in groups.items() if lines]
        self.endResetModel()

    # ------------------------------------------------------------------------------------------ asking
    def line(self, index: Index) -> TaskLine | None:
        """Return the task of a row; None for a group."""
        if not index.isValid() or index.internalId() == _TOP:
            return None
        return self._groups[index.internalId()][1][index.row()]

    def group(self, index: Index) -> Group | None:
        """Return the group of a row that is one; None for a task."""
        return self._groups[index.row()][0] if index.isValid() and index.internalId() == _TOP else None

    def find(self, task_id: str) -> QModelIndex:
        """Return the row of a task; an invalid index if it is not shown."""
        for place, (_group, lines) in enumerate(self._groups):
            for n, line in enumerate(lines):
                if line.task.id == task_id:
                    return self.createIndex(n, TITLE, place)
        return QModelIndex()

    @property
    def shown(self) -> int:
        """How many tasks are shown."""
        return sum(len(lines) for _group, lines in self._groups)

    def customers(self) -> list[tuple[str, str]]:
        """Return whom the tasks are about, shown or not: ids and names, by name."""
        named = {line.task.customer: line.customer_name for line in self._all if line.task.customer}
        return sorted(named.items(), key=lambda pair: fold(pair[1]))

    @property
    def known(self) -> int:
        """How many tasks there are, shown or not."""
        return len(self._all)

    def days(self) -> dict[date, int]:
        """Return how many open tasks each day has, of those shown."""
        found: dict[date, int] = {}
        for _group, lines in self._groups:
            for line in lines:
                if line.task.open and line.task.due is not None:
                    found[line.task.due] = found.get(line.task.due, 0) + 1
        return found

    def group_name(self, group: Group) -> str:
        """Return what a group is called."""
        return {
            Group.OVERDUE: self.tr("Overdue"),
            Group.TODAY: self.tr("Today"),
            Group.WEEK: self.tr("This week"),
            Group.LATER: self.tr("Later"),
            Group.NONE: self.tr("Without a day"),
            Group.DONE: self.tr("Done"),
        }[group]

    # ------------------------------------------------------------------------------------------ model
    def index(self, row: int, column: int, parent: Index = _NONE) -> QModelIndex:
        if not 0 <= column < 4 or row < 0:
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, column, _TOP) if row < len(self._groups) else QModelIndex()
        if parent.internalId() != _TOP or row >= len(self._groups[parent.row()][1]):
            return QModelIndex()
        return self.createIndex(row, column, parent.row())

    def parent(self, child: Index = _NONE) -> QModelIndex:  # type: ignore[override]  # QObject has a parent, too
        if not child.isValid() or child.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(child.internalId(), 0, _TOP)

    def rowCount(self, parent: Index = _NONE) -> int:
        if not parent.isValid():
            return len(self._groups)
        if parent.internalId() != _TOP or parent.column() > 0:
            return 0
        return len(self._groups[parent.row()][1])

    def columnCount(self, parent: Index = _NONE) -> int:
        return 4

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if index.internalId() == _TOP:
            return _GROUP
        return _TICKABLE if index.column() == TITLE else _TASK

    def headerData(self, section: int, way: Qt.Orientation, role: int = 0) -> Any:
        if way is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("What"), self.tr("Customer"), self.tr("Day"), self.tr("Who"))[section]

    def setData(self, index: Index, value: Any, role: int = 0) -> bool:
        line = self.line(index)
        if line is None or role != Qt.ItemDataRole.CheckStateRole:
            return False
        done = Qt.CheckState(value) is Qt.CheckState.Checked
        if done == (not line.task.open):
            return False
        self.ticked.emit(line.task.id, done)
        return True

    def data(self, index: Index, role: int = 0) -> Any:
        if (group := self.group(index)) is not None:
            return self._group_data(group, index, role)
        line = self.line(index)
        if line is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return (line.task.title, line.customer_name, self._day(line), line.assignee_name)[column]
        if role == Qt.ItemDataRole.CheckStateRole and column == TITLE:
            return Qt.CheckState.Unchecked if line.task.open else Qt.CheckState.Checked
        if role == Qt.ItemDataRole.ForegroundRole:
            if not line.task.open:
                return color("muted")
            late = line.task.due is not None and line.task.due < self._today
            return color("danger") if column == DAY and late else None
        if role == Qt.ItemDataRole.FontRole and not line.task.open and column == TITLE:
            font = QFont()
            font.setStrikeOut(True)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self._tip(line))
        if role == Qt.ItemDataRole.AccessibleTextRole and column == TITLE:
            parts = (line.task.title, line.customer_name, self._day(line), self.group_name(group_of(line, self._today)))
            return ", ".join(filter(None, parts))
        return None

    def _group_data(self, group: Group, index: Index, role: int) -> Any:
        if index.column() != TITLE:
            return None
        words = f"{self.group_name(group)} ({len(self._groups[index.row()][1])})"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return words
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole and group is Group.OVERDUE:
            return color("danger")
        return None

    def _day(self, line: TaskLine) -> str:
        task = line.task
        if task.due is None:
            return ""
        day = task.due - self._today
        words = {
            timedelta(0): self.tr("today"),
            timedelta(1): self.tr("tomorrow"),
            timedelta(-1): self.tr("yesterday"),
        }.get(day) or date_text(task.due)
        return f"{words}, {task.at:%H:%M}" if task.at else words

    def _tip(self, line: TaskLine) -> str:
        task = line.task
        kind = named("agenda.kinds", task.kind.value)
        state = ""
        if task.removed:
            state = self.tr("removed")
        elif line.in_highlevel and task.kind is not TaskKind.HIGHLEVEL:
            state = self.tr("also in HighLevel")
        head = " · ".join(filter(None, (kind, line.customer_name, state)))
        return "\n".join(filter(None, (task.title, head, task.body)))
