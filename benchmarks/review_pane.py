"""How the review behaves with 100,000 rows: ``python benchmarks/review_pane.py [ROWS]``.

Prints for each step the median time until it is done and the longest time for which the window could not react
(the longest gap of its event loop). Times depend on the machine; what has to hold is that the plan opens within 150 ms
and that no gap passes 50 ms. Full collections of garbage are held off, as the program itself does
(`app/ui/shell/runner.py`).
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import PySide6.QtCore  # noqa: F401  (qasync takes the binding that is there first)
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from app.garbage import no_full_collections
from app.sync.plan.model import Plan
from app.ui import i18n, theme
from app.ui.bridge import Bridge
from app.ui.models.plan_index import Group
from app.ui.panes.review import ReviewPane
from tests.ui.fake_service import FakeService
from tests.ui.review_plans import NOW, many_actions

ROUNDS = 5


class Watchdog:
    """Measures the longest time between two turns of Qt's event loop, and the most CPU time that the window's own
    thread took in one, both in milliseconds: where other programs are at work, the latter tells what is our own."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._tick)
        self.reset()
        self._timer.start()

    def _tick(self) -> None:
        now, cpu = time.perf_counter(), time.thread_time()
        self.longest = max(self.longest, (now - self._last) * 1000)
        self.busiest = max(self.busiest, (cpu - self._last_cpu) * 1000)
        self._last, self._last_cpu = now, cpu

    def reset(self) -> None:
        """Begin to measure anew."""
        self._last, self._last_cpu = time.perf_counter(), time.thread_time()
        self.longest = self.busiest = 0.0


async def settle(pane: ReviewPane) -> None:
    """Let everything that was started come to an end and be painted."""
    for _ in range(3):
        while pane._bridge._tasks:
            await asyncio.sleep(0.002)
        pane.repaint()
        await asyncio.sleep(0.03)


async def measure(pane: ReviewPane, dog: Watchdog, name: str, act: Callable[[int], Awaitable[None]]) -> None:
    """Do something a few times and print what it took."""
    times, gaps, busy, costs = [], [], [], []
    for turn in range(ROUNDS):
        await settle(pane)
        dog.reset()
        start, cpu = time.perf_counter(), time.process_time()
        await act(turn)
        times.append((time.perf_counter() - start) * 1000)
        costs.append((time.process_time() - cpu) * 1000)
        await settle(pane)
        gaps.append(dog.longest)
        busy.append(dog.busiest)
    print(
        f"{name:<28} median {statistics.median(times):6.0f} ms ({statistics.median(costs):4.0f} of CPU)   longest gap: "
        f"median {statistics.median(gaps):4.0f} ms, worst {max(gaps):4.0f} ms ({max(busy):3.0f} of CPU)"
    )


async def story(rows: int) -> None:
    """Open, search, filter, scroll, fold and decide."""
    service = FakeService()
    plans = [Plan(f"big{n}", NOW, many_actions(rows), mirror_seen_at=NOW) for n in range(ROUNDS)]
    bridge = Bridge(service)
    pane = ReviewPane(bridge, now=lambda: NOW)
    pane.resize(900, 700)
    pane.show()
    await asyncio.sleep(0.3)
    dog = Watchdog()
    lines = pane.table.lines
    print(f"{rows:,} rows")

    async def idle(_turn: int) -> None:
        await asyncio.sleep(0.2)

    async def opening(turn: int) -> None:
        service.set_plan(plans[turn])
        await pane.refresh()

    async def searching(turn: int) -> None:
        await pane._look(replace(pane.filters.query(), text=f"cliente{turn}7"))

    async def everything(_turn: int) -> None:
        await pane._look(pane.filters.query())

    async def filtering(turn: int) -> None:
        chosen = (Group.CONFLICT, Group.NEW, Group.CHANGED)[turn % 3]
        await pane._look(replace(pane.filters.query(), groups=frozenset({chosen})))

    async def scrolling(_turn: int) -> None:
        bar = pane.table.verticalScrollBar()
        for step in range(60):
            bar.setValue(bar.maximum() * step // 60)
            await asyncio.sleep(0)

    async def folding(turn: int) -> None:
        lines.set_open(lines.row_of_group(Group.CHANGED), bool(turn % 2))

    async def unfolding(turn: int) -> None:
        lines.set_open(lines.row_of(rows // 2 + turn * 10), True)

    async def deciding(turn: int) -> None:
        pane.changing.decide([f"A{10 * turn}"], "fattura24")
        while pane.changing.pending or not pane.bar.apply.isEnabled():
            await asyncio.sleep(0.005)

    await measure(pane, dog, "doing nothing", idle)
    for name, act in (
        ("opening the plan", opening),
        ("searching", searching),
        ("showing everything again", everything),
        ("filtering by group", filtering),
    ):
        await measure(pane, dog, name, act)
    await everything(0)
    for name, act in (("scrolling through", scrolling), ("folding a big group", folding)):
        await measure(pane, dog, name, act)
    lines.set_open(lines.row_of_group(Group.CHANGED), True)
    for name, act in (("unfolding a row", unfolding), ("deciding a conflict", deciding)):
        await measure(pane, dog, name, act)
    await bridge.shutdown()
    pane.close()


def main() -> None:
    """Run the benchmark."""
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    i18n.install(app, "en")
    theme.install(app, "light")
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with no_full_collections(), asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        runner.run(story(rows))


if __name__ == "__main__":
    main()
