"""Play something by chance many times, from the command line, and name the numbers with which it failed."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.services.automations.runs import evaluating


def play_many(what: str, one: Callable[[int], object], count: int) -> None:
    """Play ``one`` with number after number; the command line says from which on, how many and how long at most."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=count)
    parser.add_argument("--seconds", type=float, default=0.0, help="end after so many, if before the count")
    chosen = parser.parse_args()
    began, done, failed = time.monotonic(), 0, []
    for seed in range(chosen.first, chosen.first + chosen.count):
        try:
            one(seed)
        except Exception as error:
            failed.append(seed)
            print(f"{what} {seed} failed: {type(error).__name__} {str(error)[:400]}", flush=True)
        done += 1
        if chosen.seconds and time.monotonic() - began > chosen.seconds:
            break
    print(f"{done} {what} from {chosen.first}: {len(failed)} in which something acted twice or was lost {failed}")


@contextmanager
def without_fuse() -> Iterator[None]:
    """Let automations act as often as chance has it: what stops a flood is tested elsewhere."""
    before = evaluating.MOST_A_RECORD, evaluating.MOST_AN_HOUR, evaluating.MANY
    evaluating.MOST_A_RECORD = evaluating.MOST_AN_HOUR = evaluating.MANY = 10_000
    try:
        yield
    finally:
        evaluating.MOST_A_RECORD, evaluating.MOST_AN_HOUR, evaluating.MANY = before
