"""The watch of automations: it looks by the clock and when a webhook tells, and tells what they say, once."""

from __future__ import annotations

from typing import Any

from app.clock import ManualClock
from app.ui.desktop.automation_watch import AutomationWatch
from app.ui.ticker import Ticker
from tests.ui.fake_service import FakeService, FakeTicks


class Ticks(FakeTicks):
    """Counts what it is asked; ``waiting`` are notices that nobody has shown."""

    def __init__(self) -> None:
        self.looks = 0
        self.waiting: list[tuple[str, str]] = []
        self.told = False

    def tick(self) -> bool:
        self.looks += 1
        return False

    def notices(self) -> tuple[tuple[str, str], ...]:
        found, self.waiting = tuple(self.waiting), []
        return found

    def pressing(self) -> bool:
        return self.told


def watching(bridge: Any, said: list[tuple[str, str]]) -> tuple[AutomationWatch, Ticker]:
    ticker = Ticker(bridge, ManualClock())
    return AutomationWatch(bridge, ticker, lambda name, words: said.append((name, words))), ticker


def test_what_an_automation_says_is_shown_once(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()
    said: list[tuple[str, str]] = []
    ticks = service.automation_ticks = Ticks()
    ticks.waiting = [("Solleciti", "Da chiamare: Mulino Rossi")]

    async def scene() -> None:
        async with bridged(service) as bridge:
            watch, ticker = watching(bridge, said)
            watch.look()
            watch.look()  # the first has not ended: there is one look at a time
            await eventually(lambda: bridge.settled and said)
            assert (ticks.looks, said) == (1, [("Solleciti", "Da chiamare: Mulino Rossi")])
            ticker.ticked.emit()
            await eventually(lambda: ticks.looks == 2 and bridge.settled)
            assert len(said) == 1
            watch.deleteLater()

    run(scene())


def test_a_webhook_is_looked_at_between_the_ticks_and_only_while_these_go_on(
    run: Any, bridged: Any, eventually: Any
) -> None:
    service = FakeService()
    ticks = service.automation_ticks = Ticks()

    async def scene() -> None:
        async with bridged(service) as bridge:
            watch, ticker = watching(bridge, [])
            ticked: list[int] = []
            ticker.ticked.connect(lambda: ticked.append(1))
            ticks.told = True
            watch.glance()
            await eventually(lambda: bridge.settled)
            assert ticked == []  # the program is only just starting, or ending
            ticker.start()
            ticked.clear()
            ticks.told = False
            watch.glance()
            await eventually(lambda: bridge.settled)
            assert ticked == []
            ticks.told = True
            watch.glance()
            await eventually(lambda: ticked and bridge.settled)
            ticker.stop()
            watch.deleteLater()

    run(scene())


def test_while_a_sync_goes_on_it_looks_at_nothing(run: Any, bridged: Any, monkeypatch: Any) -> None:
    service = FakeService()
    ticks = service.automation_ticks = Ticks()

    async def scene() -> None:
        async with bridged(service) as bridge:
            watch, _ticker = watching(bridge, [])
            monkeypatch.setattr(type(bridge), "busy", property(lambda _self: True))
            watch.look()
            watch.glance()
            assert bridge.settled
            assert ticks.looks == 0
            monkeypatch.undo()

    run(scene())
