"""Take exports of Fattura24 into the mirror: recognise who is known already, keep what is newer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from app.connectors.fattura24.address_book import AddressBook, ImportedCustomer, read_address_book
from app.records.compare import match_key, name_key, names_agree
from app.records.validate import warnings
from app.services.import_job import ImportJob
from app.services.picture import is_customer
from app.services.types import ImportReport, RefusedRow
from app.store import Customer, Store, StoredLink
from app.sync.policy import note_key

_SETTLING = 120.0
"""Seconds that an export must be newer than a create without an answer to prove that it never arrived."""

_STEP = 500
"""Rows between two reports of progress."""


def import_address_book(job: ImportJob) -> ImportReport:
    """Read an address book into the mirror, all of it or nothing.

    Raises FileRefused if the file is none, StorageError if the mirror cannot be written.
    """
    store, clock, path = job.store, job.clock, job.path
    book = read_address_book(path)
    exported_at = min(clock.now(), path.stat().st_mtime)
    with store.transaction():
        taking = _Taking(store, exported_at, job.settings.import_suppliers)
        for n, row in enumerate(book.rows, 1):
            taking.take(row)
            if n % _STEP == 0:
                job.check_stop()
                job.tell(n, len(book.rows))
        report = taking.finish(path, book)
        store.settings.set("import.last", {"file": path.name, "at": clock.now(), "rows": len(book.rows)})
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
    """One import: finds for each row the customer that is known already."""

    def __init__(self, store: Store, exported_at: float, suppliers: bool) -> None:
        self._store, self._at, self._suppliers = store, exported_at, suppliers
        known = store.mirror.all()
        self._by_code = {c.code: c for c in known if c.code}
        # customers that no export has named yet: made by Ponte24, or imported from a file without codes
        self._uncoded = [c for c in known if not c.code]
        self._by_api_id = {c.api_id: c for c in self._uncoded if c.api_id}
        self._index: dict[tuple[str, str], Customer] = {}
        for customer in self._uncoded:
            for key in _keys(customer):
                self._index.setdefault(key, customer)
        self._seen_before = {c.id for c in known}
        self._put: dict[str, Customer] = {}
        self._added: list[Customer] = []
        self._codes: set[str] = set()
        self.read = self.new = self.changed = self.unchanged = self.left_out = 0
        self.refused: list[RefusedRow] = []

    def take(self, row: ImportedCustomer) -> None:
        """Take over one row."""
        self.read += 1
        # a mere supplier takes no part, but is kept: a contact who is one must not become a second record
        left_out = not self._suppliers and not is_customer(row.kind)
        if row.code and row.code in self._codes:
            self.refused.append(RefusedRow(row.line, "code_twice", {"code": row.code}))
            return
        self._codes.add(row.code)
        before = self._find(row)
        customer = Customer(
            id=before.id if before else "",
            code=row.code or (before.code if before else ""),
            api_id=before.api_id if before else "",
            contact=row.contact,
            kind=row.kind,
            raw=dict(row.raw),
            source="export",
            seen_at=self._at,
            name_certain=row.name_certain,
        )
        if before is None:
            self.new += not left_out
            self.left_out += left_out
            self._added.append(customer)
            return
        if before.source == "write" and before.seen_at > self._at:
            # the export was made before Ponte24's own write: what we wrote is newer
            customer = replace(before, code=customer.code, kind=row.kind, raw=dict(row.raw))
        same = (before.contact, before.kind, before.code) == (customer.contact, customer.kind, customer.code)
        self.left_out += left_out
        self.unchanged += same and not left_out
        self.changed += not same and not left_out
        self._put[before.id] = customer

    def _find(self, row: ImportedCustomer) -> Customer | None:
        known = self._by_code.get(row.code) if row.code else None
        if known is not None:
            return known
        candidate = self._by_api_id.get(row.code)
        if candidate is not None and name_key(candidate.contact) != name_key(row.contact):
            candidate = None
        if candidate is None:
            probe = Customer("", "", "", row.contact, row.kind, {}, "export", 0.0, True)
            found = [c for c in (self._index.get(k) for k in _keys(probe)) if c is not None]
            candidate = next((c for c in found if names_agree(c.contact, row.contact) is not False), None)
        return candidate if candidate is not None and candidate.id not in self._put else None

    def finish(self, path: Path, book: AddressBook) -> ImportReport:
        """Write what was taken and confirm the links of customers that are proven to exist now."""
        self._store.mirror.put_many([*self._put.values(), *self._added])
        missing = len(self._seen_before - set(self._put) - {c.id for c in self._uncoded})
        self._settle_unconfirmed(whole=missing == 0)
        refused = [*(RefusedRow(r.line, r.reason, r.params) for r in book.refused), *self.refused]
        return ImportReport(
            path,
            self.read + len(book.refused),
            self.new,
            self.changed,
            self.unchanged,
            self.left_out,
            tuple(sorted(refused, key=lambda r: r.line)),
            book.repairs,
            tuple(book.unknown_columns),
            _warnings(book),
            book.encoding,
            missing,
            "address_book",
        )

    def _settle_unconfirmed(self, *, whole: bool) -> None:
        """Settle customers whose create had no answer: the export names them, or, if it is whole and newer, proves that
        they never arrived; only then may they be sent again."""
        confirmed: list[StoredLink] = []
        absent: list[StoredLink] = []
        sent_at = {c.id: c.seen_at for c in self._uncoded}
        for link in self._store.links.all():
            if link.confirmed:
                continue
            if link.fattura24_id in self._put:
                confirmed.append(replace(link, confirmed=True))
            elif whole and self._at > sent_at.get(link.fattura24_id, self._at) + _SETTLING:
                absent.append(link)
        self._store.links.put_many(confirmed)
        self._store.links.remove([link.id for link in absent])
        self._store.mirror.remove([link.fattura24_id for link in absent])
        for link in absent:
            self._store.decisions.remove(note_key(link.id, "unconfirmed"))


def _warnings(book: AddressBook) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """Return each kind of doubt once, with its first example and how often it occurs; nothing is refused for it."""
    found: dict[str, dict[str, str]] = {}
    counts: Counter[str] = Counter()
    for row in book.rows:
        for _field, key, params in warnings(row.contact):
            name = key.removeprefix("warnings.")
            found.setdefault(name, dict(params))
            counts[name] += 1
    return tuple((name, {**params, "count": str(counts[name])}) for name, params in found.items())


def _keys(customer: Customer) -> list[tuple[str, str]]:
    """Return what a customer without a code is recognised by, strongest first; the name only with the city."""
    contact = customer.contact
    keys = [(level, match_key(level, contact.get(level))) for level in ("vat_code", "fiscal_code", "email")]
    keys += [("phone", match_key(level, contact.get(level))) for level in ("mobile", "landline")]
    keys = [k for k in keys if k[1]]
    if not keys:
        keys = [("name", f"{name_key(contact)}|{contact.city.casefold()}")]
    return keys
