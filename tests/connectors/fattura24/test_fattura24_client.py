"""Fattura24's client: one call at a time, never a second time, and every answer understood."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from app.clock import ManualClock
from app.connectors.fattura24.client import Fattura24Client
from app.connectors.fattura24.document import ELEMENTS, customer_xml
from app.errors import CredentialsRefused, LostAnswer, RequestRefused, ServiceUnavailable, UsageError
from tests.connectors.conftest import Script

KEY = "0123456789abcdef0123456789abcdef"
REFUSED = "<root><returnCode>-1</returnCode><description>You are not authorized</description></root>"


def answer(inner: str, status: int = 200) -> httpx.Response:
    return httpx.Response(status, text=f"<root>{inner}</root>", headers={"content-type": "text/xml"})


def saved(record_id: str = "4711") -> httpx.Response:
    return answer(
        f"<returnCode>0</returnCode><description>ok</description><id>{record_id}</id><CustomerName>X</CustomerName>"
    )


def run(script: Script, act: Callable[[Fattura24Client], Awaitable[Any]]) -> Any:
    async def go() -> Any:
        async with Fattura24Client(KEY, clock=ManualClock(), inner=script) as client:
            return await act(client)

    return asyncio.run(go())


def form(request: httpx.Request) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(request.content.decode("ascii"), strict_parsing=True).items()}


def save(script: Script, **customer: str) -> Any:
    return run(script, lambda c: c.save_customer(customer or {"CustomerName": "Forno"}))


def test_key_is_in_the_form_and_never_in_the_address() -> None:
    script = Script(saved())
    save(script, CustomerName="Caffè & Cornetti", CustomerCity="Forlì", CustomerEmail="")
    request = script.requests[0]
    sent = form(request)
    assert request.method == "POST"
    assert str(request.url) == "https://www.app.fattura24.com/api/v0.3/SaveCustomer"
    assert sent["apiKey"] == KEY
    assert sent["source"].startswith("Ponte24 ")
    document = fromstring(sent["xml"]).find("Document")
    assert document is not None
    assert {e.tag: e.text for e in document} == {"CustomerName": "Caffè & Cornetti", "CustomerCity": "Forlì"}
    assert not sent["xml"].startswith("﻿")


def test_saved_customer_has_its_id_and_echo() -> None:
    result = save(Script(saved("42")))
    assert result.id == "42"
    assert result.echo == {"CustomerName": "X"}


@pytest.mark.parametrize(
    ("reply", "error", "code"),
    [
        (httpx.Response(200, text=REFUSED), RequestRefused, "fattura24_refused"),
        (
            answer("<returnCode>-2</returnCode><description>XML is wrong</description>"),
            RequestRefused,
            "fattura24_bad_xml",
        ),
        (answer("<returnCode>-77</returnCode>"), RequestRefused, "fattura24_refused"),
        (answer("<returnCode>-10</returnCode>"), CredentialsRefused, "fattura24_plan_missing"),
        (httpx.Response(429, text="slow down"), ServiceUnavailable, "service_busy"),
        (httpx.Response(404, text="<html>no</html>"), ServiceUnavailable, "service_error"),
        (httpx.Response(503, text="later"), LostAnswer, "lost_answer"),
        (httpx.Response(504, text="<html>timeout</html>"), LostAnswer, "lost_answer"),
        (httpx.Response(200, text="<html>login</html>"), LostAnswer, "lost_answer"),
        (httpx.Response(200, text="<root><returnCode>0</returnCode><id>47"), LostAnswer, "lost_answer"),
        (httpx.Response(200, text=""), LostAnswer, "lost_answer"),
        (httpx.ReadTimeout("slow"), LostAnswer, "lost_answer"),
    ],
)
def test_save_customer_refusals(reply: Any, error: type[Exception], code: str) -> None:
    script = Script(reply)
    with pytest.raises(error) as caught:
        save(script)
    assert type(caught.value) is error
    assert caught.value.code == code  # type: ignore[attr-defined]
    assert len(script.requests) == 1
    assert KEY not in f"{caught.value} {caught.value.__dict__}"


def test_unreachable_service_was_not_sent_anything() -> None:
    with pytest.raises(ServiceUnavailable) as caught:
        save(Script(httpx.ConnectError("refused")))
    assert caught.value.code == "offline"
    assert not isinstance(caught.value, LostAnswer)


def test_key_info() -> None:
    body = (
        "<returnCode>1</returnCode><subscription><accountId>77</accountId><emailOwner>o@example.it</emailOwner>"
        "<type>5</type><expire>21/04/2027</expire><totalCallInLast24Hour>12</totalCallInLast24Hour>"
        "</subscription><description>&egrave;</description>"
    )
    info = run(Script(answer(body)), lambda c: c.test_key())
    assert (info.account_id, info.email, info.plan_type, info.expire, info.calls_24h) == (
        "77",
        "o@example.it",
        "5",
        "21/04/2027",
        12,
    )


def test_key_info_of_old_answers() -> None:
    info = run(
        Script(answer("<returnCode>1</returnCode><subscription><type>6</type></subscription>")),
        lambda c: c.test_key(),
    )
    assert (info.account_id, info.expire, info.calls_24h) == ("", "", None)


@pytest.mark.parametrize(
    ("body", "error", "code"),
    [
        ("<returnCode>-1</returnCode>", CredentialsRefused, "fattura24_key_refused"),
        ("<returnCode>0</returnCode>", CredentialsRefused, "fattura24_key_refused"),
        (
            "<returnCode>-1</returnCode><subscription><type>3</type></subscription>",
            CredentialsRefused,
            "fattura24_plan_missing",
        ),
        (
            "<returnCode>1</returnCode><subscription><type>2</type></subscription>",
            CredentialsRefused,
            "fattura24_plan_missing",
        ),
        ("<returnCode>-10</returnCode>", CredentialsRefused, "fattura24_plan_missing"),
        ("<description>?</description>", ServiceUnavailable, "service_unreadable"),
    ],
)
def test_key_refusals(body: str, error: type[Exception], code: str) -> None:
    with pytest.raises(error) as caught:
        run(Script(answer(body)), lambda c: c.test_key())
    assert caught.value.code == code  # type: ignore[attr-defined]


def test_call_log() -> None:
    body = (
        "<totalRecord>2</totalRecord><log><date>1</date><serviceName>TestKey</serviceName><source>x</source>"
        "<deliveryTime>12</deliveryTime></log><log><date>2</date></log>"
    )
    script = Script(answer(body))
    log = run(script, lambda c: c.get_call_log(page=2, page_size=10))
    assert log.total == 2
    assert log.entries[0]["serviceName"] == "TestKey"
    assert (form(script.requests[0])["page"], form(script.requests[0])["pageSize"]) == ("2", "10")


def test_call_log_refused() -> None:
    with pytest.raises(RequestRefused):
        run(Script(httpx.Response(200, text=REFUSED)), lambda c: c.get_call_log())


def test_calls_never_overlap() -> None:
    running, most = 0, 0

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1
            return saved()

    async def go() -> None:
        async with Fattura24Client(KEY, clock=ManualClock(), inner=Slow()) as client:
            await asyncio.gather(*(client.save_customer({"CustomerName": "A"}) for _ in range(5)))

    asyncio.run(go())
    assert most == 1


def test_plain_http_is_refused() -> None:
    with pytest.raises(UsageError):
        Fattura24Client(KEY, base_url="http://www.app.fattura24.com/api/v0.3")


def test_too_long_values_are_cut_and_named() -> None:
    xml, shortened = customer_xml(
        {
            "CustomerName": "A" * 300,
            "CustomerAddress": "B" * 61,
            "CustomerPostcode": "12345",
            "CustomerProvince": "Forlì-Cesena",
        }
    )
    assert set(shortened) == {"CustomerAddress", "CustomerProvince"}
    assert "B" * 60 in xml
    assert "B" * 61 not in xml
    assert "A" * 300 in xml
    assert "CustomerProvince" not in xml


@given(st.dictionaries(st.sampled_from(ELEMENTS), st.text(max_size=30)))
def test_any_value_gives_well_formed_xml_without_blank_elements(values: dict[str, str]) -> None:
    xml, _ = customer_xml(values)
    document = fromstring(xml).find("Document")
    assert document is not None
    assert all(e.text and e.text.strip() for e in document)
    assert [e.tag for e in document] == [n for n in ELEMENTS if n in {e.tag for e in document}]
