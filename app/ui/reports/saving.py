"""Ask where a report is to be saved, and write it in the background."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import StorageError
from app.ui.bridge import Bridge
from app.ui.reports.report import Report
from app.ui.widgets.file_dialog import file_dialog

translate = QCoreApplication.translate


def save_report(
    bridge: Bridge, parent: QWidget, name: str, make: Callable[[], Report], tell: Callable[[str], object]
) -> QFileDialog:
    """Ask for a file, PDF or CSV, write there what ``make`` returns and tell that it is done. ``name`` is proposed."""
    dialog = file_dialog(parent, translate("Reports", "Save as a file"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(
        [
            translate("Reports", "To print or keep (*.pdf)"),
            translate("Reports", "For Excel (*.xlsx)"),
            translate("Reports", "For a spreadsheet (*.csv)"),
        ]
    )
    dialog.setDefaultSuffix("pdf")
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen.rpartition(".")[2].rstrip(")")))
    dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda file: bridge.spawn(_save(bridge, Path(file), make, tell)))
    dialog.open()
    return dialog


async def _save(bridge: Bridge, file: Path, make: Callable[[], Report], tell: Callable[[str], object]) -> None:
    await bridge.call(_write, file, make)
    tell(translate("Reports", "Saved: %1").replace("%1", file.name))


def _write(file: Path, make: Callable[[], Report]) -> None:
    report = make()
    try:
        if file.suffix.lower() == ".csv":
            from app.ui.reports.csv_file import write_csv

            write_csv(report, file)
        elif file.suffix.lower() == ".xlsx":
            from app.ui.reports.xlsx_file import write_xlsx

            write_xlsx(report, file)
        else:
            from app.ui.reports.pdf_file import write_pdf

            write_pdf(report, file)
    except OSError as error:
        raise StorageError("report_not_written", file=file.name, details=error.strerror or str(error)) from error
