"""The review: one plan, looked through, decided and applied. The preview is the plan."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app.errors import GuardStop
from app.services.api.accounts import AccountState
from app.services.api.progress import Progress
from app.services.api.runs import RunResult
from app.services.api.settings import Settings
from app.services.api.status import Status
from app.sync.plan.guards import at_apply
from app.sync.plan.model import Plan
from app.ui.bridge import Bridge
from app.ui.dialogs.confirm import ConfirmDialog
from app.ui.dialogs.questions import QuestionsDialog
from app.ui.i18n import moment
from app.ui.models.plan_index import PlanIndex, Query, let_go
from app.ui.models.plan_view import PlanView, look
from app.ui.review.bar import ReviewBar
from app.ui.review.changing import Changing
from app.ui.review.cost import Cost, confirm_label, lasting_line
from app.ui.review.handover import HandoverLine
from app.ui.review.pages import ReviewPages
from app.ui.review.preparing import prepare
from app.ui.widgets.controls import button, column, label, row, set_pane_margins

_HEARD = frozenset({"plan", "mapping", "accounts", "mirror", "settings"})


_LOW = 560
"""Below this height the rows need the room of what is merely nice to know."""

"""Margins: left, top, right, bottom."""


def _has_news(status: Status, plan: Plan) -> bool:
    """Tell whether something has come in since a plan was made; what a run of its own has changed is no news."""
    run = status.last_run
    return status.agreement.moved and (run is None or run.started_at < plan.created_at)


class ReviewPane(QWidget):
    """Shows the open plan. ``navigate`` carries the name of another pane; ``now`` gives epoch seconds."""

    navigate = Signal(str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None, *, now: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._bridge, self._now = bridge, now
        self._index: PlanIndex | None = None
        self._cost = Cost()
        self._settings = Settings()
        self._looks = self._adopts = 0
        self._working = False
        self._telling = False
        self.dialog: ConfirmDialog | None = None
        self._build()
        bridge.progress.connect(self._progressed)
        bridge.changed.connect(self._heard)

    # ------------------------------------------------------------------------------------------ building
    def _build(self) -> None:
        self.title = label(self.tr("Review"), "h1")
        self.subtitle = label("", "muted", wrap=True)
        self.expand = button(self.tr("Open or close all &groups"), "quiet", on_click=self._fold_groups)
        self.ask = button(self.tr("&Answer the questions"), icon="help", on_click=self.answer_questions)
        self.ask.hide()
        self.save = button(self.tr("Sa&ve…"), "quiet", icon="export", on_click=self.save_list)
        self.save.setToolTip(self.tr("As PDF or for a spreadsheet"))
        head = row(column(self.title, self.subtitle, spacing=3), self.ask, self.expand, self.save, spacing=12)
        head.setStretch(0, 1)
        for one in (self.ask, self.expand, self.save):
            head.setAlignment(one, Qt.AlignmentFlag.AlignBottom)
        pages = self.pages = ReviewPages(self)
        self.guards, self.filters, self.table, self.result = pages.guards, pages.filters, pages.table, pages.result
        self.changing = Changing(self._bridge, self.table, self._changeable, self.show_plan)
        self.bar = ReviewBar()
        self.bar.add_line(HandoverLine(self._bridge))
        outer = column(head, spacing=14)
        outer.addWidget(pages, 1)
        outer.addWidget(self.bar)
        set_pane_margins(outer, low=False)
        self._outer = outer
        self.setLayout(outer)
        self.setAccessibleName(self.tr("Review"))
        self.setFocusProxy(self.table)
        self._wire()
        self._show_page(pages.unread)

    def _wire(self) -> None:
        spawn = self._bridge.spawn
        pages = self.pages
        pages.unconnected.pressed.connect(lambda: self.navigate.emit("accounts"))
        for signal in (pages.unchecked.pressed, pages.in_step.pressed, self.result.again, self.bar.check):
            signal.connect(lambda: spawn(self.check()))
        self.result.activity.connect(lambda: self.navigate.emit("activity"))
        self.result.undo.connect(lambda: self.navigate.emit("activity"))
        self.bar.confirm.connect(lambda: spawn(self.confirm()))
        self.bar.stop.connect(self._bridge.stop)
        self.filters.changed.connect(lambda query: spawn(self._look(query)))
        self.table.included.connect(self.changing.include)
        self.table.chosen.connect(self.changing.decide)
        self.table.always.connect(self.changing.always)
        self.table.group_included.connect(self.changing.include_group)
        self.table.menu_wanted.connect(self.changing.open_menu)
        self.changing.begun.connect(lambda: self.bar.apply.setEnabled(False))
        self.changing.recorded.connect(self._recorded)
        self.table.confirm_wanted.connect(lambda: spawn(self.confirm()))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda: spawn(self.confirm()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < _LOW
        set_pane_margins(self._outer, low=low)
        self._outer.setSpacing(8 if low else 14)
        self.subtitle.setVisible(not low)
        self.bar.set_low(low)

    # ------------------------------------------------------------------------------------------ showing
    async def refresh(self) -> None:
        """Read the open plan and show it, or what there is instead."""
        call, service = self._bridge.call, self._bridge.service
        status = await call(service.status)
        self._settings = await call(service.settings)
        self.table.pages.know(status.accounts)
        plan = await call(service.open_plan)
        if self._working:
            return
        if plan is not None:
            self.guards.know(moved=_has_news(status, plan))
            await self.show_plan(plan)
        elif self.pages.shown is not self.result:
            self._show_empty(status)

    async def show_plan(self, plan: Plan) -> None:
        """Show a plan from its beginning; filters are kept while it is the same plan."""
        before = self._index
        if before is None or before.plan.id != plan.id:
            self.filters.reset()
            before = None
        self._adopts += 1
        turn, query, first = self._adopts, self.filters.query(), self.pages.shown is not self.pages.lists
        if plan.actions and self.pages.shown is self.pages.unread:
            self.pages.show_page(self.pages.lists)  # its frame is painted while the plan is sorted
        prepared = await self._bridge.call(prepare, plan, query, before)
        if turn != self._adopts:
            return  # something newer is on its way
        left, self._index, self._cost = [self._index], prepared.index, prepared.cost
        if plan.actions:
            self.filters.set_counts(prepared.index.counts)
            if not first:
                self.pages.show_lines(prepared.index, prepared.view)
            else:
                await self.pages.show_first_lines(prepared.index, prepared.view)
                if turn != self._adopts or self._index is not prepared.index or self._working:
                    return
            self._show_page(self.pages.lists)
            self._tell()
        else:
            self.pages.say_in_step(plan, self._now())
            self._show_page(self.pages.in_step)
        if before is None and left[0] is not None:
            self._bridge.spawn(self._bridge.call(let_go, left))
        if plan.actions and self.filters.query() != query:
            await self._look(self.filters.query())

    async def _look(self, query: Query) -> None:
        if self._index is None:
            return
        self._looks += 1
        turn, index = self._looks, self._index
        view: PlanView = await self._bridge.call(look, index, query)
        if turn == self._looks and index is self._index:
            self.pages.show_lines(index, view)

    def _tell(self) -> None:
        """Say what the plan is, what it costs, and what to look at."""
        if self._index is None:
            return
        plan, now = self._index.plan, self._now()
        checked = self.tr("Compared {moment}. Nothing is written before you confirm.").format(
            moment=moment(plan.created_at, now)
        )
        if plan.undoes:
            checked = self.tr("This takes a run back. ") + checked
        self.subtitle.setText(checked)
        self.guards.tell(plan)
        self.ask.setVisible(self._cost.waiting > 0 and not self._working)
        self.bar.show_cost(
            self._cost,
            now,
            mirror_seen_at=plan.mirror_seen_at,
            warn_days=self._settings.mirror_warn_days,
            old=now - plan.created_at > 3600,
            ready=not self.changing.pending and not self._working,
            goes_on=self.guards.goes_on(plan),
            undo=bool(plan.undoes),
        )

    def _show_page(self, page: QWidget) -> None:
        self.pages.show_page(page)
        listed = page is self.pages.lists
        self.expand.setVisible(listed)
        self.save.setVisible(listed)
        self.ask.setVisible(listed and self._cost.waiting > 0 and not self._working)
        self.bar.setVisible(listed or self._working)
        if not listed:
            self.subtitle.setText("")

    def _show_empty(self, status: Status) -> None:
        self._index = None
        self.pages.show_lines(None, PlanView({}))
        missing = any(a.state is AccountState.MISSING for a in status.accounts.values())
        self._show_page(self.pages.unconnected if missing else self.pages.unchecked)

    # ------------------------------------------------------------------------------------------ deciding
    def answer_questions(self) -> None:
        """Ask the open questions one after the other, alike ones together."""
        index = self._changeable()
        if index is not None:
            self.questions = QuestionsDialog(index.actions, self.window())
            self.questions.answered.connect(self.changing.decide)
            self.questions.finished.connect(self._questions_closed)
            self.questions.open()

    def _questions_closed(self) -> None:
        """Put the keyboard on what is left to do: the button that opened the questions may be gone."""
        (self.ask if self.ask.isVisible() else self.bar.apply).setFocus()

    def save_list(self) -> None:
        """Save what would be changed as PDF or for a spreadsheet."""
        if self._index is None:
            return
        from app.ui.reports.of_plan import plan_report
        from app.ui.reports.saving import save_report

        plan = self._index.plan
        make = partial(plan_report, plan)
        self.saving = save_report(self._bridge, self, "ponte24.pdf", make, self.subtitle.setText)

    def _changeable(self) -> PlanIndex | None:
        return None if self._working else self._index

    def _recorded(self) -> None:
        self._announce("status", "mapping")

    def _fold_groups(self) -> None:
        lines = self.table.lines
        groups = list(lines.view.groups)
        opened = any(lines.line(lines.row_of_group(g)).opened for g in groups)
        for group in groups:
            lines.set_open(lines.row_of_group(group), not opened)

    # ------------------------------------------------------------------------------------------ working
    async def check(self) -> None:
        """Make a new plan and show it."""
        if self._working:
            return
        self._start()
        plan: Plan | None = None
        try:
            plan = await self._bridge.call(self._bridge.service.plan)
        finally:
            self._end()
            if plan is None:
                await self._stay()
        self.guards.know(moved=False)
        await self.show_plan(plan)
        self._announce("plan", "status")

    async def confirm(self) -> None:
        """Ask for the typed word where a guard wants it, apply the plan and show what came of it."""
        if not self.bar.apply.isEnabled() or self._working or self._index is None or self.dialog is not None:
            return
        index = self._index
        guards = at_apply(index.plan, self._now())
        if guards and not await self._ask(guards):
            return
        digest = await self._bridge.call(lambda: index.plan.digest)
        try:
            await self._apply(index.plan.id, digest, confirmed=bool(guards))
        except GuardStop as stop:
            if guards or not await self._ask(stop.guards):
                raise
            await self._apply(index.plan.id, digest, confirmed=True)

    async def _ask(self, guards: Sequence[str]) -> bool:
        undo = self._undoing
        count = self._cost.changes + (self._cost.links if undo else 0)
        lasting, does = lasting_line(self._cost), confirm_label(self._cost, undo=undo)
        self.dialog = ConfirmDialog(guards, count, self.window(), lasting=lasting, undo=undo, does=does)
        try:
            return await self.dialog.ask()
        finally:
            self.dialog = None

    async def _apply(self, plan_id: str, digest: str, *, confirmed: bool) -> None:
        undo = self._undoing
        self._start()
        result: RunResult | None = None
        try:
            result = await self._bridge.call(self._bridge.service.apply, plan_id, digest=digest, confirmed=confirmed)
        finally:
            self._end()
            if result is None:
                await self._stay()
        self._index = None
        left = await self._bridge.call(self._bridge.service.open_plan) if result.stopped else None
        if left is not None and any(a.effective for a in left.actions):
            self.guards.stopped(left.id, result.applied)
            await self.show_plan(left)
        else:
            self.result.show_result(result, self._now(), links=self._cost.links > 0, undo=undo)
            self._show_page(self.result)
            self._keep_keyboard(self.result.check)
        self._announce("plan", "runs", "status")

    def _start(self) -> None:
        here = self._has_keyboard()
        self._working = True
        self.pages.allow(False)
        self.ask.hide()
        self.bar.show_work(True)
        self.bar.show()
        if here:
            self.bar.halt.setFocus()

    def _end(self) -> None:
        here = self._has_keyboard()
        self._working = False
        self.pages.allow(True)
        self.bar.show_work(False)
        page = self.pages.shown
        self._show_page(page)
        if here:
            (self.table if page is self.pages.lists else self.bar.again).setFocus()

    @property
    def shows_work(self) -> bool:
        """True while the bar below shows how far the work is."""
        return self._working

    def _keep_keyboard(self, target: QWidget) -> None:
        """Put the keyboard somewhere useful where it was on what is switched off or gone now."""
        if self._has_keyboard():
            target.setFocus()

    def _has_keyboard(self) -> bool:
        """Whether the keyboard is here, or nowhere: to be asked before what holds it is switched off or hidden, which
        would hand it to the bar at the left."""
        here = QApplication.focusWidget()
        return self.isVisible() and (here is None or not here.isEnabled() or self.isAncestorOf(here))

    @property
    def _undoing(self) -> bool:
        """Whether the plan that is shown takes a run back."""
        return self._index is not None and bool(self._index.plan.undoes)

    async def _stay(self) -> None:
        """Show again what there is, after work that ended with an error."""
        await self.refresh()

    def _progressed(self, progress: Progress) -> None:
        if self._working:
            self.bar.show_progress(progress)

    def _heard(self, topic: str) -> None:
        """Another pane, or a scheduled run, changed what is shown here."""
        if topic in _HEARD and not self._working and not self._telling:
            self._bridge.spawn(self.refresh())
        elif topic == "agenda" and self._index is not None:
            self._bridge.spawn(self._look_for_news())

    async def _look_for_news(self) -> None:
        """Say whether something has come in since the plan that is shown, without reading it again."""
        status = await self._bridge.call(self._bridge.service.status)
        if self._index is not None and not self._working:
            self.guards.know(moved=_has_news(status, self._index.plan))
            self.guards.tell(self._index.plan)

    def _announce(self, *topics: str) -> None:
        self._telling = True
        for topic in topics:
            self._bridge.announce(topic)
        self._telling = False
