"""Planning beside vdirsyncer's ``sync`` on the same number of contacts, as ratios in one run.

Run: ``python benchmarks/against_vdirsyncer.py [RECORDS]`` (default 20,000 a side). Both get the same contacts on both
sides, all of them in step, of which one in twenty was then edited on one side; and ten edits more after that.

They do not do the same. vdirsyncer knows its items by their UID, compares them as a whole and copies what changed at
once, here from memory to memory. Ponte24 has to find out who is who from what the contacts hold (the first time),
compares field by field against a base in which spellings count as equal, and only plans. So the ratios say what that
costs, not who is better. CPU time; without vdirsyncer (extra ``bench``) only ours is measured.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.records.contact import Contact
from app.sync.contacts.incremental import Change, IncrementalPlanner
from app.sync.contacts.mapping import default_mapping
from app.sync.contacts.merge import rebase
from app.sync.contacts.policy import PlanInput, SideState
from app.sync.plan.model import Link, Record, Side

FEW = 10


def contact(number: int, city: str = "Torino") -> Contact:
    """Return one of the contacts."""
    return Contact(
        first_name="Anna",
        last_name=f"Rossi{number}",
        email=f"anna.rossi{number}@example.it",
        mobile=f"+39333{number:07d}",
        street=f"Via Roma, {number}",
        city=city,
    )


def card(number: int, city: str = "Torino") -> str:
    """Return the same contact as a vCard."""
    c = contact(number, city)
    return "\r\n".join(
        (
            "BEGIN:VCARD",
            "VERSION:3.0",
            f"UID:{number}",
            f"N:{c.last_name};{c.first_name};;;",
            f"FN:{c.person}",
            f"EMAIL:{c.email}",
            f"TEL:{c.mobile}",
            f"ADR:;;{c.street};{c.city};;;",
            "END:VCARD",
        )
    )


def timed(work: Callable[[], object]) -> float:
    """Return the CPU seconds of some work."""
    started = time.process_time()
    work()
    return time.process_time() - started


def ours(count: int, some: list[int], few: list[int]) -> dict[str, float]:
    """Plan from scratch without links, with links after some edits, and once more after a few."""
    mapping = default_mapping()
    highlevel = [Record(Side.HIGHLEVEL, f"h{n}", contact(n)) for n in range(count)]
    fattura24 = [Record(Side.FATTURA24, f"f{n}", contact(n), (str(n),)) for n in range(count)]

    def given(records: list[Record], links: list[Link]) -> PlanInput:
        return PlanInput(SideState(records), SideState(fattura24), links, mapping, 1_790_000_000.0)

    took = {"first time": timed(lambda: IncrementalPlanner(given(highlevel, [])).plan("first"))}
    links = [
        rebase(Link(f"l{n}", h.id, f.id), h.contact, f.contact, mapping)
        for n, (h, f) in enumerate(zip(highlevel, fattura24, strict=True))
    ]
    keyed = [Record(r.side, r.id, r.contact, (r.id[1:],)) for r in highlevel]
    for n in some:
        keyed[n] = Record(Side.HIGHLEVEL, f"h{n}", contact(n, "Milano"), (str(n),))
    planner: list[IncrementalPlanner] = []

    def again() -> None:
        planner.append(IncrementalPlanner(given(keyed, links)))
        assert len(planner[0].plan("some").plan.actions) == len(some)

    took["one in twenty edited"] = timed(again)

    def edit(city: str) -> None:
        edited = {f"h{n}": Record(Side.HIGHLEVEL, f"h{n}", contact(n, city), (str(n),)) for n in few}
        planner[0].change(Change(highlevel=edited))
        planner[0].plan("few")

    edit("Pavia")  # what is built once only, at the first change
    took[f"{FEW} edited"] = timed(lambda: edit("Asti"))
    return took


def theirs(count: int, some: list[int], few: list[int]) -> dict[str, float]:
    """Sync for the first time, after some edits, and after a few."""
    from vdirsyncer.storage.memory import MemoryStorage
    from vdirsyncer.sync import sync
    from vdirsyncer.sync.status import SqliteStatus
    from vdirsyncer.vobject import Item

    a, b, status = MemoryStorage(fileext=".vcf"), MemoryStorage(fileext=".vcf"), SqliteStatus(":memory:")

    async def fill() -> None:
        for number in range(count):
            await a.upload(Item(card(number)))
            await b.upload(Item(card(number)))

    async def edit(numbers: list[int], city: str) -> None:
        for number in numbers:
            _, etag = await a.get(f"{number}.vcf")
            await a.update(f"{number}.vcf", Item(card(number, city)), etag)

    def whole() -> Any:
        return asyncio.run(sync(a, b, status))

    asyncio.run(fill())
    took = {"first time": timed(whole)}
    asyncio.run(edit(some, "Milano"))
    took["one in twenty edited"] = timed(whole)
    asyncio.run(edit(few, "Asti"))
    took[f"{FEW} edited"] = timed(whole)
    return took


def main() -> None:
    """Print both side by side."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    dice = random.Random(1)
    some, few = dice.sample(range(count), count // 20), dice.sample(range(count), FEW)
    planned = ours(count, some, few)
    try:
        synced = theirs(count, some, few)
    except ImportError:
        synced = {}
        print("vdirsyncer is not installed: pip install -e '.[bench]' adds the comparison")
    print(f"{count:,} contacts on each side, CPU time")
    for name, mine in planned.items():
        beside = f"   vdirsyncer's sync {synced[name]:7.3f} s   ratio {mine / synced[name]:.2f}" if synced else ""
        print(f"  {name:<22} Ponte24's plan {mine:7.3f} s{beside}")


if __name__ == "__main__":
    main()
