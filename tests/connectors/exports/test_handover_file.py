"""The file that is loaded into Fattura24 by hand: the export's columns, read back alike, and no formula in it."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from app.connectors.exports.address_book.address_book import read_address_book
from app.connectors.exports.handover_file import COLUMNS, put_in_place, write_file
from app.errors import FileRefused
from app.sandbox.fattura24.rubrica import COLUMNS as EXPORTED

ROWS = (
    {"company": "Caffè Torinese Srl", "vat_code": "00743110157", "mobile": "+393331234567", "postal_code": "00100"},
    {"first_name": "Lea", "last_name": "Solo", "note": '=HYPERLINK("http://x";"y")', "landline": "+390612345678"},
    {"company": '@Bar; "Uno"', "street": "-1+2", "note": "+cmd|' /C calc'!A0"},
)


def saved(folder: Path, name: str) -> Path:
    path = folder / name
    put_in_place(write_file(path, ROWS), path)
    assert [p.name for p in folder.iterdir()] == [name], "nothing is left beside it"
    return path


def test_the_columns_are_those_of_the_export() -> None:
    assert list(COLUMNS) == list(EXPORTED)


def test_a_csv_has_no_cell_that_a_spreadsheet_computes(tmp_path: Path) -> None:
    path = saved(tmp_path, "c.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for line in csv.reader(file, delimiter=";") for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "00393331234567" in cells and '\'@Bar; "Uno"' in cells


def test_a_workbook_holds_texts_only(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(saved(tmp_path, "c.xlsx")).active
    assert sheet is not None
    kinds = {cell.data_type for line in sheet.iter_rows() for cell in line if cell.value is not None}
    assert kinds == {"s"}
    assert '=HYPERLINK("http://x";"y")' in {cell.value for line in sheet.iter_rows() for cell in line}


@pytest.mark.parametrize("name", ["c.csv", "c.xlsx"])
def test_what_is_saved_reads_back_as_the_same_customers(tmp_path: Path, name: str) -> None:
    book = read_address_book(saved(tmp_path, name))
    first, second, _ = book.rows
    assert (first.contact.company, first.contact.vat_code) == ("Caffè Torinese Srl", "00743110157")
    assert (first.contact.mobile, first.contact.postal_code) == ("+393331234567", "00100")
    assert {second.contact.first_name, second.contact.last_name} == {"Lea", "Solo"}
    assert second.contact.landline == "+390612345678"
    assert not book.refused and not book.unknown_columns


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as caught:
        write_file(tmp_path / "nowhere" / "c.csv", ROWS)
    assert caught.value.code == "handover_not_written"
