"""SaveDocument, SaveItem, GetFile and the lists: numbers, request ids, the customer that comes along, and PDFs."""

from __future__ import annotations

import asyncio
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from app.sandbox.server import SandboxServer

Call = Callable[..., httpx.Response]
VAT = "01234567897"


def document(kind: str = "I", rows: str = "", more: str = "", **customer: str) -> str:
    """The XML of a document of one row, 10.00 + 22 %."""
    values = {"CustomerName": "Bar Sport", **customer}
    party = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
    row = rows or "<Row><Description>Pane</Description><Qty>1</Qty><Price>10</Price><VatCode>22</VatCode></Row>"
    totals = "<TotalWithoutTax>10.00</TotalWithoutTax><VatAmount>2.20</VatAmount><Total>12.20</Total>"
    inner = f"<DocumentType>{kind}</DocumentType>{party}{totals}{more}<Rows>{row}</Rows>"
    return f"<Fattura24><Document>{inner}</Document></Fattura24>"


def told(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 200
    return {child.tag: child.text or "" for child in ET.fromstring(answer.text)}


def make(call: Call, xml: str, **form: str) -> dict[str, str]:
    return told(call("SaveDocument", xml=xml, **form))


@pytest.mark.parametrize(
    ("kind", "customer", "doc_type"),
    [
        ("I", {"CustomerVatCode": VAT}, "1"),
        ("I", {}, "3"),
        ("I-force", {}, "1"),
        ("I-Force", {}, "1"),
        ("R", {"CustomerVatCode": VAT}, "3"),
        ("FE", {"CustomerVatCode": VAT}, "11"),
        ("C", {}, "12"),
        ("N", {}, "2"),
    ],
)
def test_kinds_and_their_numbers(call: Call, kind: str, customer: dict[str, str], doc_type: str) -> None:
    first, second = make(call, document(kind, **customer)), make(call, document(kind, **customer))
    assert (first["returnCode"], first["docType"]) == ("0", doc_type)
    count = [int(re.match(r"\d+", answer["docNumber"])[0]) for answer in (first, second)]  # type: ignore[index]
    assert count[1] == count[0] + 1
    assert first["docNumber"].endswith("/FE") == (kind == "FE")
    assert first["docId"] != second["docId"]


def test_the_same_request_never_makes_a_second_document(call: Call, sandbox: SandboxServer) -> None:
    sandbox.state.switches.fattura24.document_seconds = 30
    assert make(call, document(), idRequest="order-1")["returnCode"] == "0"
    assert make(call, document(), idRequest="order-1")["returnCode"] == "-4"
    sandbox.state.clock.advance(31)
    repeated = make(call, document(), idRequest="order-1")
    assert "docId" not in repeated
    assert "already exists" in repeated["description"]
    assert len(sandbox.state.fattura24.shelf.documents) == 1
    make(call, document(), idRequest="")
    make(call, document(), idRequest="")
    assert len(sandbox.state.fattura24.shelf.documents) == 3


@pytest.mark.parametrize(("mode", "code", "made"), [("exists", "-1", 0), ("refused", "-2", 0), ("again", "0", 1)])
def test_a_refused_request_is_used_up(call: Call, sandbox: SandboxServer, mode: str, code: str, made: int) -> None:
    sandbox.state.switches.change({"fattura24": {"burnt_request": mode}})
    assert make(call, "<Fattura24><Document/></Fattura24>", idRequest="a")["returnCode"] == "-2"
    assert make(call, document(), idRequest="a")["returnCode"] == code
    assert len(sandbox.state.fattura24.shelf.documents) == made


@pytest.mark.parametrize(
    "xml",
    [
        document().replace("Total>12.20", "Total>much"),
        document().replace("<Total>12.20</Total>", ""),
        document("X"),
        document(rows="<Row><Price>1</Price></Row>"),
        document(rows="<Row><Description>x</Description><Price>1,5</Price></Row>"),
        document("FE", rows="<Row><Description>x</Description><Price>1</Price><VatCode>0</VatCode></Row>"),
        document(more="<Date>24/11/2026</Date>"),
        document().replace("<CustomerName>Bar Sport</CustomerName>", ""),
        document("19", more="<Date>2026-01-02</Date><Payments><Payment><Date>2026-01-03</Date>"
                 "<Amount>12.20</Amount></Payment></Payments>"),
    ],
)  # fmt: skip
def test_what_the_service_refuses(call: Call, sandbox: SandboxServer, xml: str) -> None:
    assert make(call, xml)["returnCode"] == "-2"
    assert not sandbox.state.fattura24.shelf.documents
    assert sandbox.state.fattura24.writes.total() == 0


def test_takings_replace_those_of_the_same_day(call: Call, sandbox: SandboxServer) -> None:
    def takings(day: str) -> dict[str, str]:
        payment = f"<Payments><Payment><Date>{day}</Date><Amount>12.20</Amount><Paid>true</Paid></Payment></Payments>"
        return make(call, document("19", more=f"<Date>{day}</Date>{payment}"))

    first, other, again = takings("2026-01-02"), takings("2026-01-03"), takings("2026-01-02")
    assert set(sandbox.state.fattura24.shelf.documents) == {other["docId"], again["docId"]}
    assert first["docType"] == "19"


def test_the_customer_is_put_into_the_address_book(call: Call, sandbox: SandboxServer) -> None:
    before = len(sandbox.state.fattura24.customers)
    make(call, document(CustomerVatCode=VAT, CustomerCity="Roma"))
    make(call, document(CustomerVatCode=VAT, CustomerCity="Ostia"))
    customer = sandbox.state.fattura24.by_vat(VAT)
    assert customer is not None
    assert customer.city == "Ostia"
    assert len(sandbox.state.fattura24.customers) == before + 1


def test_an_order_is_linked_and_a_number_can_be_given(call: Call, sandbox: SandboxServer) -> None:
    order = make(call, document("C"))["docId"]
    invoice = make(call, document(more=f"<F24OrderId>{order}</F24OrderId><Number>7/B</Number>"))
    made = sandbox.state.fattura24.shelf.documents[invoice["docId"]]
    assert (made.order_id, made.number) == (order, "7/B")


def test_pdf_by_post_and_by_get(call: Call, sandbox: SandboxServer) -> None:
    made = make(call, document(CustomerName="Caffè (Centrale)"))
    answer = call("GetFile", docId=made["docId"])
    by_get = httpx.get(f"{sandbox.fattura24_url}/GetFile", params={"apiKey": sandbox.api_key, "docId": made["docId"]})
    assert answer.content == by_get.content
    assert answer.headers["content-type"] == "application/pdf"
    assert "Documento_1-" in answer.headers["content-disposition"]
    assert answer.content.startswith(b"%PDF-")
    start = int(re.search(rb"startxref\n(\d+)\n", answer.content)[1])  # type: ignore[index]
    assert answer.content[start:].startswith(b"xref\n0 6\n")
    for number, place in enumerate(re.findall(rb"(\d{10}) 00000 n", answer.content), 1):
        assert answer.content[int(place) :].startswith(b"%d 0 obj" % number)
    assert told(call("GetFile", docId="1"))["returnCode"] == "-1"
    assert httpx.get(f"{sandbox.fattura24_url}/GetFile", params={"docId": made["docId"]}).text.count("-1") == 1


def test_credits(call: Call, sandbox: SandboxServer) -> None:
    assert told(call("SaveItem", xml=document()))["returnCode"] == "0"
    assert told(call("SaveItem", xml="<Fattura24><Document><CustomerName>A</CustomerName></Document></Fattura24>"))[
        "returnCode"
    ] == "-2"  # fmt: skip
    assert [item["values"]["CustomerName"] for item in sandbox.state.fattura24.shelf.items] == ["Bar Sport"]


@pytest.mark.parametrize(("method", "element"), [
    ("GetTemplate", "modelloFatturaFe"), ("GetPdc", "pdc"), ("GetNumerator", "sezionale"), ("GetProduct", "magazzino")
])  # fmt: skip
def test_lists_count_as_calls(call: Call, sandbox: SandboxServer, method: str, element: str) -> None:
    assert ET.fromstring(call(method).text).find(element) is not None
    assert [entry.service for entry in sandbox.state.fattura24.call_log] == [method]


def test_lists_look_as_they_were_recorded(call: Call, sandbox: SandboxServer) -> None:
    for method in ("GetPdc", "GetNumerator", "GetProduct"):
        text = call(method).text
        assert text.startswith("<?xml") == (method != "GetPdc")
        root = ET.fromstring(text)
        assert root[0].tag not in ("returnCode", "description")
        assert root.find("returnCode") is None
        sandbox.state.switches.fattura24.lists_have_return_code = True
        assert [child.tag for child in ET.fromstring(call(method).text)][:2] == ["returnCode", "description"]
        sandbox.state.switches.fattura24.lists_have_return_code = False
    chart = call("GetPdc").text
    assert "<parentId>null</parentId>" in chart and "<ultimoLivello>null</ultimoLivello>" in chart
    assert "\n</pdc>" in chart and "<codice><![CDATA[1^1]]></codice>" in chart
    assert "<codExport><![CDATA[]]></codExport>" in call("GetNumerator").text
    house = ET.fromstring(call("GetTemplate").text)
    models = {model.tag: model for model in house if model.tag.startswith("modello")}
    assert models["modelloFatturaFe"].findtext("idTipoDocumento") == "1"
    one = models["modelloOrdine"]
    told = [one.findtext(name) for name in ("isDefault", "owner", "idUtente", "isWorkCity")]
    assert told == ["true", "Modelli Fattura24", "0", "1"]


def test_the_products_client_reads_them(call: Call, sandbox: SandboxServer) -> None:
    from app.connectors.fattura24.client import Fattura24Client

    async def read() -> tuple[Any, Any, Any, Any]:
        async with Fattura24Client(sandbox.api_key, base_url=sandbox.fattura24_url) as client:
            return (
                await client.get_templates(),
                await client.get_chart(),
                await client.get_numerators(),
                await client.get_products(),
            )

    for with_code in (False, True):
        sandbox.state.switches.fattura24.lists_have_return_code = with_code
        templates, chart, numerators, products = asyncio.run(read())
        assert [one.is_default for one in templates].count(False) == 1
        assert {one.parent_id for one in chart if "^" not in one.code} == {""}
        assert [one.code for one in chart if one.leaf] == ["1^1^1", "1^1^2", "1^2^1", "2^1"]
        assert numerators.document_types["11"] == "Fattura elettronica"
        assert {(one.code, one.sales_account) for one in products} == {
            ("PANE", "111"), ("TORTA", "111"), ("CAFFE", ""), ("CATERING", ""),
        }  # fmt: skip


def test_the_key_can_be_tried_by_get(sandbox: SandboxServer) -> None:
    answer = httpx.get(f"{sandbox.fattura24_url}/TestKey", params={"apiKey": sandbox.api_key})
    assert "<returnCode>1</returnCode>" in answer.text


def test_products_by_code_and_category(call: Call) -> None:
    def codes(**form: str) -> list[str | None]:
        return [p.findtext("codice") for p in ET.fromstring(call("GetProduct", **form).text).iter("prodotto")]

    assert len(codes()) == 4
    assert codes(code="PANE") == ["PANE"]
    assert codes(category="Bevande & caffè") == ["CAFFE"]
    assert codes(code="PANE", category="Servizi") == []


def test_missing_slash_and_the_services_time(call: Call, sandbox: SandboxServer) -> None:
    sandbox.state.faults.add("missing-slash")
    answer = call("SaveDocument", xml=document())
    assert "</docNumber>" not in answer.text
    assert answer.text.count("<docNumber>") == 2
    (date,) = answer.headers.get_list("date")
    assert parsedate_to_datetime(date).timestamp() == int(sandbox.state.clock.now())


def test_a_lost_answer_leaves_the_document(call: Call, sandbox: SandboxServer) -> None:
    sandbox.state.faults.add("504-done", times=1)
    assert call("SaveDocument", xml=document(), idRequest="x").status_code == 504
    assert "already exists" in make(call, document(), idRequest="x")["description"]


def test_control_shows_deletes_and_counts(call: Call, control: httpx.Client, sandbox: SandboxServer) -> None:
    made = make(call, document(), idRequest="x")["docId"]
    listed: Any = control.get("/fattura24/documents").json()
    assert [d["id"] for d in listed["documents"]] == [made]
    assert listed["requests"] == {"x": made}
    assert control.get(f"/fattura24/documents/{made}").json()["document"]["kind"] == "I"
    assert control.get(f"/fattura24/documents/{made}.pdf").content.startswith(b"%PDF")
    assert control.get("/state").json()["fattura24"]["documents"][0]["id"] == made
    assert control.delete(f"/fattura24/documents/{made}").json() == {"ok": True}
    assert control.get(f"/fattura24/documents/{made}").status_code == 404
    before = sandbox.state.fattura24.calls_in_24_hours()
    answer = control.post("/fattura24/calls", json={"count": 7, "source": "shop"}).json()
    assert answer == {"calls_in_24_hours": before + 7}
    assert sandbox.state.fattura24.call_log[-1].source == "shop"
