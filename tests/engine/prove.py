"""The long proof: thousands of days by chance, a crash at every single boundary, and kills of the real process.

    python packaging/bootstrap.py prove [--examples 20000] [--what days histories] [--jobs N] [--seed 1]
        [--kills 200] [--boundaries automation_crashes] [--state FILE] [--show]

Prints the examples done and the seed of each piece; a piece that fails is named with the seed that repeats it. With
``--state`` the pieces done are remembered, so that a proof that was stopped goes on where it was; ``--show`` only tells
what stands there.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PIECE = 100
"""Examples per piece, each with a seed of its own."""


STEPS = 18
"""What happens in an example, at most."""


def _days(seed: int) -> None:
    import hypothesis
    from hypothesis.stateful import run_state_machine_as_test

    from tests.engine.test_engine_state_machine import Days

    settings = hypothesis.settings(
        max_examples=PIECE,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(hypothesis.seed(seed)(Days), settings=settings)


def _plans(seed: int) -> None:
    from tests.sync.contacts.test_incremental import play

    for n in _numbers(seed):
        with _named(n):
            play(n, (3, 6, 14)[n % 3])


def _histories(seed: int) -> None:
    from tests.services.automations.histories import one_history

    for n in _numbers(seed):
        with _named(n):
            one_history(n)


def _automations(seed: int) -> None:
    from tests.engine.automation_days import one_example

    for n in _numbers(seed)[:: PIECE // 4]:
        with _named(n):
            one_example(n)


KINDS: dict[str, Callable[[int], None]] = {
    "days": _days,
    "plans": _plans,
    "histories": _histories,
    "automations": _automations,
}
"""What is played: days of the state machine; worlds in which a plan after changes must be the one of everything;
histories of automations; and days with automations, of which a piece has only four, with all that is written."""


def _numbers(seed: int) -> range:
    return range(seed * PIECE, (seed + 1) * PIECE)


@contextmanager
def _named(number: int) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        error.add_note(f"number {number}")
        raise


def piece(which: tuple[str, int]) -> tuple[str, int, str]:
    """Play one piece of a kind; returns both and what failed (blank: nothing)."""
    import contextlib
    import io
    import logging
    import traceback

    logging.disable(logging.CRITICAL)  # whatever the weather brings is told by thousands of lines
    kind, seed = which
    told = io.StringIO()
    try:
        with contextlib.redirect_stdout(told):
            KINDS[kind](seed)
    except Exception as error:
        notes = "\n".join(getattr(error, "__notes__", ()))
        return kind, seed, f"{''.join(traceback.format_exception(error, limit=-4))}\n{notes}\n{told.getvalue()}"
    return kind, seed, ""


def days(examples: int, jobs: int, first: int, state: Path | None, kinds: Sequence[str] = tuple(KINDS)) -> int:
    """Play all examples of some kinds over the cores; returns how many pieces failed. What each kind has done stands
    in the file ``state`` by its name and seed, with what failed."""
    done: dict[str, str] = json.loads(state.read_text()) if state and state.exists() else {}
    wanted = [(kind, seed) for seed in range(first, first + -(-examples // PIECE)) for kind in kinds]
    left = [(kind, seed) for kind, seed in wanted if f"{kind} {seed}" not in done]
    started = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for kind, seed, told in pool.imap_unordered(piece, left):
            done[f"{kind} {seed}"] = told
            if state:
                state.write_text(json.dumps(done))
            print(f"{summary(done)}; {kind} with seed {seed} after {time.monotonic() - started:.0f} s", flush=True)
            if told:
                print(f"FAILED: {kind} with seed {seed}:\n{told}", flush=True)
    return sum(bool(told) for told in done.values())


def summary(done: Mapping[str, str]) -> str:
    """Return how many examples of each kind were done, and the pieces in which one failed."""
    pieces = Counter(key.split()[0] for key in done)
    each = ", ".join(f"{n * (4 if kind == 'automations' else PIECE):,} {kind}" for kind, n in sorted(pieces.items()))
    failed = sorted(key for key, told in done.items() if told)
    return f"{each or 'nothing'} done, failed: {', '.join(failed) or 'none'}"


BOUNDARIES = ("crashes", "task_crashes", "automation_crashes")
"""What dies at every single boundary: the sync, tasks and notes, and automations (some four minutes alone)."""


def boundaries(names: Sequence[str]) -> int:
    """Die at every single boundary of these, one after the other; returns how many of them failed."""
    command = [sys.executable, "-m", "pytest", "-q"]
    each = {**os.environ, "PONTE24_TEST_STRIDE": "1"}
    files = [f"tests/engine/test_engine_{name}.py" for name in names]
    return sum(subprocess.call([*command, file], cwd=ROOT, env=each) != 0 for file in files)


def crashes(jobs: int, kills: int, first: int) -> int:
    """Die at every boundary and kill the real process so often; returns how many of the runs failed.

    A kill mostly waits (for the limits, for the index), so twice as many go on at once as there are cores.
    """
    parts = [kills // (2 * jobs) + (n < kills % (2 * jobs)) for n in range(2 * jobs)]
    each = {"PONTE24_TEST_STRIDE": "1"}
    runs = [(f"tests/engine/test_engine_{name}.py", each) for name in BOUNDARIES]
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
    parser.add_argument("--what", nargs="+", choices=list(KINDS), default=list(KINDS))
    parser.add_argument("--boundaries", nargs="+", choices=BOUNDARIES, help="only die at each of these, and end")
    parser.add_argument("--state", type=Path)
    parser.add_argument("--show", action="store_true", help="tell what the file of --state says, and end")
    chosen = parser.parse_args()
    if chosen.show:
        print(summary(json.loads(chosen.state.read_text())))
        return 0
    if chosen.boundaries:
        return int(bool(boundaries(chosen.boundaries)))
    failed = days(chosen.examples, chosen.jobs, chosen.seed, chosen.state, chosen.what) if chosen.examples else 0
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
