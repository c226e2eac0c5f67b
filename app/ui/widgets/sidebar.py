"""The navigation at the left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout

from app.ui.i18n import number
from app.ui.theme import app_icon, restyle, set_icon
from app.ui.widgets.controls import button, label, row

_WIDE, _NARROW = 206, 64


class NavButton(QPushButton):
    """One destination, with room for a count."""

    def __init__(self, words: str, icon: str, shortcut: str) -> None:
        super().__init__(words)
        self._words = words.replace("&", "")
        self._label, self._compact = words, False
        self._icon, self._shortcut = icon, shortcut
        self.setProperty("role", "nav")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setMinimumHeight(34)
        self.setMaximumHeight(46)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._count = 0
        self.badge = QLabel(self)
        self.badge.setProperty("role", "badge")
        self.badge.hide()
        self._room = QHBoxLayout(self)  # so that it has its size whenever the style sheet comes
        self._room.addWidget(self.badge)
        self.toggled.connect(self._draw)
        self.show_count(0)
        self._draw(False)

    def _draw(self, checked: bool) -> None:
        set_icon(self, self._icon, "accent" if checked else "muted", 20)

    def show_count(self, count: int) -> None:
        """Show a number beside the words; zero hides it."""
        self._count = count
        self.badge.setVisible(count > 0)
        told = f"{self._words} ({number(count)})" if count else self._words
        self.setAccessibleName(told)
        self.setToolTip(f"{told} ({self._shortcut})")
        self._place()

    def set_compact(self, compact: bool) -> None:
        """Show the picture alone; the words stay in the tooltip and for assistive technology."""
        self.setText("" if compact else self._label)
        restyle(self, compact="true" if compact else "false")
        self._compact = compact
        self._place()

    def _place(self) -> None:
        # beside the picture there is room for little: the name and the tooltip say how many
        self.badge.setText("" if self._compact else number(self._count))
        restyle(self.badge, dot="true" if self._compact else "false")
        side = 4 if self._compact else 10
        self._room.setContentsMargins(0, side if self._compact else 0, side, 0)
        upright = Qt.AlignmentFlag.AlignTop if self._compact else Qt.AlignmentFlag.AlignVCenter
        self._room.setAlignment(self.badge, Qt.AlignmentFlag.AlignRight | upright)


class Sidebar(QFrame):
    """The destinations in order; ``chosen`` carries a name. `mark` shows where one is."""

    chosen = Signal(str)
    help_wanted = Signal()
    find_wanted = Signal()

    def __init__(self, places: Sequence[tuple[str, str, str]], *, demo: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.setFixedWidth(_WIDE)
        self._compact = False
        self.buttons: dict[str, NavButton] = {}
        group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 18, 12, 14)
        layout.setSpacing(4)
        mark = QLabel()
        mark.setPixmap(app_icon().pixmap(QSize(30, 30)))
        self._brand = label("Ponte24", "h2")
        brand = row(mark, self._brand, None, spacing=10)
        brand.setContentsMargins(8, 0, 0, 0)
        layout.addLayout(brand)
        self._layout = layout
        layout.addSpacing(16)
        for i, (name, words, icon) in enumerate(places):
            made = NavButton(words, icon, f"Ctrl+{i + 1}")
            made.clicked.connect(lambda _=False, n=name: self.chosen.emit(n))
            group.addButton(made)
            self.buttons[name] = made
            layout.addWidget(made)
        layout.addStretch(1)
        self._note: QLabel | None = None
        if demo:
            note = self._note = label(self.tr("Sample data: nothing leaves this computer."), "small", wrap=True)
            note.setContentsMargins(8, 0, 8, 6)
            layout.addWidget(note)
        self._find_words = self.tr("Find")
        self.finder = button(self._find_words, "quiet", icon="search", on_click=self.find_wanted.emit)
        self.finder.setToolTip(f"{self._find_words} (Ctrl+K)")
        self.finder.setAccessibleName(self._find_words)
        layout.addLayout(row(self.finder, None))
        self._help_words = self.tr("Help")
        self.help = button(self._help_words, "quiet", icon="help", on_click=self.help_wanted.emit)
        self.help.setToolTip(f"{self._help_words} (F1)")
        self.help.setAccessibleName(self._help_words)
        layout.addLayout(row(self.help, None))

    def set_compact(self, compact: bool) -> None:
        """Be a narrow strip of pictures, so that a small screen has room for the pane."""
        if compact == self._compact:
            return
        self._compact = compact
        self.setFixedWidth(_NARROW if compact else _WIDE)
        side = 8 if compact else 12
        self._layout.setContentsMargins(side, 12 if compact else 18, side, 8 if compact else 14)
        self._brand.setVisible(not compact)
        if self._note is not None:
            self._note.setVisible(not compact)
        self.finder.setText("" if compact else self._find_words)
        self.help.setText("" if compact else self._help_words)
        for made in self.buttons.values():
            made.set_compact(compact)

    def mark(self, name: str) -> None:
        """Show which destination is open."""
        moves = any(made.hasFocus() for made in self.buttons.values())
        for other, made in self.buttons.items():
            made.setChecked(other == name)
        if moves and name in self.buttons:
            self.buttons[name].setFocus()
