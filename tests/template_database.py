"""A new home's database for tests: migrated once for each process of the tests, then copied.

Leading a new file through every revision takes eight times as long as all else that opening a home does, and some two
thousand tests begin with one. The tests of the store and whatever runs as a process of its own migrate as ever.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.clock import Clock
from app.paths import Home
from app.store import store
from app.store.home import opening
from app.store.home.files import private_folder
from app.store.schema import database
from app.store.schema.database import Database

_usual = opening.open_database


@cache
def template() -> bytes:
    """Return the file of a new home at the newest revision."""
    with tempfile.TemporaryDirectory(prefix="ponte24-template-") as folder:
        home = Home(Path(folder) / "home")
        store.Store(_usual(home, _NoClock())).close()
        left = Path(f"{home.database}-wal")
        assert not left.exists() or not left.stat().st_size, "all of it is in one file"
        return home.database.read_bytes()


class _NoClock:
    """A new database is not copied before it is migrated, so nobody asks when."""

    def now(self) -> float:
        raise AssertionError("nothing was there to be copied")

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody waits")


def open_from_template(home: Home, clock: Clock, *, history: Any = None, **options: Any) -> Database:
    """`open_database`, which finds a new home's file made already."""
    new = history is None and not home.marker.exists() and not home.database.exists()
    if new:
        private_folder(home.root)
        home.database.write_bytes(template())
    return _usual(home, clock, history=history, **options)


def use_template(patch: pytest.MonkeyPatch) -> None:
    """Let every home that is new in this test begin with the template, and no commit wait for the disk: in none of
    these tests does the power go, and a process that ends or is killed loses nothing by it."""
    patch.setattr(store, "open_database", open_from_template)
    patch.setattr(database, "SYNCHRONOUS", "OFF")
