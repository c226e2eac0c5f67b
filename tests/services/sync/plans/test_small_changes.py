"""A click on a plan writes what it changed, and the stored plan is the one that was shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.clock import ManualClock
from app.paths import Home
from app.services.sync.plans import plans
from app.store import Store
from app.sync.contacts.planner import refresh
from app.sync.plan.model import Action, FieldChange, Kind, Plan, RecordType, Side

NOW = 1_790_000_000.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(Home(tmp_path / "home"), ManualClock(NOW))
    yield opened
    opened.close()


def big_plan(rows: int) -> Plan:
    """Return a plan of updates of Fattura24, of which the limits defer the last ones, with one conflict."""
    change = (FieldChange("city", "Roma", "Torino"),)
    made = [
        Action(
            f"A{n}", Kind.UPDATE, Side.FATTURA24, RecordType.CONTACT, f"Ditta {n}", f"l{n}", change, source_id=f"h{n}"
        )
        for n in range(1, rows)
    ]
    choices = (Side.HIGHLEVEL.value, Side.FATTURA24.value, "skip")
    asked = Action(
        f"A{rows}", Kind.CONFLICT, Side.HIGHLEVEL, RecordType.CONTACT, "Bar", f"l{rows}", change, choices=choices
    )
    return Plan("p", NOW, (*made, asked))


@pytest.mark.parametrize(("rows", "most"), [(20, 1), (260, 3)])
def test_only_changed_actions_are_written(store: Store, monkeypatch: pytest.MonkeyPatch, rows: int, most: int) -> None:
    clock = ManualClock(NOW)
    plans.save(store, refresh(big_plan(rows), (), NOW))  # as planning leaves it, with the forecast of the limits
    written: list[int] = []
    replace_actions = store.plans.replace_actions

    def counted(plan_id: str, actions: Mapping[str, Mapping[str, Any]]) -> None:
        written.append(len(actions))
        replace_actions(plan_id, actions)

    monkeypatch.setattr(store.plans, "replace_actions", counted)
    left_out = plans.include(store, clock, "p", ["A2"], False)
    assert plans.load(store, "p")[0].actions == left_out.actions
    decided = plans.decide(store, clock, "p", [f"A{rows}"], "highlevel")
    stored = plans.load(store, "p")[0]
    assert (stored.actions, stored.digest) == (decided.actions, decided.digest)
    assert not stored.action("A2").included
    assert stored.action(f"A{rows}").decision == "highlevel"
    # A2 no longer takes a call, so that the first deferred one moves up: that one is written, too
    assert len(written) == 2 and all(1 <= n <= most for n in written)
