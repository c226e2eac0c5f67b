"""The process dies at the boundaries of what automations write: labels, tasks, notes, calls. The program that starts
anew ends as if it had not, and nothing is done twice (E1, E2, E8 of what automations promise; I6, I11)."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from app.automation.model import Mode
from app.automation.offer.catalogue import entries
from app.errors import Ponte24Error
from tests.engine.automation_machine import STEPS, WORKFLOW, AutomationMachine
from tests.engine.test_engine_crashes import BELLA, NOVA

STRIDE = int(os.environ.get("PONTE24_TEST_STRIDE", "61"))
"""``make test`` dies at every so many boundaries, ``make prove`` at each."""
VIP = {"tag": "vip", "change": "added"}


def started(mode: Mode = Mode.AUTO) -> AutomationMachine:
    """Two customers in step, an automation that watches a label, and the label put on both."""
    m = AutomationMachine()
    contacts = m.in_step(NOVA, BELLA)
    m.automation("highlevel.ContactTagUpdate", *STEPS, mode=mode, **VIP)
    m.sandbox_clock.advance(60)
    for contact in contacts:
        m.work.label(contact, on=("vip", "nuovo"))
    return m


def end(m: AutomationMachine) -> tuple[Any, ...]:
    """What a person sees: labels, tasks, notes, and what was told; how the runs ended."""
    named = {i: m.contact(i).title for i in m.contacts.contacts}
    labels = sorted((named[i], tuple(sorted(m.tags(i)))) for i in named)
    tasks = sorted(t["title"] for t in m.work.present())
    book = sorted(t.title for t in m.store.tasks.all() if not t.removed)
    notes = sorted(n["body"].split("Ponte24:")[0] for n in m.work.notes.values())
    told = sorted(str(row.params["text"]) for row in m.store.activity.recent(1000) if row.key == "automation_notice")
    states = sorted(run.state for run in m.store.automation_runs.recent(limit=1000))
    return labels, tasks, book, notes, told, states


def once(m: AutomationMachine) -> bool:
    """No call was carried out twice; tell whether some answer is open that only a person can give."""
    assert max(m.work.sent.values(), default=0) <= 1, m.work.sent
    return any(run.state == "unconfirmed" for run in m.store.automation_runs.recent(limit=1000))


def rest(m: AutomationMachine) -> None:
    """Let the timer go round until nothing is left to do."""
    for _ in range(5):
        m.scheduled()


def confirm(m: AutomationMachine) -> None:
    """A person looks at the plan and confirms it, until nothing is left to do."""
    for _ in range(5):
        m.sandbox_clock.advance(400)
        plan = m.plan()
        assert plan is not None
        if not any(a.effective for a in plan.actions):
            return
        m.apply(plan)


def died_while_scheduled(m: AutomationMachine, at: int) -> bool:
    return m.scheduled(die_at=at, awaits=True) is None


def died_while_confirmed(m: AutomationMachine, at: int) -> bool:
    m.sandbox_clock.advance(400)
    plan = m.plan()
    assert plan is not None
    return m.apply(plan, die_at=at, awaits=True) is None


Way = tuple[Mode, Callable[[AutomationMachine, int], bool], Callable[[AutomationMachine], None]]
WAYS: dict[str, Way] = {
    "auto": (Mode.AUTO, died_while_scheduled, rest),
    "ask": (Mode.ASK, died_while_confirmed, confirm),
}


def smooth(way: Way) -> tuple[tuple[Any, ...], list[str]]:
    """Play without a crash; return the end and the boundaries of the pass that writes."""
    mode, act, on = way
    m = started(mode)
    try:
        act(m, 0)
        passed = list(m.weather.passed)
        on(m)
        assert not once(m)
        return end(m), passed
    finally:
        m.close()


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_e1_a_crash_while_automations_write_ends_as_without_and_nothing_is_done_twice(way: Way) -> None:
    mode, act, on = way
    expected, passed = smooth(way)
    assert expected[-1] == ["done", "done"]
    assert sum(name.endswith(("add tags done", "create note done", "workflow done")) for name in passed) >= 4
    for at in range(1, len(passed) + 1, STRIDE):
        m = started(mode)
        try:
            assert act(m, at), f"boundary {at} was not passed"
            m.restart()
            on(m)
            if once(m):  # the answer of a call that may be sent once only was lost with the process
                assert {r.state for r in m.store.automation_runs.recent()} <= {"done", "unconfirmed"}
                continue
            assert end(m) == expected, f"died at {at}: {passed[at - 1]}"
        finally:
            m.close()


def confirmed_in(m: AutomationMachine, faults: dict[int, tuple[str, int]]) -> None:
    """A person confirms, and the weather is bad."""
    m.sandbox_clock.advance(400)
    plan = m.plan()
    assert plan is not None
    m.apply(plan, faults)


@pytest.mark.parametrize("fault", ["lost", "cut", "down", "busy"])
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_e8_whatever_becomes_of_an_answer_nothing_is_done_twice_and_nothing_is_left_out(way: Way, fault: str) -> None:
    mode, _act, on = way
    act_in = AutomationMachine.scheduled if mode is Mode.AUTO else confirmed_in
    expected, passed = smooth(way)
    calls = sum(name.endswith("sent") for name in passed)
    for call in range(0, calls, max(1, STRIDE // 8)):
        m = started(mode)
        try:
            with suppress(Ponte24Error):  # the read itself may fail
                act_in(m, {call: (fault, 0)})
            on(m)
            if not once(m):
                assert end(m) == expected, f"{fault} at {call}"
        finally:
            m.close()


def test_the_workflow_is_one_that_may_be_sent_once_only() -> None:
    [entry] = [e for e in entries() if e.id == WORKFLOW]
    assert entry.facts["repeat"] == "once"
