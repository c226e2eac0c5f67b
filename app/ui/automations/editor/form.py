"""The form of the chosen card: its trigger with parameters, its conditions, or a step's inputs."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QSpinBox, QVBoxLayout, QWidget

from app.automation.data.schemas import Schema
from app.automation.declared.kinds import Field
from app.automation.model import CHOOSE, CONDITION, WAIT, Step
from app.automation.offer.operations import catalogued, operation
from app.automation.offer.registry import all_triggers, known_schema
from app.services.api.automations.automations import AutomationChoices
from app.ui.automations.editor.card_faults import ONLY_IF, WHEN
from app.ui.automations.editor.draft import Draft
from app.ui.automations.fields.conditions import ConditionsEditor
from app.ui.automations.fields.field_editor import Editor
from app.ui.automations.fields.fields import make_editor
from app.ui.automations.words import danger_words, known_title
from app.ui.i18n import language
from app.ui.widgets.controls import button, clear, column, label, row


class StepForm(QScrollArea):
    """Shows what the chosen card wants to be told and puts it into the draft. ``trigger_wanted`` asks for the palette
    of triggers."""

    trigger_wanted = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self.key = ""
        self.choices = AutomationChoices()
        self.editors: dict[str, Editor] = {}
        self.conditions: ConditionsEditor | None = None
        self._put = False
        self._told: tuple[object, ...] = ()
        self.setWidgetResizable(True)
        self.setAccessibleName(self.tr("Details"))
        ground = QWidget()
        ground.setProperty("role", "page")
        self.place = QVBoxLayout(ground)
        self.place.setContentsMargins(14, 4, 6, 10)
        self.place.setSpacing(8)
        self.setWidget(ground)
        draft.changed.connect(self._follow)

    def know(self, choices: AutomationChoices) -> None:
        """Take over what the fields offer."""
        if choices != self.choices:
            self.choices = choices
            self.show_card(self.key or WHEN)

    def show_card(self, key: str) -> None:
        """Show the form of a card."""
        clear(self.place)
        self.key, self.editors, self.conditions = key, {}, None
        self._told = self._about()
        step = self.draft.find(key)
        if key == WHEN:
            self._trigger()
        elif key == ONLY_IF:
            self._heading(self.tr("Only if …"), self.tr("Without conditions it happens every time."))
            self._conditions("")
        elif step is None:
            return
        elif step.operation == WAIT:
            self._heading(known_title(WAIT), catalogued()[WAIT].meaning(language()))
            self._wait(step)
        elif step.operation in (CONDITION, CHOOSE):
            self._heading(known_title(step.operation), catalogued()[step.operation].meaning(language()))
            self._conditions(step.id)
        else:
            self._step(step)
        self.place.addStretch(1)

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        for editor in self.editors.values():
            editor.widget.setFocus()
            return
        if self.conditions is not None:
            first = self.conditions.rows[0] if self.conditions.rows else self.conditions.add
            first.setFocus()
            if hasattr(first, "path"):
                first.path.setFocus()
        elif self.key == WHEN and hasattr(self, "change"):
            self.change.setFocus()

    # ------------------------------------------------------------------------------------------ kinds of cards
    def _heading(self, title: str, meaning: str) -> None:
        self.place.addWidget(label(title, "h3", wrap=True))
        if meaning:
            self.place.addWidget(label(meaning, "muted", wrap=True))

    def _trigger(self) -> None:
        one = self.draft.automation
        kind = all_triggers().get(one.trigger.kind)
        title = known_title(one.trigger.kind)
        self._heading(title, catalogued()[kind.id].meaning(language()) if kind else "")
        self.change = button(self.tr("&Another start…"), icon="search", on_click=self.trigger_wanted.emit)
        self.place.addLayout(row(self.change, None))
        if kind is None:
            return
        for field in kind.parameters:
            value = one.trigger.parameters.get(field.name, field.default)
            self._field(field, Schema(()), value, partial(self.draft.set_parameter, field.name))

    def _step(self, step: Step) -> None:
        kind, entry = operation(step.operation), catalogued().get(step.operation)
        self._heading(known_title(step.operation), entry.meaning(language()) if entry else "")
        if kind is None:
            return
        schema = known_schema(self.draft.automation.trigger.kind)
        if kind.danger > 1:
            words = self.tr("Danger: %1.").replace("%1", danger_words(kind.danger))
            self.place.addWidget(label(words, "warn", wrap=True))
        for field in kind.inputs:
            value = step.inputs.get(field.name, field.default)
            self._field(field, schema, value, partial(self.draft.set_input, step.id, field.name))
        if not kind.inputs:
            self.place.addWidget(label(self.tr("There is nothing to fill in."), "muted", wrap=True))

    def _field(self, field: Field, schema: Schema, value: Any, put: partial[None]) -> None:
        editor = make_editor(field, schema, self.choices)
        editor.show_value(value)
        editor.changed.connect(lambda told: self._change(put, told))
        self.editors[field.name] = editor
        if field.kind == "bool":
            self.place.addWidget(editor.widget)
            return
        words = field.words.of(language())
        head = label(words if field.required else self.tr("%1 (if wanted)").replace("%1", words), "small")
        head.setBuddy(editor.widget)
        self.place.addLayout(column(head, editor.widget, spacing=3))

    def _wait(self, step: Step) -> None:
        for name, words, most in (
            ("days", self.tr("Days"), 365),
            ("hours", self.tr("Hours"), 23),
            ("minutes", self.tr("Minutes"), 59),
        ):
            box = QSpinBox()
            box.setRange(0, most)
            box.setValue(int(step.inputs.get(name) or 0))
            box.setAccessibleName(words)
            editor = Editor(box, box.setValue)
            box.valueChanged.connect(editor.tell)
            editor.changed.connect(
                lambda told, n=name: self._change(partial(self.draft.set_input, step.id, n), told or None)
            )
            self.editors[name] = editor
            head = label(words, "small")
            head.setBuddy(box)
            self.place.addLayout(column(head, box, spacing=3))

    def _conditions(self, step: str) -> None:
        found = self.draft.find(step) if step else None
        group = found.when if found is not None else self.draft.automation.conditions
        self.conditions = ConditionsEditor(known_schema(self.draft.automation.trigger.kind), group, self.choices.tags)
        self.conditions.changed.connect(lambda told: self._change(self.draft.set_conditions, told, step))
        self.place.addWidget(self.conditions)

    def _change(self, put: Any, *told: Any) -> None:
        self._put = True
        try:
            put(*told)
        finally:
            self._put = False
            self._told = self._about()

    def _follow(self) -> None:
        """Show the draft's values where they changed other than by this form (undo, another start)."""
        if not self._put and self._about() != self._told:
            self.show_card(self.key or WHEN)

    def _about(self) -> tuple[object, ...]:
        """Return what the form shows of the draft: where that stands as it did, the form does, too."""
        one = self.draft.automation
        return self.key, one.trigger, one.conditions if self.key == ONLY_IF else None, self.draft.find(self.key)
