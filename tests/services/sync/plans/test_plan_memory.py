"""The plan kept in memory is always the one that is stored, whoever has changed it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.clock import ManualClock
from app.errors import UsageError
from app.paths import Home
from app.services.sync.plans import plan_memory, plans
from app.store import Store
from app.sync.contacts.planner import calls_of, refresh, spends_fattura24
from app.sync.plan.model import Action, Choice, Kind, Plan
from tests.ui.review_plans import rich_plan

NOW = 1_790_000_000.0


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def store(home: Home, clock: ManualClock) -> Iterator[Store]:
    opened = Store.open(home, clock)
    yield opened
    opened.close()


@pytest.fixture
def other(home: Home, store: Store, clock: ManualClock) -> Iterator[Store]:
    """The same home as another program has it open."""
    opened = Store.open(home, clock)
    yield opened
    opened.close()


@pytest.fixture
def plan(store: Store) -> Plan:
    made = refresh(replace(rich_plan("p1"), created_at=NOW), [], NOW)
    plans.save(store, made)
    return made


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The plans that were read row by row."""
    seen: list[str] = []
    read = plan_memory._read

    def noted(store: Store, plan_id: str) -> tuple[Plan, str]:
        seen.append(plan_id)
        return read(store, plan_id)

    monkeypatch.setattr(plan_memory, "_read", noted)
    return seen


def conflict(plan: Plan) -> Action:
    return next(a for a in plan.actions if a.kind is Kind.CONFLICT and Choice.FATTURA24 in a.choices and not a.decision)


def boxed(plan: Plan) -> Action:
    return next(a for a in plan.actions if not a.choices and not a.note and a.included)


def test_a_plan_that_nobody_changed_is_not_read_again(
    store: Store, plan: Plan, clock: ManualClock, reads: list[str]
) -> None:
    decided = plans.decide(store, clock, plan.id, [conflict(plan).id], Choice.FATTURA24)
    left_out = plans.include(store, clock, plan.id, [boxed(decided).id], False)
    assert plans.load(store, plan.id) == (left_out, "open")
    assert plans.open_plan(store) is left_out
    assert reads == []


def test_what_is_kept_is_what_is_stored(store: Store, other: Store, plan: Plan, clock: ManualClock) -> None:
    steps: tuple[Callable[[], Plan], ...] = (
        lambda: plan,
        lambda: plans.decide(store, clock, plan.id, [conflict(plan).id], Choice.FATTURA24),
        lambda: plans.include(store, clock, plan.id, [boxed(plan).id], False),
        lambda: plans.decide(store, clock, plan.id, [conflict(plan).id], ""),
    )
    for step in steps:
        here = step()
        there, _ = plans.load(other, plan.id)
        assert here == there
        assert here.calls == calls_of(there)
        assert plan_memory.waiting(store, plan.id) == store.plans.undecided(plan.id) == there.waiting


def test_what_another_program_changed_is_seen(
    store: Store, other: Store, plan: Plan, clock: ManualClock, reads: list[str]
) -> None:
    chosen = conflict(plan).id
    plans.decide(other, clock, plan.id, [chosen], Choice.FATTURA24)
    assert plans.load(store, plan.id)[0].action(chosen).decision == Choice.FATTURA24
    left = boxed(plan).id
    changed = plans.include(store, clock, plan.id, [left], False)
    assert changed.action(chosen).decision == Choice.FATTURA24
    seen = plans.load(other, plan.id)[0]
    assert not seen.action(left).included
    assert plan_memory.waiting(other, plan.id) == seen.waiting
    assert reads == ["p1"] * 3, "the other program's first look, and one after each change of somebody else"


def test_a_state_that_another_program_gave_is_seen(store: Store, other: Store, plan: Plan, clock: ManualClock) -> None:
    other.plans.set_state(plan.id, "applied")
    assert plans.load(store, plan.id) == (plan, "applied")
    with pytest.raises(UsageError, match="plan_closed"):
        plans.decide(store, clock, plan.id, [conflict(plan).id], Choice.FATTURA24)


def test_a_change_that_was_taken_back_is_forgotten(store: Store, plan: Plan, clock: ManualClock) -> None:
    def taken_back() -> None:
        with store.transaction():
            plans.decide(store, clock, plan.id, [conflict(plan).id], Choice.FATTURA24)
            plans.save(store, replace(plan, mapping_digest="another"))
            raise RuntimeError("taken back")

    with pytest.raises(RuntimeError):
        taken_back()
    assert plans.load(store, plan.id) == (plan, "open")
    again = plans.include(store, clock, plan.id, [boxed(plan).id], False)
    assert again.mapping_digest == plan.mapping_digest
    assert not again.action(conflict(plan).id).decision


def test_a_plan_that_is_gone_is_not_brought_back(store: Store, other: Store, plan: Plan) -> None:
    for number in range(25):
        plans.save(other, replace(plan, id=f"later{number}", actions=()))
    with pytest.raises(UsageError, match="unknown_plan"):
        plans.load(store, plan.id)
    assert plan_memory.waiting(store, plan.id) == 0
    assert plan_memory.waiting(store, "") == 0


def test_a_click_writes_no_row_that_it_does_not_change(
    store: Store, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where thousands wait for the limits: the hours of those others must not move with the clock."""
    template = next(a for a in rich_plan().actions if a.kind is Kind.CREATE and spends_fattura24(a))
    waiting = tuple(replace(template, id=f"A{n}", source_id=f"s{n}", link=f"l{n}") for n in range(900))
    made = refresh(Plan("p1", NOW, waiting), [], NOW)
    plans.save(store, made)
    written: list[list[str]] = []
    replace_actions = store.plans.replace_actions

    def noted(plan_id: str, rows: Mapping[str, Any]) -> str:
        written.append(sorted(rows))
        return replace_actions(plan_id, rows)

    monkeypatch.setattr(store.plans, "replace_actions", noted)
    clock.advance(600)
    plans.include(store, clock, "p1", ["A899"], False)
    assert written.pop() == ["A899"]
    plans.include(store, clock, "p1", ["A899"], True)
    assert written.pop() == ["A899"]
    clock.advance(3600)
    late = plans.include(store, clock, "p1", ["A899"], False)
    assert len(written.pop()) > 500, "what was said about the limits an hour ago is said anew"
    assert late.action("A850").deferred_until != made.action("A850").deferred_until
