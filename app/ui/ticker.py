"""The schedule: looks at the wall clock every now and then and starts the sync that is due."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.clock import Clock
from app.errors import Ponte24Error
from app.services.api.runs import SyncResult
from app.ui.bridge import Bridge

TICK_SECONDS = 45
"""Between two looks at the clock; timers as long as the interval itself would not survive the computer's sleep."""

SLEPT_SECONDS = 3 * TICK_SECONDS
"""A longer time than this between two looks means that the computer slept."""


def needs_person(outcome: SyncResult | BaseException) -> bool:
    """Tell whether a run ended so that somebody has to look: a guard, decisions, failed or refused records."""
    if isinstance(outcome, BaseException):
        return not (isinstance(outcome, Ponte24Error) and outcome.retryable)
    run = outcome.run
    if outcome.waiting or run is None:
        return bool(outcome.waiting)
    return bool(run.waiting or run.failed) or (run.problem is not None and needs_person(run.problem))


class Ticker(QObject):
    """Starts scheduled syncs, one at a time and never beside other long work.

    ``finished`` carries the `SyncResult` of a scheduled run (whose ``run.problem`` may have ended it early),
    ``failed`` the error of one that came to no result; see `needs_person` for whether it concerns anybody.
    ``ticked`` comes with every look; ``woke`` carries the seconds the computer slept.
    """

    ticked = Signal()
    finished = Signal(object)
    failed = Signal(object)
    woke = Signal(float)

    def __init__(self, bridge: Bridge, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._clock = clock
        self._last = clock.now()
        self._step: asyncio.Task[None] | None = None
        self.held = False
        """Runs that are due wait; the looks go on."""
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(TICK_SECONDS * 1000)
        self._timer.timeout.connect(self.tick)

    @property
    def running(self) -> bool:
        """True between `start` and `stop`."""
        return self._timer.isActive()

    def start(self) -> None:
        """Begin to look at the clock; the first look comes one tick later, when the window stands."""
        self._last = self._clock.now()
        self._timer.start()

    def stop(self) -> None:
        """Look no more; a run that goes on is ended by `Bridge.stop`."""
        self._timer.stop()

    def tick(self) -> asyncio.Task[None] | None:
        """Look at the clock once; returns the task of this step, or None where the step before still goes on.

        However many runs were missed while the computer slept, `Service.due` is true once: one run catches up.
        """
        now = self._clock.now()
        gap, self._last = now - self._last, now
        if gap > SLEPT_SECONDS:
            self.woke.emit(gap)
        self.ticked.emit()
        if self.held or (self._step is not None and not self._step.done()):
            return None
        self._step = self._bridge.spawn(self._run_if_due())
        return self._step

    async def _run_if_due(self) -> None:
        service = self._bridge.service
        try:
            if not await self._bridge.call(service.due) or self._bridge.busy:
                return
            result = await self._bridge.call(service.sync, origin="schedule")
        except Ponte24Error as error:
            self._announce()
            self.failed.emit(error)
            return
        self._announce()
        self.finished.emit(result)

    def _announce(self) -> None:
        for topic in ("status", "plan", "runs"):
            self._bridge.announce(topic)
