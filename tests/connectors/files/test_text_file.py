"""Files that are no address book say what they are and what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.connectors.exports.address_book.address_book import read_address_book
from app.connectors.files import file_kind, text_file
from app.errors import FileRefused
from app.texts import LANGUAGES


def refusal(path: Path) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_address_book(path)
    for language in LANGUAGES:
        words = caught.value.describe(language)
        assert words.title
        assert words.meaning
        assert words.action
        assert "{file}" not in words.title + words.meaning + words.action
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "file_empty"),
        ("a.csv", b"\xef\xbb\xbf", "file_empty"),
        ("a.csv", b"\n \r\n;;\n", "file_empty"),
        ("a.csv", b"\xff\xfe", "file_empty"),
        ("a.csv", b"%PDF-1.7\n", "file_is_pdf"),
        ("a.pdf", b"%PDF-1.4", "file_is_pdf"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0", "file_not_csv"),
        ("a.csv", b"\xff\xd8\xff\xe0JFIF", "file_not_csv"),
        ("a.csv", b"  <!DOCTYPE html><html>", "file_not_csv"),
        ("a.xls", b"<html><table><tr>", "file_other_excel"),
        ("a.csv", b"Rag. Sociale;Email\0\0\1\2\n", "file_not_csv"),
        ("a.csv", b"\xff\xfeabc", "file_not_csv"),
        ("a.csv", bytes(range(256)), "file_not_csv"),
        ("a.csv", b"name;mail\nx;y\n", "file_header_unknown"),
        ("a.csv", b"Rag. Sociale\nBar Sport\n", "file_header_unknown"),
        ("a.csv", b"una riga qualsiasi", "file_header_unknown"),
        ("a.csv", b'{"a": 1}', "file_header_unknown"),
    ],
)
def test_what_is_no_address_book(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    error = refusal(path)
    assert error.code == code
    assert name in error.describe("it").title


@pytest.mark.parametrize("content", [b"<?xml version='1.0'?><a/>", b"0\x80\x06\x09"])
def test_other_kinds_of_exports_are_no_address_book(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert refusal(path).code == "file_kind_later"


def test_missing_files_and_folders(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.csv").code == "file_not_found"
    assert refusal(tmp_path / ("x" * 300)).code == "file_not_found"
    assert refusal(tmp_path).code == "file_is_folder"
    (tmp_path / "f.csv").write_text("x")
    assert refusal(tmp_path / "f.csv" / "deeper.csv").code == "file_not_found"


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "closed.csv"
    path.write_text("Rag. Sociale;Email\n", encoding="utf-8")

    def refuse(*_args: object, **_kw: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(file_kind, "open_regular", refuse)  # a superuser may read everything, so the system is played
    error = refusal(path)
    assert error.code == "file_unreadable"
    assert error.details == "Permission denied"
    assert str(tmp_path) not in str(error)


def test_too_large_is_said_without_reading(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.write(b"Cod.;Rag. Sociale\n")
        file.truncate(200_000_000)  # sparse: takes no room
    error = refusal(path)
    assert error.code == "file_too_large"
    assert "200" in error.describe("it").meaning
    assert "100" in error.describe("it").meaning


def test_the_limit_itself_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"Rag. Sociale;Email\nBar Sport;a@b.it\n"
    monkeypatch.setattr(text_file, "MAX_BYTES", len(content))
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert len(read_address_book(path).rows) == 1
    path.write_bytes(content + b"\n")
    assert refusal(path).code == "file_too_large"


def test_the_header_alone_is_an_empty_address_book(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"Rag. Sociale;Email\n")
    found = read_address_book(path)
    assert (found.rows, found.refused) == ((), ())


def test_a_header_that_is_unknown_names_what_was_found(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"Colonna Uno;Email\nx;y\n")
    error = refusal(path)
    assert error.params["found"] == "Colonna Uno, Email"
    assert error.params["needed"] == "Rag. Sociale"


def test_an_encoding_fault_late_in_the_file_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"Rag. Sociale;Citt\xe0\n" + b"Bar Sport;Roma\n" * 10_000 + b"Bar;Forl\xec\n")
    found = read_address_book(path)
    assert found.encoding == "cp1252"
    assert found.rows[-1].contact.city == "Forlì"
    assert os.fspath(path)
