"""After something is done the keyboard is where one left it, and never on what would do harm."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from app.services.api.accounts import AccountState
from app.services.api.agenda import AppointmentLine
from app.services.api.fattura24.invoices import CustomerLine
from app.services.api.pairs import ContactRecord
from app.sync.plan.model import RecordType, Side
from app.ui import i18n
from app.ui.agenda.appointment_dialog import AppointmentDialog
from app.ui.dialogs.pairing import PairingDialog
from app.ui.models.customers import NAME, CustomersModel
from app.ui.models.plan_words import place_name
from app.ui.panes.accounts import AccountsPane
from app.ui.panes.customers import CustomersPane
from app.ui.panes.mapping import MappingPane
from app.ui.panes.review import ReviewPane
from app.ui.words import secret_age
from tests.ui.fake_service import FakeService


@pytest.fixture(autouse=True)
def english(qapp: Any) -> None:
    i18n.install(qapp, "en")


def test_saving_the_mapping_leaves_the_row_that_is_chosen(run: Any, bridged: Any, eventually: Any) -> None:
    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            pane = MappingPane(bridge)
            pane.resize(900, 500)
            pane.show()
            await pane.refresh()
            row = pane.rows["email"]
            row.picker.current().setFocus()
            pane.select("email")
            other = next(b for b in row.picker.buttons.values() if not b.isChecked() and b.isEnabled())
            other.click()
            pane.save.setFocus()
            pane.save.click()
            await eventually(lambda: not pane.dirty)
            assert pane.selected == "email"
            assert pane.focusWidget() is row.picker.current(), "there the space bar changes nothing"

    run(scene())


def test_the_key_bar_gets_no_keyboard_from_a_run(run: Any, bridged: Any, eventually: Any) -> None:
    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            pane = ReviewPane(bridge)
            pane.resize(900, 600)
            pane.show()
            await pane.refresh()
            pane.bar.apply.setFocus()
            pane._start()
            assert pane.focusWidget() is pane.bar.halt
            pane._end()
            assert pane.focusWidget() is pane.table

    run(scene())


def test_who_replaces_an_access_types_at_once(run: Any, bridged: Any, eventually: Any) -> None:
    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            pane = AccountsPane(bridge)
            pane.show()
            await pane.refresh()
            card = pane.cards[Side.FATTURA24]
            card.replace.setFocus()
            card.replace.click()
            assert card.form.isVisible()
            assert pane.focusWidget() is card.form.secret.field
            card.replace.click()
            assert not card.form.isVisible()

    run(scene())


def test_who_was_forgotten_is_said_and_the_next_is_not_a_key_away(run: Any, bridged: Any, eventually: Any) -> None:
    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            pane = CustomersPane(bridge)
            pane.show()
            await pane.refresh()
            await eventually(lambda: pane.view.page is not None)
            pane.view.forget.setFocus()
            pane.view.forget.click()
            await eventually(lambda: hasattr(pane, "forgetting"))
            pane.forgetting.forget.click()
            await eventually(pane.told.isVisible)
            assert any("Forgotten on this computer: " in label.text() for label in pane.told.findChildren(QLabel))
            assert pane.focusWidget() is pane.list
            await eventually(lambda: bridge.settled)
            index = pane.customers.index(pane.customers.rowCount() - 1, NAME)
            pane.list.setCurrentIndex(index)
            await eventually(lambda: not pane.told.isVisible())
            await eventually(lambda: bridge.settled)

    run(scene())


def test_namesakes_are_told_apart_without_the_column_of_towns(qtbot: Any) -> None:
    def line(number: str, title: str, city: str, code: str = "") -> CustomerLine:
        return CustomerLine(number, title, city, code, False, False, 0, ())

    model = CustomersModel()
    model.show_customers(
        [line("1", "Bianca Ferrari", "Forlì"), line("2", "Bianca Ferrari", "", "X1"), line("3", "Bar Sport", "Asti")]
    )
    names = [model.index(row, NAME).data() for row in range(3)]
    assert names == ["Bianca Ferrari, Forlì", "Bianca Ferrari, X1", "Bar Sport"]


def test_nobody_is_linked_anew_to_the_contact_it_has(run: Any, bridged: Any, eventually: Any) -> None:
    async def scene() -> None:
        service = FakeService()
        customer = service.invoices.customers()[0]
        service.pairs.found = (
            ContactRecord("h1", customer.title, "", customer.title, customer.id),
            ContactRecord("h2", customer.title, "altra@example.it"),
        )
        async with bridged(service) as bridge:
            dialog = PairingDialog(bridge, customer)
            dialog.show()
            await eventually(lambda: dialog.found.count() == 2)
            assert "its contact now" in dialog.found.item(0).text()
            assert not dialog.join.isEnabled()
            dialog.found.setCurrentRow(1)
            assert dialog.join.isEnabled()
            dialog.reject()

    run(scene())


def test_an_appointment_that_is_moved_is_named(run: Any, bridged: Any, eventually: Any) -> None:
    async def scene() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            start, end = datetime(2026, 11, 27, 11), datetime(2026, 11, 27, 11, 30)
            known = AppointmentLine("a", "Wedding cake", start, end, "confirmed", contact_name="Bruno Niccolò")
            dialog = AppointmentDialog(
                bridge, service.agenda.calendars(), (), service.agenda.today(), appointment=known
            )
            dialog.show()
            await eventually(lambda: bridge.settled)
            words = [label.text() for label in dialog.findChildren(QLabel)]
            assert "Wedding cake · Bruno Niccolò · 27 Nov 2026, 11:00" in words
            dialog.reject()

    run(scene())


def test_a_task_is_the_agendas_and_a_token_is_masculine(qapp: Any) -> None:
    assert place_name(Side.FATTURA24, RecordType.TASK) == "Agenda"
    assert place_name(Side.FATTURA24, RecordType.CONTACT) == "Fattura24"
    i18n.install(qapp, "it")
    try:
        ages = []
        for side in (Side.HIGHLEVEL, Side.FATTURA24):
            info = FakeService().status().accounts[side]
            assert info.state is AccountState.CONNECTED
            ages.append(secret_age(info, info.since + 60).split()[0] if info.since else "")
        assert ages == ["Token", "Chiave"] or "" in ages
    finally:
        i18n.install(qapp, "en")
