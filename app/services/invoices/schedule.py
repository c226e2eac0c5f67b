"""Instalments of a payment schedule, put onto the invoices that they belong to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from app.records.invoice import Instalment
from app.services.invoices.attribution import Attribution, attribute
from app.store import Store
from app.store.mirrored.schedule import SCHEDULE, DueDocument

_ZERO, _CENT = Decimal(0), Decimal("0.01")


def merge(known: tuple[Instalment, ...], said: tuple[Instalment, ...], *, fresh: bool = True) -> tuple[Instalment, ...]:
    """Return a document's instalments with what the schedule says about them.

    A line of the same amount and date is that instalment; one of the same amount alone is it with a new date, and one
    of the same date whose amount is a cent off (a third of 100.00 is 33.33 or 33.34), with its own amount kept. The
    schedule's other lines are taken only where the document itself names no instalments: an export of what is open
    does not name what was paid, and nothing that the document says is forgotten. The owner's own word that an
    instalment was paid stands against a schedule that does not know of it yet, and any word of his against an earlier
    schedule.
    """
    if not known:
        return said
    parts, left = list(known), list(said)
    free = set(range(len(parts)))
    for dated, slack in ((True, _ZERO), (False, _ZERO), (True, _CENT)):
        for line in list(left):
            same = (
                n
                for n in sorted(free)
                if abs(parts[n].amount - line.amount) <= slack and (not dated or parts[n].due == line.due)
            )
            at = next(same, None)
            if at is None:
                continue
            free.discard(at)
            left.remove(line)
            part = replace(parts[at], due=line.due)
            owners_word = part.paid_source == "owner" and (not fresh or (part.paid and not line.paid))
            if line.paid is not None and not owners_word:
                source = line.paid_source or SCHEDULE
                part = replace(part, paid=line.paid, paid_on=line.paid_on, paid_source=source, part_paid=line.part_paid)
            parts[at] = part
    return tuple(parts)


def put_onto_invoices(store: Store, documents: list[DueDocument], *, fresh: bool = True) -> list[Attribution]:
    """Put instalments onto the invoices they belong to; return what became of each document. ``fresh`` is False for
    what was said before."""
    verdicts = []
    for document in documents:
        verdict, invoice = attribute(store, document)
        verdicts.append(verdict)
        if invoice is not None:
            merged = merge(invoice.instalments, document.instalments, fresh=fresh)
            if merged != invoice.instalments:
                store.invoices.set_instalments(invoice.id, merged)
    return verdicts


def settle_schedule(store: Store) -> None:
    """Put all instalments kept onto the invoices known by now."""
    with store.transaction():
        put_onto_invoices(store, store.schedule.all(), fresh=False)
