"""What the chosen row of the mapping does, in sentences, and its finer choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QWidget

from app.sync.contacts.mapping import CUSTOM, ConflictRule, Direction, FieldRule
from app.ui.i18n import field_name
from app.ui.mapping.rules import choices, conflict_label, sentence, takes_custom, why_not
from app.ui.widgets.controls import Card, column, label, row


class MappingDetail(Card):
    """Explains a rule and lets its owner change it; ``changed(FieldRule)`` carries the new one."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("…", parent, icon="info")
        self._rule: FieldRule | None = None
        self._names: Sequence[str] = ()
        self._showing = self._low = False
        self.words = label("", wrap=True)
        self.why = label("", "warn", wrap=True)
        self.place = QComboBox()
        self.place.setEditable(True)
        self.place.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.place.setAccessibleName(self.tr("Field in HighLevel"))
        self.place.setMinimumHeight(32)
        self.conflict = QComboBox()
        self.conflict.setAccessibleName(self.tr("If both sides changed differently"))
        self.conflict.setMinimumHeight(32)
        for rule in ConflictRule:
            self.conflict.addItem(conflict_label(rule), rule)
        self.clears = QCheckBox(self.tr("A &blank removes the value"))
        self._place_label = _tag(self.tr("Field in &HighLevel"), self.place)
        self._conflict_label = _tag(self.tr("If both &changed"), self.conflict)
        self.new_hint = label(
            self.tr("Choose a custom field, or type a new name: it will be created at the next sync."),
            "muted",
            wrap=True,
        )
        controls = row(
            column(self._place_label, self.place, spacing=3),
            column(self._conflict_label, self.conflict, spacing=3),
            column(label(" ", "muted"), self.clears, spacing=3),
            spacing=16,
        )
        controls.setStretch(0, 3)
        controls.setStretch(1, 2)
        controls.setStretch(2, 2)
        for part in (self.words, self.why):
            self.body.addWidget(part)
        self.body.addLayout(controls)
        self.body.addWidget(self.new_hint)
        self.place.activated.connect(self._picked)
        edit = self.place.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(self.tr("Name of the custom field"))
            edit.editingFinished.connect(self._named)
        self.conflict.activated.connect(self._ruled)
        self.clears.toggled.connect(self._ruled)

    def set_low(self, low: bool) -> None:
        """On a low screen leave the rows of the list the room of the explanation, which then is a tooltip."""
        self._low = low
        self.words.setVisible(not low)
        self.new_hint.setVisible(not low and self.place.isEnabled())
        self.setToolTip(self.words.text() if low else "")

    @property
    def rule(self) -> FieldRule | None:
        """The rule that is shown."""
        return self._rule

    def show_rule(self, rule: FieldRule, custom_names: Sequence[str]) -> None:
        """Explain a rule; ``custom_names`` are the custom fields that HighLevel has."""
        self._showing = True
        self._rule, self._names = rule, custom_names
        self.title.setText(field_name(rule.field))
        self.words.setText(sentence(rule))
        self.why.setText(why_not(rule.field))
        self.why.setVisible(bool(self.why.text()))
        self.place.clear()
        for choice in choices(rule, custom_names):
            self.place.addItem(choice.label, choice.highlevel)
        self.place.setCurrentIndex(self.place.findData(rule.highlevel))
        custom = takes_custom(rule)
        self.place.setEnabled(custom)
        self.new_hint.setVisible(custom and not self._low)
        self.setToolTip(self.words.text() if self._low else "")
        travels = rule.direction is not Direction.OFF
        self.conflict.setCurrentIndex(self.conflict.findData(rule.conflict))
        self.conflict.setEnabled(travels)
        self.clears.setChecked(rule.clears)
        self.clears.setEnabled(travels)
        self._showing = False

    def _tell(self, rule: FieldRule) -> None:
        if not self._showing and rule != self._rule:
            self.changed.emit(rule)

    def _picked(self, place: int) -> None:
        if self._rule is not None:
            self._tell(replace(self._rule, highlevel=str(self.place.itemData(place))))

    def _named(self) -> None:
        """Take a typed name: one that exists whatever its capitals, or a new one."""
        if self._rule is None or not self.place.isEnabled():
            return
        typed = " ".join(self.place.currentText().split())
        for place in range(self.place.count()):
            data = str(self.place.itemData(place))
            if typed in (self.place.itemText(place), data.removeprefix(CUSTOM)):
                self._tell(replace(self._rule, highlevel=data))
                return
        known = {n.casefold(): n for n in self._names}
        self._tell(replace(self._rule, highlevel=CUSTOM + known.get(typed.casefold(), typed)))

    def _ruled(self, *_: object) -> None:
        if self._rule is not None:
            self._tell(
                replace(self._rule, conflict=ConflictRule(self.conflict.currentData()), clears=self.clears.isChecked())
            )


def _tag(words: str, buddy: QWidget) -> QLabel:
    made = label(words, "muted")
    made.setBuddy(buddy)
    return made
