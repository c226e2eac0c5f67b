"""Tables that Ponte24 writes hold text: no cell is a formula, however a program splits it, and no name stops a file."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.exports.handover_file import write_file
from app.connectors.files.xlsx_cells import unescaped
from app.spreadsheet_cells import csv_cell, looks_like_formula, workbook_text
from tests.nasty import HALF, NASTY

CALLS = "=cmd|' /C calc'!A0"
FORMULAS = (
    "=1+1",
    CALLS,
    f"a,{CALLS}",
    f"a;{CALLS}",
    f"a\t{CALLS}",
    f"a\n{CALLS}",
    f"a\r\n{CALLS}",
    f"a|{CALLS}",
    ";=",
    " =1+1",
    "\t=1+1",
    "a, =1+1",
    'a;"=1+1"',
    "a,\uff1d1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1+1",
    "\uff20SUM(1)",
    "a,@SUM(1)",
    "a,-2+3+cmd|' /C calc'!A0",
    "a\n-cmd|' /C calc'!A0",
    "a;+HYPERLINK(1)",
    "@x",
    "+39 011",
    "-1",
)
PLAIN = re.compile(r"[-+ \d]*")
HARMLESS = (
    "Bar Sport",
    "Rossi, Bianchi & C.",
    "a=b",
    "3 + 4",
    "ore 9, +39 011 123",
    "lista:\n- pane\n- dolci",
    "a@b.it",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_piece_of_a_cell_begins_a_formula(text: str) -> None:
    written = csv_cell(text)
    for part in re.split(r"[,;|\t\r\n]", written):
        assert not re.match(r"[\s\"]*[=+\-@\uff1d\uff0b\uff0d\uff20]", part) or PLAIN.fullmatch(part), written
    assert written.replace("'", "") == text.replace("'", ""), "nothing else is changed"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert csv_cell(text) == text


@given(st.text(alphabet="=+-@,;\t\n '\"|a1\uff1d(!", max_size=30))
def test_whatever_is_in_a_cell_nothing_that_calls_begins_a_piece(text: str) -> None:
    written = csv_cell(text)
    assert csv_cell(text).replace("'", "") == text.replace("'", "")
    for part in re.split(r"[,;|\t\r\n]", written):
        bare = part.lstrip(' "')
        assert not re.match("[=@\uff1d\uff20]", bare), written
        assert not (re.match(r"[+-]", bare) and re.search(r"[(|!=]", bare)), written


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize(
    "name", [NASTY, "Bar\x01\x0b\x1f Sport", f"Ida {HALF}", "_x000D_ Rossi", "a" * 40_000, "a\ufffe\uffff", *FORMULAS]
)
def test_no_name_stops_a_file_or_becomes_a_formula(tmp_path: Path, ending: str, name: str) -> None:
    made = write_file(tmp_path / f"a{ending}", [{"company": name, "note": name, "email": "a@b.it"}])
    if ending == ".csv":
        rows = list(csv.reader(io.StringIO(made.read_bytes().decode("utf-8-sig"), newline=""), delimiter=";"))
        assert len(rows) == 2
        for cell in rows[1]:
            assert not re.match("[=+@\uff1d\uff0b\uff20\t\r-]", cell)
        return
    sheet = openpyxl.load_workbook(io.BytesIO(made.read_bytes())).active
    assert sheet is not None
    cell = sheet.cell(2, 2)
    assert cell.data_type == "s"
    assert cell.value
    if name in FORMULAS:
        assert str(cell.value).replace("\r\n", "\n") == name.replace("\r\n", "\n"), (
            "a workbook says itself what is text"
        )
        assert cell.quotePrefix == looks_like_formula(name)


def test_an_escape_that_was_meant_so_comes_back_as_it_was() -> None:
    assert unescaped(workbook_text("_x000D_ Rossi \x01_x")) == "_x000D_ Rossi _x"


@pytest.mark.parametrize("hidden", ["\ufeff", "\u200e", "\u200b", "\u2060", "\u00ad", "\u2067", "\ufeff \u200b"])
def test_a_formula_behind_signs_that_nobody_sees_is_guarded(hidden: str) -> None:
    assert csv_cell(f"{hidden}=1+1").startswith("'")
    assert f";{hidden}'=1+1" in csv_cell(f"Bar;{hidden}=1+1")
    assert csv_cell(f"{hidden}Bar Sport") == f"{hidden}Bar Sport"
