"""Workbooks give what they show; a hostile one is refused before it fills the memory."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from app.connectors.exports.address_book.address_book import read_address_book
from app.connectors.exports.tables import table_excel
from app.connectors.exports.tables.table import ColumnsUnknown, KnownColumns, TableRow
from app.connectors.files import xlsx
from app.connectors.files.file_kind import FileKind
from app.connectors.files.xlsx_cells import column_of, number_text
from app.errors import FileRefused

HEADER = ["Cod.", "Rag. Sociale", "P.IVA", "CAP", "Città", "Telefono", "Cod. Destinatario", "Nota"]
ROWS: list[list[Any]] = [
    ["1", "Bar Sport srl", 743110157, 184, "Roma", 65551234, 0, "=1+1"],
    ["2", "Caffè & Co. srl", "00743110157", "00184", "Roma", "06 5551235", "0000000", None],
]


def write_xlsx(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def write_xls(path: Path, rows: list[list[Any]]) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Rubrica")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    book.save(str(path))
    return path


def part(rows: str) -> str:
    head = "".join(
        f'<c r="{chr(65 + i)}1" t="inlineStr"><is><t>{name}</t></is></c>' for i, name in enumerate(HEADER[:3])
    )
    return f"<worksheet><sheetData><row r='1'>{head}</row>{rows}</sheetData></worksheet>"


def raw_xlsx(path: Path, sheet: str | bytes, strings: str = "", extra: dict[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        relation = '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
        file.writestr("xl/_rels/workbook.xml.rels", relation)
        file.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="Rubrica" id="r1"/></sheets></workbook>')
        if strings:
            file.writestr("xl/sharedStrings.xml", strings)
        file.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in (extra or {}).items():
            file.writestr(name, content)
    return path


def refusal(path: Path) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_address_book(path)
    told = caught.value.describe("it")
    assert path.name in told.title + told.meaning
    return caught.value


@pytest.mark.parametrize("ending", ["xlsx", "xls"])
def test_a_workbook_reads_like_the_csv_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"rubrica.{ending}"
    rows = [HEADER, *ROWS]
    if ending == "xlsx":
        write_xlsx(path, {"Rubrica": rows})
    else:
        rows = [[v if v != "=1+1" else "'=1+1" for v in row] for row in rows]
        write_xls(path, rows)
    first, second = read_address_book(path).rows
    assert (first.line, first.code, first.contact.company) == (2, "1", "Bar Sport srl")
    assert (first.contact.vat_code, first.contact.postal_code) == ("00743110157", "00184")
    assert (first.contact.landline, first.contact.sdi_code) == ("+39065551234", "")
    assert set(first.repairs) == {"vat_code", "postal_code", "sdi_code", "phone"}
    assert second.contact.vat_code == first.contact.vat_code
    assert not second.repairs


def test_a_formula_is_data_and_nothing_is_computed(tmp_path: Path) -> None:
    rows = (
        '<row r="2"><c r="A2"><v>7</v></c><c r="B2" t="str"><f>WEBSERVICE("http://127.0.0.1/")</f><v>Bar Sei</v></c>'
        '<c r="C2" t="inlineStr"><is><t>=cmd|calc!A1</t></is></c></row>'
    )
    row = read_address_book(raw_xlsx(tmp_path / "f.xlsx", part(rows))).rows[0]
    assert (row.code, row.contact.company) == ("7", "Bar Sei")
    assert row.raw["P.IVA"] == "=cmd|calc!A1"


def test_a_note_that_was_taken_for_a_formula_is_kept(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"R": [["Rag. Sociale", "Nota"], ["Bar", "=sconto 10% a voce"]]})
    assert read_address_book(path).rows[0].contact.note == "=sconto 10% a voce"


def test_the_sheet_with_the_header_is_taken_even_below_a_title(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        {"Note": [["solo", "appunti"], ["a", "b"]], "Clienti": [["Rubrica al 24/11/2026"], [], HEADER, *ROWS]},
    )
    found = read_address_book(path)
    assert [r.line for r in found.rows] == [4, 5]


def test_an_unknown_sheet_is_offered_for_naming(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Foglio1": [["Chi", "Partita"], ["Bar Uno", 743110157], ["Bar Due", None]]})
    with pytest.raises(ColumnsUnknown) as caught:
        read_address_book(path)
    preview = caught.value.preview
    assert preview is not None
    assert (preview.sheet, preview.names) == ("Foglio1", ("Chi", "Partita"))
    assert preview.columns[0].examples == ("Bar Uno", "Bar Due")


@pytest.mark.parametrize(
    ("number", "format_id", "code", "shown"),
    [
        (45620.0, 14, "", "24/11/2024"),
        (45620.5, 164, "dd/mm/yyyy hh:mm", "24/11/2024"),
        (45620.0, 164, "[$-410]d mmmm yyyy;@", "24/11/2024"),
        (743110157.0, 164, "00000000000", "00743110157"),
        (184.0, 0, "General", "184"),
        (12.5, 164, '#,##0.00 "dovuti"', "12.5"),
        (3.93912345678e11, 11, "", "393912345678"),
        (1e17, 0, "", "1.00000E+17"),
        (-5.0, 14, "", "-5"),
    ],
)
def test_numbers_are_shown_as_the_workbook_shows_them(number: float, format_id: int, code: str, shown: str) -> None:
    assert number_text(number, format_id, code) == shown


@pytest.mark.parametrize(
    ("number", "day"),
    [
        (45306.0, "15/01/2024"),
        (45305.958333333336, "15/01/2024"),  # midnight in Rome, written by a program as a moment of Greenwich
        (45305.95833, "15/01/2024"),
        (45457.916666666664, "15/06/2024"),  # in summer two hours
        (45305.75, "14/01/2024"),
        (45305.9993, "14/01/2024"),
    ],
)
def test_a_day_that_was_written_as_a_moment_is_that_day(number: float, day: str) -> None:
    assert number_text(number, 14, "") == day


def test_dates_of_a_workbook_that_counts_from_1904() -> None:
    assert number_text(44158.0, 14, "", from_1904=True) == "24/11/2024"


def test_places_of_cells() -> None:
    assert [column_of(p) for p in ("A1", "Z9", "AA10", "XFD1048576", "", "1A")] == [0, 25, 26, 16383, -1, -1]
    assert column_of("A" * 500) == -1


def test_dates_in_a_workbook_are_days(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"R": [["Rag. Sociale", "Email", "Nota"], ["Bar", "", date(2026, 11, 24)]]})
    assert read_address_book(path).rows[0].contact.note == "24/11/2026"


# --- hostile ---


def test_a_billion_cells_cost_nothing(tmp_path: Path) -> None:
    rows = (
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="inlineStr"><is><t>Bar Uno</t></is></c>'
        '<c r="XFD2"><v>1</v></c></row>'
        '<row r="1048576"><c r="A1048576"><v>2</v></c><c r="B1048576" t="inlineStr"><is><t>Bar Due</t></is></c></row>'
    )
    found = read_address_book(raw_xlsx(tmp_path / "a.xlsx", part(rows)))
    assert [r.line for r in found.rows] == [2, 1_048_576]


def test_more_rows_than_a_small_business_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_excel, "MOST_ROWS", 1)
    error = refusal(write_xlsx(tmp_path / "a.xlsx", {"R": [HEADER, *ROWS]}))
    assert error.code == "file_too_many_rows"


def test_a_part_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    raw_xlsx(path, part("") + " " * 60_000_000)
    assert path.stat().st_size < 100_000
    assert refusal(path).code == "file_bomb"


def test_shared_texts_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_TEXTS", 3)
    strings = "<sst>" + "<si><t>x</t></si>" * 4 + "</sst>"
    assert refusal(raw_xlsx(tmp_path / "a.xlsx", part(""), strings)).code == "file_bomb"


def test_one_long_text_many_times_is_kept_once(tmp_path: Path) -> None:
    strings = f"<sst><si><t>{'Bar ' * 8000}</t></si></sst>"
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="s"><v>0</v></c></row>' for n in range(2, 60))
    path = raw_xlsx(tmp_path / "a.xlsx", part(rows), strings)
    with table_excel.open_workbook(path, FileKind.XLSX, KnownColumns()) as table:
        cells = [row.cells[1] for row in table.rows if isinstance(row, TableRow)]
    assert len(cells) == 58
    assert len({id(c) for c in cells}) == 1


@pytest.mark.parametrize(
    "sheet",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>',
    ],
)
def test_document_types_and_entities_are_refused(tmp_path: Path, sheet: str) -> None:
    assert refusal(raw_xlsx(tmp_path / "a.xlsx", sheet)).code == "file_bomb"


def test_a_tag_without_end_is_refused(tmp_path: Path) -> None:
    noise = bytes((i * 7919 >> 3) % 64 + 48 for i in range(4_000_000)).replace(b"<", b"x").replace(b"=", b"y")
    sheet = b'<worksheet><sheetData><row a="' + noise
    assert refusal(raw_xlsx(tmp_path / "a.xlsx", sheet)).code == "file_bomb"


def test_a_cell_longer_than_any_is_refused_with_its_row(tmp_path: Path) -> None:
    rows = f'<row r="9"><c r="B9" t="inlineStr"><is><t>{"x" * (xlsx.LONGEST_CELL + 1)}</t></is></c></row>'
    error = refusal(raw_xlsx(tmp_path / "a.xlsx", part(rows)))
    assert (error.code, error.params["line"]) == ("file_line_too_long", "9")


def test_paths_outside_go_nowhere(tmp_path: Path) -> None:
    path = raw_xlsx(
        tmp_path / "a.xlsx",
        part('<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="inlineStr"><is><t>Bar</t></is></c></row>'),
        extra={"../../evil.txt": b"x", "/etc/evil": b"x"},
    )
    assert len(read_address_book(path).rows) == 1
    assert {p.name for p in tmp_path.rglob("*")} == {"a.xlsx"}


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("ending", ["xlsx", "xls"])
def test_truncated_workbooks_are_said_to_be_damaged(tmp_path: Path, ending: str, share: float) -> None:
    path = tmp_path / f"a.{ending}"
    write = write_xls if ending == "xls" else lambda p, rows: write_xlsx(p, {"R": rows})
    write(path, [HEADER, *[[str(n), f"Bar {n}", "", "", "", "", "", ""] for n in range(400)]])
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert refusal(path).code == "file_damaged"


def test_a_part_whose_bytes_are_wrong(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"R": [HEADER, *ROWS]})
    content = bytearray(path.read_bytes())
    at = content.find(b"xl/worksheets/sheet1.xml") + 60
    content[at : at + 40] = b"\xff" * 40
    path.write_bytes(content)
    assert refusal(path).code == "file_damaged"


def test_encrypted_workbooks_say_so(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert refusal(path).code == "file_encrypted"


def test_kinds_of_workbooks_that_are_not_read(tmp_path: Path) -> None:
    for name, entry in (("a.xlsb", "xl/workbook.bin"), ("a.ods", "content.xml")):
        with zipfile.ZipFile(tmp_path / name, "w") as file:
            file.writestr(entry, "x")
            file.writestr("mimetype", "x")
        assert refusal(tmp_path / name).code == "file_kind_later"


def test_a_workbook_too_large_for_its_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_excel, "MOST_XLS_BYTES", 1000)
    assert refusal(write_xls(tmp_path / "a.xls", [HEADER, *ROWS[1:]])).code == "file_too_large"
