"""The agenda in Settings: which tasks come by themselves, the checklist for new customers, the calendar file."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHeaderView,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.errors import Ponte24Error
from app.services.api.agenda import AgendaSettings, CalendarInfo, ChecklistLine
from app.ui.bridge import Bridge
from app.ui.i18n import language
from app.ui.widgets.controls import Card, Elided, button, column, label, row
from app.ui.widgets.file_dialog import file_dialog

_MOST_DAYS = 3650
_DAYLESS = ("stay", "week")
"""What becomes of tasks without a day, unticked and ticked."""


class AgendaSettingsCard(Card):
    """Saves at once, as all of Settings."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Agenda"), icon="calendar")
        self.setParent(parent)
        self.body.setSpacing(14)
        self._bridge = bridge
        self._settings = AgendaSettings()
        self._loaded = False
        self._order = asyncio.Lock()
        self.checks: dict[str, QCheckBox] = {}
        self._ticked: dict[str, object] = {}
        self._check(
            "due", self.tr("Tasks for instalments that are &due"), self.tr("From your e-invoices and the schedule.")
        )
        self._check(
            "overdue",
            self.tr("Tasks for &overdue instalments"),
            self.tr("They are ticked off by themselves when the payment is known."),
        )
        self._check(
            "followup", self.tr("A reminder after each &payment"), self.tr("To get in touch, or to say thank you.")
        )
        self.days = self._number(self.tr("&Days after the payment"))
        self.days.valueChanged.connect(lambda value: self._save(followup_days=value))
        self.follow_as = QComboBox()
        self.follow_as.setFixedWidth(260)
        self.follow_as.activated.connect(lambda _index: self._save_follow_up())
        self._line(
            self.tr("The reminder &is"),
            self.tr("An appointment takes the first free time of the calendar, and nobody is notified."),
            self.follow_as,
        )
        self.note = QComboBox()
        self.note.setFixedWidth(260)
        for value, words in (
            ("after_payment", self.tr("After a payment")),
            ("all", self.tr("For all customers with invoices")),
            ("off", self.tr("Never")),
        ):
            self.note.addItem(words, value)
        self.note.activated.connect(lambda _index: self._save(payment_note=self.note.currentData()))
        self._line(
            self.tr("&Note about payments in HighLevel"),
            self.tr("One note on the contact: what is open, and the last payments."),
            self.note,
        )
        self._check(
            "without_day",
            self.tr("Tasks without a day &go to HighLevel, too"),
            self.tr("HighLevel wants a day for each: they get one a week from then. Otherwise they stay here."),
            _DAYLESS,
        )
        self._check(
            "onboarding",
            self.tr("A &checklist for each new customer"),
            self.tr("When an invoice brings a customer that the address book does not have."),
        )
        self.lines = self._table()
        self.add = button(self.tr("Add a &line"), "quiet", icon="plus", on_click=self._add)
        self.drop = button(self.tr("Remove the li&ne"), "quiet", icon="trash", on_click=self._drop)
        self.body.addWidget(self.lines)
        self.body.addLayout(row(self.add, self.drop, None, spacing=8))
        self.folder = Elided("", "muted")
        self.choose = button(self.tr("Choose &folder…"), on_click=self._choose_folder)
        self.nowhere = button(self.tr("No&where"), "quiet", on_click=lambda: self._save(calendar_folder=""))
        places = QWidget()
        inner = row(self.folder, self.nowhere, self.choose, spacing=8)
        inner.setStretch(0, 1)
        inner.setContentsMargins(0, 0, 0, 0)
        places.setLayout(inner)
        places.setMinimumWidth(380)
        self._line(
            self.tr("Calendar file"),
            self.tr("ponte24.ics with tasks and appointments is kept up to date in this folder."),
            places,
        )
        self.problem = label("", "danger", wrap=True)
        self.problem.hide()
        self.body.addWidget(self.problem)

    # ------------------------------------------------------------------------------------------ building
    def _check(self, name: str, words: str, explanation: str, values: tuple[object, object] = (False, True)) -> None:
        box = QCheckBox(words)
        box.setAccessibleName(words.replace("&", ""))
        box.setAccessibleDescription(explanation)
        note = label(explanation, "small", wrap=True)
        note.setIndent(32)
        box.clicked.connect(lambda checked: self._save(**{name: values[checked]}))
        self.checks[name] = box
        self._ticked[name] = values[True]
        self.body.addLayout(column(box, note, spacing=0))

    def _number(self, words: str) -> QSpinBox:
        box = QSpinBox()
        box.setRange(0, _MOST_DAYS)
        box.setFixedWidth(160)
        box.setKeyboardTracking(False)
        self._line(words, "", box)
        return box

    def _line(self, words: str, explanation: str, control: QWidget) -> None:
        title = label(words)
        title.setBuddy(control)
        control.setAccessibleName(words.replace("&", ""))
        control.setAccessibleDescription(explanation)
        note = label(explanation, "small", wrap=True)
        if not explanation:  # shown without a parent it would be a window
            note.hide()
        left = QWidget()
        left.setLayout(column(title, note, spacing=2))
        line = QWidget()
        line.setLayout(row(left, control, spacing=24))
        line.layout().setStretch(0, 1)  # type: ignore[union-attr]
        self.body.addWidget(line)

    def _table(self) -> QTableWidget:
        made = QTableWidget(0, 2)
        made.setAccessibleName(self.tr("Checklist for new customers"))
        made.setHorizontalHeaderLabels([self.tr("What is to be done"), self.tr("After days")])
        made.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        made.verticalHeader().hide()
        made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        made.setTabKeyNavigation(False)
        made.setFixedHeight(150)
        made.itemChanged.connect(lambda _item: self._save_lines())
        return made

    # ------------------------------------------------------------------------------------------ values
    async def refresh(self) -> None:
        """Read the choices again and show them."""
        book = self._bridge.service.agenda
        async with self._order:
            settings = await self._bridge.call(book.settings)
            lines = await self._bridge.call(book.checklist)
            calendars = await self._bridge.call(book.calendars)
        self._settings, self._loaded = settings, True
        shown = (*self.checks.values(), self.days, self.follow_as, self.note, self.lines)
        blockers = [QSignalBlocker(control) for control in shown]
        for name, box in self.checks.items():
            box.setChecked(getattr(settings, name) == self._ticked[name])
        self.days.setValue(settings.followup_days)
        self._show_calendars(calendars)
        self.note.setCurrentIndex(max(0, self.note.findData(settings.payment_note)))
        if not self.lines.hasFocus() or self.lines.rowCount() != len(lines):
            self._show_lines(lines)
        for blocker in blockers:
            blocker.unblock()
        self.folder.set_words(settings.calendar_folder or self.tr("nowhere"))
        self.nowhere.setVisible(bool(settings.calendar_folder))
        for control in (self.lines, self.add, self.drop):
            control.setEnabled(settings.onboarding)
        for choice in (self.days, self.follow_as):
            choice.setEnabled(settings.followup)

    def _show_calendars(self, calendars: Sequence[CalendarInfo]) -> None:
        """Offer a task, and an appointment in each calendar; the one chosen stays, though it may be switched off."""
        chosen = self._settings.followup_calendar if self._settings.followup_as == "appointment" else ""
        names = {c.id: c.name for c in calendars if c.active or c.id == chosen}
        if chosen and chosen not in names:
            names[chosen] = chosen
        self.follow_as.clear()
        self.follow_as.addItem(self.tr("A task"), "")
        for calendar, name in names.items():
            self.follow_as.addItem(self.tr("An appointment in “%s”") % name, calendar)
        self.follow_as.setCurrentIndex(max(0, self.follow_as.findData(chosen)))

    def _save_follow_up(self) -> None:
        calendar = str(self.follow_as.currentData() or "")
        if calendar:
            self._save(followup_as="appointment", followup_calendar=calendar)
        else:
            self._save(followup_as="task")

    def _show_lines(self, lines: Sequence[ChecklistLine]) -> None:
        self.lines.setRowCount(len(lines))
        for place, line in enumerate(lines):
            self.lines.setItem(place, 0, QTableWidgetItem(line.title))
            days = QTableWidgetItem()
            days.setData(Qt.ItemDataRole.EditRole, line.days)
            days.setData(Qt.ItemDataRole.UserRole, line.assignee)
            self.lines.setItem(place, 1, days)

    def checklist(self) -> tuple[ChecklistLine, ...]:
        """Return the lines as they stand in the table; those without words are left out."""
        found = []
        for place in range(self.lines.rowCount()):
            what, days = self.lines.item(place, 0), self.lines.item(place, 1)
            title = what.text().strip() if what is not None else ""
            if title and days is not None:
                number = int(days.data(Qt.ItemDataRole.EditRole) or 0)
                assignee = str(days.data(Qt.ItemDataRole.UserRole) or "")
                found.append(ChecklistLine(title, min(max(0, number), _MOST_DAYS), assignee))
        return tuple(found)

    def _add(self) -> None:
        place = self.lines.rowCount()
        blocker = QSignalBlocker(self.lines)
        self.lines.insertRow(place)
        what, days = QTableWidgetItem(""), QTableWidgetItem()
        self.lines.setItem(place, 0, what)
        days.setData(Qt.ItemDataRole.EditRole, 7)
        self.lines.setItem(place, 1, days)
        blocker.unblock()
        self.lines.setCurrentCell(place, 0)
        self.lines.editItem(what)

    def _drop(self) -> None:
        if (place := self.lines.currentRow()) >= 0:
            self.lines.removeRow(place)
            self._save_lines()

    def _save_lines(self) -> None:
        self._save(checklist=self.checklist())

    def _choose_folder(self) -> None:
        dialog = file_dialog(self, self.tr("Folder for the calendar"), self._settings.calendar_folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda path: self._save(calendar_folder=path))
        dialog.open()

    def _save(self, **values: Any) -> None:
        if not self._loaded:
            return
        changed = replace(self._settings, **values)
        if changed != self._settings:
            self._settings = changed
            self._bridge.spawn(self._store(changed))

    async def _store(self, settings: AgendaSettings) -> None:
        self.problem.hide()
        try:
            async with self._order:
                await self._bridge.call(self._bridge.service.agenda.save_settings, settings)
        except Ponte24Error as error:
            words = error.describe(language())
            self.problem.setText(f"{words.title}. {words.action}")
            self.problem.show()
        await self.refresh()
        self._bridge.announce("agenda")
