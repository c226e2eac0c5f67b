"""What of an invoice's total its customer owes, where the payment terms say nothing or say it several times."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.connectors.einvoices.documents import documents
from app.connectors.einvoices.tree import parse
from app.records.invoice import Instalment, Invoice
from app.records.receivable import accounts
from tests.connectors.einvoice_samples import body, invoice, terms

SPLIT = (
    "<DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>245.00</ImponibileImporto>"
    "<Imposta>53.90</Imposta><EsigibilitaIVA>S</EsigibilitaIVA></DatiRiepilogo>"
)
ORDINARY = "<DatiRiepilogo><ImponibileImporto>500.00</ImponibileImporto><Imposta>110.00</Imposta></DatiRiepilogo>"
WITHHELD = (
    "<DatiRitenuta><TipoRitenuta>RT01</TipoRitenuta><ImportoRitenuta>{}</ImportoRitenuta>"
    "<AliquotaRitenuta>20.00</AliquotaRitenuta><CausalePagamento>A</CausalePagamento></DatiRitenuta>"
)


def read(text: str) -> Invoice:
    (found,) = documents(parse(text.encode()), "a.xml")
    assert isinstance(found, Invoice)
    return found


def withheld(text: str, *amounts: str) -> str:
    parts = "".join(WITHHELD.format(a) for a in amounts)
    return text.replace("</Numero>", f"</Numero>{parts}", 1)


def owed(found: Invoice) -> Decimal:
    return accounts([found])["EUR"].open


@pytest.mark.parametrize("stated", ["298.90", "", "245.00"])
def test_the_vat_of_a_split_payment_is_not_the_customers(stated: str) -> None:
    found = read(invoice(body(total=stated, summary=SPLIT)))
    assert owed(found) == Decimal("245.00")
    assert found.total == Decimal(stated or "298.90")


def test_what_is_withheld_is_not_paid_to_the_supplier() -> None:
    assert owed(read(invoice(withheld(body(total="610.00", summary=ORDINARY), "100.00")))) == Decimal("510.00")
    two = read(invoice(withheld(body(total="610.00", summary=ORDINARY), "100.00", "20.00")))
    assert owed(two) == Decimal("490.00")
    net = read(invoice(withheld(body(total="510.00", summary=ORDINARY), "100.00")))  # stated without it
    assert owed(net) == Decimal("510.00")


def test_terms_that_are_stated_stay_as_they_are() -> None:
    found = read(invoice(body(total="298.90", summary=SPLIT, payment=terms(("2026-03-31", "245.00")))))
    assert found.instalments == (Instalment(Decimal("245.00"), date(2026, 3, 31), "MP05"),)
    assert read(invoice(body())).instalments == ()


def test_a_credit_note_lowers_by_what_the_invoice_asked_for() -> None:
    one = read(invoice(body("1", total="298.90", summary=SPLIT)))
    note = read(
        invoice(body("2", kind="TD04", total="-298.90", summary=SPLIT.replace(">245", ">-245").replace(">53", ">-53")))
    )
    assert accounts([one, note])["EUR"].open == 0


def test_several_ways_to_pay_the_whole_are_no_several_debts() -> None:
    ways = terms(("2026-04-30", "122.00"), method="MP05") + terms(("2026-03-31", "122.00"), method="MP01")
    found = read(invoice(body(payment=ways)))
    (item,) = accounts([found])["EUR"].items
    assert (item.open, item.due, item.seq) == (Decimal("122.00"), date(2026, 3, 31), 1)
    paid = replace(found, instalments=(replace(found.instalments[0], paid=True), found.instalments[1]))
    assert accounts([paid])["EUR"].open == 0
    rates = terms(("2026-03-31", "61.00"), ("2026-04-30", "61.00"))
    assert owed(read(invoice(body(payment=rates)))) == Decimal("122.00")


def test_a_persons_code_where_the_vat_code_belongs_is_the_fiscal_code() -> None:
    person = (
        "<DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>RSSMRA80A01H501U</IdCodice></IdFiscaleIVA>"
        "<Anagrafica><Nome>Mario</Nome><Cognome>Rossi</Cognome></Anagrafica></DatiAnagrafici>"
    )
    customer = read(invoice(body(), customer=person)).customer
    assert (customer.vat_code, customer.fiscal_code) == ("", "RSSMRA80A01H501U")
