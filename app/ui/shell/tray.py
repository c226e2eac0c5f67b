"""The tray: how things stand, the next and the last run, and the few things wanted without the window."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.errors import GuardStop
from app.services.api.agenda import AgendaSummary
from app.services.api.runs import SyncResult
from app.services.api.status import Status
from app.sync.plan.model import Plan
from app.ui import theme
from app.ui.bridge import Bridge
from app.ui.counts import counts
from app.ui.desktop.notices import DesktopNotices
from app.ui.i18n import moment, next_midnight
from app.ui.models.state import Overall, overall
from app.ui.shell.tray_news import news, notification
from app.ui.ticker import Ticker, needs_person
from app.ui.tips import as_button_text
from app.ui.words import run_counts, run_state

translate = QCoreApplication.translate


class TrayState(StrEnum):
    """What the tray shows; the values name the pictures ``resources/icons/tray-*.svg``."""

    IN_STEP = "in-step"
    APART = "apart"
    CHANGES = "changes"
    TO_CHECK = "to-check"
    WORKING = "working"
    PAUSED = "paused"
    OFFLINE = "offline"
    NEEDS_YOU = "needs-you"
    PROBLEM = "problem"


def state_of(
    status: Status, busy: bool, last_error: BaseException | None = None, now: float | None = None
) -> TrayState:
    """Return what the tray shows. ``last_error`` is what the last run ended with, if it did not succeed; ``now`` is
    epoch seconds (default: this moment). A set-up that is not finished needs the owner."""
    found = overall(status, busy=busy, now=time.time() if now is None else now, error=last_error)
    return TrayState.NEEDS_YOU if found is Overall.SETUP else TrayState(found.value)


def state_words(state: TrayState) -> str:
    """Return a state in words."""
    return {
        TrayState.IN_STEP: translate("Tray", "In step"),
        TrayState.APART: translate("Tray", "All done, with differences you left"),
        TrayState.CHANGES: translate("Tray", "Changes to carry out"),
        TrayState.TO_CHECK: translate("Tray", "To be compared"),
        TrayState.WORKING: translate("Tray", "Working…"),
        TrayState.PAUSED: translate("Tray", "Paused"),
        TrayState.OFFLINE: translate("Tray", "Offline"),
        TrayState.NEEDS_YOU: translate("Tray", "Needs you"),
        TrayState.PROBLEM: translate("Tray", "There is a problem"),
    }[state]


class Tray(QObject):
    """The icon in the task bar, its menu, and at most one notification for a run that needs a person.

    Connect it with `watch` to the schedule; call `refresh` with each new status, and `run_ended` after a run
    started by hand while the window is hidden. ``notified`` carries title and text of each notification.
    """

    open_requested = Signal()
    review_requested = Signal()
    sync_requested = Signal()
    quit_requested = Signal()
    notified = Signal(str, str)
    agenda_requested = Signal()

    def __init__(self, bridge: Bridge, parent: QObject | None = None, *, now: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._now = now
        self._status: Status | None = None
        self._summary: AgendaSummary | None = None
        self._error: BaseException | None = None
        self._error_at = 0.0
        self._told: object = None
        self._to_review = False
        self._hidden = False
        self.state = TrayState.TO_CHECK
        self.menu = QMenu()
        self._build()
        self.icon = self._make_icon()
        self._with_host = self.available()
        self.notices = DesktopNotices(self)
        self.notices.clicked.connect(self._notice_clicked)
        self.notices.refused.connect(self._by_qt)
        bridge.busy_changed.connect(self._show)
        self._show()

    def _make_icon(self) -> QSystemTrayIcon:
        icon = QSystemTrayIcon(self)
        icon.setContextMenu(self.menu)
        icon.activated.connect(self._activated)
        icon.messageClicked.connect(self._message_clicked)
        return icon

    def rebuild(self) -> None:
        """Say everything anew, in the language in force; the icon and what waits for it stay."""
        self.menu.clear()
        self.pause_menu.deleteLater()
        self._build()
        self._show()

    def look(self) -> None:
        """Show the icon if the tray has come meanwhile. Qt chooses the way into it when the icon is made: one that was
        made too early is made anew."""
        if self._hidden or not self.available() or self.icon.isVisible():
            return
        if not self._with_host:
            self._with_host = True
            self.icon.deleteLater()
            self.icon = self._make_icon()
        self._show()

    def _build(self) -> None:
        self.state_line = self._line()
        self.next_line = self._line()
        self.last_line = self._line()
        self.menu.addSeparator()
        self.agenda_action = self._action("", self.agenda_requested.emit)
        self.sync_action = self._action(translate("Tray", "&Sync now"), self.sync_requested.emit)
        self.review_action = self._action("", self.review_requested.emit)
        self.pause_menu = QMenu(translate("Tray", "&Pause"), self.menu)
        self.half_hour_action = self.pause_menu.addAction(
            translate("Tray", "For &30 minutes"), lambda: self.pause(self._now() + 1800)
        )
        self.hour_action = self.pause_menu.addAction(
            translate("Tray", "For 1 &hour"), lambda: self.pause(self._now() + 3600)
        )
        self.tomorrow_action = self.pause_menu.addAction(
            translate("Tray", "Until &tomorrow"), lambda: self.pause(next_midnight(self._now()))
        )
        self.menu.addMenu(self.pause_menu)
        self.resume_action = self._action(translate("Tray", "&Resume"), lambda: self.pause(0.0))
        self.menu.addSeparator()
        self.open_action = self._action(translate("Tray", "&Open Ponte24"), self.open_requested.emit)
        self.quit_action = self._action(translate("Tray", "&Quit"), self.quit_requested.emit)

    def _line(self) -> QAction:
        line = self.menu.addAction("")
        line.setEnabled(False)
        return line

    def _action(self, words: str, then: Callable[[], object]) -> QAction:
        # no pictures: panels are dark or light whatever the window is
        action = self.menu.addAction(words)
        action.triggered.connect(lambda _=False: then())
        return action

    # ------------------------------------------------------------------------------------------ state
    def available(self) -> bool:
        """Tell whether this desktop has a tray at all."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def watch(self, ticker: Ticker) -> None:
        """Take the outcome of each scheduled run."""
        ticker.finished.connect(self.run_ended)
        ticker.failed.connect(self.run_ended)

    def refresh(self, status: Status) -> None:
        """Show a new status; a later run or a newly connected account puts an error behind us."""
        self._status = status
        moments = [info.checked_at for info in status.accounts.values()]
        if status.last_run is not None:
            moments.append(status.last_run.ended_at)
        answered = isinstance(self._error, GuardStop) and not status.open_plan
        if answered or max(moments, default=0.0) > self._error_at:
            self._error = None
        self._show()

    def show_agenda(self, summary: AgendaSummary) -> None:
        """Show what is due today."""
        self._summary = summary
        self._show()

    def _agenda_words(self) -> str:
        summary = self._summary
        if summary is None or not (summary.today or summary.overdue):
            return ""
        words = translate("Tray", "To do &today: %1").replace("%1", str(summary.today))
        if summary.overdue:
            words += translate("Tray", ", left over: %1").replace("%1", str(summary.overdue))
        return words

    def hide(self) -> None:
        """Take the icon away, before the program ends."""
        self._hidden = True
        self.icon.hide()

    def _show(self, *_: object) -> None:
        status, busy, now = self._status, self._bridge.busy, self._now()
        if status is None:
            self.state = TrayState.WORKING if busy else TrayState.TO_CHECK
        else:
            self.state = state_of(status, busy, self._error, now)
        words = state_words(self.state)
        next_run, last_run = self._next_words(now), self._last_words(now)
        waiting = status.waiting if status else 0
        self.icon.setIcon(theme.icon(f"tray-{self.state.value}"))
        self.icon.setToolTip("\n".join(part for part in (f"Ponte24 – {words}", next_run, last_run) if part))
        for line, text in ((self.state_line, words), (self.next_line, next_run), (self.last_line, last_run)):
            line.setText(as_button_text(text))
            line.setVisible(bool(text))
        ready = status is not None and all(info.identifier for info in status.accounts.values())
        self.sync_action.setEnabled(ready and not busy)
        to_do = self._agenda_words()
        self.agenda_action.setText(to_do)
        self.agenda_action.setVisible(bool(to_do))
        counted = translate("Tray", "Re&view (%1)").replace("%1", str(waiting))
        self.review_action.setText(counted if waiting else translate("Tray", "Re&view"))
        self.review_action.setEnabled(bool(status and status.open_plan))
        paused = bool(status and status.paused_until > now)
        self.resume_action.setVisible(paused)
        self.pause_menu.menuAction().setVisible(ready and not paused)
        if self._with_host and not self.icon.isVisible() and not self._hidden and self.available():
            self.icon.show()

    def _next_words(self, now: float) -> str:
        status = self._status
        if status is None:
            return ""
        if status.paused_until > now:
            return translate("Tray", "Paused until %1").replace("%1", moment(status.paused_until, now))
        if not status.next_run_at:
            return ""
        return translate("Tray", "Next sync: %1").replace("%1", moment(max(status.next_run_at, now), now))

    def _last_words(self, now: float) -> str:
        run = self._status.last_run if self._status else None
        if run is None:
            return ""
        parts = (moment(run.ended_at or run.started_at, now), run_state(run.state)[0], run_counts(run))
        return translate("Tray", "Last sync: %1").replace("%1", " · ".join(part for part in parts if part))

    # ------------------------------------------------------------------------------------------ doing
    def pause(self, until: float) -> None:
        """Pause scheduled syncs until a moment (epoch seconds; 0 resumes)."""

        async def work() -> None:
            await self._bridge.call(self._bridge.service.pause, until)
            self._bridge.announce("status")
            self.refresh(await self._bridge.call(self._bridge.service.status))

        self._bridge.spawn(work())

    def check_ended(self, plan: Plan) -> None:
        """Say what came of a comparison that was asked for here: nobody may be looking at the window."""
        self._error = None
        if plan.summary.nothing_to_do:
            title, words = translate("Tray", "Compared"), translate("Tray", "There is nothing to change.")
        else:
            changes = sum(action.effective for action in plan.actions)
            title = translate("Tray", "Compared: have a look in Review")
            words = counts.changes_and_questions(changes, plan.waiting)
        self._bridge.spawn(self._tell(title, words, to_review=not plan.summary.nothing_to_do))

    def run_ended(self, outcome: SyncResult | BaseException) -> None:
        """Take the outcome of a run: the state follows it, and what needs a person is notified once.

        The same questions, the same guard or the same error again are no news.
        """
        if isinstance(outcome, BaseException):
            self._error = outcome
        else:
            self._error = outcome.run.problem if outcome.run is not None else None
        self._error_at = self._now()
        self._show()
        if not needs_person(outcome):
            if not isinstance(outcome, BaseException):
                self._told = None
            return
        key = news(outcome)
        if key != self._told:
            self._told = key
            self._bridge.spawn(self._notify(outcome))

    async def _notify(self, outcome: SyncResult | BaseException) -> None:
        settings = await self._bridge.call(self._bridge.service.settings)
        if not settings.notifications:
            return
        self._to_review = not isinstance(outcome, BaseException) or isinstance(outcome, GuardStop)
        self._tell_desktop(*notification(outcome))

    def tell(self, title: str, words: str) -> None:
        """Say something that waits for its owner; a click opens the window."""
        self._bridge.spawn(self._tell(title, words))

    async def _tell(self, title: str, words: str, *, to_review: bool = False) -> None:
        settings = await self._bridge.call(self._bridge.service.settings)
        if not settings.notifications:
            return
        self._to_review = to_review
        self._tell_desktop(title, words)

    def _tell_desktop(self, title: str, words: str) -> None:
        if self.notices.possible() and self._with_host:
            key = "review" if self._to_review else "open"
            self.notices.show(title, words, key, translate("Tray", "Open"))
        else:
            self._by_qt(title, words)
        self.notified.emit(title, words)

    def _by_qt(self, title: str, words: str, _key: str = "") -> None:
        if self.icon.isVisible() and QSystemTrayIcon.supportsMessages():
            # where the desktop shows it, the desktop may read markup in it (Desktop Notifications Specification 1.2)
            plain = [part.replace("<", "‹").replace(">", "›") for part in (title, words)]
            self.icon.showMessage(plain[0], plain[1], theme.app_icon(), 10_000)

    def _notice_clicked(self, key: str) -> None:
        (self.review_requested if key == "review" else self.open_requested).emit()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        # a click opens the menu by itself on macOS
        clicks = (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick)
        if reason in clicks and sys.platform != "darwin":
            self.open_requested.emit()

    def _message_clicked(self) -> None:
        (self.review_requested if self._to_review else self.open_requested).emit()
