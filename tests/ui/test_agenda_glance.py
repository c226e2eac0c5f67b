"""What is to be done at a glance: on Home and in the tray."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.services.api.agenda import AgendaSummary, AppointmentLine, Money
from app.ui import i18n
from app.ui.panes.home import HomePane
from app.ui.panes.home_cards import AgendaCard
from app.ui.shell.tray import Tray
from tests.ui.fake_agenda import TODAY
from tests.ui.fake_service import FakeService


@pytest.fixture(autouse=True)
def english(qapp: Any) -> Any:
    i18n.install(qapp, "en")
    yield
    i18n.install(qapp, "en")


def test_home_says_what_is_due_this_week_and_overdue_in_money(run: Any, bridged: Any) -> None:
    async def story() -> None:
        service = FakeService()
        start = datetime.combine(TODAY, time(15))
        service.agenda.meetings = [
            AppointmentLine("e1", "Tasting", start, start + timedelta(minutes=30), "confirmed", contact_name="Anna")
        ]
        wanted: list[str] = []
        async with bridged(service) as bridge:
            pane = HomePane(bridge)
            pane.navigate.connect(wanted.append)
            pane.show()
            await pane.refresh()
            card = pane.agenda
            assert card.count.text() == "3"
            assert card.tasks.text() == "tasks within seven days, of which today: 1. Left over from earlier days: 1."
            assert card.late.text() == "Overdue: 1,805.60 €"
            assert card.next.text() == "Next appointment: 26 Nov 2026 at 15:00, Tasting, Anna"
            card.open.click()
        assert wanted == ["agenda"]

    run(story())


def test_home_is_silent_about_what_there_is_not(qapp: Any) -> None:
    card = AgendaCard(lambda _place: None)
    card.show_summary(AgendaSummary(money=(Money("EUR", Decimal(5), Decimal(0), Decimal(0)),)))
    assert card.tasks.text() == "Nothing to do within seven days."
    assert [one.isHidden() for one in (card.late, card.due, card.next)] == [True, True, True]


def test_the_tray_tells_what_is_due_today(run: Any, bridged: Any) -> None:
    async def story() -> None:
        async with bridged(FakeService()) as bridge:
            tray = Tray(bridge)
            asked: list[bool] = []
            tray.agenda_requested.connect(lambda: asked.append(True))
            assert not tray.agenda_action.isVisible()
            tray.show_agenda(AgendaSummary(today=2, overdue=1))
            assert tray.agenda_action.text() == "To do &today: 2, left over: 1"
            tray.agenda_action.trigger()
            tray.rebuild()
            assert tray.agenda_action.isVisible()
            tray.show_agenda(AgendaSummary(week=4))
            assert not tray.agenda_action.isVisible()
            tray.hide()
        assert asked == [True]

    run(story())
