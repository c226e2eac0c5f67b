"""What is done counts as done, also where the note of it finds the disk full: who hears otherwise does it again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from app.automation.offer.catalogue import entries
from app.clock import ManualClock
from app.errors import StorageError
from app.paths import Home
from app.services.automations import calling
from app.services.housekeeping.keeper import Housekeeper
from app.store import Store


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    opened = Store.open(Home(tmp_path / "home"), ManualClock(1_790_000_000.0))

    def full(*_told: Any) -> None:
        raise StorageError("disk_full", details="", path="ponte24.sqlite3")

    monkeypatch.setattr(type(opened.activity), "add", full)
    return opened


def test_a_backup_that_is_there_is_told(store: Store, tmp_path: Path) -> None:
    def unused() -> Any:
        raise AssertionError

    keeper = Housekeeper(store, ManualClock(1_790_000_000.0), unused, unused)
    made = keeper.backup(tmp_path / "copia.ponte24")
    assert made.file.stat().st_size
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["copia.ponte24"]
    store.close()


def test_a_call_that_was_answered_is_not_told_as_failed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []

    async def answered(_session: object, ready: object) -> dict[str, str]:
        sent.append(ready)
        return {"id": "1"}

    @asynccontextmanager
    async def connect() -> AsyncIterator[Any]:
        class Client:
            session = None

        yield Client()

    monkeypatch.setattr(calling, "call", answered)
    caller = calling.Caller(store, lambda: 0.0, lambda: "it", connect)
    entry = next(e for e in entries() if e.effect != "read")
    monkeypatch.setattr(caller, "_ready", lambda _operation, _inputs: (entry, None))
    assert asyncio.run(caller.call(entry.id, {})) == {"id": "1"}
    assert len(sent) == 1
    store.close()
