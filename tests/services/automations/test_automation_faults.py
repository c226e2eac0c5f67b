"""Automations while the services fail: lost answers, refusals, limits. Nothing twice, nothing silently."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.automation.faults import AutomationRefused
from app.automation.model import Mode
from tests.services.automations.play import NOTE, TAGGED, Play, made, play, tag

WORKFLOW = "highlevel.add-contact-to-workflow"
BY_AND_BY = {"from": "oggi", "days": 7, "working": True}


@pytest.fixture
def p(tmp_path: Path) -> Iterator[Play]:
    with play(tmp_path) as opened:
        yield opened


def notes(p: Play, contact: str) -> int:
    return sum("Da chiamare" in n["body"] for n in p.ask("GET", f"/contacts/{contact}/notes")["notes"])


@pytest.mark.parametrize("fault", ["cut-after", "cut-before", "500", "429"])
def test_whatever_becomes_of_an_answer_there_is_one_note_and_one_label(p: Play, fault: str) -> None:
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), NOTE, **TAGGED))
    contact = p.contact()
    p.tag(contact, "vip")
    faults = p.w.s.sandbox.state.faults
    faults.add(fault, service="highlevel", method="POST", path="*/notes", times=1)
    faults.add(fault, service="highlevel", method="POST", path="*/tags", times=1)
    for _ in range(4):
        p.sync()
    faults.clear()
    p.sync()
    assert notes(p, contact) == 1
    assert "x" in p.tags(contact)
    assert [r.state for r in p.runs(one)] == ["done"]


@pytest.mark.parametrize("fault", ["", "cut-after", "cut-before", "500", "429"])
def test_whatever_becomes_of_an_answer_there_is_one_appointment_and_it_can_be_taken_back(p: Play, fault: str) -> None:
    p.sync()
    calendar = p.service.automations.choices().calendars[0][0]
    inputs = {"title": "Visita: {{ cliente.nome }}", "calendar": calendar, "day": BY_AND_BY, "time": "10:00"}
    step = {"operation": "appointment.ensure", "inputs": inputs}
    one = p.on(made("highlevel.ContactTagUpdate", step, **TAGGED))
    contact = p.contact()
    p.tag(contact, "vip")
    faults = p.w.s.sandbox.state.faults
    if fault:
        faults.add(fault, service="highlevel", method="POST", path="*/appointments", times=1)
    for _ in range(3):
        p.sync()
    faults.clear()
    p.sync()
    [run] = p.runs(one)
    assert run.state == "done", run
    [event] = p.ask("GET", f"/contacts/{contact}/appointments")["events"]
    assert event["title"].startswith("Visita: ")
    assert "T10:00" in event["startTime"].replace(" ", "T")
    undo = p.w.undo()
    p.confirm(undo)
    assert not p.ask("GET", f"/contacts/{contact}/appointments")["events"]


@pytest.mark.parametrize("arrived", [True, False])
def test_a_workflow_whose_answer_was_lost_is_never_started_again_by_itself(p: Play, arrived: bool) -> None:
    workflow = p.ask("GET", f"/workflows/?locationId={p.w.s.sandbox.location_id}")["workflows"][0]["id"]
    step = {"operation": WORKFLOW, "inputs": {"workflowId": workflow}}
    one = p.on(made("highlevel.ContactTagUpdate", step, tag("dopo"), **TAGGED))
    contact = p.contact()
    p.tag(contact, "vip")
    p.w.s.sandbox.state.faults.add("cut-after", service="highlevel", method="POST", path="*/workflow/*", times=1)
    p.w.s.forget()
    for _ in range(3):
        p.sync()
    sent = [r for r in p.w.s.requests("highlevel") if "/workflow/" in r["path"]]
    [run] = p.runs(one)
    assert (len(sent), run.state) == (1, "unconfirmed")
    desk = p.service.automations
    assert (desk.get(one).unconfirmed, desk.get(one).failed) == (1, 0)
    assert desk.replay(one) == 0  # "try again" never sends again what may have arrived
    p.sync()
    assert desk.settle(one, arrived=arrived) == 1
    p.sync()
    p.sync()
    again = [r for r in p.w.s.requests("highlevel") if "/workflow/" in r["path"]]
    assert len(again) == (1 if arrived else 2)
    assert [r.state for r in p.runs(one)] == ["done"]
    assert "dopo" in p.tags(contact)


def test_what_is_done_to_the_appointment_of_the_event_needs_no_number(p: Play) -> None:
    record = next(iter(p.w.s.sandbox.state.highlevel.records.appointments))
    begin = int(p.w.s.clock.now() * 1000) + 3_600_000
    record |= {"startTime": begin, "endTime": begin + 1_800_000, "appointmentStatus": "confirmed"}
    p.sync()
    step = {"operation": "highlevel.create-appointment-note", "inputs": {"body": "Fatto: {{ appuntamento.titolo }}"}}
    one = p.on(made("appointment.status", step))
    p.w.s.sandbox.state.owner.edit("appointments", record["id"], {"appointmentStatus": "showed"})
    p.w.s.forget()
    for _ in range(3):
        p.sync()
    [run] = p.runs(one)
    assert run.state == "done", run.steps
    sent = [r["path"] for r in p.w.s.requests("highlevel") if r["method"] == "POST" and r["path"].endswith("/notes")]
    assert sent == [f"/calendars/appointments/{record['id']}/notes"]
    with pytest.raises(AutomationRefused):
        p.service.automations.save(made("highlevel.ContactTagUpdate", step, **TAGGED))


def test_what_is_done_to_the_task_of_the_event_needs_no_number(p: Play) -> None:
    step = {"operation": "highlevel.update-task", "inputs": {"body": "Visto"}}
    one = p.on(made("task.due", step))
    customer = p.w.linked()[0]
    p.service.agenda.add("Chiamare oggi", customer=customer, due=p.w.today)
    p.sync()
    for _ in range(4):
        p.sync()
    [run] = p.runs(one)
    assert run.state in ("done", "failed"), run
    assert run.steps[0].detail if run.state == "failed" else p.w.in_highlevel("Chiamare oggi")["body"]


def test_an_operation_that_knows_no_contact_is_sent_without_one(p: Play) -> None:
    step = {"operation": "highlevel.create-tag", "inputs": {"name": "{{ cliente.nome }}"}}
    one = p.on(made("highlevel.ContactTagUpdate", step, **TAGGED))
    p.tag(p.contact(), "vip")
    for _ in range(3):
        p.sync()
    [run] = p.runs(one)
    assert run.state == "done", run.steps


def test_three_that_fail_alike_pause_it_in_sight_and_are_taken_up_at_the_failed_step(p: Play) -> None:
    step = {"operation": WORKFLOW, "inputs": {"workflowId": "nobody"}}
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), step, tag("y"), **TAGGED))
    contacts = [p.contact(n) for n in range(3)]
    for contact in contacts:
        p.tag(contact, "vip")
        p.sync()
    p.sync()
    line = p.service.automations.get(one)
    assert (line.automation.state, line.automation.cause, line.failed) == ("paused", "failing", 3)
    assert [s.state for s in p.runs(one)[0].steps] == ["done", "failed", "planned"]
    assert p.runs(one)[0].steps[1].detail
    assert p.service.automations.replay(one) == 3
    assert p.service.automations.get(one).automation.state == "on"
    p.w.s.forget()
    p.sync()
    sent = [r["path"] for r in p.w.s.requests("highlevel") if r["method"] == "POST"]
    assert not [path for path in sent if path.endswith("/tags")]  # the first steps were done, the last wait
    assert len([path for path in sent if "/workflow/" in path]) == 3
    assert not [c for c in contacts if "y" in p.tags(c)]


def test_whoever_is_forgotten_is_in_no_log_of_the_automations(p: Play) -> None:
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED), Mode.TRY)
    customer, contact = p.w.linked()
    p.tag(contact, "vip")
    p.sync()
    assert len(p.runs(one)) == 1
    p.service.housekeeping.forget(customer)
    assert p.runs(one) == []


def test_a_step_without_its_value_fails_before_anything_is_sent(p: Play) -> None:
    step = {"operation": "highlevel.create-note", "inputs": {"body": "Sito: {{ cliente.sito }}"}}
    one = p.on(made("highlevel.ContactTagUpdate", step, tag("x"), **TAGGED))
    contact = p.contact()
    p.ask("PUT", f"/contacts/{contact}", {"website": ""})
    p.sync()
    p.tag(contact, "vip")
    p.w.s.forget()
    p.sync()
    [run] = p.runs(one)
    if run.state == "failed":
        assert run.steps[0].detail
        assert run.steps[1].state == "skipped"
        assert "x" not in p.tags(contact)
