"""The files that Fattura24's owner can export: Excel, vCard, e-invoices and the payment schedule."""

from __future__ import annotations

import csv
import io
import zipfile
from decimal import Decimal
from typing import Any

import httpx
import openpyxl
import pytest
import vobject
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from stdnum.it import iva

from app.sandbox.fattura24.einvoice import OWNER_VAT
from app.sandbox.fattura24.rubrica import COLUMNS
from app.sandbox.server import SandboxServer
from tests.sandbox.test_sandbox_fattura24_documents import Call, document, make

ROW = "<Row><Description>{0}</Description><Qty>{1}</Qty><Price>{2}</Price><VatCode>{3}</VatCode>{4}</Row>"
PAYMENTS = (
    "<Payments><Payment><Date>2026-12-31</Date><Amount>6.10</Amount><Paid>false</Paid></Payment>"
    "<Payment><Date>2026-11-30</Date><Amount>6.10</Amount><Paid>true</Paid></Payment></Payments>"
)


def sheet(content: bytes) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    rows = list(book.active.iter_rows(values_only=True))
    book.close()
    return rows


def test_excel_has_the_columns_of_the_csv(control: httpx.Client, sandbox: SandboxServer) -> None:
    rows = sheet(control.get("/fattura24/rubrica.xlsx").content)
    assert list(rows[0]) == list(COLUMNS)
    customers = list(sandbox.state.fattura24.customers.values())
    assert [row[1] for row in rows[1:]] == [c.name for c in customers]
    postal = list(COLUMNS).index("CAP")
    assert {row[postal] for row in rows[1:]} == {c.postal_code or None for c in customers}
    damaged = sheet(control.get("/fattura24/rubrica.xlsx?damaged=1").content)
    assert any(isinstance(row[postal], int) for row in damaged[1:])


@pytest.mark.parametrize("version", ["2.1", "3.0", "4.0"])
def test_vcards_are_read_by_another_reader(control: httpx.Client, sandbox: SandboxServer, version: str) -> None:
    text = control.get(f"/fattura24/rubrica.vcf?version={version}").content.decode("utf-8")
    cards = list(vobject.readComponents(text, allowQP=True))
    customers = list(sandbox.state.fattura24.customers.values())
    assert [card.fn.value for card in cards] == [c.name for c in customers]
    assert [str(card.version.value) for card in cards] == [version] * len(customers)
    assert [card.email.value for card in cards if hasattr(card, "email")] == [c.email for c in customers if c.email]
    assert control.get("/fattura24/rubrica.vcf?version=5").status_code == 400


def test_prefixed_vat_codes(control: httpx.Client) -> None:
    text = control.get("/fattura24/rubrica.csv?prefixed=1&encoding=utf-8").text
    codes = [row["P.IVA"] for row in csv.DictReader(io.StringIO(text), delimiter=";") if row["P.IVA"]]
    assert codes
    assert not any(code.isdigit() and len(code) == 11 for code in codes)


def test_e_invoices_are_read_by_another_reader(call: Call, control: httpx.Client) -> None:
    rows = ROW.format("Pane &amp; latte", 2, "2.50", 10, "") + ROW.format(
        "Trasporto", 1, "5", 0, "<FeVatNature>N4</FeVatNature>"
    )
    totals = "<TotalWithoutTax>10.00</TotalWithoutTax><VatAmount>0.50</VatAmount><Total>10.50</Total>"
    xml = document(
        "FE",
        rows,
        "<Date>2026-11-24</Date>",
        CustomerVatCode="01234567897",
        CustomerAddress="Via Roma 1",
        CustomerPostcode="00184",
        CustomerCity="Roma",
        CustomerProvince="RM",
        CustomerCountry="IT",
        FeDestinationCode="M5UXCR1",
    ).replace("<TotalWithoutTax>10.00</TotalWithoutTax><VatAmount>2.20</VatAmount><Total>12.20</Total>", totals)
    made = make(call, xml)
    make(call, document())  # no e-invoice
    archive = zipfile.ZipFile(io.BytesIO(control.get("/fattura24/fatture.zip").content))
    assert archive.namelist() == [f"IT{OWNER_VAT}_00001.xml"]
    data = archive.read(archive.namelist()[0])
    assert data == control.get(f"/fattura24/documents/{made['docId']}.xml").content
    assert iva.is_valid(OWNER_VAT)

    from a38.fattura import auto_from_etree
    from a38.validation import Validation

    invoice = auto_from_etree(fromstring(data))
    customer = invoice.fattura_elettronica_header.cessionario_committente
    assert customer.dati_anagrafici.anagrafica.denominazione == "Bar Sport"
    assert customer.dati_anagrafici.id_fiscale_iva.id_codice == "01234567897"
    assert customer.sede.cap == "00184"
    body = invoice.fattura_elettronica_body[0]
    assert body.dati_generali.dati_generali_documento.importo_totale_documento == Decimal("10.50")
    summary = body.dati_beni_servizi.dati_riepilogo
    assert [(r.aliquota_iva, r.imponibile_importo, r.imposta, r.natura) for r in summary] == [
        (Decimal("10.00"), Decimal("5.00"), Decimal("0.50"), None),
        (Decimal("0.00"), Decimal("5.00"), Decimal("0.00"), "N4"),
    ]
    validation = Validation()
    invoice.validate(validation)
    assert [str(e) for e in validation.errors] == []


def test_payment_schedule(call: Call, control: httpx.Client) -> None:
    made = make(call, document(more=PAYMENTS, CustomerVatCode="01234567897"))
    text = control.get("/fattura24/scadenze.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [(r["Data scadenza"], r["Importo"], r["Pagato"], r["Data pagamento"]) for r in rows] == [
        ("30/11/2026", "6,10", "SI", "30/11/2026"),
        ("31/12/2026", "6,10", "NO", ""),
    ]
    assert {r["Numero"] for r in rows} == {made["docNumber"]}
    assert control.get("/fattura24/scadenze.csv?encoding=latin").status_code == 400
