"""A table in a workbook: of several sheets the one whose header is recognised."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path

import xlrd

from app.connectors.exports.tables.columns import Columns
from app.connectors.exports.tables.table import (
    HEADER_WITHIN,
    MOST_ROWS,
    ColumnsUnknown,
    KnownColumns,
    RefusedLine,
    Table,
    TablePreview,
    TableRow,
    preview_of,
    title_of,
)
from app.connectors.files.file_kind import FileKind
from app.connectors.files.xlsx import MOST_COLUMNS, Workbook
from app.connectors.files.xlsx_cells import number_text, plain_number
from app.errors import FileRefused
from app.regular_file import read_regular

MOST_XLS_BYTES = 20_000_000
"""The largest .xls that is read; its format ends at 65,536 rows."""

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SheetRow = tuple[int, list[str]]
_Sheet = tuple[str, Callable[[], Iterator[_SheetRow]], Callable[[], int]]
"""A sheet's name, its rows, and how many these are about."""


@contextmanager
def open_workbook(path: Path, kind: FileKind, known: KnownColumns) -> Iterator[Table]:
    """Open the table of a workbook (.xlsx, .xls).

    Raises FileRefused: file_damaged, file_encrypted, file_bomb, file_too_large, file_too_many_rows, file_kind_later
    (.xlsb, .ods); ColumnsUnknown.
    """
    if kind is FileKind.XLSX:
        with closing(Workbook(path)) as book:
            sheets = [(name, partial(book.rows, part), partial(book.count_rows, part)) for name, part in book.sheets]
            yield _choose(path, sheets, known)
    elif kind is FileKind.XLS:
        yield _choose(path, _xls_sheets(path), known)
    else:
        raise FileRefused("file_kind_later", file=path.name, kind=kind.value)


def _choose(path: Path, sheets: Sequence[_Sheet], known: KnownColumns) -> Table:
    preview: TablePreview | None = None
    names: list[str] = []
    for place, (sheet, rows_of, count) in enumerate(sheets):
        rows = rows_of()
        head: list[list[str]] = []
        for _number, cells in islice(rows, HEADER_WITHIN):
            head.append(cells)
            columns = known.recognise(cells)
            if columns is not None:
                total = count()
                if total > MOST_ROWS:
                    raise FileRefused("file_too_many_rows", file=path.name, rows=str(total), limit=str(MOST_ROWS))
                others = _left_out(sheets[place + 1 :], known, columns)
                title = title_of(head[:-1])
                return Table(columns, chain(_rows(path, rows, columns), others), "", sheet, total, title)
        if preview is None and head:
            preview = preview_of(head, (cells for _n, cells in rows), sheet)
            names = list(preview.names) if preview else head[0]
    if not names:
        raise FileRefused("file_empty", file=path.name)
    raise ColumnsUnknown(path, names, preview)


def _left_out(sheets: Sequence[_Sheet], known: KnownColumns, taken: Columns) -> Iterator[RefusedLine]:
    """Name the sheets behind the one that is read which hold such a table, too: nobody else would tell."""
    for sheet, rows_of, _count in sheets:
        head = list(islice(rows_of(), HEADER_WITHIN + 1))
        for place, (number, cells) in enumerate(head[:HEADER_WITHIN]):
            found = known.recognise(cells)
            if found is not None and found.content is taken.content:
                if place + 1 < len(head):
                    yield RefusedLine(number, "sheet_left_out", {"value": sheet[:60]})
                break


def _rows(path: Path, rows: Iterator[_SheetRow], columns: Columns) -> Iterator[TableRow | RefusedLine]:
    width = len(columns.names)
    for count, (number, cells) in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise FileRefused("file_too_many_rows", file=path.name, rows=f"> {MOST_ROWS}", limit=str(MOST_ROWS))
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if columns.is_header(cells):
            continue
        if len(cells) > width:
            yield RefusedLine(number, "columns_many", {"found": str(len(cells)), "expected": str(width)})
        else:
            yield TableRow(number, cells + [""] * (width - len(cells)))


def _xls_sheets(path: Path) -> list[_Sheet]:
    size = path.stat().st_size
    if size > MOST_XLS_BYTES:
        megabytes, limit = -(-size // 1_000_000), MOST_XLS_BYTES // 1_000_000
        raise FileRefused("file_too_large", file=path.name, megabytes=str(megabytes), limit=str(limit))
    content = read_regular(path, MOST_XLS_BYTES)
    if _ENCRYPTED in content:
        raise FileRefused("file_encrypted", file=path.name)
    try:
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123  # xlrd writes its complaints to a file
            book = xlrd.open_workbook(file_contents=content, logfile=nowhere, ragged_rows=True, formatting_info=False)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise FileRefused("file_encrypted", file=path.name) from error
        raise FileRefused("file_damaged", file=path.name, details=type(error).__name__) from error
    except MemoryError:
        raise
    except Exception as error:
        # on a file that broke off or lies about itself xlrd raises whatever its arithmetic comes to
        raise FileRefused("file_damaged", file=path.name, details=type(error).__name__) from error
    seen_first = sorted(book.sheets(), key=lambda s: bool(s.visibility))
    return [(s.name, partial(_xls_rows, s, book.datemode == 1), partial(_xls_total, s)) for s in seen_first]


def _xls_total(sheet: xlrd.sheet.Sheet) -> int:
    return int(sheet.nrows)


def _xls_rows(sheet: xlrd.sheet.Sheet, from_1904: bool) -> Iterator[_SheetRow]:
    for number in range(sheet.nrows):
        cells = [
            _xls_text(kind, value, from_1904)
            for kind, value in zip(sheet.row_types(number), sheet.row_values(number), strict=True)
        ][:MOST_COLUMNS]
        if any(cells):
            yield number + 1, cells


def _xls_text(kind: int, value: object, from_1904: bool) -> str:
    if kind == xlrd.XL_CELL_TEXT:
        return str(value)
    if kind == xlrd.XL_CELL_NUMBER and isinstance(value, float):
        return plain_number(value)
    if kind == xlrd.XL_CELL_DATE and isinstance(value, float):
        return number_text(value, 14, "", from_1904=from_1904)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    return ""
