"""The instalments of a document as an earlier file told them, of which those of a new one are taken away one by one."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from heapq import heappop, heappush, heapreplace

from app.records.invoice import Instalment

_Payment = tuple[bool | None, Decimal]
"""Whether an instalment is paid, and the part that was."""


class _OfOneSum:
    """The places of the instalments of one amount and day: by payment, and of each payment the first one in a heap."""

    __slots__ = ("first", "places")

    def __init__(self) -> None:
        self.places: dict[_Payment, deque[int]] = defaultdict(deque)
        self.first: list[tuple[int, _Payment]] = []


class Unmatched:
    """Instalments in their order; ``left`` is how many were not taken yet.

    Of a hundred thousand each is found in about the same time as of three: a document may be all that a file holds.
    """

    __slots__ = ("_alike", "_known", "_sums", "_taken", "left")

    def __init__(self, known: Sequence[Instalment]) -> None:
        self._known = known
        self.left = len(known)
        self._taken = bytearray(len(known))
        self._alike: dict[Instalment, deque[int]] = {}
        for place, part in enumerate(known):
            self._alike.setdefault(part, deque()).append(place)
        self._sums: dict[tuple[Decimal, date | None], _OfOneSum] | None = None

    def take(self, part: Instalment) -> bool:
        """Take the first that is equal; tell whether there was one."""
        places = self._alike.get(part)
        if not places:
            return False
        self._take(places.popleft())
        return True

    def take_moved(self, part: Instalment) -> Instalment | None:
        """Take the first of the same amount and day whose payment stood otherwise, and return it."""
        of_sum = self._by_sum().get((part.amount, part.due)) if self.left else None
        if of_sum is None:
            return None
        own = (part.paid, part.part_paid)
        self._settle(of_sum)
        held = heappop(of_sum.first) if of_sum.first and of_sum.first[0][1] == own else None
        self._settle(of_sum)
        place = of_sum.first[0][0] if of_sum.first else None
        if held is not None:
            heappush(of_sum.first, held)
        if place is None:
            return None
        found = self._known[place]
        self._alike[found].popleft()  # the first of its payment is the first of those equal to it, too
        self._take(place)
        return found

    def _take(self, place: int) -> None:
        self._taken[place] = 1
        self.left -= 1

    def _by_sum(self) -> dict[tuple[Decimal, date | None], _OfOneSum]:
        if self._sums is None:
            self._sums = defaultdict(_OfOneSum)
            for place, part in enumerate(self._known):
                if not self._taken[place]:
                    of_sum, payment = self._sums[part.amount, part.due], (part.paid, part.part_paid)
                    if payment not in of_sum.places:
                        of_sum.first.append((place, payment))  # in order, so a heap
                    of_sum.places[payment].append(place)
        return self._sums

    def _settle(self, of_sum: _OfOneSum) -> None:
        """Put a place that is not taken yet at the top of the heap, if there is any."""
        while of_sum.first:
            place, payment = of_sum.first[0]
            places = of_sum.places[payment]
            while places and self._taken[places[0]]:
                places.popleft()
            if not places:
                heappop(of_sum.first)
            elif places[0] != place:
                heapreplace(of_sum.first, (places[0], payment))
            else:
                return
