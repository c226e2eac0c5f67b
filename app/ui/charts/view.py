"""The charts of Activity: runs over time, calls by hour, money by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, QDateTime
from PySide6.QtWidgets import QWidget

from app.services.api.charts import HourCalls, MonthMoney
from app.services.api.runs import RunInfo
from app.sync.plan.budget import FATTURA24_WINDOWS
from app.ui.bridge import Bridge
from app.ui.charts.bars import Bar, BarChart
from app.ui.charts.card import ChartCard
from app.ui.i18n import locale, moment, money, number
from app.ui.widgets.chart import RunsChart
from app.ui.widgets.controls import Page, column
from app.ui.words import run_counts, run_state


class ChartsView(QWidget):
    """Reads its numbers when it is refreshed."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        page = Page("", "")
        page.title.hide()
        page.body.setContentsMargins(0, 12, 12, 0)
        self.runs = ChartCard(
            self.tr("Runs over time"),
            "activity",
            RunsChart(),
            "",
            (self.tr("When"), self.tr("How it ended"), self.tr("What it did")),
        )
        self.calls = ChartCard(
            self.tr("Calls to Fattura24 by hour"),
            "gauge",
            BarChart(
                self.tr("Calls to Fattura24 by hour"),
                ((self.tr("Ponte24"), "accent"), (self.tr("other programs"), "warn")),
                stacked=True,
            ),
            self.tr(
                "Fattura24 allows 200 calls in any hour and 500 in any 24 hours. Calls of other programs show once"
                " Ponte24 has asked Fattura24 for them."
            ),
            (self.tr("Hour"), self.tr("Ponte24"), self.tr("other programs")),
        )
        self.money = ChartCard(
            self.tr("What came in, and what is overdue"),
            "calendar",
            BarChart(
                self.tr("What came in, and what is overdue"),
                ((self.tr("came in"), "ok"), (self.tr("overdue"), "danger")),
            ),
            self.tr(
                "By the month of the payment, and by the month in which it was due. Only euros, and only payments whose"
                " day is known."
            ),
            (self.tr("Month"), self.tr("came in"), self.tr("overdue")),
        )
        for card in (self.runs, self.calls, self.money):
            page.body.addWidget(card)
        self.page = page
        self.setLayout(column(page, spacing=0))

    async def refresh(self, runs: Sequence[RunInfo]) -> None:
        """Show the runs given, and read the calls and the money."""
        self._show_runs(runs)
        self._show_calls(await self._bridge.call(self._bridge.service.fattura24.calls_by_hour))
        self._show_money(await self._bridge.call(self._bridge.service.invoices.by_month))

    def _show_runs(self, runs: Sequence[RunInfo]) -> None:
        chart = self.runs.chart
        assert isinstance(chart, RunsChart)
        chart.show_runs(runs)
        self.runs.show_rows([(moment(r.started_at), run_state(r.state)[0], run_counts(r)) for r in runs[:30]])

    def _show_calls(self, hours: Sequence[HourCalls]) -> None:
        words = self.tr("%1: %2 calls, other programs %3")
        bars = [
            Bar(
                _hour(h),
                (float(h.own), float(h.others)),
                words.replace("%1", _hour(h)).replace("%2", number(h.own)).replace("%3", number(h.others)),
            )
            for h in hours
        ]
        most = max((h.own + h.others for h in hours), default=0)
        limit = next(w.limit for w in FATTURA24_WINDOWS if int(w.seconds) == 3600)
        near = most > limit / 4  # far below, the line would press the bars flat
        chart = self._bars(self.calls)
        said = self.tr("limit of %1 an hour").replace("%1", number(limit))
        top = number(max(most, limit) if near else max(most, 1))
        chart.show_bars(bars, top, limit=float(limit) if near else 0.0, limit_words=said if near else "")
        self.calls.show_rows([(_hour(h), number(h.own), number(h.others)) for h in hours])

    def _show_money(self, months: Sequence[MonthMoney]) -> None:
        words = self.tr("%1: came in %2, overdue %3")
        bars, rows = [], []
        for one in months:
            name = self._month(one.month)
            came, late = money(one.came_in), money(one.overdue)
            said = words.replace("%1", name).replace("%2", came).replace("%3", late)
            bars.append(Bar(name, (max(0.0, float(one.came_in)), float(one.overdue)), said))
            rows.append((name, came, late))
        most = max((max(m.came_in, m.overdue) for m in months), default=0)
        self._bars(self.money).show_bars(bars, number(round(most)) + " €" if most else "")
        self.money.show_rows(rows)

    def _month(self, month: date | None) -> str:
        if month is None:
            return self.tr("before")
        return locale().toString(QDate(month.year, month.month, 1), "MMM yy")

    def _bars(self, card: ChartCard) -> BarChart:
        assert isinstance(card.chart, BarChart)
        return card.chart


def _hour(hour: HourCalls) -> str:
    return locale().toString(QDateTime.fromSecsSinceEpoch(int(hour.start)).time(), "HH:mm")
