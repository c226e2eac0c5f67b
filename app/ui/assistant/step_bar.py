"""The bar that shows the steps of the assistant: where one is, what is done, and a way to each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton

from app.ui.theme import set_icon
from app.ui.widgets.controls import row

_ICON = 18
"""Pixels of a step's icon."""


def _room(made: QPushButton) -> int:
    """Return how wide a button is at most: where one is, the words are bold, and no cell may cut them."""
    made.ensurePolished()
    bold = QFont(made.font())
    bold.setBold(True)
    words = made.text()
    more = QFontMetrics(bold).horizontalAdvance(words) - QFontMetrics(made.font()).horizontalAdvance(words)
    return made.sizeHint().width() + max(0, more) + _ICON + 4


class StepBar(QFrame):
    """One button a step; ``chosen`` carries its number, from 0. The state is in the name, too, not in colour alone."""

    chosen = Signal(int)

    def __init__(self, steps: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(self.tr("Steps of the set-up"))
        self._steps = tuple(steps)
        self._done = [False] * len(self._steps)
        self._current = 0
        group = QButtonGroup(self)
        self.buttons: list[QPushButton] = []
        line = row(spacing=4)
        line.setContentsMargins(8, 8, 8, 8)
        for number, (words, _icon) in enumerate(self._steps):
            made = QPushButton(f"{number + 1}. {words}")
            made.setProperty("role", "nav")
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.clicked.connect(lambda _=False, n=number: self.chosen.emit(n))
            made.setMinimumWidth(_room(made))
            group.addButton(made)
            line.addWidget(made, 1)
            self.buttons.append(made)
        self.setLayout(line)
        self._draw()

    def show_step(self, number: int) -> None:
        """Mark the step one is at."""
        self._current = number
        self._draw()

    def show_done(self, done: Sequence[bool]) -> None:
        """Mark what is done; one value a step."""
        self._done = list(done)
        self._draw()

    def _draw(self) -> None:
        for number, (made, (words, icon)) in enumerate(zip(self.buttons, self._steps, strict=True)):
            current, done = number == self._current, self._done[number]
            made.setChecked(current)
            token = "ok" if done else "accent" if current else "muted"
            set_icon(made, "done" if done else icon, token, _ICON)
            name = self.tr("Step %1 of %2: %3").replace("%1", str(number + 1))
            name = name.replace("%2", str(len(self._steps))).replace("%3", words)
            state = self.tr("done") if done else self.tr("not done yet")
            made.setAccessibleName(f"{name}, {state}")
            made.setToolTip(f"{words}: {state}")
