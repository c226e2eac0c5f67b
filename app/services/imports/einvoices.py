"""Take e-invoices into the store: documents, instalments and, from those the owner issued, customers.

Files are read first and written then, many in one short transaction, so that nobody waits for the database; each file
is taken as a whole or not at all.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from app.connectors.einvoices.files import Archive, Entry, EntryNote, read_file
from app.connectors.exports.beside import InvoicesFile, invoices_beside, worth_it
from app.connectors.files.file_kind import FileKind
from app.connectors.files.pulse import heard
from app.errors import FileRefused, StorageError
from app.records.invoice import Direction, DocumentKey, Invoice, direction_of, numbered_together
from app.services.api.imports import ImportReport, RefusedRow
from app.services.imports.job import ImportJob, unexpected
from app.services.imports.text_room import refuse_text
from app.services.invoices.customers import InvoiceCustomers
from app.services.invoices.own_vat import candidates, own_vat
from app.store import Store
from app.store.mirrored.invoices import MOST_EARLIER, KnownDocument

KINDS = frozenset({FileKind.XML, FileKind.P7M, FileKind.ZIP})
"""The kinds of files that hold e-invoices."""

_STEP = 50
"""Entries of an archive between two looks at Stop."""
_TOGETHER = 200
"""Files that are written in one transaction."""
_FEW = 400
"""Documents up to which it is quicker to look each of them up than to read which there are."""

MOST_DOCUMENTS = 50_000
MOST_LETTERS = 40_000_000
"""Documents of one archive, and letters of all that is kept of them; a year of a small business has some thousands."""

_log = logging.getLogger(__name__)


def import_einvoices(job: ImportJob) -> ImportReport:
    """Read one file or archive of e-invoices. Raises FileRefused (also file_stopped) and StorageError."""
    report = import_together([job])[0]
    if report.problem is not None:
        raise report.problem
    return report


def import_together(jobs: Sequence[ImportJob]) -> list[ImportReport]:
    """Read many files and return one report each; one that is refused or stopped does not hinder the others.

    Where the owner's VAT code is not known, the last file that was read asks for it. Raises StorageError.
    """
    reports: list[ImportReport] = []
    taking: _Taking | None = None
    for start in range(0, len(jobs), _TOGETHER):
        read = [_read(job) for job in jobs[start : start + _TOGETHER]]
        if any(not isinstance(found, ImportReport) for found in read):
            taking = taking or _Taking(jobs[0].store)
            reports += taking.write(read)
        else:
            reports += [found for found in read if isinstance(found, ImportReport)]
        if len(jobs) > 1:
            jobs[len(reports) - 1].tell(len(reports), len(jobs))
    if taking is not None and not own_vat(jobs[0].store):
        last = max(n for n, report in enumerate(reports) if report.problem is None or n == 0)
        reports[last] = replace(reports[last], own_vat_candidates=candidates(jobs[0].store))
    return reports


@dataclass(frozen=True, slots=True)
class _Read:
    """What a file holds, before anything of it is written."""

    job: ImportJob
    entries: tuple[Entry, ...]

    @property
    def is_archive(self) -> bool:
        return self.job.kind is FileKind.ZIP

    @property
    def documents(self) -> Iterable[Invoice]:
        return (invoice for entry in self.entries for invoice in entry.invoices)


def _read(job: ImportJob) -> _Read | ImportReport:
    try:
        job.check_stop()
        with heard(job.check_stop):
            entries = tuple(_entries(job))
        job.check_stop()
        job.check_whole()
        return _Read(job, entries)
    except FileRefused as refused:
        return ImportReport(job.path, problem=refused)
    except Exception as error:
        # a file that no one foresaw must not keep the others from being read
        return ImportReport(job.path, problem=unexpected(job.path, error, _log))


def _entries(job: ImportJob) -> Iterator[Entry]:
    """Yield the entries of a file. Raises FileRefused also where all of them together hold more than one file may."""
    with ExitStack() as stack:
        file = None
        if worth_it(job.path, job.kind):
            file = stack.enter_context(invoices_beside(job.path, job.kind, job.check_stop))
        if file is None and job.kind is not FileKind.ZIP:
            yield read_file(job.path)
            return
        if file is None:
            archive = stack.enter_context(Archive(job.path))
            file = InvoicesFile(archive.entries(), archive.total)
        yield from _bounded(job, file)


def _bounded(job: ImportJob, file: InvoicesFile) -> Iterator[Entry]:
    documents = letters = 0
    for count, (place, entry) in enumerate(file.entries, 1):
        documents += len(entry.invoices)
        letters += sum(map(_letters, entry.invoices))
        if documents > MOST_DOCUMENTS:
            raise FileRefused("archive_too_many", file=job.path.name, limit=str(MOST_DOCUMENTS))
        refuse_text(job.path, letters, MOST_LETTERS)
        yield entry
        if count % _STEP == 0:
            job.check_stop()
            job.tell(place, file.total)


def _letters(invoice: Invoice) -> int:
    """Return about how many letters of the database a document takes."""
    return sum(len(value) for _name, value in invoice.customer.items()) + 80 * len(invoice.instalments) + 200


class _Taking:
    """Compares what was read with what is there, and writes the difference."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._people = InvoiceCustomers(store)

    def write(self, files: Sequence[_Read | ImportReport]) -> list[ImportReport]:
        """Write some files in one transaction, each of them whole or not at all."""
        try:
            return self._write(files)
        except StorageError:
            raise
        except Exception:
            # one of the files holds what nobody foresaw: one at a time, the others are not held up by it
            _log.warning("e-invoices could not be written together: one at a time")
            return [self._alone(file) for file in files]

    def _alone(self, file: _Read | ImportReport) -> ImportReport:
        self._people = InvoiceCustomers(self._store)
        try:
            return self._write([file])[0]
        except StorageError:
            raise
        except Exception as error:
            path = file.file if isinstance(file, ImportReport) else file.job.path
            return ImportReport(path, problem=unexpected(path, error, _log))

    def _write(self, files: Sequence[_Read | ImportReport]) -> list[ImportReport]:
        store = self._store
        with store.transaction():
            self._people.begin()
            keys = [i.key for f in files if isinstance(f, _Read) for i in f.documents]
            known = store.invoices.known(keys if len(keys) <= _FEW else None)
            pile = _Pile(store, self._people, known)
            own = own_vat(store)
            reports = [f if isinstance(f, ImportReport) else _Filing(pile, f, own).run() for f in files]
            pile.flush(next((f.job.clock.now() for f in files if isinstance(f, _Read)), 0.0))
            _note(store, [f for f in files if isinstance(f, _Read)], [r for r in reports if r.problem is None])
        return reports


