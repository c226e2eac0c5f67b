"""The client's methods for documents, files and lists: the four outcomes, damaged answers, and what is counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import httpx
import pytest

from app.clock import ManualClock
from app.connectors.fattura24.answers import Outcome, log_moment
from app.connectors.fattura24.client import Fattura24Client
from app.errors import CredentialsRefused, LimitReached, LostAnswer, RequestRefused, ServiceUnavailable
from tests.connectors.conftest import Script
from tests.connectors.fattura24.test_fattura24_client import KEY, REFUSED, answer, form

CREATED = "<returnCode>0</returnCode><description>ok</description><docId>77</docId>"


def run(script: Any, act: Callable[[Fattura24Client], Awaitable[Any]], **more: Any) -> Any:
    async def go() -> Any:
        async with Fattura24Client(KEY, clock=ManualClock(), inner=script, **more) as client:
            return await act(client)

    return asyncio.run(go())


def document(reply: Any) -> Any:
    script = Script(reply)
    try:
        return run(script, lambda c: c.save_document("<Fattura24/>", "order-1"))
    finally:
        assert len(script.requests) == 1
        assert form(script.requests[0])["idRequest"] == "order-1"
        assert form(script.requests[0])["source"].startswith("Ponte24 ")


@pytest.mark.parametrize(
    ("body", "outcome", "number"),
    [
        (CREATED + "<docNumber>12/2026/FE</docNumber><docType>11</docType>", Outcome.CREATED, "12/2026/FE"),
        (CREATED + "<docNumber>01/2026<docNumber><docType>1</docType>", Outcome.CREATED, "01/2026"),
        (CREATED + "<docNumber><![CDATA[7 & 8]]></docNumber>", Outcome.CREATED, "7 & 8"),
        (CREATED + "<docNumber>12/20", Outcome.CREATED, ""),
        ("<returnCode>-4</returnCode><description>wait</description>", Outcome.RUNNING, ""),
        ("<returnCode>-1</returnCode><description>Document ALREADY exists</description>", Outcome.EXISTS, ""),
        ("<returnCode>0</returnCode><error>already exists</error>", Outcome.EXISTS, ""),
        ("<returnCode>-2</returnCode><description>Your XML is wrong</description>", Outcome.REFUSED, ""),
        ("<returnCode>-77</returnCode>", Outcome.REFUSED, ""),
    ],
)
def test_the_four_outcomes(body: str, outcome: Outcome, number: str) -> None:
    saved = document(answer(body))
    assert (saved.outcome, saved.number) == (outcome, number)
    assert saved.doc_id == ("77" if outcome is Outcome.CREATED else "")
    assert KEY not in saved.details


@pytest.mark.parametrize(
    "reply",
    [
        answer("<returnCode>0</returnCode><description>ok</description>"),
        answer("<returnCode>0</returnCode><docId>7"),
        answer("<returnCode>0</returnCode><docId>null</docId>"),
        answer("<description>?</description>"),
        httpx.Response(504, text="<html>timeout</html>"),
        httpx.Response(200, text="<html>login</html>"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("cut"),
    ],
)
def test_an_answer_that_does_not_tell_is_lost_and_not_repeated(reply: Any) -> None:
    with pytest.raises(LostAnswer):
        document(reply)


def test_expired_and_unreachable() -> None:
    with pytest.raises(CredentialsRefused):
        document(answer("<returnCode>-10</returnCode>"))
    with pytest.raises(ServiceUnavailable) as caught:
        run(Script(httpx.ConnectError("no")), lambda c: c.save_document("<x/>", "a"))
    assert not isinstance(caught.value, LostAnswer)
    with pytest.raises(ValueError, match="twice"):
        run(Script(answer(CREATED)), lambda c: c.save_document("<x/>", ""))


def test_items() -> None:
    run(Script(answer("<returnCode>0</returnCode>")), lambda c: c.save_item("<x/>"))
    with pytest.raises(RequestRefused) as caught:
        run(Script(answer("<returnCode>-2</returnCode>")), lambda c: c.save_item("<x/>"))
    assert caught.value.code == "fattura24_bad_xml"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="Fattura 1-2026.pdf"', "Fattura 1-2026.pdf"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ("attachment; filename=C:\\x\\a:b.pdf", "a_b.pdf"),
        ("attachment; filename*=UTF-8''caff%C3%A8.pdf", "caffè.pdf"),
        ("", ""),
    ],
)
def test_files_and_their_names(header: str, name: str) -> None:
    reply = httpx.Response(200, content=b"%PDF-1.4 x", headers={"content-disposition": header})
    script = Script(reply)
    file = run(script, lambda c: c.get_file("77"))
    assert (file.content, file.name) == (b"%PDF-1.4 x", name)
    assert script.requests[0].method == "POST"
    assert KEY not in str(script.requests[0].url)


@pytest.mark.parametrize(
    ("reply", "error", "code"),
    [
        (httpx.Response(200, text=REFUSED), RequestRefused, "fattura24_no_file"),
        (answer("<returnCode>0</returnCode>"), ServiceUnavailable, "service_unreadable"),
        (httpx.Response(200, text="<html/>"), ServiceUnavailable, "service_unreadable"),
        (answer("<returnCode>-10</returnCode>"), CredentialsRefused, "fattura24_plan_missing"),
    ],
)
def test_no_file(reply: Any, error: type[Exception], code: str) -> None:
    with pytest.raises(error) as caught:
        run(Script(reply), lambda c: c.get_file("77"))
    assert caught.value.code == code  # type: ignore[attr-defined]


def test_templates_come_in_an_envelope_of_their_own() -> None:
    body = (
        "<return_cod>TP04</return_cod><return_mes>OK</return_mes><hostname>f24</hostname>"
        "<modelloFatturaFe><id>9</id><idTipoDocumento>11</idTipoDocumento><descrizione><![CDATA[Mia & tua]]>"
        "</descrizione><nota/><dataCreazione>02/01/2026</dataCreazione><isDefault>1</isDefault></modelloFatturaFe>"
    )
    (template,) = run(Script(answer(body)), lambda c: c.get_templates())
    assert (template.id, template.kind, template.description, template.is_default) == (
        "9", "FatturaFe", "Mia & tua", True,
    )  # fmt: skip


def test_chart_numerators_and_products() -> None:
    chart = answer(
        "<returnCode>0</returnCode><pdc><id>1</id><parentId>0</parentId><codice>1^2</codice><ultimoLivello>1"
        "</ultimoLivello><descrizione>Bar & Caff&egrave;</descrizione><attivo>0</attivo></pdc>"
    )
    (account,) = run(Script(chart), lambda c: c.get_chart())
    assert (account.description, account.leaf, account.active) == ("Bar & Caffè", True, False)
    series = answer(
        "<returnCode>0</returnCode><doc><id>1</id><des>Fattura</des></doc><sezionale><id>5</id><code>-{YYYY}</code>"
        "<anteprima><![CDATA[01-2026]]></anteprima><doc><id>1</id><stato>2</stato></doc>"
        "<doc><id>11</id><stato>0</stato></doc></sezionale>"
    )
    found = run(Script(series), lambda c: c.get_numerators())
    assert found.document_types == {"1": "Fattura"}
    assert found.series[0].uses == {"1": 2, "11": 0}
    products = answer(
        "<returnCode>0</returnCode><prodotto><id>1</id><codice>A</codice><importo>1,50</importo></prodotto>"
        "<prodotto><id>2</id><codice>B</codice><importo>null</importo></prodotto>"
        "<magazzino><magGiacenza>3.00</magGiacenza><magScortaMinima>N.D.</magScortaMinima></magazzino>"
    )
    script = Script(products)
    first, second = run(script, lambda c: c.get_products(category="Forno"))
    assert form(script.requests[0])["category"] == "Forno"
    assert "code" not in form(script.requests[0])
    assert (first.price, first.in_stock) == (Decimal("1.50"), None)
    assert (second.price, second.in_stock, second.minimum) == (None, Decimal(3), None)


def test_half_a_list_does_not_pass_for_a_whole_one() -> None:
    cut = httpx.Response(200, text="<root><returnCode>0</returnCode><pdc><id>1</id></pdc><pdc><id>2")
    with pytest.raises(ServiceUnavailable) as caught:
        run(Script(cut), lambda c: c.get_chart())
    assert caught.value.code == "service_unreadable"
    with pytest.raises(RequestRefused):
        run(Script(httpx.Response(200, text=REFUSED)), lambda c: c.get_numerators())


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("24/11/2026 10:00:00", 1795510800.0),  # Rome is an hour ahead of UTC in winter
        ("24-11-2026 10:00", 1795510800.0),
        ("2026-11-24 10:00:00.0", 1795510800.0),
        ("2026-11-24T09:00:00Z", 1795510800.0),
        ("yesterday", None),
        ("31/02/2026 10:00:00", None),
        ("", None),
    ],
)
def test_dates_of_the_log(date: str, expected: float | None) -> None:
    assert log_moment(date) == expected


def test_each_call_is_counted_before_it_is_sent_and_none_goes_out_without_room() -> None:
    told: list[str] = []

    class Network(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            told.append("sent")
            return answer("<returnCode>-1</returnCode>")

    @asynccontextmanager
    async def meter(method: str) -> AsyncIterator[None]:
        if len(told) > 20:
            raise LimitReached("limit_hour", until=0.0, service="Fattura24")
        told.append(method)
        yield

    acts: list[tuple[str, Callable[[Fattura24Client], Awaitable[Any]]]] = [
        ("TestKey", lambda c: c.test_key()),
        ("SaveCustomer", lambda c: c.save_customer({"CustomerName": "A"})),
        ("SaveDocument", lambda c: c.save_document("<x/>", "a")),
        ("SaveItem", lambda c: c.save_item("<x/>")),
        ("GetFile", lambda c: c.get_file("1")),
        ("GetTemplate", lambda c: c.get_templates()),
        ("GetPdc", lambda c: c.get_chart()),
        ("GetNumerator", lambda c: c.get_numerators()),
        ("GetProduct", lambda c: c.get_products()),
        ("GetCallLog", lambda c: c.get_call_log()),
    ]
    for _method, act in acts:
        try:
            run(Network(), act, meter=meter)
        except (RequestRefused, CredentialsRefused):
            continue
    assert told == [part for method, _ in acts for part in (method, "sent")]
    told.append("full")
    with pytest.raises(LimitReached):
        run(Network(), lambda c: c.get_templates(), meter=meter)
    assert told[-1] == "full"


def test_the_services_time_is_told() -> None:
    heard: list[float] = []
    dated = httpx.Response(200, text="<root><returnCode>0</returnCode></root>",
                           headers={"date": "Mon, 21 Sep 2026 14:13:20 GMT"})  # fmt: skip
    run(Script(dated), lambda c: c.save_item("<x/>"), on_time=heard.append)
    assert heard == [1_790_000_000.0]
    head = Script(httpx.Response(404, headers={"date": "Mon, 21 Sep 2026 14:13:20 GMT"}))
    assert run(head, lambda c: c.server_time()) == 1_790_000_000.0
    assert head.requests[0].method == "HEAD"
    assert head.requests[0].content == b""
    assert run(Script(httpx.Response(200, headers={"date": "soon"})), lambda c: c.server_time()) is None
    assert run(Script(httpx.ConnectError("no")), lambda c: c.server_time()) is None
