"""Home: how things stand in one sentence, and everything the owner looks at rather than reads."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app import texts
from app.services.api.accounts import AccountInfo, AccountState
from app.services.api.settings import Settings
from app.services.api.status import Status
from app.sync.plan.model import Side
from app.ui.bridge import Bridge
from app.ui.i18n import ago, language, moment, number
from app.ui.models.state import Overall, mirror_is_old, overall
from app.ui.panes.home_cards import AccountGlance, AgendaCard, MirrorCard
from app.ui.theme import set_icon
from app.ui.widgets.chart import RunsChart
from app.ui.widgets.controls import Card, Notice, Page, button, column, label, picture, row
from app.ui.widgets.gauge import BudgetGauge
from app.ui.widgets.settings.updates import UpdateLine
from app.ui.words import missing_words, problem_words, rotate_words, run_counts, run_state

ICONS = {
    Overall.IN_STEP: ("done", "ok"),
    Overall.APART: ("done", "ok"),
    Overall.CHANGES: ("review", "accent"),
    Overall.TO_CHECK: ("clock", "muted"),
    Overall.WORKING: ("sync", "accent"),
    Overall.PAUSED: ("pause", "muted"),
    Overall.OFFLINE: ("offline", "warn"),
    Overall.NEEDS_YOU: ("help", "warn"),
    Overall.PROBLEM: ("error", "danger"),
    Overall.SETUP: ("wand", "accent"),
}


class HomePane(QWidget):
    """The first pane; ``now`` gives epoch seconds, ``demo`` says that no secret is real.

    ``sync_requested``, ``import_requested`` (with a list of paths) and ``resume_requested`` ask the window to work.
    """

    navigate = Signal(str)
    sync_requested = Signal()
    import_requested = Signal(list)
    resume_requested = Signal()

    def __init__(
        self, bridge: Bridge, parent: QWidget | None = None, *, now: Callable[[], float] = time.time, demo: bool = False
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._now = now
        self._demo = demo
        self.status: Status | None = None
        self.page = Page(self.tr("One moment…"))
        self._icon = picture("sync", "accent", 34)
        self.page.lead.addWidget(self._icon)
        self.sync = button(self.tr("&Sync now"), "primary", icon="sync", on_click=self.sync_requested.emit)
        self.sync.setToolTip(self.tr("Compares both sides and shows what would change (Ctrl+R)"))
        self.page.buttons.addWidget(self.sync)
        self.notices = column(spacing=8)
        self.waiting = Notice(
            kind="warn", action=self.tr("Open re&view"), on_action=lambda: self.navigate.emit("review")
        )
        self.setup = Notice(
            self.tr("The set-up is not finished yet."),
            action=self.tr("&Continue set-up"),
            on_action=lambda: self.navigate.emit("assistant"),
        )
        self.paused = Notice(kind="info", action=self.tr("Res&ume now"), on_action=self.resume_requested.emit)
        self.unconfirmed = Notice(kind="warn")
        self.keyring = Notice(
            self.tr("This computer has no safe place for secrets: they are kept only until Ponte24 is closed."),
            "warn",
        )
        self.credentials = Notice(
            kind="warn", action=self.tr("&Open accounts"), on_action=lambda: self.navigate.emit("accounts")
        )
        self.update_line = UpdateLine(bridge)
        self._all_notices = (
            self.setup, self.waiting, self.paused, self.unconfirmed, self.credentials, self.keyring, self.update_line
        )  # fmt: skip
        for notice in self._all_notices:
            notice.hide()
            self.notices.addWidget(notice)
        self.accounts = {side: AccountGlance(side, self.navigate.emit) for side in Side}
        self.mirror = MirrorCard()
        self.mirror.chosen.connect(self.import_requested)
        self.agenda = AgendaCard(self.navigate.emit)
        self.gauge = BudgetGauge()
        self.chart = RunsChart()
        self.chart_note = label("", "small", wrap=True)
        gauge = Card(self.tr("Fattura24 calls left"), icon="gauge")
        gauge.body.addWidget(self.gauge)
        gauge.body.addWidget(
            label(self.tr("Fattura24 allows 30 calls a minute, 200 an hour and 500 a day."), "small", wrap=True)
        )
        runs = Card(self.tr("Runs over time"), icon="activity")
        runs.head.addWidget(button(self.tr("Show &all"), "quiet", on_click=lambda: self.navigate.emit("activity")))
        runs.body.addWidget(self.chart)
        runs.body.addWidget(self.chart_note)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(16)
        grid.addWidget(self.accounts[Side.HIGHLEVEL], 0, 0)
        grid.addWidget(self.accounts[Side.FATTURA24], 0, 1)
        grid.addWidget(self.mirror, 1, 0, 1, 2)
        grid.addWidget(self.agenda, 2, 0, 1, 2)
        grid.addWidget(gauge, 3, 0)
        grid.addWidget(runs, 3, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.page.body.addLayout(self.notices)
        self.page.body.addLayout(grid)
        self.setLayout(column(row(self.page, spacing=0), spacing=0))
        bridge.changed.connect(self._on_changed)
        bridge.busy_changed.connect(self._on_busy)
        self._settings = Settings()

    def _on_changed(self, _topic: str) -> None:
        if self.isVisible():
            self._bridge.soon(self.refresh)

    def _on_busy(self, _busy: bool) -> None:
        self._show()

    async def refresh(self) -> None:
        """Read the state again and show it."""
        self._settings = await self._bridge.call(self._bridge.service.settings)
        self.status = await self._bridge.call(self._bridge.service.status)
        self._show()
        ready = bool(self.status.mirror_seen_at) and not self.setup.isVisibleTo(self)
        self.update_line.show_info(await self._bridge.call(self._bridge.service.updates.info), ready=ready)
        self.agenda.show_summary(await self._bridge.call(self._bridge.service.agenda.summary))
        await self._bridge.call(self._ahead)

    def _ahead(self) -> None:
        """Read, beside the window and while Home is looked at, what the agenda lists and the words for it: it then
        opens without a wait, however much that is."""
        texts.has_text("agenda", language())
        self._bridge.service.agenda.tasks()

    def _show(self) -> None:
        status = self.status
        if status is None:
            return
        now = self._now()
        state = overall(status, busy=self._bridge.busy, now=now)
        self.page.title.setText(self.sentence(state, status))
        self.page.subtitle.setText(self.times(status, now))
        self.page.subtitle.setVisible(bool(self.page.subtitle.text()))
        set_icon(self._icon, *ICONS[state], 34)
        self.sync.setEnabled(not self._bridge.busy and state is not Overall.SETUP)
        self.setup.setVisible(state is Overall.SETUP)
        self._show_notices(status, now)
        for side, glance in self.accounts.items():
            count = status.highlevel_contacts if side is Side.HIGHLEVEL else status.fattura24_customers
            glance.show_account(status.accounts[side], count, status.links)
        self.mirror.show_mirror(status, now, old=mirror_is_old(status, self._settings.mirror_warn_days, now))
        self.gauge.show_budget(status.budget)
        self.chart.show_runs(status.runs)
        last = status.last_run
        self.chart_note.setText(
            self.tr("Last: %1, %2").replace("%1", run_state(last.state)[0]).replace("%2", run_counts(last))
            if last
            else self.tr("Every run will appear here as a bar.")
        )

    def sentence(self, state: Overall, status: Status) -> str:
        """Return the state of everything in one sentence."""
        found = status.agreement
        if state is Overall.NEEDS_YOU:
            if any(info.state is AccountState.LOCKED for info in status.accounts.values()):
                return self.tr("The keyring of this computer is locked.")
            if not status.waiting:
                return self.tr("Something is noted for you in Review.")
            return self.tr("%n question(s) wait for you.", "", status.waiting)
        if state is Overall.APART:
            return self.tr("All done; %n customer(s) differ where you left it so.", "", found.apart)
        if state is Overall.CHANGES:
            return self.tr("%n change(s) are not carried out yet.", "", found.pending)
        if state is Overall.TO_CHECK and found.uncompared and not found.moved:
            return self.tr("All done; %n customer(s) are yet to be compared again.", "", found.uncompared)
        return {
            Overall.TO_CHECK: self.tr("Something has changed since the last comparison.")
            if found.compared_at
            else self.tr("Not compared yet: press Sync now."),
            Overall.IN_STEP: self.tr("Everything is in step."),
            Overall.WORKING: self.tr("Working on it…"),
            Overall.PAUSED: self.tr("Automatic syncs are paused."),
            Overall.OFFLINE: self.tr("A service cannot be reached at the moment."),
            Overall.PROBLEM: self.tr("Something needs to be looked at."),
            Overall.SETUP: self.tr("Welcome to Ponte24."),
        }[state]

    def times(self, status: Status, now: float) -> str:
        """Return when the last run was and when the next will be."""
        parts = []
        if status.last_run is not None:
            parts.append(self.tr("Last run %1.").replace("%1", ago(status.last_run.started_at, now)))
        connected = all(a.state is not AccountState.MISSING for a in status.accounts.values())
        if connected and status.next_run_at > now:
            parts.append(self.tr("Next automatic run %1.").replace("%1", moment(status.next_run_at)))
        elif connected and not self._settings.interval_minutes:
            parts.append(self.tr("Automatic syncs are off."))
        return " ".join(parts)

    def _show_notices(self, status: Status, now: float) -> None:
        words = ""
        if status.waiting:
            words = self.tr("In Review you see both values side by side and choose; nothing is written meanwhile.")
        elif status.open_undo:
            words = self.tr("Taking a run back is prepared: look at what would change and confirm it.")
        elif status.open_plan and (status.agreement.pending or not status.agreement.compared_at):
            words = self.tr("A comparison is ready: look at what would change and confirm it.")
        self.waiting.show_words(words, "warn" if status.waiting else "info")
        self.paused.show_words(
            self.tr("Automatic syncs are paused until %1.").replace("%1", moment(status.paused_until))
            if status.paused_until > now
            else ""
        )
        self.unconfirmed.show_words(
            self.tr(
                "%n customer(s) were sent to Fattura24 without an answer. The next export will tell whether"
                " they arrived.",
                "",
                status.unconfirmed,
            )
            if status.unconfirmed
            else "",
            "warn",
        )

        def rotated(info: AccountInfo) -> str:
            return rotate_words(info, now)

        findings = (f(i) for i in status.accounts.values() for f in (problem_words, missing_words, rotated))
        self.credentials.show_words("\n".join(words for words in findings if words), "warn")
        self.keyring.setVisible(not status.keyring and not self._demo)
        self.page.setAccessibleDescription(number(status.links))
