"""What every shape of an export asks for right after a sync: nothing, over thousands of untidy people.

Run: ``python benchmarks/round_trips.py [PEOPLE] [SEED]`` (default 3,000). People, firms and foreigners stand on both
sides as untidily as in life: several values in a cell, numbers in their country's way, names that could be a firm's,
addresses too long for Fattura24, placeholders, invisible characters. They are imported, planned and applied day by day
until nothing is left that needs no person; one in ten is then edited in HighLevel, and that is applied, too. Then the
address book is imported in every shape. Exits with 1 if any plan has an action or a question that was not there before.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.services.round_trips import Crowd, in_step, measure
from tests.services.stage import stage


async def main(people: int, seed: int) -> int:
    """Measure and print; return how many shapes asked for something."""
    with tempfile.TemporaryDirectory() as folder, stage(Path(folder), contacts=20, seed=seed) as s:
        Crowd(s.sandbox, seed).fill(people)
        began = time.monotonic()
        await in_step(s, people // 10, seed)
        plan = await s.service.plan()
        contacts = len(s.sandbox.state.highlevel.contacts)
        customers = len(s.sandbox.state.fattura24.customers)
        print(f"{contacts:,} contacts and {customers:,} customers in step after {time.monotonic() - began:.0f} s;")
        print(f"{s.service.store.links.count():,} linked, {plan.waiting:,} questions and remarks wait for a person")
        found = await measure(s)
        for asked in found:
            counts = (len(asked.actions), asked.new, asked.refused, asked.changed)
            words = ("actions", "new", "refused", "told anew")
            print(f"{asked.shape:18}", "  ".join(f"{n:4} {word}" for n, word in zip(counts, words, strict=True)))
            for line in asked.actions[:5]:
                print(f"    {line}")
        return sum(bool(asked.actions or asked.new or asked.refused) for asked in found)


if __name__ == "__main__":
    logging.disable(logging.INFO)
    given = [int(a) for a in sys.argv[1:]]
    wrong = asyncio.run(main(*(given + [3_000, 1][len(given) :])))
    print("every shape asks for nothing" if not wrong else f"{wrong} shapes ask for something")
    sys.exit(1 if wrong else 0)
