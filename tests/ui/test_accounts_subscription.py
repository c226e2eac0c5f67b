"""Accounts shows when the Fattura24 subscription ends and how many calls were made, and checks them on demand."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.errors import LimitReached
from app.sync.plan.model import Side
from app.ui.panes.accounts_card import AccountCard
from app.ui.subscription import expiry_words, plan_name
from tests.ui.fake_service import F24, HL, FakeService

Run = Callable[[Coroutine[Any, Any, None]], None]


def ending(service: FakeService, days: int) -> None:
    end = datetime.fromtimestamp(service.clock.now(), UTC) + timedelta(days=days)
    info = service.status().accounts[F24]
    service.set_account(replace(info, extra={**info.extra, "plan": "5", "expire": end.strftime("%d/%m/%Y")}))


@pytest.mark.parametrize(
    ("days", "words", "kind"), [(31, "", "warn"), (30, "in 30 days", "warn"), (1, "in 1 day:", "warn"),
                                (-2, "ended on", "danger")],
)  # fmt: skip
def test_the_end_is_warned_of_in_its_last_month(run: Run, bridged: Any, days: int, words: str, kind: str) -> None:
    async def scene() -> None:
        service = FakeService()
        ending(service, days)
        info = service.status().accounts[F24]
        async with bridged(service) as bridge:
            card = AccountCard(bridge, Side.FATTURA24, service.clock.now)
            card.show()
            card.show_account(info)
            assert card.expiry.isVisible() == bool(words)
            said, how = expiry_words(info, service.clock.now())
            assert words in said
            assert how == kind
            assert "plan Business" in card.facts.text()
            assert "128 calls in the last 24 hours" in card.facts.text()

    run(scene())


def test_plans_without_a_name_are_shown_as_told() -> None:
    assert plan_name("Business") == "Business"
    assert plan_name("9") == "9"


def test_the_calls_are_checked_on_demand(run: Run, bridged: Any, eventually: Any) -> None:
    async def scene() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            heard: list[str] = []
            bridge.changed.connect(heard.append)
            card = AccountCard(bridge, Side.FATTURA24, service.clock.now)
            card.show()
            card.show_account(service.status().accounts[F24])
            assert card.calls.accessibleName() == "Check the calls Fattura24"
            card.calls.click()
            await eventually(lambda: "status" in heard)
            assert "check_calls" in service.calls
            assert card.calls.isEnabled()
            assert "131 calls in the last 24 hours, of these 40 by other programs" in card.outcome.words.text()
            service.fail["check_calls"] = LimitReached("limit_day", until=0.0, service="Fattura24")
            heard.clear()
            card.calls.click()
            await eventually(lambda: "status" in heard)
            assert card.calls.isEnabled()
            assert "limit" in card.outcome.words.text()

    run(scene())


def test_highlevel_has_no_calls_to_check(run: Run, bridged: Any) -> None:
    async def scene() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            card = AccountCard(bridge, Side.HIGHLEVEL, service.clock.now)
            card.show()
            card.show_account(service.status().accounts[HL])
            assert not card.calls.isVisible()

    run(scene())
