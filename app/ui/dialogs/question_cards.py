"""What a question shows below its answers: both records side by side, or the list of those it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.records.contact import CONTACT_FIELDS
from app.sync.contacts.conflicts import is_field_conflict
from app.sync.plan.explaining import candidate_words
from app.sync.plan.model import Action, Side
from app.ui.i18n import field_name, language, number
from app.ui.models import plan_words as words
from app.ui.models.differences import parted
from app.ui.models.questions import Batch
from app.ui.widgets.controls import Elided, label

translate = QCoreApplication.translate
_BESIDE = 3
"""Records that stand beside the one asked about; of more each has a line below."""

_SHOWN = 200
"""Rows of a batch that are listed; of more the rest is counted."""


def comparison(action: Action) -> QWidget:
    """Return both records of a question side by side, what differs first."""
    grid = _grid()
    if is_field_conflict(action):
        for place, side in ((1, Side.HIGHLEVEL), (3, Side.FATTURA24)):
            grid.addWidget(label(words.side_name(action, side), "strong"), 0, place)
        rows = [(field_name(f.name), f.before, f.after) for f in action.fields]
        rows.sort(key=lambda r: r[1] == r[2])
        for n, (name, left, right) in enumerate(rows, 1):
            _row(grid, n, name, *parted(left, right))
        return _page(grid)
    if action.note and action.fields and not action.candidates:
        return _by_hand(action, grid)
    return _page(_side_by_side(action, grid))


def _side_by_side(action: Action, grid: QGridLayout) -> QGridLayout:
    """Fill in the record asked about and those it may be, a column each, what differs first."""
    mine = {f.name: f.after or f.before for f in action.fields if f.after or f.before}
    here = words.side_name(action, action.side.other)
    grid.addWidget(label(translate("Questions", "This one, in %1").replace("%1", here), "strong", wrap=True), 0, 1)
    shown = action.candidates[:_BESIDE]
    others = [dict(candidate.values) for candidate in shown]
    for place, candidate in enumerate(shown, 2):
        grid.addWidget(label(candidate.title, "strong", wrap=True), 0, place)
        why = candidate_words(candidate, action, language())
        grid.addWidget(label(why, "muted", wrap=True), 1, place, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(place, 1)
    names = [*mine, *(name for name in CONTACT_FIELDS if name not in mine and any(name in o for o in others))]
    names.sort(key=lambda name: not _differs(name, mine, others))
    for n, name in enumerate(names, 2):
        grid.addWidget(label(field_name(name), "muted"), n, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_plain(mine.get(name, "")), n, 1, Qt.AlignmentFlag.AlignTop)
        for place, other in enumerate(others, 2):
            value = _plain(other.get(name, ""), "strong" if _differs(name, mine, [other]) else "")
            grid.addWidget(value, n, place, Qt.AlignmentFlag.AlignTop)
    if left := action.candidates[_BESIDE:]:
        told = (
            ", ".join(part for part in (c.title, c.detail, candidate_words(c, action, language())) if part)
            for c in left
        )
        grid.addWidget(_plain("\n".join(told)), len(names) + 2, 1, 1, _BESIDE + 1)
    return grid


def _differs(name: str, mine: Mapping[str, str], others: Sequence[Mapping[str, str]]) -> bool:
    """Tell whether both sides know a value and another one."""
    return any(name in mine and name in other and mine[name] != other[name] for other in others)


def _by_hand(action: Action, grid: QGridLayout) -> QWidget:
    """Return what a person would have to change: how it stands there now, and what it should say."""
    for place, head in enumerate(words.heads(action)):
        grid.addWidget(label(head if place else "", "strong"), 0, (0, 1, 3)[place])
    for n, change in enumerate(action.fields, 1):
        _row(grid, n, field_name(change.name), *parted(change.before, change.after))
    return _page(grid)


def batch_lines(batch: Batch) -> QWidget:
    """Return the list of those a batch is about, each with what stands against it."""
    grid = _grid()
    for n, action in enumerate(batch.actions[:_SHOWN]):
        name = Elided(action.title, "strong")
        other = "; ".join(c.title for c in action.candidates) or words.summary(action)
        grid.addWidget(name, n, 0)
        grid.addWidget(Elided(other), n, 1)
    if len(batch.actions) > _SHOWN:
        more = translate("Questions", "… and %1 more").replace("%1", number(len(batch.actions) - _SHOWN))
        grid.addWidget(label(more, "muted"), _SHOWN, 0, 1, 2)
    grid.setColumnStretch(0, 4)
    grid.setColumnStretch(1, 5)
    return _page(grid)


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(6)
    grid.setContentsMargins(4, 4, 12, 4)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    return grid


def _row(grid: QGridLayout, n: int, name: str, left: str, right: str) -> None:
    grid.addWidget(label(name, "muted"), n, 0, Qt.AlignmentFlag.AlignTop)
    for place, text in ((1, left), (3, right)):
        value = label(text or translate("Questions", "(blank)"), wrap=True, selectable=True)
        value.setTextFormat(Qt.TextFormat.RichText)
        grid.addWidget(value, n, place)


def _plain(text: str, role: str = "") -> QWidget:
    shown = label(text, role, wrap=True, selectable=True)
    shown.setTextFormat(Qt.TextFormat.PlainText)
    return shown


def _page(grid: QGridLayout) -> QWidget:
    """Return the records as one page: the dialog scrolls it together with what is asked."""
    inside = QWidget()
    outer = QGridLayout(inside)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addLayout(grid, 0, 0)
    outer.setRowStretch(1, 1)
    inside.setAccessibleName(translate("Questions", "The records"))
    return inside
