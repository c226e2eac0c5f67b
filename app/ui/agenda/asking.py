"""Open the agenda's dialogs with what they need to know."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from app.services.api.agenda import AppointmentLine, TaskLine
from app.ui.agenda.appointment_dialog import AppointmentDialog
from app.ui.agenda.task_dialog import TaskDialog
from app.ui.bridge import Bridge


async def ask_task(bridge: Bridge, parent: QWidget, line: TaskLine | None = None, *, customer: str = "") -> TaskDialog:
    """Ask for a new task (of a customer), or for the values of one, and return the dialog that was opened."""
    book = bridge.service.agenda
    customers = await bridge.call(bridge.service.invoices.customers)
    users = await bridge.call(book.users)
    today = await bridge.call(book.today)
    dialog = TaskDialog(bridge, customers, users, today, parent, line=line, customer=customer)
    dialog.open()
    return dialog


async def ask_appointment(
    bridge: Bridge,
    parent: QWidget,
    day: date,
    *,
    customer: str = "",
    title: str = "",
    appointment: AppointmentLine | None = None,
) -> AppointmentDialog:
    """Ask for a new appointment, or for another time of one, and return the dialog that was opened."""
    book = bridge.service.agenda
    customers = [c for c in await bridge.call(bridge.service.invoices.customers) if c.linked]
    calendars = await bridge.call(book.calendars)
    settings = await bridge.call(book.settings)
    today = await bridge.call(book.today)
    dialog = AppointmentDialog(
        bridge,
        calendars,
        customers,
        max(day, today),
        parent,
        customer=customer,
        title=title,
        calendar=settings.followup_calendar,
        appointment=appointment,
    )
    dialog.open()
    return dialog
