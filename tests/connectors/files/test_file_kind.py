"""Files are told by what they hold, not by what they are called."""

from __future__ import annotations

import base64
import zipfile
from pathlib import Path

import pytest

from app.connectors.files.file_kind import FileKind, file_kind
from app.errors import FileRefused


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.csv", b"Rag. Sociale;Email\n", FileKind.CSV),
        ("a.xlsx", b"Rag. Sociale;Email\n", FileKind.CSV),
        ("a.p7m", b"Rag. Sociale;Email\n", FileKind.CSV),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.XLS),
        ("a.vcf", b"BEGIN:VCARD\r\nVERSION:3.0\r\n", FileKind.VCARD),
        ("a.csv", b"\xef\xbb\xbfbegin:vcard\n", FileKind.VCARD),
        ("a.txt", "BEGIN:VCARD\nVERSION:2.1\n".encode("utf-16"), FileKind.VCARD),
        ("a.xml", b"<?xml version='1.0'?><p:FatturaElettronica/>", FileKind.XML),
        ("a.csv", b"<p:FatturaElettronica versione='FPR12'/>", FileKind.XML),
        ("a.xml", b"<!DOCTYPE lolz [<!ENTITY a 'b'>]><x/>", FileKind.XML),
        ("a.p7m", b"\x30\x80\x06\x09", FileKind.P7M),
        ("a.p7m", b"MIIabc", FileKind.P7M),
        ("b.bin", b"\x30\x82\x01\x02", FileKind.P7M),
        ("b.txt", b"MIAGCSqGSIb3DQEHAqCA\r\nMIACAQEx", FileKind.P7M),
        ("b.txt", b"-----BEGIN PKCS7-----\nMIIa", FileKind.P7M),
    ],
)
def test_the_content_tells_the_kind(tmp_path: Path, name: str, content: bytes, kind: FileKind) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert file_kind(path) is kind


@pytest.mark.parametrize(
    ("entries", "kind"),
    [
        (["xl/workbook.xml", "xl/worksheets/sheet1.xml"], FileKind.XLSX),
        (["xl/workbook.bin"], FileKind.XLSB),
        (["mimetype", "content.xml"], FileKind.ODS),
        (["IT01234567890_1.xml"], FileKind.ZIP),
        ([], FileKind.ZIP),
    ],
)
def test_zipped_kinds_are_told_by_their_entries(tmp_path: Path, entries: list[str], kind: FileKind) -> None:
    path = tmp_path / "a.csv"
    with zipfile.ZipFile(path, "w") as file:
        for name in entries:
            file.writestr(name, "<x/>")
    assert file_kind(path) is kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"%PDF-1.7", "file_is_pdf"),
        ("a.xlsx", b"PK\x03\x04 and then nothing", "file_damaged"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n", "file_not_csv"),
        ("a.xls", b"<html><table><tr>", "file_other_excel"),
        ("a.csv", b"  <!DOCTYPE html><html>", "file_not_csv"),
        ("a.xml", b"\x1f\x8b\x08\x00", "file_is_packed"),
        ("a.zip", b"Rar!\x1a\x07", "file_is_packed"),
        ("a.eml", b"Return-Path: <a@b.it>\r\nReceived: from x\r\n by y\r\n\r\nMIIA", "file_is_mail"),
        ("a.p7m", b"From: a@b.it\r\nMIME-Version: 1.0\r\n\r\nMIIA", "file_is_mail"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileRefused) as caught:
        file_kind(path)
    assert caught.value.code == code
    assert caught.value.describe("it").title


def test_a_letter_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("[Content_Types].xml", "<x/>")
        file.writestr("word/document.xml", "<x/>")
    with pytest.raises(FileRefused, match="file_not_csv"):
        file_kind(path)


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="file_is_folder"):
        file_kind(tmp_path)
    with pytest.raises(FileRefused, match="file_not_found"):
        file_kind(tmp_path / "none.csv")


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("begin", [b"\x30\x82", b"\x30\x83", b"\x30\x84", b"<?xml ", b"-----BEGIN PKCS7-----"])
def test_base64_is_known_by_what_is_in_it_whatever_its_name(tmp_path: Path, begin: bytes, times: int) -> None:
    data = begin + bytes(300)
    for _ in range(times):
        data = base64.encodebytes(data)
    path = tmp_path / "IT01234567890_1.xml.pk7"
    path.write_bytes(data)
    assert file_kind(path) is FileKind.P7M
    path.write_bytes(base64.b64encode(b"Rag. Sociale;Email" + bytes(300)))
    assert file_kind(path) is FileKind.CSV
