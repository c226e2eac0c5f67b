"""A large file is read by a second process: what comes of it is what would come of it in this one."""

from __future__ import annotations

import marshal
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from app.clock import SystemClock
from app.connectors.einvoices.files import Archive, Entry
from app.connectors.exports import beside, packed
from app.connectors.exports.address_book.address_book import AddressBookFile, address_book_of, cleaned, open_table
from app.connectors.exports.schedule.schedule import schedule_of
from app.connectors.exports.tables.table import ColumnsUnknown, KnownColumns, RefusedLine
from app.connectors.files.file_kind import FileKind, file_kind
from app.errors import FileRefused
from app.paths import Home
from app.services.api.imports import ImportReport
from app.services.imports import einvoices, tables
from app.services.imports.importing import import_files
from app.store import Store
from tests.samples.einvoices import write_invoices

HEADER = "Cod.;Rag. Sociale;P.IVA;Email;CAP;Note"
ROWS = [
    "1;BAR SPORT SRL;00743520567;a@b.it, c@d.it;00184;prima",
    "2;ROSSI MARIO;;x;1;=1+1",
    "2;ROSSI MARIO;;;;",
    "3;;;;;",
    "4;Müller GmbH;DE136695976;;;\u202eodd",
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(Home(tmp_path / "home"))
    yield opened
    opened.close()


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small a file is, another process reads it."""
    monkeypatch.setattr(tables, "worth_it", lambda _path, _kind: True)


def csv(path: Path) -> Path:
    path.write_text("\n".join([HEADER, *ROWS]), encoding="utf-8")
    return path


def workbook(path: Path) -> Path:
    made = openpyxl.Workbook()
    made.active.append(HEADER.split(";"))
    for row in ROWS:
        made.active.append([int(cell) if cell.isdigit() else cell for cell in row.split(";")])
    made.save(path)
    return path


def cards(path: Path) -> Path:
    path.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Bar Sport srl\nEMAIL:a@b.it\nNOTE:P.IVA 00743520567\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n"
    )
    return path


def brought(tmp_path: Path, home: str, path: Path) -> tuple[Any, ...]:
    """Import into a fresh home; return what the report says, and what is kept."""
    store = Store.open(Home(tmp_path / home))
    try:
        (report,) = import_files(store, SystemClock(), [path])
        kept = [(c.code, c.contact, c.kind, c.raw, c.further, c.odd_codes, c.held_name) for c in store.mirror.all()]
        return report, kept
    finally:
        store.close()


@pytest.mark.parametrize(("name", "made"), [("a.csv", csv), ("a.xlsx", workbook), ("a.vcf", cards)])
def test_both_ways_bring_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, made: Any) -> None:
    path = made(tmp_path / name)
    here = brought(tmp_path, "here", path)
    asked: list[object] = []
    opened = beside.open_beside

    def open_beside(*given: Any) -> Any:
        asked.append(given)
        return opened(*given)

    monkeypatch.setattr(tables, "open_beside", open_beside)
    monkeypatch.setattr(tables, "worth_it", lambda _path, _kind: True)
    assert brought(tmp_path, "beside", path) == here
    assert asked and isinstance(here[0], ImportReport) and here[0].new >= 1 and here[0].refused


@pytest.mark.parametrize(("name", "made"), [("a.csv", csv), ("a.xlsx", workbook)])
def test_a_row_is_the_same_whoever_cleans_it(tmp_path: Path, name: str, made: Any) -> None:
    path = made(tmp_path / name)
    with open_table(path, file_kind(path), KnownColumns()) as table:
        rows = list(address_book_of(table).rows)
    here = [cleaned(row) for row in rows]
    there = [packed.unpacked_row(row) for row in marshal.loads(marshal.dumps([packed.plain_row(row) for row in rows]))]
    told = [packed.unpacked_row(row) for row in marshal.loads(marshal.dumps([packed.packed_row(row) for row in here]))]
    assert here == there == told
    assert [type(row) for row in here] == [type(row) for row in there]


def test_a_small_file_is_read_here_and_a_large_one_beside(tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv")
    assert not beside.worth_it(path, FileKind.CSV)
    path.write_bytes(path.read_bytes() * 10_000)
    assert beside.worth_it(path, FileKind.CSV)
    assert not beside.worth_it(tmp_path / "gone.csv", FileKind.CSV)


@pytest.mark.usefixtures("always")
def test_what_it_refuses_is_refused_in_the_same_words(store: Store, tmp_path: Path) -> None:
    unknown = tmp_path / "b.csv"
    unknown.write_text("Colore;Peso\nrosso;3\nblu;4\n")
    (report,) = import_files(store, SystemClock(), [unknown])
    assert isinstance(report.problem, ColumnsUnknown)
    assert report.problem.preview is not None and report.problem.preview.names == ("Colore", "Peso")
    long = tmp_path / "c.csv"
    long.write_text(f"{HEADER}\n1;{'x' * 300_000}")
    (report,) = import_files(store, SystemClock(), [long])
    assert isinstance(report.problem, FileRefused) and report.problem.code == "file_line_too_long"
    assert report.problem.params["file"] == "c.csv"


SCHEDULE = """Data Scadenza;Numero;Data;Cliente;P.IVA;Importo;Stato;Data pagamento;Tipo
31/12/2026;7;01/12/2026;Bar Sport;00743520567;122,00;;;
31/01/2027;7;01/12/2026;Bar Sport;00743520567;122,00;pagato;02/02/2027;vendita
31/01/2027;;;Forno Rossi;;-12,10;da pagare;;acquisto
boh;8;01/12/2026;Bar Sport;;122,00;;;
"""


def test_lines_of_a_schedule_are_the_same_there_and_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "scadenzario.csv"
    path.write_text(SCHEDULE)
    with open_table(path, file_kind(path), KnownColumns()) as table:
        lines = list(schedule_of(table, path.stem).lines)
    told = marshal.loads(marshal.dumps([packed.packed_line(line) for line in lines]))
    assert [packed.unpacked_line(line) for line in told] == lines
    assert len(lines) == 4 and isinstance(lines[3], RefusedLine)
    monkeypatch.setattr(tables, "worth_it", lambda _path, _kind: True)
    store = Store.open(Home(tmp_path / "home"))
    (report,) = import_files(store, SystemClock(), [path])
    assert report.problem is None and (report.content, report.new, len(report.refused)) == ("schedule", 3, 1)
    assert store.schedule.count() == 3
    store.close()


def test_invoices_are_the_same_there_and_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "a.zip"
    with ZipFile(archive, "w") as made:
        for path in sorted(write_invoices(tmp_path / "invoices").iterdir()):
            made.write(path, path.name)
        made.writestr("foto.jpg", b"\xff\xd8\xff")
        made.writestr("rotta.xml", b"<FatturaElettronica><")
    with Archive(archive) as opened:
        entries = [entry for _place, entry in opened.entries()]
    assert marshal_through(entries) == entries
    assert sum(len(e.invoices) for e in entries) > 10 and any(e.refused for e in entries)
    assert any(e.skipped for e in entries)
    here = ways(tmp_path, "here", archive)
    monkeypatch.setattr(einvoices, "worth_it", lambda _path, _kind: True)
    assert ways(tmp_path, "beside", archive) == here
    assert here[0].new > 5


def marshal_through(entries: list[Entry]) -> list[Entry]:
    return [packed.unpacked_entry(e) for e in marshal.loads(marshal.dumps([packed.packed_entry(e) for e in entries]))]


def ways(tmp_path: Path, home: str, path: Path) -> tuple[Any, ...]:
    store = Store.open(Home(tmp_path / home))
    try:
        (report,) = import_files(store, SystemClock(), [path])
        return report, store.invoices.all()
    finally:
        store.close()


@pytest.mark.usefixtures("always")
def test_stop_ends_it_and_nothing_stays(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + "".join(f"\n{n};Bar {n} srl;;;;" for n in range(5000)))
    stop: list[int] = []

    def told(progress: Any) -> None:
        if progress.done:
            stop.append(1)

    (report,) = import_files(store, SystemClock(), [path], told, stop)  # type: ignore[arg-type]
    assert isinstance(report.problem, FileRefused) and report.problem.code == "file_stopped"
    assert store.mirror.count() == 0


def die(pipe: Any, *_given: Any) -> None:
    pipe.send(("opened", ("address_book", (frozenset({"company"}), (), (), "utf-8", "", 10))))
    os._exit(9)


def wait(*_given: Any) -> None:
    time.sleep(60)


def test_a_reader_that_dies_refuses_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "_serve", die)
    path = csv(tmp_path / "a.csv")
    with beside.open_beside(path, FileKind.CSV, KnownColumns(), lambda: None) as file:
        assert isinstance(file, AddressBookFile)
        with pytest.raises(FileRefused) as caught:
            list(file.contacts)
    assert (caught.value.code, caught.value.params["file"]) == ("file_unexpected", "a.csv")


def test_stop_is_heard_while_the_reader_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "_serve", wait)

    def check() -> None:
        raise FileRefused("file_stopped", file="a.csv")

    with (
        pytest.raises(FileRefused, match="file_stopped"),
        beside.open_beside(csv(tmp_path / "a.csv"), FileKind.CSV, KnownColumns(), check),
    ):
        raise AssertionError


def test_without_a_process_it_is_read_here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(tables, "worth_it", lambda _path, _kind: True)
    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", refuse)
    (report,) = import_files(store, SystemClock(), [csv(tmp_path / "a.csv")])
    assert report.problem is None and report.new == 3
