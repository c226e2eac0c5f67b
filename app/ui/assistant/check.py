"""The last step: the first comparison of both sides, with progress and Stop."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app.errors import Ponte24Error
from app.services.api.progress import Progress
from app.sync.plan.model import Plan
from app.ui.bridge import Bridge
from app.ui.i18n import number, say
from app.ui.widgets.controls import Card, Notice, button, clear, column, label, row
from app.ui.widgets.problem import ProblemPanel


class CheckStep(QWidget):
    """Compares both sides for the first time; ``checked`` carries the plan. Writes nothing in either service.

    ``wanted`` carries the number of a step that has to come first.
    """

    checked = Signal(object)
    wanted = Signal(int)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._stopping = False
        self.card = Card(self.tr("Compare both sides"), icon="review")
        lead = self.tr(
            "Ponte24 reads the contacts of HighLevel and compares them with the customers of Fattura24. It writes"
            " nothing: it shows what would change, and asks."
        )
        self.missing = column(spacing=8)
        self.start = button(self.tr("&Compare now"), "primary", icon="sync", on_click=self.check)
        self.stop = button(self.tr("Stop"), icon="stop", on_click=self._stop)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(10)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.words = label("", "muted", wrap=True)
        self.notice = Notice()
        self.notice.hide()
        self.problem = ProblemPanel()
        self.card.body.addWidget(label(lead, wrap=True))
        self.card.body.addLayout(self.missing)
        for widget in (self.words, self.bar, self.notice, self.problem):
            self.card.body.addWidget(widget)
        self.card.body.addLayout(row(self.start, self.stop, None))
        self.setLayout(column(self.card))
        self._ready = False
        self._running = False
        self._draw()
        bridge.progress.connect(self._progress)
        bridge.busy_changed.connect(self._draw)

    @property
    def running(self) -> bool:
        """True while this step compares."""
        return self._running

    def first_field(self) -> QWidget:
        """Return what takes the keyboard when the step opens."""
        return self.start

    def show_missing(self, missing: Sequence[tuple[int, str]]) -> None:
        """Show which steps (number and words) have to come first."""
        self._ready = not missing
        clear(self.missing)
        for step, words in missing:
            action = self.tr("Go to step %1").replace("%1", str(step + 1))
            self.missing.addWidget(Notice(words, "warn", action=action, on_action=partial(self.wanted.emit, step)))
        self._draw()

    def check(self) -> None:
        """Start the comparison, unless something else runs."""
        if self._ready and not self._running and not self._bridge.busy:
            self._running, self._stopping = True, False
            self._bridge.spawn(self._check())

    async def _check(self) -> None:
        self.problem.hide()
        self.notice.hide()
        self.words.setText(self.tr("Beginning…"))
        self.bar.setRange(0, 0)
        self._draw()
        plan: Plan | None = None
        try:
            plan = await self._bridge.call(self._bridge.service.plan)
        except Ponte24Error as error:
            if not self._stopping:
                self.problem.show_error(error)
        finally:
            self._running = False
            self._draw()
            for topic in ("plan", "status", "accounts"):
                self._bridge.announce(topic)
        if plan is None or self._stopping:
            self.start.setFocus()
        if self._stopping:
            self.notice.show_words(self.tr("Stopped. Nothing was changed."), "info")
        elif plan is not None:
            self.checked.emit(plan)

    def _stop(self) -> None:
        self._stopping = True
        self.stop.setEnabled(False)
        self.words.setText(self.tr("Stopping after the current operation…"))
        self._bridge.stop()

    def _progress(self, progress: Progress) -> None:
        if not self._running or self._stopping:
            return
        words = say(f"progress.{progress.stage}", **progress.params)
        if progress.total:
            words += f"  ({number(progress.done)} / {number(progress.total)})"
        self.words.setText(words)
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)

    def _draw(self, *_: object) -> None:
        for widget in (self.bar, self.words, self.stop):
            widget.setVisible(self._running)
        self.stop.setEnabled(self._running and not self._stopping)
        self.start.setVisible(not self._running)
        self.start.setEnabled(self._ready and not self._bridge.busy)
