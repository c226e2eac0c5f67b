"""Draws the lines of the review; no line has widgets of its own."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.sync.contacts.conflicts import is_field_conflict
from app.sync.plan.model import LEFT_ALONE, Action, Choice, Kind, Side
from app.ui.i18n import number
from app.ui.models import plan_words as words
from app.ui.models.plan_index import Group
from app.ui.models.plan_lines import Line, LineKind, LineRole, line_text
from app.ui.review.table import zones
from app.ui.theme import color, pixmap

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter

LOOK = {
    Group.CONFLICT: ("arrow-both", "danger"),
    Group.ATTENTION: ("help", "warn"),
    Group.NEW: ("plus", "ok"),
    Group.CHANGED: ("pencil", "info"),
    Group.LINKED: ("link", "accent"),
    Group.REMOVED: ("trash", "danger"),
    Group.LATER: ("clock", "muted"),
    Group.SETUP: ("settings", "muted"),
}
"""Icon and colour of a group."""

SOFT = {"danger": "danger_soft", "warn": "warn_soft", "ok": "ok_soft", "info": "info_soft", "accent": "accent_soft"}


def sign_of(action: Action, group: Group) -> str:
    """Return the icon of an action."""
    if action.note:
        return "warning"
    if group in (Group.CONFLICT, Group.SETUP, Group.LINKED):
        return LOOK[group][0]
    if action.kind is Kind.CONFLICT:
        return "help"
    return {Kind.CREATE: "plus", Kind.UPDATE: "pencil", Kind.LINK: "link", Kind.UNLINK: "unlink", Kind.DELETE: "trash"}[
        action.kind
    ]


_COLOURS = {name: side.value for side, name in words.SIDE_NAMES.items()}
"""Each service has a colour; what is neither of them, the agenda, has that of the program."""


class LineDelegate(QStyledItemDelegate):
    """Paints groups, actions, fields and answers."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        line: Line = index.data(LineRole.LINE)
        return QSize(300, zones.HEIGHTS[line.kind])

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line: Line = index.data(LineRole.LINE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        font: QFont = option.font
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = _Pen(painter, font, rect)
        pen.ground(
            line,
            bool(state & QStyle.StateFlag.State_Selected),
            bool(state & QStyle.StateFlag.State_HasFocus),
            bool(state & QStyle.StateFlag.State_MouseOver),
        )
        {
            LineKind.GROUP: pen.group,
            LineKind.ACTION: pen.action,
            LineKind.REASON: pen.reason,
            LineKind.HEADS: pen.heads,
            LineKind.FIELD: pen.field,
            LineKind.CHOICE: pen.choice,
        }[line.kind](line)
        painter.restore()


class _Pen:
    """Draws one line."""

    def __init__(self, painter: QPainter, font: QFont, rect: QRect) -> None:
        self.painter, self.rect = painter, rect
        self.plain, self.bold, self.small = QFont(font), QFont(font), QFont(font)
        self.bold.setWeight(QFont.Weight.DemiBold)
        self.small.setPointSizeF(font.pointSizeF() * 0.9)

    # ------------------------------------------------------------------------------------------ tools
    def text(
        self, rect: QRect, words_: str, token: str = "text", font: QFont | None = None, align: Qt.AlignmentFlag = _LEFT
    ) -> int:
        """Write one line that ends in "…" where there is no room; returns its width."""
        font = font or self.plain
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(words_, Qt.TextElideMode.ElideRight, rect.width())
        self.painter.setFont(font)
        self.painter.setPen(color(token))
        self.painter.drawText(rect, align | Qt.TextFlag.TextSingleLine, shown)
        return metrics.horizontalAdvance(shown)

    def icon(self, name: str, token: str, rect: QRect, size: int) -> None:
        """Draw an icon in the middle of a place."""
        picture: QPixmap = pixmap(name, token, size)
        self.painter.drawPixmap(QPoint(rect.center().x() - size // 2 + 1, rect.center().y() - size // 2 + 1), picture)

    def shape(
        self, rect: QRect, radius: float, fill: QColor | None, edge: QColor | None = None, width: float = 1.0
    ) -> None:
        """Draw a rounded rectangle."""
        self.painter.setBrush(QBrush(fill) if fill else Qt.BrushStyle.NoBrush)
        self.painter.setPen(QPen(edge, width) if edge else Qt.PenStyle.NoPen)
        inset = width / 2 if edge else 0.0
        self.painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius)

    def check(self, state: Qt.CheckState) -> None:
        """Draw a check box."""
        rect = zones.box(self.rect)
        if state is Qt.CheckState.Unchecked:
            self.shape(rect, 4, color("surface"), color("strong_border"), 1.5)
            return
        self.shape(rect, 4, color("accent"))
        if state is Qt.CheckState.Checked:
            self.icon("check", "on_accent", rect, 14)
        else:
            self.shape(rect.adjusted(4, 8, -4, -7), 1, color("on_accent"))

    # ------------------------------------------------------------------------------------------ lines
    def ground(self, line: Line, selected: bool, focused: bool, hovered: bool) -> None:
        """Fill the line and mark where the keyboard is."""
        token = "raised" if line.kind is LineKind.GROUP else "surface"
        if line.kind not in (LineKind.GROUP, LineKind.ACTION):
            token = "raised"
        if hovered and line.kind in (LineKind.ACTION, LineKind.CHOICE):
            token = "accent_soft" if line.kind is LineKind.CHOICE else "raised"
        # brushes: to tell a bare colour from a gradient of the catalogue, Qt for Python first makes all 180 of these
        self.painter.fillRect(self.rect, QBrush(color(token)))
        if selected:
            wash = color("accent_soft")
            self.painter.fillRect(self.rect, QBrush(wash))
            self.painter.fillRect(
                QRect(self.rect.left(), self.rect.top(), 4, self.rect.height()), QBrush(color("accent"))
            )
        if line.kind in (LineKind.GROUP, LineKind.ACTION):
            self.painter.setPen(QPen(color("border"), 1))
            self.painter.drawLine(self.rect.bottomLeft(), self.rect.bottomRight())
        if focused and selected:
            self.shape(self.rect.adjusted(1, 1, -1, -2), 4, None, color("accent"), 1.5)

    def group(self, line: Line) -> None:
        name, token = LOOK[line.group]
        if line.check is not None:
            self.check(line.check)
        self.icon("chevron-down" if line.opened else "chevron-right", "muted", zones.chevron(self.rect), 16)
        self.icon(name, token, zones.sign(self.rect), 20)
        place = QRect(self.rect.left() + zones.INDENT + 4, self.rect.top(), 320, self.rect.height())
        width = self.text(place, words.group_name(line.group), font=self.bold)
        count = number(line.count)
        badge = QFontMetrics(self.small).horizontalAdvance(count) + 16
        spot = QRect(place.left() + width + 10, self.rect.center().y() - 10, badge, 21)
        self.shape(spot, 10, color(SOFT.get(token, "border")))
        self.text(spot, count, token if token in SOFT else "text", self.small, _CENTER)
        right = zones.menu(self.rect).left() - 12
        hint = QRect(spot.right() + 14, self.rect.top(), right - spot.right() - 14, self.rect.height())
        if hint.width() > 60:
            self.text(hint, words.group_hint(line.group), "muted", self.small)
        place = zones.menu(self.rect)
        self.text(
            place.adjusted(0, 0, -26, 0),
            words.all_shown(),
            "accent",
            self.small,
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
        )
        self.icon("chevron-down", "accent", QRect(place.right() - 20, place.top(), 20, place.height()), 14)

    def action(self, line: Line) -> None:
        action = line.action
        assert action is not None
        active = action.included and not action.blocked and action.decision not in LEFT_ALONE
        if line.check is not None:
            self.check(line.check)
        self.icon("chevron-down" if line.opened else "chevron-right", "muted", zones.chevron(self.rect), 16)
        token = LOOK[line.group][1] if active else "muted"
        circle = zones.sign(self.rect)
        self.shape(circle, 14, color(SOFT.get(token, "raised")))
        self.icon(sign_of(action, line.group), token, circle, 16)
        place = zones.middle(self.rect)
        top = QRect(place.left(), place.top() + 7, place.width(), 21)
        self.text(top, action.title or words.value(""), "text" if active else "muted", self.bold)
        below = QRect(place.left(), top.bottom() + 2, place.width(), 19)
        self.text(below, words.summary(action), "muted", self.small)
        if is_field_conflict(action):
            self.answers(action)
        else:
            self.direction(line, action, active)

    def answers(self, action: Action) -> None:
        """Draw the two buttons of a conflict with their keys."""
        for side, key in ((Side.HIGHLEVEL, "H"), (Side.FATTURA24, "F")):
            rect = zones.pill(self.rect, side)
            chosen = action.decision == side.value
            self.shape(
                rect,
                15,
                color("accent") if chosen else color("surface"),
                color("accent") if chosen else color("strong_border"),
                1.2,
            )
            token = "on_accent" if chosen else "text"
            cap = QRect(rect.left() + 8, rect.center().y() - 9, 19, 19)
            if chosen:
                self.icon("check", token, cap, 15)
            else:
                self.shape(cap, 4, color("raised"), color("border"))
                self.text(cap, key, "muted", self.small, _CENTER)
            self.text(rect.adjusted(33, 0, -8, 0), words.side_name(action, side), token, self.small)
        if action.decision in LEFT_ALONE:
            place = zones.right(self.rect)
            self.text(
                QRect(place.left(), place.bottom() - 14, place.width(), 14),
                words.decision_label(action),
                "muted",
                self.tiny(),
                _CENTER,
            )

    def tiny(self) -> QFont:
        """Letters for what is said beside the main thing."""
        font = QFont(self.small)
        font.setPointSizeF(self.small.pointSizeF() * 0.92)
        return font

    def direction(self, line: Line, action: Action, active: bool) -> None:
        """Draw where from and where to, and below it what else is to be said."""
        place = zones.right(self.rect)
        extra = words.decision_label(action)
        if action.deferred_until:
            extra = words.later(action.deferred_until)
        high = 21 if extra else place.height()
        top = place.top() + 7 if extra else place.top()
        source, arrow, target = words.direction(action, line.undo)
        metrics = QFontMetrics(self.small)
        x = place.right()
        for name in (target, "", source):
            if name:
                width = metrics.horizontalAdvance(name)
                token = _COLOURS.get(name, "accent") if active else "muted"
                self.text(QRect(x - width, top, width + 2, high), name, token, self.small)
                x -= width + 7
            elif source:
                picture = {"to": "arrow-right", "both": "arrow-both", "none": "off"}[arrow]
                self.icon(picture, "text" if active else "muted", QRect(x - 18, top, 18, high), 16)
                x -= 18 + 7
        if extra:
            token = "warn" if action.waits_for_person or action.note else "muted"
            self.text(
                QRect(place.left(), top + 22, place.width(), 19),
                extra,
                token,
                self.small,
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            )

    def reason(self, line: Line) -> None:
        place = self.rect.adjusted(zones.INDENT + 4, 0, -14, 0)
        self.icon("info", "muted", QRect(self.rect.left() + 70, self.rect.top(), 16, self.rect.height()), 16)
        # a reason may take two lines: it is the one thing that must be read whole
        self.painter.setFont(self.small)
        self.painter.setPen(color("text"))
        self.painter.drawText(place, _LEFT | Qt.TextFlag.TextWordWrap, line_text(line))

    def heads(self, line: Line) -> None:
        assert line.action is not None
        name, left, _, right = zones.columns(self.rect)
        for rect, heading in zip((name, left, right), words.heads(line.action, line.undo), strict=True):
            self.text(rect, heading, "muted", self.tiny())

    def field(self, line: Line) -> None:
        action, change = line.action, line.change
        assert action is not None
        assert change is not None
        name, left, between, right = zones.columns(self.rect)
        self.text(name, words.field_labels([change.name]), "muted", self.small)
        conflict = is_field_conflict(action)
        wins = {Choice.HIGHLEVEL.value: left, Choice.FATTURA24.value: right}.get(action.decision) if conflict else right
        before, after = change.shown(conflict=conflict)
        for rect, value in ((left, before), (right, after)):
            won = rect is wins
            font = QFont(self.bold if won else self.plain)
            token = "text" if won or (conflict and not action.decision) else "muted"
            if not value:
                font.setItalic(True)
                token = "muted"
            elif wins is not None and not won:
                font.setStrikeOut(True)
            if won and conflict:
                self.icon("check", "accent", QRect(rect.left() - 1, rect.top(), 16, rect.height()), 15)
                rect = rect.adjusted(20, 0, 0, 0)
            self.text(rect, words.value(value, change.name, action), token, font)
        self.icon("arrow-right" if not conflict else "arrow-both", "muted", between, 15)

    def choice(self, line: Line) -> None:
        action = line.action
        assert action is not None
        chosen = action.decision == line.choice
        dot = QRect(self.rect.left() + zones.INDENT + 4, self.rect.center().y() - 8, 17, 17)
        self.shape(dot, 8.5, color("surface"), color("accent" if chosen else "strong_border"), 1.5)
        if chosen:
            self.shape(dot.adjusted(4, 4, -4, -4), 4.5, color("accent"))
        place = self.rect.adjusted(zones.INDENT + 32, 0, -60, 0)
        width = self.text(place, line_text(line), font=self.bold if chosen else self.plain)
        key = words.key_of(action, line.choice)
        if key:
            cap = QRect(place.left() + width + 12, self.rect.center().y() - 9, 19, 19)
            self.shape(cap, 4, color("surface"), color("border"))
            self.text(cap, key, "muted", self.small, _CENTER)
