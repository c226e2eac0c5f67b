"""Recognises in an export the customers that the mirror holds already, without holding them in memory."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence, Set
from itertools import islice, takewhile

from app.connectors.exports.address_book.contact_row import ImportedCustomer
from app.records.alike import name_key, names_agree
from app.records.codes.fiscal_code import fiscal_codes_differ
from app.records.compare import match_key, same
from app.records.contact import Contact
from app.records.naming.legal_form import parse_company
from app.records.places.home import home_of_contact
from app.records.sent import LEAST_CUT, begins, one_name, plain_name
from app.store import Customer, Store

_MOST_ALIKE = 8
"""Customers under one key that are told apart by their names; with more the key says nothing."""


_AT_ONCE = 500
"""Customers that are loaded together."""


class _ByKeys:
    """Customers by hashes of what they are recognised by."""

    def __init__(self) -> None:
        self._numbers: dict[int, int | tuple[int, ...]] = {}  # hardly any key has more than one

    def add(self, customer: Customer) -> None:
        number = int(customer.id)
        for key in (*keys_of(customer.contact), *name_hashes(customer.contact)):
            before = self._under(key)
            if not before:
                self._numbers[key] = number
            elif len(before) <= _MOST_ALIKE:
                self._numbers[key] = (*before, number)

    def _under(self, key: int) -> tuple[int, ...]:
        found = self._numbers.get(key, ())
        return (found,) if isinstance(found, int) else found

    def like(self, contact: Contact) -> list[int]:
        """Return the customers under any key of a contact, strongest first."""
        found: list[int] = []
        if self._numbers:
            for key in (*keys_of(contact), *name_hashes(contact)):
                numbers = self._under(key)
                if len(numbers) <= _MOST_ALIKE:
                    found += numbers
        return found


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
        self._everybody: _ByKeys | None = None
        self._newest = store.mirror.newest_id()
        self.sent_at: dict[str, float] = {}
        """When each customer without a code was last seen or sent, by id."""
        self.displaced: list[Customer] = []
        """Customers whose code a row gives to somebody else: Fattura24 has them no more."""
        gone = {int(number) for number, _since in store.mirror.missing()}
        self.coded = sum(number not in gone for number in self._by_code.values())
        self._taken: set[int] = set()
        self._taken_coded = 0
        self._written: list[tuple[str, int]] = []
        for batch in store.mirror.batches(uncoded=True):
            for customer in batch:
                self._uncoded.add(customer)
                self.sent_at[customer.id] = customer.seen_at
                if customer.api_id:
                    self._by_api_id[customer.api_id] = int(customer.id)
                if customer.source == "write":
                    self._written.append((plain_name(one_name(customer.contact)), int(customer.id)))
        self._written.sort()

    def _keys_for(self, row: ImportedCustomer) -> _ByKeys:
        if row.code:
            return self._uncoded  # who has another code is somebody else
        if self._everybody is None:
            self._everybody = _ByKeys()
            if self._newest:
                for batch in self._store.mirror.batches(upto=self._newest):  # and nobody whom this file has brought
                    for customer in batch:
                        self._everybody.add(customer)
        return self._everybody

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

    def find(self, rows: Sequence[ImportedCustomer]) -> list[Customer | None]:
        """Return for each row the customer it is, or None; no customer is given out twice."""
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
        found: list[Customer | None] = []
        for row, numbers in zip(rows, wanted, strict=True):
            customer = self._choose(row, [loaded[str(n)] for n in numbers if str(n) in loaded])
            if customer is not None:
                self._taken.add(int(customer.id))
                self._taken_coded += bool(customer.code) and not customer.missing_since
            found.append(customer)
        return found

    def _candidates(self, row: ImportedCustomer) -> tuple[int, ...]:
        known = self._by_code.get(row.code) if row.code else None
        if known is not None:
            return (known,)
        found = [self._by_api_id[row.code]] if row.code in self._by_api_id else []
        found += self._keys_for(row).like(row.contact)
        return tuple(dict.fromkeys(found or self._longer(row)))

    def _longer(self, row: ImportedCustomer) -> list[int]:
        """Return those whom Ponte24 made under a longer name that begins as the row's: Fattura24 may have cut it."""
        name = plain_name(one_name(row.contact))
        if len(name) < LEAST_CUT:
            return []
        longer = islice(self._written, bisect_left(self._written, (name, 0)), None)
        return [number for _, number in takewhile(lambda one: one[0].startswith(name), longer)][: _MOST_ALIKE + 1]

    def _choose(self, row: ImportedCustomer, candidates: Sequence[Customer]) -> Customer | None:
        if row.code and len(candidates) == 1 and candidates[0].code == row.code:
            return candidates[0] if int(candidates[0].id) not in self._taken else None
        if not candidates:
            return None
        free = [c for c in candidates if int(c.id) not in self._taken]
        free.sort(key=lambda c: bool(c.missing_since))  # who was typed anew is not the one that is gone
        by_id = next((c for c in free if row.code and c.api_id == row.code), None)
        if by_id is not None and name_key(by_id.contact) == name_key(row.contact):
            return by_id
        # a hash may deceive, a name may not: whoever shares a phone or an info@ address is somebody else
        free = [c for c in free if not (row.code and c.code)]
        keys = set(keys_of(row.contact))
        agreeing = [
            c
            for c in free
            if keys & set(keys_of(c.contact))
            and not fiscal_codes_differ(c.contact.fiscal_code, row.contact.fiscal_code)
            # whom only invoices name has no phone and no mail: the key they share is a tax code, which decides
            and (c.source == "invoice" or names_agree(c.contact, row.contact) is not False)
        ]
        named = [c for c in agreeing if name_key(c.contact) == name_key(row.contact)]
        return next(iter(named or agreeing), None) or self._by_name(row, free, bare=not keys)

    @staticmethod
    def _by_name(row: ImportedCustomer, free: Sequence[Customer], *, bare: bool) -> Customer | None:
        """Recognise by name and city alone where one of both has nothing else; by that, two are nobody."""
        names = set(name_hashes(row.contact))
        alike = [c for c in free if names & set(name_hashes(c.contact)) and (bare or not keys_of(c.contact))]
        alike = [c for c in alike if not c.missing_since] or alike
        as_bare = [c for c in alike if not keys_of(c.contact)]
        if bare and as_bare:
            return as_bare[0]
        alike = alike or [c for c in free if (bare or not keys_of(c.contact)) and _cut(row.contact, c)]
        return alike[0] if len(alike) == 1 else None


