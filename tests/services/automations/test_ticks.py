"""What the window asks by its clock costs nothing while no automation is on."""

from __future__ import annotations

from pathlib import Path

from app.paths import Home
from app.services.automations.ticks import Ticks
from app.store import Store


class NoRooms:
    @property
    def automations(self) -> object:
        raise AssertionError("the engine was loaded for nothing")


def test_no_engine_is_made_where_no_automation_is_on(tmp_path: Path) -> None:
    store = Store.open(Home(tmp_path))
    try:
        ticks = Ticks(store, NoRooms())  # type: ignore[arg-type]
        assert ticks.tick() is False
        assert ticks.notices() == ()
        assert ticks.pressing() is False
    finally:
        store.close()
