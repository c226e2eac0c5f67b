"""A watched folder may hold anything: what is bad in it harms nobody and silences nothing else."""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.connectors.exports import apart
from app.connectors.exports.apart import ReaderApart
from app.connectors.exports.tables.table import KnownColumns
from app.errors import FileRefused
from app.paths import Home
from app.services.imports.files import FileBook
from app.services.imports.importing import import_files
from app.services.settings.preferences import load_settings, save_settings
from app.store import Store

BOOK = "Cod.;Rag. Sociale;Email\n{0};Bar {0} srl;bar{0}@example.it\n"


def sleep_on(path: Path, _known: KnownColumns) -> str:
    time.sleep(60.0 if "slow" in path.name else 0.0)
    return "done"


def eat(path: Path, _known: KnownColumns) -> str:
    return str(len(bytearray(2_000_000_000 if "big" in path.name else 1)))


def die(path: Path, _known: KnownColumns) -> str:
    if "bad" in path.name:
        os._exit(11)
    return "done"


def fail(path: Path, _known: KnownColumns) -> str:
    raise LookupError(path.name)


@pytest.fixture(scope="module")
def reader() -> Iterator[ReaderApart]:
    with ReaderApart() as made:
        yield made


def refusal(reader: ReaderApart, task: apart.Task, name: str, seconds: float = 30.0) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        reader.ask(task, Path(name), KnownColumns(), seconds)
    return caught.value


def test_a_reader_that_takes_too_long_is_killed_and_the_next_file_is_read(reader: ReaderApart) -> None:
    assert refusal(reader, sleep_on, "slow.csv", 0.2).code == "file_too_slow"
    assert reader.ask(sleep_on, Path("a.csv"), KnownColumns(), 30.0) == "done"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system has no limit on memory")
def test_a_reader_that_takes_too_much_memory_is_stopped(reader: ReaderApart) -> None:
    assert refusal(reader, eat, "big.csv").code == "file_too_much_memory"
    assert reader.ask(eat, Path("a.csv"), KnownColumns(), 30.0) == "1"


def test_a_reader_that_dies_or_fails_is_replaced(reader: ReaderApart) -> None:
    assert refusal(reader, die, "bad.csv").code == "file_unexpected"
    assert reader.ask(die, Path("a.csv"), KnownColumns(), 30.0) == "done"
    failed = refusal(reader, fail, "Mario Rossi.csv")
    assert (failed.code, failed.details) == ("file_unexpected", "LookupError")


def test_what_a_reader_refuses_is_refused_in_the_same_words(reader: ReaderApart, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7")
    assert refusal(reader, apart.read_through, str(path)).code == "file_is_pdf"
    assert reader.ask(apart.look, path, KnownColumns(), 30.0) == ""


def fill(folder: Path) -> None:
    """Two hundred bad files and twenty good ones, the good ones the oldest."""
    for number in range(20):
        path = folder / f"rubrica{number}.csv"
        path.write_text(BOOK.format(number), encoding="utf-8")
        os.utime(path, (time.time() - 600 - number,) * 2)
    makers = (
        lambda path: path.with_suffix(".xlsx").write_bytes(b"PK\x03\x04 cut"),
        lambda path: path.with_suffix(".p7m").write_bytes(b"\x30\x80" * 3000),
        lambda path: path.with_suffix(".vcf").write_bytes(b"BEGIN:VCARD\nFN:" + b"x" * 70_000),
        lambda path: path.with_suffix(".xml").write_bytes(b"<FatturaElettronica><<"),
        lambda path: path.with_suffix(".csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0"),
        lambda path: path.with_suffix(".xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2000),
        lambda path: os.mkfifo(path.with_suffix(".csv")),
        lambda path: path.with_suffix(".csv").symlink_to(path.with_suffix(".csv").name),
        lambda path: path.with_suffix(".csv").mkdir(),
        overlapping,
    )
    for number in range(200):
        makers[number % len(makers)](folder / f"cattivo{number}")
    with open(os.fsencode(folder) + b"/rubrica\xff\xfe.csv", "wb") as file:  # noqa: PTH123  # a name that is no text
        file.write(BOOK.format(99).encode())
    (folder / ("l" * 251 + ".csv")).write_text(BOOK.format(98), encoding="utf-8")


def overlapping(path: Path) -> None:
    """A workbook whose parts are one and the same few bytes."""
    with zipfile.ZipFile(path.with_suffix(".xlsx"), "w") as made:
        made.writestr("xl/workbook.xml", b"<workbook/>")
        made.filelist += [made.filelist[0]] * 200


@pytest.mark.skipif(os.name != "posix", reason="queues and such names are of POSIX")
def test_two_hundred_bad_files_do_not_keep_twenty_good_ones_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "downloads"
    folder.mkdir()
    fill(folder)
    store = Store.open(Home(tmp_path / "home"))
    try:
        save_settings(store, replace(load_settings(store), watch="always", watch_folder=str(folder)))
        book = FileBook(store, SystemClock())
        book.look()
        found = book.look()
        assert {f.path.name for f in found if f.path.name.startswith("rubrica")} >= {
            f"rubrica{n}.csv" for n in range(20)
        }
        reports = import_files(store, SystemClock(), [f.path for f in found])
        for file, report in zip(found, reports, strict=True):
            book.decide([file], "refused" if report.problem else "imported")
        names = {c.contact.company for c in store.mirror.all()}
        assert {n.lower() for n in names} == {f"bar {n} srl" for n in (*range(20), 98, 99)}
        assert store.activity.recent(), "the log can be read, whatever a file is called"
        warned = len(caplog.records)
        assert book.look() == (), "nothing is offered twice"
        assert len(caplog.records) == warned, "and nothing is said at each look"
    finally:
        store.close()
