"""A scheduled sync that the network kept away is tried again soon; one that came to an answer waits its interval."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.errors import ServiceUnavailable
from tests.services.stage import stage


def test_offline_backs_off_and_recovers_without_losing_an_interval(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=2) as it:

        async def first() -> None:
            await it.connect()
            await it.import_export()
            await it.whole_sync()
            await it.service.sync()

        asyncio.run(first())
        now, service = it.clock.now, it.service
        assert service.status().next_run_at == pytest.approx(now() + 3600)
        it.clock.sandbox.advance(3601)
        assert service.due()
        account = service.store.settings.get("account.highlevel")
        service.store.settings.set("account.highlevel", {**account, "base_url": "http://127.0.0.1:9"})
        for minutes in (1, 2, 5, 15, 15):
            with pytest.raises(ServiceUnavailable):
                asyncio.run(service.sync(origin="schedule"))
            left = service.status().next_run_at - now()
            assert minutes * 60 - 30 < left <= minutes * 60
            assert not service.due()
            it.clock.sandbox.advance(minutes * 60 + 1)
            assert service.due()
        service.store.settings.set("account.highlevel", account)
        asyncio.run(service.sync(origin="schedule"))
        assert service.status().next_run_at == pytest.approx(now() + 3600)


def test_a_short_interval_is_never_made_longer(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=0) as it:
        service = it.service
        service.set_setting("interval_minutes", "3")
        service.store.settings.set("synced_before", True)
        service.store.settings.set("sync_failures", {"count": 9, "at": it.clock.now()})
        asyncio.run(it.connect())
        assert service.status().next_run_at - it.clock.now() <= 180
