"""Somebody else's client, written against the real service, gets on with the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

import pytest

from app.sandbox.clock import SandboxClock
from app.sandbox.server import SandboxServer


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(contacts=5, clock=SandboxClock(manual=True)) as server:
        yield server


def text(answer: Element, name: str) -> str:
    return answer.findtext(name) or ""


@pytest.mark.parametrize("electronic", [False, True])
def test_the_public_package_makes_a_document_and_fetches_its_pdf(sandbox: SandboxServer, electronic: bool) -> None:
    import fattura24

    document = (fattura24.FEDocument if electronic else fattura24.Document)(sandbox.api_key)
    document.base_url = f"{sandbox.fattura24_url}/"  # its own way to another address
    if not electronic:
        document.document_type = document.DOCUMENT_TYPE_INVOICE
    else:
        document.fe_destination_code, document.fe_payment_code = "M5UXCR1", document.PAYMENT_CODE_TYPE_MP05
    document.customer_name, document.customer_vat_code = "Caffè & Cornetti", "01234567897"
    document.customer_city, document.customer_postcode = "Forlì", "47121"
    document.total_without_tax, document.vat_amount, document.total = "10.00", "2.20", "12.20"
    document.rows = [document.Row(description="Torta", qty=1, price="10.00", vat_code="22", vat_description="22%")]
    document.payments = [document.Payment(date=date(2026, 12, 31), amount="12.20")]
    answer = document.send()
    assert text(answer, "returnCode") == "0"
    assert text(answer, "docType") == ("11" if electronic else "1")

    made = sandbox.state.fattura24.shelf.documents[text(answer, "docId")]
    assert made.values["CustomerName"] == "Caffè & Cornetti"
    assert made.payments == ({"Date": "2026-12-31", "Amount": "12.20", "Paid": "false"},)
    customer = sandbox.state.fattura24.by_vat("01234567897")
    assert customer is not None
    assert customer.city == "Forlì"

    file = fattura24.GetFile(sandbox.api_key, docId=made.id)
    file.base_url = document.base_url
    pdf = file.send()
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.content.rstrip().endswith(b"%%EOF")
    assert sandbox.state.fattura24.calls_in_24_hours() == 2
