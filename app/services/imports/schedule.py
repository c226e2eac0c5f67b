"""Take a payment schedule: its instalments by document, and what it says about their payment onto the invoices.

A document whose invoice is not known keeps its instalments in the store; they are put onto it when it comes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

from app.connectors.exports.schedule.schedule import ScheduleFile, ScheduleLine
from app.connectors.exports.tables.table import RefusedLine
from app.errors import FileRefused
from app.records.contact import Contact
from app.records.invoice import Direction, Instalment
from app.records.text.words import fold
from app.services.api.imports import SAID_BEFORE, ImportReport, RefusedRow
from app.services.imports.job import SHOWN_LINES, ImportJob
from app.services.imports.told_before import Telling, digest_of, is_old, remember
from app.services.imports.unmatched import Unmatched
from app.services.invoices.attribution import DOUBTFUL, Attribution
from app.services.invoices.schedule import Verdict, put_onto_invoices
from app.store import Store
from app.store.mirrored.schedule import SCHEDULE, DueDocument

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
    passed: list[tuple[DueDocument, int]] = field(default_factory=list)
    """What an old schedule says otherwise than a newer one, with its line: it does not count."""

    def add(self, other: _Outcome) -> None:
        """Count what one document brought."""
        self.new += other.new
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.remarks += other.remarks

    def tell(self, found: Iterable[tuple[tuple[DueDocument, int], Verdict]], news: set[int]) -> None:
        """Count what was not put onto an invoice, and name each document that waits for a person, and each payment of
        the ``news`` (lines of the file) that is of no instalment of its invoice: it has changed nothing."""
        unmatched: list[RefusedRow] = []
        for (document, line), (verdict, left) in found:
            if verdict in _TOLD:
                key = _TOLD[verdict]
                self.counts[key] = self.counts.get(key, 0) + len(document.instalments)
            if verdict is Attribution.UNATTRIBUTED:
                params = {"document": document.number, "customer": document.customer or document.vat_code or "–"}
                self.remarks.append(RefusedRow(line, "unattributed", params))
            if line in news:
                paid = [part for part in left if part.paid or part.part_paid]
                unmatched += [_payment_told(document, part, part, line) for part in paid]
        if unmatched:  # they were told as payments
            told = {(r.line, tuple(r.params.items())) for r in unmatched}
            self.remarks = [r for r in self.remarks if (r.line, tuple(r.params.items())) not in told]
            self.remarks += [replace(r, reason="instalment_unmatched") for r in unmatched]


def import_schedule(job: ImportJob, file: ScheduleFile) -> ImportReport:
    """Read a payment schedule, all of it or nothing. Raises FileRefused and StorageError."""
    store, path = job.store, job.path
    lines: deque[ScheduleLine] = deque()
    refused: list[RefusedRow] = []
    unread: list[int] = []
    state = ""
    done = 0
    while batch := list(islice(file.lines, _BATCH)):
        job.check_stop()
        done += len(batch)
        job.tell(done, max(file.total, done))
        for line in batch:
            if isinstance(line, RefusedLine):
                refused.append(RefusedRow(line.line, line.reason, line.params, file.sheet))
            else:
                lines.append(line)
                if line.state:
                    state = state or line.state
                    unread.append(line.line)
        if len(refused) > MOST_REFUSED:
            first = str(refused[0].line)
            raise FileRefused("file_rows_refused", file=path.name, rows=str(MOST_REFUSED), line=first)
    job.check_whole()
    now = job.clock.now()
    with store.transaction():
        found_documents = _documents(store, lines, job.check_stop)
        told = Telling(min(now, path.stat().st_mtime), digest_of(d for d, _line in found_documents.values()))
        old = is_old(store, told) and not job.even_old
        before = store.schedule.read_at()
        outcome, as_kept = _compare(store, found_documents, job.check_stop, old=old)
        documents = [document for document, _line in found_documents.values()]
        same = [document for document, key in zip(documents, found_documents, strict=True) if key in as_kept]
        others = [document for document, key in zip(documents, found_documents, strict=True) if key not in as_kept]
        if not old:
            store.schedule.seen_many(same, now, job.check_stop)
            remember(store, told)
        # what only an old one names is named by the newest no more
        store.schedule.put_many(others, before - 1.0 if old else now, between=job.check_stop)
        verdicts = put_onto_invoices(store, documents, fresh=not old, between=job.check_stop)
        news = {line for key, (_document, line) in found_documents.items() if key not in as_kept}
        outcome.tell(zip(found_documents.values(), verdicts, strict=True), news)
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
    if unread:
        told_on = ", ".join(map(str, unread[:SHOWN_LINES]))
        warnings.append(("state_unread", {"value": state, "count": str(len(unread)), "lines": told_on}))
    if outcome.passed:
        put_by, _line = outcome.passed[0]
        value = f"{put_by.number or '–'} ({put_by.customer or put_by.vat_code or '–'})"
        told_on = ", ".join(str(at) for _document, at in outcome.passed[:SHOWN_LINES])
        warnings.append((SAID_BEFORE, {"value": value, "count": str(len(outcome.passed)), "lines": told_on}))
    return ImportReport(
        path,
        done,
        outcome.new,
        outcome.changed,
        outcome.unchanged,
        refused=tuple(refused),
        unknown_columns=file.unknown_columns,
        warnings=tuple(warnings),
        encoding=file.encoding,
        content="schedule",
        remarks=tuple(outcome.remarks),
    )


def _documents(
    store: Store, lines: deque[ScheduleLine], between: Callable[[], None]
) -> dict[_Key, tuple[DueDocument, int]]:
    """Gather the lines by document, each with the line on which it begins; ``lines`` are used up (they need room)."""
    said: dict[tuple[str, ...], set[str]] | None = None
    found: dict[_Key, tuple[DueDocument, int, list[Instalment]]] = {}
    codes: dict[str, Contact | None] = {}
    while lines:
        if len(lines) % _BATCH == 0:
            between()
        line = lines.popleft()
        # without a number there is only the customer to go by: his instalments are one document
        document = _document(store, line, codes)
        key = _key(document)
        if document.direction == Direction.UNKNOWN:
            said = _directions(store) if said is None else said
            before = said.get(key[:-1], set()) - {Direction.UNKNOWN.value}
            if len(before) == 1:
                document = replace(document, direction=next(iter(before)))  # an earlier file has said it
                key = _key(document)
        if key in found:
            found[key][2].append(line.instalment)
        else:
            found[key] = (document, line.line, [line.instalment])
    return {
        key: (document if len(parts) == 1 else replace(document, instalments=tuple(parts)), line)
        for key, (document, line, parts) in found.items()
    }


def _directions(store: Store) -> dict[tuple[str, ...], set[str]]:
    """Return which directions earlier files have told, by the rest of a document's key."""
    said: dict[tuple[str, ...], set[str]] = {}
    for number, day, customer, vat_code, direction in store.schedule.directions():
        said.setdefault((number, day, fold(customer), vat_code), set()).add(direction)
    return said


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


