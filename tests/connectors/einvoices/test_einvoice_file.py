"""Files and archives of e-invoices: limits, messages, litter, and bombs."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.connectors.einvoices import documents, files
from app.connectors.einvoices.files import Archive, Entry, read_file
from app.connectors.files import zip_guard
from app.errors import FileRefused
from tests.connectors.einvoice_samples import archive, invoice, signed

XML = invoice()
MESSAGE = '<ns3:RicevutaConsegna xmlns:ns3="http://www.fatturapa.gov.it/sdi/messaggi/v1.0"><IdentificativoSdI>1</IdentificativoSdI></ns3:RicevutaConsegna>'


def entries(path: Path) -> dict[str, Entry]:
    with Archive(path) as opened:
        return {entry.name: entry for _, entry in opened.entries()}


def outcome(entry: Entry) -> str:
    if entry.invoices:
        return "read"
    return ", ".join(note.reason for note in (*entry.refused, *entry.skipped))


def outcomes(path: Path) -> dict[str, str]:
    return {name: outcome(entry) for name, entry in entries(path).items()}


def zipped(contents: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in contents.items():
            made.writestr(name, data)
    return out.getvalue()


def code_of(path: Path) -> str:
    with pytest.raises(FileRefused) as caught:
        read_file(path) if path.suffix != ".zip" else entries(path)
    assert caught.value.describe("en").title
    assert path.name in caught.value.describe("it").title
    return caught.value.code


# ------------------------------------------------------------------------------------------------- single files
@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xml", b"", "p7m_damaged"),
        ("a.xml", XML.encode()[:700], "xml_damaged"),
        ("a.xml.p7m", signed(XML.encode())[:900], "p7m_damaged"),
        ("a.xml", b"<feed><entry/></feed>", "xml_not_invoice"),
        ("a.p7m", signed(XML.encode(), detached=True), "p7m_detached"),
    ],
)
def test_a_file_that_is_no_invoice_is_refused_by_name(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert code_of(path) == code


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    for name, data in (("a.xml", signed(XML.encode())), ("b.xml.p7m", XML.encode()), ("c.txt", XML.encode())):
        path = tmp_path / name
        path.write_bytes(data)
        assert [i.number for i in read_file(path).invoices] == ["1"]


@pytest.mark.parametrize("root", sorted(documents.SDI_ROOTS))
def test_messages_of_the_exchange_system_are_passed_over_by_their_root(tmp_path: Path, root: str) -> None:
    path = tmp_path / "IT01234567897_00001.xml"
    path.write_text(f'<m:{root} xmlns:m="http://x"><NomeFile>a.xml</NomeFile></m:{root}>', "utf-8")
    assert outcome(read_file(path)) == "sdi_message"


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 100)
    path = tmp_path / "a.xml"
    path.write_text(XML, "utf-8")
    assert code_of(path) == "file_too_large"


# ------------------------------------------------------------------------------------------------- archives
def test_each_entry_of_an_archive_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    made = archive(
        tmp_path / "a.zip",
        {
            "2026/uno.xml": XML,
            "2026/due.xml.p7m": signed(invoice().encode()),
            "2026/due_RC_001.xml": MESSAGE,
            "2026/rotto.xml": XML[:600],
            "2026/firma.p7m": signed(XML.encode(), over=b"x"),
            "fattura.pdf": b"%PDF-1.7",
            "pagina.xml": "<!DOCTYPE html><html></html>",
            "altro.xml": "<feed/>",
            "__MACOSX/2026/._uno.xml": b"\x00\x05\x16",
            "2026/.DS_Store": b"x",
            "dentro.zip": zipped({"tre.xml": XML, "ancora.zip": zipped({"quattro.xml": XML})}),
        },
    )
    assert outcomes(made) == {
        "2026/uno.xml": "read",
        "2026/due.xml.p7m": "read",
        "2026/due_RC_001.xml": "sdi_message",
        "2026/rotto.xml": "xml_damaged",
        "2026/firma.p7m": "p7m_altered",
        "fattura.pdf": "not_einvoice",
        "pagina.xml": "not_einvoice",
        "altro.xml": "not_einvoice",
        "dentro.zip/tre.xml": "read",
        "dentro.zip/ancora.zip": "archive_nested",
    }


@pytest.mark.parametrize(
    "name", ["../../fuori.xml", "/etc/fuori.xml", "C:\\fuori.xml", "a/../../fuori.xml", "..\\fuori.xml"]
)
def test_a_path_that_leads_outside_is_refused(tmp_path: Path, name: str) -> None:
    made = archive(tmp_path / "a.zip", {name: XML, "dentro.xml": XML})
    found = outcomes(made)
    assert found.pop("dentro.xml") == "read"
    assert list(found.values()) == ["entry_path"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip"]


def test_a_bomb_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    made = archive(tmp_path / "a.zip", {"bomba.xml": b" " * 25_000_000, "buono.xml": XML})
    assert outcomes(made) == {"bomba.xml": "entry_bomb", "buono.xml": "read"}


def test_a_size_that_lies_does_not_help(tmp_path: Path) -> None:
    made = archive(tmp_path / "a.zip", {"bomba.xml": b" " * 25_000_000})
    data = bytearray(made.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)  # the size after inflating, in the list of entries
    made.write_bytes(data)
    assert outcomes(made)["bomba.xml"] in ("entry_bomb", "entry_damaged")


def test_large_entries_and_archives_have_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = archive(tmp_path / "a.zip", {"a.xml": XML, "b.xml": XML})
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    assert set(outcomes(made).values()) == {"entry_too_large"}
    monkeypatch.undo()
    monkeypatch.setattr(zip_guard, "MAX_INFLATED", len(XML) + 10)
    with pytest.raises(FileRefused, match="archive_too_large"):
        outcomes(made)


def test_too_many_entries_are_refused_before_they_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = archive(tmp_path / "a.zip", {f"{n}.xml": "" for n in range(30)})
    monkeypatch.setattr(zip_guard, "MAX_ENTRIES", 20)
    assert code_of(made) == "zip_too_many"
    monkeypatch.undo()
    monkeypatch.setattr(zip_guard, "MAX_LISTING", 500)
    data = bytearray(made.read_bytes())
    data[-12:-10] = struct.pack("<H", 1)  # says one entry; the list is as long as it is
    made.write_bytes(data)
    assert code_of(made) == "zip_too_many"


def test_an_archive_with_a_password_says_so(tmp_path: Path) -> None:
    made = archive(tmp_path / "a.zip", {"a.xml": XML})
    data = bytearray(made.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + place] |= 1
    made.write_bytes(data)
    assert outcomes(made) == {"a.xml": "entry_encrypted"}


def test_damage_in_an_archive_is_told_where_it_is(tmp_path: Path) -> None:
    made = archive(tmp_path / "a.zip", {"a.xml": XML, "b.xml": XML})
    data = bytearray(made.read_bytes())
    data[120] ^= 0xFF
    made.write_bytes(data)
    assert outcomes(made) == {"a.xml": "entry_damaged", "b.xml": "read"}
    made.write_bytes(bytes(data)[:400])
    assert code_of(made) == "file_damaged"


def test_names_are_shown_without_what_a_terminal_would_obey(tmp_path: Path) -> None:
    made = archive(tmp_path / "a.zip", {"a\x1b[31m.xml": XML, "b" * 300 + ".xml": XML})
    names = list(entries(made))
    assert all(name.isprintable() and len(name) <= 121 for name in names)


def test_an_archive_of_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w"):
        pass
    with pytest.raises(FileRefused) as caught, Archive(path):
        raise AssertionError
    assert (caught.value.code, caught.value.params["file"]) == ("zip_empty", "a.zip")
