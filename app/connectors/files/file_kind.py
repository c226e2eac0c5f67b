"""What a file is, told by its content: names lie, and browsers rename what they download."""

from __future__ import annotations

import base64
import codecs
import re
from enum import StrEnum
from pathlib import Path

from app.connectors.files.zip_guard import open_zip, part_name
from app.errors import FileRefused
from app.regular_file import open_regular, unreadable

SAMPLE = 65_536
"""Bytes at the beginning of a file that are looked at."""

_MOST_ENTRIES = 20_000
"""Entries of a zip among which those of a workbook are looked for."""

_BINARY = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"SQLite format 3\0",
    b"MZ",
    b"\x7fELF",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"{\\rtf",
)

_BOOK = re.compile(r"(?:xl/)?workbook\d*\.xml")
_BINARY_BOOK = re.compile(r"(?:xl/)?workbook\d*\.bin")
_PACKED = ((b"\x1f\x8b", ".gz"), (b"Rar!", ".rar"), (b"7z\xbc\xaf", ".7z"), (b"BZh", ".bz2"), (b"\xfd7zXZ", ".xz"))
"""How files begin that hold others in a way that Ponte24 does not open, and how these are called."""

_MAIL = re.compile(
    rb"(?:From|Return-Path|Received|Delivered-To|Message-ID|MIME-Version|X-[\w-]+|Date|Subject|To): ", re.IGNORECASE
)
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<table", b"<body")
_NOTHING = b"\xef\xbb\xbf\xff\xfe \t\r\n\0\x1a"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_BASE64 = 3
"""How often one is put into base64."""
_SHORTEST_BASE64 = 200
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]+")


class FileKind(StrEnum):
    """The kinds of files that Fattura24 gives away; each has its reader (see `app.services.imports.importing`)."""

    CSV = "CSV"
    XLSX = "Excel"
    XLS = "Excel 97"
    XLSB = "Excel .xlsb"
    ODS = "OpenDocument"
    VCARD = "vCard"
    XML = "XML"
    P7M = "FatturaPA .p7m"
    ZIP = "ZIP"


def file_kind(path: Path) -> FileKind:
    """Return what a file is, whatever its name says; text that is nothing else is `FileKind.CSV`.

    Raises FileRefused: file_not_found, file_unreadable, file_is_pdf, file_damaged (a zip that broke off),
    file_not_csv (an image, a page, a program, a letter …).
    """
    return kind_of(path, read_sample(path))


def read_sample(path: Path) -> bytes:
    """Return the beginning of a file. Raises FileRefused (file_not_found, file_unreadable)."""
    try:
        if path.is_dir():  # Windows opens none
            raise FileRefused("file_is_folder", file=path.name)
        with open_regular(path) as file:
            return file.read(SAMPLE)
    except OSError as error:
        raise unreadable(path, error) from error


def kind_of(path: Path, sample: bytes) -> FileKind:
    """Return what a file with this beginning is. Raises FileRefused as `file_kind` does."""
    text = sample.removeprefix(codecs.BOM_UTF8).lstrip()
    low = text[:2048].lower()
    if len(sample) < SAMPLE and not sample.strip(_NOTHING):
        raise FileRefused(_empty(path), file=path.name)
    if low.startswith(b"%pdf"):
        raise FileRefused("file_is_pdf", file=path.name)
    if packed := next((name for begin, name in _PACKED if sample.startswith(begin)), ""):
        raise FileRefused("file_is_packed", file=path.name, kind=packed)
    if _is_mail(text):
        raise FileRefused("file_is_mail", file=path.name)
    if text.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(path)
    if text.startswith(_OLE):
        return FileKind.XLS
    if _wide(sample).lstrip("\ufeff\r\n\t ").lower().startswith("begin:vcard"):
        return FileKind.VCARD
    if b"urn:schemas-microsoft-com:office:spreadsheet" in low or b'progid="excel.sheet"' in low:
        raise FileRefused("file_other_excel", file=path.name, kind="Excel 2003 XML")
    if low.startswith(_PAGES):
        if path.suffix.lower() in (".xls", ".xlsx"):
            raise FileRefused("file_other_excel", file=path.name, kind="HTML")
        raise FileRefused(_other(path), file=path.name)
    if _wide(sample).lstrip("\ufeff\r\n\t \0").startswith("<") or b"fatturaelettronica" in low:
        return FileKind.XML
    if _signed(text, path.suffix.lower()):
        return FileKind.P7M
    if low.startswith((*_BINARY, *(b.lower() for b in _BINARY))):
        raise FileRefused(_other(path), file=path.name)
    return FileKind.CSV


