"""How many requests each step of a sync sends to both services, beside the least that it takes.

Run: ``python benchmarks/calls.py [CONTACTS] [EDITS]`` (default 200 and 10; the first plan alone with ten times the
contacts). The sandbox counts what it got; the least
is worked out from plan and world, as `tests/services/call_scenarios.py` states and derives. Waiting for limits costs
no time: program and sandbox share a clock that is put forward. Exits with 1 when more was sent than the least.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.services.call_scenarios import Measured, first_plan, go_through


def table(measured: list[Measured]) -> str:
    """Return the scenarios as a table, marking those that sent another number than the least."""
    lines = [f"{'scenario':44}  {'HighLevel sent/least':>22}  {'Fattura24 sent/least':>22}"]
    for m in measured:
        highlevel = f"{m.sent.highlevel}/{m.least.highlevel}"
        fattura24 = f"{m.sent.fattura24}/{m.least.fattura24}"
        lines.append(f"{m.name:44}  {highlevel:>22}  {fattura24:>22}{'' if m.sent == m.least else '  <-'}")
    return "\n".join(lines)


def main() -> int:
    """Go through the scenarios; return 1 when one of them sent more than the least."""
    contacts = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    edits = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    with tempfile.TemporaryDirectory() as folder:
        measured = [asyncio.run(first_plan(Path(folder) / "large", 10 * contacts))]
        measured += asyncio.run(go_through(Path(folder), contacts, edits))
    print(table(measured))
    more = [m for m in measured if m.sent.highlevel > m.least.highlevel or m.sent.fattura24 > m.least.fattura24]
    print(f"{len(measured)} scenarios, {len(more)} with more than the least")
    return int(bool(more))


if __name__ == "__main__":
    sys.exit(main())
