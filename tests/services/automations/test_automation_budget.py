"""Fattura24's calls are shared out: some stay for the person, and automations never take them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.clock import ManualClock
from app.paths import Home
from app.services.automations.engine import Engine
from app.services.automations.local import LocalEffects
from app.services.automations.runs.wanted import KEPT_FREE, MOST_CALLS, Counterpart
from app.store import Store
from app.sync.plan.model import Side


@pytest.mark.parametrize(("made", "left"), [(0, MOST_CALLS), (400, 50), (449, 1), (460, 0)])
def test_automations_leave_what_is_for_others(tmp_path: Path, made: int, left: int) -> None:
    clock = ManualClock()
    store = Store.open(Home(tmp_path / "home"), clock)
    with store.transaction():
        for _ in range(made):
            store.budget.spend("fattura24", clock.now() - 7200)
    engine = Engine(store, clock, lambda: "it", LocalEffects(store))
    for number in range(200):
        key = (Side.FATTURA24, f"c{number}")
        engine._wanted.counterparts[key] = Counterpart(*key, "Prova", f"r{number}/000/000", False)
    engine._wanted.counterparts[Side.HIGHLEVEL, "7"] = Counterpart(Side.HIGHLEVEL, "7", "Prova", "r/000/000", False)
    engine._within_budget(clock.now())
    wanted = [side for side, _ in engine._wanted.counterparts]
    assert wanted.count(Side.FATTURA24) == left
    assert wanted.count(Side.HIGHLEVEL) == 1
    assert 500 - made - left >= KEPT_FREE or not left
    store.close()
