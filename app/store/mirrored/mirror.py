"""The mirror of Fattura24's customers, made of its owner's exports, e-invoices and Ponte24's own confirmed writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, cast, func, select, update
from sqlalchemy.dialects.sqlite import insert

from app.quick_records import quickly_made
from app.records.contact import CONTACT_FIELDS, Contact, Further
from app.records.provenance import Source, Statement, Superseded, expanded, newest
from app.store.mirrored.raw_cells import PLACES, RawCells
from app.store.mirrored.raw_cells import Row as RawRow
from app.store.schema.counters import take
from app.store.schema.database import Database, delete_by, select_by
from app.store.schema.prepared import Prepared
from app.store.schema.tables import dump, links, load
from app.store.schema.tables import mirror as table

_COUNTER = "mirror"
_FURTHER, _HELD_VAT, _ODD_CODES, _HELD_NAME = "further", "held_vat", "odd_codes", "held_name"
"""Where these are kept beside a contact's values."""
_TITLED = ("company", "first_name", "last_name", "email", "mobile", "landline")
"""The fields that a contact's title may be made of."""


@quickly_made
@dataclass(frozen=True, slots=True)
class Customer:
    """One customer of Fattura24 as last seen.

    ``id`` is the mirror's own key, the decimal text of an integer that is never given out twice (blank: not
    yet assigned). ``code`` is the customer code of the export, ``api_id`` the id in SaveCustomer's answer;
    either may be blank. ``raw`` are the export's cells as they stood. ``source`` is ``invoice`` for a customer that
    only e-invoices name. ``seen_at`` is the moment for which that source speaks (epoch seconds). Both go for all values
    but those in ``provenance``, by unit (see `app.records.provenance`). ``missing_since`` is the moment of the whole
    export that first had the customer no more (0: it is there). ``further`` are e-mails and phones that stand in a cell
    behind its first one; ``superseded`` is what it said before; ``held_vat`` is a foreign VAT code
    as Fattura24 holds it, with its country's prefix or without: by that it recognises the customer (blank: not known).
    ``odd_codes`` are the fields of codes that stand there in other letters than they are kept and sent with;
    ``held_name`` is the name as it stands there, where it is not just the contact's (title, order, remark).
    """

    id: str
    code: str
    api_id: str
    contact: Contact
    kind: str
    raw: dict[str, str]
    source: Source
    seen_at: float
    name_certain: bool
    provenance: dict[str, Statement] = field(default_factory=dict)
    missing_since: float = 0.0
    further: Further = ()
    superseded: Superseded = ()
    held_vat: str = ""
    odd_codes: tuple[str, ...] = ()
    held_name: str = ""

    @property
    def statements(self) -> dict[str, Statement]:
        """Who has told each unit of the contact, and for which moment."""
        return expanded(self.provenance, (self.source, self.seen_at))

    @property
    def last_seen(self) -> float:
        """The latest moment for which any source has spoken of this customer."""
        return newest([(self.source, self.seen_at), *self.provenance.values()])


