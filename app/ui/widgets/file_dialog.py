"""The dialog in which a file or a folder is chosen: the system's own, or Qt's where the system has none."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QHeaderView, QTreeView, QWidget

translate = QCoreApplication.translate

_WIDTH, _HEIGHT = 780, 480
"""Qt's own dialog opens so narrow that sizes and dates are cut; it never gets larger than its screen."""


def file_dialog(parent: QWidget, title: str, place: str = "") -> QFileDialog:
    """Return a dialog over a window, not yet open; ``place`` is a folder or a file that is proposed. It deletes itself
    when it is closed; open it with ``open``, never ``exec``. Without a folder it opens in the owner's documents: where
    the program was started from is no place that an owner knows."""
    folder, name = _proposed(place)
    dialog = QFileDialog(parent.window(), title, str(folder))
    if name:
        dialog.selectFile(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    # Qt's catalogue of some languages lacks these two since Qt gave them a key
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, translate("FileDialog", "&Look in:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, translate("FileDialog", "Files of &type:"))
    details = dialog.findChild(QTreeView, "treeView")
    if details is not None:  # the system has no dialog of its own
        room = parent.screen().availableSize()
        dialog.resize(min(_WIDTH, room.width() - 40), min(_HEIGHT, room.height() - 60))
        header = details.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
    return dialog


def documents() -> Path:
    """Return the owner's folder of documents, or their own where the system has none."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(found) if found and Path(found).is_dir() else Path.home()


def _proposed(place: str) -> tuple[Path, str]:
    """Return the folder in which the dialog opens, and the name of the file that is proposed."""
    path = Path(place)
    if path.is_absolute():
        return (path, "") if path.is_dir() else (path.parent, path.name)
    return documents(), place
