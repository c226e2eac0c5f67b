"""The charts show what the services count, and each has its numbers as a table."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.ui import theme
from app.ui.charts.bars import Bar, BarChart
from app.ui.charts.card import ChartCard
from app.ui.panes.activity import ActivityPane
from tests.ui.fake_service import FakeService


def cells(card: ChartCard, row: int) -> list[str]:
    found = (card.table.item(row, column) for column in range(card.table.columnCount()))
    return [item.text() for item in found if item is not None]


def test_each_chart_has_its_numbers_as_a_table(run: Any, bridged: Any, eventually: Any) -> None:
    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            pane = ActivityPane(bridge)
            pane.resize(1000, 700)
            pane.show()
            pane.tabs.setCurrentWidget(pane.charts)
            view = pane.charts
            await eventually(lambda: view.money.table.rowCount() == 13)
            assert view.calls.table.rowCount() == 24
            assert view.runs.table.rowCount() == pane.runs.rowCount()
            assert cells(view.money, 0)[0] == "before"
            assert cells(view.calls, 5)[1:] == ["25", "2"]
            for card in (view.runs, view.calls, view.money):
                assert card.chart.accessibleName()
                assert card.table.accessibleName().startswith("Numbers: ")
                assert card.chart.accessibleDescription()
                card.numbers.head.click()
                assert card.table.isVisible()

    run(scene())


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_higher_values_stand_higher_and_nothing_leaves_the_picture(qapp: QApplication, mode: str) -> None:
    theme.install(qapp, mode)
    chart = BarChart("Test", (("a", "accent"), ("b", "danger")))
    chart.resize(500, 190)
    chart.show_bars([Bar(str(n), (float(n), 0.0), f"{n}") for n in range(10)], "9", limit=12.0, limit_words="limit")
    assert chart.high() == 12.0
    assert chart.place(9).right() <= 500
    picture = chart.grab().toImage()
    accent = theme.color("accent").rgb()

    def painted(index: int) -> int:
        middle = int(chart.place(index).center().x()) - 4
        return sum(picture.pixel(middle, y) == accent for y in range(picture.height()))

    assert painted(9) > painted(5) > painted(2) > 0
    theme.install(qapp, "light")