def _compare(
    store: Store, documents: dict[_Key, tuple[DueDocument, int]], between: Callable[[], None], *, old: bool
) -> tuple[_Outcome, set[_Key]]:
    """Compare with what is kept, one document after the other; return what that brings, and the keys of those that are
    kept just as they are: most of a schedule that is imported again. What an ``old`` one says otherwise is put aside:
    in ``documents`` stands what is kept then."""
    found: dict[_Key, _Outcome] = {}
    as_kept: set[_Key] = set()
    undirected: set[_Key] = set()
    passed: list[tuple[DueDocument, int]] = []
    for n, kept in enumerate(store.schedule.each()):
        if n % _BATCH == 0:
            between()
        key = _key(kept)
        if kept.direction == Direction.UNKNOWN:
            undirected.add(key)
        if key not in documents:
            continue
        document, line = documents[key]
        as_kept.discard(key)  # two spellings of a customer are one key, and the last counts
        aside = old and kept.source == SCHEDULE
        if aside and document != kept:
            passed.append(documents[key])
            documents[key] = (kept, line)
        if aside or document == kept:
            as_kept.add(key)
            found[key] = _Outcome(unchanged=len(documents[key][0].instalments))
        else:
            found[key] = _compared(document, line, kept)
    # what is written with a direction takes the place of what had none, so these are written together
    known = {key[:-1] for key in undirected} & {key[:-1] for key in documents if key[-1] != Direction.UNKNOWN}
    if old:
        passed += [documents.pop(key) for key in list(documents) if key not in found and key[:-1] in known]
    outcome = _Outcome(passed=passed)
    for key, (document, _line) in documents.items():
        outcome.add(found.get(key) or _Outcome(new=len(document.instalments)))
    return outcome, as_kept if old else {key for key in as_kept if key[:-1] not in known}


def _compared(document: DueDocument, line: int, before: DueDocument) -> _Outcome:
    outcome = _Outcome()
    known = Unmatched(before.instalments)
    for part in document.instalments:
        if known.take(part):
            outcome.unchanged += 1
            continue
        same = known.take_moved(part)
        if same is None:
            outcome.new += not known.left
            outcome.changed += bool(known.left)
            continue
        outcome.changed += 1
        if part.paid is not None:
            outcome.remarks.append(_payment_told(document, part, same, line))
    return outcome


def _payment_told(document: DueDocument, part: Instalment, before: Instalment, line: int) -> RefusedRow:
    reason = "instalment_paid" if part.paid else "instalment_unpaid"
    if part.part_paid > before.part_paid and not part.paid:
        reason = "instalment_part_paid"
    params = {
        "part": f"{part.part_paid:.2f}".replace(".", ","),
        "amount": f"{part.amount:.2f}".replace(".", ","),
        "due": part.due.strftime("%d/%m/%Y") if part.due else "–",
        "document": document.number or document.customer,
    }
    return RefusedRow(line, reason, params)
