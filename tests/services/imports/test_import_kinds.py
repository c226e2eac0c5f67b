"""Every kind of address book comes in through one door, and the same contacts stay the same customers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.clock import SystemClock
from app.connectors.exports.address_book import contact_row
from app.errors import StorageError
from app.paths import Home
from app.records.text.clean import clean_value
from app.services.api.imports import ImportReport
from app.services.api.progress import Progress, StopSignal
from app.services.imports import address_book
from app.services.imports.importing import Importing, import_files
from app.store import Store
from tests.samples.address_book import FILES
from tests.samples.books import truth_in

HEADER = "Cod.;Rag. Sociale;P.IVA;Cod. fiscale;Indirizzo;CAP;Città;Provincia;Paese;Telefono;Email;Pec;Tipo"
ROWS = [
    "1;Bar Sport srl;00743110157;00743110157;Via Roma 1;00184;Roma;RM;IT;065551234;info@bar.it;bar@pec.it;CLIENTE",
    "2;ROSSI MARIO;;RSSMRA80A01H501U;Via Po 2;10121;Torino;TO;IT;;mario@example.it;;CLIENTE",
    "3;Forni srl;12345678903;;Via Lago 3;20121;Milano;MI;IT;025551234;;;FORNITORE",
]
VCF = """BEGIN:VCARD
VERSION:3.0
FN:Bar Sport srl
EMAIL:info@bar.it
TEL;TYPE=WORK:06 5551234
ADR:;;Via Roma 11;Roma;RM;00184;Italia
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:ROSSI MARIO
EMAIL:mario@example.it
ADR:;;Via Po 2;Torino;TO;10121;Italia
END:VCARD
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(Home(tmp_path / "home"))
    yield opened
    opened.close()


def take(store: Store, *files: Path, **more: Any) -> tuple[ImportReport, ...]:
    return import_files(store, SystemClock(), files, **more)


def book(folder: Path, rows: list[str] = ROWS, name: str = "rubrica.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return path


def test_cards_of_known_customers_change_what_they_tell_and_nothing_else(store: Store, tmp_path: Path) -> None:
    take(store, book(tmp_path))
    cards = tmp_path / "rubrica.vcf"
    cards.write_text(VCF, encoding="utf-8")
    report = take(store, cards)[0]
    assert (report.read, report.new, report.changed, report.unchanged) == (2, 0, 1, 1)
    bar, rossi, _forni = store.mirror.all()
    assert bar.contact.street == "Via Roma 11"
    assert (bar.code, bar.contact.vat_code, bar.contact.pec) == ("1", "00743110157", "bar@pec.it")
    assert (rossi.contact.first_name, rossi.contact.last_name, rossi.name_certain) == ("Mario", "Rossi", True)
    assert rossi.raw["Cod. fiscale"] == "RSSMRA80A01H501U", "what the export said is not forgotten"
    again = take(store, cards)[0]
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)


def test_a_column_that_is_not_there_clears_nothing_but_a_blank_cell_does(store: Store, tmp_path: Path) -> None:
    take(store, book(tmp_path))
    short = tmp_path / "corta.csv"
    short.write_text("Cod.;Rag. Sociale;Email\n1;Bar Sport srl;\n", encoding="utf-8")
    report = take(store, short)[0]
    assert (report.changed, report.missing_from_file) == (1, 2)
    bar = store.mirror.all()[0]
    assert (bar.contact.email, bar.contact.city, bar.kind) == ("", "Roma", "CLIENTE")


def test_two_people_with_one_address_stay_two(store: Store, tmp_path: Path) -> None:
    cards = tmp_path / "due.vcf"
    text = "".join(
        f"BEGIN:VCARD\nFN:{name}\nEMAIL:info@studio.it\nEND:VCARD\n" for name in ("Anna Bianchi", "Ugo Neri")
    )
    cards.write_text(text, encoding="utf-8")
    assert take(store, cards)[0].new == 2
    again = take(store, cards)[0]
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert store.mirror.count() == 2


def test_one_refused_file_does_not_keep_the_others_from_being_read(store: Store, tmp_path: Path) -> None:
    bad = tmp_path / "rubrica.xlsx"
    bad.write_bytes(b"PK\x03\x04 cut")
    image = tmp_path / "foto.csv"
    image.write_bytes(b"\x89PNG\r\n\x1a\n")
    reports = take(store, bad, book(tmp_path), image, tmp_path / "no.csv")
    assert [r.problem.code if r.problem else "" for r in reports] == [
        "file_damaged",
        "",
        "file_not_csv",
        "file_not_found",
    ]
    assert store.mirror.count() == 3


