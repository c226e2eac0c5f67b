"""Link and unlink on the customers' page."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.errors import UsageError
from app.ui import i18n
from app.ui.dialogs.pairing import PairingDialog
from app.ui.panes.customers import CustomersPane
from tests.ui.fake_service import FakeService


@pytest.fixture(autouse=True)
def english(qapp: Any) -> None:
    i18n.install(qapp, "en")


async def opened(pane: CustomersPane, customer: str, eventually: Any) -> PairingDialog:
    await pane.refresh()
    pane.choose(customer)
    await eventually(lambda: pane.view.page is not None and pane.view.page.line.id == customer)
    pane.view.pair.click()
    dialog = pane.pairing
    assert dialog is not None
    await eventually(lambda: dialog.found.count() > 0)
    return dialog


def test_a_customer_is_linked_to_a_contact_that_is_searched(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            pane = CustomersPane(bridge)
            pane.show()
            dialog = await opened(pane, "1", eventually)
            assert dialog.search.text() == "Bar", "the first word of the name is there already"
            assert dialog.found.item(0).text() == "Bar Sport\nbar@sport.it · Torino"
            assert dialog.part.isHidden(), "there is nothing to part"
            dialog.search.setText("centrale")
            await eventually(lambda: dialog.found.count() == 1 and "Caff" in dialog.found.item(0).text())
            assert "now linked to Caffè Centrale S.n.c." in dialog.found.item(0).text()
            assert dialog.found.item(0).data(Qt.ItemDataRole.UserRole) == "h2"
            dialog.join.click()
            await eventually(lambda: service.pairs.done == [("link", "1", "h2")])

    run(story())


def test_a_linked_customer_is_parted(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            pane = CustomersPane(bridge)
            pane.show()
            dialog = await opened(pane, "2", eventually)
            assert not dialog.part.isHidden()
            dialog.part.click()
            await eventually(lambda: service.pairs.done == [("unlink", "2")])

    run(story())


def test_what_cannot_be_done_is_said_and_the_dialog_stays(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        service.pairs.error = UsageError("pair_unsettled")
        async with bridged(service) as bridge:
            pane = CustomersPane(bridge)
            pane.show()
            dialog = await opened(pane, "1", eventually)
            dialog.join.click()
            await eventually(lambda: not dialog.problem.isHidden())
            assert "last run" in dialog.problem.text()
            assert dialog.join.isEnabled()
            dialog.reject()

    run(story())


def test_an_enter_quicker_than_the_search_links_nobody(run: Any, bridged: Any, eventually: Any) -> None:
    async def story() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            pane = CustomersPane(bridge)
            pane.show()
            dialog = await opened(pane, "1", eventually)
            await eventually(dialog.join.isEnabled)
            dialog.search.setText("centrale")
            assert not dialog.join.isEnabled(), "what is listed is what was searched before"
            dialog.found.itemActivated.emit(dialog.found.item(0))
            dialog.link()
            await eventually(dialog.join.isEnabled)
            assert service.pairs.done == []
            dialog.link()
            await eventually(lambda: service.pairs.done == [("link", "1", "h2")])

    run(story())
