"""The payment schedule as last imported, by document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from app.records.invoice import Instalment, from_cents, to_cents
from app.store.schema.database import Database
from app.store.schema.kept_values import kept_day
from app.store.schema.prepared import Prepared
from app.store.schema.tables import schedule as table

SCHEDULE = "schedule"
"""The source of what an imported payment schedule says."""


@dataclass(frozen=True, slots=True)
class DueDocument:
    """A document of the schedule: its number and date (blank, None: not said), its customer, its instalments.

    ``direction`` is that of `app.records.invoice.Direction`, or ``doubtful`` where the line contradicts itself.
    ``sort`` is what kind of document it is: ``invoice``, ``credit_note``, ``other``, or blank where it is not said.
    ``source`` is ``schedule``, or ``document`` where an own document has brought it.
    """

    number: str
    document_date: date | None
    customer: str
    vat_code: str
    instalments: tuple[Instalment, ...]
    direction: str = "unknown"
    fiscal_code: str = ""
    sort: str = ""
    source: str = SCHEDULE


class Schedule:
    """Instalments that a payment schedule states, kept whether or not their invoice is known."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_many(
        self,
        documents: Sequence[DueDocument],
        imported_at: float,
        *,
        source: str = SCHEDULE,
        between: Callable[[], None] = lambda: None,
    ) -> None:
        """Keep documents; one that is kept already is replaced as a whole, also where its direction was not known.

        ``between`` is called after some of them each, and may raise: then none is kept.
        """
        if not documents:
            return
        some = _pieces(documents)
        with self._database.joined() as connection:
            for given in some:
                keys = [{f"of_{name}": value for name, value in _key(d).items()} for d in given]
                _FORGET.run_many(connection, keys)
                _FORGET.run_many(connection, [{**key, "of_direction": "unknown"} for key in keys])
                between()
            for given in some:
                _PUT.run_many(
                    connection,
                    (
                        _key(d)
                        | _part(seq, p)
                        | {"fiscal_code": d.fiscal_code, "sort": d.sort, "imported_at": imported_at, "source": source}
                        for d in given
                        for seq, p in enumerate(d.instalments)
                    ),
                )
                between()

    def seen_many(
        self, documents: Sequence[DueDocument], imported_at: float, between: Callable[[], None] = lambda: None
    ) -> None:
        """Note that a schedule of that moment names documents as they are kept: nothing else of them is written."""
        with self._database.joined() as connection:
            for given in _pieces(documents):
                keys = [{f"of_{name}": value for name, value in _key(d).items()} for d in given]
                _SEEN.run_many(connection, [{**key, "now": imported_at} for key in keys])
                between()

    def all(self) -> list[DueDocument]:
        """Return all documents, in the order of their dates and numbers."""
        return list(self.each())

    def each(self) -> Iterator[DueDocument]:
        """Yield all documents one by one, in that order; for very many. Nothing is written meanwhile."""
        with self._database.reading() as connection:
            for _key, rows in groupby(_ALL.each(connection), attrgetter(*_KEY)):
                yield _document(list(rows))

    def directions(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Yield number, date (ISO 8601 or blank), customer, VAT code and direction of each document."""
        with self._database.reading() as connection:
            yield from _DIRECTIONS.plain(connection)

    def read_at(self) -> float:
        """Return when a schedule was last imported (epoch seconds, 0: never)."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.max(table.c.imported_at)).where(_IMPORTED)) or 0.0

    def left_out(self) -> set[tuple[str, str]]:
        """Return number and date (ISO 8601 or blank) of the documents that the newest import named no more."""
        newest = func.max(table.c.imported_at)
        documents = select(table.c.number, table.c.document_date).where(table.c.direction != "received", _IMPORTED)
        documents = documents.group_by(table.c.number, table.c.document_date)
        last = select(func.max(table.c.imported_at)).where(_IMPORTED).scalar_subquery()
        before = documents.having(newest < last)
        with self._database.reading() as connection:
            return {(row.number, row.document_date) for row in connection.execute(before)}

    def count(self) -> int:
        """Return how many instalments a schedule has named."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(table).where(_IMPORTED)) or 0


_IMPORTED = table.c.source == SCHEDULE
_ORDER = ("document_date", "number", "customer", "vat_code", "direction", "seq")
_KEY = ("number", "document_date", "customer", "vat_code", "direction")
_AT_ONCE = 500
"""Documents that are written together."""

_ALL = Prepared(select(table).order_by(*(table.c[name] for name in _ORDER)))
_DIRECTIONS = Prepared(select(*(table.c[name] for name in _KEY)).distinct())
_FORGET = Prepared(delete(table).where(*(table.c[name] == bindparam(f"of_{name}") for name in _KEY)))
_SEEN = Prepared(
    update(table)
    .where(*(table.c[name] == bindparam(f"of_{name}") for name in _KEY))
    .values(imported_at=bindparam("now"))
)
_PUT = Prepared(insert(table))


def _pieces(documents: Sequence[DueDocument]) -> list[Sequence[DueDocument]]:
    return [documents[at : at + _AT_ONCE] for at in range(0, len(documents), _AT_ONCE)]


def _key(document: DueDocument) -> dict[str, str]:
    day = document.document_date
    return {
        "number": document.number,
        "document_date": day.isoformat() if day else "",
        "customer": document.customer,
        "vat_code": document.vat_code,
        "direction": document.direction,
    }


def _part(seq: int, part: Instalment) -> dict[str, Any]:
    return {
        "seq": seq,
        "due": part.due.isoformat() if part.due else "",
        "amount_cents": to_cents(part.amount),
        "method": part.method,
        "paid": part.paid,
        "paid_on": part.paid_on.isoformat() if part.paid_on else "",
        "part_paid_cents": to_cents(part.part_paid),
    }


_day = lru_cache(maxsize=4096)(kept_day)
_amount = lru_cache(maxsize=4096)(from_cents)
"""Of very many instalments most share their days and some their amounts."""


def _document(rows: Sequence[Any]) -> DueDocument:
    first = rows[0]
    parts = tuple(
        Instalment(
            _amount(r.amount_cents),
            _day(r.due) if r.due else None,
            r.method,
            r.paid,
            _day(r.paid_on) if r.paid_on else None,
            r.source if r.paid is not None else "",
            _amount(r.part_paid_cents),
        )
        for r in rows
    )
    day = _day(first.document_date) if first.document_date else None
    return DueDocument(
        first.number,
        day,
        first.customer,
        first.vat_code,
        parts,
        first.direction,
        first.fiscal_code,
        first.sort,
        first.source,
    )
