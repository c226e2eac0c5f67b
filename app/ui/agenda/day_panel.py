"""The month, and below it what the chosen day has: appointments, and how many tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication, QDate, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.services.api.agenda import AppointmentLine
from app.ui.agenda.month import Month
from app.ui.i18n import date_text
from app.ui.theme import color
from app.ui.tips import tip
from app.ui.widgets.controls import button, column, label, row

translate = QCoreApplication.translate


class DayPanel(QWidget):
    """``day_chosen`` carries a date; ``month_shown`` the first day of another month; ``new_wanted`` the day for a new
    appointment; ``move_wanted`` an appointment."""

    day_chosen = Signal(object)
    month_shown = Signal(object)
    new_wanted = Signal(object)
    move_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appointments: list[AppointmentLine] = []
        self.month = Month()
        self.month.selectionChanged.connect(self._chosen)
        self.month.clicked.connect(lambda _day: self.day_chosen.emit(self.day))  # also the one that is chosen already
        self.month.currentPageChanged.connect(lambda year, month: self.month_shown.emit(date(year, month, 1)))
        self.title = label("", "h3")
        self.tasks = label("", "small", wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Appointments of the day"))
        self.list.setWordWrap(True)
        self.list.itemActivated.connect(lambda _item: self._move())
        self.list.currentRowChanged.connect(lambda _row: self._look())
        self.none = label(self.tr("No appointments on this day."), "muted", wrap=True)
        self.new = button(self.tr("New &appointment…"), "quiet", icon="plus", on_click=self._new)
        self.move_ = button(self.tr("Mo&ve…"), "quiet", on_click=self._move)
        inner = column(
            self.month, self.title, self.tasks, self.list, self.none, row(self.new, self.move_, None), None, spacing=8
        )
        inner.setStretchFactor(self.list, 100)  # what is there takes the room; only where it is hidden the gap does
        inner.setContentsMargins(14, 0, 0, 0)
        self.setLayout(inner)
        self._look()

    @property
    def day(self) -> date:
        """The chosen day."""
        day = self.month.selectedDate()
        return date(day.year(), day.month(), day.day())

    def choose(self, day: date) -> None:
        """Choose a day."""
        self.month.setSelectedDate(QDate(day.year, day.month, day.day))

    def show_days(
        self, tasks: Mapping[date, int], appointments: Sequence[AppointmentLine], today: date, *, can_make: bool
    ) -> None:
        """Show what each day has. ``can_make`` says that there are calendars for appointments."""
        self._appointments = list(appointments)
        days = Counter(a.start.date() for a in appointments if not a.cancelled)
        self.month.show_days(tasks, days, today)
        self.new.setVisible(can_make)
        self.move_.setVisible(can_make)
        self._fill()

    def chosen(self) -> AppointmentLine | None:
        """Return the appointment that is chosen."""
        item = self.list.currentItem()
        found = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, AppointmentLine) else None

    def _chosen(self) -> None:
        self._fill()
        self.day_chosen.emit(self.day)

    def _fill(self) -> None:
        day = self.day
        self.title.setText(date_text(day))
        words = self.month.words(day)
        self.tasks.setText(words)
        self.tasks.setVisible(bool(words))
        self.list.clear()
        mine = [a for a in self._appointments if a.start.date() == day]
        for appointment in mine:
            item = QListWidgetItem(appointment_words(appointment))
            item.setData(Qt.ItemDataRole.UserRole, appointment)
            item.setToolTip(tip("\n".join(filter(None, (item.text(), appointment.address, appointment.notes)))))
            if appointment.cancelled:
                item.setForeground(color("muted"))
            self.list.addItem(item)
        self.list.setVisible(bool(mine))
        self.none.setVisible(not mine)
        self._look()

    def _look(self) -> None:
        found = self.chosen()
        self.move_.setEnabled(found is not None and not found.cancelled)

    def _new(self) -> None:
        self.new_wanted.emit(self.day)

    def _move(self) -> None:
        if (found := self.chosen()) is not None and not found.cancelled and not self.move_.isHidden():
            self.move_wanted.emit(found)


def appointment_words(appointment: AppointmentLine) -> str:
    """Return an appointment in a line: "15:00–15:30 Tasting, Anna Bianchi"; with what became of it."""
    words = f"{appointment.start:%H:%M}–{appointment.end:%H:%M} {appointment.title}"
    if appointment.contact_name and appointment.contact_name not in appointment.title:
        words += f", {appointment.contact_name}"
    became = ""
    if appointment.gone:
        became = translate("DayPanel", "deleted in HighLevel")
    elif appointment.cancelled:
        became = translate("DayPanel", "cancelled")
    elif appointment.moved_from is not None:
        before = f"{date_text(appointment.moved_from.date())}, {appointment.moved_from:%H:%M}"
        became = translate("DayPanel", "moved, before: %1").replace("%1", before)
    return f"{words} – {became}" if became else words
