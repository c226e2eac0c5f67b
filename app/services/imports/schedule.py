"""Take a payment schedule: its instalments by document, and what it says about their payment onto the invoices.

A document whose invoice is not known keeps its instalments in the store; they are put onto it when it comes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import islice

from app.connectors.exports.schedule import ScheduleLine, schedule_lines
from app.connectors.exports.table import RefusedLine, Table
from app.errors import FileRefused
from app.records.invoice import Instalment, Invoice
from app.records.vat import vat_key
from app.records.words import fold
from app.services.api.types import ImportReport, RefusedRow
from app.services.imports.job import ImportJob
from app.store import Store
from app.store.schedule import DueDocument

_BATCH = 500
MOST_REFUSED = 5_000

_Key = tuple[str, str, str, str]


@dataclass(slots=True)
class _Outcome:
    """What a schedule brought, counted by instalments; ``remarks`` name each payment that it reports."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    without_invoice: int = 0
    remarks: list[RefusedRow] = field(default_factory=list)


def import_schedule(job: ImportJob, table: Table) -> ImportReport:
    """Read a payment schedule, all of it or nothing. Raises FileRefused and StorageError."""
    store, path = job.store, job.path
    lines: list[ScheduleLine] = []
    refused: list[RefusedRow] = []
    found = schedule_lines(table)
    done = 0
    while batch := list(islice(found, _BATCH)):
        job.check_stop()
        done += len(batch)
        job.tell(done, max(table.total, done))
        for line in batch:
            if isinstance(line, RefusedLine):
                refused.append(RefusedRow(line.line, line.reason, line.params, table.sheet))
            else:
                lines.append(line)
        if len(refused) > MOST_REFUSED:
            first = str(refused[0].line)
            raise FileRefused("file_rows_refused", file=path.name, rows=str(MOST_REFUSED), line=first)
    now = job.clock.now()
    with store.transaction():
        documents = _documents(lines)
        before = {_key(d): d for d in store.schedule.all()}
        outcome = _compare(documents, before)
        store.schedule.put_many([d for d, _line in documents.values()], now)
        outcome.without_invoice = put_onto_invoices(store, [d for d, _line in documents.values()])
        store.activity.add(
            now,
            "info",
            "imported",
            {
                "file": path.name,
                "read": done,
                "new": outcome.new,
                "changed": outcome.changed,
                "refused": len(refused),
            },
        )
    warnings = []
    if outcome.without_invoice:
        warnings.append(("schedule_without_invoice", {"count": str(outcome.without_invoice)}))
    return ImportReport(
        path,
        done,
        outcome.new,
        outcome.changed,
        outcome.unchanged,
        refused=tuple(refused),
        unknown_columns=table.columns.unknown,
        warnings=tuple(warnings),
        encoding=table.encoding,
        content="schedule",
        remarks=tuple(outcome.remarks),
    )


def put_onto_invoices(store: Store, documents: list[DueDocument]) -> int:
    """Put instalments onto the invoices they belong to; return how many have none that is known."""
    left = 0
    for document in documents:
        invoice = _invoice_of(store, document)
        if invoice is None:
            left += len(document.instalments)
            continue
        merged = merge(invoice.instalments, document.instalments)
        if merged != invoice.instalments:
            store.invoices.set_instalments(invoice.id, merged)
    return left


def settle_schedule(store: Store) -> None:
    """Put all instalments kept onto the invoices known by now."""
    with store.transaction():
        put_onto_invoices(store, store.schedule.all())


def merge(known: tuple[Instalment, ...], said: tuple[Instalment, ...]) -> tuple[Instalment, ...]:
    """Return a document's instalments with what the schedule says about them.

    A line of the same amount and date is that instalment; one of the same amount alone is it with a new date. The
    schedule's other lines are taken only where the document itself names no instalments: an export of what is open does
    not name what was paid, and nothing that the document says is forgotten.
    """
    if not known:
        return said
    parts, left = list(known), list(said)
    free = set(range(len(parts)))
    for exact in (True, False):
        for line in list(left):
            same = (
                n for n in sorted(free) if parts[n].amount == line.amount and (not exact or parts[n].due == line.due)
            )
            at = next(same, None)
            if at is None:
                continue
            free.discard(at)
            left.remove(line)
            part = replace(parts[at], due=line.due)
            if line.paid is not None:
                part = replace(part, paid=line.paid, paid_on=line.paid_on, paid_source="schedule")
            parts[at] = part
    return tuple(parts)


def _invoice_of(store: Store, document: DueDocument) -> Invoice | None:
    """Return the one issued invoice that a document of the schedule can be, or None."""
    if not document.number:
        return None
    found = [i for i in store.invoices.with_number(document.number) if not i.is_credit_note]
    if document.document_date is not None:
        found = [i for i in found if i.date == document.document_date]
    if document.vat_code:
        found = [i for i in found if vat_key(i.customer.vat_code) in ("", vat_key(document.vat_code))]
    return found[0] if len(found) == 1 else None


def _documents(lines: list[ScheduleLine]) -> dict[_Key, tuple[DueDocument, int]]:
    """Gather the lines by document, each with the line on which it begins."""
    found: dict[_Key, tuple[DueDocument, int]] = {}
    for line in lines:
        # without a number there is only the customer to go by: his instalments are one document
        document = DueDocument(line.number, line.document_date, line.customer, line.vat_code, (line.instalment,))
        key = _key(document)
        if key in found:
            before, first = found[key]
            document = replace(before, instalments=(*before.instalments, line.instalment))
            found[key] = (document, first)
        else:
            found[key] = (document, line.line)
    return found


def _key(document: DueDocument) -> _Key:
    day = document.document_date
    return document.number, day.isoformat() if day else "", fold(document.customer), document.vat_code


def _compare(documents: dict[_Key, tuple[DueDocument, int]], before: dict[_Key, DueDocument]) -> _Outcome:
    outcome = _Outcome()
    for key, (document, line) in documents.items():
        known = list(before[key].instalments) if key in before else []
        states = Counter(known)
        for part in document.instalments:
            if states[part]:
                states[part] -= 1
                known.remove(part)
                outcome.unchanged += 1
                continue
            same = next(
                (k for k in known if (k.amount, k.due) == (part.amount, part.due) and k.paid != part.paid), None
            )
            if same is None:
                outcome.new += key not in before or not known
                outcome.changed += key in before and bool(known)
                continue
            known.remove(same)
            states[same] -= 1
            outcome.changed += 1
            if part.paid is not None:
                reason = "instalment_paid" if part.paid else "instalment_unpaid"
                params = {
                    "amount": f"{part.amount:.2f}".replace(".", ","),
                    "due": part.due.strftime("%d/%m/%Y") if part.due else "–",
                    "document": document.number or document.customer,
                }
                outcome.remarks.append(RefusedRow(line, reason, params))
    return outcome
