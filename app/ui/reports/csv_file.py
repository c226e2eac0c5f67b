"""A report as CSV for a spreadsheet: what Excel opens by a double click in Italy."""

from __future__ import annotations

import csv
from pathlib import Path

from app.spreadsheet_cells import csv_cell
from app.ui.reports.report import Report
from app.whole_file import whole_file


def write_csv(report: Report, file: Path) -> None:
    """Write the table (`;`, UTF-8 with its mark). A cell that begins like a formula stays text. Raises OSError."""
    with whole_file(file) as beside, beside.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow(report.heads)
        writer.writerows([csv_cell(cell) for cell in row] for row in report.rows)
