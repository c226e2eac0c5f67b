"""E-invoices on their way into the store: documents, customers, whose they are, and what a second import does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import ManualClock
from app.connectors.einvoices import files
from app.errors import UsageError
from app.paths import Home
from app.records.contact import Contact
from app.records.invoice import Direction, Invoice
from app.services.api.imports import ImportReport
from app.services.api.progress import Progress, StopSignal
from app.services.imports import einvoices
from app.services.imports.importing import import_files
from app.services.invoices.customers import InvoiceCustomers
from app.services.invoices.own_vat import candidates, own_vat, set_own_vat
from app.store import Customer, Store, StoredLink
from tests.connectors.einvoice_samples import (
    CAFFE,
    CUSTOMER,
    OWN,
    PERSON,
    archive,
    body,
    invoice,
    signed,
    simplified,
    terms,
)

OTHER_OWN = "12345670017"
RECEIVED = CAFFE.replace(CUSTOMER, OWN).replace("CAFFÈ CENTRALE SNC", "IL FORNO SRL")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    opened = Store.open(Home(tmp_path / "home"), clock)
    yield opened
    opened.close()


class Desk:
    """Writes files and imports them."""

    def __init__(self, store: Store, clock: ManualClock, folder: Path) -> None:
        self.store, self.clock, self.folder = store, clock, folder

    def write(self, name: str, data: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def take(self, *texts: str | bytes, own: str = OWN) -> tuple[ImportReport, ...]:
        if own:
            self.store.settings.set("own_vat", own)
        files = [self.write(f"{n}.xml", text) for n, text in enumerate(texts)]
        return import_files(self.store, self.clock, files)

    def contacts(self) -> list[Contact]:
        return [c.contact for c in self.store.mirror.all()]


@pytest.fixture
def desk(store: Store, clock: ManualClock, tmp_path: Path) -> Desk:
    return Desk(store, clock, tmp_path)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    assert report.problem is None
    return report.read, report.new, report.changed, report.unchanged


# ------------------------------------------------------------------------------------------------- documents
def test_an_issued_invoice_makes_a_document_and_a_customer(desk: Desk) -> None:
    (report,) = desk.take(invoice(body("1", payment=terms(("2026-03-31", "122.00")))))
    assert counts(report) == (1, 1, 0, 0)
    assert (report.issued, report.received, report.new_customers) == (1, 0, 1)
    (document,) = desk.store.invoices.all()
    (customer,) = desk.store.mirror.all()
    assert (document.direction, document.customer_id) == (Direction.ISSUED, customer.id)
    assert (customer.source, customer.kind, customer.contact.vat_code) == ("invoice", "CLIENTE", CUSTOMER)
    assert desk.store.mirror.newest_export_at() == 0  # an invoice makes the address book no newer


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    texts: list[str | bytes] = [invoice(body("1"), body("2")), simplified(), signed(invoice(customer=PERSON).encode())]
    desk.take(*texts)
    before = (desk.store.invoices.all(), desk.store.mirror.all(), len(desk.store.activity.recent(100)))
    reports = desk.take(*texts)
    assert [counts(r) for r in reports] == [(2, 0, 0, 2), (1, 0, 0, 1), (1, 0, 0, 1)]
    assert (desk.store.invoices.all(), desk.store.mirror.all(), len(desk.store.activity.recent(100))) == before


def test_a_changed_copy_is_told_once_and_counts_from_then_on(desk: Desk) -> None:
    first, second = invoice(body("1")), invoice(body("1", total="222.00"))
    desk.take(first)
    (report,) = desk.take(second)
    assert counts(report) == (1, 0, 1, 0)
    assert [(r.reason, r.params["number"]) for r in report.remarks] == [("document_changed", "1")]
    assert [str(i.total) for i in desk.store.invoices.all()] == ["222.00"]
    # the older copy comes again, as in a folder that holds both: nothing goes back and forth
    assert [counts(r) for r in desk.take(first, second)] == [(1, 0, 0, 1), (1, 0, 0, 1)]
    assert [str(i.total) for i in desk.store.invoices.all()] == ["222.00"]


@pytest.mark.parametrize(("kind", "day"), [("TD01", "2026-03-02"), ("TD24", "2026-02-28"), ("TD24", "2026-03-02")])
def test_what_is_sent_again_after_a_refusal_counts_once(desk: Desk, kind: str, day: str) -> None:
    first, second = invoice(body("12")), invoice(body("12", kind=kind, day=day))
    desk.take(first)
    (report,) = desk.take(second)
    assert counts(report) == (1, 0, 1, 0)
    assert [(r.reason, r.params["before"]) for r in report.remarks] == [("document_resent", "28/02/2026")]
    assert [(i.document_type, i.date.isoformat()) for i in desk.store.invoices.all()] == [(kind, day)]
    again = desk.take(first, second)  # the folder holds both: nothing goes back and forth
    assert [i.date.isoformat() for i in desk.store.invoices.all()] == [day]
    assert sum(r.new for r in again) == 0


def test_both_copies_of_a_document_sent_again_may_come_in_one_file_and_in_any_order(desk: Desk) -> None:
    desk.take(invoice(body("12", day="2026-03-02"), body("12"), body("13"), body("13", day="2026-03-05")))
    assert sorted((i.number, i.date.isoformat()) for i in desk.store.invoices.all()) == [
        ("12", "2026-03-02"),
        ("13", "2026-03-05"),
    ]


def test_one_number_of_two_years_customers_or_kinds_is_several_documents(desk: Desk) -> None:
    desk.take(
        invoice(body("1", day="2025-02-28"), body("1"), body("1", kind="TD04", day="2026-03-01")),
        invoice(body("1", day="2026-03-02"), customer=PERSON),
    )
    assert len(desk.store.invoices.all()) == 4


def test_two_copies_in_one_file_are_compared_with_each_other(desk: Desk) -> None:
    text = invoice(body("1"), body("1"), body("1", total="9.00"))
    (report,) = desk.take(text)
    assert counts(report) == (3, 1, 1, 1)
    (again,) = desk.take(text)
    assert counts(again) == (3, 0, 0, 3)


def test_received_invoices_are_documents_without_a_customer(desk: Desk) -> None:
    (report,) = desk.take(invoice(supplier="00743110157", customer=RECEIVED))
    assert (report.received, report.new_customers) == (1, 0)
    assert [i.direction for i in desk.store.invoices.all()] == [Direction.RECEIVED]
    assert desk.contacts() == []


def test_self_invoices_and_messages_are_passed_over_and_said_so(desk: Desk) -> None:
    message = "<x:MetadatiInvioFile xmlns:x='u'><a/></x:MetadatiInvioFile>"
    reports = desk.take(invoice(body("5", kind="TD17")), message, invoice(customer=RECEIVED))
    assert [[r.reason for r in report.remarks] for report in reports] == [
        ["self_invoice"],
        ["sdi_message"],
        ["self_invoice"],
    ]
    assert all(report.left_out == 1 for report in reports)
    assert desk.store.invoices.all() == []


def test_a_document_of_others_is_kept_and_said_so(desk: Desk) -> None:
    (report,) = desk.take(invoice(), own=OTHER_OWN)
    assert [r.reason for r in report.remarks] == ["not_yours"]
    assert [i.direction for i in desk.store.invoices.all()] == [Direction.OTHER]
    assert desk.contacts() == []


def test_a_refused_file_does_not_hinder_the_others(desk: Desk) -> None:
    reports = desk.take(invoice(body("1")), invoice()[:500], b"\x30\x80bad", invoice(body("2")))
    assert [r.problem.code if r.problem else "" for r in reports] == ["", "xml_damaged", "p7m_damaged", ""]
    assert sorted(i.number for i in desk.store.invoices.all()) == ["1", "2"]


def test_a_file_is_taken_whole_or_not_at_all(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, allow_error_logs: None
) -> None:
    taken = InvoiceCustomers.take

    def fails(people: InvoiceCustomers, document: Invoice) -> str:
        if document.number == "bad":
            raise ZeroDivisionError
        return taken(people, document)

    monkeypatch.setattr(InvoiceCustomers, "take", fails)
    reports = desk.take(
        invoice(body("1")), invoice(body("2"), body("bad"), customer=PERSON), invoice(body("3"), customer=PERSON)
    )
    assert [r.problem.code if r.problem else "" for r in reports] == ["", "file_unexpected", ""]
    assert sorted(i.number for i in desk.store.invoices.all()) == ["1", "3"]
    assert {i.customer_id for i in desk.store.invoices.all()} == {c.id for c in desk.store.mirror.all()}


# ------------------------------------------------------------------------------------------------- customers
def export(desk: Desk, code: str, contact: Contact) -> str:
    return desk.store.mirror.put(Customer("", code, "", contact, "CLIENTE", {}, "export", 5.0, True))


MINE = Contact(company="Caffè Centrale", street="Corso Dante 1", city="Asti", vat_code=CUSTOMER, sdi_code="M5UXCR1")


def test_a_later_export_is_never_overwritten_by_an_invoice(desk: Desk) -> None:
    known = desk.store.mirror.put(Customer("", "C1", "", MINE, "CLIENTE", {}, "export", 4e9, True))
    (report,) = desk.take(invoice())
    assert report.new_customers == 0
    assert desk.contacts() == [MINE.with_values({"pec": "caffe@pec.example.it"})], "only the blank is filled"
    (customer,) = desk.store.mirror.all()
    assert (customer.id, customer.source, customer.seen_at, customer.code) == (known, "export", 4e9, "C1")


def test_a_later_invoice_renews_what_it_names_and_nothing_else(desk: Desk) -> None:
    export(desk, "C1", MINE.with_values({"company": "CAFFE' CENTRALE", "email": "a@b.example.it"}))
    desk.take(invoice())
    (customer,) = desk.store.mirror.all()
    contact = customer.contact
    assert (contact.street, contact.pec) == ("Via Po, 12", "caffe@pec.example.it")
    assert (contact.company, contact.sdi_code, contact.email) == ("CAFFE' CENTRALE", "M5UXCR1", "a@b.example.it")
    assert (customer.source, customer.seen_at, customer.code) == ("export", 5.0, "C1")
    sources = {unit: source for unit, (source, _) in customer.statements.items()}
    assert sources["address"] == sources["pec"] == "invoice" and sources["email"] == sources["sdi_code"] == "export"


def test_a_blank_address_is_completed_as_a_whole(desk: Desk) -> None:
    export(desk, "C1", Contact(company="Caffè Centrale", vat_code=CUSTOMER))
    desk.take(invoice())
    (contact,) = desk.contacts()
    assert (contact.street, contact.postal_code, contact.city, contact.province) == (
        "Via Po, 12",
        "10124",
        "Torino",
        "TO",
    )
    assert contact.sdi_code == ""  # 0000000 says that there is none


def test_the_newest_invoice_has_the_last_word_on_a_customer_only_invoices_name(desk: Desk) -> None:
    old = invoice(body("1", day="2026-01-10"), pec="vecchia@pec.example.it")
    new = invoice(body("2", day="2026-03-10"), pec="nuova@pec.example.it", code="M5UXCR1")
    for texts in ((old, new), (new, old)):
        desk.store.mirror.remove([c.id for c in desk.store.mirror.all()])
        desk.take(*texts)  # the second time the documents are known and get their customer again
        (contact,) = desk.contacts()
        assert (contact.pec, contact.sdi_code) == ("nuova@pec.example.it", "M5UXCR1")


def test_a_customer_is_found_by_fiscal_code_and_by_a_code_kept_in_the_other_place(desk: Desk) -> None:
    person = export(desk, "C1", Contact(first_name="Mario", last_name="Rossi", fiscal_code="RSSMRA80A01H501U"))
    firm = export(desk, "C2", Contact(company="Caffè", fiscal_code=CUSTOMER))
    desk.take(invoice(body("1"), customer=PERSON), invoice(body("2")))
    assert {i.number: i.customer_id for i in desk.store.invoices.all()} == {"1": person, "2": firm}


def test_of_two_customers_with_one_code_the_one_of_that_name_is_meant(desk: Desk) -> None:
    export(desk, "C1", Contact(company="Altro Bar", vat_code=CUSTOMER))
    meant = export(desk, "C2", Contact(company="Caffè Centrale", vat_code=CUSTOMER))
    desk.take(invoice())
    assert [i.customer_id for i in desk.store.invoices.all()] == [meant]


def test_without_any_code_only_the_same_name_in_the_same_town_is_the_same(desk: Desk) -> None:
    bare = PERSON.replace("<CodiceFiscale>RSSMRA80A01H501U</CodiceFiscale>", "")
    desk.take(
        invoice(body("1"), customer=bare),
        invoice(body("2"), customer=bare),
        invoice(body("3"), customer=bare.replace("ROMA", "Milano")),
    )
    ids = {i.number: i.customer_id for i in desk.store.invoices.all()}
    assert ids["1"] == ids["2"] != ids["3"]


# ------------------------------------------------------------------------------------------------- whose they are
def test_the_owner_is_asked_for_and_never_guessed(desk: Desk, clock: ManualClock) -> None:
    reports = desk.take(
        invoice(body("1")),
        invoice(body("2"), customer=PERSON),
        invoice(supplier=OTHER_OWN, customer=RECEIVED),
        own="",
    )
    assert [bool(r.own_vat_candidates) for r in reports] == [False, False, True]
    first = reports[-1].own_vat_candidates[0]
    assert (first.code, first.documents, first.likely) == (OWN, 3, True)
    assert {i.direction for i in desk.store.invoices.all()} == {Direction.UNKNOWN}
    assert desk.contacts() == []
    settled = set_own_vat(desk.store, clock, f"IT{OWN}")
    assert (settled.issued, settled.received, settled.other, settled.customers) == (2, 1, 0, 2)
    assert own_vat(desk.store) == OWN
    assert len(desk.contacts()) == 2
    assert candidates(desk.store) == ()


def test_the_question_is_asked_even_where_the_last_file_is_refused(desk: Desk) -> None:
    reports = desk.take(invoice(), "<a", own="")
    assert [bool(r.own_vat_candidates) for r in reports] == [True, False]


def test_a_single_document_suggests_nobody(desk: Desk) -> None:
    (report,) = desk.take(invoice(), own="")
    assert {c.code: c.likely for c in report.own_vat_candidates} == {OWN: False, CUSTOMER: False}


def test_a_wrong_answer_can_be_mended(desk: Desk, clock: ManualClock) -> None:
    desk.take(invoice(body("1")), invoice(supplier=CUSTOMER, customer=RECEIVED), own="")
    set_own_vat(desk.store, clock, CUSTOMER)
    assert [c.vat_code for c in desk.contacts()] == [OWN]
    set_own_vat(desk.store, clock, OWN)
    assert [c.vat_code for c in desk.contacts()] == [CUSTOMER]
    sides = {i.supplier_vat: i.direction for i in desk.store.invoices.all()}
    assert sides == {OWN: Direction.ISSUED, CUSTOMER: Direction.RECEIVED}


def test_a_linked_customer_stays_whatever_the_answer(desk: Desk, clock: ManualClock) -> None:
    desk.take(invoice())
    (customer,) = desk.store.mirror.all()
    desk.store.links.put(StoredLink("l1", "hl1", customer.id))
    set_own_vat(desk.store, clock, OTHER_OWN)
    assert [c.id for c in desk.store.mirror.all()] == [customer.id]


@pytest.mark.parametrize("code", ["", "123", "00000000000", "DE123456788", "RSSMRA80A01H501U"])
def test_what_is_no_vat_code_is_not_taken(desk: Desk, clock: ManualClock, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        set_own_vat(desk.store, clock, code)
    assert caught.value.code == "own_vat_malformed"
    assert own_vat(desk.store) == ""


# ------------------------------------------------------------------------------------------------- archives
def test_an_archive_is_read_entry_by_entry_with_progress(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(einvoices, "_STEP", 2)
    desk.store.settings.set("own_vat", OWN)
    contents = {f"{n}.xml": invoice(body(str(n))) for n in range(5)}
    made = archive(desk.folder / "a.zip", {**contents, "rotto.xml": "<a", "nota.pdf": "%PDF"})
    seen: list[Progress] = []
    (report,) = import_files(desk.store, desk.clock, [made], seen.append)
    assert counts(report) == (7, 5, 0, 0)
    assert [(r.where, r.reason) for r in report.refused] == [("rotto.xml", "xml_damaged")]
    assert [(r.where, r.reason) for r in report.remarks] == [("nota.pdf", "not_einvoice")]
    assert [(p.done, p.total) for p in seen if p.total] == [(2, 7), (4, 7), (6, 7)]
    assert {i.file for i in desk.store.invoices.all()} == {f"a.zip/{n}.xml" for n in range(5)}


def test_stop_leaves_nothing_of_the_archive_and_all_of_what_came_before(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(einvoices, "_STEP", 1)
    desk.store.settings.set("own_vat", OWN)
    first = archive(desk.folder / "a.zip", {"1.xml": invoice(body("1"))})
    second = archive(desk.folder / "b.zip", {"2.xml": invoice(body("2")), "3.xml": invoice(body("3"))})
    stop = StopSignal()

    def watch(step: Progress) -> None:
        if step.params.get("file") == "b.zip" and step.done:
            stop.stop()

    reports = import_files(desk.store, desk.clock, [first, second], watch, stop)
    assert [r.problem.code if r.problem else "" for r in reports] == ["", "file_stopped"]
    assert [i.number for i in desk.store.invoices.all()] == ["1"]


def test_many_files_are_written_together(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(einvoices, "_TOGETHER", 3)
    reports = desk.take(*[invoice(body(str(n))) for n in range(8)])
    assert [r.new for r in reports] == [1] * 8
    assert sum(r.new_customers for r in reports) == 1
    assert len(desk.store.invoices.all()) == 8


def test_a_mixed_batch_keeps_its_order(desk: Desk) -> None:
    book = desk.write("rubrica.csv", "Cod.;Rag. Sociale;P.IVA\nC1;Caffè Centrale;00743110157\n")
    bill = desk.write("1.xml", invoice())
    desk.store.settings.set("own_vat", OWN)
    reports = import_files(desk.store, desk.clock, [bill, book, bill])
    assert reports[0].content == "einvoice"
    assert [r.file for r in reports] == [bill, book, bill]
    assert len(desk.contacts()) == 1


def test_an_unforeseen_fault_in_reading_is_that_files_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, allow_error_logs: None
) -> None:
    read = files.read_file

    def fails(path: Path) -> files.Entry:
        if path.name == "0.xml":
            raise ZeroDivisionError
        return read(path)

    monkeypatch.setattr(einvoices, "read_file", fails)
    reports = desk.take(invoice(body("1")), invoice(body("2")))
    assert [r.problem.code if r.problem else "" for r in reports] == ["file_unexpected", ""]
