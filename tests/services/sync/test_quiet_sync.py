"""What a check costs that finds nothing new: at most two requests, at 10,000 contacts."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.services.stage import Stage, stage

COUNT = 10_000


def _contacts() -> list[dict[str, Any]]:
    moment = 1_789_000_000_000
    return [{"id": f"c{n:019d}", "companyName": f"Forno {n}", "dateAdded": moment} for n in range(COUNT)]


async def _check(s: Stage) -> int:
    """Check once, an hour after the last time, and return the requests it cost."""
    s.clock.sandbox.advance(3600)
    s.forget()
    await s.service.plan()
    return len(s.requests("highlevel"))


def test_a_check_that_finds_nothing_new_costs_at_most_three_requests(tmp_path: Path) -> None:
    """All were changed at one stroke, as by an import: the worst case for reading from the newest change on."""
    with stage(tmp_path, contacts=1, highlevel={"search_lag_seconds": 60}) as s:
        s.sandbox.state.replace({"highlevel": {"contacts": _contacts()}, "fattura24": {"customers": []}})
        asyncio.run(s.connect())
        s.service.save_settings(replace(s.service.settings(), create_in_fattura24="never"))
        asyncio.run(s.service.plan())
        assert asyncio.run(_check(s)) > 3, "all are looked at once more, for the index lags"
        assert asyncio.run(_check(s)) <= 3, "the last page, one more, and the open tasks"
        changed = f"c{7:019d}"
        s.sandbox.state.edit_contact(changed, {"city": "Lecce"})
        assert asyncio.run(_check(s)) <= 3, "the last page, one more, and the open tasks"
        cached = s.service.store.highlevel.get(changed)
        assert cached is not None
        assert cached.wire["city"] == "Lecce"
