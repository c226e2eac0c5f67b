"""Where the owner chooses the folder in which new exports are noticed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.widgets.controls import Elided, button, row
from app.ui.widgets.file_dialog import file_dialog


class FolderChoice(QWidget):
    """Shows a folder and opens the system's dialog to choose another; ``chosen`` carries its path (blank: the
    downloads folder again)."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dialog: QFileDialog | None = None
        self.path = Elided("", "muted")
        self.choose = button(self.tr("C&hoose folder…"), on_click=self.open_dialog)
        self.default = button(self.tr("&Downloads"), "quiet", on_click=lambda: self.chosen.emit(""))
        self.default.setToolTip(self.tr("Use the downloads folder of this computer"))
        line = row(self.path, self.default, self.choose, spacing=8)
        line.setStretch(0, 1)
        line.setContentsMargins(0, 0, 0, 0)
        self.setLayout(line)

    def show_folder(self, path: str, *, is_default: bool) -> None:
        """Show the folder in use."""
        self.path.set_words(path)
        self.default.setVisible(not is_default)

    def open_dialog(self) -> None:
        """Let the owner choose a folder; never blocks."""
        dialog = file_dialog(self, self.tr("Folder to watch"), self.path.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.chosen)
        self._dialog = dialog
        dialog.open()
