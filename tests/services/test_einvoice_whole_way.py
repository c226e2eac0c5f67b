"""Invoices made in the sandbox's Fattura24, downloaded, imported and carried into the CRM; and the export after
them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.records.contact import Contact
from app.records.invoice import Direction
from app.sandbox.fattura24.einvoice import OWNER_VAT
from app.sync.plan.model import Kind, RecordType, Side
from tests.connectors.einvoice_samples import CUSTOMER, OWN, PERSON, body, invoice, terms
from tests.services.stage import Stage, stage

NEW_VAT = "02182030391"


def bill(made: Stage, number: int, due: str, **customer: str) -> None:
    """Make an electronic invoice of 122.00 by the API, as another program would."""
    values = {"CustomerName": "Pasticceria Nuova Srl", "CustomerVatCode": NEW_VAT, "CustomerCity": "Torino", **customer}
    party = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
    xml = (
        f"<Fattura24><Document><DocumentType>FE</DocumentType>{party}<TotalWithoutTax>100.00</TotalWithoutTax>"
        "<VatAmount>22.00</VatAmount><Total>122.00</Total><FePaymentCode>MP05</FePaymentCode><Rows><Row>"
        "<Description>Pane</Description><Qty>1</Qty><Price>100</Price><VatCode>22</VatCode></Row></Rows>"
        f"<Payments><Payment><Date>{due}</Date><Amount>122.00</Amount><Paid>false</Paid></Payment></Payments>"
        "</Document></Fattura24>"
    )
    form = {"apiKey": made.sandbox.api_key, "xml": xml, "idRequest": f"bill-{number}"}
    answer = httpx.post(f"{made.sandbox.fattura24_url}/SaveDocument", data=form)
    assert "<returnCode>0</returnCode>" in answer.text, answer.text


def download(made: Stage) -> Path:
    """Save the archive that the owner would download."""
    file = made.folder / "fatture.zip"
    file.write_bytes(httpx.get(f"{made.sandbox.control_url}/fattura24/fatture.zip").raise_for_status().content)
    return file


def on(made: Stage, days: int) -> str:
    return (datetime.fromtimestamp(made.clock.now(), UTC) + timedelta(days=days)).date().isoformat()


def test_invoices_of_the_sandbox_make_a_customer_who_becomes_a_contact_once(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=20) as made:
        asyncio.run(made.connect())
        asyncio.run(made.import_export())
        asyncio.run(made.whole_sync())
        bill(made, 1, on(made, -10))
        bill(made, 2, on(made, 30))
        archive = download(made)
        service = made.service
        (report,) = asyncio.run(service.import_files([archive]))
        assert report.own_vat_candidates[0].code == OWNER_VAT
        assert report.own_vat_candidates[0].likely is False  # two invoices to one customer: both stand on both
        settled = service.invoices.set_own_vat(OWNER_VAT)
        assert (settled.issued, settled.customers) == (2, 1)
        (line,) = service.invoices.customers("pasticceria nuova")
        assert (line.documents, line.from_invoices, line.linked) == (2, True, False)
        assert [(b.open, b.overdue) for b in line.balances] == [(Decimal("244.00"), Decimal("122.00"))]
        assert [d.overdue for d in service.invoices.documents("02182030391", overdue=True)] == [Decimal("122.00")]
        plan = asyncio.run(service.plan())
        made_there = [a for a in plan.actions if a.kind is Kind.CREATE and a.side is Side.HIGHLEVEL]
        created = [a for a in made_there if a.record is RecordType.CONTACT]
        assert [a.title for a in created] == ["Pasticceria Nuova Srl"]
        asyncio.run(service.apply(plan.id, digest=plan.digest, confirmed=True))
        assert service.invoices.customers("pasticceria nuova")[0].linked
        page = service.invoices.customer(line.id)
        assert page is not None
        assert (page.link, page.highlevel["company"]) == ("linked", "Pasticceria Nuova Srl")
        # the export that follows names the same customer: it stays one, and nothing is left to do
        asyncio.run(made.import_export())
        asyncio.run(service.import_files([archive]))
        assert len(service.invoices.customers("pasticceria nuova")) == 1
        assert not service.invoices.customers("pasticceria nuova")[0].from_invoices
        # the tasks of a new customer came in the same run as its contact: nothing at all is left
        mine = made.service.store.links.contacts()[line.id]
        (hung,) = {a.needs for a in plan.actions if a.needs}
        assert plan.action(hung).title == "Pasticceria Nuova Srl"
        tasks = made.sandbox.state.highlevel.records.tasks
        assert len([t for t in tasks if t["contactId"] == mine]) == len([a for a in plan.actions if a.needs]) >= 4
        again = asyncio.run(service.plan())
        assert not [a for a in again.actions if a.effective]


CSV = "Cod.;Rag. Sociale;P.IVA;Cod. fiscale;Città;Pec\n"


@pytest.mark.parametrize("first", ["invoice", "export"])
def test_export_and_invoice_meet_in_one_customer_in_either_order(tmp_path: Path, first: str) -> None:
    with stage(tmp_path, contacts=2) as made:
        service = made.service
        service.store.settings.set("own_vat", OWN)
        book, file = tmp_path / "rubrica.csv", tmp_path / "1.xml"
        book.write_text(f"{CSV}C1;Caffè Centrale di Anna Neri;{CUSTOMER};;Torino;\n", "utf-8")
        file.write_text(invoice(), "utf-8")
        order = [file, book] if first == "invoice" else [book, file]
        asyncio.run(service.import_files(order))
        (customer,) = service.store.mirror.all()
        assert (customer.code, customer.source) == ("C1", "export")
        assert customer.contact.company == "Caffè Centrale di Anna Neri"
        assert customer.contact.pec == "caffe@pec.example.it"  # blank in the export, filled by the invoice
        assert [i.customer_id for i in service.store.invoices.all()] == [customer.id]
        # the same two again change nothing, in whichever order
        for files in (order, order[::-1]):
            reports = asyncio.run(service.import_files(files))
            assert [(r.new, r.changed, r.unchanged) for r in reports] == [(0, 0, 1)] * 2
        assert service.store.mirror.all()[0].contact == customer.contact


def test_a_firm_known_by_its_fiscal_code_alone_is_the_same_firm(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=2) as made:
        service = made.service
        service.store.settings.set("own_vat", OWN)
        file, book = tmp_path / "1.xml", tmp_path / "rubrica.csv"
        bare = PERSON.replace("RSSMRA80A01H501U", CUSTOMER)
        file.write_text(invoice(customer=bare), "utf-8")
        book.write_text(f"{CSV}C1;Studio Rossi;{CUSTOMER};;Roma;\n", "utf-8")
        asyncio.run(service.import_files([file, book]))
        assert [c.code for c in service.store.mirror.all()] == ["C1"]


def test_received_invoices_never_reach_the_crm(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=2) as made:
        asyncio.run(made.connect())
        service = made.service
        service.store.settings.set("own_vat", CUSTOMER)
        file = tmp_path / "1.xml"
        file.write_text(invoice(), "utf-8")
        asyncio.run(service.import_files([file]))
        plan = asyncio.run(service.plan())
        assert not [a for a in plan.actions if a.record is RecordType.CONTACT and a.side is Side.HIGHLEVEL]
        assert service.store.mirror.all() == []
        (line,) = service.invoices.documents(directions=(Direction.RECEIVED,))
        assert (line.invoice.supplier_name, line.open) == ("Il Forno S.r.l.", Decimal(0))


def test_what_is_paid_elsewhere_is_no_longer_open(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=2) as made:
        service: Any = made.service
        store = service.store
        store.settings.set("own_vat", OWN)
        file = tmp_path / "1.xml"
        file.write_text(invoice(body("1", payment=terms(("2020-01-31", "61.00"), ("2020-02-28", "61.00")))), "utf-8")
        asyncio.run(service.import_files([file]))
        (document,) = store.invoices.all()
        first, second = document.instalments
        paid = type(first)(first.amount, first.due, first.method, True, first.due, "schedule")
        store.invoices.set_instalments(document.id, [paid, second])
        (line,) = service.invoices.documents(CUSTOMER)
        assert (line.open, line.overdue) == (Decimal("61.00"), Decimal("61.00"))
        assert line.due == second.due
        assert store.mirror.all()[0].contact != Contact()


def test_a_schedule_read_before_the_owner_is_known_counts_once_he_is(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=2) as made:
        service = made.service
        file, dues = tmp_path / "1.xml", tmp_path / "scadenze.csv"
        file.write_text(invoice(body("1", payment=terms(("2020-01-31", "122.00")))), "utf-8")
        dues.write_text(
            "Cliente;P.IVA;Numero documento;Data documento;Scadenza;Importo;Pagato;Data pagamento\n"
            f"Caffè Centrale;{CUSTOMER};1;28/02/2026;31/01/2020;122,00;SI;30/01/2020\n",
            "utf-8",
        )
        reports = asyncio.run(service.import_files([file, dues]))
        assert [r.content for r in reports] == ["einvoice", "schedule"]
        service.invoices.set_own_vat(OWN)
        (line,) = service.invoices.documents()
        assert (line.open, line.invoice.instalments[0].paid) == (Decimal(0), True)
