"""Editors for what a trigger, a step or a recipe wants to be told, one for each kind of `Field`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QTime
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSpinBox,
    QTimeEdit,
    QWidget,
)

from app.automation.data.own_fields import NUMBERS, OwnField
from app.automation.data.schemas import Schema
from app.automation.declared.kinds import Field
from app.automation.triggers.contacts import PATH_OF
from app.automation.words import word
from app.services.api.automations.automations import AutomationChoices
from app.ui.automations.fields.chips import ChipEdit
from app.ui.automations.fields.day_edit import day_editor
from app.ui.automations.fields.field_editor import Editor
from app.ui.automations.fields.tags_edit import tags_editor
from app.ui.i18n import language, locale
from app.ui.widgets.controls import row


def make_editor(field: Field, schema: Schema, choices: AutomationChoices) -> Editor:
    """Return the editor of a field; texts may hold the values of a schema."""
    name = field.words.of(language())
    match field.kind:
        case "number" | "days":
            made = _number(field)
        case "money":
            made = _money()
        case "bool":
            made = _bool(name)
        case "choice":
            made = _choice([(code, words.of(language())) for code, words in field.choices.items()], field.required)
        case "user":
            made = _choice(choices.users, field.required, editable=True)
        case "calendar":
            made = _choice(choices.calendars, field.required, editable=True)
        case "workflow":
            made = _choice(choices.workflows, field.required, editable=True)
        case "tag":
            made = _choice([(tag, tag) for tag in choices.tags], True, editable=True)
        case "tag_id":
            made = _choice(choices.tag_ids, field.required, editable=True)
        case "custom_value":
            made = _choice(choices.custom_values, field.required, editable=True)
        case "business":
            made = _choice(choices.businesses, field.required, editable=True)
        case "custom_field":
            made = _choice([(one.id, _typed(one)) for one in choices.own_fields], field.required, editable=True)
        case "tags":
            made = tags_editor(choices.tags, name)
        case "users":
            made = _listed(choices.users) if choices.users else _lines()
        case "lines":
            made = _lines()
        case "time":
            made = _time(field.required)
        case "day":
            made = day_editor(schema, name, required=field.required)
        case "weekdays":
            made = _boxes([(n, word(f"weekdays.{n}", language())) for n in range(7)])
        case "fields":
            made = _listed([(code, word(f"choices.cambiato.campo.{code}", language())) for code in PATH_OF])
        case _:
            made = _text(schema, name, tall=field.kind == "long")
    made.widget.setAccessibleName(name)
    return made


def _typed(one: OwnField) -> str:
    """Return the name of a custom field with what it wants, where that is not just any text."""
    translate = QCoreApplication.translate
    if one.type in NUMBERS:
        return translate("AutomationFields", "%1 (number)").replace("%1", one.name)
    if one.type == "DATE":
        return translate("AutomationFields", "%1 (day)").replace("%1", one.name)
    if one.options:
        few = ", ".join(one.options[:4]) + (" …" if len(one.options) > 4 else "")
        return f"{one.name} ({few})"
    return one.name


def _number(field: Field) -> Editor:
    box = QSpinBox()
    box.setRange(field.lowest, field.highest)
    box.setLocale(locale())
    made = Editor(box, lambda value: box.setValue(int(value or field.lowest)))
    box.valueChanged.connect(made.tell)
    return made


def _money() -> Editor:
    box = QDoubleSpinBox()
    box.setRange(0, 9_999_999)
    box.setDecimals(2)
    box.setSuffix(" €")
    box.setLocale(locale())
    box.setGroupSeparatorShown(True)
    made = Editor(box, lambda value: box.setValue(int(value or 0) / 100))
    box.valueChanged.connect(lambda value: made.tell(round(value * 100)))
    return made


def _bool(name: str) -> Editor:
    box = QCheckBox(name)
    made = Editor(box, lambda value: box.setChecked(bool(value)))
    box.toggled.connect(made.tell)
    return made


def _choice(offered: Sequence[tuple[str, str]], required: bool, *, editable: bool = False) -> Editor:
    box = QComboBox()
    box.setMinimumContentsLength(12)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    if editable:
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    if not required:
        box.addItem("—", "")
    for code, shown in offered:
        box.addItem(shown, code)

    def show(value: Any) -> None:
        place = box.findData(value or "")
        if place < 0 and value:
            if editable:
                box.setCurrentIndex(-1)
                box.setEditText(str(value))
                return
            box.addItem(str(value), value)
            place = box.count() - 1
        box.setCurrentIndex(place)

    def told() -> Any:
        place = box.findText(box.currentText())
        return box.itemData(place) if place >= 0 else box.currentText().strip()

    made = Editor(box, show)
    if editable:
        box.currentTextChanged.connect(lambda _text: made.tell(told()))
    else:
        box.currentIndexChanged.connect(lambda _place: made.tell(box.currentData()))
    return made


def _lines() -> Editor:
    box = QPlainTextEdit()
    box.setTabChangesFocus(True)
    box.setFixedHeight(84)
    made = Editor(box, lambda value: box.setPlainText("\n".join(str(v) for v in value or ())))
    box.textChanged.connect(lambda: made.tell([t.strip() for t in box.toPlainText().splitlines() if t.strip()]))
    return made


def _time(required: bool) -> Editor:
    whole = QWidget()
    box = QTimeEdit()
    box.setDisplayFormat("HH:mm")
    wanted = QCheckBox()
    wanted.setVisible(not required)
    line = row(wanted, box, None, spacing=6)
    whole.setLayout(line)
    whole.setFocusProxy(box)

    def show(value: Any) -> None:
        wanted.setChecked(bool(value) or required)
        box.setEnabled(wanted.isChecked())
        box.setTime(QTime.fromString(str(value or "09:00"), "HH:mm"))

    made = Editor(whole, show)

    def tell() -> None:
        box.setEnabled(wanted.isChecked())
        made.tell(box.time().toString("HH:mm") if wanted.isChecked() else None)

    box.timeChanged.connect(lambda _time: tell())
    wanted.toggled.connect(lambda _on: tell())
    wanted.setAccessibleName(QCoreApplication.translate("AutomationFields", "At a time"))
    return made


def _boxes(offered: Sequence[tuple[Any, str]]) -> Editor:
    whole = QWidget()
    grid = QGridLayout(whole)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(4)
    boxes = {}
    for n, (code, shown) in enumerate(offered):
        boxes[code] = QCheckBox(shown)
        grid.addWidget(boxes[code], n // 3, n % 3)

    def show(value: Any) -> None:
        for code, box in boxes.items():
            box.setChecked(code in (value or ()))

    made = Editor(whole, show)
    for box in boxes.values():
        box.toggled.connect(lambda _on: made.tell([code for code, b in boxes.items() if b.isChecked()]))
    return made


def _listed(offered: Sequence[tuple[str, str]]) -> Editor:
    box = QListWidget()
    box.setFixedHeight(150)
    for code, shown in offered:
        item = QListWidgetItem(shown)
        item.setData(Qt.ItemDataRole.UserRole, code)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        box.addItem(item)

    def items() -> list[QListWidgetItem]:
        return [box.item(n) for n in range(box.count())]

    def show(value: Any) -> None:
        for item in items():
            on = item.data(Qt.ItemDataRole.UserRole) in (value or ())
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    made = Editor(box, show)

    def told(_item: QListWidgetItem) -> None:
        checked = [i for i in items() if i.checkState() is Qt.CheckState.Checked]
        made.tell([str(i.data(Qt.ItemDataRole.UserRole)) for i in checked])

    box.itemChanged.connect(told)
    return made


def _text(schema: Schema, name: str, *, tall: bool) -> Editor:
    edit = ChipEdit(schema, name, tall=tall)
    made = Editor(edit, lambda value: edit.set_value(str(value or "")))
    edit.changed.connect(made.tell)
    return made
