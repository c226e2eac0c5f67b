"""How each instalment stood at the last look, and what changed in its payment since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from app.store.agenda.tables import payments, receivables
from app.store.schema.counters import take
from app.store.schema.database import Database, delete_by
from app.store.schema.kept_values import kept_day

_COUNTER = "payments"


@dataclass(frozen=True, slots=True)
class Receivable:
    """An instalment at the last look: ``state`` is unknown, open, paid or settled (by a credit note).

    ``key`` is ``<supplier|type|number|date>#<place>``; amounts are whole cents, ``since`` when it got into this state
    (epoch seconds), ``source`` who said so (schedule, owner, document). ``part_cents`` is what of one that is not paid
    was paid already.
    """

    key: str
    customer: str
    state: str
    amount_cents: int
    open_cents: int
    paid_on: date | None = None
    source: str = ""
    since: float = 0.0
    part_cents: int = 0


@dataclass(frozen=True, slots=True)
class Payment:
    """A change in an instalment's payment: ``kind`` is paid, unpaid or partial; of a partial one ``amount_cents`` is
    what was paid now.

    ``baseline`` is True where it was no change but the first thing known: it sets off nothing. ``document`` names the
    invoice for a person; ``at`` is when it was noticed, ``paid_on`` the day that the source names.
    """

    key: str
    customer: str
    kind: str
    at: float
    amount_cents: int
    currency: str = "EUR"
    document: str = ""
    paid_on: date | None = None
    source: str = ""
    baseline: bool = False
    id: str = ""


class Payments:
    """Instalments by key, and their changes in the order in which they were noticed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def revision(self) -> int:
        """Return a number that has grown whenever an invoice, an instalment or the schedule changed."""
        # triggers count (see the migration 0010), so that no writer can forget to
        with self._database.reading() as connection:
            return (
                connection.exec_driver_sql("SELECT value FROM counters WHERE name = 'invoices_revision'").scalar() or 0
            )

    def standing(self) -> dict[str, Receivable]:
        """Return how every instalment stood at the last look, by key."""
        with self._database.reading() as connection:
            return {
                r.key: Receivable(
                    r.key,
                    str(r.customer) if r.customer is not None else "",
                    r.state,
                    r.amount_cents,
                    r.open_cents,
                    kept_day(r.paid_on) if r.paid_on else None,
                    r.source,
                    r.since,
                    r.part_paid_cents,
                )
                for r in connection.execute(select(receivables))
            }

    def look(self, now: Iterable[Receivable], gone: Iterable[str] = ()) -> None:
        """Keep how instalments stand now, and forget those of documents that are no more."""
        rows = [
            {
                "key": r.key,
                "customer": int(r.customer) if r.customer else None,
                "state": r.state,
                "amount_cents": r.amount_cents,
                "open_cents": r.open_cents,
                "paid_on": r.paid_on.isoformat() if r.paid_on else "",
                "source": r.source,
                "since": r.since,
                "part_paid_cents": r.part_cents,
            }
            for r in now
        ]
        with self._database.transaction() as connection:
            delete_by(connection, receivables.c.key, gone)
            if rows:
                statement = upsert(receivables)
                new = {c.name: statement.excluded[c.name] for c in receivables.c if c.name != "key"}
                connection.execute(statement.on_conflict_do_update(index_elements=[receivables.c.key], set_=new), rows)

    def note(self, changes: Iterable[Payment]) -> list[Payment]:
        """Keep changes and return them with their ids, which are given out once."""
        given = list(changes)
        if not given:
            return []
        with self._database.transaction() as connection:
            newest = connection.scalar(select(func.max(payments.c.id))) or 0
            first = take(connection, _COUNTER, len(given), at_least=newest)
            noted = [replace(change, id=str(first + n)) for n, change in enumerate(given)]
            connection.execute(
                insert(payments),
                [
                    {
                        "id": int(p.id),
                        "key": p.key,
                        "customer": int(p.customer) if p.customer else None,
                        "kind": p.kind,
                        "at": p.at,
                        "amount_cents": p.amount_cents,
                        "currency": p.currency,
                        "document": p.document,
                        "paid_on": p.paid_on.isoformat() if p.paid_on else "",
                        "source": p.source,
                        "baseline": p.baseline,
                    }
                    for p in noted
                ],
            )
        return noted

    def changes(self, *, customer: str = "", after: str = "0") -> list[Payment]:
        """Return what changed after the change of this id, in order: of a customer, or all."""
        statement = select(payments).where(payments.c.id > int(after)).order_by(payments.c.id)
        if customer:
            statement = statement.where(payments.c.customer == int(customer))
        with self._database.reading() as connection:
            return [_payment(row) for row in connection.execute(statement)]


def _payment(row: Any) -> Payment:
    return Payment(
        row.key,
        str(row.customer) if row.customer is not None else "",
        row.kind,
        row.at,
        row.amount_cents,
        row.currency,
        row.document,
        kept_day(row.paid_on) if row.paid_on else None,
        row.source,
        row.baseline,
        str(row.id),
    )
