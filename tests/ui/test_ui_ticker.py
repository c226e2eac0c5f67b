"""The schedule: what is due runs once, never beside other work, and sleep is noticed."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from app.clock import ManualClock
from app.errors import CredentialsRefused, GuardStop, LimitReached, Ponte24Error, ServiceUnavailable
from app.services.api.runs import RunResult, SyncResult
from app.ui.ticker import SLEPT_SECONDS, TICK_SECONDS, Ticker, needs_person
from tests.ui.fake_service import FakeService, make_plan


async def step(ticker: Ticker) -> None:
    """Let one look at the clock, and what follows from it, come to its end."""
    task = ticker.tick()
    assert task is not None
    await task


def test_what_is_due_runs_as_scheduled_and_everybody_hears(run: Any, bridged: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            ticker = Ticker(bridge, service.clock)
            done: list[SyncResult] = []
            heard: list[str] = []
            ticker.finished.connect(done.append)
            bridge.changed.connect(heard.append)
            await step(ticker)
            assert "sync" not in service.calls  # not due
            service.is_due = True
            await step(ticker)
            assert service.origins == ["schedule"]
            assert len(done) == 1
            assert done[0].waiting == 2
            assert set(heard) == {"status", "plan", "runs"}
            await step(ticker)
            assert service.origins == ["schedule"]

    run(scene())


def test_two_scheduled_runs_never_overlap(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()
    service.gate = threading.Event()
    service.is_due = True

    async def scene() -> None:
        async with bridged(service) as bridge:
            ticker = Ticker(bridge, service.clock)
            first = ticker.tick()
            await eventually(lambda: service.origins)
            service.is_due = True
            assert ticker.tick() is None
            assert service.gate
            service.gate.set()
            assert first is not None
            await first
            assert service.origins == ["schedule"]
            await step(ticker)
            assert service.origins == ["schedule", "schedule"]

    run(scene())


def test_a_scheduled_run_never_starts_beside_other_work(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()
    service.gate = threading.Event()
    service.is_due = True

    async def scene() -> None:
        async with bridged(service) as bridge:
            ticker = Ticker(bridge, service.clock)
            work = bridge.spawn(bridge.call(service.plan))
            await eventually(lambda: "plan" in service.calls)
            await step(ticker)
            assert service.origins == []
            assert service.gate
            service.gate.set()
            await work
            await step(ticker)  # still due afterwards
            assert service.origins == ["schedule"]

    run(scene())


def test_a_gap_is_told_and_leads_to_one_run(run: Any, bridged: Any) -> None:
    clock = ManualClock()
    service = FakeService(clock=clock)

    async def scene() -> None:
        async with bridged(service) as bridge:
            ticker = Ticker(bridge, clock)
            slept: list[float] = []
            ticker.woke.connect(slept.append)
            clock.advance(TICK_SECONDS + 5)
            await step(ticker)
            clock.advance(SLEPT_SECONDS)
            await step(ticker)
            assert slept == []
            service.is_due = True
            clock.advance(9 * 3600)
            await step(ticker)
            clock.advance(TICK_SECONDS)
            await step(ticker)
            assert slept == [9 * 3600]
            assert service.origins == ["schedule"]
            clock.advance(-3600)  # the clock was set back: no sleep
            await step(ticker)
            assert slept == [9 * 3600]

    run(scene())


@pytest.mark.parametrize("where", ["due", "sync"])
def test_a_failure_is_told_and_the_schedule_goes_on(run: Any, bridged: Any, where: str) -> None:
    service = FakeService()
    service.is_due = True
    service.fail[where] = ServiceUnavailable("offline")

    async def scene() -> None:
        async with bridged(service) as bridge:
            ticker = Ticker(bridge, service.clock)
            failed: list[Ponte24Error] = []
            ticker.failed.connect(failed.append)
            await step(ticker)
            assert [e.code for e in failed] == ["offline"]
            service.fail.clear()
            service.is_due = True
            await step(ticker)
            assert service.origins == ["schedule"]

    run(scene())


def test_the_timer_ticks_until_it_is_stopped(run: Any, bridged: Any) -> None:
    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            ticker = Ticker(bridge, ManualClock())
            seen = [ticker.running]
            for change in (ticker.start, ticker.stop):
                change()
                seen.append(ticker.running)
            assert seen == [False, True, False]

    run(scene())


def test_only_what_a_person_can_mend_needs_a_person() -> None:
    plan = make_plan()
    assert needs_person(GuardStop(("first_run",)))
    assert needs_person(CredentialsRefused("highlevel_token_refused"))
    assert needs_person(ValueError("a mistake of ours"))
    assert not needs_person(ServiceUnavailable("offline"))
    assert not needs_person(LimitReached(until=0.0))
    assert needs_person(SyncResult(plan, RunResult("r", waiting=1), 1))
    assert needs_person(SyncResult(plan, None, 1))
    assert needs_person(SyncResult(plan, RunResult("r", failed=1), 0))
    assert not needs_person(SyncResult(plan, RunResult("r", applied=9, deferred=4), 0))
    assert not needs_person(SyncResult(plan, None, 0))
    assert needs_person(SyncResult(plan, RunResult("r", problem=CredentialsRefused("not_connected")), 0))
    assert not needs_person(SyncResult(plan, RunResult("r", problem=ServiceUnavailable("offline")), 0))
