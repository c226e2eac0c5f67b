"""An appointment to make or to move: with whom, in which calendar, at which free time. HighLevel owns it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDialog,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.errors import Ponte24Error
from app.services.api.agenda import AppointmentLine, CalendarInfo
from app.services.api.fattura24.invoices import CustomerLine
from app.ui.bridge import Bridge
from app.ui.dialogs.fitting import bounded
from app.ui.i18n import date_text, language, locale
from app.ui.widgets.controls import button, label, level, row

_FIELD = 240
"""Pixels of a field at least, also while there is nothing in it."""

_LOW = 60


class AppointmentDialog(QDialog):
    """Asks for a free time and makes the appointment, or moves ``appointment``. Opened with `open`.

    ``customers`` are those that HighLevel has, too; ``customer`` is the one to begin with.
    """

    def __init__(
        self,
        bridge: Bridge,
        calendars: Sequence[CalendarInfo],
        customers: Sequence[CustomerLine],
        day: date,
        parent: QWidget | None = None,
        *,
        customer: str = "",
        title: str = "",
        calendar: str = "",
        appointment: AppointmentLine | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._appointment = bridge, appointment
        self._asked = 0
        self.setWindowTitle(self.tr("Appointment"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        self.customer = QComboBox()
        self.customer.setMinimumWidth(_FIELD)
        self.customer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for one in customers:
            self.customer.addItem(one.title, one.id)
        self.customer.setCurrentIndex(max(0, self.customer.findData(customer)))
        self.title = QLineEdit(title)
        self.calendar = QComboBox()
        for info in calendars:
            if info.active and (appointment is None or info.name == appointment.calendar):
                self.calendar.addItem(info.name, info.id)
        self.calendar.setCurrentIndex(max(0, self.calendar.findData(calendar)))
        self.day = QDateEdit(QDate(day.year, day.month, day.day))
        self.day.setCalendarPopup(True)
        self.day.setLocale(locale())
        self.day.setDisplayFormat("ddd d MMM yyyy")
        self.slots = QListWidget()
        self.slots.setFlow(QListWidget.Flow.LeftToRight)
        self.slots.setWrapping(True)
        self.slots.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.slots.setMinimumHeight(_LOW)  # they scroll where the screen is low
        self.slots.setMaximumHeight(150)
        self.state = label("", "small", wrap=True)
        self.problem = label("", "danger", wrap=True)
        self.problem.hide()
        self.cancel = button(self.tr("Cancel"), on_click=self.reject)
        self.keep = button(self.tr("&Move it") if appointment else self.tr("&Make it"), "primary", on_click=self._keep)
        self.keep.setDefault(True)
        self._lay_out()
        bounded(self, 460, self.sizeHint().height())
        self.calendar.currentIndexChanged.connect(lambda _index: self.ask())
        self.day.dateChanged.connect(lambda _day: self.ask())
        self.slots.currentRowChanged.connect(lambda _row: self._look())
        self.title.textChanged.connect(lambda _text: self._look())
        self._look()
        self.ask()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        if self._appointment is None:
            form.addRow(self.tr("&Customer"), self.customer)
            if not self.customer.count():
                self.customer.setEnabled(False)
                form.addRow("", label(self.nobody(), "warn", wrap=True))
            form.addRow(self.tr("&What"), self.title)
        form.addRow(self.tr("Ca&lendar"), self.calendar)
        form.addRow(self.tr("&Day"), self.day)
        form.addRow(self.tr("&Free times"), self.slots)
        level(form)
        names = {
            self.customer: self.tr("Customer"),
            self.title: self.tr("What the appointment is about"),
            self.calendar: self.tr("Calendar"),
            self.day: self.tr("Day"),
            self.slots: self.tr("Free times of the day"),
        }
        for field, name in names.items():
            field.setAccessibleName(name)
        words = self.tr("Move the appointment") if self._appointment else self.tr("New appointment")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(28, 24, 28, 18)
        outer.setSpacing(12)
        outer.addWidget(label(words, "h2"))
        if (moved := self._appointment) is not None:
            at = f"{date_text(moved.start.date())}, {moved.start:%H:%M}"
            which = " · ".join(filter(None, (moved.title, moved.contact_name, at)))
            outer.addWidget(label(which, "strong", wrap=True))
        outer.addLayout(form)
        outer.addWidget(self.state)
        outer.addWidget(label(self.tr("It is made in HighLevel at once; nobody is written to."), "small", wrap=True))
        outer.addWidget(self.problem)
        outer.addLayout(row(None, self.cancel, self.keep))

    def nobody(self) -> str:
        """Say why there is nobody to choose."""
        return self.tr(
            "An appointment is made with a contact of HighLevel, and none of your customers is linked to one yet. Press"
            " Sync now on Home first."
        )

    def ask(self) -> None:
        """Ask for the free times of the chosen day."""
        self.slots.clear()
        self.state.setText(self.tr("Looking for free times…"))
        self._asked += 1
        self._bridge.spawn(self._read(self._asked))

    async def _read(self, number: int) -> None:
        chosen = self.day.date()
        day = date(chosen.year(), chosen.month(), chosen.day())
        calendar = str(self.calendar.currentData() or "")
        try:
            found: Sequence[datetime] = (
                await self._bridge.call(self._bridge.service.agenda.free_slots, calendar, day) if calendar else ()
            )
        except Ponte24Error as error:
            if number == self._asked:
                self.state.setText("")
                self._say(error)
            return
        if number != self._asked:
            return  # another day was chosen meanwhile
        for slot in found:
            item = QListWidgetItem(f"{slot:%H:%M}")
            item.setData(Qt.ItemDataRole.UserRole, slot)
            self.slots.addItem(item)
        self.state.setText("" if found else self.tr("No free times on this day: choose another."))
        self.state.setVisible(not found)
        self._look()

    def slot(self) -> datetime | None:
        """Return the time that is chosen."""
        item = self.slots.currentItem()
        found = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, datetime) else None

    def _look(self) -> None:
        named = self._appointment is not None or bool(self.title.text().strip() and self.customer.currentData())
        self.keep.setEnabled(named and self.slot() is not None)

    def _keep(self) -> None:
        self.keep.setEnabled(False)
        self._bridge.spawn(self._send())

    async def _send(self) -> None:
        book, slot = self._bridge.service.agenda, self.slot()
        if slot is None:
            return
        try:
            if self._appointment is not None:
                await self._bridge.call(book.move_appointment, self._appointment.id, slot)
            else:
                customer, calendar = str(self.customer.currentData()), str(self.calendar.currentData())
                await self._bridge.call(book.make_appointment, calendar, customer, slot, self.title.text().strip())
        except Ponte24Error as error:
            self._say(error)
            self._look()
            return
        self.accept()
        self._bridge.announce("agenda")

    def _say(self, error: Ponte24Error) -> None:
        words = error.describe(language())
        self.problem.setText(f"{words.title}. {words.action}")
        self.problem.show()
