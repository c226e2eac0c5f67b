"""The menu on a group's heading: one decision for all its shown rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.sync.contacts.conflicts import is_field_conflict
from app.sync.plan.model import Choice, RecordType, Side
from app.ui.i18n import number
from app.ui.models.plan_index import PlanIndex, can_exclude, shown
from app.ui.models.plan_words import side_name
from app.ui.review.menus.conflict_menu import add_always


class GroupMenu(QMenu):
    """Emits ``chosen(ids, choice)`` or ``included(ids, bool)`` for all rows it stands for, and ``always(ids, choice)``
    for those in conflict about one field."""

    chosen = Signal(list, str)
    always = Signal(list, str)
    included = Signal(list, bool)

    def __init__(self, index: PlanIndex, positions: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("For all shown"))
        actions = [index.actions[n] for n in positions]
        boxed = [a for a in actions if can_exclude(a)]
        if boxed:
            self._add_box(self.tr("Include all {count}"), [a.id for a in boxed if not a.included], True)
            self._add_box(self.tr("Leave all {count} out"), [a.id for a in boxed if a.included], False)
        conflicts = [n for n in positions if is_field_conflict(index.actions[n])]
        asked = [index.actions[n] for n in conflicts]
        first = next((a for a in asked if a.record is RecordType.CONTACT), asked[0] if asked else None)
        for side, choice in ((Side.HIGHLEVEL, Choice.HIGHLEVEL), (Side.FATTURA24, Choice.FATTURA24)):
            words = self.tr("{side} is right for all {count}").replace(
                "{side}", side_name(first, side) if first else ""
            )
            self._add_choice(words, shown(conflicts, index, choice), choice)
        self._add_choice(self.tr("All {count} are new ones"), shown(positions, index, Choice.NEW), Choice.NEW)
        self._add_choice(self.tr("Leave all {count} as they are"), shown(positions, index, Choice.SKIP), Choice.SKIP)
        self._add_choice(self.tr("I have seen all {count}"), shown(positions, index, Choice.SEEN), Choice.SEEN)
        self._add_choice(self.tr("Take back {count} decisions"), shown(positions, index, ""), "")
        add_always(self, [index.actions[n] for n in conflicts], self.always)
        if self.isEmpty():
            self.addAction(self.tr("Nothing to decide here")).setEnabled(False)

    def _add_choice(self, words: str, ids: list[str], choice: str) -> None:
        if ids:
            entry = self.addAction(words.replace("{count}", number(len(ids))))
            entry.triggered.connect(lambda _=False: self.chosen.emit(ids, choice))

    def _add_box(self, words: str, ids: list[str], wanted: bool) -> None:
        if ids:
            entry = self.addAction(words.replace("{count}", number(len(ids))))
            entry.triggered.connect(lambda _=False: self.included.emit(ids, wanted))
