"""A customer's tasks, notes and appointments, as tabs of the customer's page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QTabWidget, QWidget

from app.errors import Ponte24Error
from app.services.api.agenda import AppointmentLine, NoteLine, TaskLine
from app.ui.agenda.asking import ask_appointment, ask_task
from app.ui.agenda.day_panel import appointment_words
from app.ui.agenda.model import AgendaModel
from app.ui.agenda.tree import TaskTree
from app.ui.bridge import Bridge
from app.ui.i18n import date_text
from app.ui.theme import color
from app.ui.widgets.controls import button, column, label, row

translate = QCoreApplication.translate

_LONGEST = 4_000
"""Characters of a note that are shown: a whole book pasted into one would hold up the window."""

_SPAN = timedelta(days=400)


class CustomerTabs:
    """Adds the three tabs to ``tabs`` and fills them. Notes are asked for when their tab is opened."""

    def __init__(self, bridge: Bridge, tabs: QTabWidget, window: QWidget) -> None:
        self._bridge, self._window = bridge, window
        self.customer, self.linked = "", False
        self.model = AgendaModel(tabs)
        self.tree = TaskTree(self.model)
        self.tree.set_narrow()
        self.notes = _texts(translate("CustomerTabs", "Notes of the customer"))
        self.appointments = _texts(translate("CustomerTabs", "Appointments of the customer"))
        self.no_tasks = label("", "muted", wrap=True)
        self.no_notes = label("", "muted", wrap=True)
        self.no_appointments = label("", "muted", wrap=True)
        self.new_task = button(translate("CustomerTabs", "New &task…"), icon="plus", on_click=self._new_task)
        self.new_appointment = button(
            translate("CustomerTabs", "New &appointment…"), icon="plus", on_click=self._new_appointment
        )
        self._words = {
            "no_tasks": translate("CustomerTabs", "Nothing to do for this customer."),
            "no_notes": translate("CustomerTabs", "No notes in HighLevel."),
            "no_appointments": translate("CustomerTabs", "No appointments in HighLevel."),
            "alone": translate(
                "CustomerTabs", "This customer is not linked with HighLevel: notes and appointments are kept there."
            ),
            "asking": translate("CustomerTabs", "Reading the notes…"),
            "more": translate("CustomerTabs", "The whole note is in HighLevel."),
            "own": translate("CustomerTabs", "written by Ponte24"),
        }
        self._notes_tab = _page(self.notes, self.no_notes)
        tabs.addTab(_page(self.tree, self.no_tasks, self.new_task), translate("CustomerTabs", "Tas&ks"))
        tabs.addTab(self._notes_tab, translate("CustomerTabs", "N&otes"))
        tabs.addTab(
            _page(self.appointments, self.no_appointments, self.new_appointment),
            translate("CustomerTabs", "Appoint&ments"),
        )
        self._tabs = tabs
        tabs.currentChanged.connect(self._opened)
        self.model.ticked.connect(self._tick)
        self.tree.wanted.connect(self._edit)
        self.tree.removal_wanted.connect(self._remove)

    async def show(self, customer: str, *, linked: bool) -> None:
        """Show what there is of a customer; ``linked`` says that HighLevel has it, too."""
        new = customer != self.customer
        self.customer, self.linked = customer, linked
        book = self._bridge.service.agenda
        today = await self._bridge.call(book.today)
        tasks = await self._bridge.call(book.tasks, customer)
        notes = await self._bridge.call(book.notes, customer)
        meetings = await self._bridge.call(book.appointments, today - _SPAN, today + _SPAN, customer=customer)
        calendars = await self._bridge.call(book.calendars)
        if customer != self.customer:
            return  # another one was chosen meanwhile
        self._show_tasks(tasks, today)
        self._show_notes(notes)
        self._show_appointments(meetings, today)
        self.new_appointment.setVisible(linked and any(c.active for c in calendars))
        if new:
            self._opened(self._tabs.currentIndex())

    def _show_tasks(self, lines: Sequence[TaskLine], today: date) -> None:
        with self.tree.kept():
            self.model.show_tasks(lines, today)
        self.tree.setVisible(bool(lines))
        self.no_tasks.setText("" if lines else self._words["no_tasks"])
        self.no_tasks.setVisible(not lines)

    def _show_notes(self, notes: Sequence[NoteLine]) -> None:
        self.notes.clear()
        for note in notes:
            when = date_text(note.added_at.date()) if note.added_at else ""
            head = ", ".join(filter(None, (note.title, when, note.author, self._words["own"] if note.own else "")))
            # HighLevel shows titles in some places only, so what Ponte24 writes begins with its own
            body = note.text.removeprefix(f"{note.title}\n") if note.title else note.text
            if len(body) > _LONGEST:
                body = f"{body[:_LONGEST].rstrip()}…\n{self._words['more']}"
            self.notes.addItem(QListWidgetItem("\n".join(filter(None, (head, body)))))
        self.notes.setVisible(bool(notes))
        self.no_notes.setText("" if notes else self._words["no_notes" if self.linked else "alone"])
        self.no_notes.setVisible(not notes)

    def _show_appointments(self, meetings: Sequence[AppointmentLine], today: date) -> None:
        self.appointments.clear()
        coming = [m for m in meetings if m.start.date() >= today]
        past = [m for m in meetings if m.start.date() < today]
        for meeting in (*coming, *reversed(past)):
            words = f"{date_text(meeting.start.date())}, {appointment_words(meeting)}"
            item = QListWidgetItem("\n".join(filter(None, (words, meeting.address))))
            if meeting.cancelled or meeting in past:
                item.setForeground(color("muted"))
            self.appointments.addItem(item)
        self.appointments.setVisible(bool(meetings))
        self.no_appointments.setText("" if meetings else self._words["no_appointments" if self.linked else "alone"])
        self.no_appointments.setVisible(not meetings)

    # ------------------------------------------------------------------------------------------ acting
    def _opened(self, _place: int) -> None:
        if self._tabs.currentWidget() is self._notes_tab and self.customer and self.linked:
            self._bridge.spawn(self._read_notes(self.customer))

    async def _read_notes(self, customer: str) -> None:
        book = self._bridge.service.agenda
        if not self.notes.count():
            self.no_notes.setText(self._words["asking"])
        try:
            await self._bridge.call(book.read_notes, customer)
        finally:
            notes = await self._bridge.call(book.notes, customer)
            if customer == self.customer:
                self._show_notes(notes)

    def _new_task(self) -> None:
        self._bridge.spawn(ask_task(self._bridge, self._window.window(), customer=self.customer))

    def _new_appointment(self) -> None:
        self._bridge.spawn(self._ask_appointment())

    async def _ask_appointment(self) -> None:
        today = await self._bridge.call(self._bridge.service.agenda.today)
        await ask_appointment(self._bridge, self._window.window(), today, customer=self.customer)

    def _edit(self) -> None:
        if (line := self.tree.line()) is not None:
            self._bridge.spawn(ask_task(self._bridge, self._window.window(), line))

    def _tick(self, task_id: str, done: bool) -> None:
        self._bridge.spawn(self._change(task_id, "done" if done else "reopen"))

    def _remove(self) -> None:
        if (line := self.tree.line()) is not None:
            self._bridge.spawn(self._change(line.task.id, "remove"))

    async def _change(self, task_id: str, what: str) -> None:
        book = self._bridge.service.agenda
        try:
            await self._bridge.call({"done": book.done, "reopen": book.reopen, "remove": book.remove}[what], task_id)
        except Ponte24Error:
            await self.show(self.customer, linked=self.linked)
            raise
        self._bridge.announce("agenda")


def _texts(name: str) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName(name)
    made.setWordWrap(True)
    made.setSpacing(4)
    made.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made


def _page(content: QWidget, none: QWidget, *buttons: QWidget) -> QWidget:
    page = QWidget()
    inner = column(content, none, None, row(*buttons, None) if buttons else None, spacing=8)
    inner.setContentsMargins(0, 8, 0, 0)
    inner.setStretch(0, 100)  # what is there takes the room; only where it is hidden the gap does
    page.setLayout(inner)
    return page
