"""A file of customers to be loaded into Fattura24 by hand: the columns of its own export, as CSV or Excel.

Which columns Fattura24's import wants is not known (reference: Fattura24 3); those of the export are what it calls
things itself. A cell that begins like a formula is written so that no spreadsheet computes it.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from app.errors import FileRefused
from app.spreadsheet_cells import csv_cell, looks_like_formula, workbook_text

COLUMNS: Mapping[str, str] = {
    "Cod.": "code",
    "Rag. Sociale": "name",
    "Riferimento": "",
    "P.IVA": "vat_code",
    "Cod. fiscale": "fiscal_code",
    "Indirizzo": "street",
    "CAP": "postal_code",
    "Città": "city",
    "Provincia": "province",
    "Paese": "country",
    "Telefono": "landline",
    "Cellulare": "mobile",
    "FAX": "",
    "Email": "email",
    "Pec": "pec",
    "Cod. Destinatario": "sdi_code",
    "IBAN": "",
    "Web": "website",
    "Nota": "note",
    "Tipo": "kind",
}
"""The export's columns in its order (reference: Fattura24 3) and the field of each; those without one stay empty."""

_PHONES = ("landline", "mobile")


def cells(values: Mapping[str, str]) -> list[str]:
    """Return a customer's cells; ``values`` by field name, with the optional code, and kind."""
    name = values.get("company") or f"{values.get('first_name', '')} {values.get('last_name', '')}".strip()
    known = {"kind": "CLIENTE", **values, "name": name}
    return [known.get(field, "") if field else "" for field in COLUMNS.values()]


def write_file(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write the rows beside ``path`` and return that file, which `put_in_place` gives its name.

    A name that ends in ``.xlsx`` makes a workbook, any other a CSV (`;`, UTF-8 with its mark). Raises FileRefused
    (handover_not_written).
    """
    beside = path.with_name(path.name + ".part")
    try:
        made = _xlsx(rows) if path.suffix.lower() == ".xlsx" else _csv(rows)
        with beside.open("wb") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise _not_written(path, error) from error
    return beside


def put_in_place(beside: Path, path: Path) -> None:
    """Give a written file its name, in place of an older one. Raises FileRefused (handover_not_written)."""
    try:
        beside.replace(path)
    except OSError as error:
        raise _not_written(path, error) from error


def _not_written(path: Path, error: OSError) -> FileRefused:
    return FileRefused("handover_not_written", file=path.name, details=error.strerror or type(error).__name__)


def _csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(_harmless(cell, field) for cell, field in zip(cells(row), COLUMNS.values(), strict=True))
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str, field: str) -> str:
    """Return a cell that a spreadsheet takes for text: an international number can be written without its plus."""
    if field in _PHONES and cell.startswith("+"):
        return "00" + cell[1:]
    return csv_cell(cell)


def _xlsx(rows: Iterable[Mapping[str, str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Rubrica")
    sheet.append(list(COLUMNS))
    for row in rows:
        line = []
        for value in cells(row):
            text = workbook_text(value)
            cell = WriteOnlyCell(sheet, text or None)
            if text:
                cell.data_type = "s"  # text, whatever it begins with
                cell.number_format = "@"
                cell.quotePrefix = looks_like_formula(text)  # and still when somebody edits the cell
            line.append(cell)
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
