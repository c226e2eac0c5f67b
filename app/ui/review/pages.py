"""What the review shows in its middle: the lines of a plan, or what there is instead of them."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.sync.plan.model import Plan
from app.ui.i18n import moment
from app.ui.models.plan_index import PlanIndex
from app.ui.models.plan_view import PlanView
from app.ui.review.calm import CalmView
from app.ui.review.filters import FilterBar
from app.ui.review.head_notice import HeadNotice
from app.ui.review.result import ResultView
from app.ui.review.table.table import PlanTable
from app.ui.widgets.controls import column, label


class ReviewPages(QWidget):
    """One page at a time: ``lists`` (a plan, with what stands above it), ``unconnected``, ``unchecked``, ``in_step`` or
    ``result``."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)  # a stack without a parent would show its pages as windows
        self.guards = HeadNotice()
        self.filters = FilterBar()
        self.table = PlanTable()
        self.nothing = label(self.tr("No change fits the search."), "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.hide()
        self.lists = QWidget()
        inside = column(self.guards, self.filters, self.table, self.nothing, spacing=12)
        inside.setStretch(2, 1)
        self.lists.setLayout(inside)
        self.unconnected = CalmView(
            "apart",
            self.tr("Connect both accounts first"),
            self.tr(
                "Ponte24 compares HighLevel and Fattura24 and shows here what it would change, before anything "
                "is changed."
            ),
            self.tr("Open Accounts"),
            "accounts",
        )
        self.unchecked = CalmView(
            "waiting",
            self.tr("Nothing has been compared yet"),
            self.tr("Comparing reads both sides and writes nothing. What would change is then listed here."),
            self.tr("Compare now"),
            "sync",
        )
        self.in_step = CalmView("in-step", self.tr("There is nothing to change"), "", self.tr("Compare again"), "sync")
        self.result = ResultView()
        self._stack = QStackedLayout(self)
        self.unread = QWidget()  # until the open plan is read: anything that is said before may be untrue
        for page in (self.unread, self.lists, self.unconnected, self.unchecked, self.in_step, self.result):
            self._stack.addWidget(page)
        self.show_page(self.unread)

    @property
    def shown(self) -> QWidget:
        """The page that is seen."""
        page = self._stack.currentWidget()
        assert page is not None
        return page

    def show_page(self, page: QWidget) -> None:
        """Show one of the pages."""
        self._stack.setCurrentWidget(page)

    def show_lines(self, index: PlanIndex | None, view: PlanView) -> None:
        """Put the lines of a plan into the table, and say where a search leaves none."""
        self.table.lines.show(index, view)
        self.nothing.setVisible(index is not None and not view.count)

    async def show_first_lines(self, index: PlanIndex, view: PlanView) -> None:
        """Show lines where there were none: they are painted in a turn of its own, so that what is asked of the window
        meanwhile comes before that."""
        self.table.setUpdatesEnabled(False)
        try:
            self.show_lines(index, view)
            await asyncio.sleep(0)
        finally:
            self.table.setUpdatesEnabled(True)

    def say_in_step(self, plan: Plan, now: float) -> None:
        """Say of a plan without actions what it compared."""
        self.in_step.say(
            self.tr("Compared {moment}: %Ln linked customer(s) agree on both sides.", "", plan.unchanged).format(
                moment=moment(plan.created_at, now)
            )
        )

    def allow(self, allowed: bool) -> None:
        """Let what starts something be used, or not while work goes on."""
        for part in (self.table, self.filters, self.unchecked, self.in_step, self.result):
            part.setEnabled(allowed)