def _empty(path: Path) -> str:
    """Return what an empty file is refused with: by its name it would have held an invoice, an archive, or a book."""
    ending = path.suffix.lower()
    return "invoice_empty" if ending in (".xml", ".p7m") else "zip_empty" if ending == ".zip" else "file_empty"


def _other(path: Path) -> str:
    """Likewise for a picture, a page or a program."""
    return "invoice_other" if path.suffix.lower() in (".xml", ".p7m", ".zip") else "file_not_csv"


def _is_mail(text: bytes) -> bool:
    """Tell a message that was saved whole: its first two lines are heads of one."""
    lines = [line for line in text[:4096].splitlines()[:6] if line[:1] not in (b" ", b"\t")][:2]
    return len(lines) == 2 and all(_MAIL.match(line) for line in lines)


def _wide(sample: bytes) -> str:
    """Return the first letters of a text that may be UTF-16."""
    head = sample[:256]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _signed(text: bytes, ending: str) -> bool:
    """Tell a signed envelope: ASN.1 (DER or BER), its armour, or its base64 (reference: Fattura24 4.5)."""
    first_line = text.split(b"\n", 1)[0]
    if text.startswith(b"-----BEGIN") or (ending == ".p7m" and not any(s in first_line for s in (b";", b",", b"\t"))):
        return True
    if _begins_envelope(text):
        return True
    # the first bytes of a CMS envelope, 30 80 or 30 82, in base64
    return (text.startswith((b"MII", b"MIA")) and bool(_BASE64.fullmatch(text))) or _within_base64(text)


def _begins_envelope(data: bytes) -> bool:
    return data[:1] == b"\x30" and data[1:2] in (b"\x80", b"\x82", b"\x83", b"\x84")


def _within_base64(text: bytes) -> bool:
    """Tell an envelope or an invoice in base64, or in base64 of that, whatever the file is called: some programs take
    them so from the tax drawer (``.pk7``)."""
    for _ in range(_MOST_BASE64):
        letters = text.translate(None, b" \t\r\n")
        if len(letters) < _SHORTEST_BASE64 or not _BASE64.fullmatch(letters):
            return False
        text = base64.b64decode(letters[: len(letters.rstrip(b"=")) // 4 * 4]).removeprefix(codecs.BOM_UTF8).lstrip()
        if _begins_envelope(text) or text.startswith((b"<?xml", b"<p:Fattura", b"<Fattura", b"-----BEGIN")):
            return True
    return False


def _zipped(path: Path) -> FileKind:
    """Tell a workbook from an archive by what it holds; a zip that broke off is an archive of nobody knows what."""
    try:
        with open_regular(path) as file, open_zip(file, path.name) as archive:
            entries = archive.infolist()[:_MOST_ENTRIES]
            names = {part_name(entry.filename) for entry in entries}
    except OSError as error:
        raise unreadable(path, error) from error
    if any(_BINARY_BOOK.fullmatch(n) for n in names):
        return FileKind.XLSB
    if any(n.startswith("xl/worksheets/") or _BOOK.fullmatch(n) for n in names):
        return FileKind.XLSX
    if "mimetype" in names and "content.xml" in names:
        return FileKind.ODS
    if "[content_types].xml" in names and any(n.startswith(("word/", "ppt/")) for n in names):
        raise FileRefused("file_not_csv", file=path.name)
    return FileKind.ZIP
