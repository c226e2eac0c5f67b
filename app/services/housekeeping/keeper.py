"""Backups, forgetting, support and the daily upkeep of one home."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.autostart.choosing import here
from app.autostart.entry import AutostartState
from app.clock import Clock
from app.errors import StorageError
from app.paths import Home
from app.services.api.housekeeping import BackupInfo, Forgotten, SupportFile, Upkeep
from app.services.api.status import Status
from app.services.housekeeping import forgetting, support
from app.services.settings.preferences import PAUSED, load_settings
from app.services.sync.reading.snapshot import Snapshot
from app.store import Store
from app.store.home.archive import save_backup
from app.store.retention import daily_copy, prune

FOR_GOOD = 4_102_444_800.0
"""The moment until which a computer that was moved away from is paused: 1 January 2100 (epoch seconds)."""

_UNSEEN = 90 * 86_400.0
"""Seconds for which what happened while an automation waits is kept for it, however little else is."""
_DAY = 86_400.0
_LAST = "upkeep_at"


class Housekeeper:
    """Implements `app.services.api.housekeeping.HousekeepingService`."""

    def __init__(
        self, store: Store, clock: Clock, status: Callable[[], Status], snapshot: Callable[[], Snapshot]
    ) -> None:
        self._store, self._clock = store, clock
        self._status, self._snapshot = status, snapshot
        self._home = Home(store.database.path.parent)

    def backup(self, file: Path, *, moving: bool = False) -> BackupInfo:
        """Write everything but the secrets to one file."""
        manifest = save_backup(self._home, file, self._clock.now())
        if moving:
            # only once the file is there; the copy itself is not paused
            self._store.settings.set(PAUSED, FOR_GOOD)
        with suppress(StorageError):  # the copy is there and whole, also where the home's own disk is full
            self._store.activity.add(self._clock.now(), "info", "backup_moving" if moving else "backup_saved", {})
        return BackupInfo(file, file.stat().st_size, manifest.version, manifest.created_at)

    def forget(self, customer: str) -> Forgotten:
        """Forget a person everywhere in this home."""
        return forgetting.forget(self._store, self._snapshot(), self._home, self._clock, customer)

    def forget_preview(self, customer: str) -> Forgotten:
        """Return what forgetting a person would do, and do nothing."""
        return forgetting.preview(self._store, self._snapshot(), self._home, customer)

    def places(self) -> tuple[Path, Path]:
        """Return where the data of this home are, and its log."""
        return self._home.root, self._home.logs / "ponte24.log"

    def support_files(self) -> tuple[SupportFile, ...]:
        """Return what a support bundle would hold."""
        return support.support_files(self._store, self._home, self._status(), self._clock.now())

    def save_support(self, file: Path) -> Path:
        """Write the support bundle."""
        return support.save_support(self.support_files(), file)

    def autostart(self) -> AutostartState:
        """Return whether Ponte24 starts at login, as the system has it."""
        return here(self._home).state()

    def set_autostart(self, on: bool) -> AutostartState:
        """Let it start at login, or no more."""
        return here(self._home).switch(on)

    def upkeep(self) -> Upkeep:
        """Make the daily copy and let go what is old; at most once a day."""
        now = self._clock.now()
        last = float(self._store.settings.get(_LAST, 0.0))
        if 0 <= now - last < _DAY:
            return Upkeep()
        copy = daily_copy(self._home, now)
        days = load_settings(self._store).keep_days
        pruned = prune(self._store.database, self._home, now - days * _DAY, now - _UNSEEN) if days else {}
        self._store.settings.set(_LAST, now)
        return Upkeep(copy, pruned)
