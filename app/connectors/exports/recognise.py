"""A short look at a file: is it an export of Fattura24, and of what?"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from app.connectors.exports.address_book.address_book import open_table
from app.connectors.exports.tables.columns import choose_separator
from app.connectors.exports.tables.table import (
    HEADER_WITHIN,
    ColumnsUnknown,
    KnownColumns,
    RefusedLine,
    TablePreview,
    preview_of,
)
from app.connectors.files.csv_records import CsvReader
from app.connectors.files.encoding import EncodingUnclear, decoded_sample
from app.connectors.files.file_kind import FileKind, kind_of, read_sample
from app.connectors.files.zip_guard import open_zip, part_name
from app.errors import FileRefused
from app.regular_file import open_regular

_MOST_ENTRIES = 500


def content_of(path: Path, known: KnownColumns) -> str:
    """Return what an export holds (a key under ``contents``) by its beginning, or blank where it seems to be none.

    Reads a few kilobytes, of a workbook one sheet's first rows. Never raises for what is in the file.
    """
    try:
        sample = read_sample(path)
        kind = kind_of(path, sample)
        if kind is FileKind.VCARD:
            return "address_book"
        if kind is FileKind.CSV:
            return _of_text(sample, known)
        if kind in (FileKind.XLSX, FileKind.XLS):
            with open_table(path, kind, known) as table:
                return table.columns.content.value
        if kind is FileKind.ZIP:
            return _of_archive(path)
        if kind is FileKind.XML:
            return "einvoice" if b"FatturaElettronica" in sample else ""
        return "einvoice" if kind is FileKind.P7M and path.suffix.lower() in (".p7m", ".pk7") else ""
    except FileRefused:
        return ""


def _of_text(sample: bytes, known: KnownColumns) -> str:
    try:
        text = decoded_sample(sample)
    except EncodingUnclear:
        return ""
    reader = CsvReader(text.splitlines(keepends=True))
    reader.separator = choose_separator(reader.first_line(), known.knows)
    for record in islice(reader, HEADER_WITHIN):
        columns = known.recognise(record.cells)
        if columns is not None:
            return columns.content.value
    return ""


def _of_archive(path: Path) -> str:
    try:
        with open_regular(path) as file, open_zip(file, path.name) as archive:
            names = [part_name(info.filename) for info in archive.infolist()[:_MOST_ENTRIES]]
    except OSError:
        return ""
    return "einvoice" if any(name.endswith((".p7m", ".xml")) for name in names) else ""


def preview_table(path: Path, known: KnownColumns) -> TablePreview | None:
    """Return the columns of a table for naming them anew, recognised or not; None where the file is no table.

    Raises FileRefused.
    """
    kind = kind_of(path, read_sample(path))
    if kind not in (FileKind.CSV, FileKind.XLSX, FileKind.XLS):
        return None
    try:
        with open_table(path, kind, known) as table:
            rows = (list(r.cells) for r in table.rows if not isinstance(r, RefusedLine))
            return preview_of([list(table.columns.names)], rows, table.sheet)
    except ColumnsUnknown as unknown:
        return unknown.preview
