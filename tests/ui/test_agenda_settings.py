"""The agenda's choices in Settings: saved at once, two quick clicks both kept, a wrong value told."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import UsageError
from app.services.api.agenda import ChecklistLine
from app.ui import i18n
from app.ui.widgets.settings.agenda_settings import AgendaSettingsCard
from tests.ui.fake_service import FakeService


@pytest.fixture(autouse=True)
def english(qapp: Any) -> Any:
    i18n.install(qapp, "en")
    yield
    i18n.install(qapp, "en")


def test_choices_are_saved_at_once(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            card = AgendaSettingsCard(bridge)
            card.show()
            await card.refresh()
            assert not card.checks["without_day"].isChecked()
            card.checks["without_day"].click()
            card.checks["due"].click()
            card.checks["overdue"].click()
            card.days.setValue(3)
            await eventually(lambda: service.agenda.chosen.followup_days == 3)
            assert (service.agenda.chosen.due, service.agenda.chosen.overdue) == (False, False)
            assert service.agenda.chosen.without_day == "week"
            card.note.setCurrentIndex(2)
            card.note.activated.emit(2)
            await eventually(lambda: service.agenda.chosen.payment_note == "off")
            assert [card.follow_as.itemText(n) for n in range(2)] == ["A task", "An appointment in “Visite”"]
            card.follow_as.setCurrentIndex(1)
            card.follow_as.activated.emit(1)
            await eventually(lambda: service.agenda.chosen.followup_as == "appointment")
            assert service.agenda.chosen.followup_calendar == "cal1"
            card.checks["followup"].click()
            await eventually(lambda: not card.days.isEnabled() and not card.follow_as.isEnabled())
            service.agenda.problem = UsageError("agenda_days", value="-1")
            card.days.setValue(9)
            await eventually(lambda: bool(card.problem.text()))
            service.agenda.problem = None
            await eventually(lambda: card.days.value() == 3)  # what could not be kept is shown as it was

    run(story())


def test_the_checklist_is_the_owners_own(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            card = AgendaSettingsCard(bridge)
            card.show()
            await card.refresh()
            assert card.checklist() == service.agenda.checklist()
            card.add.click()
            what = card.lines.item(2, 0)
            assert what is not None
            what.setText("Send the price list")
            await eventually(lambda: len(service.agenda.chosen.checklist) == 3)
            assert service.agenda.chosen.checklist[2] == ChecklistLine("Send the price list", 7)
            card.lines.setCurrentCell(0, 0)
            card.drop.click()
            await eventually(lambda: len(service.agenda.chosen.checklist) == 2)
            card.checks["onboarding"].click()
            await eventually(lambda: not card.lines.isEnabled())

    run(story())
