"""The small building blocks all panes share: labels, cards, buttons, notices, pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme import restyle, set_icon
from app.ui.tips import tip

L = TypeVar("L", bound=QBoxLayout)
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_FIELD = 34
"""The height of a field of one line, as the style sheet makes it."""
NOTICE_ICONS = {"info": "info", "ok": "done", "warn": "warning", "danger": "error"}


def label(words: str = "", role: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """Return a text; ``role`` is one of the style sheet's: h1, h2, h3, muted, small, strong …"""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def picture(name: str, token: str = "text", size: int = 20) -> QLabel:
    """Return an icon that follows the theme; decoration, hidden from screen readers by its empty name."""
    made = QLabel()
    set_icon(made, name, token, size)
    made.setFixedSize(size, size)
    return made


def level(form: QFormLayout) -> None:
    """Bring the labels of a form to the height of one-line fields, so that both stand on one line."""
    for place in range(form.rowCount()):
        item = form.itemAt(place, QFormLayout.ItemRole.LabelRole)
        if item is not None and (named := item.widget()) is not None:
            named.setMinimumHeight(_FIELD)


class Button(QPushButton):
    """A push button that Enter presses, too, where the keyboard stands on it. Qt's own way (``autoDefault``) would let
    Enter in a field press whichever button comes first."""

    def __init__(self, words: str = "") -> None:
        super().__init__(words)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)


def button(words: str, role: str = "", *, icon: str = "", on_click: Callable[[], object] | None = None) -> QPushButton:
    """Return a push button; ``role`` is primary, danger, quiet or blank."""
    made = Button(words)
    made.setAccessibleName(words.replace("&", ""))
    if role:
        made.setProperty("role", role)
    if icon:
        token = {"primary": "on_accent", "danger": "danger", "quiet": "accent"}.get(role, "text")
        set_icon(made, icon, token, 18)
    if on_click is not None:
        made.clicked.connect(lambda _=False: on_click())
    return made


def tool_button(
    words: str, icon: str, *, checkable: bool = False, on_click: Callable[[], object] | None = None
) -> QToolButton:
    """Return a button that shows only an icon; its words are tooltip and accessible name."""
    made = QToolButton()
    made.setAccessibleName(words)
    made.setToolTip(tip(words))
    made.setCheckable(checkable)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    set_icon(made, icon, "muted", 20)
    if on_click is not None:
        made.clicked.connect(lambda _=False: on_click())
    return made


def set_role(widget: QWidget, role: str) -> None:
    """Change the role of a label, button or frame and draw it anew."""
    restyle(widget, role=role)


def row(*items: QWidget | QLayout | int | None, spacing: int = 10) -> QHBoxLayout:
    """Return a horizontal layout; an int is a gap in pixels, None a stretch."""
    return _filled(QHBoxLayout(), items, spacing)


def column(*items: QWidget | QLayout | int | None, spacing: int = 8) -> QVBoxLayout:
    """Return a vertical layout; an int is a gap in pixels, None a stretch."""
    return _filled(QVBoxLayout(), items, spacing)


def set_pane_margins(layout: QBoxLayout, *, low: bool) -> None:
    """Give a pane its margins, smaller ones on a low screen, where its list needs the room."""
    layout.setContentsMargins(*((20, 12, 20, 10) if low else (28, 24, 28, 20)))


def _filled(layout: L, items: tuple[QWidget | QLayout | int | None, ...], spacing: int) -> L:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
    return layout


def clear(layout: QLayout) -> None:
    """Remove and delete all that a layout holds."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


class Card(QFrame):
    """A surface with a title; `body` takes what belongs on it."""

    def __init__(self, title: str = "", parent: QWidget | None = None, *, icon: str = "") -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 20, 18)
        outer.setSpacing(10)
        self.head = row(spacing=9)
        self.title = label(title, "h3")
        if title:
            if icon:
                self.head.addWidget(picture(icon, "accent", 20))
            self.head.addWidget(self.title)
            self.head.addStretch(1)
            outer.addLayout(self.head)
        self.body = column()
        outer.addLayout(self.body)


class Notice(QFrame):
    """A coloured strip with an icon, words and perhaps a button; ``kind`` is info, ok, warn or danger."""

    def __init__(
        self,
        words: str = "",
        kind: str = "info",
        *,
        action: str = "",
        on_action: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self._icon = picture(NOTICE_ICONS[kind], kind, 20)
        self.words = label(words, wrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.action = button(action or "…", on_click=on_action)
        line = row(self._icon, self.words, self.action, spacing=12)
        line.setContentsMargins(14, 10, 14, 10)
        self.setLayout(line)
        self.action.setVisible(bool(action))  # only now: without a parent it would flash up as a window
        self.setProperty("role", f"notice-{kind}")

    def show_words(self, words: str, kind: str = "info") -> None:
        """Say something (a blank text hides the strip)."""
        self.words.setText(words)
        set_icon(self._icon, NOTICE_ICONS[kind], kind, 20)
        set_role(self, f"notice-{kind}")
        self.setVisible(bool(words))


class Elided(QLabel):
    """One line that ends in "…" where there is no room; the tooltip has all of it."""

    def __init__(self, words: str = "", role: str = "") -> None:
        super().__init__()
        self._words = ""
        if role:
            self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.set_words(words)

    def set_words(self, words: str) -> None:
        """Show a text."""
        self._words = " ".join(words.split())
        self.setToolTip(tip(self._words))
        self.setAccessibleName(self._words)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def _elide(self) -> None:
        room = QFontMetrics(self.font())
        self.setText(room.elidedText(self._words, Qt.TextElideMode.ElideRight, max(40, self.width())))


class Page(QScrollArea):
    """A pane's frame: title, one line below it, and a scrolling body of readable width."""

    def __init__(self, title: str, subtitle: str = "", parent: QWidget | None = None, *, width: int = 1040) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(title)
        ground = QWidget()
        ground.setProperty("role", "page")
        self.title = label(title, "h1", wrap=True)  # a long one must not make the page wider than the window
        self.subtitle = label(subtitle, "muted", wrap=True)
        self.buttons = row()
        self.lead = row(spacing=0)
        head = row(self.lead, column(self.title, self.subtitle, spacing=3), spacing=14)
        head.setStretch(1, 1)
        head.addLayout(self.buttons)
        head.setAlignment(self.buttons, Qt.AlignmentFlag.AlignTop)
        self.body = column(spacing=16)
        inner = QWidget()
        inner.setMaximumWidth(width)
        inner.setLayout(column(head, 6, self.body, None, spacing=8))
        outer = QHBoxLayout(ground)
        outer.setContentsMargins(28, 24, 28, 24)
        outer.addWidget(inner, 1)
        self.setWidget(ground)
        if not subtitle:  # shown without a parent it would be a window
            self.subtitle.hide()


class Fold(QWidget):
    """A line that unfolds what is below it; ``toggled`` tells when."""

    toggled = Signal(bool)

    def __init__(self, words: str, content: QWidget, *, opened: bool = False) -> None:
        super().__init__()
        self.content = content
        self.head = button(words, "quiet", on_click=lambda: self.set_open(not self.opened))
        self.opened = opened
        self.setLayout(column(row(self.head, None), content, spacing=0))
        self.set_open(opened)

    def set_open(self, opened: bool) -> None:
        """Show or hide the content."""
        self.opened = opened
        set_icon(self.head, "chevron-down" if opened else "chevron-right", "accent", 16)
        self.content.setVisible(opened)
        self.toggled.emit(opened)
