"""A page of help: how the work goes, what is never done, the keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from app.ui.widgets.controls import Card, Page, button, label, row


class HelpDialog(QDialog):
    """Opened with `open`, by F1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Help"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page = Page(self.tr("How Ponte24 works"), width=720)
        steps = Card(self.tr("Every day"), icon="sync")
        for words in (
            self.tr("Sync now reads HighLevel and compares it with the address book of Fattura24."),
            self.tr("Review shows every single change before it happens. Nothing is written until you confirm."),
            self.tr("Afterwards the tray does the safe part alone and calls you only where a person is needed."),
            self.tr("Now and then, export the address book of Fattura24 afresh and drop the file on the window."),
            self.tr("Fattura24 has no tasks: Ponte24 keeps them in the Agenda, in step with HighLevel's."),
        ):
            steps.body.addWidget(label(words, wrap=True))
        page.body.addWidget(steps)
        never = Card(self.tr("What Ponte24 never does"), icon="shield")
        for words in (
            self.tr("It never deletes anything by itself, and empties a field only where Mapping says so."),
            self.tr("It never makes a customer twice: where it is not sure, it asks."),
            self.tr("It never sends your data anywhere but to HighLevel and Fattura24."),
        ):
            never.body.addWidget(label(words, wrap=True))
        page.body.addWidget(never)
        keys = Card(self.tr("Keys"), icon="key")
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(24)
        for i, (key, words) in enumerate(
            (
                ("Ctrl+1 … Ctrl+8", self.tr("Go to a page")),
                ("Ctrl+R", self.tr("Sync now")),
                ("Ctrl+I", self.tr("Import an export")),
                ("Ctrl+F", self.tr("Search on this page")),
                ("Esc", self.tr("Close a message")),
                ("F1", self.tr("This help")),
                ("Ctrl+Q", self.tr("Quit")),
            )
        ):
            grid.addWidget(label(key, "strong"), i, 0)
            grid.addWidget(label(words), i, 1)
        keys.body.addLayout(grid)
        page.body.addWidget(keys)
        close = button(self.tr("&Close"), "primary", on_click=self.accept)
        close.setDefault(True)
        line = row(None, close)
        line.setContentsMargins(28, 8, 28, 18)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page, 1)
        outer.addLayout(line)
        self.resize(640, 600)
