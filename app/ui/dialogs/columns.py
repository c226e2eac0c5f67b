"""The screen on which a person says what the columns of a file hold."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QVBoxLayout, QWidget

from app.errors import UsageError
from app.services.api.files import ColumnChoice, ColumnsUnknown, Content, TablePreview
from app.services.api.imports import ImportReport
from app.ui.bridge import Bridge
from app.ui.dialogs.fitting import bounded
from app.ui.help.key import add_help_key
from app.ui.i18n import language, named
from app.ui.widgets.controls import Card, Elided, Notice, Page, button, column, label, row

Check = Callable[[ColumnChoice], None]
"""Raises UsageError for a choice that makes no table."""


class ColumnsDialog(QDialog):
    """One line a column: its name, some of its values, and a list of what it may hold, with what Ponte24 suggests.

    ``chosen`` carries the file and the `ColumnChoice` once the owner said yes; opened with `open`, never blocking.
    """

    chosen = Signal(object, object)

    def __init__(
        self,
        file: Path,
        preview: TablePreview,
        fields: Mapping[Content, Sequence[str]],
        check: Check,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        add_help_key(self, "accounts")
        self._file, self._preview, self._fields, self._check = file, preview, fields, check
        self.setWindowTitle(self.tr("Columns of the file"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        explanation = self.tr(
            "Ponte24 does not know these columns. Say once what each holds: the next file of the same shape is read"
            " without asking."
        )
        page = Page(self.tr("What do the columns hold?"), explanation, width=820)
        card = Card("")
        where = f"{file.name} · {preview.sheet}" if preview.sheet else file.name
        card.body.addWidget(Elided(where, "h3"))
        self.content = QComboBox()
        self.content.setAccessibleName(self.tr("What the file holds"))
        for content, words in (
            (Content.ADDRESS_BOOK, self.tr("Customers (address book)")),
            (Content.SCHEDULE, self.tr("What is due (payment schedule)")),
        ):
            self.content.addItem(words, content)
        self.content.setCurrentIndex(self.content.findData(preview.likely))
        holds = label(self.tr("The file &holds"))
        holds.setBuddy(self.content)
        card.body.addLayout(row(holds, self.content, None))
        card.body.addLayout(self._lines())
        page.body.addWidget(card)
        self.problem = Notice("", "warn")
        self.cancel = button(self.tr("Cancel"), on_click=self.reject)
        self.take = button(self.tr("&Import with these columns"), "primary", icon="check", on_click=self._take)
        self.take.setDefault(True)
        below = column(self.problem, row(None, self.cancel, self.take), spacing=8)
        below.setContentsMargins(28, 8, 28, 18)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page, 1)
        outer.addLayout(below)
        bounded(self, 760, 620)
        self.content.currentIndexChanged.connect(self._offer)
        self._offer()

    def _lines(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(8)
        for place, words in enumerate((self.tr("Column"), self.tr("Examples"), self.tr("Holds"))):
            grid.addWidget(label(words, "small"), 0, place)
        self.boxes: list[QComboBox] = []
        for line, about in enumerate(self._preview.columns, 1):
            name = about.name or self.tr("Column %1").replace("%1", str(line))
            box = QComboBox()
            box.setMinimumWidth(230)
            box.setAccessibleName(self.tr("What the column %1 holds").replace("%1", name))
            box.activated.connect(self._show_problem)
            shown = Elided(name, "strong")
            shown.setMinimumWidth(130)
            grid.addWidget(shown, line, 0)
            examples = Elided(" · ".join(about.examples) or self.tr("always blank"), "muted")
            examples.setMinimumWidth(160)
            grid.addWidget(examples, line, 1)
            grid.addWidget(box, line, 2)
            self.boxes.append(box)
        grid.setColumnMinimumWidth(0, 140)
        grid.setColumnMinimumWidth(1, 160)
        grid.setColumnStretch(1, 1)
        return grid

    def _offer(self) -> None:
        """Fill the lists for the content chosen, with the suggestions."""
        content = self.content.currentData()
        for box, about in zip(self.boxes, self._preview.columns, strict=True):
            box.clear()
            box.addItem(self.tr("do not use"), "")
            for field in self._fields[content]:
                box.addItem(_capital(named("columns", field)), field)
            box.setCurrentIndex(max(box.findData(about.suggested.get(content, "")), 0))
        self._show_problem()

    def choice(self) -> ColumnChoice:
        """Return what is chosen at the moment."""
        fields = {
            about.name: str(box.currentData() or "")
            for about, box in zip(self._preview.columns, self.boxes, strict=True)
            if about.name
        }
        return ColumnChoice(self.content.currentData(), fields)

    def _show_problem(self) -> None:
        words = ""
        try:
            self._check(self.choice())
        except UsageError as error:
            told = error.describe(language())
            words = f"{told.title}. {told.meaning}"
        self.problem.show_words(words, "warn")
        self.take.setEnabled(not words)

    def _take(self) -> None:
        self.chosen.emit(self._file, self.choice())
        self.accept()


async def name_columns(bridge: Bridge, report: ImportReport, parent: QWidget) -> bool:
    """Let the owner name the columns of a file that was read, or refused for them; return whether it was done."""
    files = bridge.service.files
    preview: TablePreview | None
    if isinstance(report.problem, ColumnsUnknown):
        preview = report.problem.preview
    else:
        preview = await bridge.call(files.preview, report.file)
    if preview is None:
        return False
    fields = {content: files.field_names(content) for content in Content}
    answer: asyncio.Future[ColumnChoice | None] = asyncio.get_running_loop().create_future()
    dialog = ColumnsDialog(report.file, preview, fields, files.check_columns, parent)

    def settle(choice: ColumnChoice | None) -> None:
        if not answer.done():
            answer.set_result(choice)

    dialog.chosen.connect(lambda _file, choice: settle(choice))
    dialog.finished.connect(lambda _result: settle(None))
    dialog.open()
    choice = await answer
    if choice is None:
        return False
    await bridge.call(files.keep_columns, preview.names, choice)
    return True


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