def test_a_file_nobody_foresaw_is_refused_in_words(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allow_error_logs: list[Any]
) -> None:
    def broken(*_args: Any, **_more: Any) -> None:
        raise ZeroDivisionError

    first, second = book(tmp_path), book(tmp_path, name="due.csv")
    monkeypatch.setattr(contact_row, "warnings", broken)
    report = take(store, first)[0]
    assert report.problem is not None
    assert (report.problem.code, report.problem.details) == ("file_unexpected", "ZeroDivisionError")
    assert store.mirror.count() == 0
    monkeypatch.undo()
    assert take(store, second)[0].new == 2
    assert allow_error_logs


def test_stop_between_two_batches_keeps_the_files_before_and_nothing_of_this_one(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address_book, "_BATCH", 2)
    stop, told = StopSignal(), list[Progress]()
    many = [f"{n};Bar {n} srl;;;;;Roma;RM;IT;;;;CLIENTE" for n in range(10, 20)]

    def progress(step: Progress) -> None:
        told.append(step)
        if step.params["file"] == "molti.csv" and step.done >= 4:
            stop.stop()

    reports = take(
        store,
        book(tmp_path),
        book(tmp_path, many, "molti.csv"),
        book(tmp_path, name="dopo.csv"),
        progress=progress,
        stop=stop,
    )
    assert [r.problem.code if r.problem else "" for r in reports] == ["", "file_stopped", "file_stopped"]
    assert [c.code for c in store.mirror.all()] == ["1", "2", "3"]
    assert (told[-1].done, told[-1].total) == (4, 11)


def test_a_file_of_nothing_but_nonsense_is_refused_as_a_whole(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address_book, "MOST_REFUSED", 3)
    report = take(store, book(tmp_path, [*ROWS, *["x;" * 40] * 5]))[0]
    assert report.problem is not None
    assert report.problem.code == "file_rows_refused"
    assert "5" in report.problem.describe("it").meaning
    assert store.mirror.count() == 0


def test_a_refused_row_of_a_workbook_names_its_sheet(store: Store, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "Clienti"
    for row in (["Cod.", "Rag. Sociale", "Email"], ["1", "Bar Uno", ""], ["2", "", "a@b.it"], ["1", "Bar Due", ""]):
        sheet.append(row)
    made.save(tmp_path / "a.xlsx")
    report = take(store, tmp_path / "a.xlsx")[0]
    assert [(r.where, r.line, r.reason) for r in report.refused] == [
        ("Clienti", 3, "name_missing"),
        ("Clienti", 4, "code_twice"),
    ]


def test_all_files_of_a_book_give_the_same_customers(store: Store, book_folder: Path) -> None:
    first, *others = take(store, *(book_folder / name for name in FILES))
    truth = truth_in(book_folder)
    assert first.new == sum("CLIENTE" in want["kind"] for want in truth) > 300
    for report in others:
        assert report.problem is None
        assert (report.new, len(report.refused)) == (0, 0), report.file.name
        assert report.changed == 0, report.file.name
    assert store.mirror.count() == len(truth)


def test_cards_alone_give_what_they_hold(store: Store, book_folder: Path) -> None:
    truth = truth_in(book_folder)
    assert not take(store, book_folder / "rubrica.vcf")[0].refused
    customers = store.mirror.all()
    assert len(customers) == len(truth)
    for customer, want in zip(customers, truth, strict=True):
        for field in ("vat_code", "street", "postal_code", "city", "province", "country", "email"):
            assert customer.contact.get(field).casefold() == clean_value(field, want[field]).casefold()
    coded = take(store, book_folder / "rubrica.csv")[0]
    assert coded.new == 0, "the export with codes recognises the customers that the cards brought"
    assert store.mirror.count() == len(truth)


def test_what_was_imported_is_told_although_the_disk_is_full_just_after(store: Store, tmp_path: Path) -> None:
    def full() -> None:
        raise StorageError("disk_full", details="", path="ponte24.sqlite3")

    importing = Importing(store, SystemClock(), full)
    (report,) = asyncio.run(importing.import_files([book(tmp_path)]))
    assert (report.problem, report.new, store.mirror.count()) == (None, 2, 3), "a supplier is kept, but is none of them"
