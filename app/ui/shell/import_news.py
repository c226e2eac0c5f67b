"""What follows when files were read: the report, what its reader asks next, a file that makes one look first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.ui.actions import Actions
from app.ui.bridge import Bridge

if TYPE_CHECKING:
    from app.services.api.imports import ImportGuard, ImportReport
    from app.ui.dialogs.import_report import ImportReportDialog


class ImportNews(QObject):
    """Shows reports over ``window``. ``came`` tells that some have come, ``done`` carries a word for the strip.

    ``may_compare`` says whether a report may offer to compare right away.
    """

    came = Signal()
    done = Signal(str)

    def __init__(self, bridge: Bridge, actions: Actions, window: QWidget, may_compare: Callable[[], bool]) -> None:
        super().__init__(window)
        self._bridge, self._actions, self._window = bridge, actions, window
        self._may_compare = may_compare
        self.report: ImportReportDialog

    def show_reports(self, reports: Sequence[ImportReport]) -> None:
        """Show what was read, and ask about each file that would change too much."""
        from app.services.api.imports import ImportGuard

        self.came.emit()
        for report in reports:
            if isinstance(report.problem, ImportGuard):
                self._bridge.spawn(self._look_first(report, report.problem))
        reports = [r for r in reports if not isinstance(r.problem, ImportGuard)]
        if not reports:
            return
        self.done.emit(self.tr("Imported."))
        from app.ui.dialogs.import_report import ImportReportDialog
        from app.ui.dialogs.own_vat import OwnVatDialog

        shown = self.report = ImportReportDialog(reports, self._window, can_compare=self._may_compare())
        shown.compare_wanted.connect(self._actions.check)
        shown.columns_wanted.connect(lambda report: self._bridge.spawn(self._name_columns(report)))
        shown.old_wanted.connect(lambda report: self._actions.import_files([report.file], sure=True, even_old=True))
        asked = [candidate for report in reports for candidate in report.own_vat_candidates]
        if asked:
            shown.finished.connect(lambda _result: OwnVatDialog(self._bridge, asked, self._window).open())
        shown.open()

    async def _look_first(self, report: ImportReport, problem: ImportGuard) -> None:
        """Show the difference that a file would make, and take it over if the owner wants it."""
        from app.ui.dialogs.import_difference import ImportDifferenceDialog

        if await ImportDifferenceDialog(problem, self._window).ask():
            self._actions.import_files([report.file], sure=True)

    async def _name_columns(self, report: ImportReport) -> None:
        from app.ui.dialogs.columns import name_columns

        if await name_columns(self._bridge, report, self._window):
            self._actions.import_files([report.file])
