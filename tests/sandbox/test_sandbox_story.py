"""The story of the demo: it is told into a running world and can be read from its exports."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime, timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import httpx
import pytest

from app.sandbox.fattura24.einvoice import invoices_zip
from app.sandbox.fattura24.schedule import export_schedule
from app.sandbox.seed_story import NEWCOMER, tell_story
from app.sandbox.server import SandboxServer
from app.sandbox.state import SandboxState

ROME = ZoneInfo("Europe/Rome")


@pytest.fixture
def state() -> SandboxState:
    return SandboxState()


def today(state: SandboxState) -> datetime:
    return datetime.fromtimestamp(state.clock.now(), ROME)


def test_three_invoices_are_due_one_late_one_half_paid_and_a_fourth_goes_to_a_new_client(state: SandboxState) -> None:
    tell_story(state)
    rows = list(csv.DictReader(io.StringIO(export_schedule(state.fattura24).decode("utf-8-sig")), delimiter=";"))
    days = [datetime.strptime(row["Data scadenza"], "%d/%m/%Y").date() - today(state).date() for row in rows]
    assert [day.days for day in days] == [-12, -5, 3, 24, 29]
    assert [row["Pagato"] for row in rows] == ["NO", "SI", "NO", "NO", "NO"]
    assert rows[0]["Importo"] == "1805,60"
    assert rows[-1]["Rag. Sociale"] == NEWCOMER["name"]
    assert len({row["P.IVA"] for row in rows}) == 4


def test_the_e_invoices_say_the_same(state: SandboxState) -> None:
    tell_story(state)
    with zipfile.ZipFile(io.BytesIO(invoices_zip(state.fattura24))) as archive:
        roots = [ElementTree.fromstring(archive.read(name)) for name in archive.namelist()]
    assert len(roots) == 4
    totals = {root.findtext(".//ImportoTotaleDocumento") for root in roots}
    assert totals == {"1805.60", "1220.00", "976.00"}
    assert {root.findtext(".//CessionarioCommittente//Denominazione") for root in roots} >= {NEWCOMER["name"]}


def test_the_newcomer_is_in_nobodys_contacts_and_has_a_real_vat_code(state: SandboxState) -> None:
    from stdnum.it import iva

    story = tell_story(state)
    assert iva.is_valid(NEWCOMER["vat_code"])
    assert state.fattura24.customers[story.newcomer].name == NEWCOMER["name"]
    assert not [c for c in state.highlevel.contacts.values() if "artica" in str(c.get("companyName", "")).lower()]


def test_tomorrow_has_an_appointment_and_the_contacts_have_tasks_and_a_note(state: SandboxState) -> None:
    story = tell_story(state)
    made = state.highlevel.records.appointments.get(story.appointment)
    assert made is not None
    start = datetime.fromtimestamp(made["startTime"] / 1000, ROME)
    assert (start.date(), start.hour) == (today(state).date() + timedelta(days=1), 10)
    dues = [
        datetime.fromtimestamp(task["dueDate"] / 1000, ROME).date() - today(state).date()
        for contact in story.contacts
        for task in state.highlevel.records.tasks.of_contact(contact)
        if task["dateAdded"] == state.highlevel.clock.now_ms() or "campionario" in task["title"]
    ]
    assert timedelta(days=1) in dues
    assert "fine mese" in state.highlevel.records.notes.of_contact(story.contacts[0])[-1]["body"]


def test_it_costs_no_call_and_no_write_and_can_be_told_by_the_control(state: SandboxState) -> None:
    tell_story(state)
    assert state.fattura24.calls_in_24_hours() == 0
    assert not state.highlevel.writes and not state.fattura24.writes
    with SandboxServer() as sandbox:
        told = httpx.post(f"{sandbox.control_url}/story").json()
        assert len(told["documents"]) == 4 and told["appointment"]
        assert len(sandbox.state.fattura24.shelf.documents) == 4


def test_a_world_that_is_too_small_says_so() -> None:
    with SandboxServer(contacts=1) as sandbox:
        answer = httpx.post(f"{sandbox.control_url}/story")
    assert (answer.status_code, answer.json()["error"]) == (400, "the world is too small for the story")
