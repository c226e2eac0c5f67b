"""The tasks as a list in groups: overdue, today, this week, later, without a day, done."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from operator import is_
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from app.records.task import TaskKind
from app.records.text.words import fold
from app.services.api.agenda import WEEK, TaskLine
from app.services.api.task_lines import Columns, TaskLines
from app.ui.agenda.choices import person_words
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


def group_of(due: date | None, today: date) -> Group:
    """Return the group that an open task of a day belongs to."""
    if due is None:
        return Group.NONE
    if due < today:
        return Group.OVERDUE
    if due == today:
        return Group.TODAY
    return Group.WEEK if due < today + timedelta(days=WEEK) else Group.LATER


def search_texts(lines: Sequence[TaskLine]) -> Sequence[str]:
    """Return what a search looks for in each task. Slow for ten thousand: call it off the window's thread."""
    known = TaskLines.of(lines)
    if known.searched is None:
        known.searched = [fold(known.words(n)) for n in range(len(known))]
    return known.searched


def _in_groups(columns: Columns, places: Iterable[int], today: date) -> dict[Group, Sequence[int]]:
    groups: dict[Group, list[int]] = {group: [] for group in Group}
    days = columns.days
    for n in places:
        groups[group_of(days[n], today) if columns.open[n] else Group.DONE].append(n)
    return dict(groups)


def _cut(columns: Columns, today: date) -> dict[Group, Sequence[int]]:
    """Return the groups of open tasks that stand by day: they lie one behind the other."""
    days, end = columns.days, date.max
    borders = [
        0,
        *(
            bisect_left(days, day, key=lambda due: due or end)
            for day in (today, today + timedelta(days=1), today + timedelta(days=WEEK), end)
        ),
        len(days),
    ]
    kinds = (Group.OVERDUE, Group.TODAY, Group.WEEK, Group.LATER, Group.NONE)
    return {group: range(borders[n], borders[n + 1]) for n, group in enumerate(kinds)}


class AgendaModel(QAbstractItemModel):
    """`TaskLine`s in groups; `narrow` shows those alone that fit. ``ticked`` carries a task's id and whether it is
    done now."""

    ticked = Signal(str, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = TaskLines.of(())
        self._texts: Sequence[str] = ()
        self._groups: list[tuple[Group, Sequence[int]]] = []
        self._today = date.min
        self._words: list[str] = []
        self._kind = ""
        self._person = ""
        self._customer = ""

    def show_tasks(self, lines: Sequence[TaskLine], today: date) -> None:
        """Show these tasks, as far as the choices let them through."""
        self._all = TaskLines.of(lines)
        self._texts = ()
        self._today = today
        self._refill()

    def search_in(self, lines: Sequence[TaskLine], texts: Sequence[str]) -> None:
        """Take the `search_texts` of the tasks that are shown, made elsewhere because they are very many; those of
        others are passed over."""
        if len(texts) == len(self._all) and (lines is self._all or all(map(is_, lines, self._all))):
            self._texts = texts

    def narrow(self, words: str = "", kind: str = "", person: str = "", customer: str = "") -> None:
        """Show only tasks that hold all words, of a kind, of a person (a user's id), of a customer; blank: any."""
        chosen = (fold(words).split(), kind, person, customer)
        if chosen != (self._words, self._kind, self._person, self._customer):
            self._words, self._kind, self._person, self._customer = chosen
            self._refill()

    def _refill(self) -> None:
        if self._words and len(self._texts) != len(self._all):
            self._texts = search_texts(self._all)
        columns, places = self._all.columns, range(len(self._all))
        anything = not (self._words or self._kind or self._person or self._customer)
        if anything and self._all.in_order:
            groups = _cut(columns, self._today)
        else:
            groups = _in_groups(columns, places if anything else filter(self._fits, places), self._today)
        self.beginResetModel()
        self._groups = [(group, found) for group, found in groups.items() if found]
        self.endResetModel()

    def _fits(self, n: int) -> bool:
        columns = self._all.columns
        return (
            (not self._kind or columns.kinds[n] == self._kind)
            and (not self._person or columns.assignees[n] == self._person)
            and (not self._customer or columns.customers[n] == self._customer)
            and all(word in self._texts[n] for word in self._words)
        )

    # ------------------------------------------------------------------------------------------ asking
    def line(self, index: Index) -> TaskLine | None:
        """Return the task of a row; None for a group."""
        if not index.isValid() or index.internalId() == _TOP:
            return None
        return self._all[self._groups[index.internalId()][1][index.row()]]

    def group(self, index: Index) -> Group | None:
        """Return the group of a row that is one; None for a task."""
        return self._groups[index.row()][0] if index.isValid() and index.internalId() == _TOP else None

    def find(self, task_id: str) -> QModelIndex:
        """Return the row of a task; an invalid index if it is not shown."""
        at = self._all.place(task_id)
        for place, (_group, found) in enumerate(self._groups):
            if at is not None and at in found:
                return self.createIndex(found.index(at), TITLE, place)
        return QModelIndex()

    def first_of(self, day: date) -> QModelIndex:
        """Return the row of the first open task of a day; an invalid index if none is shown."""
        columns = self._all.columns
        for place, (_group, found) in enumerate(self._groups):
            for n, at in enumerate(found):
                if columns.days[at] == day:
                    return self.createIndex(n, TITLE, place)
        return QModelIndex()

    @property
    def shown(self) -> int:
        """How many tasks are shown."""
        return sum(len(found) for _group, found in self._groups)

    def customers(self) -> list[tuple[str, str]]:
        """Return whom the tasks are about, shown or not: ids and names, by name."""
        named = dict(zip(self._all.columns.customers, self._all.columns.names, strict=True))
        named.pop("", None)
        return sorted(named.items(), key=lambda pair: fold(pair[1]))

    def people(self) -> dict[str, str]:
        """Return who does the tasks, shown or not, and how they are called."""
        named = dict(zip(self._all.columns.assignees, self._all.columns.assignee_names, strict=True))
        named.pop("", None)
        return named

    @property
    def known(self) -> int:
        """How many tasks there are, shown or not."""
        return len(self._all)

    def days(self) -> dict[date, int]:
        """Return how many open tasks each day has, of those shown."""
        days = self._all.columns.days
        counted = Counter(days[n] for group, found in self._groups if group is not Group.DONE for n in found)
        return {day: count for day, count in counted.items() if day is not None}

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
            return (self._title(line), line.customer_name, self._day(line), self._who(line))[column]
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
            group = self._groups[index.internalId()][0]
            parts = (self._title(line), line.customer_name, self._day(line), self.group_name(group))
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

    def _who(self, line: TaskLine) -> str:
        return person_words(line.task.assignee, line.assignee_name)

    def _title(self, line: TaskLine) -> str:
        return line.task.heading or self.tr("(no title)")

    def _day(self, line: TaskLine) -> str:
        task = line.task
        if task.due is None:
            return ""
        day = task.due - self._today
        words = {
            timedelta(0): self.tr("today"),
            timedelta(1): self.tr("tomorrow"),
            timedelta(-1): self.tr("yesterday"),
        }.get(day) or date_text(task.due, self._today)
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
        return "\n".join(filter(None, (self._title(line), head, task.body)))
