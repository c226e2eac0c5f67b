"""The bar that asks about new exports in the watched folder."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.services.api.imports import NewFile
from app.ui.counts import counts
from app.ui.i18n import named
from app.ui.widgets.controls import button, column, label, picture, row


class NewFilesBar(QWidget):
    """Names what was found and offers to import it, always or not at all; hidden while there is nothing."""

    take = Signal()
    take_always = Signal()
    leave = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        strip = QFrame()
        strip.setProperty("role", "notice-info")
        self.words = label("", wrap=True)
        self.import_ = button(self.tr("I&mport it"), "primary", icon="import", on_click=self.take.emit)
        self.always = button(self.tr("A&lways import"), on_click=self.take_always.emit)
        self.always.setToolTip(self.tr("From now on new exports in this folder are imported without asking"))
        self.never = button(self.tr("&Not this one"), "quiet", on_click=self.leave.emit)
        line = row(picture("import", "info", 20), self.words, self.import_, self.always, self.never, spacing=10)
        line.setStretch(1, 1)
        line.setContentsMargins(14, 8, 14, 8)
        strip.setLayout(line)
        outer = column(strip)
        outer.setContentsMargins(0, 8, 0, 0)
        self.setLayout(outer)
        self.hide()

    def show_files(self, files: Sequence[NewFile]) -> None:
        """Ask about these files; none hides the bar."""
        self.words.setText(describe_files(files) if files else "")
        self.import_.setText(self.tr("I&mport it") if len(files) == 1 else self.tr("I&mport them"))
        self.never.setText(self.tr("&Not this one") if len(files) == 1 else self.tr("&Not these"))
        self.setVisible(bool(files))


def describe_files(files: Sequence[NewFile]) -> str:
    """Return in words what was found."""
    if len(files) == 1:
        file = files[0]
        return counts.new_export(file.path.name, named("contents", file.kind))
    return counts.new_exports(len(files))
