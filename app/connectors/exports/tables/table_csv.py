"""A table in a text file: encoding, separator and quotes by looking; a row that was torn is put together again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from app.connectors.exports.tables.columns import Columns, choose_separator, whole_entities
from app.connectors.exports.tables.table import (
    HEADER_WITHIN,
    MOST_COLUMNS,
    MOST_ROWS,
    ColumnsUnknown,
    KnownColumns,
    RefusedLine,
    Table,
    TableRow,
    preview_of,
    title_of,
)
from app.connectors.files.csv_records import CsvReader, CsvRecord
from app.connectors.files.text_file import check_file, count_lines, count_rows, lines_of, open_text
from app.errors import FileRefused

_MOST_EXTRA = 200
"""Cells beyond the columns from which on nobody looks for the text that a separator has cut."""


@contextmanager
def open_csv(path: Path, known: KnownColumns) -> Iterator[Table]:
    """Open a text table. Raises FileRefused with the codes of `check_file`, file_too_many_rows and
    file_line_too_long, ColumnsUnknown."""
    encoding = check_file(path)
    total = count_lines(path)
    if total > MOST_ROWS:
        raise FileRefused("file_too_many_rows", file=path.name, rows=str(total), limit=str(MOST_ROWS))
    with open_text(path, encoding) as file:
        reader = CsvReader(lines_of(path, file, encoding))
        line = reader.first_line()
        reader.separator = choose_separator(line, known.knows)
        records = iter(reader)
        head: list[CsvRecord] = []
        for record in islice(records, HEADER_WITHIN):
            head.append(record)
            if len(record.cells) > MOST_COLUMNS:
                raise FileRefused("file_too_many_columns", file=path.name, limit=str(MOST_COLUMNS))
            columns = known.recognise([sys.intern(c) for c in record.cells])
            if columns is not None:
                reader.width = len(columns.names)
                rows = count_rows(path, reader.separator, reader.width)
                title = title_of([r.cells for r in head[:-1]])
                yield Table(columns, _rows(records, reader, columns), encoding, "", rows, title)
                return
        names = [c.strip() for c in head[0].cells] if head else []
        preview = preview_of([r.cells for r in head], (r.cells for r in records))
    raise ColumnsUnknown(path, names, preview)


def _rows(records: Iterator[CsvRecord], reader: CsvReader, columns: Columns) -> Iterator[TableRow | RefusedLine]:
    for record in records:
        if len(record.cells) > reader.width + _MOST_EXTRA:
            params = {"found": str(len(record.cells)), "expected": str(reader.width)}
            yield RefusedLine(record.line, "columns_many", params)
            continue
        stripped = [c.strip() for c in record.cells]
        if not any(stripped) or columns.is_header(stripped):
            continue  # a blank row, or the header once more where two exports were joined
        cells, notes = _to_width(record, reader, columns)
        if cells is not None:
            yield TableRow(record.line, cells, notes)
        else:
            reason = "columns_many" if len(record.cells) > reader.width else "columns_few"
            params = {"found": str(len(record.cells)), "expected": str(reader.width)}
            yield RefusedLine(record.line, reason, params)


def _to_width(record: CsvRecord, reader: CsvReader, columns: Columns) -> tuple[list[str] | None, tuple[str, ...]]:
    """Bring a row to as many cells as there are columns, or return None where that would be guessing."""
    cells, width = record.cells, reader.width
    if len(cells) == width:
        return cells, record.notes
    cells = list(cells)
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) == width:
        return cells, record.notes
    if len(cells) > width and reader.separator == ";":
        cells = whole_entities(cells)
        if len(cells) == width:
            return cells, record.notes
    if len(cells) > width:
        folded = columns.fold_back(cells, reader.separator)
        return folded, (*record.notes, "separator")
    joined = _join_lines(cells, reader, columns)
    if joined:
        return joined, (*record.notes, "line_break")
    padded = [*cells, *[""] * (width - len(cells))]
    # Some programs leave out blank cells at the end of a row. A row cut elsewhere does not fit its columns,
    # and at the end of a file that broke off, half a name must not pass for a name.
    name = columns.fields.index("name") if "name" in columns.fields else 0
    whole = record.ended and len(cells) > max(name, 1) and columns.fits(padded)
    return (padded if whole else None), record.notes


def _join_lines(cells: list[str], reader: CsvReader, columns: Columns) -> list[str] | None:
    """Undo a line break inside an unquoted note: the next lines hold the rest of the row, and nothing else does."""
    following = reader.peek()
    if following is None or columns.fields[len(cells) - 1] not in ("note", "street", "name"):
        return None
    rest = following.rstrip("\r\n").split(reader.separator)
    if len(cells) + len(rest) - 1 != reader.width:
        return None
    joined = [*cells[:-1], f"{cells[-1]}\n{rest[0]}", *rest[1:]]
    if not columns.fits(joined):
        return None
    reader.take_line()
    return joined
