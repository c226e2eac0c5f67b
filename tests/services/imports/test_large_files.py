"""A file that is too much for the database is refused before the work, and not after a minute of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from app.clock import SystemClock
from app.connectors.exports.address_book import address_book_repair, contact_row
from app.connectors.files import text_file
from app.connectors.files.xlsx import Workbook
from app.errors import FileRefused
from app.paths import Home
from app.services.imports import text_room
from app.services.imports.importing import import_files
from app.store import Store

HEADER = "Cod.;Rag. Sociale;Email;Nota\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(Home(tmp_path / "home"))
    yield opened
    opened.close()


@pytest.fixture
def cleaned(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lines whose values were cleaned: the dear part of the work."""
    lines: list[int] = []
    repair = address_book_repair.repair

    def counting(values: dict[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
        lines.append(1)
        return repair(values)

    monkeypatch.setattr(contact_row, "repair", counting)
    return lines


def table(path: Path, rows: int) -> Path:
    path.write_text(HEADER + "".join(f"{n};Bar {n} srl;bar{n}@example.it;\n" for n in range(rows)), encoding="utf-8")
    return path


def workbook(path: Path, rows: int) -> Path:
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("Rubrica")
    sheet.append(["Cod.", "Rag. Sociale", "Email"])
    for n in range(rows):
        sheet.append([n, f"Bar {n} srl", f"bar{n}@example.it"])
    for _ in range(rows):
        sheet.append([])  # a row that is merely there
    made.save(path)
    return path


def cards(path: Path, rows: int) -> Path:
    path.write_text(
        "".join(f"BEGIN:VCARD\nVERSION:3.0\nFN:Bar {n} srl\nEND:VCARD\n" for n in range(rows)), encoding="utf-8"
    )
    return path


@pytest.mark.parametrize(("name", "made"), [("a.csv", table), ("a.xlsx", workbook), ("a.vcf", cards)])
def test_too_many_rows_for_the_bound_are_refused_before_the_first_is_cleaned(
    store: Store, tmp_path: Path, cleaned: list[int], monkeypatch: pytest.MonkeyPatch, name: str, made: object
) -> None:
    path = made(tmp_path / name, 700)  # type: ignore[operator]
    monkeypatch.setattr(text_room, "MOST_LETTERS", 200_000)
    (report,) = import_files(store, SystemClock(), [path])
    assert isinstance(report.problem, FileRefused)
    assert (report.problem.code, report.problem.params["file"]) == ("file_too_much_text", name)
    assert not cleaned
    assert store.mirror.count() == 0


@pytest.mark.parametrize(("name", "made"), [("a.csv", table), ("a.xlsx", workbook), ("a.vcf", cards)])
def test_what_fits_is_read(store: Store, tmp_path: Path, name: str, made: object) -> None:
    (report,) = import_files(store, SystemClock(), [made(tmp_path / name, 700)])  # type: ignore[operator]
    assert (report.problem, report.new) == (None, 700)


def test_the_lines_of_a_note_are_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + "".join(f'{n};Bar {n};;"una\ndue\ntre"\n' for n in range(50)), encoding="utf-8")
    assert text_file.count_lines(path) > 150
    assert text_file.count_rows(path, ";", 4) == 51


def test_rows_of_a_sheet_are_counted_where_they_hold_something(tmp_path: Path) -> None:
    book = Workbook(workbook(tmp_path / "a.xlsx", 700))
    try:
        ((_name, part),) = book.sheets
        assert book.count_rows(part) == 701
    finally:
        book.close()
