"""Conditions as rows: what, how, with what; all of them or one of them; one group inside another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QFrame,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.automation.data.schemas import Path, Schema
from app.automation.data.values import ValueType
from app.automation.declared.comparing import Operator
from app.automation.kept.format import MOST_CONDITIONS
from app.automation.model import Condition, Group
from app.automation.offer.registry import all_operators, operators_for
from app.automation.words import word
from app.ui.i18n import language, locale
from app.ui.widgets.controls import button, clear, label, row, set_role, tool_button
from app.ui.widgets.flow import FlowLayout


def operator_label(operator: Operator) -> str:
    """Return an operator in the few words of a menu: its sentence without what it compares."""
    said = operator.sentence.say(language(), title="", value="", second="")
    words = said.replace("«»", "").replace("“”", "").replace(":", "").strip()
    return " ".join(words.split()) or word("yes", language())


def first_operand(operator: Operator, path: Path) -> Any:
    """Return what an operator is compared with at first."""
    plain: dict[ValueType, Any] = {
        ValueType.MONEY: 10_000,
        ValueType.NUMBER: 1,
        ValueType.DATE: QDate.currentDate().toString(Qt.DateFormat.ISODate),
        ValueType.MOMENT: QDate.currentDate().toString(Qt.DateFormat.ISODate),
    }
    value = path.choices[0] if path.choices else plain.get(path.type, "")
    return {"none": None, "days": 7, "text": "", "pair": [value, value]}.get(operator.operand, value)


class ConditionRow(QFrame):
    """One condition. ``changed`` comes with every change, ``removed`` when it shall go."""

    changed = Signal()
    removed = Signal()

    def __init__(self, schema: Schema, condition: Condition, tags: Sequence[str] = ()) -> None:
        super().__init__()
        set_role(self, "inset")
        self.schema, self.tags = schema, tags
        self.condition = condition
        self.path = QComboBox()
        self.path.setAccessibleName(self.tr("What is compared"))
        self.path.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.path.setMinimumContentsLength(16)
        for path in schema.paths.values():
            self.path.addItem(path.title(language()), path.name)
        self.op = QComboBox()
        self.op.setAccessibleName(self.tr("How it is compared"))
        self.drop = tool_button(self.tr("Remove this condition"), "trash", on_click=self.removed.emit)
        self.operands = QWidget()
        self.place = FlowLayout(self.operands)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(10, 8, 8, 8)
        outer.setSpacing(6)
        head = row(self.path, self.drop, spacing=4)
        head.setStretch(0, 1)
        outer.addLayout(head)
        outer.addWidget(self.op)
        outer.addWidget(self.operands)
        place = self.path.findData(condition.path)
        self.path.setCurrentIndex(max(0, place))
        if place < 0 and schema.paths:
            self._take(Condition(self._path().name, condition.op, condition.value))
        self._fill_operators()
        self._fill_operands()
        self.path.currentIndexChanged.connect(lambda _n: self._path_chosen())
        self.op.currentIndexChanged.connect(lambda _n: self._operator_chosen())

    def _path(self) -> Path:
        return self.schema.path(str(self.path.currentData()))

    def _operator(self) -> Operator:
        return all_operators()[str(self.op.currentData())]

    def _fill_operators(self) -> None:
        self.op.blockSignals(True)
        self.op.clear()
        for operator in operators_for(self._path().type):
            self.op.addItem(operator_label(operator), operator.id)
        place = self.op.findData(self.condition.op)
        self.op.setCurrentIndex(max(0, place))
        self.op.blockSignals(False)
        if place < 0:
            self._take(Condition(self._path().name, self._operator().id, first_operand(self._operator(), self._path())))

    def _fill_operands(self) -> None:
        clear(self.place)
        operator, path = self._operator(), self._path()
        self.operands.setVisible(operator.operand != "none")
        if operator.operand == "pair":
            held = self.condition.value if isinstance(self.condition.value, list) else ["", ""]
            for n in (0, 1):
                name = self.tr("First value") if n == 0 else self.tr("Second value")
                self.place.addWidget(self._field(operator, path, held[n], name, n))
        elif operator.operand != "none":
            self.place.addWidget(
                self._field(operator, path, self.condition.value, self.tr("Value to compare with"), -1)
            )

    def _field(self, operator: Operator, path: Path, value: Any, name: str, place: int) -> QWidget:
        made: QWidget
        if operator.operand == "days" or path.type is ValueType.NUMBER:
            made = number = QSpinBox()
            number.setRange(
                0 if operator.operand == "days" else -1_000_000, 3650 if operator.operand == "days" else 1_000_000
            )
            number.setValue(value if isinstance(value, int) else 0)
            if operator.operand == "days":
                number.setSuffix(self.tr(" days"))
            number.valueChanged.connect(lambda told: self._told(told, place))
        elif path.type is ValueType.MONEY:
            made = money = QDoubleSpinBox()
            money.setRange(-9_999_999, 9_999_999)
            money.setSuffix(" €")
            money.setLocale(locale())
            money.setGroupSeparatorShown(True)
            money.setValue(value / 100 if isinstance(value, int) else 0)
            money.valueChanged.connect(lambda told: self._told(round(told * 100), place))
        elif path.type in (ValueType.DATE, ValueType.MOMENT):
            made = day = QDateEdit(QDate.fromString(str(value), Qt.DateFormat.ISODate))
            day.setCalendarPopup(True)
            day.setLocale(locale())
            day.setDisplayFormat("d MMM yyyy")
            day.dateChanged.connect(lambda told: self._told(told.toString(Qt.DateFormat.ISODate), place))
        elif path.type is ValueType.CHOICE:
            made = choice = QComboBox()
            for code in path.choices:
                choice.addItem(path.choice(code, language()), code)
            choice.setCurrentIndex(max(0, choice.findData(value)))
            choice.currentIndexChanged.connect(lambda _n: self._told(choice.currentData(), place))
        elif path.type is ValueType.TAG and self.tags:
            made = tag = QComboBox()
            tag.setEditable(True)
            tag.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            tag.addItems(self.tags)
            tag.setEditText(str(value or ""))
            tag.setMinimumWidth(180)
            tag.currentTextChanged.connect(lambda told: self._told(told, place))
        else:
            made = text = QLineEdit(str(value or ""))
            text.setMinimumWidth(180)
            text.textChanged.connect(lambda told: self._told(told, place))
        made.setAccessibleName(name)
        return made

    def _told(self, value: Any, place: int) -> None:
        if place >= 0:
            held = list(self.condition.value) if isinstance(self.condition.value, list) else ["", ""]
            held[place] = value
            value = held
        self._take(Condition(self.condition.path, self.condition.op, value))

    def _take(self, condition: Condition) -> None:
        if condition != self.condition:
            self.condition = condition
            self.changed.emit()

    def _path_chosen(self) -> None:
        path = self._path()
        known = [o.id for o in operators_for(path.type)]
        op = self.condition.op if self.condition.op in known else known[0]
        self._take(Condition(path.name, op, first_operand(all_operators()[op], path)))
        self._fill_operators()
        self._fill_operands()

    def _operator_chosen(self) -> None:
        operator = self._operator()
        held = all_operators().get(self.condition.op)
        same = held is not None and held.operand == operator.operand
        value = self.condition.value if same else first_operand(operator, self._path())
        self._take(Condition(self.condition.path, operator.id, value))
        self._fill_operands()


class ConditionsEditor(QWidget):
    """A group of conditions. ``changed`` carries the new group."""

    changed = Signal(object)

    def __init__(self, schema: Schema, group: Group, tags: Sequence[str] = (), *, inner: bool = False) -> None:
        super().__init__()
        self.schema, self._tags, self._inner = schema, tags, inner
        self.rows: list[ConditionRow | ConditionsEditor] = []
        self.match = QComboBox()
        self.match.setAccessibleName(self.tr("All conditions, or one of them"))
        self.match.addItem(self.tr("all of these hold"), "all")
        self.match.addItem(self.tr("at least one of these holds"), "any")
        self.match.setCurrentIndex(self.match.findData(group.match))
        self.match.currentIndexChanged.connect(lambda _n: self._tell())
        self.place = QVBoxLayout()
        self.place.setSpacing(6)
        self.add = button(self.tr("Add a &condition"), "quiet", icon="plus", on_click=self.add_row)
        self.add_group = button(self.tr("Add a &group"), "quiet", icon="plus", on_click=self.add_inner)
        self.drop = tool_button(self.tr("Remove this group"), "trash", on_click=self._drop_me)
        self.add_group.setVisible(not inner)
        self.drop.setVisible(inner)
        self.none = label(self.tr("No conditions: always."), "muted", wrap=True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12 if inner else 0, 0, 0, 0)
        outer.setSpacing(6)
        head = row(self.match, self.drop, spacing=4)
        head.setStretch(0, 1)
        outer.addLayout(head)
        outer.addWidget(self.none)
        outer.addLayout(self.place)
        flow = QWidget()
        line = FlowLayout(flow)
        line.addWidget(self.add)
        line.addWidget(self.add_group)
        outer.addWidget(flow)
        for item in group.items:
            self._append(item)
        self._look()

    removed = Signal()

    def _drop_me(self) -> None:
        self.removed.emit()

    def _append(self, item: Condition | Group) -> None:
        made: ConditionRow | ConditionsEditor
        if isinstance(item, Group):
            made = ConditionsEditor(self.schema, item, self._tags, inner=True)
        else:
            made = ConditionRow(self.schema, item, self._tags)
        made.changed.connect(lambda *_: self._tell())
        made.removed.connect(lambda: self._remove(made))
        self.rows.append(made)
        self.place.addWidget(made)

    def _remove(self, one: ConditionRow | ConditionsEditor) -> None:
        self.rows.remove(one)
        self.place.removeWidget(one)
        one.hide()
        one.deleteLater()
        self._look()
        self._tell()
        self.add.setFocus()

    def add_row(self) -> None:
        """Add a condition, on the first value that the trigger has."""
        path = next(iter(self.schema.paths.values()))
        operator = operators_for(path.type)[0]
        self._append(Condition(path.name, operator.id, first_operand(operator, path)))
        self._look()
        self._tell()
        last = self.rows[-1]
        if isinstance(last, ConditionRow):
            last.path.setFocus()

    def add_inner(self) -> None:
        """Add a group with one condition in it."""
        path = next(iter(self.schema.paths.values()))
        operator = operators_for(path.type)[0]
        self._append(Group("any", (Condition(path.name, operator.id, first_operand(operator, path)),)))
        self._look()
        self._tell()

    def _look(self) -> None:
        self.none.setVisible(not self.rows and not self._inner)
        self.match.setVisible(len(self.rows) > 1 or self._inner)
        for one in (self.add, self.add_group):
            one.setEnabled(len(self.rows) < MOST_CONDITIONS)

    def group(self) -> Group:
        """Return the conditions as they stand."""
        items = tuple(r.condition if isinstance(r, ConditionRow) else r.group() for r in self.rows)
        return Group(str(self.match.currentData()), items)

    def _tell(self) -> None:
        self._look()
        self.changed.emit(self.group())
