"""The forms that connect: what was pasted into the wrong field, and what can be no key."""

from __future__ import annotations

from typing import Any

import pytest

from app.services.api.accounts import AccountInfo, AccountState
from app.sync.plan.model import Side
from app.ui.widgets.connecting.connect import Fattura24Form, HighLevelForm
from app.ui.widgets.connecting.ways import HighLevelWays
from tests.ui.fake_service import FakeService

PAGE = "https://app.gohighlevel.com/v2/location/ve9EPM428h8vShlRW1KT/settings/company"
KEY = "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"


def test_a_copied_address_gives_the_location_in_whatever_field(run: Any, bridged: Any) -> None:
    async def scene() -> None:
        async with bridged(FakeService(connected=False)) as bridge:
            form = HighLevelForm(bridge)
            form.secret.field.setText(PAGE)
            assert form.location.text() == "ve9EPM428h8vShlRW1KT"
            assert form.secret.take() == ""
            form.location.setText("pit-0f4c")
            assert form.secret.take() == "pit-0f4c"

    run(scene())


@pytest.mark.parametrize("typed", ["two words", "chiave à", "a1b2 c3d4"])
def test_what_can_be_no_key_is_told_before_a_call_is_spent(run: Any, bridged: Any, typed: str) -> None:
    service = FakeService(connected=False)

    async def scene() -> None:
        async with bridged(service) as bridge:
            for form in (Fattura24Form(bridge), HighLevelForm(bridge)):
                if isinstance(form, HighLevelForm):
                    form.location.setText(PAGE)
                form.secret.field.setText(typed)
                form.try_connect()
                assert "Copy it once more" in form.problem.words.text()

    run(scene())
    assert "connect_fattura24" not in service.calls
    assert "connect_highlevel" not in service.calls


def test_a_key_of_another_length_is_asked_about_once(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService(connected=False)

    async def scene() -> None:
        async with bridged(service) as bridge:
            form = Fattura24Form(bridge)
            form.secret.field.setText(f"  «{KEY[:-1]}»")
            form.secret.field.setText(KEY[:-1])
            form.try_connect()
            assert "this one has 31" in form.problem.words.text()
            assert "connect_fattura24" not in service.calls
            form.try_connect()
            await eventually(lambda: "connect_fattura24" in service.calls)

    run(scene())


def test_another_token_is_for_the_same_location(run: Any, bridged: Any) -> None:
    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            ways = HighLevelWays(bridge)
            ways.show_account(AccountInfo(Side.HIGHLEVEL, AccountState.REFUSED, "Forno", "ve9EPM428h8vShlRW1KT"))
            assert ways.token.location.text() == "ve9EPM428h8vShlRW1KT"

    run(scene())
