"""Take address books of Fattura24 into the mirror: recognise who is known already, keep what is newer.

What would change many customers, or look like another address book, is told as a difference first and not taken over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from app.connectors.exports.address_book.address_book import AddressBookFile
from app.connectors.exports.address_book.contact_row import ImportedCustomer
from app.connectors.exports.tables.table import RefusedLine
from app.errors import FileRefused
from app.records import provenance
from app.records.alike import names_agree
from app.records.compare import same
from app.records.complete import completed
from app.records.contact import CONTACT_FIELDS, Contact, Further
from app.services.api.imports import SAID_BEFORE, ChangeExample, ImportDifference, ImportGuard, ImportReport, RefusedRow
from app.services.imports.guard import EXAMPLES, Coverage, titles
from app.services.imports.job import SHOWN_LINES, ImportJob
from app.services.imports.known_customers import KnownCustomers
from app.services.imports.recognising import (
    Returning,
    kind_is_doubtful,
    name_as_known,
    spelled_as_known,
    told_again,
    was_written,
)
from app.services.imports.settling import SETTLING, settle
from app.services.imports.text_room import least_letters, letters, refuse_text
from app.services.imports.unchanged import says_the_same
from app.services.sync.reading.snapshot import is_customer
from app.store import Customer, Store, StoredLink

_BATCH = 250
"""Rows that are in memory at a time; between two batches the progress is told and Stop is heard."""

MOST_REFUSED = 5_000
"""Rows refused from which on a file is no address book at all."""

_NAMES = ("first_name", "last_name", "company")


def import_address_book(job: ImportJob, file: AddressBookFile) -> ImportReport:
    """Read an address book into the mirror, all of it or nothing.

    Raises FileRefused if the file is none after all or Stop was pressed, ImportGuard if a person must look first,
    StorageError if the mirror cannot be written.
    """
    store, clock, path = job.store, job.clock, job.path
    refuse_text(path, least_letters(job, file))  # known before the work, and not after a minute of it
    exported_at = min(clock.now(), path.stat().st_mtime)
    with store.transaction():
        taking = _Taking(store, exported_at, job, file)
        done = 0
        while batch := list(islice(file.contacts, _BATCH)):
            job.check_stop()
            taking.take(batch)
            done += len(batch)
            job.tell(done, max(file.total, done))
        taking.take_rest()
        job.check_stop()
        job.check_whole()
        difference = taking.difference()
        if difference.guards and not job.sure:
            raise ImportGuard(path, difference)
        report = taking.finish(difference)
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

    def __init__(self, store: Store, exported_at: float, job: ImportJob, file: AddressBookFile) -> None:
        self._store, self._at, self._suppliers = store, exported_at, job.settings.import_suppliers
        self._file, self._path, self._even_old = file, job.path, job.even_old
        self._returning = Returning()
        self._links: dict[str, StoredLink] = {}
        self._known = KnownCustomers(store, self._at)
        self._invoiced = store.invoices.contacts()
        self._letters = 0
        self._codes: set[str] = set()
        self._confirmed: set[str] = set()
        self._carried = {provenance.unit_of(name) for name in file.carried} & provenance.UNITS.keys()
        self._read = self._new = self._changed = self._unchanged = self._left_out = 0
        self._refused: list[RefusedRow] = []
        self._repairs: Counter[str] = Counter()
        self._doubts: dict[str, dict[str, str]] = {}
        self._doubt_counts: Counter[str] = Counter()
        self._doubt_lines: dict[str, list[str]] = {}
        self._coverage = Coverage()
        self._newest_at = store.mirror.newest_export_at()
        self._before = store.mirror.count()
        self._absent: list[Customer] = []
        self._altered = self._strangers = 0
        self._examples: list[ChangeExample] = []

    def take(self, batch: list[ImportedCustomer | RefusedLine]) -> None:
        """Take over some rows."""
        rows = []
        for found in batch:
            self._read += 1
            if isinstance(found, ImportedCustomer):
                self._letters += letters(found)
            refuse_text(self._path, self._letters)
            if isinstance(found, RefusedLine):
                self._refuse(found.line, found.reason, found.params)
            elif found.code and found.code in self._codes:
                self._refuse(found.line, "code_twice", {"code": found.code})
            else:
                if found.code:
                    self._codes.add(found.code)
                rows.append(found)
        self._decided(list(self._known.find(rows)))

    def take_rest(self) -> None:
        """Take over the rows that waited for the end of the file."""
        self._decided(list(self._known.held_back()))

    def _decided(self, found: Sequence[tuple[ImportedCustomer, Customer | None]]) -> None:
        put: list[Customer] = []
        seen: list[str] = []
        while self._known.displaced:  # somebody else has their code now, and what was theirs stays theirs
            put.append(replace(self._known.displaced.pop(), code="", missing_since=self._at))
            self._strangers += 1
        doubtful = (b.id for row, b in found if b and kind_is_doubtful(row.contact, b.contact))
        self._links = self._store.links.of_customers(doubtful)
        for row, before in found:
            self._one(row, before, put, seen)
        self._store.mirror.put_many(put)
        self._store.mirror.seen(seen, self._at)

    def _one(self, row: ImportedCustomer, before: Customer | None, put: list[Customer], seen: list[str]) -> None:
        self._note(row)
        kind = row.kind if "kind" in self._file.carried or row.kind or before is None else before.kind
        # a mere supplier takes no part, but is kept: a contact who is one must not become a second record
        left_out = not self._suppliers and not is_customer(kind)
        self._left_out += left_out
        statements = self._told_units(row.contact)
        if before is not None and before.id not in self._links:
            told = self._invoiced.get(before.id, ())
            if says_the_same(row, kind, before, self._at, statements, told, bare=not self._file.carried):
                self._as_before(before, seen, left_out=left_out)
                return
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
            provenance={} if before else {u: provenance.NOBODY for u in provenance.UNITS if u not in statements},
            further=row.further,
            held_vat=row.held_vat or (before.held_vat if before else ""),
            odd_codes=_odd(row, before, self._file.carried),
            held_name=row.held_name if self._file.carried or before is None else before.held_name,
        )
        self._coverage.note(customer.contact, kind)
        if before is None:
            self._new += not left_out
            put.append(customer)
            return
        if not before.code:
            self._confirmed.add(before.id)
        customer = self._with_what_is_not_told(customer, before)
        if not self._even_old:
            statements = self._returning.sift(before, customer.contact, statements, row.line)
        customer = self._newest_of(before, customer, statements)
        for invoiced in self._invoiced.get(before.id, ()):
            # what invoices have filled in an export leaves blank each time; it is no less true for that
            customer = _filled(customer, invoiced, before)
        # that it has got its code is no change: whom Ponte24 made or an invoice named has one only from here on
        kept = _outline(replace(before, code=before.code or customer.code)) == _outline(customer)
        self._unchanged += kept and not left_out
        self._changed += not kept and not left_out
        self._compare(before, customer, row.contact)
        if kept and replace(customer, seen_at=before.seen_at, missing_since=before.missing_since) == before:
            if customer.seen_at > before.seen_at or before.missing_since != customer.missing_since:
                seen.append(before.id)
        else:
            put.append(customer)

    def _as_before(self, before: Customer, seen: list[str], *, left_out: bool) -> None:
        self._coverage.note(before.contact, before.kind)
        if not before.code:
            self._confirmed.add(before.id)
        self._unchanged += not left_out
        if self._at > before.seen_at or 0 < before.missing_since <= self._at:
            seen.append(before.id)

    def _told_units(self, contact: Contact) -> set[str]:
        """Return what this row states: what its columns can say, blanks included, and what it does say."""
        return self._carried | set(provenance.said_by(contact))

    def _newest_of(self, before: Customer, customer: Customer, statements: set[str]) -> Customer:
        """Let each value be the one of the newest source: an older file, or one made before a write of ours, brings
        only what nobody has told since."""
        by = ("export", self._at)
        rest = (before.source, before.seen_at)
        contact, sources = provenance.settle(
            before.contact, before.statements, customer.contact, by, statements, tolerant=False
        )
        if before.statements["name"][0] == "write" and sources["name"] == by and was_written(before, contact):
            sources["name"] = ("write", self._at)  # what we wrote goes on telling what the name is
        newer = provenance.wins(by, rest)
        source: provenance.Source
        if not newer:
            customer = replace(customer, kind=before.kind or customer.kind, raw=before.raw or customer.raw)
        gone = before.missing_since if before.missing_since > self._at else 0.0
        source, seen_at = ("export", self._at) if newer else (before.source, before.seen_at)
        return replace(
            customer,
            contact=contact,
            source=source,
            seen_at=seen_at,
            name_certain=customer.name_certain if sources["name"] == by else before.name_certain,
            provenance=provenance.deviations(sources, (source, seen_at)),
            missing_since=gone,
            further=_further(before, customer, {u for u in statements if sources[u] == by}),
            superseded=provenance.superseded(before.superseded, before.contact, contact, self._at),
        )

    def _compare(self, before: Customer, after: Customer, row: Contact) -> None:
        """Count what a person would call a change, and rows that carry somebody else's code."""
        fields = tuple(
            (name, old, new)
            for (name, old), (_, new) in zip(before.contact.items(), after.contact.items(), strict=True)
            if old and not same(name, old, new)
        )
        if not fields:
            return
        self._altered += 1
        if len(self._examples) < EXAMPLES:
            self._examples.append(ChangeExample(before.contact.title or after.contact.title, fields))
        codes = [(getattr(before.contact, n), getattr(row, n)) for n in ("vat_code", "fiscal_code")]
        agree = any(a and same("vat_code", a, b) for a, b in codes)
        self._strangers += not agree and names_agree(before.contact, row) is False

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
        link = self._links.get(before.id)
        if link or any(getattr(contact, name) != getattr(before.contact, name) for name in _NAMES):
            contact, certain = name_as_known(contact, certain, before, link, tells_code="fiscal_code" in carried)
        else:
            certain = certain or before.name_certain
        contact = spelled_as_known(contact, before.contact)
        raw = customer.raw if carried or not before.raw else before.raw
        return replace(customer, contact=contact, name_certain=certain, raw=raw)

    def _note(self, row: ImportedCustomer) -> None:
        self._repairs.update(row.repairs)
        for name, value in row.doubts:
            self._doubts.setdefault(name, {"value": value})
            self._doubt_counts[name] += 1
            lines = self._doubt_lines.setdefault(name, [])
            if len(lines) < SHOWN_LINES:
                lines.append(str(row.line))

    def _refuse(self, line: int, reason: str, params: Mapping[str, str]) -> None:
        self._refused.append(RefusedRow(line, reason, params, self._file.sheet))
        if len(self._refused) > MOST_REFUSED:
            first = self._refused[0]
            raise FileRefused("file_rows_refused", file=self._path.name, rows=str(MOST_REFUSED), line=str(first.line))

    def difference(self) -> ImportDifference:
        """Return what all rows together have changed, once all are taken."""
        unconfirmed = {link.fattura24_id for link in self._store.links.all() if not link.confirmed}
        self._absent = self._known.absent(self._at - SETTLING, unconfirmed)
        known = self._known.coded
        whole = self._coverage.is_whole(
            self._absent, known, refused=len(self._refused), newest=self._at >= self._newest_at
        )
        return ImportDifference(
            known,
            self._read,
            self._new,
            self._altered,
            len(self._absent),
            self._strangers,
            self._at,
            self._newest_at,
            whole,
            tuple(self._examples),
            titles(self._absent),
            self._coverage.filtered(self._absent),
        )

    def finish(self, difference: ImportDifference) -> ImportReport:
        """Confirm what is proven to exist now, note what a whole export has no more, and return the report."""
        missing = self._known.missing
        self._take_back()
        if difference.whole and not self._returning.old:
            self._store.mirror.set_missing([c.id for c in self._absent], self._at)
        whole = difference.whole and not self._returning.old
        settle(self._store, self._at, self._confirmed, self._known.sent_at, whole=whole, lacks=missing)
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
            # each kind of doubt once, with its first example and on which lines it occurs; nothing is refused for it
            tuple(
                (n, {**p, "count": str(self._doubt_counts[n]), "lines": ", ".join(self._doubt_lines[n])})
                for n, p in self._doubts.items()
            ),
            self._file.encoding,
            missing,
            "address_book",
        )

    def _take_back(self) -> None:
        """Take over what is true again, and tell what only an old export says."""
        news: dict[str, Customer] = self._store.mirror.get_many(one.customer for one in self._returning.news)
        for one in self._returning.news:
            if one.customer in news:
                news[one.customer] = told_again(news[one.customer], one, self._at)
        self._store.mirror.put_many(news.values())
        self._changed += len(news)
        self._unchanged -= len(news)
        old = {one.customer: one for one in self._returning.old}
        if old:
            self._doubts[SAID_BEFORE] = {"value": next(iter(old.values())).values.title}
            self._doubt_counts[SAID_BEFORE] = len(old)
            self._doubt_lines[SAID_BEFORE] = [str(one.line) for one in old.values()][:SHOWN_LINES]


