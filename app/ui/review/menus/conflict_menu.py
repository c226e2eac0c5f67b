"""The menus of conflicts: which side is right this time, and which one always for a field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QMenu, QWidget

from app.sync.contacts.conflicts import is_field_conflict
from app.sync.contacts.merge import ADDRESS_UNIT, PERSON_UNIT, unit_of
from app.sync.plan.model import Action, Choice, Side
from app.ui.i18n import field_name, number
from app.ui.models.plan_words import side_name

translate = QCoreApplication.translate

_SIDES = ((Side.HIGHLEVEL, Choice.HIGHLEVEL), (Side.FATTURA24, Choice.FATTURA24))
_MOST_FIELDS = 8
"""Fields with a submenu of their own on a group's menu."""


def unit_name(unit: str) -> str:
    """Return what is decided as a whole: a field, or all of a name or an address."""
    if unit == PERSON_UNIT:
        return translate("ConflictMenu", "Name")
    return translate("ConflictMenu", "Address") if unit == ADDRESS_UNIT else field_name(unit)


def by_unit(actions: Sequence[Action]) -> dict[str, list[str]]:
    """Return the ids of the conflicts among some actions by what they are about, the most frequent first."""
    found: dict[str, list[str]] = {}
    for action in actions:
        if is_field_conflict(action) and action.fields:
            found.setdefault(unit_of(action.fields[0].name), []).append(action.id)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


class ConflictMenu(QMenu):
    """The menu of one conflict; emits ``chosen(ids, choice)`` for this time and ``always(ids, choice)`` for ever."""

    chosen = Signal(list, str)
    always = Signal(list, str)

    def __init__(self, action: Action, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(translate("ConflictMenu", "Decide this conflict"))
        for side, choice in _SIDES:
            words = translate("ConflictMenu", "{side} is right").replace("{side}", side_name(action, side))
            self.addAction(words).triggered.connect(lambda _=False, c=choice: self.chosen.emit([action.id], c))
        left = self.addAction(translate("ConflictMenu", "Leave both as they are"))
        left.triggered.connect(lambda: self.chosen.emit([action.id], Choice.SKIP))
        self.addSeparator()
        unit = unit_of(action.fields[0].name)
        for side, choice in _SIDES:
            words = translate("ConflictMenu", "Always for “{field}”: {side} is right")
            entry = self.addAction(words.replace("{field}", unit_name(unit)).replace("{side}", side_name(action, side)))
            entry.triggered.connect(lambda _=False, c=choice: self.always.emit([action.id], c))


def add_always(menu: QMenu, actions: Sequence[Action], always: SignalInstance) -> None:
    """Add to a group's menu a submenu for each field in conflict: which side is right for it from now on."""
    units = by_unit(actions)
    if units:
        menu.addSeparator()
    for unit, ids in list(units.items())[:_MOST_FIELDS]:
        words = translate("ConflictMenu", "Always for “{field}” ({count})")
        below = menu.addMenu(words.replace("{field}", unit_name(unit)).replace("{count}", number(len(ids))))
        first = next(a for a in actions if a.id == ids[0])
        for side, choice in _SIDES:
            words = translate("ConflictMenu", "{side} is right").replace("{side}", side_name(first, side))
            entry = below.addAction(words)
            entry.triggered.connect(lambda _=False, i=ids, c=choice: always.emit(i, c))