def _cut(row: Contact, known: Customer) -> bool:
    """Tell whether a row bears the beginning of the name under which Ponte24 made a customer, in the same town."""
    there = known.source == "write" and not known.code and same("city", row.city, known.contact.city)
    return there and begins(one_name(row), one_name(known.contact))


def somebody_else(known: Contact, row: Contact) -> bool:
    """Tell whether a row under a known code is another person or firm: it has a tax code of its own and another name,
    and nothing by which anybody is recognised. A firm that is renamed, moves or gets another code keeps something."""
    if known.vat_code and known.vat_code == row.vat_code:
        return False
    codes = [known.vat_code or known.fiscal_code, row.vat_code or row.fiscal_code]
    if not all(codes) or names_agree(known, row) is not False:
        return False
    return not set(keys_of(known)) & set(keys_of(row))


def keys_of(contact: Contact) -> list[int]:
    """Return hashes of what a contact is recognised by, strongest first.

    A company's fiscal code is its VAT code, and e-invoices often have it in the one place only: both are one key.
    """
    codes = (match_key(level, contact.get(level)) for level in ("fiscal_code", "vat_code"))
    keys = [("code", code) for code in dict.fromkeys(codes)]
    keys.append(("email", match_key("email", contact.email)))
    home = home_of_contact(contact)
    keys += [("phone", match_key(level, contact.get(level), home)) for level in ("mobile", "landline")]
    return [hash(key) for key in keys if key[1]]


def name_hashes(contact: Contact) -> tuple[int, ...]:
    """Return hashes of name and city: of a person's or a company's words, and of the one name that Fattura24
    has, which may be read as either."""
    stem = " ".join(sorted(parse_company(one_name(contact)).stem))
    return tuple(hash(("name", f"{key}|{contact.city.casefold()}")) for key in {name_key(contact), stem} if key)