def _note(store: Store, files: Sequence[_Read], reports: Sequence[ImportReport]) -> None:
    """Write into the log what came in; nothing where nothing did."""
    counts = {
        "read": sum(r.read for r in reports),
        "new": sum(r.new for r in reports),
        "changed": sum(r.changed for r in reports),
        "refused": sum(len(r.refused) for r in reports),
    }
    if counts["new"] or counts["changed"] or counts["refused"]:
        more = f" (+{len(files) - 1})" if len(files) > 1 else ""
        words = {"file": f"{files[0].job.path.name}{more}", **{key: str(count) for key, count in counts.items()}}
        store.activity.add(files[0].job.clock.now(), "info", "invoices_imported", words)


class _Pile:
    """Documents that are to be written, and what is known of those that are there."""

    def __init__(self, store: Store, people: InvoiceCustomers, known: dict[DocumentKey, KnownDocument]) -> None:
        self._store, self.people, self.known = store, people, known
        self.pending: dict[DocumentKey, Invoice] = {}
        self._numbered: dict[tuple[str, str, str], list[DocumentKey]] = {}
        for key in known:
            self.note(key)
        self.again: list[tuple[str, str]] = []

    def sent_before(self, key: DocumentKey, customer: str) -> DocumentKey | None:
        """Return the document that this one of the owner is sent in place of, if any: for the same customer, with its
        number, in its year, on another day or as another type. The exchange system takes no number twice in a year
        (control 00404), so the other one was refused there."""
        alike, who = numbered_together(key.document_type), self.people.id_of(customer)
        found = [
            other
            for kind in sorted({key.document_type} | alike)
            for other in self._numbered.get((key.supplier_vat, kind, key.number), ())
            if other != key and other.date.year == key.date.year and self._customer_of(other) == who
        ]
        return max(found, key=lambda other: other.date, default=None) if customer else None

    def _customer_of(self, key: DocumentKey) -> str:
        if key in self.pending:
            return self.people.id_of(self.pending[key].customer_id)
        return self.known[key].customer_id if key in self.known else ""

    def take_place(self, before: DocumentKey, key: DocumentKey) -> KnownDocument | None:
        """Let a document take the place of one sent before, which is no more."""
        self._numbered[before.supplier_vat, before.document_type, before.number].remove(before)
        pending = self.pending.pop(before, None)
        known = self.known.pop(before, None)
        if known is None and pending is not None:
            return KnownDocument(pending.id, pending.digest, (), pending.direction, pending.customer_id)
        return known

    def note(self, key: DocumentKey) -> None:
        """Remember that there is such a document now."""
        same = self._numbered.setdefault((key.supplier_vat, key.document_type, key.number), [])
        if key not in same:
            same.append(key)

    def flush(self, now: float) -> None:
        """Write customers and documents."""
        self.people.save()
        pending = [replace(i, customer_id=self.people.id_of(i.customer_id)) for i in self.pending.values()]
        ids = self._store.invoices.put_many(pending, now)
        for number, invoice in zip(ids, pending, strict=True):
            before = self.known.get(invoice.key)
            earlier = (before.digest, *before.earlier)[:MOST_EARLIER] if before else ()
            self.known[invoice.key] = KnownDocument(
                number, invoice.digest, earlier, invoice.direction, invoice.customer_id
            )
        self._store.invoices.assign(
            [(number, Direction.ISSUED, self.people.id_of(customer)) for number, customer in self.again]
        )
        self.pending.clear()
        self.again.clear()


