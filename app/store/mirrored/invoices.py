"""The documents of the owner's e-invoices, with their instalments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as upsert

from app.records.contact import CONTACT_FIELDS, Contact
from app.records.invoice import (
    CREDIT_NOTES,
    Direction,
    DocumentKey,
    Instalment,
    Invoice,
    from_cents,
    numbered_together,
    to_cents,
)
from app.store.schema.counters import take
from app.store.schema.database import Database
from app.store.schema.kept_values import kept_day, kept_word
from app.store.schema.prepared import Prepared
from app.store.schema.tables import dump, load
from app.store.schema.tables import instalments as parts
from app.store.schema.tables import invoices as table

_COUNTER = "invoices"
_FIELDS = frozenset(CONTACT_FIELDS) - {"tags"}


def _put_statement() -> Insert:
    statement = upsert(table)
    changed = {c.name: statement.excluded[c.name] for c in table.c if c.name != "id"}
    return statement.on_conflict_do_update(index_elements=[table.c.id], set_=changed)


_PUT = _put_statement()
"""Made once: SQLAlchemy takes longer to put it together than SQLite to carry it out."""


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """What the store knows of a document by its key: its id, the digest of its content and those of the copies that it
    replaced, its direction and its mirror customer (blank: none)."""

    id: str
    digest: str
    earlier: tuple[str, ...]
    direction: Direction
    customer_id: str


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """What an issued document is found by; ``customer_id`` is the mirror's (blank: none)."""

    id: str
    number: str
    date: date
    is_credit_note: bool
    customer_id: str


_ISSUED = Prepared(
    select(table.c.id, table.c.number, table.c.date, table.c.document_type, table.c.customer).where(
        table.c.direction == Direction.ISSUED.value
    )
)
_FORGET_PARTS = Prepared(delete(parts).where(parts.c.invoice == bindparam("old")))
_PUT_PART = Prepared(insert(parts))
_AT_ONCE = 500
"""Documents in one question."""

MOST_EARLIER = 20
"""Digests of earlier copies that a document keeps, the newest: of thousands each new copy would have to carry all."""


