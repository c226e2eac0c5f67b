"""The bridge: calls leave the GUI thread, errors come back, progress and stop get through."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from app.errors import CredentialsRefused, Ponte24Error
from app.services.api.progress import Progress
from tests.ui.fake_service import FakeService


def test_no_service_method_runs_in_the_gui_thread(run: Any, bridged: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            assert (await bridge.call(service.status)).links == 128
            await bridge.call(service.plan)

    run(scene())
    assert service.calls == ["status", "plan"]
    assert threading.current_thread().name not in service.threads
    assert service.closed


def test_errors_of_a_call_reach_the_caller_and_those_of_a_task_the_signal(
    run: Any, bridged: Any, eventually: Any, bridge_errors: list[BaseException]
) -> None:
    service = FakeService(connected=False)

    async def scene() -> None:
        async with bridged(service) as bridge:
            with pytest.raises(CredentialsRefused):
                await bridge.call(service.connect_fattura24, "short")
            service.fail["status"] = ValueError("broken")
            bridge.spawn(bridge.call(service.status))
            await eventually(lambda: bridge_errors)
            assert [type(e) for e in bridge_errors] == [ValueError]
            bridge_errors.clear()

    run(scene())


def test_the_window_stays_alive_while_work_runs_and_plain_reads_go_through(
    run: Any, bridged: Any, eventually: Any
) -> None:
    service = FakeService()
    service.gate = threading.Event()

    async def scene() -> None:
        async with bridged(service) as bridge:
            seen: list[Progress] = []
            busy: list[bool] = []
            bridge.progress.connect(seen.append)
            bridge.busy_changed.connect(busy.append)
            work = bridge.spawn(bridge.call(service.sync))
            await eventually(lambda: seen)
            assert bridge.busy
            assert (await bridge.call(service.status)).links == 128  # not behind the work
            assert not work.done()
            assert service.gate
            service.gate.set()
            await work
            assert not bridge.busy
            assert busy == [True, False]
            assert seen[-1].stage == "comparing"
            assert seen[-1].done == 2  # the newest, however many came before

    run(scene())


def test_stop_ends_the_running_work_and_what_waits_behind_it(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()
    service.gate = threading.Event()

    async def scene() -> None:
        async with bridged(service) as bridge:
            first = bridge.spawn(bridge.call(service.sync))
            second = asyncio.ensure_future(bridge.call(service.plan))
            await eventually(lambda: "sync" in service.calls)
            assert "plan" not in service.calls  # one piece of long work at a time
            bridge.stop()
            result = await first
            assert result.run is not None
            assert result.run.stopped
            with pytest.raises(Ponte24Error, match="stopped"):
                await second
            assert not bridge.busy

    run(scene())


def test_shutdown_lets_the_current_operation_end_and_closes_the_service(
    run: Any, bridged: Any, eventually: Any
) -> None:
    service = FakeService()
    service.gate = threading.Event()
    results: list[Any] = []

    async def scene() -> None:
        async with bridged(service) as bridge:

            async def work() -> None:
                results.append(await bridge.call(service.sync))

            bridge.spawn(work())
            await eventually(lambda: "sync" in service.calls)
            await bridge.shutdown()
            assert service.closed
            with pytest.raises(RuntimeError, match="closed"):
                await bridge.call(service.status)

    run(scene())
    assert [r.run.stopped for r in results] == [True]
    assert not [t for t in threading.enumerate() if t.name.startswith("ponte24-")]


def test_only_known_topics_are_announced(run: Any, bridged: Any) -> None:
    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            heard: list[str] = []
            bridge.changed.connect(heard.append)
            bridge.announce("plan")
            with pytest.raises(ValueError, match="weather"):
                bridge.announce("weather")
            assert heard == ["plan"]

    run(scene())
