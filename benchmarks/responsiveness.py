"""Whether the window stays alive with 100,000 customers: ``python benchmarks/responsiveness.py [CUSTOMERS]``.

The real window on the real services and a real home; the sandbox runs in a process of its own. A timer of one
millisecond is the watchdog: the time between two of its ticks is how long the window could not react. Printed are, for
each step, how long it took, the processor time, and the longest gap with the median and the 99.9th percentile, beside
what is promised. ``--rounds N`` repeats what can be repeated (the median of the longest gaps counts); ``--trace FILE``
writes what every thread was doing when a gap passed 40 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import faulthandler
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import httpx
import PySide6.QtCore  # noqa: F401  (qasync takes the binding that is there first)
from PySide6.QtCore import Qt, QTimer

from app.paths import Home
from app.records.contact import Contact
from app.services.facade import Ponte24
from app.store import Customer
from app.sync.contacts.mapping import ORIGIN_FIELD
from app.sync.plan.model import Kind, Plan
from app.ui.models.plan_index import Group
from app.ui.panes.review import ReviewPane
from app.ui.shell import runner
from benchmarks.highlevel_throughput import connected, sandbox

PROMISED_GAP, PROMISED_OPENING, CLICK = 50.0, 200.0, 150.0
APPLIED = 300
NOTED = 0.04
KEY = "fieldOfTheKey0000000"


class Watchdog:
    """Notes the times between two turns of Qt's event loop, in milliseconds; with a file, what caused the long ones."""

    def __init__(self, trace: IO[str] | None) -> None:
        self._trace = trace
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._tick)
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now
        if self._trace is not None:
            faulthandler.dump_traceback_later(NOTED, file=self._trace)

    def reset(self) -> None:
        """Begin to measure anew."""
        self.gaps, self._last = [], time.perf_counter()

    def stop(self) -> None:
        """Measure no more."""
        self._timer.stop()
        faulthandler.cancel_dump_traceback_later()


