"""Activity: what every run did, field by field, with undo; and the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QTabWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.services.api.runs import OperationInfo, RunInfo
from app.services.api.status import LogEntry
from app.sync.plan.model import Side
from app.ui.bridge import Bridge
from app.ui.browsing import Browse, RecordPages
from app.ui.charts.view import ChartsView
from app.ui.i18n import moment, say
from app.ui.models.runs import RunsModel
from app.ui.review.menus.row_menu import add_pages
from app.ui.theme import icon
from app.ui.tips import tip
from app.ui.widgets.controls import button, column, label, row

if TYPE_CHECKING:
    from app.ui.reports.report import Report

_LEVELS = {"info": ("info", "muted"), "warning": ("warning", "warn"), "error": ("error", "danger")}


class ActivityPane(QWidget):
    """Two tabs: runs and log. Undo plans the inverse of a run, or of one of its rows, and sends the owner to Review."""

    navigate = Signal(str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bridge = bridge
        self._wanted = ""
        self.runs = RunsModel(self)
        self.runs.wanted.connect(lambda run_id: bridge.spawn(self._read_operations(run_id)))
        self.tree = self.keyboard = _tree(self.tr("Runs"))
        self.tree.setModel(self.runs)
        header = self.tree.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        for section, width in ((0, 170), (1, 215), (3, 115)):
            self.tree.setColumnWidth(section, width)
        self.undo = button(self.tr("&Undo this run…"), icon="undo", on_click=self._ask_undo)
        self.undo.setEnabled(False)
        self.save = button(self.tr("Sa&ve…"), icon="export", on_click=self._save)
        self.save.setToolTip(self.tr("This run as PDF or for a spreadsheet"))
        self.open = button(self.tr("&Open…"), icon="open")
        self.open.setToolTip(self.tr("This customer in HighLevel or Fattura24"))
        self.open_menu = QMenu(self.open)
        self.open_menu.aboutToShow.connect(self._fill_menu)
        self.open.setMenu(self.open_menu)
        self.pages = RecordPages()
        self.browse: Browse = QDesktopServices.openUrl
        self.hint = label("", "muted", wrap=True)
        self.tree.selectionModel().currentChanged.connect(lambda *_: self._selected())
        self.empty = label(self.tr("Nothing has run yet. Every run will be listed here."), "muted", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._either = QStackedWidget()
        self._either.addWidget(self.tree)
        self._either.addWidget(self.empty)
        runs = QWidget()
        line = row(self.undo, self.open, self.save, self.hint)
        line.setStretch(3, 1)
        runs.setLayout(column(self._either, line, spacing=10))
        self.log = LogView()
        tabs = QTabWidget()
        tabs.setAccessibleName(self.tr("Runs, log and charts"))
        tabs.tabBar().setAccessibleName(self.tr("Runs, log and charts"))
        tabs.addTab(runs, self.tr("&Runs"))
        tabs.addTab(self.log, self.tr("&Log"))
        self.charts = ChartsView(bridge)
        tabs.addTab(self.charts, self.tr("&Charts"))
        tabs.currentChanged.connect(lambda _tab: bridge.soon(self.refresh))
        self.tabs = tabs
        outer = QVBoxLayout(self)
        outer.setContentsMargins(28, 24, 28, 24)
        outer.setSpacing(8)
        outer.addWidget(label(self.tr("Activity"), "h1"))
        outer.addWidget(label(self.tr("Unfold a run to see what it changed, field by field."), "muted", wrap=True))
        outer.addWidget(tabs, 1)
        bridge.changed.connect(self._on_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.tree.setColumnWidth(0, max(170, min(300, self.width() // 4)))  # names stand there, too

    def _on_changed(self, topic: str) -> None:
        if topic == "runs" and self.isVisible():
            self._bridge.soon(self.refresh)

    async def refresh(self) -> None:
        """Read history and log again."""
        runs = await self._bridge.call(self._bridge.service.runs)
        entries = await self._bridge.call(self._bridge.service.activity)
        self.pages.know((await self._bridge.call(self._bridge.service.status)).accounts)
        self.runs.show_runs(runs)
        self._either.setCurrentWidget(self.tree if runs else self.empty)
        self.log.show_entries(entries)
        if self.tabs.currentWidget() is self.charts:
            await self.charts.refresh(runs)
        if self._wanted:
            self._show_wanted()
        self._selected()

    def reveal(self, run_id: str) -> None:
        """Let the next reading choose and unfold a run."""
        self._wanted = run_id
        self.tabs.setCurrentIndex(0)

    def _show_wanted(self) -> None:
        for row_ in range(self.runs.rowCount()):
            index = self.runs.index(row_, 0)
            found = self.runs.run(index)
            if found is not None and found.id == self._wanted:
                self.tree.setCurrentIndex(index)
                self.tree.expand(index)
                self.tree.setFocus()
        self._wanted = ""

    async def _read_operations(self, run_id: str) -> None:
        operations = await self._bridge.call(self._bridge.service.run_operations, run_id)
        self.runs.show_operations(run_id, operations)

    def _selected(self) -> None:
        index = self.tree.currentIndex()
        run, write = self.runs.run(index), self.runs.write(index)
        self.save.setEnabled(run is not None)
        self.open.setEnabled(write is not None)
        self._offer_undo(run, write)

    def _offer_undo(self, run: RunInfo | None, write: OperationInfo | None) -> None:
        """Offer to take back the row that is chosen, or the whole run."""
        words = self.tr("&Undo this run…") if write is None else self.tr("&Undo this row…")
        self.undo.setText(words)
        self.undo.setAccessibleName(words.replace("&", ""))
        can = run is not None and run.can_undo and (write is None or write.can_undo)
        self.undo.setEnabled(can)
        if run is None:
            self.hint.setText(self.tr("Choose a run to take it back, or unfold it and choose a row."))
        elif can and write is not None:
            self.hint.setText(self.tr("Only this row is taken back. You see it in Review before anything is sent."))
        elif can:
            self.hint.setText(self.tr("You will see every step of the undo in Review before anything is sent."))
        elif write is not None and write.undone:
            self.hint.setText(self.tr("This row has been taken back."))
        elif write is not None:
            self.hint.setText(self.tr("This row changed nothing that could be taken back."))
        else:
            self.hint.setText(self.tr("This run changed nothing that could be taken back."))

    def _ask_undo(self) -> None:
        index = self.tree.currentIndex()
        run, write = self.runs.run(index), self.runs.write(index)
        if run is not None and self.undo.isEnabled():
            self.undo.setEnabled(False)
            self._bridge.spawn(self._undo(run.id, write.actions if write is not None else ()))

    async def _undo(self, run_id: str, actions: Sequence[str]) -> None:
        try:
            await self._bridge.call(self._bridge.service.plan_undo, run_id, actions)
        finally:
            self._selected()
        self._bridge.announce("plan")
        self._bridge.announce("status")
        self.navigate.emit("review")

    def _fill_menu(self) -> None:
        self.open_menu.clear()
        if (write := self.runs.write(self.tree.currentIndex())) is not None:
            contact = write.target if write.side is Side.HIGHLEVEL else write.source
            add_pages(self.open_menu, contact, write.title, self.pages, self.browse)

    def _save(self) -> None:
        from app.ui.reports.of_run import run_report
        from app.ui.reports.saving import save_report

        run = self.runs.run(self.tree.currentIndex())
        if run is not None:
            service = self._bridge.service

            def make() -> Report:
                return run_report(run, service.run_operations(run.id))

            self.saving = save_report(self._bridge, self, "ponte24.pdf", make, self.hint.setText)


class LogView(QWidget):
    """The activity log with a filter; what is shown can be copied."""

    def __init__(self) -> None:
        super().__init__()
        self._model = QStandardItemModel(0, 2, self)
        self._model.setHorizontalHeaderLabels([self.tr("When"), self.tr("What")])
        self._told: list[tuple[str, str, str]] = []
        self._filtered = QSortFilterProxyModel(self)
        self._filtered.setSourceModel(self._model)
        self._filtered.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._filtered.setFilterKeyColumn(-1)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search the log (Ctrl+F)"))
        self.search.setAccessibleName(self.tr("Search the log"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filtered.setFilterFixedString)
        self.copy = button(self.tr("&Copy"), icon="copy", on_click=self.copy_shown)
        self.copy.setToolTip(self.tr("Copies the lines that are shown"))
        self.table = _tree(self.tr("Log"))
        self.table.setRootIsDecorated(False)
        self.table.setModel(self._filtered)
        self.table.header().setStretchLastSection(True)
        self.table.setColumnWidth(0, 210)
        line = row(self.search, self.copy)
        line.setStretch(0, 1)
        self.setLayout(column(line, self.table, spacing=10))

    def show_entries(self, entries: tuple[LogEntry, ...]) -> None:
        """Show these lines, newest first. What is read stays where it is when lines come in above."""
        told = [self._line(entry) for entry in entries]
        known = self._told
        new = next((n for n in range(len(told)) if told[n:] == known[: len(told) - n]), len(told))
        self._model.removeRows(len(told) - new, max(0, len(known) - (len(told) - new)))
        for place, (when, what, level) in enumerate(told[:new]):
            cells = QStandardItem(icon(*_LEVELS.get(level, _LEVELS["info"])), when), QStandardItem(what)
            cells[1].setToolTip(tip(what))
            for cell in cells:
                cell.setEditable(False)
            self._model.insertRow(place, list(cells))
        self._told = told

    @staticmethod
    def _line(entry: LogEntry) -> tuple[str, str, str]:
        return moment(entry.at), say(f"log.{entry.key}", **entry.params), entry.level

    def shown(self) -> str:
        """Return the lines that the filter lets through, as text."""
        rows = range(self._filtered.rowCount(QModelIndex()))
        cells = ((self._filtered.index(r, 0).data(), self._filtered.index(r, 1).data()) for r in rows)
        return "\n".join(f"{when}\t{what}" for when, what in cells)

    def copy_shown(self) -> None:
        """Put the shown lines on the clipboard."""
        QGuiApplication.clipboard().setText(self.shown())


def _tree(name: str) -> QTreeView:
    view = QTreeView()
    view.setAccessibleName(name)
    view.setUniformRowHeights(True)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setTextElideMode(Qt.TextElideMode.ElideRight)
    return view
