"""What users of others suffered from, played: an event acts once however short the memory, a stale editor wakes
nothing, what was mended is tried again as it is now."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.automation.model import Cause, Mode, State
from app.services.automations.events import ticking
from app.services.automations.runs import evaluating
from app.store.automations.definitions import Automations
from app.store.automations.events import COMPUTED, Events
from app.store.automations.runs import AutomationRuns
from tests.services.automations.play import TAGGED, Play, made, play, tag, task
from tests.services.automations.test_recipes_played import business, invoice

DAY = 86_400.0
NOTICE = {"operation": "local.notify", "inputs": {"text": "Scade presto: {{ cliente.nome }}"}}


@pytest.fixture
def p(tmp_path: Path) -> Iterator[Play]:
    with play(tmp_path) as stage:
        yield stage


def test_a_threshold_that_was_reached_acts_once_however_short_the_memory(tmp_path: Path) -> None:
    with business(tmp_path) as p:
        p.service.save_settings(replace(p.service.settings(), keep_days=7))
        invoice(p, p.w.linked(0)[0], "R0", 62)
        one = p.on(made("f24.instalment_due_soon", NOTICE, parameters={"days": 60}))
        for _ in range(8):
            p.w.s.clock.sandbox.advance(5 * DAY)
            p.sync()
            p.service.housekeeping.upkeep()
        told = [r for r in p.service.store.activity.recent(1000) if r.key == "automation_notice"]
        assert len(told) <= 1, "of what happened so long ago even the log is gone"
        assert len(p.service.store.events.recent("f24.instalment_due_soon")) == 1
        assert p.runs(one) == []
        samples = p.service.automations.samples(p.service.automations.get(one).automation.trigger)
        assert all(s.event.values for s in samples), "nothing is tried with what was forgotten"


def test_every_kind_that_time_brings_keeps_its_key() -> None:
    cases = inspect.getsource(ticking).partition("match kind:")[2].partition("def _first_day")[0]
    assert {part for part in cases.split('"')[1::2] if "." in part} == set(COMPUTED)


def test_what_a_paused_automation_has_not_seen_stays_for_it(p: Play) -> None:
    p.service.save_settings(replace(p.service.settings(), keep_days=7))
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED))
    p.service.store.automations.standing(one, state="paused", cause="failing")
    p.tag(p.contact(), "vip")
    p.sync()
    p.w.s.clock.sandbox.advance(20 * DAY)
    p.service.housekeeping.upkeep()
    p.service.automations.switch(one, on=True)
    p.sync(), p.sync()
    assert [run.state for run in p.runs(one)] == ["done"]


def test_saving_what_an_editor_held_wakes_nothing_that_was_paused_or_switched_off(p: Play) -> None:
    desk = p.service.automations
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED), Mode.AUTO)
    opened = desk.get(one).automation
    p.service.store.automations.standing(one, state="paused", cause="fuse")
    desk.save(replace(opened, name="Altro nome"))
    kept = desk.get(one).automation
    assert (kept.name, kept.state, kept.cause) == ("Altro nome", State.PAUSED, Cause.FUSE)
    desk.switch(one, on=False, mode=Mode.ASK)
    desk.save(replace(opened, name="Ancora"))
    kept = desk.get(one).automation
    assert (kept.name, kept.state, kept.mode) == ("Ancora", State.OFF, Mode.ASK)


def test_the_same_file_imported_twice_makes_two_that_share_nothing(p: Play) -> None:
    desk = p.service.automations
    text = desk.export(desk.save(made("highlevel.ContactTagUpdate", task(), **TAGGED)).id).encode()
    two = [desk.import_text(text, "prova.json").id for _ in range(2)]
    for one in two:
        desk.switch(one, on=True, mode=Mode.AUTO)
    p.w.s.clock.sandbox.advance(1)
    p.tag(p.contact(), "vip")
    p.sync()
    assert sorted(run.automation for run in p.runs()) == sorted(two)
    assert len([title for title in p.book() if title.startswith("Chiamare")]) == 2


def test_what_was_mended_is_tried_again_as_it_is_now_and_nothing_before_it(p: Play) -> None:
    desk = p.service.automations
    workflow = p.ask("GET", f"/workflows/?locationId={p.w.s.sandbox.location_id}")["workflows"][0]["id"]
    wrong = {"operation": "highlevel.add-contact-to-workflow", "inputs": {"workflowId": "nobody"}}
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), wrong, tag("y"), **TAGGED))
    p.tag(p.contact(), "vip")
    p.sync(), p.sync()
    assert [s.state for s in p.runs(one)[0].steps] == ["done", "failed", "planned"]
    shown = desk.get(one).automation
    steps = (shown.steps[0], replace(shown.steps[1], inputs={"workflowId": workflow}), shown.steps[2])
    desk.save(replace(shown, steps=steps))
    p.w.s.forget()
    assert desk.replay(one) == 1
    p.sync(), p.sync()
    assert [s.state for s in p.runs(one)[0].steps] == ["done", "done", "done"]
    sent = [r["path"] for r in p.w.s.requests("highlevel") if "/workflow/" in r["path"]]
    assert len(sent) == 1 and sent[0].endswith(workflow)
    assert p.tags(p.contact()) >= {"x", "y"}


def test_a_value_that_was_missing_is_looked_for_again(p: Play) -> None:
    note = {"operation": "highlevel.create-note", "inputs": {"body": "Sito: {{ cliente.sito }}"}}
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), note, **TAGGED))
    contact = p.contact()
    p.ask("PUT", f"/contacts/{contact}", {"website": ""})
    p.tag(contact, "vip")
    p.sync(), p.sync()
    assert p.runs(one)[0].state == "failed"
    p.ask("PUT", f"/contacts/{contact}", {"website": "https://forno.example.it"})
    p.sync()
    assert p.service.automations.replay(one) == 1
    p.sync(), p.sync(), p.sync()
    assert p.runs(one)[0].state == "done"
    notes = p.ask("GET", f"/contacts/{contact}/notes")["notes"]
    assert sum("forno.example.it" in n["body"] for n in notes) == 1


def test_what_was_mended_asks_again_where_it_asks(p: Play) -> None:
    desk = p.service.automations
    wrong = {"operation": "highlevel.add-contact-to-workflow", "inputs": {"workflowId": "nobody"}}
    one = p.on(made("highlevel.ContactTagUpdate", wrong, **TAGGED), Mode.ASK)
    p.tag(p.contact(), "vip")
    p.sync()
    plan = p.service.open_plan()
    assert plan is not None
    p.confirm(plan)
    p.sync()
    assert p.runs(one)[0].state == "failed"
    shown = desk.get(one).automation
    desk.save(replace(shown, steps=(replace(shown.steps[0], inputs={"workflowId": "another"}),)))
    desk.replay(one)
    p.w.s.forget()
    p.sync()
    assert not [r for r in p.w.s.requests("highlevel") if "/workflow/" in r["path"]]
    again = p.service.open_plan()
    assert again is not None and [a for a in again.actions if a.asks and a.effective]


def test_what_one_looks_at_late_is_not_held_against_the_others_again(p: Play) -> None:
    late = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED))
    prompt = p.on(made("highlevel.ContactTagUpdate", tag("y"), **TAGGED))
    p.service.store.automations.standing(late, state="paused", cause="failing")
    for _ in range(2):
        p.tag(p.contact(), "vip")
        p.sync()
        p.untag(p.contact(), "vip")
        p.sync()
    p.service.automations.switch(late, on=True)
    p.sync()
    assert [len(p.runs(one)) for one in (late, prompt)] == [2, 2]
    assert [line.automation.state for line in p.service.automations.all()] == [State.ON, State.ON]


@pytest.mark.parametrize("last", ["add", "observed", "take_baseline"])
def test_differences_go_only_with_the_events_that_are_made_of_them(
    p: Play, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED))
    p.tag(p.contact(), "vip")
    store, real = p.service.store, getattr(Automations if last == "take_baseline" else Events, last)

    def cut(*given: object) -> None:
        real(*given)
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(Automations if last == "take_baseline" else Events, last, cut)
        with pytest.raises(ZeroDivisionError):
            p.plan()
    assert store.events.observations()
    assert store.events.recent("highlevel.ContactTagUpdate") == []
    p.sync(), p.sync()
    assert [run.state for run in p.runs(one)] == ["done"]


@pytest.mark.parametrize(("where", "at", "begun"), [(AutomationRuns, "pass_over", 3), (Automations, "seen", 0)])
def test_whoever_dies_after_many_began_finds_them_held(
    p: Play, monkeypatch: pytest.MonkeyPatch, where: type, at: str, begun: int
) -> None:
    monkeypatch.setattr(evaluating, "MANY", 2)
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED))
    contacts = [p.contact(n) for n in range(3)]
    for contact in contacts:
        p.tag(contact, "vip")

    def dies(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(where, at, dies)
        with pytest.raises(ZeroDivisionError):
            p.plan()
    assert len(p.runs(one)) == begun, "begun with what was seen, or not at all"
    p.sync()
    line = p.service.automations.get(one)
    assert (line.held, line.automation.state, line.automation.cause) == (3, State.PAUSED, Cause.MASS)
    assert not [contact for contact in contacts if "x" in p.tags(contact)]


def test_what_it_did_itself_sets_it_off_under_no_key(p: Play) -> None:
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED))
    p.tag(p.contact(), "vip")
    p.sync(), p.sync()
    store = p.service.store
    [event] = [e for e in store.events.recent("highlevel.ContactTagUpdate") if not e.run]
    [mine] = store.automation_runs.recent(one)
    later = replace(event, at=event.at + 60, seq=0)
    for key, cause, runs in (("own", mine.id, 1), ("others", "", 2)):
        store.events.add([replace(later, key=key, run=cause, depth=1 if cause else 0)])
        p.plan()
        assert len(p.runs(one)) == runs, key


def test_the_plan_carries_every_value_that_a_try_shows(p: Play) -> None:
    p.sync()
    user = p.service.automations.choices().users[0][0]
    inputs = {
        "title": "Chiamare",
        "body": "Di {{ cliente.nome }}",
        "due": "2027-03-05",
        "time": "10:30",
        "assignee": user,
    }
    change = {"operation": "highlevel.update-contact", "inputs": {"city": "Asti", "address1": "Via Po 3"}}
    step = {"operation": "task.ensure", "inputs": inputs}
    one = p.on(made("highlevel.ContactTagUpdate", step, change, **TAGGED), Mode.ASK)
    contact = p.contact()
    p.tag(contact, "vip")
    tried = p.service.automations.try_out(p.service.automations.show(one), record=f"contact:{contact}").changes
    fields = {a.record.value: {f.name: f.after for f in a.fields} for a in p.wanted(p.plan())}
    task_of, contact_of = fields["task"], fields["contact"]
    assert set(task_of) == set(tried[0].goal) - {"time"}
    assert (task_of["title"], task_of["body"]) == ("Chiamare", tried[0].goal["body"])
    assert task_of["due"].startswith("2027-03-05") and "10:30" in task_of["due"] and task_of["assignee"]
    assert set(contact_of.values()) == set(tried[1].goal.values())