class Mirror:
    """Fattura24's customers by the mirror's own id."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._raw = RawCells()

    def put(self, customer: Customer) -> str:
        """Keep a customer and return its id, which is assigned when blank."""
        return self.put_many([customer])[0]

    def put_many(self, customers: Iterable[Customer]) -> list[str]:
        """Keep customers and return their ids in the same order; blank ones are assigned.

        Raises ValueError when an id is no decimal number above zero.
        """
        given = list(customers)
        if not given:
            return []
        with self._database.transaction() as connection:
            numbers = _numbers(connection, given)
            held = [_held(c) for c in given]
            raws = self._raw.packed(
                connection, [RawRow(c.raw, h, c.code, c.kind) for c, h in zip(given, held, strict=True)]
            )
            _PUT.run_many(connection, list(map(_row, numbers, given, held, raws)))
        return [str(n) for n in numbers]

    def all(self) -> list[Customer]:
        """Return all customers in the order of their ids."""
        with self._database.reading() as connection:
            return [self._customer(connection, row) for row in _ALL.all(connection)]

    def plain(self) -> Iterator[Customer]:
        """Yield all customers in the order of their ids, without the export's cells and without who told what: for
        what looks at all of them and needs neither."""
        with self._database.reading() as connection:
            yield from map(plain_customer, _PLAIN.each(connection))

    def codes(self) -> dict[str, str]:
        """Return the ids of the customers that an export has named, by their code."""
        with self._database.reading() as connection:
            return {row.code: str(row.id) for row in _CODES.all(connection)}

    def batches(self, size: int = 1000, *, coded: bool | None = None, upto: int = 0) -> Iterator[list[Customer]]:
        """Yield all customers (or those with a code, those without one, those up to an id) in the order of their ids,
        some at a time and as `plain` does; for what must not hold them all."""
        after = 0
        while True:
            with self._database.reading() as connection:
                chosen = select(*PLAIN).where(table.c.id > after).order_by(table.c.id).limit(size)
                if coded is not None:
                    chosen = chosen.where(table.c.code != "" if coded else table.c.code == "")
                chosen = chosen.where(table.c.id <= upto) if upto else chosen
                found = list(map(plain_customer, connection.execute(chosen)))
            if not found:
                return
            after = int(found[-1].id)
            yield found

    def seen_before(self, moment: float) -> list[int]:
        """Return the ids, in their order, of the customers that are not missing and that the source of most of their
        values has shown before a moment only (epoch seconds)."""
        with self._database.reading() as connection:
            return _SEEN_BEFORE.scalars(connection, moment=moment)

    def get_many(self, ids: Iterable[str]) -> dict[str, Customer]:
        """Return the customers of these ids that there are, by id."""
        numbers = sorted({int(i) for i in ids if _is_number(i)})
        with self._database.reading() as connection:
            rows = list(select_by(connection, table.c.id, numbers))
            return {str(row.id): self._customer(connection, row) for row in rows}

    def titles(self, ids: Iterable[str]) -> dict[str, str]:
        """Return how the customers of these ids are called, as far as there are any."""
        numbers = sorted(int(i) for i in set(ids) if _is_number(i))
        found: dict[str, str] = {}
        with self._database.reading() as connection:
            for begin in range(0, len(numbers), 500):
                wanted = select(table.c.id, table.c.contact).where(table.c.id.in_(numbers[begin : begin + 500]))
                for number, contact in connection.execute(wanted):
                    values = load(contact)
                    found[str(number)] = Contact(**{n: values[n] for n in _TITLED if n in values}).title
        return found

    def seen(self, ids: Iterable[str], at: float) -> None:
        """Note that an export of this moment shows customers just as they are kept."""
        with self._database.transaction() as connection:
            _SEEN.run_many(connection, [{"number": int(i), "at": at} for i in ids if _is_number(i)])

    def set_missing(self, ids: Iterable[str], since: float) -> None:
        """Note that a whole export of this moment has customers no more (0: that they are there again)."""
        numbers = [{"number": int(i)} for i in ids if _is_number(i)]
        if numbers:
            with self._database.transaction() as connection:
                connection.execute(
                    update(table).where(table.c.id == bindparam("number")).values(missing_since=since), numbers
                )

    def ages(self) -> dict[str, tuple[int, float]]:
        """Return by source how many customers it was the last to tell of, and the newest moment it spoke for."""
        chosen = select(table.c.source, func.count(), func.max(table.c.seen_at)).group_by(table.c.source)
        with self._database.reading() as connection:
            return {source: (count, at) for source, count, at in connection.execute(chosen)}

    def kinds(self, *, linked: bool = False) -> dict[str, int]:
        """Return how many customers there are of each kind; with ``linked`` only those that have a contact."""
        with self._database.reading() as connection:
            return {row.kind: row.number for row in (_LINKED_KINDS if linked else _KINDS).all(connection)}

    def missing(self) -> list[tuple[str, float]]:
        """Return the ids of the customers that the last whole export had no more, and since when."""
        with self._database.reading() as connection:
            return [(str(number), since) for number, since in _MISSING.all(connection)]

    def get(self, customer_id: str) -> Customer | None:
        """Return a customer, or None."""
        return self._first(_BY_ID, int(customer_id)) if _is_number(customer_id) else None

    def by_code(self, code: str) -> Customer | None:
        """Return the customer with this customer code (the first of several), or None; a blank finds none."""
        return self._first(_BY_CODE, code) if code else None

    def by_api_id(self, api_id: str) -> Customer | None:
        """Return the customer that SaveCustomer answered with this id, or None; a blank finds none."""
        return self._first(_BY_API_ID, api_id) if api_id else None

    def remove(self, ids: Iterable[str]) -> None:
        """Forget customers; unknown ids are passed over and no id is ever used again."""
        with self._database.transaction() as connection:
            delete_by(connection, table.c.id, [int(i) for i in ids if _is_number(i)])

    def newest_id(self) -> int:
        """Return the highest id that is kept (0: there is none)."""
        with self._database.reading() as connection:
            return _NEWEST.scalar(connection) or 0

    def count(self) -> int:
        """Return how many customers are kept."""
        with self._database.reading() as connection:
            return _COUNT.scalar(connection) or 0

    def newest_export_at(self) -> float:
        """Return when the newest export was seen (epoch seconds, 0: none); writes do not move it."""
        with self._database.reading() as connection:
            return _NEWEST_EXPORT.scalar(connection) or 0.0

    def _first(self, wanted: Prepared, known: object) -> Customer | None:
        with self._database.reading() as connection:
            row = wanted.first(connection, known=known)
            return self._customer(connection, row) if row else None

    def _customer(self, connection: Connection, row: Any) -> Customer:
        customer = plain_customer(row)
        customer.raw.update(self._raw.cells(connection, row.raw, partial(_told, customer)))
        known = load(row.provenance)
        statements, before = (known["told"], known["before"]) if isinstance(known, dict) else (known, [])
        customer.provenance.update({unit: (source, at) for source, at, units in statements for unit in units})
        if before:
            return replace(customer, superseded=tuple((unit, value, at) for unit, value, at in before))
        return customer


def _put() -> Prepared:
    statement = insert(table)
    new = statement.excluded
    changed: dict[str, Any] = {c.name: new[c.name] for c in table.c if c.name != "id"}
    # a write is newer than the export, but does not make the export any newer
    changed["exported_at"] = func.max(table.c.exported_at, new.exported_at)
    return Prepared(statement.on_conflict_do_update(index_elements=[table.c.id], set_=changed))


PLAIN = [column for column in table.c if column.name not in ("raw", "provenance")]

_KNOWN: Any = bindparam("known")
_ALL = Prepared(select(table).order_by(table.c.id))
_PLAIN = Prepared(select(*PLAIN).order_by(table.c.id))
_FIRST = select(table).order_by(table.c.id).limit(1)
_BY_ID = Prepared(_FIRST.where(table.c.id == _KNOWN))
_BY_CODE = Prepared(_FIRST.where(table.c.code == _KNOWN))
_BY_API_ID = Prepared(_FIRST.where(table.c.api_id == _KNOWN))
_CODES = Prepared(select(table.c.code, table.c.id).where(table.c.code != ""))
_NEWEST = Prepared(select(func.max(table.c.id)))
_COUNT = Prepared(select(func.count()).select_from(table))
_NEWEST_EXPORT = Prepared(select(func.max(table.c.exported_at)))
_MISSING = Prepared(select(table.c.id, table.c.missing_since).where(table.c.missing_since > 0).order_by(table.c.id))
_SEEN_BEFORE = Prepared(
    select(table.c.id).where(table.c.missing_since == 0, table.c.seen_at < bindparam("moment")).order_by(table.c.id)
)
_of_kinds = select(table.c.kind, func.count().label("number")).group_by(table.c.kind)
_KINDS = Prepared(_of_kinds)
_LINKED_KINDS = Prepared(_of_kinds.where(table.c.id.in_(select(cast(links.c.fattura24_id, Integer)))))
_PUT = _put()
_SEEN = Prepared(
    update(table)
    .where(table.c.id == bindparam("number"))
    .values(
        source="export",
        seen_at=bindparam("at"),
        exported_at=func.max(table.c.exported_at, bindparam("at")),
        missing_since=0.0,
    )
)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _numbers(connection: Connection, customers: Sequence[Customer]) -> list[int]:
    for customer in customers:
        if customer.id and not (_is_number(customer.id) and int(customer.id) > 0):
            raise ValueError(f"no mirror id: {customer.id!r}")
    known = [int(c.id) for c in customers if c.id]
    blank = sum(not c.id for c in customers)
    if not blank and (not known or max(known) <= (connection.scalar(select(func.max(table.c.id))) or 0)):
        return known
    following = take(connection, _COUNTER, blank, at_least=max(known, default=0))
    numbers = []
    for customer in customers:
        if customer.id:
            numbers.append(int(customer.id))
        else:
            numbers.append(following)
            following += 1
    return numbers


def _held(customer: Customer) -> dict[str, Any]:
    """Return what is kept of a contact that is not blank, and beside it."""
    contact: dict[str, Any] = {name: value for name in CONTACT_FIELDS if (value := getattr(customer.contact, name))}
    if customer.further:
        contact[_FURTHER] = customer.further
    if customer.held_vat:
        contact[_HELD_VAT] = customer.held_vat
    if customer.odd_codes:
        contact[_ODD_CODES] = list(customer.odd_codes)
    if customer.held_name:
        contact[_HELD_NAME] = customer.held_name
    return contact


def _row(number: int, customer: Customer, held: dict[str, Any], raw: str) -> dict[str, Any]:
    return {
        "id": number,
        "code": customer.code,
        "api_id": customer.api_id,
        "kind": customer.kind,
        "source": customer.source,
        "seen_at": customer.seen_at,
        "exported_at": customer.seen_at if customer.source == "export" else 0.0,
        "name_certain": customer.name_certain,
        "contact": dump(held),
        "raw": raw,
        "provenance": dump(_provenance(customer)),
        "missing_since": customer.missing_since,
    }


def plain_customer(row: Any) -> Customer:
    """Return the customer of a row of `PLAIN` columns: without the export's cells and without who told what."""
    values = load(row.contact)
    if "tags" in values:
        values["tags"] = tuple(values["tags"])
    further: Further = ()
    held_vat = held_name = ""
    odd_codes: tuple[str, ...] = ()
    if not values.keys() <= _FIELDS:  # hardly any: something is kept beside the contact's values
        further = tuple((name, value) for name, value in values.get(_FURTHER, ()))
        held_vat, held_name = values.get(_HELD_VAT, ""), values.get(_HELD_NAME, "")
        odd_codes = tuple(values.get(_ODD_CODES, ()))
        values = {name: value for name, value in values.items() if name in _FIELDS}
    return Customer(
        str(row.id),
        row.code,
        row.api_id,
        Contact(**values),
        row.kind,
        {},
        row.source,
        row.seen_at,
        row.name_certain,
        missing_since=row.missing_since,
        further=further,
        held_vat=held_vat,
        odd_codes=odd_codes,
        held_name=held_name,
    )


def _provenance(customer: Customer) -> Any:
    told = _grouped(customer.provenance)
    return {"told": told, "before": customer.superseded} if customer.superseded else told


def _grouped(provenance: dict[str, Statement]) -> list[tuple[str, float, list[str]]]:
    """Return the units by source and moment: a file has few of these and names many units."""
    groups: dict[Statement, list[str]] = {}
    for unit, by in provenance.items():
        groups.setdefault(by, []).append(unit)
    return [(source, at, units) for (source, at), units in groups.items()]


_FIELDS = frozenset(CONTACT_FIELDS)
_told = attrgetter(*(f"contact.{name}" if name in _FIELDS else name for name in PLACES))
