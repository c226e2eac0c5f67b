"""Recognises in an export the customers that the mirror holds already, without holding them in memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from itertools import islice, takewhile
from operator import itemgetter

from app.connectors.exports.address_book.contact_row import ImportedCustomer
from app.records.contact import Contact
from app.records.sent import LEAST_CUT, one_name, plain_name
from app.services.imports.likeness import (
    by_name,
    fits,
    keys_of,
    likeness,
    name_hashes,
    same_name_only,
    somebody_else,
    tells_the_same,
)
from app.store import Customer, Store

_MOST_ALIKE = 8
"""Customers under one key that are told apart by their names; with more the key says nothing."""


_AT_ONCE = 500
"""Customers that are loaded together."""

_BUCKETS = 512
"""Into which the keys are parted: of 100,000 customers each takes a moment to be put in order, and nobody waits."""

_MOST_HELD = 1_000
"""Rows that wait in memory for a better one; with more of them those that wait are decided."""


class _Bucket:
    """Some keys with their customers, in order once one is looked for."""

    __slots__ = ("_keys", "_numbers", "_sorted")

    def __init__(self) -> None:
        self._keys, self._numbers = array("q"), array("q")
        self._sorted = True

    def add(self, key: int, number: int) -> None:
        self._keys.append(key)
        self._numbers.append(number)
        self._sorted = False

    def under(self, key: int, after: int = 0, most: int = _MOST_ALIKE + 1) -> Sequence[int]:
        """Return the customers under a key after so many of them: as a rule at most one more than tell anything."""
        if not self._sorted:
            pairs = sorted(zip(self._keys, self._numbers, strict=True), key=itemgetter(0))
            self._keys = array("q", (key for key, _number in pairs))
            self._numbers = array("q", (number for _key, number in pairs))
            self._sorted = True
        first = last = bisect_left(self._keys, key) + after
        while last < len(self._keys) and self._keys[last] == key and last - first < most:
            last += 1
        return self._numbers[first:last]


class _ByKeys:
    """Customers by hashes of what they are recognised by: a tenth of what a mapping of them would take."""

    def __init__(self) -> None:
        self._buckets = [_Bucket() for _ in range(_BUCKETS)]
        self._any = False

    def add(self, customer: Customer) -> None:
        number = int(customer.id)
        keys, names = keys_of(customer.contact), name_hashes(customer.contact)
        for key in (*keys, *names, *(() if keys else map(_bare, names))):
            self._buckets[key % _BUCKETS].add(key, number)
            self._any = True

    def like(self, contact: Contact, beside: _ByKeys | None = None) -> list[int]:
        """Return the customers, also those of ``beside``, under any key of a contact, strongest first."""
        found: list[int] = []
        if self._any or (beside is not None and beside._any):
            for key in (*keys_of(contact), *name_hashes(contact)):
                numbers = self._buckets[key % _BUCKETS].under(key)
                if beside is not None:
                    numbers = sorted({*numbers, *beside._buckets[key % _BUCKETS].under(key)})
                if len(numbers) <= _MOST_ALIKE:
                    found += numbers
        return found

    def namesake(self, contact: Contact, given: dict[int, int], taken: Set[int]) -> int | None:
        """Return the next of those who have a contact's name and nothing else by which one is recognised; ``given``
        counts by key those that were returned or are ``taken``."""
        for key in map(_bare, name_hashes(contact)):
            bucket = self._buckets[key % _BUCKETS]
            while found := bucket.under(key, given.get(key, 0), 1):
                given[key] = given.get(key, 0) + 1
                if found[0] not in taken:
                    return found[0]
        return None


def _bare(name: int) -> int:
    """Return the key of those who have a name and nothing else, from that of the name."""
    return hash(("bare", name))


class KnownCustomers:
    """An index of the mirror: codes, ids of the API, and hashes of what a customer is recognised by.

    Customers without a code (made by Ponte24, or imported from a file without codes) are recognised by these keys;
    those with one only by a row that has none: their keys are learnt when the first such row is met.
    """

    def __init__(self, store: Store, at: float = 0.0) -> None:
        self._store, self._at = store, at
        self._by_code = {code: int(number) for code, number in store.mirror.codes().items()}
        self._by_api_id: dict[str, int] = {}
        self._uncoded = _ByKeys()
        self._coded: _ByKeys | None = None
        self._newest = store.mirror.newest_id()
        self.sent_at: dict[str, float] = {}
        """When each customer without a code was last seen or sent, by id."""
        self.displaced: list[Customer] = []
        """Customers whose code a row gives to somebody else: Fattura24 has them no more."""
        gone = {int(number) for number, _since in store.mirror.missing()}
        self.coded = sum(number not in gone for number in self._by_code.values())
        self._taken: set[int] = set()
        self._taken_coded = 0
        self._held: list[ImportedCustomer] = []
        self._given: tuple[dict[int, int], dict[int, int]] = ({}, {})
        self._written: list[tuple[str, int]] = []
        for batch in store.mirror.batches(coded=False):
            for customer in batch:
                self._uncoded.add(customer)
                self.sent_at[customer.id] = customer.seen_at
                if customer.api_id:
                    self._by_api_id[customer.api_id] = int(customer.id)
                if customer.source == "write":
                    self._written.append((plain_name(one_name(customer.contact)), int(customer.id)))
        self._written.sort()

    def _like(self, row: ImportedCustomer) -> list[int]:
        if row.code:
            return self._uncoded.like(row.contact)  # who has another code is somebody else
        if self._coded is None:
            self._coded = _ByKeys()
            if self._newest:
                # up to the newest there was, and nobody whom this file has brought
                for batch in self._store.mirror.batches(coded=True, upto=self._newest):
                    for customer in batch:
                        self._coded.add(customer)
        return self._uncoded.like(row.contact, self._coded)

    @property
    def missing(self) -> int:
        """How many customers that an export has named before were not found so far."""
        return self.coded - self._taken_coded

    def absent(self, before: float, unconfirmed: Set[str]) -> list[Customer]:
        """Return the customers not found so far that Fattura24 was known to have at a moment (epoch seconds).

        Those that only invoices name, and those whose create nobody has confirmed, may well be unknown to it.
        """
        there = (number for number in self._store.mirror.seen_before(before) if number not in self._taken)
        found: list[Customer] = []
        while some := [str(number) for number in islice(there, _AT_ONCE)]:
            found += [
                customer
                for customer in self._store.mirror.get_many(some).values()
                if (customer.code or (customer.source == "write" and customer.id not in unconfirmed))
                and customer.last_seen < before
            ]
        return found

    @property
    def found(self) -> int:
        """How many known customers were found so far."""
        return len(self._taken)

    def find(self, rows: Sequence[ImportedCustomer]) -> Iterator[tuple[ImportedCustomer, Customer | None]]:
        """Return each row with the customer it is, or None; no customer is given out twice.

        A row that tells one customer just as it is known, or nobody who is, is decided at once. Every other is held
        back: a row further down may tell better who that is. Ask `held_back` for them at the end.
        """
        wanted = [self._candidates(row) for row in rows]
        loaded = self._store.mirror.get_many(str(n) for numbers in wanted for n in numbers)
        for place, row in enumerate(rows):
            holder = loaded.get(str(self._by_code.get(row.code, ""))) if row.code else None
            if holder is not None and holder.last_seen <= self._at and somebody_else(holder.contact, row.contact):
                del self._by_code[row.code]
                self.displaced.append(holder)
                self._uncoded.add(holder)
                wanted[place] = tuple(n for n in self._candidates(row) if n != int(holder.id))
                loaded |= self._store.mirror.get_many(str(n) for n in wanted[place])
        for row, numbers in zip(rows, wanted, strict=True):
            candidates = [loaded[str(n)] for n in numbers if str(n) in loaded]
            if row.code and len(candidates) == 1 and candidates[0].code == row.code:
                yield row, self._take(candidates[0]) if int(candidates[0].id) not in self._taken else None
                continue
            as_known = [c for c in self._free(row, candidates) if tells_the_same(row, c)]
            if len(as_known) == 1:
                yield row, self._take(as_known[0])
            elif not candidates:
                yield row, None
            else:
                self._held.append(row)
        if len(self._held) > _MOST_HELD:
            yield from self.held_back()

    def held_back(self) -> Iterator[tuple[ImportedCustomer, Customer | None]]:
        """Return the rows held back so far, in their order, each with the customer it is most like, or None.

        Whoever is most alike is joined first: of two branches with one VAT code, or two firms of one name, each row
        gets its own, whatever order the file has.
        """
        rows, self._held = self._held, []
        self._given = ({}, {})
        wanted = [self._candidates(row) for row in rows]
        loaded = self._store.mirror.get_many({str(n) for numbers in wanted for n in numbers})
        found = [[loaded[str(n)] for n in numbers if str(n) in loaded] for numbers in wanted]
        chosen: dict[int, Customer] = {}
        pairs = [
            (likeness(row, one), -place, -rank, one)
            for place, (row, candidates) in enumerate(zip(rows, found, strict=True))
            for rank, one in enumerate(self._free(row, candidates))
            if fits(row, one)
        ]
        for _, back, _, one in sorted(pairs, key=lambda pair: pair[:3], reverse=True):
            if -back not in chosen and int(one.id) not in self._taken:
                chosen[-back] = self._take(one)
        # by their names alone come last those that say more than a name, of which another may be meant
        for alike in (same_name_only, by_name):
            for place, (row, candidates) in enumerate(zip(rows, found, strict=True)):
                named = None if place in chosen else alike(row, self._free(row, candidates))
                if named is not None:
                    chosen[place] = self._take(named)
        yield from ((row, chosen.get(place)) for place, row in enumerate(rows))

    def _take(self, customer: Customer) -> Customer:
        self._taken.add(int(customer.id))
        self._taken_coded += bool(customer.code) and not customer.missing_since
        return customer

    def _free(self, row: ImportedCustomer, candidates: Sequence[Customer]) -> list[Customer]:
        """Return those whom no row is yet and the row can be: who has another code is somebody else."""
        return [c for c in candidates if int(c.id) not in self._taken and not (row.code and c.code)]

    def _candidates(self, row: ImportedCustomer) -> tuple[int, ...]:
        known = self._by_code.get(row.code) if row.code else None
        if known is not None:
            return (known,)
        found = [self._by_api_id[row.code]] if row.code in self._by_api_id else []
        found += self._like(row)
        return tuple(dict.fromkeys(found or self._longer(row) or self._namesakes(row)))

    def _namesakes(self, row: ImportedCustomer) -> list[int]:
        """Return one of the many who have a row's name and nothing else ("Cliente privato"), another for each row: they
        are as many as they were."""
        if keys_of(row.contact):
            return []
        for index, given in zip((self._uncoded, None if row.code else self._coded), self._given, strict=True):
            if index is not None and (number := index.namesake(row.contact, given, self._taken)) is not None:
                return [number]
        return []

    def _longer(self, row: ImportedCustomer) -> list[int]:
        """Return those whom Ponte24 made under a longer name that begins as the row's: Fattura24 may have cut it."""
        name = plain_name(one_name(row.contact))
        if len(name) < LEAST_CUT:
            return []
        longer = islice(self._written, bisect_left(self._written, (name, 0)), None)
        return [number for _, number in takewhile(lambda one: one[0].startswith(name), longer)][: _MOST_ALIKE + 1]
