"""One field of the mapping: HighLevel on the left, Fattura24 on the right, the direction between them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QSizePolicy, QToolButton, QWidget

from app.sync.contacts.mapping import Direction, FieldRule
from app.ui.i18n import field_name
from app.ui.mapping.rules import allowed, direction_label, highlevel_label, why_not
from app.ui.theme import color, set_icon, theme
from app.ui.widgets.controls import Elided, column, label, row

ICONS = {
    Direction.TO_HIGHLEVEL: "arrow-left",
    Direction.BOTH: "arrow-both",
    Direction.TO_FATTURA24: "arrow-right",
    Direction.OFF: "off",
}


class DirectionPicker(QWidget):
    """Four arrows of which one holds; arrow keys change it, what the field cannot do is disabled."""

    picked = Signal(object)

    def __init__(self, rule: FieldRule, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.buttons: dict[Direction, QToolButton] = {}
        name, can = field_name(rule.field), allowed(rule.field)
        line = row(spacing=0)
        for direction, icon in ICONS.items():
            button = QToolButton()
            button.setCheckable(True)
            button.setFixedSize(36, 32)
            button.setEnabled(direction in can)
            words = direction_label(direction)
            button.setAccessibleName(f"{name}: {words}")
            button.setToolTip(words if direction in can else why_not(rule.field))
            set_icon(button, icon, "muted", 20)
            button.clicked.connect(lambda _=False, d=direction: self.picked.emit(d))
            self._group.addButton(button)
            self.buttons[direction] = button
            line.addWidget(button)
        self.setLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_direction(rule.direction)

    def current(self) -> QToolButton:
        """Return the button of the direction in force."""
        return next(button for button in self.buttons.values() if button.isChecked())

    def show_direction(self, direction: Direction) -> None:
        """Mark a direction as the one that holds."""
        self.buttons[direction].setChecked(True)
        for each, button in self.buttons.items():
            chosen = each is direction
            token = "accent" if chosen else "muted" if button.isEnabled() else "strong_border"
            set_icon(button, ICONS[each], token, 20)


class MappingRow(QFrame):
    """A rule as a line; ``selected`` when a person turns to it, ``direction_picked`` when another arrow is chosen."""

    selected = Signal(str)
    direction_picked = Signal(str, object)

    def __init__(self, rule: FieldRule, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = rule.field
        self._selected = False
        self.setObjectName("mappingRow")
        self.setAccessibleName(field_name(rule.field))
        self.name = label("", "strong")
        self.kind = Elided("", "muted")
        self.left = Elided("", "muted")
        self.column = label("", "strong")
        self.right = Elided("", "muted")
        self.problem = label("", "danger", wrap=True)
        self.picker = DirectionPicker(rule)
        self.picker.picked.connect(lambda d: self.direction_picked.emit(self.field, d))
        named = row(self.name, self.kind, spacing=8)
        named.setStretch(1, 1)
        first = column(named, self.left, spacing=2)
        last = column(self.column, self.right, spacing=2)
        line = row(spacing=16)
        line.addLayout(first, 5)
        line.addWidget(self.picker)
        line.addLayout(last, 4)
        outer = column(line, self.problem, spacing=2)
        outer.setContentsMargins(18, 8, 18, 8)
        self.setLayout(outer)
        for button in self.picker.buttons.values():
            button.installEventFilter(self)
        theme().changed.connect(self._colour)
        self.show_rule(rule)
        self.show_problem("")

    def show_rule(self, rule: FieldRule, *, will_create: bool = False) -> None:
        """Show a rule; ``will_create`` says that its custom field is not in HighLevel yet."""
        self.name.setText(highlevel_label(rule))
        kind = ""
        if rule.custom_field:
            kind = self.tr("will be created at the next sync") if will_create else self.tr("custom field")
        self.kind.set_words(kind)
        self.column.setText(rule.fattura24 or self.tr("not in Fattura24"))
        self.picker.show_direction(rule.direction)

    def show_example(self, left: str, right: str) -> None:
        """Show the values of a real customer."""
        self.left.set_words(left or "–")
        self.right.set_words(right or "–")

    def show_problem(self, words: str) -> None:
        """Say what is wrong with this row (blank: nothing)."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def set_selected(self, selected: bool) -> None:
        """Mark the row as the one that is explained below."""
        self._selected = selected
        self._colour()

    def _colour(self) -> None:
        ground = color("accent_soft" if self._selected else "surface").name()
        bar = color("accent").name() if self._selected else "transparent"
        self.setStyleSheet(
            f"#mappingRow {{ background: {ground}; border: none; border-left: 4px solid {bar};"
            f" border-bottom: 1px solid {color('border').name()}; }}"
            f"#mappingRow QToolButton:checked {{ background: {color('surface').name()};"
            f" border: 1px solid {color('accent').name()}; }}"
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.selected.emit(self.field)
        super().mousePressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        super().enterEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.selected.emit(self.field)
        return super().eventFilter(watched, event)


def heading(left: str, middle: str, right: str) -> QWidget:
    """Return the line above the rows that names the two sides."""
    strip = QWidget()
    line = row(spacing=16)
    sides: list[QLabel] = [label(left, "h3"), label(middle, "muted"), label(right, "h3")]
    sides[1].setFixedWidth(144)
    sides[1].setAlignment(Qt.AlignmentFlag.AlignCenter)
    line.addWidget(sides[0], 5)
    line.addWidget(sides[1])
    line.addWidget(sides[2], 4)
    line.setContentsMargins(22, 4, 18, 4)
    strip.setLayout(line)
    return strip