@dataclass
class Measured:
    """What one step took each time it was done; milliseconds."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    gaps: list[list[float]] = field(default_factory=list)

    def line(self, name: str, target: float) -> str:
        """Return what to print; ``target`` is the longest time promised for the step itself (0: none)."""
        longest = statistics.median(max(gaps, default=0.0) for gaps in self.gaps)
        worst = max(max(gaps, default=0.0) for gaps in self.gaps)
        every = sorted(g for gaps in self.gaps for g in gaps) or [0.0]
        rare = every[min(len(every) - 1, int(len(every) * 0.999))]
        wall = statistics.median(self.wall)
        kept = longest <= PROMISED_GAP and (not target or wall <= target)
        promised = f"{target:4.0f}" if target else "   –"
        return (
            f"{name:<44}{wall:8.0f} ({promised}) {statistics.median(self.processor):8.0f}   {longest:6.1f} "
            f"(worst {worst:6.1f})  {statistics.median(every):5.1f}  {rare:6.1f}   {'kept' if kept else 'BROKEN'}"
        )


HEAD = (
    f"{'milliseconds':<44}{'took':>8} (most) {'CPU':>8}   longest gap (of 50)     median  99.9 %\n"
    f"{'':<44}{'':>8}        {'':>8}"
)


class Bench:
    """Steps, measured one after the other, in one window."""

    def __init__(self, trace: IO[str] | None) -> None:
        self._trace = trace
        self.dog = Watchdog(trace)
        self.results: dict[str, tuple[Measured, float]] = {}

    async def step(self, name: str, act: Callable[[], Awaitable[object]], target: float = 0.0) -> None:
        """Do something and note what it took; what it started must come to an end by itself."""
        if self._trace is not None:
            print(f"\n######## {name}", file=self._trace, flush=True)
        measured, _ = self.results.setdefault(name, (Measured(), target))
        self.dog.reset()
        begun, processor = time.perf_counter(), time.process_time()
        await act()
        measured.wall.append((time.perf_counter() - begun) * 1000)
        measured.processor.append((time.process_time() - processor) * 1000)
        await asyncio.sleep(0.4)  # what it left behind for the next turns of the loop belongs to it
        measured.gaps.append(self.dog.gaps)

    def report(self) -> bool:
        """Print all of it; returns whether every promise was kept."""
        for name, (measured, target) in self.results.items():
            print(measured.line(name, target), flush=True)
        return all("BROKEN" not in measured.line(name, target) for name, (measured, target) in self.results.items())


def world(count: int) -> tuple[list[dict[str, Any]], list[Customer]]:
    """Return customers on both sides that are to be linked: one of twenty with two towns, one of ten without one.

    HighLevel has their keys already, so that the plan has hardly more rows than there are customers.
    """
    contacts: list[dict[str, Any]] = []
    customers: list[Customer] = []
    exported = time.time() - 3600
    for n in range(count):
        contact = {
            "id": f"contact{n:013d}",
            "companyName": f"Forno {n}",
            "email": f"forno{n}@example.it",
            "address1": f"Via Roma {n % 300}",
            "postalCode": "10121",
            "dateAdded": 1_700_000_000_000 + n * 1000,
            "customFields": [{"id": KEY, "value": f"{n}"}],
        }
        if n % 10:
            contact["city"] = "Torino"
        contacts.append(contact)
        values = Contact(
            company=f"Forno {n}",
            email=f"forno{n}@example.it",
            street=f"Via Roma {n % 300}",
            postal_code="10121",
            city="Milano" if n % 20 == 1 else "Torino",
        )
        customers.append(Customer("", f"{n}", "", values, "CLIENTE", {}, "export", exported, True))
    return contacts, customers


async def settled(session: runner.Session) -> None:
    """Wait until everything that was started has come to an end."""
    while session.bridge._tasks - {asyncio.current_task()}:  # type: ignore[operator]
        await asyncio.sleep(0.002)


async def shown(pane: ReviewPane, plan_id: str) -> None:
    """Wait until a plan stands in the list and has been painted."""
    while not (pane.table.lines.index_shown and pane.table.lines.index_shown.plan.id == plan_id and pane.isVisible()):
        await asyncio.sleep(0.001)
    pane.table.viewport().repaint()


async def first_story(session: runner.Session, bench: Bench, rounds: int) -> None:
    """Check twice, look, decide, leave out, apply."""
    window, service = session.window, session._service
    window.go("review")
    pane = window.panes["review"]
    assert isinstance(pane, ReviewPane)
    await settled(session)
    opened: list[float] = []
    show_plan = pane.show_plan

    async def timed(plan: Plan) -> None:
        begun = time.perf_counter()
        await show_plan(plan)
        opened.append((time.perf_counter() - begun) * 1000)

    pane.show_plan = timed  # type: ignore[method-assign]

    async def check() -> None:
        await pane.check()

    await bench.step("doing nothing", lambda: asyncio.sleep(1.0))
    await bench.step("the first check: read all, plan all", check)
    print(f"  (of it showing the plan: {opened[-1]:.0f} ms, {len(pane._index.actions):,} rows)", flush=True)  # type: ignore[union-attr]
    await settled(session)
    for _ in range(rounds):
        await bench.step("another check", check)
        print(f"  (of it showing the plan: {opened[-1]:.0f} ms)", flush=True)
        await settled(session)
    plan = pane._index.plan  # type: ignore[union-attr]

    async def reopen() -> None:
        window.go("review")
        await settled(session)

    for _ in range(rounds):
        window.go("home")
        await settled(session)
        await bench.step("back to the review", reopen, PROMISED_OPENING)

    questions = [a.id for a in plan.actions if a.kind is Kind.CONFLICT and a.choices]
    links = [a.id for a in plan.actions if not a.choices and not a.note]

    async def click(act: Callable[[], None]) -> None:
        act()
        while pane.changing.pending:
            await asyncio.sleep(0.001)

    change = pane.changing
    for turn in range(rounds):
        one, other = [questions[turn * 7]], [links[turn * 7]]
        await bench.step("deciding one conflict", partial(click, partial(change.decide, one, "fattura24")), CLICK)
        await settled(session)
        await bench.step("leaving one row out", partial(click, partial(change.include, other, False)), CLICK)
        await settled(session)

    def boxed(wanted: bool) -> None:
        for group in (Group.LINKED, Group.CHANGED):
            change.include_group(group.value, wanted)

    await bench.step("leaving out all rows", partial(click, partial(boxed, False)))
    await settled(session)
    actions = pane._index.actions  # type: ignore[union-attr]
    linked = {a.link for a in [a for a in actions if a.kind is Kind.UPDATE][:APPLIED]}
    chosen = [a.id for a in actions if a.link in linked and not a.choices]
    await bench.step(f"taking {len(chosen)} rows in", partial(click, partial(change.include, chosen, True)))
    await settled(session)

    async def apply() -> None:
        plan = pane._index.plan  # type: ignore[union-attr]
        digest = await session.bridge.call(lambda: plan.digest)
        await pane._apply(plan.id, digest, confirmed=True)
        result = service.runs(1)[0]
        print(f"  (applied {result.applied}, failed {result.failed}, stale {result.stale})", flush=True)

    await bench.step("applying them", apply)
    await settled(session)
    await bench.step("a check after that", check)
    await settled(session)


async def second_story(session: runner.Session, bench: Bench, rounds: int) -> None:
    """The program was started anew: the plan comes from the disk."""
    window, service = session.window, session._service
    plan_id = (await session.bridge.call(service.status)).open_plan

    async def wait() -> None:
        await settled(session)

    await bench.step("the start of the window", wait)

    async def open_review() -> None:
        window.go("review")
        pane = window.panes["review"]
        assert isinstance(pane, ReviewPane)
        await shown(pane, plan_id)

    await bench.step("the review after the start", open_review, PROMISED_OPENING)
    await settled(session)


Story = Callable[[runner.Session, Bench, int], Awaitable[None]]


def play(service: Ponte24, home: Path, story: Story, rounds: int, trace: IO[str] | None) -> bool:
    """Run the window with a story in it; returns whether what is promised was kept."""
    kept: list[bool] = []

    class Watched(runner.Session):
        def _show_first(self, status: Any, assistant: bool | None) -> None:
            super()._show_first(status, assistant)
            self.story = asyncio.get_running_loop().create_task(self._play())

        async def _play(self) -> None:
            bench = Bench(trace)
            self.bridge.failed.connect(lambda error: print("failed:", repr(error)))
            try:
                await story(self, bench, rounds)
            finally:
                bench.dog.stop()
                kept.append(bench.report())
                self.quit()

    usual = runner.Session
    runner.Session = Watched  # type: ignore[misc]
    try:
        runner.run_window(service, home=Home(home), assistant=False, language="en")
    finally:
        runner.Session = usual  # type: ignore[misc]
    return all(kept)


@contextmanager
def filled(count: int) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield a folder and a sandbox that holds the contacts; the customers are in the home already."""
    contacts, customers = world(count)
    with sandbox() as told, tempfile.TemporaryDirectory() as folder:
        fields = [{"id": KEY, "name": ORIGIN_FIELD, "dataType": "TEXT"}]
        body = {"highlevel": {"contacts": contacts, "customFields": fields}, "fattura24": {"customers": []}}
        httpx.put(f"{told['control_url']}/state", json=body, timeout=600.0).raise_for_status()
        service = asyncio.run(connected(Path(folder), told))
        service.store.mirror.put_many(customers)
        asyncio.run(service.close())
        yield Path(folder), told


def main() -> int:
    """Run the benchmark and return the exit code."""
    parser = argparse.ArgumentParser(description="How long the window cannot react, with very many customers.")
    parser.add_argument("customers", nargs="?", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--trace", type=Path)
    asked = parser.parse_args()
    print(f"{asked.customers:,} customers on each side, load {os.getloadavg()[0]:.1f}\n{HEAD}", flush=True)
    with filled(asked.customers) as (folder, told):
        trace = asked.trace.open("w") if asked.trace else None
        kept = True
        for story in (first_story, second_story):
            service = asyncio.run(connected(folder, told))
            kept = play(service, folder, story, asked.rounds, trace) and kept
    print(f"load {os.getloadavg()[0]:.1f}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
