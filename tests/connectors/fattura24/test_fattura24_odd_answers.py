"""Answers of Fattura24 in which something is not what it ought to be: blank, doubled, nested, huge, cut off.

Whatever it is, a call ends well or in words; and a write is never taken for done, or for refused, by a guess.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest

from app.clock import ManualClock
from app.connectors.fattura24 import answer as reading
from app.connectors.fattura24.answer import parse_answer
from app.connectors.fattura24.answers import Outcome, log_moment
from app.connectors.fattura24.client import Fattura24Client
from app.errors import CredentialsRefused, LostAnswer, Ponte24Error, RequestRefused, ServiceUnavailable
from tests.connectors.conftest import Script

Call = Callable[[Fattura24Client], Awaitable[Any]]
Told = Callable[[bytes | str, Call], Any]

SAVED = "<returnCode>0</returnCode><description>ok</description><id>4711</id><CustomerName>X</CustomerName>"
MADE = "<returnCode>0</returnCode><docId>55</docId><docNumber>1/2026</docNumber><docType>1</docType>"
TESTED = (
    "<returnCode>1</returnCode><subscription><accountId>9</accountId><emailOwner>a@b.it</emailOwner><type>5</type>"
    "<expire>21/04/2027</expire><totalCallInLast24Hour>12</totalCallInLast24Hour></subscription>"
)
LOGGED = (
    "<totalRecord>1</totalRecord><log><date>01/12/2026 10:00</date><serviceName>TestKey</serviceName>"
    "<source>x</source><deliveryTime>12</deliveryTime></log>"
)
LISTS = (
    "<modelloFattura><id>7</id><idTipoDocumento>1</idTipoDocumento><isDefault>true</isDefault></modelloFattura>"
    "<pdc><id>3</id><codice>1^2</codice><ultimoLivello>1</ultimoLivello></pdc>"
    "<sezionale><id>4</id><code>A</code><doc><id>1</id><stato>2</stato></doc></sezionale>"
    "<prodotto><id>5</id><importo>1,50</importo></prodotto><magazzino><magGiacenza>3</magGiacenza></magazzino>"
)
WRITES: tuple[Call, ...] = (
    lambda c: c.save_customer({"CustomerName": "Forno"}),
    lambda c: c.save_document("<Fattura24/>", "r1"),
    lambda c: c.save_item("<Fattura24/>"),
)
READS: tuple[Call, ...] = (
    lambda c: c.test_key(),
    lambda c: c.get_file("55"),
    lambda c: c.get_templates(),
    lambda c: c.get_chart(),
    lambda c: c.get_numerators(),
    lambda c: c.get_products(),
    lambda c: c.get_call_log(),
)
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "blanks": b" \r\n\t ",
    "a mark alone": b"\xef\xbb\xbf",
    "a page": b"<!DOCTYPE html><html><body><h1>Manutenzione</h1></body></html>",
    "a page that is XML": b'<?xml version="1.0"?><html><head><title>Accedi</title></head><body/></html>',
    "a page without a head": b"<div><p>Servizio non disponibile</p></div>",
    "words": b"Service Unavailable",
    "JSON": b'{"returnCode": 0, "id": 4711}',
    "a number": b"0",
    "NUL bytes": b"\0" * 500,
    "another root": b"<risposta><esito>OK</esito></risposta>",
    "only a code": b"<returnCode>0</returnCode>",
    "entities of its own": b'<!DOCTYPE r [<!ENTITY a "0">]><root><returnCode>&a;</returnCode><id>&a;</id></root>',
    "a file of this computer": b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><root><id>&a;</id></root>',
    "UTF-16": f"<root>{SAVED}</root>".encode("utf-16"),
    "UTF-32": f"<root>{SAVED}</root>".encode("utf-32"),
    "names with a prefix": b'<a:root xmlns:a="urn:x"><a:returnCode>0</a:returnCode><a:id>4711</a:id></a:root>',
    "other names": f"<root>{SAVED.replace('returnCode', 'ReturnCode')}</root>".encode(),
    "cut in the code": b"<root><returnCode>0",
    "cut in CDATA": b"<root><description><![CDATA[Bar",
    "cut in a tag": b"<root><returnCode>1</returnCo",
    "half a letter": b"<root><returnCode>&#xD800;</returnCode><id>&#55296;</id></root>",
    "deep": b"<a>" * 20_000,
    "a PDF's name only": b"<root>%PDF</root>",
}


NETWORK = Script(httpx.Response(200))


@pytest.fixture(scope="module")
def line() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def told(line: asyncio.Runner) -> Iterator[Told]:
    """Return what a call makes of an answer; one client for all, because making one takes longest."""
    client = Fattura24Client("0" * 32, clock=ManualClock(), inner=NETWORK)

    def tell(body: bytes | str, act: Call) -> Any:
        content = body if isinstance(body, bytes) else f"<root>{body}</root>".encode()
        NETWORK.steps[:] = [httpx.Response(200, content=content, headers={"content-type": "text/xml"})]
        return line.run(_done(act, client))

    yield tell
    line.run(client.aclose())


async def _done(act: Call, client: Fattura24Client) -> Any:
    return await act(client)


@pytest.mark.parametrize("name", BODIES)
def test_an_answer_that_is_none_leaves_a_write_open_and_ends_a_reading_in_words(told: Told, name: str) -> None:
    for write in WRITES:
        with pytest.raises(LostAnswer):
            told(BODIES[name], write)
    for read in READS[:2]:
        with pytest.raises(ServiceUnavailable) as refused:
            told(BODIES[name], read)
        assert refused.value.describe("it").title


@pytest.mark.parametrize(
    "key",
    [
        "",
        "0",
        "000",
        "-5",
        "null",
        "abc",
        "12 34",
        "4711.0",
        "1e3",
        "²",
        "٤٧",
        "1_0",
        "9" * 19,
        "x" * 10_000,
        "<b>7</b><b>8</b>",
    ],
)
def test_a_key_that_is_none_is_not_kept_for_the_customers(told: Told, key: str) -> None:
    with pytest.raises(LostAnswer):
        told(SAVED.replace("4711", key), WRITES[0])


@pytest.mark.parametrize("value", ["", "x", "0.0", "1_0", "²", "zero", "0 1", "9" * 5_000, "<x/>"])
def test_a_code_that_is_none_says_neither_yes_nor_no(told: Told, value: str) -> None:
    for write, body in zip(WRITES, (SAVED, MADE, SAVED), strict=True):
        with pytest.raises(LostAnswer):
            told(body.replace("<returnCode>0<", f"<returnCode>{value}<"), write)


@pytest.mark.parametrize("damage", ["", "<broken>&", "<p>Rossi & Figli</p>"])
def test_two_codes_or_keys_that_differ_are_none(told: Told, damage: str) -> None:
    for more, write in (("<returnCode>-1</returnCode>", WRITES[0]), ("<returnCode>-1</returnCode>", WRITES[1])):
        with pytest.raises(LostAnswer):
            told((SAVED if write is WRITES[0] else MADE) + more + damage, write)
    with pytest.raises(LostAnswer):
        told(SAVED + "<id>4712</id>" + damage, WRITES[0])
    assert told(SAVED + "<id>4711</id><returnCode>0</returnCode>" + damage, WRITES[0]).id == "4711"


def test_the_customers_key_is_the_outermost_one(told: Told) -> None:
    inner = "<address><id>7</id></address><contacts><contact><id>8</id></contact></contacts>"
    assert told(inner + SAVED, WRITES[0]).id == "4711"
    with pytest.raises(RequestRefused):
        told("<echo><returnCode>0</returnCode></echo><returnCode>-1</returnCode><id>4711</id>", WRITES[0])


def test_who_is_called_so_has_not_been_sent_before(told: Told) -> None:
    echo = "<returnCode>-1</returnCode><description>No</description><CustomerName>Already Exists Srl</CustomerName>"
    assert told(echo, WRITES[1]).outcome is Outcome.REFUSED
    assert told("<returnCode>-1</returnCode><description>Document already exists</description>", WRITES[1]).outcome is (
        Outcome.EXISTS
    )


@pytest.mark.parametrize("number", ["-1", "0", "²", "x", "55.0", "5" * 30])
def test_a_document_without_a_legible_number_is_not_made_for_certain(told: Told, number: str) -> None:
    with pytest.raises(LostAnswer):
        told(MADE.replace("55", number), WRITES[1])


def test_counts_that_are_none_are_not_known(told: Told) -> None:
    for odd in ("-1", "1e9", "²", "9" * 400, ""):
        assert (
            told(TESTED.replace("<totalCallInLast24Hour>12", f"<totalCallInLast24Hour>{odd}"), READS[0]).calls_24h
            is None
        )
        assert (
            told(TESTED.replace("<type>5", f"<type>{odd or '6'}"), READS[0]).account_id == "9" if odd != "-1" else True
        )
        log = (
            told(LOGGED.replace("<totalRecord>1", f"<totalRecord>{odd or '0'}").replace("12<", f"{odd}<"), READS[-1])
            if odd in ("",)
            else None
        )
        assert log is None or log.calls[0].delivery_ms is None
    with pytest.raises(CredentialsRefused):
        told(TESTED.replace("<type>5", "<type>-1"), READS[0])


@pytest.mark.parametrize(
    "date", ["0001-01-01T00:00:00", "9999-12-31T23:59:59-23:59", "99/99/9999 99:99", "x" * 9_000, ""]
)
def test_days_of_the_log_that_are_none(date: str) -> None:
    moment = log_moment(date)
    assert moment is None or abs(moment) < 1e12


@pytest.mark.parametrize("price", ["1E999999999", "NaN", "-Infinity", "9" * 4_000, "1_000", "1,2,3", "٣"])
def test_a_price_that_is_none_is_blank(told: Told, price: str) -> None:
    (product,) = told(LISTS.replace("1,50", price), READS[5])
    assert product.price is None


def test_more_tags_than_any_list_has_are_refused_before_they_take_their_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_TAGS", 1_000)
    assert parse_answer(b"<root>" + b"<id/>" * 500 + b"</root>") is not None
    assert parse_answer(b"<root>" + b"<id/>" * 1_000 + b"</root>") is None


@pytest.mark.parametrize("seed", range(4))
def test_whatever_befalls_an_answer_each_call_ends_well_or_in_words(told: Told, seed: int) -> None:
    dice = random.Random(seed)
    bodies = (SAVED, MADE, TESTED, LOGGED, LISTS)
    for _ in range(25):
        body = f"<root>{dice.choice(bodies)}</root>"
        for _ in range(dice.randint(1, 3)):
            a, b = sorted(dice.randrange(len(body) + 1) for _ in range(2))
            odd = dice.choice(
                ("", "<", "&", "]]>", "<![CDATA[", "-", "9" * 30, "\x00", "è", body[a:b] * 2, "<id>", "null")
            )
            body = body[:a] + odd + body[dice.choice((a, b)) :]
        content = body.encode(dice.choice(("utf-8", "cp1252", "utf-8-sig")), "replace")
        try:
            told(content, dice.choice((*WRITES, *READS)))
        except Ponte24Error as refused:
            assert refused.describe("it").title
