"""Put a backup in the place of a home's data: before the store is opened, as that may be what is broken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.clock import Clock
from app.paths import Home
from app.store import Store
from app.store.home.archive import restore_backup
from app.store.home.files import private_folder
from app.store.home.lease import COMMAND, INSTANCE, Lease

_FIRST_RUN = ("synced_before",)
"""Settings that go: what was copied may be older than what both services hold, so the next run counts as the first one
and asks to be looked at, and everything is read afresh."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What restoring did: where the data before it are kept (None: there were none)."""

    kept: Path | None


@contextmanager
def alone(home: Home, clock: Clock, *, window_holds: bool = False) -> Iterator[None]:
    """Keep every other program out of a home for a while. Raises HomeBusy if one is at work or a window is open."""
    with ExitStack() as held:
        if not window_holds:
            held.enter_context(Lease(home.root, COMMAND, clock, name=INSTANCE).held())
        held.enter_context(Lease(home.root, COMMAND, clock).held())
        yield


def restore(home: Home, file: Path, clock: Clock, *, window: bool = False) -> Restored:
    """Check a backup, put it in place and prepare it for a careful first run. ``window``: the caller is the window that
    has claimed the home and has not opened it.

    Raises FileRefused (file_not_found, backup_unknown, backup_damaged, backup_newer), HomeBusy where another program
    works in this home, StorageError.
    """
    private_folder(home.root)
    with alone(home, clock, window_holds=window):
        kept = restore_backup(home, file, clock.now())
    store = Store.open(home, clock)
    try:
        with store.transaction():
            for key in (*store.settings.all("highlevel."), *_FIRST_RUN):
                store.settings.remove(key)
            open_plan = store.plans.latest("open")
            if open_plan:
                store.plans.set_state(open_plan, "superseded")
            store.activity.add(clock.now(), "info", "backup_restored", {})
    finally:
        store.close()
    return Restored(kept)
