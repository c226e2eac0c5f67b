"""A task to make or to change: what, for whom, on which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QDateEdit,
    QDialog,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from app.errors import Ponte24Error
from app.services.api.agenda import TaskLine, UserInfo
from app.services.api.fattura24.invoices import CustomerLine
from app.ui.agenda.choices import person_words
from app.ui.bridge import Bridge
from app.ui.i18n import language, locale, named
from app.ui.widgets.controls import button, label, level, row


class TaskDialog(QDialog):
    """Asks for a task and keeps it; ``line`` is the one to change (None: a new one). Opened with `open`."""

    def __init__(
        self,
        bridge: Bridge,
        customers: Sequence[CustomerLine],
        users: Sequence[UserInfo],
        today: date,
        parent: QWidget | None = None,
        *,
        line: TaskLine | None = None,
        customer: str = "",
    ) -> None:
        super().__init__(parent)
        self._bridge, self._line = bridge, line
        self.setWindowTitle(self.tr("Task"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        task = line.task if line else None
        self.title = QLineEdit(task.title if task else "")
        self.title.setPlaceholderText(self.tr("What is to be done?"))
        self.customer = QComboBox()
        self._fill_customers(customers, task.customer if task else customer)
        self.dated = QCheckBox(self.tr("On a &day"))
        self.day = QDateEdit()
        self.day.setCalendarPopup(True)
        self.day.setLocale(locale())
        self.day.setDisplayFormat("ddd d MMM yyyy")
        due = task.due if task else today
        self.dated.setChecked(due is not None)
        shown = due or today
        self.day.setDate(QDate(shown.year, shown.month, shown.day))
        self.timed = QCheckBox(self.tr("At a ti&me"))
        self.time = QTimeEdit()
        self.time.setDisplayFormat("HH:mm")
        self.time.lineEdit().setTextMargins(8, 0, 0, 0)
        at = task.at if task else None
        self.timed.setChecked(at is not None)
        self.time.setTime(QTime(at.hour, at.minute) if at else QTime(9, 0))
        self.person = QComboBox()
        self.person.addItem(self.tr("nobody in particular"), "")
        for user in users:
            self.person.addItem(user.name, user.id)
        if task and task.assignee:
            if self.person.findData(task.assignee) < 0:
                name = person_words(task.assignee, line.assignee_name if line else task.assignee)
                self.person.addItem(name, task.assignee)
            self.person.setCurrentIndex(self.person.findData(task.assignee))
        self.body = QPlainTextEdit(task.body if task else "")
        self.body.setTabChangesFocus(True)
        self.body.setFixedHeight(84)
        self.problem = label("", "danger", wrap=True)
        self.problem.hide()
        self.cancel = button(self.tr("Cancel"), on_click=self.reject)
        self.keep = button(self.tr("&Keep"), "primary", on_click=self._keep)
        self.keep.setDefault(True)
        self._lay_out()
        for toggle in (self.dated, self.timed):
            toggle.toggled.connect(lambda _on: self._look())
        self.title.textChanged.connect(lambda _text: self._look())
        self._look()
        self.title.setFocus()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(self.tr("&What"), self.title)
        form.addRow(self.tr("&Customer"), self.customer)
        form.addRow(self.dated, self.day)
        form.addRow(self.timed, self.time)
        form.addRow(self.tr("W&ho"), self.person)
        form.addRow(self.tr("&Notes"), self.body)
        level(form)
        names = {
            self.title: self.tr("What is to be done"),
            self.customer: self.tr("Customer"),
            self.day: self.tr("Day"),
            self.time: self.tr("Time"),
            self.person: self.tr("Who"),
            self.body: self.tr("Notes"),
        }
        for field, name in names.items():
            field.setAccessibleName(name)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(28, 24, 28, 18)
        outer.setSpacing(12)
        outer.addWidget(label(self.tr("Change the task") if self._line else self.tr("New task"), "h2"))
        outer.addLayout(form)
        if self._line is not None and self._line.hint:
            outer.addWidget(label(named("agenda.hints", self._line.hint), "small", wrap=True))
        outer.addWidget(self.problem)
        outer.addLayout(row(None, self.cancel, self.keep))

    def _fill_customers(self, customers: Sequence[CustomerLine], chosen: str) -> None:
        self.customer.setEditable(True)
        self.customer.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        if (completer := self.customer.completer()) is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        if (edit := self.customer.lineEdit()) is not None:
            edit.editingFinished.connect(self._complete)
        self.customer.addItem(self.tr("no customer"), "")
        for one in customers:
            self.customer.addItem(one.title or self.tr("(no name)"), one.id)
        place = self.customer.findData(chosen)
        self.customer.setCurrentIndex(max(0, place))
        self.customer.setEnabled(self._line is None)  # a task's customer is what it is about

    def _look(self) -> None:
        self.day.setEnabled(self.dated.isChecked())
        self.timed.setEnabled(self.dated.isChecked())
        self.time.setEnabled(self.dated.isChecked() and self.timed.isChecked())
        self.keep.setEnabled(bool(self.title.text().strip()))

    def due(self) -> date | None:
        """Return the day that is chosen."""
        day = self.day.date()
        return date(day.year(), day.month(), day.day()) if self.dated.isChecked() else None

    def at(self) -> time | None:
        """Return the time that is chosen."""
        at = self.time.time()
        return time(at.hour(), at.minute()) if self.dated.isChecked() and self.timed.isChecked() else None

    def chosen_customer(self) -> str:
        """Return the customer's id; blank for none."""
        place = self.customer.findText(self.customer.currentText())
        return str(self.customer.itemData(place) or "") if place >= 0 else ""

    def _complete(self) -> None:
        """Choose the customer of whom a part of the name was typed, where it can be only one."""
        typed = self.customer.currentText().strip()
        if typed and self.customer.findText(typed) < 0:
            names = (self.customer.itemText(n) for n in range(1, self.customer.count()))
            found = [n for n, name in enumerate(names, 1) if typed.casefold() in name.casefold()]
            if len(found) == 1:
                self.customer.setCurrentIndex(found[0])

    def _keep(self) -> None:
        self._complete()
        typed = self.customer.currentText().strip()
        if typed and self.customer.findText(typed) < 0:
            self._say(self.tr("There is no customer “%1”: choose one of the list.").replace("%1", typed))
            return
        self.keep.setEnabled(False)
        self._bridge.spawn(self._send())

    async def _send(self) -> None:
        book = self._bridge.service.agenda
        title, body = self.title.text(), self.body.toPlainText()
        assignee = str(self.person.currentData() or "")
        try:
            if self._line is None:
                await self._bridge.call(
                    book.add,
                    title,
                    customer=self.chosen_customer(),
                    due=self.due(),
                    at=self.at(),
                    body=body,
                    assignee=assignee,
                )
            else:
                await self._bridge.call(
                    book.edit,
                    self._line.task.id,
                    title=title,
                    body=body,
                    due=self.due(),
                    at=self.at(),
                    assignee=assignee,
                )
        except Ponte24Error as error:
            words = error.describe(language())
            self._say(f"{words.title}. {words.meaning}")
            self._look()
            return
        self.accept()
        self._bridge.announce("agenda")

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()
