"""Which instalment of a document a line of the schedule is: found by what it says, however many there are of both."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence, Set
from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.records.invoice import Instalment

_CENT = Decimal("0.01")
_NEAR = 2
"""Whole cents within which those lie that are a cent off."""

STAMP_DUTY = Decimal(2)
"""Euros of stamp duty on an invoice without VAT (DPR 642/1972): whoever writes it beside the total leaves it out of one
of the two amounts."""

LAST = 3
"""The place among the four ways of that which takes amounts for one that are not: whole days go before it."""

_Places = deque[int]
Finder = Callable[[Instalment], int | None]


def matchers(parts: Sequence[Instalment], free: set[int]) -> Iterator[Finder]:
    """Yield four ways to find the place of a line among instalments, to be tried one after the other: by amount and
    day, by amount, by the day with an amount a cent off, and by the day with or without the stamp duty. Each place is
    found once, the first that fits. ``free`` are the places not found yet, here or otherwise.
    """
    yield _exactly(parts, free, lambda part: (part.amount, part.due))
    yield _exactly(parts, free, lambda part: part.amount)
    yield _a_cent_off(parts, free)
    yield _stamped(parts, free)


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


def _stamped(parts: Sequence[Instalment], free: set[int]) -> Finder:
    places: dict[tuple[date | None, Decimal], _Places] = defaultdict(deque)
    for n in sorted(free):
        places[parts[n].due, parts[n].amount].append(n)

    def find(line: Instalment) -> int | None:
        if line.due is None:
            return None
        fitting = [q for duty in (STAMP_DUTY, -STAMP_DUTY) if (q := places.get((line.due, line.amount + duty)))]
        return fitting[0].popleft() if len(fitting) == 1 else None

    return find


def whole_days(
    parts: Sequence[Instalment], free: Set[int], lines: Sequence[Instalment]
) -> Iterator[tuple[Instalment, int | None]]:
    """Yield lines with the places that they are, where one line is all that is asked for on its day, or all lines of a
    day are one instalment (the stamp duty may stand apart on either side); the others with None."""
    by_day: dict[date | None, list[Instalment]] = defaultdict(list)
    for line in lines:
        by_day[line.due].append(line)
    places_of: dict[date | None, list[int]] = defaultdict(list)
    for n in sorted(free):
        places_of[parts[n].due].append(n)
    for day, those in by_day.items():
        places = places_of[day] if day is not None else []
        fits = sum(parts[n].amount for n in places) == sum(line.amount for line in those)
        if fits and len(those) == 1 and len(places) > 1 and not those[0].part_paid:
            yield from ((replace(those[0], amount=parts[n].amount), n) for n in places)
        elif fits and len(places) == 1 and len(those) > 1:
            yield _as_one(those), places[0]
        else:
            yield from ((line, None) for line in those)


def _as_one(lines: Sequence[Instalment]) -> Instalment:
    """Return lines that are one instalment: paid where all are, else what of it was paid."""
    paid = [line for line in lines if line.paid]
    amount = sum((line.amount for line in lines), Decimal(0))
    whole = replace(lines[0], amount=amount, paid_on=None, part_paid=Decimal(0))
    if len(paid) == len(lines):
        days = [line.paid_on for line in paid]
        return replace(whole, paid=True, paid_on=None if None in days else max(filter(None, days)))
    told = any(line.paid is not None for line in lines)
    part = sum((line.amount if line.paid else line.part_paid for line in lines), Decimal(0))
    return replace(whole, paid=False if told else None, part_paid=part)


def _cents(amount: Decimal) -> int:
    return math.floor(amount * 100)
