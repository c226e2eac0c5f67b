"""The navigation at the left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton, QVBoxLayout

from app.ui.i18n import number
from app.ui.theme import app_icon, set_icon
from app.ui.widgets.controls import button, label, row


class NavButton(QPushButton):
    """One destination, with room for a count."""

    def __init__(self, words: str, icon: str, shortcut: str) -> None:
        super().__init__(words)
        self._words = words.replace("&", "")
        self._icon = icon
        self.setProperty("role", "nav")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setToolTip(f"{self._words} ({shortcut})")
        self.setMinimumHeight(42)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.badge = QLabel(self)
        self.badge.setProperty("role", "badge")
        self.badge.hide()
        self.toggled.connect(self._draw)
        self.show_count(0)
        self._draw(False)

    def _draw(self, checked: bool) -> None:
        set_icon(self, self._icon, "accent" if checked else "muted", 20)

    def show_count(self, count: int) -> None:
        """Show a number beside the words; zero hides it."""
        self.badge.setText(number(count))
        self.badge.setVisible(count > 0)
        self.setAccessibleName(f"{self._words} ({number(count)})" if count else self._words)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        self.badge.adjustSize()
        self.badge.move(self.width() - self.badge.width() - 10, (self.height() - self.badge.height()) // 2)


class Sidebar(QFrame):
    """The destinations in order; ``chosen`` carries a name. `mark` shows where one is."""

    chosen = Signal(str)
    help_wanted = Signal()

    def __init__(self, places: Sequence[tuple[str, str, str]], *, demo: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.setFixedWidth(206)
        self.buttons: dict[str, NavButton] = {}
        group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 18, 12, 14)
        layout.setSpacing(4)
        mark = QLabel()
        mark.setPixmap(app_icon().pixmap(QSize(30, 30)))
        brand = row(mark, label("Ponte24", "h2"), None, spacing=10)
        brand.setContentsMargins(8, 0, 0, 0)
        layout.addLayout(brand)
        layout.addSpacing(16)
        for i, (name, words, icon) in enumerate(places):
            made = NavButton(words, icon, f"Ctrl+{i + 1}")
            made.clicked.connect(lambda _=False, n=name: self.chosen.emit(n))
            group.addButton(made)
            self.buttons[name] = made
            layout.addWidget(made)
        layout.addStretch(1)
        if demo:
            note = label(self.tr("Sample data: nothing leaves this computer."), "small", wrap=True)
            note.setContentsMargins(8, 0, 8, 6)
            layout.addWidget(note)
        self.help = button(self.tr("Help"), "quiet", icon="help", on_click=self.help_wanted.emit)
        self.help.setToolTip("F1")
        layout.addLayout(row(self.help, None))

    def mark(self, name: str) -> None:
        """Show which destination is open."""
        moves = any(made.hasFocus() for made in self.buttons.values())
        for other, made in self.buttons.items():
            made.setChecked(other == name)
        if moves and name in self.buttons:
            self.buttons[name].setFocus()
