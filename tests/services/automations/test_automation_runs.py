"""Automations over the real services, store and sandbox: events, modes, runs, undo, and what never happens twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.automation.faults import AutomationRefused
from app.automation.model import Mode, State
from app.errors import UsageError
from app.sync.plan.model import RecordType
from tests.services.automations.play import NOTE, TAGGED, Play, made, play, tag, task


@pytest.fixture
def p(tmp_path: Path) -> Iterator[Play]:
    with play(tmp_path) as opened:
        yield opened


def test_a_label_sets_off_a_run_that_goes_alone_once(p: Play) -> None:
    one = p.on(made("highlevel.ContactTagUpdate", tag("Da Chiamare"), task(), NOTE, **TAGGED))
    contact = p.contact()
    p.tag(contact, "vip")
    [asked] = [a for a in p.plan().actions if a.record is RecordType.TASK and a.automation]
    assert asked.reason.key == ("automation_task" if any(f.name == "due" for f in asked.fields) else "automation")
    p.sync()
    assert "da chiamare" in p.tags(contact)
    [run] = p.runs(one)
    assert (run.state, [s.state for s in run.steps]) == ("open", ["done", "done", "done"]) or run.state == "done"
    p.sync()  # the task of the book goes to HighLevel; nothing sets the automation off again
    assert len(p.runs(one)) == 1
    assert p.runs(one)[0].state == "done"
    assert sum(title.startswith("Chiamare") for title in p.book()) == 1
    notes = p.ask("GET", f"/contacts/{contact}/notes")["notes"]
    assert sum("Da chiamare" in n["body"] for n in notes) == 1
    plan = p.plan()
    assert not [a for a in plan.actions if a.effective]


def test_what_happened_before_it_was_switched_on_sets_nothing_off(p: Play) -> None:
    contact = p.contact()
    p.tag(contact, "vip")
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED))
    p.sync()
    assert p.runs(one) == []
    p.untag(contact, "vip")
    p.sync()
    p.tag(contact, "vip")  # the same happens again: that is another event
    p.sync()
    assert len(p.runs(one)) == 1


def test_asking_puts_its_changes_into_review_and_nothing_goes_alone(p: Play) -> None:
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), task(), **TAGGED), Mode.ASK)
    contact = p.contact()
    before = p.plan().waiting
    p.tag(contact, "vip")
    result = p.sync()
    assert result.waiting == before + 2
    assert "x" not in p.tags(contact)
    assert p.service.automations.all()[0].waiting == 2
    plan = p.service.open_plan()
    assert plan is not None
    wanted = p.wanted(plan)
    assert [a.record.value for a in wanted] == ["tag", "task"] or [a.record.value for a in wanted] == ["task", "tag"]
    assert {a.reason.params["name"] for a in wanted} == {"Prova"}
    done = p.confirm(plan)
    assert (done.applied, done.waiting) == (2, before)
    assert "x" in p.tags(contact)
    p.sync()
    assert [r.state for r in p.runs(one)] == ["done"]


def test_trying_only_writes_the_log(p: Play) -> None:
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), task(), **TAGGED), Mode.TRY)
    p.tag(p.contact(), "vip")
    p.w.s.forget()
    p.sync()
    assert [r.state for r in p.runs(one)] == ["tried"]
    assert not [r for r in p.w.s.requests("highlevel") if r["method"] in ("PUT", "DELETE")]
    assert p.book() == []


def test_a_try_shows_what_a_run_would_do_and_sends_nothing(p: Play) -> None:
    automation = p.service.automations.save(made("highlevel.ContactTagUpdate", tag("x"), task(), NOTE, **TAGGED))
    contact = p.contact()
    p.w.s.forget()
    trial = p.service.automations.try_out(automation, record=f"contact:{contact}")
    assert p.w.s.requests("highlevel") == []
    assert trial.passed
    told = trial.to_json("it")
    assert [c["kind"] for c in told["changes"]] == ["update", "create", "create"]
    p.service.automations.switch(automation.id, on=True, mode=Mode.AUTO)
    p.w.s.clock.sandbox.advance(1)
    p.tag(contact, "vip")
    p.plan()
    [run] = p.service.store.automation_runs.recent(automation.id)
    kept = [s.input["change"] for s in p.service.store.automation_runs.steps(run.id)]
    for tried, real in zip(told["changes"], kept, strict=True):
        assert {k: v for k, v in tried.items() if k != "key"} == {k: v for k, v in real.items() if k != "key"}


def test_conditions_that_do_not_hold_are_told_with_the_reason(p: Play) -> None:
    asked = {"path": "cliente.citta", "op": "is", "value": "Atlantide"}
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), conditions=[asked], **TAGGED))
    p.tag(p.contact(), "vip")
    p.sync()
    assert p.runs(one) == []
    [passed] = p.service.automations.passed_over(one)
    assert [c.passed for c in passed.conditions] == [False]
    assert passed.conditions[0].condition.value == "Atlantide"


def test_a_run_can_be_taken_back(p: Play) -> None:
    p.on(made("highlevel.ContactTagUpdate", tag("x"), task(), **TAGGED))
    contact = p.contact()
    p.tag(contact, "vip")
    run = p.sync().run
    assert run is not None
    plan = asyncio.run(p.service.plan_undo(run.run))
    undone = p.confirm(plan)
    assert not undone.failed, undone.errors
    assert "x" not in p.tags(contact)
    p.sync()
    assert "x" not in p.tags(contact)


def test_switching_off_lets_go_what_it_still_wanted(p: Play) -> None:
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED), Mode.ASK)
    p.tag(p.contact(), "vip")
    assert len(p.wanted(p.plan())) == 1
    p.service.automations.switch(one, on=False)
    assert p.wanted(p.plan()) == []
    assert p.runs(one)[0].detail == "it was switched off before it had ended"


def test_saving_moves_nothing_and_another_trigger_begins_anew(p: Play) -> None:
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED))
    contact = p.contact()
    p.tag(contact, "vip")
    now = p.service.automations.show(one)
    p.service.automations.save(replace(now, name="Altro nome"))
    p.sync()
    assert len(p.runs(one)) == 1
    p.untag(contact, "vip")
    p.tag(contact, "vip")  # taken off and put on between two looks: nothing has changed
    p.tag(contact, "new")
    changed = made("highlevel.ContactTagUpdate", tag("x"), parameters={"tag": "new", "change": "added"})
    p.plan()
    p.service.automations.save(replace(changed, id=one, mode=Mode.AUTO, state=State.ON))
    p.sync()
    assert len(p.runs(one)) == 1
    assert [v.version for v in p.service.automations.versions(one)] == [3, 2, 1]
    assert p.service.automations.restore(one, 1).trigger.parameters["tag"] == "vip"


def test_many_at_once_are_looked_at_first(tmp_path: Path) -> None:
    from tests.services.work_stage import work_stage

    with work_stage(tmp_path, contacts=40) as w:
        p = Play(w)
        one = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED))
        contacts = sorted(p.w.s.sandbox.state.highlevel.contacts)[:25]
        for contact in contacts:
            p.tag(contact, "vip")
        p.sync()
        assert not [c for c in contacts if "x" in p.tags(c)]
        line = p.service.automations.get(one)
        assert (line.automation.state, line.automation.cause) == ("paused", "mass")
        assert line.held > 20
        assert p.service.automations.release(one, run=True) == line.held
        p.sync()
        assert len([c for c in contacts if "x" in p.tags(c)]) == line.held


def test_the_fuse_pauses_what_starts_again_and_again_on_one_record(p: Play) -> None:
    one = p.on(made("highlevel.ContactTagUpdate", tag("x", off=True), **TAGGED))
    contact = p.contact()
    for _ in range(5):
        p.tag(contact, "vip")
        p.sync()
        p.untag(contact, "vip")
        p.sync()
    info = p.service.automations.get(one).automation
    assert (info.state, info.cause) == ("paused", "fuse")
    assert len(p.runs(one)) == 3
    p.w.s.clock.sandbox.advance(3700)
    p.service.automations.switch(one, on=True)
    p.tag(contact, "vip")
    p.sync()
    assert len(p.runs(one)) == 6  # what came while it was paused was kept


def test_two_that_set_each_other_off_stop_at_the_third(p: Play) -> None:
    ping = made("highlevel.ContactTagUpdate", tag("b"), tag("a", off=True), name="a", parameters={"tag": "a"})
    pong = made("highlevel.ContactTagUpdate", tag("a"), tag("b", off=True), name="b", parameters={"tag": "b"})
    p.on(ping), p.on(pong)
    p.tag(p.contact(), "a")
    for _ in range(8):
        p.sync()
    found = [line.automation for line in p.service.automations.all()]
    assert "loop" in {i.cause for i in found}
    assert all(len(p.runs(i.id)) <= 3 for i in found)
    assert p.service.automations.map()[1]


def test_what_the_catalogue_refuses_cannot_be_kept(p: Play) -> None:
    with pytest.raises(AutomationRefused):
        p.service.automations.save(
            made("highlevel.ContactTagUpdate", {"operation": "highlevel.delete-contact"}, **TAGGED)
        )
    with pytest.raises(UsageError):
        p.service.automations.get("nobody")


def test_a_file_leads_to_the_same_automation_elsewhere(p: Play) -> None:
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), task(), **TAGGED))
    text = p.service.automations.export(one)
    other = p.service.automations.import_text(text.encode(), "prova.json").id
    assert other != one
    assert p.service.automations.export(other).replace('"ask"', '"auto"') == text
    imported = p.service.automations.get(other).automation
    assert (imported.state, imported.mode) == ("off", "ask")


def test_a_run_by_hand_and_one_that_goes_on_after_waiting(p: Play) -> None:
    wait = {"operation": "flow.wait", "inputs": {"days": 2}}
    kept = p.service.automations.save(made("highlevel.ContactTagUpdate", tag("x"), wait, tag("y"), **TAGGED))
    one = p.on(kept)
    contact = p.contact()
    line = asyncio.run(p.service.automations.run_now(one, f"contact:{contact}"))
    assert (line.state, line.steps[0].state) == ("open", "done")
    assert p.tags(contact) >= {"x"}
    assert "y" not in p.tags(contact)
    now = p.service.automations.get(one).automation
    p.service.automations.save(replace(now, steps=kept.steps[:1]))  # a run ends on the version it began with
    p.w.s.clock.sandbox.advance(2 * 86_400)
    p.sync()
    assert "y" in p.tags(contact)
    p.sync()
    assert [r.state for r in p.runs(one)] == ["done"]


def test_the_safe_start_evaluates_nothing_and_keeps_the_events(p: Play) -> None:
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED))
    p.service.automations.engine.off = True
    p.tag(p.contact(), "vip")
    p.sync()
    assert p.runs(one) == []
    p.service.automations.engine.off = False
    p.sync()
    assert len(p.runs(one)) == 1


def test_a_quiet_cycle_asks_nothing_more_and_an_import_alone_sets_off(p: Play) -> None:
    p.sync()
    p.w.s.forget()
    p.sync()
    before = len(p.w.s.requests("highlevel"))
    p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED))
    p.on(
        made(
            "f24.export_stale",
            {"operation": "local.notify", "inputs": {"text": "vecchia"}},
            parameters={"what": "address_book", "days": 14},
        )
    )
    p.w.s.forget()
    p.sync()
    assert len(p.w.s.requests("highlevel")) == before
    p.w.s.clock.sandbox.advance(20 * 86_400)
    p.service.automations.tick()
    assert p.service.automation_ticks.notices() == (("Prova", "vecchia"),)
    p.service.automations.tick()
    assert p.service.automation_ticks.notices() == ()


def test_a_step_behind_one_that_was_so_already_is_wanted_once(p: Play) -> None:
    p.on(made("highlevel.ContactTagUpdate", tag("bar"), task(), **TAGGED), Mode.ASK)
    contact = p.contact()
    p.tag(contact, "vip", "bar")
    wanted = p.wanted(p.plan())
    assert [a.title for a in wanted if a.title.startswith("Chiamare")] != []
    assert len({a.step for a in wanted}) == len(wanted)


def test_what_an_automation_wants_is_told_in_words_in_review(p: Play) -> None:
    from app.sync.plan.explaining import explain

    p.on(made("highlevel.ContactTagUpdate", tag("x"), task(), NOTE, name="Benvenuto", **TAGGED), Mode.ASK)
    p.tag(p.contact(), "vip")
    wanted = p.wanted(p.plan())
    assert len(wanted) == 3
    for action in wanted:
        assert "Benvenuto" in explain(action, "it")
        assert {f.name for f in action.fields} <= {"tags", "title", "due", "text"}
        assert not [f for f in action.fields if not f.before and not f.after]
    done = p.confirm(p.service.open_plan() or p.plan())
    assert done.failed == 0
    [line] = [x for x in p.service.agenda.tasks() if x.task.title.startswith("Chiamare")]
    assert line.task.customer == p.w.linked()[0]
