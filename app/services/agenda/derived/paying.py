"""The owner's word about payments: "this was paid". Kept here alone, and marked as the owner's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.errors import UsageError
from app.records.invoice import Direction, Invoice
from app.services.agenda.derived.positions import position_key
from app.store import Store

OWNER = "owner"


_BY_ID = "#"
"""What stands before the id of a document here, where its number would stand else."""


def mark_paid(
    store: Store, document: str, instalment: int, paid_on: date | None, today: date, *, paid: bool
) -> tuple[str, ...]:
    """Keep that an invoice was paid, or one instalment of it, or that it was not; return the keys of those changed.

    Raises UsageError (unknown_document, ambiguous_document, unknown_instalment, paid_in_future).
    """
    if paid_on is not None and paid_on > today:
        raise UsageError("paid_in_future", date=paid_on.strftime("%d/%m/%Y"))
    with store.transaction():
        invoice = _invoice(store, document)
        parts = list(invoice.asked)
        if instalment < 0 or instalment > len(parts):
            raise UsageError("unknown_instalment", value=str(instalment), parts=str(len(parts)))
        said = {
            n: part for n, part in enumerate(parts) if instalment in (0, n + 1) and (part.paid or False) is not paid
        }
        for n, part in said.items():
            parts[n] = replace(part, paid=paid, paid_on=(paid_on or today) if paid else None, paid_source=OWNER)
        if said:
            store.invoices.set_instalments(invoice.id, parts)
        return tuple(position_key(invoice, n + 1) for n in said)


def mark_positions_paid(store: Store, keys: set[str], today: date) -> None:
    """Keep that these instalments were paid, on a day that nobody knows."""
    for invoice in store.invoices.all(Direction.ISSUED):
        for n, _part in enumerate(invoice.asked, 1):
            if position_key(invoice, n) in keys:
                mark_paid(store, f"{_BY_ID}{invoice.id}", n, None, today, paid=True)


def _as_typed(number: str) -> str:
    return "".join(number.casefold().split())


def _invoice(store: Store, document: str) -> Invoice:
    """Return the issued invoice that ``#`` and an id or a number means, in whatever case and spacing it is typed.

    Ids and numbers look alike, so an id is never taken for a number, nor a number that nobody knows for an id.
    """
    if document.startswith(_BY_ID):
        byid = store.invoices.get(document.removeprefix(_BY_ID))
        if byid is not None and byid.direction is Direction.ISSUED and not byid.is_credit_note:
            return byid
    found = [i for i in store.invoices.with_number(document) if not i.is_credit_note]
    if not found:
        typed = _as_typed(document)
        issued = store.invoices.all(Direction.ISSUED)
        found = [i for i in issued if not i.is_credit_note and _as_typed(i.number) == typed]
    if not found:
        raise UsageError("unknown_document", value=document[:40])
    if len(found) > 1:
        dates = ", ".join(f"#{i.id} ({i.date:%d/%m/%Y})" for i in sorted(found, key=lambda i: i.date))
        raise UsageError("ambiguous_document", value=document[:40], dates=dates)
    return found[0]
