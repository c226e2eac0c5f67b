"""Take address books of Fattura24 into the mirror: recognise who is known already, keep what is newer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path

from app.connectors.fattura24.address_book import AddressBookFile
from app.connectors.fattura24.contact_row import ImportedCustomer
from app.connectors.fattura24.table import RefusedLine
from app.errors import FileRefused
from app.records.complete import completed
from app.records.contact import CONTACT_FIELDS, Contact
from app.records.validate import warnings
from app.records.words import words
from app.services.import_job import ImportJob
from app.services.known_customers import KnownCustomers
from app.services.picture import is_customer
from app.services.types import ImportReport, RefusedRow
from app.store import Customer, Store, StoredLink
from app.sync.policy import note_key

_SETTLING = 120.0
"""Seconds that an export must be newer than a create without an answer to prove that it never arrived."""

_BATCH = 500
"""Rows that are in memory at a time; between two batches the progress is told and Stop is heard."""

MOST_REFUSED = 5_000
"""Rows refused from which on a file is no address book at all."""

_NAMES = ("first_name", "last_name", "company")


def import_address_book(job: ImportJob, file: AddressBookFile) -> ImportReport:
    """Read an address book into the mirror, all of it or nothing.

    Raises FileRefused if the file is none after all or Stop was pressed, StorageError if the mirror cannot be written.
    """
    store, clock, path = job.store, job.clock, job.path
    exported_at = min(clock.now(), path.stat().st_mtime)
    with store.transaction():
        taking = _Taking(store, exported_at, job.settings.import_suppliers, file, path)
        done = 0
        while batch := list(islice(file.contacts, _BATCH)):
            job.check_stop()
            taking.take(batch)
            done += len(batch)
            job.tell(done, max(file.total, done))
        job.check_stop()
        report = taking.finish()
        store.settings.set("import.last", {"file": path.name, "at": clock.now(), "rows": report.read})
        store.activity.add(
            clock.now(),
            "info",
            "imported",
            {
                "file": path.name,
                "read": report.read,
                "new": report.new,
                "changed": report.changed,
                "refused": len(report.refused),
            },
        )
    return report


class _Taking:
    """One import: takes rows over batch by batch and counts what they bring."""

    def __init__(self, store: Store, exported_at: float, suppliers: bool, file: AddressBookFile, path: Path) -> None:
        self._store, self._at, self._suppliers = store, exported_at, suppliers
        self._file, self._path = file, path
        self._known = KnownCustomers(store, by_keys="code" not in file.carried)
        self._invoiced = store.invoices.contacts()
        self._codes: set[str] = set()
        self._confirmed: set[str] = set()
        self._read = self._new = self._changed = self._unchanged = self._left_out = 0
        self._refused: list[RefusedRow] = []
        self._repairs: Counter[str] = Counter()
        self._doubts: dict[str, dict[str, str]] = {}
        self._doubt_counts: Counter[str] = Counter()

    def take(self, batch: list[ImportedCustomer | RefusedLine]) -> None:
        """Take over some rows."""
        rows = []
        for found in batch:
            self._read += 1
            if isinstance(found, RefusedLine):
                self._refuse(found.line, found.reason, found.params)
            elif found.code and found.code in self._codes:
                self._refuse(found.line, "code_twice", {"code": found.code})
            else:
                if found.code:
                    self._codes.add(found.code)
                rows.append(found)
        put: list[Customer] = []
        seen: list[str] = []
        for row, before in zip(rows, self._known.find(rows), strict=True):
            self._one(row, before, put, seen)
        self._store.mirror.put_many(put)
        self._store.mirror.seen(seen, self._at)

    def _one(self, row: ImportedCustomer, before: Customer | None, put: list[Customer], seen: list[str]) -> None:
        self._note(row)
        kind = row.kind if "kind" in self._file.carried or row.kind or before is None else before.kind
        # a mere supplier takes no part, but is kept: a contact who is one must not become a second record
        left_out = not self._suppliers and not is_customer(kind)
        self._left_out += left_out
        customer = Customer(
            id=before.id if before else "",
            code=row.code or (before.code if before else ""),
            api_id=before.api_id if before else "",
            contact=row.contact,
            kind=kind,
            raw=dict(row.raw),
            source="export",
            seen_at=self._at,
            name_certain=row.name_certain,
        )
        if before is None:
            self._new += not left_out
            put.append(customer)
            return
        if not before.code:
            self._confirmed.add(before.id)
        customer = self._with_what_is_not_told(customer, before)
        for invoiced in self._invoiced.get(before.id, ()):
            # what invoices have filled in an export leaves blank each time; it is no less true for that
            customer = replace(customer, contact=completed(customer.contact, invoiced))
        if before.source == "write" and before.seen_at > self._at:
            # the export was made before Ponte24's own write: what we wrote is newer
            customer = replace(before, code=customer.code, kind=kind, raw=customer.raw)
        same = (before.contact, before.kind, before.code) == (customer.contact, customer.kind, customer.code)
        self._unchanged += same and not left_out
        self._changed += not same and not left_out
        if same and (before.raw, before.name_certain, customer.source) == (
            customer.raw,
            customer.name_certain,
            "export",
        ):
            seen.append(before.id)
        else:
            put.append(customer)

    def _with_what_is_not_told(self, customer: Customer, before: Customer) -> Customer:
        """Keep what this kind of file cannot tell: a column it has not is no blank, a card without a fiscal code is no
        reason to forget how a name was split by it."""
        carried = self._file.carried
        kept = {
            name: value
            for name in CONTACT_FIELDS
            if name not in carried and name not in _NAMES and not getattr(customer.contact, name)
            if (value := getattr(before.contact, name))
        }
        contact = replace(customer.contact, **kept) if kept else customer.contact
        certain = customer.name_certain
        if "fiscal_code" not in carried and _same_words(contact, before.contact):
            contact = replace(contact, **{name: getattr(before.contact, name) for name in _NAMES})
            certain = before.name_certain
        raw = customer.raw if carried or not before.raw else before.raw
        return replace(customer, contact=contact, name_certain=certain, raw=raw)

    def _note(self, row: ImportedCustomer) -> None:
        self._repairs.update(row.repairs)
        for _field, key, params in warnings(row.contact):
            name = key.removeprefix("warnings.")
            self._doubts.setdefault(name, dict(params))
            self._doubt_counts[name] += 1

    def _refuse(self, line: int, reason: str, params: Mapping[str, str]) -> None:
        self._refused.append(RefusedRow(line, reason, params, self._file.sheet))
        if len(self._refused) > MOST_REFUSED:
            first = self._refused[0]
            raise FileRefused("file_rows_refused", file=self._path.name, rows=str(MOST_REFUSED), line=str(first.line))

    def finish(self) -> ImportReport:
        """Confirm the links of customers that are proven to exist now and return the report."""
        missing = self._known.missing
        self._settle_unconfirmed(whole=missing == 0)
        return ImportReport(
            self._path,
            self._read,
            self._new,
            self._changed,
            self._unchanged,
            self._left_out,
            tuple(sorted(self._refused, key=lambda r: r.line)),
            dict(sorted(self._repairs.items())),
            tuple(self._file.unknown_columns),
            # each kind of doubt once, with its first example and how often it occurs; nothing is refused for it
            tuple((n, {**p, "count": str(self._doubt_counts[n])}) for n, p in self._doubts.items()),
            self._file.encoding,
            missing,
            "address_book",
        )

    def _settle_unconfirmed(self, *, whole: bool) -> None:
        """Settle customers whose create had no answer: the export names them, or, if it is whole and newer, proves that
        they never arrived; only then may they be sent again."""
        confirmed: list[StoredLink] = []
        absent: list[StoredLink] = []
        sent_at = self._known.sent_at
        for link in self._store.links.all():
            if link.confirmed:
                continue
            if link.fattura24_id in self._confirmed:
                confirmed.append(replace(link, confirmed=True))
            elif whole and self._at > sent_at.get(link.fattura24_id, self._at) + _SETTLING:
                absent.append(link)
        self._store.links.put_many(confirmed)
        self._store.links.remove([link.id for link in absent])
        self._store.mirror.remove([link.fattura24_id for link in absent])
        for link in absent:
            self._store.decisions.remove(note_key(link.id, "unconfirmed"))


def _same_words(a: Contact, b: Contact) -> bool:
    return sorted(words(a.company or a.person)) == sorted(words(b.company or b.person))
