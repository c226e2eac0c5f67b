"""The mapping: which fields are kept in step, in which direction, and who wins."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFrame, QScrollArea, QWidget

from app.services.api.settings import Example
from app.sync.contacts.mapping import Direction, FieldRule, Mapping, default_mapping
from app.ui.bridge import Bridge
from app.ui.mapping.detail import MappingDetail
from app.ui.mapping.row import MappingRow, heading
from app.ui.mapping.rules import creates, problems
from app.ui.widgets.controls import Notice, button, column, label, row, set_pane_margins

_LOW = 520
"""Below this height the rows need the room of what explains them."""


class MappingPane(QWidget):
    """Shows and changes the mapping; nothing is kept before Save. ``navigate`` carries the name of another pane."""

    navigate = Signal(str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._stored: Mapping = default_mapping()
        self._mapping: Mapping = self._stored
        self._names: tuple[str, ...] = ()
        self._examples: tuple[Example, ...] = ()
        self.rows: dict[str, MappingRow] = {}
        self.selected = self._mapping.rules[0].field
        self._build()
        bridge.changed.connect(self._heard)

    # ------------------------------------------------------------------------------------------ building
    def _build(self) -> None:
        self.title = label(self.tr("Mapping"), "h1")
        subtitle = label(
            self.tr("Which fields are kept in step, in which direction, and who wins."), "muted", wrap=True
        )
        self.example = QComboBox()
        self.example.setMinimumHeight(32)
        self.example.setMinimumWidth(190)
        self.example.setAccessibleName(self.tr("Customer shown as an example"))
        example_label = label(self.tr("&Example:"), "muted")
        example_label.setBuddy(self.example)
        head = row(column(self.title, subtitle, spacing=3), row(example_label, self.example, spacing=8), spacing=16)
        head.setStretch(0, 1)
        self.notice = Notice()
        self.notice.hide()
        self._lines = column(spacing=0)
        inner = QWidget()
        inner.setLayout(self._lines)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(inner)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        board = QFrame()
        board.setProperty("role", "card")
        inside = column(heading("HighLevel", self.tr("Direction"), "Fattura24"), self.area, spacing=0)
        inside.setContentsMargins(1, 6, 1, 6)
        inside.setStretch(1, 1)
        board.setLayout(inside)
        self.detail = MappingDetail()
        self.defaults = button(self.tr("&Restore defaults"), "quiet", icon="undo", on_click=self.restore_defaults)
        self.discard = button(self.tr("&Discard changes"), on_click=self.discard_changes)
        self.save = button(self.tr("&Save"), "primary", icon="check", on_click=lambda: self._bridge.spawn(self.store()))
        outer = column(
            head, self.notice, board, self.detail, row(self.defaults, None, self.discard, self.save), spacing=12
        )
        outer.setStretch(2, 1)
        set_pane_margins(outer, low=False)
        self._outer = outer
        self.setLayout(outer)
        self.setAccessibleName(self.tr("Mapping"))
        self.example.currentIndexChanged.connect(self._show_example)
        self.detail.changed.connect(self.change)
        for rule in self._mapping:
            line = MappingRow(rule)
            line.selected.connect(self.select)
            line.direction_picked.connect(self._point)
            self.rows[rule.field] = line
            self._lines.addWidget(line)
        self._lines.addStretch(1)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < _LOW
        set_pane_margins(self._outer, low=low)
        self._outer.setSpacing(8 if low else 12)
        self.detail.set_low(low)

    # ------------------------------------------------------------------------------------------ reading
    async def refresh(self) -> None:
        """Read mapping, custom fields and examples; what was changed here and not saved stays."""
        call, service = self._bridge.call, self._bridge.service
        stored = await call(service.mapping)
        names = await call(service.custom_field_names)
        examples = await call(service.examples)
        if not self.dirty:
            self._mapping = stored
        self._stored, self._names = stored, names
        self._fill_examples(examples)
        self._show()

    def _fill_examples(self, examples: tuple[Example, ...]) -> None:
        chosen = self.example.currentText()
        self._examples = examples
        self.example.blockSignals(True)
        self.example.clear()
        for example in examples:
            self.example.addItem(example.title)
        self.example.setCurrentIndex(max(0, self.example.findText(chosen)) if examples else -1)
        self.example.setEnabled(bool(examples))
        self.example.blockSignals(False)
        self._show_example()

    def _heard(self, topic: str) -> None:
        if topic in ("accounts", "mirror", "mapping", "runs") and not self.dirty:
            self._bridge.spawn(self.refresh())

    # ------------------------------------------------------------------------------------------ showing
    @property
    def dirty(self) -> bool:
        """True while there is something to save."""
        return self._mapping.rules != self._stored.rules

    @property
    def mapping(self) -> Mapping:
        """The mapping as it is shown, saved or not."""
        return self._mapping

    def _show(self) -> None:
        wrong = problems(self._mapping)
        fresh = set(creates(self._mapping, self._names))
        for rule in self._mapping:
            line = self.rows[rule.field]
            line.show_rule(rule, will_create=rule.custom_field in fresh)
            line.show_problem(wrong.get(rule.field, ""))
            line.set_selected(rule.field == self.selected)
        self.detail.show_rule(self._mapping.rule(self.selected), self._names)
        self.save.setEnabled(self.dirty and not wrong)
        self.discard.setEnabled(self.dirty)
        self.defaults.setEnabled(self._mapping.rules != default_mapping().rules)
        if wrong:
            self.notice.show_words(
                self.tr("Please mend the rows marked in red; then the mapping can be saved."), "danger"
            )
        elif self.dirty:
            self.notice.show_words(
                self.tr(
                    "Not saved yet. After saving, the next run shows all changes and asks you to confirm by typing."
                ),
                "info",
            )
        else:
            self.notice.show_words("")

    def _show_example(self, *_: object) -> None:
        place = self.example.currentIndex()
        example = self._examples[place] if 0 <= place < len(self._examples) else None
        for field, line in self.rows.items():
            line.show_example(
                example.highlevel.get(field, "") if example else "", example.fattura24.get(field, "") if example else ""
            )

    # ------------------------------------------------------------------------------------------ changing
    def select(self, field: str) -> None:
        """Explain a row below the list."""
        if field == self.selected:
            return
        before, self.selected = self.selected, field
        self.rows[before].set_selected(False)
        self.rows[field].set_selected(True)
        self.detail.show_rule(self._mapping.rule(field), self._names)
        self._reveal()

    def change(self, rule: FieldRule) -> None:
        """Take a changed rule; it is kept when Save is pressed."""
        self._mapping = self._mapping.with_rule(rule)
        self._show()
        # a row that tells of a problem has grown, but only once the layout has seen it
        QTimer.singleShot(0, self, self._reveal)

    def _reveal(self) -> None:
        self.area.ensureWidgetVisible(self.rows[self.selected], 0, 8)

    def _point(self, field: str, direction: Direction) -> None:
        self.selected = field
        self.change(replace(self._mapping.rule(field), direction=direction))

    def restore_defaults(self) -> None:
        """Show the mapping that suits most; it is kept when Save is pressed."""
        self._mapping = default_mapping()
        self._keep_keyboard()
        self._show()

    def discard_changes(self) -> None:
        """Show the mapping that is in force."""
        self._mapping = self._stored
        self._keep_keyboard()
        self._show()

    def _keep_keyboard(self) -> None:
        """Leave the keyboard with the row that is chosen: a button that switches itself off would hand it to the first
        row, choose that one and scroll to it. On the direction in force the space bar changes nothing."""
        if QApplication.focusWidget() in (self.save, self.discard, self.defaults):
            self.rows[self.selected].picker.current().setFocus()

    async def store(self) -> None:
        """Save the mapping; the next run then asks for a typed confirmation."""
        if not self.dirty or problems(self._mapping):
            return
        mapping = self._mapping
        self._keep_keyboard()
        self.save.setEnabled(False)
        try:
            await self._bridge.call(self._bridge.service.save_mapping, mapping)
        except BaseException:
            self._show()
            raise
        self._stored = mapping
        self._show()
        self.notice.show_words(
            self.tr("Saved. Because the mapping has changed, the next run asks you to confirm by typing."), "ok"
        )
        self._bridge.changed.disconnect(self._heard)
        try:
            self._bridge.announce("mapping")
            self._bridge.announce("plan")
        finally:
            self._bridge.changed.connect(self._heard)
