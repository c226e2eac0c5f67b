"""An error in words: what happened, what it means, what to do, details to copy."""

from __future__ import annotations

import traceback

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from app.errors import ErrorText, Ponte24Error
from app.ui.i18n import language
from app.ui.widgets.controls import Fold, button, column, label, picture, row, tool_button
from app.ui.widgets.sight import bring_into_view


class ProblemPanel(QFrame):
    """Shown above the pane until it is closed; ``closed`` tells when."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("problem")
        self.setProperty("role", "notice-danger")
        self.setAccessibleName(self.tr("Problem"))
        self.title = label("", "h3", wrap=True)
        self.meaning = label("", wrap=True, selectable=True)
        self.action = label("", "strong", wrap=True, selectable=True)
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setMaximumHeight(96)
        self.details.setAccessibleName(self.tr("Technical details"))
        self.fold = Fold(self.tr("Technical details"), self.details)
        self.copy = button(self.tr("Copy"), "quiet", icon="copy", on_click=self.copy_details)
        self.close_button = tool_button(self.tr("Close this message"), "close", on_click=self.dismiss)
        details = row(self.fold, self.copy)
        details.setStretch(0, 1)
        details.setAlignment(self.copy, Qt.AlignmentFlag.AlignTop)
        words = column(self.title, self.meaning, self.action, details, spacing=5)
        line = row(picture("error", "danger", 24), words, self.close_button, spacing=12)
        line.setStretch(1, 1)
        line.setContentsMargins(16, 12, 12, 10)
        for position in (0, 2):
            item = line.itemAt(position)
            assert item is not None
            item.setAlignment(item.alignment().AlignTop)
        self.setLayout(line)
        self.hide()

    def show_error(self, error: BaseException) -> None:
        """Say what happened."""
        said = self.describe(error)
        self.title.setText(said.title)
        self.meaning.setText(said.meaning)
        self.action.setText(said.action)
        self.details.setPlainText(said.details)
        self.fold.setVisible(bool(said.details))
        self.fold.set_open(False)
        self.show()
        self.setAccessibleDescription(f"{said.title}. {said.meaning} {said.action}")
        bring_into_view(self)

    def describe(self, error: BaseException) -> ErrorText:
        """Return an error in words; an unexpected one with its traceback as details."""
        if isinstance(error, Ponte24Error):
            try:
                return error.describe(language())
            except KeyError:
                pass
        details = "".join(traceback.format_exception(error)[-6:]).strip()
        return ErrorText(
            self.tr("Something unexpected happened"),
            self.tr("This was not foreseen. What was confirmed before is stored, and nothing is sent twice."),
            self.tr("Try again. If it happens again, copy the details and send them to support."),
            details,
        )

    def copy_details(self) -> None:
        """Put the whole message on the clipboard."""
        parts = (self.title.text(), self.meaning.text(), self.action.text(), self.details.toPlainText())
        QGuiApplication.clipboard().setText("\n".join(part for part in parts if part))

    def dismiss(self) -> None:
        """Take the message away."""
        self.hide()
        self.closed.emit()
