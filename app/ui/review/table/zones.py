"""Where on a line of the review what is drawn and can be clicked."""

from __future__ import annotations

from PySide6.QtCore import QRect

from app.sync.contacts.conflicts import is_field_conflict
from app.sync.plan.model import Choice, Side
from app.ui.models.plan_lines import Line, LineKind

HEIGHTS = {
    LineKind.GROUP: 46,
    LineKind.ACTION: 56,
    LineKind.REASON: 42,
    LineKind.HEADS: 26,
    LineKind.FIELD: 30,
    LineKind.CHOICE: 36,
}
"""Heights of the lines in device-independent pixels, at the usual size of letters."""

INDENT = 100
_RIGHT, _PILL, _BOX, _MENU = 14, 112, 18, 190


def box(rect: QRect) -> QRect:
    """Return the check box of a group or an action."""
    return QRect(rect.left() + 14, rect.center().y() - _BOX // 2, _BOX, _BOX)


def chevron(rect: QRect) -> QRect:
    """Return the sign that unfolds."""
    return QRect(rect.left() + 40, rect.center().y() - 8, 16, 16)


def sign(rect: QRect) -> QRect:
    """Return the picture of what is done."""
    return QRect(rect.left() + 64, rect.center().y() - 14, 28, 28)


def menu(rect: QRect) -> QRect:
    """Return the button on a group's heading that acts on all its rows."""
    return QRect(rect.right() - _RIGHT - _MENU, rect.center().y() - 14, _MENU, 28)


def pill(rect: QRect, side: Side) -> QRect:
    """Return the button that lets one side win a conflict."""
    left = rect.right() - _RIGHT - 2 * _PILL - 8
    if side is Side.FATTURA24:
        left += _PILL + 8
    return QRect(left, rect.center().y() - 15, _PILL, 30)


def right(rect: QRect) -> QRect:
    """Return the part of an action's line that holds the direction or the answers."""
    width = 2 * _PILL + 8
    return QRect(rect.right() - _RIGHT - width, rect.top(), width, rect.height())


def middle(rect: QRect) -> QRect:
    """Return the part of an action's line that holds title and summary."""
    left = rect.left() + INDENT + 4
    return QRect(left, rect.top(), max(40, right(rect).left() - left - 14), rect.height())


def columns(rect: QRect) -> tuple[QRect, QRect, QRect, QRect]:
    """Return the places of a field's name, its left value, the sign between and its right value."""
    left, room = rect.left() + INDENT + 4, rect.width() - INDENT - 4 - _RIGHT
    name = min(170, room // 4)
    values = (room - name - 44) // 2
    first = QRect(left, rect.top(), name, rect.height())
    second = QRect(first.right() + 11, rect.top(), values, rect.height())
    arrow = QRect(second.right() + 5, rect.top(), 20, rect.height())
    return first, second, arrow, QRect(arrow.right() + 9, rect.top(), values, rect.height())


def hit(line: Line, rect: QRect, x: int, y: int) -> str:
    """Return what lies at a point: ``box``, ``menu``, ``answer:<choice>``, ``fold`` or blank."""
    if line.kind in (LineKind.GROUP, LineKind.ACTION):
        if line.check is not None and box(rect).adjusted(-8, -10, 6, 10).contains(x, y):
            return "box"
        if line.kind is LineKind.GROUP and menu(rect).contains(x, y):
            return "menu"
        if line.action is not None and line.kind is LineKind.ACTION and is_field_conflict(line.action):
            for side, choice in ((Side.HIGHLEVEL, Choice.HIGHLEVEL), (Side.FATTURA24, Choice.FATTURA24)):
                if pill(rect, side).contains(x, y):
                    return f"answer:{choice}"
        return "fold"
    if line.kind is LineKind.CHOICE:
        return f"answer:{line.choice}"
    return ""
