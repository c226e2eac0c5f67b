"""The long proof: thousands of days by chance, a crash at every single boundary, and kills of the real process.

    python packaging/bootstrap.py prove [--examples 20000] [--jobs N] [--seed 1] [--kills 200] [--state FILE]

Prints the examples done and the seed of each piece; a piece that fails is named with the seed that repeats it. With
``--state`` the pieces done are remembered, so that a proof that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
PIECE = 100
"""Examples per piece, each with a seed of its own."""


STEPS = 18
"""What happens in an example, at most."""


def piece(seed: int) -> tuple[int, str]:
    """Play one piece; returns its seed and what failed (blank: nothing)."""
    import contextlib
    import io
    import traceback

    import hypothesis
    from hypothesis.stateful import run_state_machine_as_test

    from tests.engine.automation_days import one_example
    from tests.engine.test_engine_state_machine import Days
    from tests.services.automations.histories import one_history
    from tests.sync.contacts.test_incremental import play

    settings = hypothesis.settings(
        max_examples=PIECE,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
        report_multiple_bugs=False,
    )
    told = io.StringIO()
    try:
        with contextlib.redirect_stdout(told):
            run_state_machine_as_test(hypothesis.seed(seed)(Days), settings=settings)
            for n in range(PIECE):  # and as many worlds in which a plan after changes must be the one of everything
                play(seed * PIECE + n, (3, 6, 14)[n % 3])
            for n in range(PIECE // 4):  # and histories of automations, a few of them with all that is written
                one_history(seed * PIECE + n)
            for n in range(PIECE // 25):
                one_example(seed * PIECE + n)
    except Exception as error:
        notes = "\n".join(getattr(error, "__notes__", ()))
        return seed, f"{''.join(traceback.format_exception(error, limit=-4))}\n{notes}\n{told.getvalue()}"
    return seed, ""


def days(examples: int, jobs: int, first: int, state: Path | None) -> int:
    """Play all examples over the cores; returns how many pieces failed."""
    done: dict[str, str] = json.loads(state.read_text()) if state and state.exists() else {}
    seeds = [s for s in range(first, first + -(-examples // PIECE)) if str(s) not in done]
    failed = sum(bool(told) for told in done.values())
    started = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for seed, told in pool.imap_unordered(piece, seeds):
            done[str(seed)] = told
            failed += bool(told)
            if state:
                state.write_text(json.dumps(done))
            took = time.monotonic() - started
            print(f"{len(done) * PIECE:>6} examples done, seed {seed}, {took:.0f} s, {failed} failed", flush=True)
            if told:
                print(f"FAILED with seed {seed}:\n{told}", flush=True)
    return failed


def crashes(jobs: int, kills: int, first: int) -> int:
    """Die at every boundary and kill the real process so often; returns how many of the runs failed.

    A kill mostly waits (for the limits, for the index), so twice as many go on at once as there are cores.
    """
    parts = [kills // (2 * jobs) + (n < kills % (2 * jobs)) for n in range(2 * jobs)]
    each = {"PONTE24_TEST_STRIDE": "1"}
    runs = [(f"tests/engine/test_engine_{name}.py", each) for name in ("crashes", "automation_crashes")]
    for seed, part in enumerate(parts, first):
        if part:
            runs.append(("tests/test_kill.py", {"PONTE24_TEST_KILLS": str(part), "PONTE24_TEST_SEED": str(seed)}))
    if kills:
        few = {"PONTE24_TEST_KILLS": str(-(-kills // 4)), "PONTE24_TEST_SEED": str(first)}
        runs.append(("tests/test_kill_automations.py", few))
    going = [
        subprocess.Popen([sys.executable, "-m", "pytest", "-q", "-s", test], cwd=ROOT, env={**os.environ, **chosen})
        for test, chosen in runs
    ]
    return sum(process.wait() != 0 for process in going)


def main() -> int:
    """Run the whole proof; returns 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--attack", type=float, default=120.0, help="seconds of attack on the readers of files")
    parser.add_argument("--state", type=Path)
    chosen = parser.parse_args()
    failed = days(chosen.examples, chosen.jobs, chosen.seed, chosen.state) if chosen.examples else 0
    if chosen.attack:
        attack = [sys.executable, "tests/fuzz/fuzz.py", "--seconds", str(chosen.attack), "--seed", str(chosen.seed)]
        failed += subprocess.call(attack, cwd=ROOT) != 0
    if chosen.kills:
        failed += crashes(chosen.jobs, chosen.kills, chosen.seed)
    print("proven" if not failed else f"{failed} pieces failed")
    return int(bool(failed))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main())
