"""What stands in the next plan as it stood in the one before is not written a second time; what is not, is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.clock import ManualClock
from app.paths import Home
from app.services.sync.plans import plan_memory, plans
from app.store import Store
from app.store.schema.tables import plan_bodies
from app.sync.plan.model import Action, Plan
from tests.ui.review_plans import rich_plan

NOW = 1_790_000_000.0
LATER = "2026-09-24T08:00:00Z"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    opened = Store.open(home, ManualClock(NOW))
    yield opened
    opened.close()


def next_plan(plan_id: str, *first: Action) -> Plan:
    """The rich plan with further actions before it, so that each of its own has another number."""
    actions = (*first, *rich_plan().actions)
    numbered = tuple(a.numbered(f"A{n}", LATER if n % 3 else None) for n, a in enumerate(actions, 1))
    return replace(rich_plan(plan_id), created_at=NOW, actions=numbered)


def bodies(store: Store) -> int:
    with store.database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(plan_bodies)) or 0


def stored(store: Store, plan_id: str) -> tuple[Action, ...]:
    """The actions of a plan as they are read from the database."""
    plan_memory._kept.pop(store, None)
    return plans.load(store, plan_id)[0].actions


def test_an_action_with_another_number_and_another_hour_is_still_the_same(store: Store) -> None:
    first, new = next_plan("p1"), replace(rich_plan().actions[3], title="New here", target_id="t99")
    plans.save(store, first)
    before = bodies(store)
    second = next_plan("p2", new)
    plans.save(store, second)
    assert bodies(store) == before + 1
    assert stored(store, "p2") == second.actions
    assert stored(store, "p1") == first.actions


def test_what_a_person_decided_in_the_plan_before_is_not_taken_over_unseen(store: Store) -> None:
    first = next_plan("p1")
    plans.save(store, first)
    question = next(a for a in first.actions if a.choices and not a.note)
    decided = plans.decide(store, ManualClock(NOW), "p1", [question.id], "skip")
    second = next_plan("p2")
    plans.save(store, second)
    assert stored(store, "p2") == second.actions
    assert [a.decision for a in stored(store, "p1")] == [a.decision for a in decided.actions]


def test_what_another_program_changed_meanwhile_is_not_shared(store: Store, home: Home) -> None:
    first = next_plan("p1")
    plans.save(store, first)
    other = Store.open(home, ManualClock(NOW))
    plans.include(other, ManualClock(NOW), "p1", [first.actions[4].id], False)
    other.close()
    second = next_plan("p2")
    plans.save(store, second)
    assert stored(store, "p2") == second.actions
    assert not stored(store, "p1")[4].included
