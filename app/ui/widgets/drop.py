"""Where exports of Fattura24 are dropped or chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, QStandardPaths, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from app.ui.theme import restyle
from app.ui.widgets.controls import button, column, label, picture, row
from app.ui.widgets.file_dialog import file_dialog

translate = QCoreApplication.translate
SUFFIXES = (".csv", ".xlsx", ".xls", ".vcf", ".xml", ".p7m", ".zip")


def dropped_files(data: QMimeData) -> list[Path]:
    """Return the local files of a drag; empty if it carries anything else."""
    if not data.hasUrls() or not all(url.isLocalFile() for url in data.urls()):
        return []
    return [path for url in data.urls() if (path := Path(url.toLocalFile())).is_file()]


class DropZone(QFrame):
    """Takes files by drag and drop or by a file dialog; ``chosen`` carries a list of paths."""

    chosen = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "drop")
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Drop Fattura24 exports here"))
        self._dialog: QFileDialog | None = None
        words = label(self.tr("Drop the exported file here"), "strong")
        kinds = label(self.tr("Address book as CSV, Excel or vCard, payment schedule, e-invoices"), "small")
        self.choose = button(self.tr("&Choose file…"), icon="file", on_click=self.open_dialog)
        mark = picture("import", "accent", 28)
        line = row(mark, column(words, kinds, spacing=2), None, self.choose, spacing=14)
        line.setContentsMargins(18, 16, 18, 16)
        self.setLayout(line)

    def open_dialog(self) -> None:
        """Let the owner choose files; the dialog never blocks the event loop."""
        self._dialog = choose_files(self, self.chosen.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            restyle(self, hot="true")
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        restyle(self, hot="false")

    def dropEvent(self, event: QDropEvent) -> None:
        restyle(self, hot="false")
        if files := dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self.chosen.emit(files)


def choose_files(parent: QWidget, then: Callable[[list[Path]], object]) -> QFileDialog:
    """Open a file dialog for exports and hand over what is chosen."""
    dialog = file_dialog(parent, translate("Files", "Choose the export of Fattura24"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
    dialog.setNameFilters(
        [translate("Files", "Exports of Fattura24 (%1)").replace("%1", patterns), translate("Files", "All files (*)")]
    )
    dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation))

    def deliver(names: Sequence[str]) -> None:
        then([Path(name) for name in names])

    dialog.filesSelected.connect(deliver)
    dialog.open()
    return dialog
