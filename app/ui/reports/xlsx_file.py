"""A report as a workbook: every cell is text, so that no code loses its leading zeros."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from app.spreadsheet_cells import workbook_text
from app.ui.reports.report import Report
from app.whole_file import whole_file


def write_xlsx(report: Report, file: Path) -> None:
    """Write the table as one sheet. Raises OSError."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Ponte24")
    for row in (report.heads, *report.rows):
        sheet.append([_cell(sheet, words) for words in row])
    with whole_file(file) as beside:
        book.save(beside)


def _cell(sheet: object, words: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, workbook_text(words))
    cell.data_type = "s"  # text, whatever it begins with
    cell.number_format = "@"
    return cell