def _outline(customer: Customer) -> tuple[Contact, str, str, object]:
    return customer.contact, customer.kind, customer.code, customer.further


def _further(before: Customer, row: Customer, own: set[str]) -> Further:
    """Return the values behind the first one of a cell: the row's where it states the cell, else those known before."""
    return (*(f for f in before.further if f[0] not in own), *(f for f in row.further if f[0] in own))


def _filled(customer: Customer, invoiced: Contact, before: Customer) -> Customer:
    """Return the customer with its blanks filled from an invoice; whoever tells them later goes before it."""
    contact = completed(customer.contact, invoiced)
    if contact == customer.contact:
        return customer
    units = provenance.changed_units(customer.contact, contact)
    known = {u: before.statements[u] for u in units}
    statements = {u: by if by[0] == "invoice" else ("invoice", 0.0) for u, by in known.items()}
    return replace(customer, contact=contact, provenance={**customer.provenance, **statements})


def _odd(row: ImportedCustomer, before: Customer | None, carried: Collection[str]) -> tuple[str, ...]:
    """Return which codes Fattura24 writes unusually: as the file shows them, else as an earlier one did."""
    kept = () if before is None else tuple(n for n in before.odd_codes if n not in carried)
    return tuple(sorted({*(n for n in row.odd_codes if n in carried), *kept}))
