"""How long planning takes: the engine alone, as a ratio to a plain join of the same records by VAT code in the same
run, and through store and services (see `planning_services.py`).

Run: ``python benchmarks/planning.py [records]`` (default 100,000 on each side, a few minutes). Times are CPU time of
this process, so that other work on the machine does not count; the targets are for 100,000.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.records.contact import Contact
from app.sync.contacts.incremental import Change, IncrementalPlanner
from app.sync.contacts.mapping import default_mapping
from app.sync.contacts.merge import rebase
from app.sync.contacts.planner import make_plan
from app.sync.contacts.policy import PlanInput, SideState
from app.sync.plan.model import Link, Record, Side

RUNS = 3
CHANGES = 10


def world(count: int) -> tuple[list[Record], list[Record], list[Link]]:
    """Return both sides: nine of ten linked and in step, one of twenty changed, the rest new on either side."""
    dice = random.Random(1)
    highlevel: list[Record] = []
    fattura24: list[Record] = []
    links: list[Link] = []
    for n in range(count):
        contact = Contact(
            company=f"Ditta {n} Srl",
            email=f"ditta{n}@example.it",
            mobile=f"+39333{n:07d}",
            city="Torino",
            vat_code=f"{n:011d}",
        )
        other = contact.with_values({"company": f"DITTA {n} S.R.L."})
        h = Record(Side.HIGHLEVEL, f"h{n}", contact, (str(n),))
        f = Record(Side.FATTURA24, f"f{n}", other, (str(n),))
        if n % 10:
            links.append(rebase(Link(f"l{n}", h.id, f.id), contact, other, default_mapping()))
            if dice.random() < 0.05:
                h = Record(Side.HIGHLEVEL, h.id, contact.with_values({"city": "Milano"}), h.origins)
        if n % 20 != 0:
            highlevel.append(h)
        if n % 20 != 10:
            fattura24.append(f)
    present = {r.id for r in (*highlevel, *fattura24)}
    return highlevel, fattura24, [k for k in links if {k.highlevel_id, k.fattura24_id} <= present]


def join(highlevel: list[Record], fattura24: list[Record]) -> int:
    """The least any program must do: find partners by VAT code and compare all fields."""
    by_code = {r.contact.vat_code: r for r in fattura24}
    different = 0
    for record in highlevel:
        partner = by_code.get(record.contact.vat_code)
        different += partner is not None and list(partner.contact.items()) != list(record.contact.items())
    return different


def timed(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median of some runs in seconds of CPU time."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def changed(highlevel: list[Record], dice: random.Random) -> Change:
    """Give some contacts another city or e-mail."""
    found = {}
    for record in dice.sample(highlevel, CHANGES):
        values = dice.choice(({"city": f"Asti {dice.random()}"}, {"email": f"nuova{dice.random()}@example.it"}))
        found[record.id] = Record(record.side, record.id, record.contact.with_values(values), record.origins)
    return Change(highlevel=found)


def engine(count: int) -> None:
    """Measure the engine alone."""
    highlevel, fattura24, links = world(count)
    given = PlanInput(SideState(highlevel), SideState(fattura24), links, default_mapping(), 1_790_000_000.0)
    plain = timed(lambda: join(highlevel, fattura24))
    planned = timed(lambda: make_plan(given, "bench"))
    planner = IncrementalPlanner(given)
    planner.plan("bench")
    dice = random.Random(2)
    first = timed(lambda: again(planner, highlevel, dice), 1)
    later = timed(lambda: again(planner, highlevel, dice), 9)
    assert planner.plan("bench").plan == make_plan(planner.given, "bench").plan
    tracemalloc.start()
    plan = make_plan(given, "bench").plan
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    print(f"the engine alone, {count} records a side, {len(plan.actions)} actions; a plain join {plain:.3f} s")
    print(f"  from scratch       {planned:6.2f} s (target 9), {planned / plain:.1f} joins, {peak:.0f} MiB of its own")
    print(f"  after {CHANGES} changes   {later:6.2f} s (target 0.3), {later / plain:.2f} joins; at first {first:.2f} s")


def again(planner: IncrementalPlanner, highlevel: list[Record], dice: random.Random) -> None:
    """Change a little and plan."""
    planner.change(changed(highlevel, dice))
    planner.turn_to(planner.given)
    planner.plan("bench")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    engine(count)
    sys.stdout.flush()
    services = Path(__file__).with_name("planning_services.py")
    subprocess.run([sys.executable, str(services), str(count)], check=True)


if __name__ == "__main__":
    main()
