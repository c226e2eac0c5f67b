"""Which instalment of a document a line of the schedule is: found by what it says, however many there are of both."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from app.records.invoice import Instalment

_CENT = Decimal("0.01")
_NEAR = 2
"""Whole cents within which those lie that are a cent off."""

_Places = deque[int]
Finder = Callable[[Instalment], int | None]


def matchers(parts: Sequence[Instalment]) -> Iterator[Finder]:
    """Yield three ways to find the place of a line among instalments, to be tried one after the other: by amount and
    day, by amount, and by the day with an amount a cent off. Each place is found once, the first that fits.
    """
    free = set(range(len(parts)))
    yield _exactly(parts, free, lambda part: (part.amount, part.due))
    yield _exactly(parts, free, lambda part: part.amount)
    yield _a_cent_off(parts, free)


def _exactly(parts: Sequence[Instalment], free: set[int], key: Callable[[Instalment], Hashable]) -> Finder:
    places: dict[Hashable, _Places] = defaultdict(deque)
    for n in sorted(free):
        places[key(parts[n])].append(n)

    def find(line: Instalment) -> int | None:
        queue = places.get(key(line))
        if not queue:
            return None
        free.discard(queue[0])
        return queue.popleft()

    return find


def _a_cent_off(parts: Sequence[Instalment], free: set[int]) -> Finder:
    places: dict[tuple[date | None, int], dict[Decimal, _Places]] = defaultdict(lambda: defaultdict(deque))
    for n in sorted(free):
        part = parts[n]
        places[part.due, _cents(part.amount)][part.amount].append(n)

    def find(line: Instalment) -> int | None:
        cents = _cents(line.amount)
        fitting = [
            queue
            for near in range(cents - _NEAR, cents + _NEAR + 1)
            for amount, queue in places.get((line.due, near), {}).items()
            if queue and abs(amount - line.amount) <= _CENT
        ]
        if not fitting:
            return None
        first = min(fitting, key=lambda queue: queue[0])
        free.discard(first[0])
        return first.popleft()

    return find


def _cents(amount: Decimal) -> int:
    return math.floor(amount * 100)
