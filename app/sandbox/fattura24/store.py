"""What the imitation of Fattura24 holds: address book, documents, key and calls (reference: Fattura24 1.7, 1.8)."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from app.sandbox.clock import SandboxClock
from app.sandbox.fattura24.documents import Shelf
from app.sandbox.switches import Fattura24Switches
from app.sandbox.windows import RollingCalls

_LOGGED_CALLS = 5_000


@dataclass(frozen=True, slots=True)
class Customer:
    """One record of the address book; every value is a text, blank when not known.

    `id` is what SaveCustomer answers, `code` the "Cod." of the export.
    """

    id: str
    code: str = ""
    name: str = ""
    contact_person: str = ""
    vat_code: str = ""
    fiscal_code: str = ""
    address: str = ""
    postal_code: str = ""
    city: str = ""
    province: str = ""
    country: str = ""
    landline: str = ""
    mobile: str = ""
    fax: str = ""
    email: str = ""
    pec: str = ""
    sdi_code: str = ""
    iban: str = ""
    website: str = ""
    note: str = ""
    kind: str = "CLIENTE"

    def as_dict(self) -> dict[str, str]:
        """Return the values by name."""
        return asdict(self)


CUSTOMER_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Customer))


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One call as GetCallLog shows it; `time` in epoch seconds, `delivery_ms` in milliseconds."""

    time: float
    service: str
    source: str
    delivery_ms: int


class Fattura24Store:
    """The address book with its indexes by VAT and fiscal code, and the counter of calls."""

    def __init__(self, clock: SandboxClock, switches: Fattura24Switches, seed: int = 1) -> None:
        self.clock = clock
        self.switches = switches
        self.api_key = ""
        self.account_id = "1"
        self.owner_email = ""
        self.customers: dict[str, Customer] = {}
        self.calls = RollingCalls()
        self.call_log: deque[LoggedCall] = deque(maxlen=_LOGGED_CALLS)
        self.writes: Counter[str] = Counter()
        self.shelf = Shelf()
        self._by_vat: dict[str, list[str]] = {}
        self._by_fiscal: dict[str, list[str]] = {}
        self._next_id = 0
        self._next_code = 0
        self.reseed(seed)

    def reseed(self, seed: int) -> None:
        """Start ids and codes anew: far from each other, so that nobody takes one for the other."""
        self._next_id = random.Random(f"fattura24-ids-{seed}").randrange(4_000_000, 6_000_000)
        self._next_code = 1000

    # ------------------------------------------------------------------------------------------- customers
    def new_id(self) -> str:
        """Return a fresh id, a text of seven digits."""
        self._next_id += 1
        while str(self._next_id) in self.customers:
            self._next_id += 1
        return str(self._next_id)

    def new_code(self) -> str:
        """Return the next "Cod."."""
        self._next_code += 1
        return str(self._next_code)

    def fill(self, customers: Iterable[Customer]) -> None:
        """Replace the whole address book."""
        self.customers, self._by_vat, self._by_fiscal = {}, {}, {}
        for customer in customers:
            self.put(customer)

    def put(self, customer: Customer) -> None:
        """Insert or replace a record."""
        if customer.id in self.customers:
            self._unindex(self.customers[customer.id])
        self.customers[customer.id] = customer
        for index, key in self._keys(customer):
            index.setdefault(key, []).append(customer.id)
        if customer.code.isdigit():
            self._next_code = max(self._next_code, int(customer.code))

    def remove(self, customer_id: str) -> None:
        """Delete a record, as only the owner can. Raises KeyError when there is none."""
        self._unindex(self.customers.pop(customer_id))

    def edited(self, customer_id: str, values: dict[str, Any]) -> Customer:
        """Return a record, or a new one with this id, with some values replaced.

        Raises ValueError for an unknown name.
        """
        unknown = values.keys() - set(CUSTOMER_FIELDS)
        if unknown:
            raise ValueError(f"unknown fields: {', '.join(sorted(unknown))}")
        texts = {name: "" if value is None else str(value) for name, value in values.items() if name != "id"}
        base = self.customers.get(customer_id) or Customer(customer_id, texts.get("code") or self.new_code())
        return replace(base, **texts)

    def vat_key(self, vat_code: str) -> str:
        """Return a VAT code as it is compared."""
        key = "".join(vat_code.split()).upper()
        if self.switches.ignore_vat_prefix and key.startswith("IT") and key[2:].isdigit() and len(key) == 13:
            return key[2:]
        return key

    def by_vat(self, vat_code: str) -> Customer | None:
        """Return the first record with this VAT code."""
        found = self._by_vat.get(self.vat_key(vat_code), ()) if vat_code.strip() else ()
        return self.customers[found[0]] if found else None

    def by_fiscal(self, fiscal_code: str) -> Customer | None:
        """Return the first record with this fiscal code."""
        found = self._by_fiscal.get("".join(fiscal_code.split()).upper(), ())
        return self.customers[found[0]] if found else None

    def _keys(self, customer: Customer) -> Iterable[tuple[dict[str, list[str]], str]]:
        if customer.vat_code.strip():
            yield self._by_vat, self.vat_key(customer.vat_code)
        if customer.fiscal_code.strip():
            yield self._by_fiscal, "".join(customer.fiscal_code.split()).upper()

    def _unindex(self, customer: Customer) -> None:
        for index, key in self._keys(customer):
            index[key].remove(customer.id)
            if not index[key]:
                del index[key]

    # ---------------------------------------------------------------------------------------------- limits
    def over_limit(self) -> bool:
        """Tell whether one more call now is beyond 30 a minute, 200 an hour or 500 in 24 hours."""
        switches, now = self.switches, self.clock.now()
        if not switches.limits:
            return False
        windows = ((60.0, switches.per_minute), (3600.0, switches.per_hour), (86_400.0, switches.per_day))
        return any(self.calls.within(seconds, now) >= most for seconds, most in windows)

    def calls_in_24_hours(self) -> int:
        """Return the number of counted calls of the last 24 hours."""
        return self.calls.within(86_400.0, self.clock.now())

    def count_call(self, service: str, source: str) -> None:
        """Count a call and put it into the call log."""
        now = self.clock.now()
        self.calls.add(now)
        self.call_log.append(LoggedCall(now, service, source, 40 + len(self.call_log) % 90))

    def forget_calls(self) -> None:
        """Set counter and call log to zero."""
        self.calls.clear()
        self.call_log.clear()
