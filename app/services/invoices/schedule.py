"""Instalments of a payment schedule, put onto the invoices that they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from app.records.invoice import Instalment
from app.services.invoices.attribution import Attribution, attribute, possible
from app.services.invoices.issued import IssuedInvoices
from app.services.invoices.matching import LAST, matchers, whole_days
from app.store import Store
from app.store.mirrored.schedule import SCHEDULE, DueDocument

Verdict = tuple[Attribution, tuple[Instalment, ...]]
"""What became of a document of the schedule, and those of its instalments that are none of its invoice's."""

_AT_ONCE = 500
"""Documents whose invoices are held and written together."""


def merge(known: tuple[Instalment, ...], said: tuple[Instalment, ...], *, fresh: bool = True) -> tuple[Instalment, ...]:
    """Return a document's instalments with what the schedule says about them.

    A line of the same amount and date is that instalment; one of the same amount alone is it with a new date, and one
    of the same date whose amount is a cent off (a third of 100.00 is 33.33 or 33.34) or differs by the stamp duty, with
    its own amount kept; a line may be all instalments of its day, and all lines of a day one instalment. The schedule's
    other lines are taken only where the document itself names no instalments: an export of what is open does not name
    what was paid, and nothing that the document says is forgotten. The owner's own word that an instalment was paid
    stands against a schedule that does not know of it yet, and any word of his against an earlier schedule.
    """
    return merged_and_left(known, said, fresh=fresh)[0]


def merged_and_left(
    known: tuple[Instalment, ...], said: tuple[Instalment, ...], *, fresh: bool = True
) -> tuple[tuple[Instalment, ...], tuple[Instalment, ...]]:
    """Return what `merge` does, and the schedule's lines that are none of the document's instalments."""
    if not known:
        return said, ()
    parts, left = list(known), list(said)
    free = set(range(len(known)))
    for way, find in enumerate(matchers(known, free)):
        if way == LAST and left:
            left = _taken(parts, whole_days(known, free, left), free, fresh=fresh)
        left = _taken(parts, ((line, find(line)) for line in left), free, fresh=fresh)
        if not left:
            break
    return tuple(parts), tuple(left)


def _taken(
    parts: list[Instalment], found: Iterable[tuple[Instalment, int | None]], free: set[int], *, fresh: bool
) -> list[Instalment]:
    """Put lines into the places that were found for them, and return those without one."""
    others = []
    for line, at in found:
        if at is None:
            others.append(line)
        else:
            free.discard(at)
            parts[at] = _with_word(replace(parts[at], due=line.due), line, fresh=fresh)
    return others


def _with_word(part: Instalment, line: Instalment, *, fresh: bool) -> Instalment:
    owners_word = part.paid_source == "owner" and (not fresh or (part.paid and not line.paid))
    if line.paid is None or owners_word:
        return part
    source = line.paid_source or SCHEDULE
    return replace(part, paid=line.paid, paid_on=line.paid_on, paid_source=source, part_paid=line.part_paid)


def put_onto_invoices(
    store: Store, documents: Sequence[DueDocument], *, fresh: bool = True, between: Callable[[], None] = lambda: None
) -> list[Verdict]:
    """Put instalments onto the invoices they belong to; return what became of each document, and those of its
    instalments that are none of its invoice's. ``fresh`` is False for what was said before; ``between`` is called after
    some documents each, and may raise."""
    issued = IssuedInvoices(store, documents)
    verdicts: list[Verdict] = []
    for at in range(0, len(documents), _AT_ONCE):
        between()
        some = [(document, possible(issued, document)) for document in documents[at : at + _AT_ONCE]]
        issued.hold(i.id for _document, may_be in some for i in may_be.invoices)
        for document, may_be in some:
            verdict, invoice = attribute(issued, document, may_be)
            left: tuple[Instalment, ...] = ()
            if invoice is not None:
                merged, left = merged_and_left(invoice.instalments, document.instalments, fresh=fresh)
                if merged != invoice.instalments:
                    issued.set_instalments(invoice, merged)
            verdicts.append((verdict, left))
        issued.write()
    return verdicts


def settle_schedule(store: Store) -> None:
    """Put all instalments kept onto the invoices known by now."""
    with store.transaction():
        put_onto_invoices(store, store.schedule.all(), fresh=False)
