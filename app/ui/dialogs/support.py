"""What support would get, file by file, before it is saved anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QFileDialog, QPlainTextEdit, QTabWidget, QWidget

from app.services.api.housekeeping import SupportFile
from app.ui.bridge import Bridge
from app.ui.dialogs.fitting import bounded
from app.ui.tips import as_button_text
from app.ui.widgets.controls import Notice, button, column, label, row
from app.ui.widgets.file_dialog import file_dialog


class SupportDialog(QDialog):
    """Opened with `open`; saves only what it shows."""

    def __init__(self, bridge: Bridge, files: Sequence[SupportFile], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.setWindowTitle(self.tr("For support"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        tabs = QTabWidget()
        for file in files:
            text = QPlainTextEdit(file.text)
            text.setReadOnly(True)
            text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
            text.setAccessibleName(file.name)
            tabs.addTab(text, as_button_text(file.name))
        self.outcome = Notice(kind="ok")
        self.outcome.hide()
        self.save = button(self.tr("&Save…"), "primary", icon="export", on_click=self.choose)
        close = button(self.tr("&Close"), on_click=self.reject)
        words = label(
            self.tr("This is all that the file will hold. It names no customer; token and key are never in it."),
            wrap=True,
        )
        outer = column(words, tabs, self.outcome, row(None, close, self.save), spacing=12)
        outer.setContentsMargins(22, 18, 22, 18)
        self.setLayout(outer)
        bounded(self, 720, 520)

    def choose(self) -> None:
        """Let the owner choose where it goes."""
        dialog = file_dialog(self, self.tr("For support"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation))
        dialog.selectFile(self.tr("ponte24-support.zip"))
        dialog.fileSelected.connect(lambda name: self._bridge.spawn(self.write(Path(name))))
        dialog.open()

    async def write(self, file: Path) -> None:
        """Save the bundle and say where it is."""
        saved = await self._bridge.call(self._bridge.service.housekeeping.save_support, file)
        self.outcome.show_words(self.tr("Saved: %1").replace("%1", str(saved)), "ok")
