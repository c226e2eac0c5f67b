"""The tree of tasks in their groups."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView

from app.services.api.agenda import TaskLine
from app.ui.agenda.model import CUSTOMER, DAY, TITLE, WHO, AgendaModel, Group

_ROOM_FOR_WHO = 680
_ROOM_FOR_CUSTOMER = 420
_MANY = 500
"""Rows above which a group opens only when it is asked to: Qt measures each row of an open one."""


class TaskTree(QTreeView):
    """Tasks by group; ``chosen`` tells that another one is current, ``wanted`` that Enter or a double click was
    given, ``removal_wanted`` that Delete was."""

    chosen = Signal()
    wanted = Signal()
    removal_wanted = Signal()

    def __init__(self, model: AgendaModel) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Tasks"))
        self.setUniformRowHeights(True)
        self.setIndentation(14)  # enough for the arrow of a group; on a small screen the words need the rest
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setExpandsOnDoubleClick(False)
        self._tasks, self._narrow, self._filling = model, False, False
        self._folded: set[Group] = {Group.DONE}
        self._unfolded: set[Group] = set()
        self.setModel(model)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        for place, width in ((CUSTOMER, 170), (DAY, 110), (WHO, 110)):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(place, width)
        self.selectionModel().currentChanged.connect(lambda *_: self.chosen.emit())
        self.collapsed.connect(self._fold)
        self.expanded.connect(self._unfold)
        self.doubleClicked.connect(self._double)

    def line(self) -> TaskLine | None:
        """Return the task that is current."""
        return self._tasks.line(self.currentIndex())

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep what is chosen and folded while the rows are made anew."""
        line = self.line()
        place = self.verticalScrollBar().value()
        yield
        self._filling = True
        for n in range(self._tasks.rowCount()):
            index = self._tasks.index(n, TITLE)
            self.setFirstColumnSpanned(n, QModelIndex(), True)
            group = self._tasks.group(index)
            many = self._tasks.rowCount(index) > _MANY and group not in self._unfolded
            if group not in self._folded and not many:
                self.expand(index)
        self._filling = False
        found = self._tasks.find(line.task.id) if line is not None else QModelIndex()
        if found.isValid() and self.isExpanded(found.parent()):
            self.setCurrentIndex(found)
        elif self._tasks.rowCount():
            top = self._tasks.index(0, TITLE)
            self.setCurrentIndex(self._tasks.index(0, TITLE, top) if self.isExpanded(top) else top)
        self.verticalScrollBar().setValue(place)
        self.chosen.emit()

    def show_index(self, index: QModelIndex) -> None:
        """Choose a row and bring it into sight."""
        self.expand(index.parent())
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def set_narrow(self) -> None:
        """Never show whose task it is: the page says it."""
        self._narrow = True
        self.setColumnHidden(CUSTOMER, True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setColumnHidden(WHO, self.width() < _ROOM_FOR_WHO)
        self.setColumnWidth(CUSTOMER, max(100, min(170, self.width() // 4)))  # what is to be done needs more
        self.setColumnHidden(CUSTOMER, self._narrow or self.width() < _ROOM_FOR_CUSTOMER)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.line() is not None:
            self.wanted.emit()
        elif event.key() == Qt.Key.Key_Delete and self.line() is not None:
            self.removal_wanted.emit()
        elif event.key() == Qt.Key.Key_Space and (line := self.line()) is not None:
            self._tasks.ticked.emit(line.task.id, line.task.open)
        else:
            super().keyPressEvent(event)

    def _double(self, index: QModelIndex) -> None:
        if self._tasks.line(index) is not None:
            self.wanted.emit()

    def _fold(self, index: QModelIndex) -> None:
        if (group := self._tasks.group(index)) is not None:
            self._folded.add(group)
            self._unfolded.discard(group)

    def _unfold(self, index: QModelIndex) -> None:
        if (group := self._tasks.group(index)) is not None:
            self._folded.discard(group)
            if not self._filling:
                self._unfolded.add(group)
