"""Descriptions of documents: what is read, what is refused and by which name, and the XML that is sent."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.fattura24.document_check import DocumentInvalid, completed, totals_of
from app.connectors.fattura24.document_file import described, read_description
from app.connectors.fattura24.document_xml import customer_elements, document_xml, item_xml
from app.connectors.fattura24.requests import Document, DocumentType, Item, Party, Row
from app.errors import ExitCode, FileRefused
from app.texts import LANGUAGES, catalogue

ROW = {"description": "Pane", "quantity": 10, "price": "1.20", "vat_rate": 10}
PARTY = {
    "name": "Bar & Tabacchi", "vat_code": "IT12345670017", "country": "it", "address": "Via Po 1",
    "postcode": "10121", "city": "Torino", "province": "to", "pec": "bar@pec.example.it",
}  # fmt: skip


def given_document(**more: Any) -> dict[str, Any]:
    return {"type": "FE", "date": "2026-11-24", "customer": PARTY, "rows": [ROW], **more}


def problems(values: Any) -> dict[str, str]:
    with pytest.raises(DocumentInvalid) as caught:
        completed(described(values, Document))
    assert caught.value.exit_code == ExitCode.USAGE
    for language in LANGUAGES:
        words = caught.value.describe(language)
        for problem in caught.value.problems:
            assert f"{problem.name}: " in words.meaning
            assert f"document_problems.{problem.key}" in catalogue(language)
    return {p.name: p.key for p in caught.value.problems}


def elements(xml: str) -> dict[str, str]:
    document = fromstring(xml.encode("utf-8")).find("Document")
    assert document is not None
    return {e.tag: e.text or "" for e in document if not len(e)}


def test_a_whole_e_invoice() -> None:
    document = completed(
        described(
            given_document(
                payments=[
                    {"date": "2026-12-24", "amount": "8.20"},
                    {"date": "2026-11-24", "amount": 5, "paid": True, "account": "Cassa"},
                ],
                delivery={"name": "Magazzino", "city": "Asti"},
                fe_parameters={"2.1.6": [{"2.1.6.2": "1423", "2.1.6.3": "2023-02-05"}]},
                payment_code="MP05",
                vat_type="I",
                virtual_stamp=True,
                template_id=301,
            ),
            Document,
        )
    )
    xml = document_xml(document)
    found = elements(xml)
    assert {k: found[k] for k in ("DocumentType", "Date", "TotalWithoutTax", "VatAmount", "Total", "Currency")} == {
        "DocumentType": "FE", "Date": "2026-11-24", "TotalWithoutTax": "12.00", "VatAmount": "1.20", "Total": "13.20",
        "Currency": "EUR",
    }  # fmt: skip
    assert found["CustomerName"] == "Bar & Tabacchi"
    assert (found["CustomerVatCode"], found["CustomerProvince"]) == ("12345670017", "TO")
    assert found["FeDestinationCode"] == "0000000"  # the PEC takes the invoice
    assert json.loads(found["FeDocParamiter"])["2.1.6"][0]["2.1.6.2"] == "1423"
    assert (found["FeVirtualStamp"], found["IdTemplate"], found["SendEmail"]) == ("V", "301", "false")
    assert (found["DeliveryName"], found["DeliveryCity"]) == ("Magazzino", "Asti")
    root = fromstring(xml.encode("utf-8"))
    assert [p.findtext("Amount") for p in root.iter("Payment")] == ["8.20", "5.00"]
    assert [p.findtext("Paid") for p in root.iter("Payment")] == ["false", "true"]
    row = root.find("Document/Rows/Row")
    assert row is not None
    assert {e.tag: e.text for e in row} == {
        "Description": "Pane", "Qty": "10", "Price": "1.2", "VatCode": "10", "VatDescription": "10%",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"total": "13.30"}, {"total": "sum_differs"}),
        ({"total_without_tax": 11}, {"total_without_tax": "sum_differs"}),
        ({"total_without_tax": 12, "vat_amount": "1.20", "total": "13.21"}, {"total": "total_differs"}),
        ({"payments": [{"date": "2026-12-24", "amount": 13}]}, {"payments": "payments_differ"}),
        ({"rows": [{**ROW, "vat_rate": 0}]}, {"rows[1].vat_nature": "nature_missing"}),
        ({"rows": [ROW, {**ROW, "vat_rate": 0, "vat_nature": "N2"}]}, {"rows[2].vat_nature": "nature_unknown"}),
        ({"rows": [{**ROW, "vat_nature": "N4"}]}, {"rows[1].vat_nature": "nature_with_rate"}),
        ({"rows": []}, {"rows": "too_few"}),
        ({"rows": [{"description": " ", "price": "1.123456789", "vat_rate": 101}]},
         {"rows[1].description": "missing", "rows[1].price": "decimals", "rows[1].vat_rate": "out_of_range"}),
        ({"date": "24/11/2026"}, {"date": "not_a_date"}),
        ({"send_email": True}, {"send_email": "email_not_with_fe"}),
        ({"customer": {**PARTY, "pec": ""}}, {"customer.destination_code": "recipient_missing"}),
        ({"customer": {**PARTY, "vat_code": ""}}, {"customer.vat_code": "tax_code_missing"}),
        ({"customer": {**PARTY, "city": ""}}, {"customer.city": "address_missing"}),
        ({"customer": {**PARTY, "address": "x" * 61}}, {"customer.address": "too_long"}),
        ({"customer": {**PARTY, "province": "Torino"}}, {"customer.province": "wrong_form"}),
        ({"customer": {**PARTY, "destination_code": "12345"}}, {"customer.destination_code": "wrong_form"}),
        ({"customer": {**PARTY, "name": ""}}, {"customer.name": "missing"}),
        ({"fe_parameters": "{"}, {"fe_parameters": "parameters_unreadable"}),
        ({"fe_parameters": {"a": 1}}, {"fe_parameters": "parameters_unreadable"}),
        ({"payment_code": "MP24"}, {"payment_code": "wrong_form"}),
        ({"colour": "red"}, {"colour": "unknown_field"}),
        ({"total": "NaN"}, {"total": "not_a_number"}),
    ],
)  # fmt: skip
def test_each_mistake_is_named(more: dict[str, Any], expected: dict[str, str]) -> None:
    assert problems(given_document(**more)) == expected


def test_takings_need_the_days_payment() -> None:
    base = {"type": 19, "customer": {"name": "Corrispettivo"}, "rows": [ROW]}
    assert problems(base) == {"date": "date_missing", "payments": "takings_payment"}
    other_day = [{"date": "2026-11-23", "amount": "13.20", "paid": True}]
    assert problems({**base, "date": "2026-11-24", "payments": other_day}) == {"payments[1].date": "takings_date"}


def test_foreign_customers_and_split_payment_and_deposits() -> None:
    foreign = {**PARTY, "vat_code": "DE123", "country": "DE", "pec": ""}
    document = completed(described(given_document(customer=foreign), Document))
    assert document.customer.destination_code == "XXXXXXX"
    split = given_document(vat_type="S", payments=[{"date": "2026-12-24", "amount": 12}])
    assert completed(described(split, Document)).total == Decimal("13.20")
    order = {"type": "C", "customer": {"name": "A"}, "rows": [ROW], "payments": [{"date": "2026-12-24", "amount": 5}]}
    assert completed(described(order, Document)).total == Decimal("13.20")


@given(
    st.lists(
        st.builds(
            Row,
            description=st.just("x"),
            quantity=st.decimals(-100, 100, places=3),
            price=st.decimals(-1000, 1000, places=4),
            discount=st.decimals(0, 100, places=2),
            vat_rate=st.sampled_from([Decimal(4), Decimal(5), Decimal(10), Decimal(22)]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_computed_totals_always_pass_their_own_check(rows: list[Row]) -> None:
    sums = totals_of(rows)
    assert sums.net + sums.vat == sums.gross
    made = Document(
        type=DocumentType.INVOICE_OR_RECEIPT, customer=Party(name="A"), rows=tuple(rows),
        total_without_tax=sums.net, vat_amount=sums.vat, total=sums.gross,
    )  # fmt: skip
    assert completed(made).total == sums.gross
    for rate, (net, vat) in sums.by_rate.items():
        assert abs(vat - net * rate / 100) <= Decimal("0.005")


def test_items_and_customers() -> None:
    item = described({"customer": {"name": "A"}, "object": "Catering", "rows": [ROW]}, Item)
    assert elements(item_xml(item)) == {"DocumentType": "I", "CustomerName": "A", "Object": "Catering"}
    assert customer_elements(Party(name="A", vat_code="ITALIA", country="IT"))["CustomerVatCode"] == "ITALIA"


def test_both_kinds_of_file(tmp_path: Path) -> None:
    toml = tmp_path / "a.toml"
    toml.write_text(
        'type = "I"\ndate = 2026-11-24\n[customer]\nname = "Caffè"\npostcode = "00184"\n'
        '[[rows]]\ndescription = "Pane"\nprice = 0.1\nquantity = 3\nvat_rate = 4\n',
        encoding="utf-8-sig",
    )
    other = tmp_path / "a.json"
    other.write_text(
        '{"type": "I", "date": "2026-11-24", "customer": {"name": "Caffè", "postcode": "00184"},'
        ' "rows": [{"description": "Pane", "price": 0.1, "quantity": 3, "vat_rate": 4}]}',
        encoding="utf-8",
    )
    document = read_description(toml, Document)
    assert document == read_description(other, Document)
    assert document.rows[0].net == Decimal("0.3")  # no float in between
    assert document.customer.postcode == "00184"


@pytest.mark.parametrize(
    ("name", "content", "code", "line"),
    [
        ("a.toml", b'type = "I"\n[customer\n', "description_unreadable", "2"),
        ("a.json", b'{"type": "I",\n"x": }', "description_unreadable", "2"),
        ("a.json", b'{"total": NaN}', "description_unreadable", "1"),
        ("a.json", b"\n\n\xff", "description_unreadable", "3"),
        ("a.json", b"[" * 100_000, "description_unreadable", "1"),
        ("a.json", b" " * 2_000_001, "description_too_large", None),
        ("missing.json", None, "description_not_found", None),
    ],
)
def test_files_that_cannot_be_read(
    tmp_path: Path, name: str, content: bytes | None, code: str, line: str | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(FileRefused) as caught:
        read_description(tmp_path / name, Document)
    assert (caught.value.code, caught.value.params.get("line"), caught.value.params["file"]) == (code, line, name)
    for language in LANGUAGES:
        assert name in caught.value.describe(language).title
