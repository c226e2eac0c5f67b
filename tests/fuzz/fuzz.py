"""Attack the readers for a while: hostile files of three sizes, then ordinary ones with something wrong in them.

    .venv/bin/python tests/fuzz/fuzz.py --seconds 3600 [--seed N]

Fails where a reader raises anything but a refusal in words, takes longer or more memory than docs/safety.md allows, or
where the time grows faster than n log n. A file that fails is kept under ``--keep``.
"""

from __future__ import annotations

import argparse
import math
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
SIZES = (250_000, 500_000, 1_000_000)
SLACK = 2.5
"""How much more than n log n a growth may measure: a machine that does something else at the same time."""
SHORT = 0.3
"""Seconds of the processor below which a measure says nothing."""
SLOWEST = 30.0
MOST_MEMORY = 600_000_000
"""Bytes of the whole process, the program and its test files included; a reader may take half of that."""


def growth(folder: Path) -> list[str]:
    """Return what grows faster than it may; prints every measure."""
    from tests.fuzz.burdens import BURDENS
    from tests.fuzz.hostile import HOSTILE
    from tests.fuzz.readers import read
    from tests.fuzz.swarms import SWARMS
    from tests.fuzz.tricks import TRICKS

    faults = []
    print(f"{'seconds of the processor for a file of':44}" + "".join(f"{size:>11,}" for size in SIZES) + "   bytes")
    for name, (ending, maker) in {**HOSTILE, **TRICKS, **BURDENS, **SWARMS}.items():
        taken = []
        said = ""
        for size in SIZES:
            path = folder / f"a{ending}"
            path.write_bytes(maker(size))
            best = math.inf
            for _ in range(3):
                begun = time.process_time()
                said = read(path)
                best = min(best, time.process_time() - begun)
                if best < SHORT or best > 3:
                    break
            taken.append(best)
        allowed = SIZES[-1] * math.log(SIZES[-1]) / (SIZES[0] * math.log(SIZES[0])) * SLACK
        steep = taken[-1] > SHORT and taken[-1] > allowed * max(taken[0], 0.02)
        print(
            f"{name:44}" + "".join(f"{t:>10.2f}s" for t in taken) + f"   {said}{'  TOO STEEP' if steep else ''}",
            flush=True,
        )
        if steep or max(taken) > SLOWEST:
            faults.append(f"{name}: {', '.join(f'{t:.2f} s' for t in taken)}")
    return faults


def attack(folder: Path, until: float, seed: int, keep: Path) -> tuple[int, list[str]]:
    """Read ordinary files with something wrong until a moment; return how many, and the faults."""
    from tests.fuzz.readers import read
    from tests.fuzz.seeds import mutated, seeds

    dice = random.Random(seed)
    ordinary = seeds()
    said: Counter[str] = Counter()
    faults: list[str] = []
    count = 0
    while time.monotonic() < until and len(faults) < 20:
        name = dice.choice(sorted(ordinary))
        data = mutated(ordinary[name], dice)
        path = folder / name
        path.write_bytes(data)
        begun = time.process_time()
        try:
            answer = read(path)
        except Exception as error:
            answer = type(error).__name__
            faults.append(f"{name}: {''.join(traceback.format_exception(error)[-3:])}")
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{count}-{name}").write_bytes(data)
        if time.process_time() - begun > SLOWEST:
            faults.append(f"{name}: took {time.process_time() - begun:.0f} s")
        said["read" if answer.isdecimal() else answer] += 1
        count += 1
    print(", ".join(f"{answer} {n}" for answer, n in said.most_common()))
    return count, faults


def main() -> int:
    """Attack; returns 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--keep", type=Path, default=ROOT / "build" / "fuzz")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        faults = growth(Path(folder))
        until = max(begun + chosen.seconds, time.monotonic() + chosen.seconds / 3)
        print(f"seed {chosen.seed}")
        count, more = attack(Path(folder), until, chosen.seed, chosen.keep)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    faults += more
    if memory > MOST_MEMORY:
        faults.append(f"memory: {memory // 10**6} MB")
    for fault in faults:
        print(f"FAULT {fault}")
    print(f"{count} files with something wrong, {len(faults)} faults, {memory // 10**6} MB at most")
    return int(bool(faults))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main())
