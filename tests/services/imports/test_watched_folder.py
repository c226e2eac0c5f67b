"""The watched folder: what is new, whole and an export is offered, once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from app.errors import FileRefused
from app.paths import Home
from app.services.imports.files import FileBook
from app.services.settings.preferences import load_settings, save_settings
from app.store import Store

NOW = 1_800_000_000.0
BOOK = "Cod.;Rag. Sociale;Email\n1;Bar Uno;\n"


class Clock:
    def now(self) -> float:
        return NOW

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(seconds)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(Home(tmp_path / "home"))
    (tmp_path / "downloads").mkdir()
    settings = replace(load_settings(opened), watch="ask", watch_folder=str(tmp_path / "downloads"))
    save_settings(opened, settings)
    yield opened
    opened.close()


def put(tmp_path: Path, name: str, content: str | bytes = BOOK, age: float = 60.0) -> Path:
    path = tmp_path / "downloads" / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    os.utime(path, (NOW - age, NOW - age))
    return path


def names(book: FileBook) -> list[str]:
    book.look()
    return [file.path.name for file in book.look()]


def test_only_exports_are_offered(store: Store, tmp_path: Path) -> None:
    put(tmp_path, "rubrica.csv")
    put(tmp_path, "scadenze.csv", "Cliente;Numero;Scadenza;Importo\nBar;1;30/11/2026;10\n")
    put(tmp_path, "schede.vcf", "BEGIN:VCARD\nFN:Bar\nEND:VCARD\n")
    put(tmp_path, "fattura.xml", "<?xml version='1.0'?><p:FatturaElettronica/>")
    made = openpyxl.Workbook()
    made.worksheets[0].append(["Rag. Sociale", "Email"])
    made.save(tmp_path / "downloads" / "rubrica.xlsx")
    os.utime(tmp_path / "downloads" / "rubrica.xlsx", (NOW - 60, NOW - 60))
    put(tmp_path, "foto.png", b"\x89PNG\r\n\x1a\n")
    put(tmp_path, "lista.csv", "a;b\n1;2\n")
    put(tmp_path, "pagina.xml", "<?xml version='1.0'?><x/>")
    put(tmp_path, "rubrica2.csv.crdownload")
    put(tmp_path, "rubrica3.csv.part")
    put(tmp_path, "rubrica3.csv", BOOK + "half")
    put(tmp_path, ".nascosta.csv")
    put(tmp_path, "vuota.csv", "")
    put(tmp_path, "vecchia.csv", BOOK + "x", age=30 * 86_400)
    (tmp_path / "downloads" / "cartella.csv").mkdir()
    book = FileBook(store, Clock())
    book.look()
    kinds = {file.path.name: file.kind for file in book.look()}
    assert kinds == {
        "rubrica.csv": "address_book",
        "scadenze.csv": "schedule",
        "schede.vcf": "address_book",
        "fattura.xml": "einvoice",
        "rubrica.xlsx": "address_book",
    }


def test_a_file_that_still_grows_is_left_alone(store: Store, tmp_path: Path) -> None:
    book = FileBook(store, Clock())
    put(tmp_path, "rubrica.csv")
    assert book.look() == ()
    put(tmp_path, "rubrica.csv", BOOK + "2;Bar Due;\n")
    assert book.look() == ()
    assert [f.path.name for f in book.look()] == ["rubrica.csv"]


def test_each_is_asked_for_once_across_restarts_and_names(store: Store, tmp_path: Path) -> None:
    put(tmp_path, "rubrica.csv")
    book = FileBook(store, Clock())
    book.look()
    book.decide(book.look(), "never")
    assert names(FileBook(store, Clock())) == []
    put(tmp_path, "rubrica (1).csv", age=5)
    assert names(FileBook(store, Clock())) == [], "the same content under another name"
    put(tmp_path, "rubrica.csv", BOOK + "2;Bar Due;\n", age=2)
    assert names(FileBook(store, Clock())) == ["rubrica.csv"], "another content under the same name"


def test_off_means_that_nobody_looks(store: Store, tmp_path: Path) -> None:
    put(tmp_path, "rubrica.csv")
    save_settings(store, replace(load_settings(store), watch="off"))
    book = FileBook(store, Clock())
    assert names(book) == []
    assert [f.path.name for f in book.look(patient=False)] == ["rubrica.csv"], "asked for by the command line"
    put(tmp_path, "adesso.csv", BOOK + "9;Bar Nove;\n", age=1)
    assert [f.path.name for f in book.look(patient=False)] == ["rubrica.csv"], "just being written"


def test_a_folder_that_is_gone_is_said(store: Store, tmp_path: Path) -> None:
    save_settings(store, replace(load_settings(store), watch_folder=str(tmp_path / "gone")))
    with pytest.raises(FileRefused, match="watch_folder_missing"):
        FileBook(store, Clock()).look()


def test_the_default_is_the_downloads_folder_and_off(tmp_path: Path) -> None:
    fresh = Store.open(Home(tmp_path / "fresh"))
    assert load_settings(fresh).watch == "off"
    assert FileBook(fresh, Clock()).folder().is_absolute()
    fresh.close()