class Invoices:
    """Documents by id, an integer as decimal text that is never given out twice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, keys: Iterable[DocumentKey] | None = None) -> dict[DocumentKey, KnownDocument]:
        """Return what is known of the documents with these keys, and of those that differ from them in day or type only
        (None: of all): what an import compares its own with."""
        c = table.c
        key = (c.supplier_vat, c.document_type, c.number, c.date)
        statement = select(c.id, *key, c.digest, c.earlier, c.direction, c.customer)
        wanted: list[dict[str, Any]] = [{}]
        if keys is not None:
            like = c.document_type.in_(bindparam("of_types", expanding=True))
            statement = statement.where(
                c.supplier_vat == bindparam("of_supplier_vat"), like, c.number == bindparam("of_number")
            )
            wanted = [
                {"of_supplier_vat": vat, "of_types": sorted({kind} | alike), "of_number": number}
                for vat, kind, alike, number in dict.fromkeys(
                    (k.supplier_vat, k.document_type, numbered_together(k.document_type), k.number) for k in keys
                )
            ]
        with self._database.reading() as connection:
            return {
                DocumentKey(r.supplier_vat, r.document_type, r.number, kept_day(r.date)): KnownDocument(
                    str(r.id),
                    r.digest,
                    tuple(load(r.earlier)),
                    kept_word(Direction, r.direction),
                    str(r.customer) if r.customer is not None else "",
                )
                for values in wanted
                for r in connection.execute(statement, values)
            }

    def put_many(self, invoices: Iterable[Invoice], imported_at: float) -> list[str]:
        """Keep documents and return their ids in the same order; those without one are new.

        A document kept before is replaced; an instalment of the same amount and date stays paid. Raises
        sqlalchemy.exc.IntegrityError when a new one has the key of another.
        """
        given = list(invoices)
        if not given:
            return []
        with self._database.transaction() as connection:
            following = take(connection, _COUNTER, sum(not i.id for i in given), at_least=_newest(connection))
            numbers: list[int] = []
            for invoice in given:
                numbers.append(int(invoice.id) if invoice.id else following)
                following += not invoice.id
            replaced = [int(i.id) for i in given if i.id]
            kept = self._paid_before(connection, replaced)
            earlier = self._digests(connection, replaced)
            connection.execute(
                _PUT,
                [
                    _row(n, i, imported_at, [d for d in earlier.get(n, ()) if d != i.digest][:MOST_EARLIER])
                    for n, i in zip(numbers, given, strict=True)
                ],
            )
            if kept:
                connection.execute(
                    delete(parts).where(parts.c.invoice == bindparam("old")), [{"old": number} for number in kept]
                )
            rows = [
                _part_row(number, seq, part)
                for number, invoice in zip(numbers, given, strict=True)
                for seq, part in enumerate(_still_paid(invoice.instalments, kept.get(number, ())))
            ]
            if rows:
                connection.execute(insert(parts), rows)
        return [str(n) for n in numbers]

    def set_instalments(self, invoice_id: str, instalments: Sequence[Instalment]) -> None:
        """Replace the instalments of a document, as a payment schedule states them."""
        number = int(invoice_id)
        with self._database.transaction() as connection:
            connection.execute(delete(parts).where(parts.c.invoice == number))
            if instalments:
                connection.execute(insert(parts), [_part_row(number, n, p) for n, p in enumerate(instalments)])

    def set_many(self, instalments: Mapping[str, Sequence[Instalment]]) -> None:
        """Replace the instalments of several documents, by their ids."""
        old = [{"old": int(i)} for i in instalments]
        rows = [_part_row(int(i), n, p) for i, said in instalments.items() for n, p in enumerate(said)]
        if old:
            with self._database.transaction() as connection:
                _FORGET_PARTS.run_many(connection, old)
                _PUT_PART.run_many(connection, rows)

    def assign(self, settled: Iterable[tuple[str, Direction, str]]) -> None:
        """Set direction and mirror customer (blank: none) of documents, given as (id, direction, customer id)."""
        rows = [{"doc": int(i), "dir": d.value, "cust": int(c) if c else None} for i, d, c in settled]
        if not rows:
            return
        statement = update(table).where(table.c.id == bindparam("doc"))
        with self._database.transaction() as connection:
            connection.execute(statement.values(direction=bindparam("dir"), customer=bindparam("cust")), rows)

    def all(self, *directions: Direction) -> list[Invoice]:
        """Return the documents of these directions (none given: all), newest first."""
        wanted = table.c.direction.in_([d.value for d in directions]) if directions else None
        return self._read(wanted)

    def get(self, invoice_id: str) -> Invoice | None:
        """Return a document, or None."""
        if not (invoice_id.isascii() and invoice_id.isdecimal() and len(invoice_id) < 19):
            return None
        return next(iter(self._read(table.c.id == int(invoice_id))), None)

    def by_key(self, key: DocumentKey) -> Invoice | None:
        """Return the document with this key, or None."""
        same = and_(*(table.c[name.removeprefix("of_")] == value for name, value in _key_values(key).items()))
        return next(iter(self._read(same)), None)

    def of_customer(self, customer_id: str) -> list[Invoice]:
        """Return the issued documents of a mirror customer, newest first."""
        if not (customer_id.isascii() and customer_id.isdecimal()):
            return []
        issued = table.c.direction == Direction.ISSUED.value
        return self._read(and_(table.c.customer == int(customer_id), issued))

    def issued(self) -> Iterator[IssuedDocument]:
        """Yield all issued documents, in no order, as what they are found by."""
        days: dict[str, date] = {}
        with self._database.reading() as connection:
            for number, said, day, kind, customer in _ISSUED.plain(connection):
                on = days.get(day) or days.setdefault(day, kept_day(day))
                yield IssuedDocument(
                    str(number), said, on, kind in CREDIT_NOTES, "" if customer is None else str(customer)
                )

    def get_many(self, ids: Iterable[str]) -> dict[str, Invoice]:
        """Return the documents with these ids; unknown ones are left out."""
        wanted = sorted({int(i) for i in ids})
        found = (self._read(table.c.id.in_(wanted[at : at + _AT_ONCE])) for at in range(0, len(wanted), _AT_ONCE))
        return {invoice.id: invoice for some in found for invoice in some}

    def with_number(self, number: str) -> list[Invoice]:
        """Return the issued documents with this number, whatever their year: what a payment schedule points to."""
        return self._read(and_(table.c.number == number, table.c.direction == Direction.ISSUED.value))

    def by_customer(self) -> dict[str, list[Invoice]]:
        """Return all issued documents that belong to a mirror customer, by its id."""
        found: dict[str, list[Invoice]] = {}
        for invoice in self._read(and_(table.c.direction == Direction.ISSUED.value, table.c.customer.is_not(None))):
            found.setdefault(invoice.customer_id, []).append(invoice)
        return found

    def contacts(self) -> dict[str, list[Contact]]:
        """Return what issued documents say of each mirror customer, by its id, the newest first; each version once."""
        c = table.c
        issued = and_(c.direction == Direction.ISSUED.value, c.customer.is_not(None))
        newest = func.max(c.date).label("newest")
        statement = select(c.customer, c.contact, newest).where(issued).group_by(c.customer, c.contact)
        found: dict[str, list[Contact]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(statement.order_by(newest.desc())):
                found.setdefault(str(row.customer), []).append(_contact(row.contact))
        return found

    def customers(self) -> set[str]:
        """Return the ids of the mirror customers that some issued document belongs to."""
        with self._database.reading() as connection:
            return {str(n) for n in connection.scalars(select(table.c.customer).distinct()) if n is not None}

    def counts(self) -> dict[Direction, int]:
        """Return how many documents there are by direction; directions without any are left out."""
        statement = select(table.c.direction, func.count()).group_by(table.c.direction)
        with self._database.reading() as connection:
            return {kept_word(Direction, direction): int(n) for direction, n in connection.execute(statement)}

    def _read(self, condition: ColumnElement[bool] | None) -> list[Invoice]:
        statement = select(table).order_by(table.c.date.desc(), table.c.id.desc())
        terms = select(parts).order_by(parts.c.invoice, parts.c.seq)
        if condition is not None:
            statement = statement.where(condition)
            terms = terms.join(table, table.c.id == parts.c.invoice).where(condition)
        with self._database.reading() as connection:
            found: dict[int, list[Instalment]] = {}
            for row in connection.execute(terms):
                found.setdefault(row.invoice, []).append(_instalment(row))
            return [_invoice(row, found.get(row.id, ())) for row in connection.execute(statement)]

    @staticmethod
    def _paid_before(connection: Connection, numbers: Sequence[int]) -> dict[int, list[Instalment]]:
        """Return the instalments that these documents had, by document."""
        statement = select(parts).where(parts.c.invoice == bindparam("number")).order_by(parts.c.seq)
        return {n: [_instalment(r) for r in connection.execute(statement, {"number": n})] for n in numbers}

    @staticmethod
    def _digests(connection: Connection, numbers: Sequence[int]) -> dict[int, list[str]]:
        """Return the digests that these documents have had, the present one first."""
        statement = select(table.c.digest, table.c.earlier).where(table.c.id == bindparam("number"))
        found: dict[int, list[str]] = {}
        for number in numbers:
            for row in connection.execute(statement, {"number": number}):
                found[number] = [row.digest, *load(row.earlier)]
        return found


def _key_values(key: DocumentKey) -> dict[str, str]:
    return {
        "of_supplier_vat": key.supplier_vat,
        "of_document_type": key.document_type,
        "of_number": key.number,
        "of_date": key.date.isoformat(),
    }


def _newest(connection: Connection) -> int:
    return connection.scalar(select(func.max(table.c.id))) or 0


def _still_paid(new: Sequence[Instalment], old: Sequence[Instalment]) -> list[Instalment]:
    """Carry over what another source said about instalments of the same amount and date."""
    said = [o for o in old if o.paid is not None]
    kept: list[Instalment] = []
    for part in new:
        same = next((o for o in said if (o.amount, o.due) == (part.amount, part.due)), None)
        if same is not None and part.paid is None:
            said.remove(same)
            part = replace(same, method=part.method)
        kept.append(part)
    return kept


def _row(number: int, invoice: Invoice, imported_at: float, earlier: Sequence[str]) -> dict[str, Any]:
    return {
        "id": number,
        "supplier_vat": invoice.supplier_vat,
        "document_type": invoice.document_type,
        "number": invoice.number,
        "date": invoice.date.isoformat(),
        "currency": invoice.currency,
        "total_cents": to_cents(invoice.total),
        "payable_cents": None if invoice.payable is None else to_cents(invoice.payable),
        "direction": invoice.direction.value,
        "supplier_name": invoice.supplier_name,
        "customer": int(invoice.customer_id) if invoice.customer_id else None,
        "contact": dump({name: value for name in _FIELDS if (value := getattr(invoice.customer, name))}),
        "name_certain": invoice.name_certain,
        "refers_to": dump(list(invoice.refers_to)),
        "file": invoice.file,
        "digest": invoice.digest,
        "earlier": dump(list(earlier)),
        "imported_at": imported_at,
    }


def _part_row(number: int, seq: int, part: Instalment) -> dict[str, Any]:
    return {
        "invoice": number,
        "seq": seq,
        "due": part.due.isoformat() if part.due else "",
        "amount_cents": to_cents(part.amount),
        "method": part.method,
        "paid": part.paid,
        "paid_on": part.paid_on.isoformat() if part.paid_on else "",
        "paid_source": part.paid_source,
        "part_paid_cents": to_cents(part.part_paid),
    }


def _instalment(row: Row[Any]) -> Instalment:
    return Instalment(
        from_cents(row.amount_cents),
        kept_day(row.due) if row.due else None,
        row.method,
        row.paid,
        kept_day(row.paid_on) if row.paid_on else None,
        row.paid_source,
        from_cents(row.part_paid_cents),
    )


def _contact(text: str) -> Contact:
    values: Mapping[str, Any] = load(text)
    return Contact(**{name: value for name, value in values.items() if name in _FIELDS})


def _invoice(row: Row[Any], instalments: Sequence[Instalment]) -> Invoice:
    return Invoice(
        supplier_vat=row.supplier_vat,
        document_type=row.document_type,
        number=row.number,
        date=kept_day(row.date),
        total=from_cents(row.total_cents),
        payable=None if row.payable_cents is None else from_cents(row.payable_cents),
        currency=row.currency,
        direction=kept_word(Direction, row.direction),
        supplier_name=row.supplier_name,
        customer=_contact(row.contact),
        name_certain=row.name_certain,
        instalments=tuple(instalments),
        refers_to=tuple(load(row.refers_to)),
        file=row.file,
        digest=row.digest,
        id=str(row.id),
        customer_id=str(row.customer) if row.customer is not None else "",
    )
