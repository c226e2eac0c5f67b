"""Agenda: what is to be done, for whom and when; a month beside it. What it means for HighLevel comes with the next
check."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.errors import Ponte24Error
from app.records.task import TaskKind
from app.services.api.accounts import AccountState
from app.services.api.agenda import AgendaQuestion, AgendaSummary, AppointmentLine, CalendarInfo, TaskLine, UserInfo
from app.sync.plan.model import Side
from app.ui.agenda.actions import TaskActions
from app.ui.agenda.choices import Choices, person_words
from app.ui.agenda.day_panel import DayPanel
from app.ui.agenda.model import AgendaModel, search_texts
from app.ui.agenda.tree import TaskTree
from app.ui.bridge import Bridge
from app.ui.i18n import money, named
from app.ui.widgets.controls import Notice, button, label, row, set_pane_margins
from app.ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from app.services.api.service import Service
    from app.services.api.status import Status
    from app.ui.agenda.appointment_dialog import AppointmentDialog
    from app.ui.agenda.question_dialog import QuestionDialog
    from app.ui.agenda.task_dialog import TaskDialog

_LOW = 560
"""Below this height the tasks need the room of what is merely nice to know."""

_ROOM_FOR_MONTH = 800
_WIDE = 900
"""From this width on the list's three boxes stand in one line as they are; below they are shorter."""
_SPAN = timedelta(days=100)
"""Appointments are shown so far ahead and back; what HighLevel was asked for is less."""
_PAINTED = 0.3
"""Seconds after which the pane has been painted: what nobody waits for comes then."""
_PATIENCE_MS = 250
_STALE = 900.0
"""Seconds after which opening the pane asks HighLevel for its appointments anew."""


@dataclass(frozen=True, slots=True)
class _Known:
    """All that the pane shows, read at one go: each way to the services and back costs a turn of the window."""

    lines: Sequence[TaskLine]
    summary: AgendaSummary
    questions: tuple[AgendaQuestion, ...]
    users: tuple[UserInfo, ...]
    today: date
    appointments: tuple[AppointmentLine, ...]
    calendars: tuple[CalendarInfo, ...]
    status: Status


def _read(service: Service, *, everything: bool) -> _Known:
    book = service.agenda
    lines, today = book.tasks(everything=everything), book.today()
    return _Known(
        lines,
        book.summary(),
        book.questions(),
        book.users(),
        today,
        book.appointments(today - _SPAN, today + _SPAN),
        book.calendars(),
        service.status(),
    )


