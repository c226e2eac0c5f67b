"""The step that takes the first export of Fattura24, and what it brought in short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QWidget

from app.errors import Ponte24Error
from app.services.api.imports import ImportGuard, ImportReport
from app.services.api.status import Status
from app.ui.assistant.sketches import export_sketch
from app.ui.bridge import Bridge
from app.ui.i18n import moment, number
from app.ui.widgets.connecting.steps import numbered
from app.ui.widgets.controls import NOTICE_ICONS, Card, Elided, Notice, button, clear, column, label, picture, row
from app.ui.widgets.drop import DropZone
from app.ui.widgets.problem import ProblemPanel
from app.ui.widgets.sight import bring_into_view

if TYPE_CHECKING:
    from app.ui.dialogs.import_report import ImportReportDialog


class ExportStep(QWidget):
    """Takes the first export of Fattura24 and shows what was read; ``imported`` when one was taken."""

    imported = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._reports: tuple[ImportReport, ...] = ()
        self._seen_at = 0.0
        self.card = Card(self.tr("Bring in the customers of Fattura24"), icon="import")
        self.done_notice = Notice(kind="ok")
        self.done_notice.hide()
        lead = self.tr(
            "Fattura24 lets no program read its address book. Ponte24 reads it from the file that you export."
        )
        way = (
            self.tr("In Fattura24, open Rubrica."),
            self.tr("Choose Altro > Esporta dati and save the file as CSV, Excel or vCard."),
            self.tr("Drop the file below, or choose it."),
        )
        self.drop = DropZone()
        self.drop.chosen.connect(self.take)
        self.watch = QCheckBox(self.tr("&Tell me when a new export lands in the downloads folder"))
        self.watch.setAccessibleName(self.watch.text().replace("&", ""))
        self.watch.clicked.connect(lambda wanted: self._bridge.spawn(self._watch(wanted)))
        self.working = label("", "muted")
        self.working.hide()
        self.problem = ProblemPanel()
        self.report = column(spacing=8)
        for item in (self.done_notice, label(lead, "muted", wrap=True)):
            self.card.body.addWidget(item)
        self.card.body.addLayout(numbered(way))
        self.card.body.addWidget(export_sketch())
        for widget in (self.drop, self.working, self.problem):
            self.card.body.addWidget(widget)
        self.card.body.addLayout(self.report)
        self.card.body.addWidget(self.watch)
        self.setLayout(column(self.card))

    @property
    def done(self) -> bool:
        """True once an export was read, now or earlier."""
        return bool(self._seen_at)

    def first_field(self) -> QWidget:
        """Return what takes the keyboard when the step opens."""
        return self.drop.choose

    def show_status(self, status: Status) -> None:
        """Show when the last export was read, unless its report is on the screen."""
        self._seen_at = status.mirror_seen_at
        self._bridge.soon(self._show_watch)
        if self._seen_at and not self._reports:
            self.done_notice.show_words(self.tr("Last import: %1.").replace("%1", moment(self._seen_at)), "ok")

    async def _show_watch(self) -> None:
        settings = await self._bridge.call(self._bridge.service.settings)
        self.watch.setChecked(settings.watch != "off")

    async def _watch(self, wanted: bool) -> None:
        service = self._bridge.service
        settings = await self._bridge.call(service.settings)
        if wanted == (settings.watch != "off"):
            return  # "always" is a yes, too
        await self._bridge.call(service.save_settings, replace(settings, watch="ask" if wanted else "off"))
        await self._show_watch()
        self._bridge.announce("settings")

    def take(self, files: Sequence[Path]) -> None:
        """Read exports; a second choice while one is read is left alone."""
        if self.drop.isEnabled():
            self._bridge.spawn(self._take(list(files)))

    async def _take(self, files: list[Path], *, sure: bool = False) -> None:
        self.problem.hide()
        self.drop.setEnabled(False)
        names = ", ".join(file.name for file in files)
        self.working.setText(self.tr("Reading %1…").replace("%1", names))
        self.working.show()
        try:
            reports = await self._bridge.call(self._bridge.service.import_files, files, sure=sure)
        except Ponte24Error as error:
            self.problem.show_error(error)
            return
        finally:
            self.drop.setEnabled(True)
            self.working.hide()
            self._bridge.announce("mirror")
            self._bridge.announce("status")
        taken = tuple(report for report in reports if report.problem is None)
        for report in reports:
            if report.problem is not None:
                if isinstance(report.problem, ImportGuard):
                    from app.ui.dialogs.import_difference import ImportDifferenceDialog

                    if await ImportDifferenceDialog(report.problem, self.window()).ask():
                        await self._take([report.file], sure=True)
                    break
                self.problem.show_error(report.problem)
                from app.ui.dialogs.columns import name_columns
                from app.ui.dialogs.import_report import can_name_columns

                if can_name_columns(report) and await name_columns(self._bridge, report, self.window()):
                    self.take([report.file])
                break
        if taken:
            self._show_reports(taken)
            self.imported.emit()

    def _show_reports(self, reports: tuple[ImportReport, ...]) -> None:
        self._reports = reports
        self.done_notice.hide()
        clear(self.report)
        for report in reports:
            summary = ReportSummary(report)
            self.report.addWidget(summary)
            bring_into_view(summary)


class ReportSummary(QFrame):
    """What one file brought, in short, with all of it a button away."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__()
        self._report = report
        self._dialog: ImportReportDialog | None = None
        kind = "warn" if report.refused else "ok"
        self.setProperty("role", f"notice-{kind}")
        self.counts = (
            (self.tr("read"), report.read),
            (self.tr("new"), report.new),
            (self.tr("changed"), report.changed),
            (self.tr("unchanged"), report.unchanged),
            (self.tr("left out"), report.left_out),
            (self.tr("refused"), len(report.refused)),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(22)
        grid.setVerticalSpacing(0)
        for place, (words, count) in enumerate(self.counts):
            shown = label(number(count), "h2")
            shown.setAccessibleName(f"{words}: {number(count)}")
            grid.addWidget(shown, 0, place)
            grid.addWidget(label(words, "small"), 1, place)
        grid.setColumnStretch(len(self.counts), 1)
        self.repairs = label("", wrap=True)
        if report.repairs:
            from app.ui.dialogs.import_report import named

            parts = ", ".join(f"{named('repairs', kind)} ({number(n)})" for kind, n in report.repairs.items())
            self.repairs.setText(self.tr("Mended while reading: %1.").replace("%1", parts))
        self.details = button(self.tr("&Details…"), on_click=self.open_details)
        icon = picture(NOTICE_ICONS[kind], kind, 20)
        line = row(icon, column(Elided(report.file.name, "strong"), grid, self.repairs, spacing=6), self.details)
        line.setStretch(1, 1)
        line.setContentsMargins(14, 12, 14, 12)
        line.setAlignment(icon, Qt.AlignmentFlag.AlignTop)
        line.setAlignment(self.details, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)
        self.repairs.setVisible(bool(report.repairs))  # only now: without a parent it would be a window

    def open_details(self) -> None:
        """Show the whole report."""
        from app.ui.dialogs.import_report import ImportReportDialog

        self._dialog = ImportReportDialog([self._report], self.window())
        self._dialog.open()
