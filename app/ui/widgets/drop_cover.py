"""Lies over the window while files are dragged onto it and says what will happen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from app.ui.counts import counts
from app.ui.widgets.controls import column, label, picture, row

_SHOWN = 4


class DropCover(QFrame):
    """Hidden until `cover`; never takes the mouse, so that the drop reaches the window below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "drop")
        self.setAutoFillBackground(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.title = label("", "h2", wrap=True)
        self.names = label("", "strong", wrap=True)
        self.meaning = label("", "muted", wrap=True)
        for words in (self.title, self.names, self.meaning):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inner = column(
            None,
            row(None, picture("import", "accent", 48), None),
            self.title,
            self.names,
            self.meaning,
            None,
            spacing=12,
        )
        inner.setContentsMargins(60, 40, 60, 40)
        self.setLayout(inner)
        self.hide()

    def cover(self, files: Sequence[Path]) -> None:
        """Say what dropping these files will do."""
        self.title.setText(counts.drop_to_import(len(files)))
        names = [file.name for file in files[:_SHOWN]]
        if len(files) > _SHOWN:
            names.append("…")
        self.names.setText("\n".join(names))
        self.meaning.setText(
            self.tr(
                "Ponte24 looks into each file, reads what it recognises and shows what was new. Nothing is sent"
                " to HighLevel or Fattura24."
            )
        )
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()
