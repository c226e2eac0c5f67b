"""The slim line at the bottom: what is being done, how far it is, and Stop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QProgressBar

from app.services.api.progress import Progress
from app.ui.bridge import Bridge
from app.ui.i18n import number, say
from app.ui.widgets.controls import Elided, button, row

_STAY_MS = 12_000


class StatusStrip(QFrame):
    """Follows the bridge; `say_done` leaves a word that goes after a while. ``elsewhere`` tells whether the page shows
    the work itself: two bars and two Stops for one piece of work would puzzle anybody."""

    def __init__(self, bridge: Bridge, elsewhere: Callable[[], bool] = lambda: False) -> None:
        super().__init__()
        self._elsewhere = elsewhere
        self._bridge = bridge
        self.setProperty("role", "strip")
        self.setFixedHeight(48)
        self.words = Elided(role="muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(220)
        self.bar.setFixedHeight(10)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.stop = button(self.tr("S&top"), icon="stop", on_click=self._stop)
        self.stop.setToolTip(self.tr("Ends after the current operation; nothing is lost"))
        line = row(self.words, self.bar, self.stop, spacing=14)
        line.setStretch(0, 1)
        line.setContentsMargins(20, 4, 16, 4)
        self.setLayout(line)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_STAY_MS)
        self._timer.timeout.connect(self._rest)
        bridge.progress.connect(self.show_progress)
        bridge.busy_changed.connect(self.show_busy)
        if bridge.busy:  # without a parent yet, so nothing may be shown: it would be a window
            self.bar.setRange(0, 0)
        else:
            for part in (self.bar, self.stop, self):
                part.hide()

    def show_busy(self, busy: bool) -> None:
        """Show or hide bar and Stop."""
        self.bar.setVisible(busy)
        self.stop.setVisible(busy)
        self.stop.setEnabled(busy)
        self._timer.stop()
        if busy:
            self.bar.setRange(0, 0)
            self.words.set_words(self.tr("Beginning…"))
            self.look()
        else:
            self._rest()

    def look(self) -> None:
        """Show the work, unless the page does."""
        if self._bridge.busy:
            self.setVisible(not self._elsewhere())

    def _rest(self) -> None:
        self.words.set_words("")
        self.hide()

    def show_progress(self, progress: Progress) -> None:
        """Show a step."""
        if not self._bridge.busy or not self.stop.isEnabled():
            return
        words = say(f"progress.{progress.stage}", **progress.params)
        if progress.total:
            words += f"  ({number(progress.done)} / {number(progress.total)})"
        self.words.set_words(words)
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)

    def say_done(self, words: str) -> None:
        """Leave a word for a while."""
        self.words.set_words(words)
        self.show()
        self._timer.start()

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.words.set_words(self.tr("Stopping after the current operation…"))
        self._bridge.stop()
