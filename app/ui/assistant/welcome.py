"""The first step: what Ponte24 will do, what it never does, what is needed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.widgets.controls import Card, button, column, label, picture, row


class WelcomeStep(QWidget):
    """What Ponte24 will do and never do; ``demo_requested`` to look around first."""

    demo_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        does = self._promises(
            self.tr("What Ponte24 does"),
            "sync",
            (
                self.tr("It keeps the customers of HighLevel and Fattura24 in step, in both directions."),
                self.tr("It shows every change, field by field, before it makes it."),
                self.tr("Afterwards it does the safe part by itself and calls you only when it needs you."),
            ),
        )
        never = self._promises(
            self.tr("What it never does"),
            "shield",
            (
                self.tr("It writes nothing before you have confirmed the first comparison."),
                self.tr("It makes no duplicates: where it is not sure, it asks."),
                self.tr("It deletes nothing by itself. Its changes can be undone, as far as the services allow."),
                self.tr(
                    "It sends your data to nobody but HighLevel and Fattura24. Whether there is a new version it asks"
                    " only if you allow it, and sends nothing of yours for that."
                ),
            ),
        )
        both = row(does, never, spacing=16)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        need = Card(self.tr("What you need, and about ten minutes"), icon="key")
        for icon, words in (
            ("company", self.tr("Access to HighLevel, as administrator of your location")),
            ("file", self.tr("Access to Fattura24, with a Business or Enterprise plan")),
        ):
            need.body.addLayout(self._line(icon, "muted", words))
        self.demo = button(self.tr("Try with &sample data first"), icon="play", on_click=self.demo_requested.emit)
        self.demo.setToolTip(self.tr("Opens a second window with invented customers; nothing leaves this computer"))
        need.body.addSpacing(4)
        need.body.addLayout(row(self.demo, None))
        self.setLayout(column(both, need, spacing=16))

    def _promises(self, title: str, icon: str, sentences: Sequence[str]) -> Card:
        card = Card(title, icon=icon)
        for words in sentences:
            card.body.addLayout(self._line("check", "ok", words))
        card.body.addStretch(1)
        return card

    def _line(self, icon: str, token: str, words: str) -> QHBoxLayout:
        mark = picture(icon, token, 18)
        line = row(mark, label(words, wrap=True))
        line.setStretch(1, 1)
        line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        return line

    def first_field(self) -> QWidget | None:
        """Nothing here takes the keyboard before Begin."""
        return None
