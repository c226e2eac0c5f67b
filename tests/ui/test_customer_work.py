"""A customer's tasks, notes and appointments, the owner's word about payments, and appointments made and moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from app.errors import UsageError
from app.services.api.agenda import AppointmentLine, NoteLine
from app.ui import i18n
from app.ui.agenda.appointment_dialog import AppointmentDialog
from app.ui.agenda.asking import ask_appointment
from app.ui.panes.agenda import AgendaPane
from app.ui.panes.customers import CustomersPane
from tests.ui.fake_agenda import TODAY
from tests.ui.fake_service import FakeService

START = datetime.combine(TODAY, time(15))
MEETING = AppointmentLine(
    "e1", "Tasting", START, START + timedelta(minutes=30), "confirmed", customer="2", calendar="Visite"
)


@pytest.fixture(autouse=True)
def english(qapp: Any) -> Any:
    i18n.install(qapp, "en")
    yield
    i18n.install(qapp, "en")


def texts(view: Any) -> list[str]:
    return [view.item(n).text() for n in range(view.count())]


def test_the_page_has_tasks_notes_and_appointments(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        service.agenda.meetings = [MEETING, replace(MEETING, id="e0", start=START - timedelta(9), gone=True)]
        service.agenda.of_customer = [
            NoteLine("n1", "Pagamenti Fattura24", "Pagamenti Fattura24\nPaid", START, "", own=True)
        ]
        linked = next(line for line in service.invoices.customers() if line.linked)
        service.agenda.meetings = [replace(m, customer=linked.id) for m in service.agenda.meetings]
        async with bridged(service) as bridge:
            pane = CustomersPane(bridge)
            pane.resize(1100, 700)
            pane.show()
            pane.want(linked.id)
            await pane.refresh()
            work = pane.work
            await eventually(lambda: work.customer == linked.id and work.appointments.count() == 2)
            assert texts(work.notes) == ["Pagamenti Fattura24, 26 Nov 2026, written by Ponte24\nPaid"]
            work._show_notes([NoteLine("n2", "", "parola " * 30_000, START)])
            assert len(texts(work.notes)[0]) < 4_100 and texts(work.notes)[0].endswith(
                "The whole note is in HighLevel."
            )
            assert texts(work.appointments)[1].endswith("deleted in HighLevel")
            names = [pane.view.tabs.tabText(n).replace("&", "") for n in range(pane.view.tabs.count())]
            assert names == ["Invoices", "Data", "Tasks", "Notes", "Appointments"]
            before = service.agenda.reads
            pane.view.tabs.setCurrentIndex(3)
            await eventually(lambda: service.agenda.reads > before)
            mine = [x for x in service.agenda.lines if x.task.customer == linked.id]
            assert work.model.known == len(mine) == 1
            work.model.ticked.emit(mine[0].task.id, True)
            await eventually(lambda: service.agenda.task(mine[0].task.id).task.completed)
            await eventually(lambda: work.no_tasks.text() == "Nothing to do for this customer.")

    run(story())


def test_a_customer_without_contact_says_why_there_is_nothing(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        alone = next(line for line in service.invoices.customers() if not line.linked)
        async with bridged(service) as bridge:
            pane = CustomersPane(bridge)
            pane.resize(1100, 700)
            pane.show()
            pane.want(alone.id)
            await pane.refresh()
            await eventually(lambda: pane.work.customer == alone.id and bool(pane.work.no_notes.text()))
            assert pane.work.no_notes.text().startswith("This customer is not linked with HighLevel")
            assert not pane.work.new_appointment.isVisibleTo(pane)

    run(story())


def test_an_invoice_is_marked_as_paid_by_a_button(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            pane = CustomersPane(bridge)
            pane.resize(1100, 700)
            pane.show()
            lines = service.invoices.customers()
            pane.want(next(line.id for line in lines if line.balances))
            await pane.refresh()
            view = pane.view.documents
            await eventually(lambda: view.model().rowCount() > 0)
            assert not view.paid.isEnabled()
            view.paid_wanted.emit("#7", 2, True)
            await eventually(lambda: service.agenda.paid == [("#7", 2, None, True)])

    run(story())


def test_an_appointment_is_made_at_a_free_time(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            pane = AgendaPane(bridge, now=lambda: 0.0)
            pane.resize(1100, 700)
            pane.show()
            await pane.refresh()
            pane.days.new_wanted.emit(TODAY)
            await eventually(lambda: isinstance(pane.dialog, AppointmentDialog))
            dialog = pane.dialog
            assert isinstance(dialog, AppointmentDialog)
            await eventually(lambda: dialog.slots.count() == 2)
            dialog.title.setText("Tasting")
            assert not dialog.keep.isEnabled()
            dialog.slots.setCurrentRow(1)
            assert dialog.keep.isEnabled()
            service.agenda.problem = UsageError("no_contact")
            dialog.keep.click()
            await eventually(lambda: bool(dialog.problem.text()))
            service.agenda.problem = None
            dialog.keep.click()
            await eventually(lambda: len(service.agenda.made) == 1)
            calendar, customer, start, title = service.agenda.made[0]
            assert (calendar, start, title) == ("cal1", datetime.combine(TODAY, time(9, 30)), "Tasting")
            assert customer in {line.id for line in service.invoices.customers() if line.linked}

    run(story())


def test_an_appointment_is_moved_and_a_cancelled_one_is_not(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        service.agenda.meetings = [MEETING, replace(MEETING, id="e2", state="cancelled")]
        async with bridged(service) as bridge:
            pane = AgendaPane(bridge, now=lambda: 0.0)
            pane.resize(1100, 700)
            pane.show()
            await pane.refresh()
            pane.days.choose(TODAY)
            pane.days.list.setCurrentRow(1)
            assert not pane.days.move_.isEnabled()
            pane.days.list.setCurrentRow(0)
            pane.days.move_.click()
            await eventually(lambda: isinstance(pane.dialog, AppointmentDialog))
            dialog = pane.dialog
            assert isinstance(dialog, AppointmentDialog)
            await eventually(lambda: dialog.slots.count() == 2)
            dialog.slots.setCurrentRow(0)
            dialog.keep.click()
            await eventually(lambda: service.agenda.moved == [("e1", datetime.combine(TODAY, time(9)))])

    run(story())


def test_opening_the_pane_reads_appointments_that_are_old(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            clock = [1_000_000.0]
            pane = AgendaPane(bridge, now=lambda: clock[0])
            pane.show()
            await pane.refresh()
            await eventually(lambda: service.agenda.reads == 1)
            await pane.refresh()
            assert service.agenda.reads == 1
            clock[0] += 1_000
            await pane.refresh()
            await eventually(lambda: service.agenda.reads == 2)
            dialog = await ask_appointment(bridge, pane, TODAY - timedelta(days=5))
            chosen = dialog.day.date()
            assert (chosen.day(), chosen.month()) == (TODAY.day, TODAY.month)  # not in the past
            await eventually(lambda: dialog.slots.count() == 2)
            dialog.reject()

    run(story())