class _Filing:
    """One file on its way to the pile."""

    def __init__(self, pile: _Pile, file: _Read, own: str) -> None:
        self._pile, self._file, self._own = pile, file, own
        self._remarks: list[RefusedRow] = []
        self.read = self.new = self.changed = self.unchanged = self.left_out = self.issued = self.received = 0

    def run(self) -> ImportReport:
        """Take every document of the file and return the report."""
        made_before = self._pile.people.made
        refused: list[RefusedRow] = []
        for entry in self._file.entries:
            where = entry.name if self._file.is_archive else ""
            refused += [_row(note, where) for note in entry.refused]
            self._remarks += [_row(note, where) for note in entry.skipped]
            self.left_out += len(entry.skipped)
            for invoice in entry.invoices:
                self._take(self._named(invoice), where)
        return ImportReport(
            self._file.job.path,
            self.read + len(refused) + sum(len(e.skipped) for e in self._file.entries),
            self.new,
            self.changed,
            self.unchanged,
            self.left_out,
            tuple(refused),
            content="einvoice_archive" if self._file.is_archive else "einvoice",
            remarks=tuple(self._remarks),
            issued=self.issued,
            received=self.received,
            new_customers=self._pile.people.made - made_before,
        )

    def _named(self, invoice: Invoice) -> Invoice:
        return replace(invoice, file=f"{self._file.job.path.name}/{invoice.file}") if self._file.is_archive else invoice

    def _take(self, invoice: Invoice, where: str) -> None:
        self.read += 1
        if invoice.is_self_invoice:
            self.left_out += 1
            self._remark("self_invoice", where, number=invoice.number, type=invoice.document_type)
            return
        direction = direction_of(invoice, self._own)
        self.issued += direction is Direction.ISSUED
        self.received += direction is Direction.RECEIVED
        if direction is Direction.OTHER:
            self._remark("not_yours", where, number=invoice.number)
        pile = self._pile
        if invoice.key in pile.pending and pile.pending[invoice.key].digest != invoice.digest:
            pile.flush(self._file.job.clock.now())  # a second copy: it is compared as if the first had been there
        if invoice.key in pile.pending:
            self.unchanged += 1
            return
        known = pile.known.get(invoice.key)
        if known is not None and invoice.digest in (known.digest, *known.earlier):
            self.unchanged += 1
            self._rejoin(invoice, known)
            return
        customer = pile.people.take(invoice) if direction is Direction.ISSUED else ""
        day = invoice.date.strftime("%d/%m/%Y")
        if known is not None:
            self.changed += 1
            self._remark("document_changed", where, number=invoice.number, date=day)
        elif before := pile.sent_before(invoice.key, customer):
            if before.date > invoice.date:
                self.unchanged += 1  # the copy that was refused comes after the one that was sent again
                return
            self.changed += 1
            self._remark("document_resent", where, number=invoice.number, date=day, before=f"{before.date:%d/%m/%Y}")
            known = pile.take_place(before, invoice.key)
        else:
            self.new += 1
        pile.pending[invoice.key] = replace(
            invoice, direction=direction, customer_id=customer, id=known.id if known else ""
        )
        pile.note(invoice.key)

    def _rejoin(self, invoice: Invoice, known: KnownDocument) -> None:
        """Give a document its customer again when the mirror has lost it."""
        if known.direction is Direction.ISSUED and not self._pile.people.knows(known.customer_id):
            self._pile.again.append((known.id, self._pile.people.take(invoice)))

    def _remark(self, reason: str, where: str, **params: str) -> None:
        self._remarks.append(RefusedRow(0, reason, params, where))


def _row(note: EntryNote, where: str) -> RefusedRow:
    return RefusedRow(note.body, note.reason, note.params, where)
