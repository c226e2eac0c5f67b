"""One card of an automation, and the piece of line to the next."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from app.ui.theme import color, restyle, set_icon
from app.ui.widgets.controls import column, label, picture, tool_button

_LINE_LEFT = 30


class StepCard(QFrame):
    """One card. ``chosen`` when it gets the focus or is clicked; the rest are what is asked of it."""

    chosen = Signal(str)
    form_wanted = Signal(str)
    move_wanted = Signal(str, int)
    removal_wanted = Signal(str)
    copy_wanted = Signal(str)
    toggle_wanted = Signal(str)
    step_to = Signal(str, int)

    def __init__(self, key: str, *, step: bool) -> None:
        super().__init__()
        self.key, self.is_step, self._chosen = key, step, False
        self.setProperty("role", "step")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.icon = picture("play", "accent", 20)
        self.sentence = label("", "strong", wrap=True)
        self.fault = label("", "warn", wrap=True)
        self.result = label("", "", wrap=True)
        self.fault.hide()
        self.result.hide()
        self.menu = tool_button(self.tr("What can be done with this step"), "more", on_click=self._show_menu)
        self.menu.setVisible(step)
        texts = column(self.sentence, self.fault, self.result, spacing=3)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 10, 8, 10)
        line.setSpacing(10)
        line.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(texts, 1)
        line.addWidget(self.menu, 0, Qt.AlignmentFlag.AlignTop)

    def show_step(self, words: str, icon: str, token: str, *, off: bool = False) -> None:
        """Show a sentence and a picture."""
        set_icon(self.icon, icon, "muted" if off else token, 20)
        self.sentence.setText(self.tr("%1 (switched off)").replace("%1", words) if off else words)
        restyle(self.sentence, role="muted" if off else "strong")
        self._name()

    def show_fault(self, words: str) -> None:
        """Say what is wrong with it; blank for nothing."""
        if words == self.fault.text():
            return
        self.fault.setText(words)
        self.fault.setVisible(bool(words))
        self._name()

    def show_result(self, words: str, kind: str) -> None:
        """Say how it came out in a try; blank to say nothing."""
        if words == self.result.text():
            return
        self.result.setText(words)
        restyle(self.result, role={"ok": "ok", "warn": "warn", "danger": "danger"}.get(kind, "muted"))
        self.result.setVisible(bool(words))
        self._name()

    def _name(self) -> None:
        parts = [self.sentence.text()]
        parts += [w.text() for w in (self.fault, self.result) if w.text()]
        self.setAccessibleName(". ".join(parts))

    def mark(self, *, chosen: bool) -> None:
        """Show whether its form is open."""
        if chosen != self._chosen:
            self._chosen = chosen
            restyle(self, chosen="true" if chosen else "false")

    # ------------------------------------------------------------------------------------------ asked of it
    def _actions(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Move &up") + "\tAlt+↑", lambda: self.move_wanted.emit(self.key, -1))
        menu.addAction(self.tr("Move &down") + "\tAlt+↓", lambda: self.move_wanted.emit(self.key, 1))
        menu.addAction(self.tr("Du&plicate") + "\tCtrl+D", lambda: self.copy_wanted.emit(self.key))
        menu.addAction(self.tr("Switch &off or on"), lambda: self.toggle_wanted.emit(self.key))
        menu.addSeparator()
        menu.addAction(self.tr("&Remove"), lambda: self.removal_wanted.emit(self.key))
        return menu

    def _show_menu(self) -> None:
        self._actions().popup(self.menu.mapToGlobal(QPoint(0, self.menu.height())))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.is_step:
            self._actions().popup(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.chosen.emit(self.key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)
        if by and alt and self.is_step:
            self.move_wanted.emit(self.key, by)
        elif by:
            self.step_to.emit(self.key, by)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.form_wanted.emit(self.key)
        elif key == Qt.Key.Key_Delete and self.is_step:
            self.removal_wanted.emit(self.key)
        elif key == Qt.Key.Key_D and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.is_step:
            self.copy_wanted.emit(self.key)
        else:
            super().keyPressEvent(event)


class Joint(QWidget):
    """The piece of line between two cards, with a button that adds a step there."""

    def __init__(self, words: str, *, plain: bool = False) -> None:
        super().__init__()
        self.setFixedHeight(16 if plain else 30)
        self.add = tool_button(words, "plus")
        self.add.setFixedSize(26, 26)
        self.add.setVisible(not plain)
        line = QHBoxLayout(self)
        line.setContentsMargins(_LINE_LEFT - 13 + 5, 0, 0, 0)
        line.addWidget(self.add)
        line.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(color("strong_border"), 2))
        x = _LINE_LEFT + 5
        if self.add.isHidden():
            painter.drawLine(x, 0, x, self.height())
        else:
            painter.drawLine(x, 0, x, 3)
            painter.drawLine(x, self.height() - 3, x, self.height())
