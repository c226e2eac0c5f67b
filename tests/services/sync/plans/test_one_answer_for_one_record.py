"""A record is the same as one of the other side, never as two: the second such answer is refused, and why is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.clock import ManualClock
from app.errors import UsageError
from app.paths import Home
from app.services.sync.plans import plans
from app.store import Store
from app.sync.plan.model import Action, Candidate, Choice, Kind, Plan, Reason, RecordType, Side


def asked(contact: str, *customers: str) -> Action:
    return Action(
        f"a-{contact}",
        Kind.CONFLICT,
        Side.FATTURA24,
        RecordType.CONTACT,
        contact.title(),
        reason=Reason("phone_only"),
        source_id=contact,
        candidates=tuple(Candidate(c, "Studio Villa", "", values=(("city", "Milano"),)) for c in customers),
        choices=(*(f"link:{c}" for c in customers), Choice.NEW, Choice.SKIP),
    )


NOW = 1_790_000_000.0


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    opened = Store.open(Home(tmp_path / "home"), clock)
    yield opened
    opened.close()


@pytest.fixture
def plan(store: Store) -> Plan:
    made = Plan("p", NOW, (asked("bruno", "1", "2"), asked("elena", "1", "2")))
    plans.save(store, made)
    return made


def test_the_second_answer_is_refused_until_the_first_is_another_one(
    store: Store, clock: ManualClock, plan: Plan
) -> None:
    plans.decide(store, clock, plan.id, ["a-bruno"], "link:1")
    with pytest.raises(UsageError) as refused:
        plans.decide(store, clock, plan.id, ["a-elena"], "link:1")
    assert refused.value.code == "record_taken"
    assert "Bruno" in refused.value.describe("it").meaning
    assert [a.decision for a in plans.load(store, plan.id)[0].actions] == ["link:1", ""]
    plans.decide(store, clock, plan.id, ["a-bruno"], "link:2")
    plans.decide(store, clock, plan.id, ["a-elena"], "link:1")
    assert [a.decision for a in plans.load(store, plan.id)[0].actions] == ["link:2", "link:1"]


def test_two_at_once_are_refused_too_and_nothing_is_kept(store: Store, clock: ManualClock, plan: Plan) -> None:
    with pytest.raises(UsageError):
        plans.decide(store, clock, plan.id, ["a-bruno", "a-elena"], "link:2")
    assert not any(a.decision for a in plans.load(store, plan.id)[0].actions)


def test_what_a_candidate_is_like_comes_back_from_the_store(store: Store, plan: Plan) -> None:
    stored = plans.load(store, plan.id)[0].actions[0]
    assert replace(stored, decision="") == plan.actions[0]
    assert dict(stored.candidates[0].values) == {"city": "Milano"}
