"""The editor of a day that is counted from another."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QSpinBox, QVBoxLayout, QWidget

from app.automation.data.schemas import Schema
from app.automation.data.values import ValueType
from app.ui.automations.fields.field_editor import Editor
from app.ui.i18n import language, locale
from app.ui.widgets.flow import FlowLayout


class DayEdit(QWidget):
    """A day counted from another: so many days before or after it, on a working day if wanted; or a fixed day."""

    changed = Signal(object)

    def __init__(self, schema: Schema, name: str, *, required: bool) -> None:
        super().__init__()
        self.how = QComboBox()
        self.how.setAccessibleName(self.tr("%1: how").replace("%1", name))
        if not required:
            self.how.addItem(self.tr("without a day"), "none")
        self.how.addItem(self.tr("on the very day"), "on")
        self.how.addItem(self.tr("days after"), "after")
        self.how.addItem(self.tr("days before"), "before")
        self.how.addItem(self.tr("always on a date"), "fixed")
        self.number = QSpinBox()
        self.number.setRange(1, 3650)
        self.number.setAccessibleName(self.tr("%1: how many days").replace("%1", name))
        self.path = QComboBox()
        self.path.setAccessibleName(self.tr("%1: counted from").replace("%1", name))
        self.path.setMinimumContentsLength(10)
        self.path.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.path.addItem(schema.path("oggi").title(language()), "oggi")
        for path in schema.paths.values():
            if path.type in (ValueType.DATE, ValueType.MOMENT) and path.name != "oggi":
                self.path.addItem(path.title(language()), path.name)
        self.date = QDateEdit()
        self.date.setCalendarPopup(True)
        self.date.setLocale(locale())
        self.date.setDisplayFormat("d MMM yyyy")
        self.date.setAccessibleName(self.tr("%1: the date").replace("%1", name))
        self.working = QCheckBox(self.tr("moved to a working day"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(4)
        flow = QWidget()
        line = FlowLayout(flow)
        for widget in (self.number, self.how, self.path, self.date):
            line.addWidget(widget)
        outer.addWidget(flow)
        outer.addWidget(self.working)
        self.setFocusProxy(self.how)
        self.how.currentIndexChanged.connect(lambda _n: self._tell())
        self.path.currentIndexChanged.connect(lambda _n: self._tell())
        self.number.valueChanged.connect(lambda _n: self._tell())
        self.date.dateChanged.connect(lambda _d: self._tell())
        self.working.toggled.connect(lambda _on: self._tell())
        self._look()

    def _look(self) -> None:
        how = self.how.currentData()
        self.number.setVisible(how in ("after", "before"))
        self.path.setVisible(how in ("on", "after", "before"))
        self.working.setVisible(how in ("on", "after", "before"))
        self.date.setVisible(how == "fixed")

    def _tell(self) -> None:
        self._look()
        self.changed.emit(self.value())

    def value(self) -> Any:
        """Return the day as JSON."""
        how = self.how.currentData()
        if how == "none":
            return None
        if how == "fixed":
            return self.date.date().toString(Qt.DateFormat.ISODate)
        days = {"on": 0, "after": self.number.value(), "before": -self.number.value()}[how]
        return {"from": self.path.currentData(), "days": days, "working": self.working.isChecked()}

    def show_value(self, value: Any) -> None:
        """Show a day."""
        if isinstance(value, dict):
            days = int(value.get("days") or 0)
            how = "on" if days == 0 else "after" if days > 0 else "before"
            self.number.setValue(abs(days) or 1)
            self.path.setCurrentIndex(max(0, self.path.findData(value.get("from") or "oggi")))
            self.working.setChecked(bool(value.get("working")))
        elif value:
            how = "fixed"
            self.date.setDate(QDate.fromString(str(value), Qt.DateFormat.ISODate))
        else:
            how = "none"
        self.how.setCurrentIndex(max(0, self.how.findData(how)))
        self._look()


def day_editor(schema: Schema, name: str, *, required: bool) -> Editor:
    """Return the editor of a day."""
    edit = DayEdit(schema, name, required=required)
    made = Editor(edit, edit.show_value)
    edit.changed.connect(made.tell)
    return made