class AgendaPane(QWidget):
    """The tasks at the left, the month at the right. ``customer_wanted`` asks the window for a customer's page."""

    navigate = Signal(str)
    customer_wanted = Signal(str)
    calendar_file_wanted = Signal()

    def __init__(
        self,
        bridge: Bridge,
        parent: QWidget | None = None,
        *,
        browse: Callable[[QUrl], bool] = QDesktopServices.openUrl,
        now: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bridge, self._now = bridge, now
        self._questions: tuple[AgendaQuestion, ...] = ()
        self.dialog: TaskDialog | QuestionDialog | AppointmentDialog | None = None
        self._reading = False
        self._offered: list[tuple[str, str]] = []
        self._tried_at = 0.0
        self.model = AgendaModel(self)
        self.model.ticked.connect(self._tick)
        self.tree = self.keyboard = TaskTree(self.model)
        self.hint = label("", "small", wrap=True)
        self.hint.hide()
        self.tree.chosen.connect(self._look)
        self.actions_ = TaskActions(bridge, self.tree, browse)
        self.actions_.edit_wanted.connect(self.edit)
        self.actions_.customer_wanted.connect(self.customer_wanted)
        self.actions_.changed.connect(self._changed)
        self.days = DayPanel()
        self.days.day_chosen.connect(self._show_day)
        self.days.new_wanted.connect(lambda day: bridge.spawn(self._new_appointment(day)))
        self.days.move_wanted.connect(lambda appointment: bridge.spawn(self._move_appointment(appointment)))
        self.ask = Notice(kind="warn", action=self.tr("&Answer…"), on_action=self.answer)
        self.ask.hide()
        self.sums = label("", "muted", wrap=True)
        self.count = label("", "small")
        self.new = button(self.tr("New &task…"), "primary", icon="plus", on_click=self.new_task)
        self.new.setToolTip(self.tr("Ctrl+N"))
        self.new.setShortcut("Ctrl+N")
        self.file = button(self.tr("&Calendar file…"), "quiet", icon="export", on_click=self.calendar_file_wanted.emit)
        self.file.setToolTip(self.tr("Tasks and appointments for your telephone or Outlook (.ics)"))
        self.empty = label(
            self.tr("Nothing to do. Fattura24 has no tasks, so Ponte24 keeps them here beside your customers."),
            "muted",
            wrap=True,
        )
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._filters()
        self._lay_out()
        bridge.changed.connect(self._on_changed)
        # painted once, with what there is to show; should reading take long, the pane stands there without it
        self.setUpdatesEnabled(False)
        QTimer.singleShot(_PATIENCE_MS, self, lambda: self.setUpdatesEnabled(True))

    # ------------------------------------------------------------------------------------------ building
    def _filters(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("What or whom (Ctrl+F)"))
        self.search.setAccessibleName(self.tr("Search the tasks"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("Kind of task"))
        self.kind.addItem(self.tr("All kinds"), "")
        for kind in TaskKind:
            self.kind.addItem(named("agenda.kinds", kind.value), kind.value)
        self.person = QComboBox()
        self.person.setAccessibleName(self.tr("Who does it"))
        self.person.addItem(self.tr("Everybody"), "")
        self.customer = QComboBox()
        self.customer.setAccessibleName(self.tr("For which customer"))
        self.customer.addItem(self.tr("All customers"), "")
        self.customer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.customer.setMinimumContentsLength(14)
        self.customer.setMaxVisibleItems(20)
        self.customer.hide()
        for box in (self.kind, self.customer, self.person):
            box.currentIndexChanged.connect(self._narrow)
        self.everything = QCheckBox(self.tr("&Done, too"))
        self.everything.toggled.connect(lambda _on: self._bridge.soon(self.refresh))

    def _lay_out(self) -> None:
        self.either = QStackedWidget()
        self.either.addWidget(self.tree)
        self.either.addWidget(self.empty)
        left = QWidget()
        inner = QVBoxLayout(left)
        inner.setContentsMargins(0, 0, 14, 0)
        inner.setSpacing(8)
        first = row(self.search, self.everything, spacing=8)
        first.setStretch(0, 1)
        boxes = FlowLayout(gap=8)  # on a small screen they do not stand in one line with the search
        for box in (self.customer, self.kind, self.person):
            boxes.addWidget(box)
        inner.addLayout(first)
        inner.addLayout(boxes)
        inner.addWidget(self.either, 1)
        inner.addWidget(self.hint)
        inner.addWidget(self.actions_)
        inner.addWidget(self.count)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(left)
        self.split.addWidget(self.days)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([640, 300])
        outer = self._outer = QVBoxLayout(self)
        set_pane_margins(outer, low=False)
        outer.setSpacing(8)
        outer.addLayout(row(label(self.tr("Agenda"), "h1"), None, self.file, self.new))
        outer.addWidget(self.sums)
        outer.addWidget(self.ask)
        outer.addWidget(self.split, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.days.setVisible(self.width() >= _ROOM_FOR_MONTH)
        low = self.height() < _LOW
        set_pane_margins(self._outer, low=low)
        self.count.setVisible(not low)
        narrow = low or self.width() < _WIDE
        self.customer.setMinimumContentsLength(9 if narrow else 14)  # the three boxes then stand in one line

    # ------------------------------------------------------------------------------------------ reading
    def _on_changed(self, topic: str) -> None:
        if topic in ("agenda", "mirror", "plan") and self.isVisible():
            self._bridge.soon(self.refresh)

    async def refresh(self) -> None:
        """Read the tasks again, and what stands beside them."""
        try:
            known = await self._bridge.call(_read, self._bridge.service, everything=self.everything.isChecked())
            self._show(known)
        finally:
            self.setUpdatesEnabled(True)
        connected = known.status.accounts[Side.HIGHLEVEL].state is AccountState.CONNECTED
        now = self._now()
        if connected and not self._reading and now - max(known.summary.read_at, self._tried_at) > _STALE:
            self._tried_at = now
            self._bridge.spawn(self._read_appointments())

    def _show(self, known: _Known) -> None:
        lines, today = known.lines, known.today
        self._questions = known.questions
        self.actions_.know(known.status.accounts, today)
        self.show_tasks(lines, today)
        with QSignalBlocker(self.person):
            self._show_people({user.id: user.name for user in known.users})
        self.sums.setText(self.sum_words(known.summary))
        self._show_question()
        self._bridge.spawn(self._prepare_search(lines))
        can_make = any(c.active for c in known.calendars)
        self.days.show_days(self.model.days(), known.appointments, today, can_make=can_make)

    async def _prepare_search(self, lines: Sequence[TaskLine]) -> None:
        """Make what a search looks through, beside the window, and not while it is being painted."""
        await asyncio.sleep(_PAINTED)
        self.model.search_in(lines, await self._bridge.call(search_texts, lines))

    def show_tasks(self, lines: Sequence[TaskLine], today: date) -> None:
        """Show these tasks; what was chosen stays chosen, and what was folded stays folded."""
        with self.tree.kept():
            self.model.show_tasks(lines, today)
        self._show_customers()
        self._tell_count()

    def _show_customers(self) -> None:
        """Offer those whom tasks are about; whoever was chosen stays chosen."""
        found, chosen = self.model.customers(), self.customer.currentData()
        if found == self._offered:
            return
        self._offered = found
        with QSignalBlocker(self.customer):
            # at one stroke: added one by one, two thousand take a tenth of a second
            self.customer.setModel(Choices([("", self.tr("All customers")), *found], self.customer))
            self.customer.setCurrentIndex(max(0, self.customer.findData(chosen)))
        self.customer.setVisible(bool(found))
        self._narrow()

    def _show_people(self, users: dict[str, str]) -> None:
        known = users | {user: name for user, name in self.model.people().items() if user not in users}
        chosen = self.person.currentData()
        while self.person.count() > 1:
            self.person.removeItem(1)
        for user, name in known.items():
            self.person.addItem(person_words(user, name), user)
        self.person.setCurrentIndex(max(0, self.person.findData(chosen)))
        self.person.setVisible(bool(known))

    def sum_words(self, summary: AgendaSummary) -> str:
        """Return what is overdue and due within the week, in a sentence."""
        late = [money(m.overdue, m.currency) for m in summary.money if m.overdue]
        week = [money(m.week, m.currency) for m in summary.money if m.week]
        parts = []
        if late:
            parts.append(self.tr("Overdue: %1.").replace("%1", " + ".join(late)))
        if week:
            parts.append(self.tr("Due within seven days: %1.").replace("%1", " + ".join(week)))
        return " ".join(parts) or self.tr("What is to be done, for whom and when.")

    def _show_question(self) -> None:
        if not self._questions:
            self.ask.hide()
            return
        first = self._questions[0]
        self.ask.show_words(f"{named('agenda.questions', first.kind)} ({len(first.keys)})", "warn")

    def _tell_count(self) -> None:
        shown, known = self.model.shown, self.model.known
        self.either.setCurrentIndex(0 if known else 1)
        words = self.tr("%n task(s)", "", shown)
        if shown < known:
            words = self.tr("%1 of %2").replace("%1", words).replace("%2", str(known))
        self.count.setText(words)

    # ------------------------------------------------------------------------------------------ acting
    def _narrow(self) -> None:
        with self.tree.kept():
            self.model.narrow(
                self.search.text(),
                str(self.kind.currentData() or ""),
                str(self.person.currentData() or ""),
                str(self.customer.currentData() or ""),
            )
        self._tell_count()

    def _look(self) -> None:
        line = self.tree.line()
        hint = line.hint if line is not None else ""
        self.hint.setText(named("agenda.hints", hint) if hint else "")
        if bool(hint) == self.hint.isHidden():
            self.hint.setVisible(bool(hint))
            # the tree is lower now, or higher: what was chosen stays in sight
            QTimer.singleShot(0, self, lambda: self.tree.scrollTo(self.tree.currentIndex()))

    def _show_day(self, day: date) -> None:
        """Go to the first task of a day."""
        if (index := self.model.first_of(day)).isValid():
            self.tree.show_index(index)

    def _tick(self, task_id: str, done: bool) -> None:
        self.actions_.tick(task_id, done=done)

    def _changed(self) -> None:
        self._bridge.announce("agenda")
        self._bridge.announce("status")

    def new_task(self) -> None:
        """Ask for a new task."""
        self._bridge.spawn(self._open_dialog(None))

    def edit(self, line: TaskLine) -> None:
        """Ask for a task's values anew."""
        self._bridge.spawn(self._open_dialog(line))

    async def _open_dialog(self, line: TaskLine | None) -> None:
        from app.ui.agenda.asking import ask_task

        self.dialog = await ask_task(self._bridge, self.window(), line)

    async def _new_appointment(self, day: date) -> None:
        from app.ui.agenda.asking import ask_appointment

        line = self.tree.line()
        customer, title = (line.task.customer, line.task.title) if line is not None and line.contact else ("", "")
        self.dialog = await ask_appointment(self._bridge, self.window(), day, customer=customer, title=title)

    async def _move_appointment(self, appointment: AppointmentLine) -> None:
        from app.ui.agenda.asking import ask_appointment

        day = appointment.start.date()
        self.dialog = await ask_appointment(self._bridge, self.window(), day, appointment=appointment)

    async def _read_appointments(self) -> None:
        """Read appointments anew where the last look was some time ago; without a connection those known are shown."""
        self._reading = True
        try:
            with suppress(Ponte24Error):
                await self._bridge.call(self._bridge.service.agenda.read)
        finally:
            self._reading = False
        self._bridge.announce("agenda")

    def answer(self) -> None:
        """Ask the first question that waits."""
        if self._questions:
            from app.ui.agenda.question_dialog import QuestionDialog

            self.dialog = QuestionDialog(self._bridge, self._questions[0], self.window())
            self.dialog.open()

    def choose(self, index: QModelIndex) -> None:
        """Choose a task."""
        self.tree.show_index(index)
