"""Take a payment schedule: its instalments by document, and what it says about their payment onto the invoices.

A document whose invoice is not known keeps its instalments in the store; they are put onto it when it comes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import islice

from app.connectors.exports.schedule.schedule import ScheduleLine, schedule_lines
from app.connectors.exports.tables.table import RefusedLine, Table
from app.errors import FileRefused
from app.records.contact import Contact
from app.records.invoice import Direction, Instalment
from app.records.text.words import fold
from app.services.api.imports import ImportReport, RefusedRow
from app.services.imports.job import ImportJob
from app.services.invoices.attribution import DOUBTFUL, Attribution
from app.services.invoices.schedule import put_onto_invoices
from app.store import Store
from app.store.mirrored.schedule import DueDocument

_BATCH = 500
MOST_REFUSED = 5_000

_Key = tuple[str, str, str, str, str]

_TOLD = {
    Attribution.NO_INVOICE: "schedule_without_invoice",
    Attribution.UNATTRIBUTED: "schedule_unattributed",
    Attribution.APART: "schedule_apart",
}


@dataclass(slots=True)
class _Outcome:
    """What a schedule brought, counted by instalments; ``remarks`` name each payment that it reports."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    remarks: list[RefusedRow] = field(default_factory=list)

    def tell(self, found: list[tuple[tuple[DueDocument, int], Attribution]]) -> None:
        """Count what was not put onto an invoice, and name each document that waits for a person."""
        for (document, line), verdict in found:
            if verdict in _TOLD:
                key = _TOLD[verdict]
                self.counts[key] = self.counts.get(key, 0) + len(document.instalments)
            if verdict is Attribution.UNATTRIBUTED:
                params = {"document": document.number, "customer": document.customer or document.vat_code or "–"}
                self.remarks.append(RefusedRow(line, "unattributed", params))


def import_schedule(job: ImportJob, table: Table) -> ImportReport:
    """Read a payment schedule, all of it or nothing. Raises FileRefused and StorageError."""
    store, path = job.store, job.path
    lines: list[ScheduleLine] = []
    refused: list[RefusedRow] = []
    found = schedule_lines(table, path.stem)
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
    job.check_whole()
    now = job.clock.now()
    with store.transaction():
        kept = store.schedule.all()
        documents = _documents(store, lines, kept)
        before = {_key(d): d for d in kept}
        outcome = _compare(documents, before)
        store.schedule.put_many([d for d, _line in documents.values()], now)
        verdicts = put_onto_invoices(store, [d for d, _line in documents.values()])
        outcome.tell(list(zip(documents.values(), verdicts, strict=True)))
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
    warnings = [(key, {"count": str(count)}) for key, count in outcome.counts.items() if count]
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


def _documents(store: Store, lines: list[ScheduleLine], kept: list[DueDocument]) -> dict[_Key, tuple[DueDocument, int]]:
    """Gather the lines by document, each with the line on which it begins."""
    said: dict[tuple[str, ...], set[str]] = {}
    for document in kept:
        said.setdefault(_key(document)[:-1], set()).add(document.direction)
    found: dict[_Key, tuple[DueDocument, int]] = {}
    codes: dict[str, Contact | None] = {}
    for line in lines:
        # without a number there is only the customer to go by: his instalments are one document
        document = _document(store, line, codes)
        before = said.get(_key(document)[:-1], set()) - {Direction.UNKNOWN.value}
        if document.direction == Direction.UNKNOWN and len(before) == 1:
            document = replace(document, direction=next(iter(before)))  # an earlier file has said it
        key = _key(document)
        if key in found:
            first, place = found[key]
            found[key] = (replace(first, instalments=(*first.instalments, line.instalment)), place)
        else:
            found[key] = (document, line.line)
    return found


def _document(store: Store, line: ScheduleLine, codes: dict[str, Contact | None]) -> DueDocument:
    """Return the document of one line; a customer who is named by Fattura24's number alone is looked up."""
    customer, vat_code, fiscal_code = line.customer, line.vat_code, line.fiscal_code
    if line.code and not (customer or vat_code or fiscal_code):
        if line.code not in codes:
            known = store.mirror.by_code(line.code)
            codes[line.code] = known.contact if known else None
        contact = codes[line.code]
        customer, vat_code, fiscal_code = line.code, "", ""
        if contact is not None:
            customer, vat_code, fiscal_code = contact.title, contact.vat_code, contact.fiscal_code
    return DueDocument(
        line.number,
        line.document_date,
        customer,
        vat_code,
        (line.instalment,),
        DOUBTFUL if line.doubtful else line.direction.value,
        fiscal_code,
        line.sort.value,
    )


def _key(document: DueDocument) -> _Key:
    day = document.document_date
    return (
        document.number,
        day.isoformat() if day else "",
        fold(document.customer),
        document.vat_code,
        document.direction,
    )


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
            same = next((k for k in known if (k.amount, k.due) == (part.amount, part.due) and _moved(k, part)), None)
            if same is None:
                outcome.new += key not in before or not known
                outcome.changed += key in before and bool(known)
                continue
            known.remove(same)
            states[same] -= 1
            outcome.changed += 1
            if part.paid is not None:
                reason = "instalment_paid" if part.paid else "instalment_unpaid"
                if part.part_paid > same.part_paid and not part.paid:
                    reason = "instalment_part_paid"
                params = {
                    "part": f"{part.part_paid:.2f}".replace(".", ","),
                    "amount": f"{part.amount:.2f}".replace(".", ","),
                    "due": part.due.strftime("%d/%m/%Y") if part.due else "–",
                    "document": document.number or document.customer,
                }
                outcome.remarks.append(RefusedRow(line, reason, params))
    return outcome


def _moved(before: Instalment, now: Instalment) -> bool:
    return (before.paid, before.part_paid) != (now.paid, now.part_paid)
