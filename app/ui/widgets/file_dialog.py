"""The dialog in which a file or a folder is chosen: the system's own, or Qt's where the system has none."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QHeaderView, QTreeView, QWidget

translate = QCoreApplication.translate

_WIDTH, _HEIGHT = 780, 480
"""Qt's own dialog opens so narrow that sizes and dates are cut; it never gets larger than its screen."""


def file_dialog(parent: QWidget, title: str, place: str = "") -> QFileDialog:
    """Return a dialog over a window, not yet open; ``place`` is a folder or a file that is proposed. It deletes itself
    when it is closed; open it with ``open``, never ``exec``."""
    dialog = QFileDialog(parent.window(), title, place)
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
