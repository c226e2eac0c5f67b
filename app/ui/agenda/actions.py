"""What can be done with the chosen task: tick, move to another day, change, remove, open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QMenu, QPushButton

from app.services.api.accounts import AccountInfo
from app.services.api.agenda import TaskLine
from app.sync.plan.model import Side
from app.ui.agenda.tree import TaskTree
from app.ui.bridge import Bridge
from app.ui.browsing import RecordPages
from app.ui.widgets.controls import button
from app.ui.widgets.flow import ButtonBar


class TaskActions(ButtonBar):
    """A bar of buttons for the tree's current task. ``changed`` tells that the book did."""

    edit_wanted = Signal(object)
    customer_wanted = Signal(str)
    changed = Signal()

    def __init__(self, bridge: Bridge, tree: TaskTree, browse: Callable[[QUrl], bool]) -> None:
        super().__init__()
        self._bridge, self._tree, self._browse = bridge, tree, browse
        self._pages = RecordPages()
        self._today = date.min
        self.tick_ = button(self.tr("D&one"), icon="check", on_click=self._tick_chosen)
        self.tick_.setToolTip(self.tr("Space"))
        self.move_ = button(self.tr("&Move"), icon="clock")
        self.move_.setMenu(self._moves())
        self.change = button(self.tr("C&hange…"), icon="pencil", on_click=self._edit)
        self.change.setToolTip(self.tr("Enter"))
        self.customer = button(self.tr("Open c&ustomer"), "quiet", icon="person", on_click=self._open_customer)
        self.highlevel = button(self.tr("Open in &HighLevel"), "quiet", icon="open", on_click=self._open_highlevel)
        self.drop = button(self.tr("&Remove"), "quiet", icon="trash", on_click=self._remove)
        self.drop.setToolTip(self.tr("It never comes back by itself (Delete)"))
        self.put((self.tick_, self.move_, self.change, self.customer, self.highlevel, self.drop))
        tree.chosen.connect(self.look)
        tree.wanted.connect(self._edit)
        tree.removal_wanted.connect(self._remove)
        self.look()

    def _moves(self) -> QMenu:
        menu = QMenu(self)
        for words, days in (
            (self.tr("To &today"), 0),
            (self.tr("To to&morrow"), 1),
            (self.tr("By a &week"), 7),
        ):
            menu.addAction(words, partial(self._move, days))
        menu.addAction(self.tr("&Without a day"), partial(self._move, None))
        menu.addSeparator()
        menu.addAction(self.tr("&Another day…"), self._edit)
        return menu

    def know(self, accounts: Mapping[Side, AccountInfo], today: date) -> None:
        """Take over the present day, and the location whose contacts can be opened: only the real service has a window
        of its own."""
        self._pages.know(accounts)
        self._today = today
        self.look()

    def look(self) -> None:
        """Offer what makes sense for the chosen task."""
        line = self._tree.line()
        there = line is not None
        is_open = line is not None and line.task.open
        self.tick_.setEnabled(there)
        self.tick_.setText(self.tr("D&one") if is_open or not there else self.tr("Re&open"))
        self.tick_.setAccessibleName(self.tick_.text().replace("&", ""))
        self.move_.setEnabled(is_open)
        self.change.setEnabled(there)
        self.drop.setEnabled(line is not None and not line.task.removed)
        self.customer.setEnabled(line is not None and bool(line.task.customer))
        self.highlevel.setVisible(self._pages.highlevel)
        self.highlevel.setEnabled(line is not None and bool(line.contact))
        self.fit()

    def buttons(self) -> tuple[QPushButton, ...]:
        """Return the buttons in their order."""
        return (self.tick_, self.move_, self.change, self.customer, self.highlevel, self.drop)

    def tick(self, task_id: str, *, done: bool) -> None:
        """Mark a task as done, or open it again."""
        book = self._bridge.service.agenda
        self._bridge.spawn(self._call(book.done if done else book.reopen, task_id))

    def _tick_chosen(self) -> None:
        if (line := self._tree.line()) is not None:
            self.tick(line.task.id, done=line.task.open)

    def _move(self, days: int | None) -> None:
        line = self._tree.line()
        if line is None:
            return
        due = None
        if days is not None:
            start = max(line.task.due or self._today, self._today) if days > 1 else self._today
            due = start + timedelta(days=days)
        self._bridge.spawn(self._call(self._bridge.service.agenda.move, line.task.id, due))

    def _remove(self) -> None:
        line = self._tree.line()
        if line is not None and not line.task.removed:
            self._bridge.spawn(self._call(self._bridge.service.agenda.remove, line.task.id))

    async def _call(self, what: Callable[..., TaskLine], *arguments: object) -> None:
        try:
            await self._bridge.call(what, *arguments)
        finally:
            self.changed.emit()

    def _edit(self) -> None:
        if (line := self._tree.line()) is not None:
            self.edit_wanted.emit(line)

    def _open_customer(self) -> None:
        line = self._tree.line()
        if line is not None and line.task.customer:
            self.customer_wanted.emit(line.task.customer)

    def _open_highlevel(self) -> None:
        line = self._tree.line()
        if line is not None and (page := self._pages.contact(line.contact)) is not None:
            self._browse(page)
