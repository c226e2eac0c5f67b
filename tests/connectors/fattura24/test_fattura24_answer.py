"""Answers of Fattura24 as they have been seen, well-formed or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.fattura24.answer import parse_answer

SAVED = """<root><returnCode>0</returnCode><description>Operazione completata con successo</description>
<id>4711</id><CustomerName><![CDATA[Forno D'Oro & Figli <srl>]]></CustomerName><CustomerCity/></root>"""


def test_undeclared_entity_of_test_key() -> None:
    answer = parse_answer(
        b"<root><returnCode>1</returnCode><subscription><accountId>9</accountId><type>5</type>"
        b"</subscription><description>Complimenti, la tua API KEY &egrave; corretta &amp; viva."
        b"</description></root>"
    )
    assert answer is not None
    assert answer.return_code == 1
    assert answer.description == "Complimenti, la tua API KEY è corretta & viva."
    assert answer.values["accountId"] == "9"


def test_cdata_and_blank_elements() -> None:
    answer = parse_answer(SAVED.encode())
    assert answer is not None
    assert answer.values["CustomerName"] == "Forno D'Oro & Figli <srl>"
    assert answer.values["CustomerCity"] == ""
    assert answer.whole


def test_literal_null_is_blank() -> None:
    answer = parse_answer(b"<root><returnCode>0</returnCode><id>null</id></root>")
    assert answer is not None
    assert answer.values["id"] == ""
    assert answer.number("id") is None


@pytest.mark.parametrize(
    "text",
    [
        "<root><returnCode>0</returnCode><docNumber>01/2026<docNumber><id>7</id></root>",
        "<root><returnCode>0</returnCode><id>7</id><CustomerName>Forno &",
        "<root><returnCode>0</returnCode><description>Rossi & Bianchi</description><id>7</id></root>",
    ],
)
def test_damaged_xml_still_gives_its_elements(text: str) -> None:
    answer = parse_answer(text.encode())
    assert answer is not None
    assert not answer.whole
    assert (answer.return_code, answer.values["id"]) == (0, "7")


def test_number_cut_off_in_the_middle_is_not_believed() -> None:
    answer = parse_answer(b"<root><returnCode>0</returnCode><id>47")
    assert answer is not None
    assert "id" not in answer.values


def test_bom_declaration_and_other_encodings() -> None:
    for body in (
        "﻿<?xml version='1.0' encoding='UTF-8'?><root><description>è</description></root>".encode(),
        "<root><description>è</description></root>".encode("cp1252"),
    ):
        answer = parse_answer(body)
        assert answer is not None
        assert answer.description == "è"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"<!DOCTYPE html><html><body>Errore</body></html>",
        b"\n<HTML>",
        b"just words",
        b'<!DOCTYPE root [<!ENTITY a "aa">]><root><returnCode>0</returnCode></root>',
    ],
)
def test_what_is_no_answer(body: bytes) -> None:
    assert parse_answer(body) is None


def test_repeated_elements_keep_their_children() -> None:
    answer = parse_answer(
        b"<root><totalRecord>2</totalRecord><log><date>a</date></log><log><date>b</date></log></root>"
    )
    assert answer is not None
    assert [entry["date"] for entry in answer.groups["log"]] == ["a", "b"]


@given(st.binary(max_size=200))
def test_nothing_breaks_the_reader(body: bytes) -> None:
    parse_answer(body)


@given(st.integers(0, len(SAVED)))
def test_an_answer_cut_anywhere_never_gives_a_wrong_id(end: int) -> None:
    answer = parse_answer(SAVED[:end].encode())
    assert answer is None or answer.values.get("id", "4711") == "4711"
