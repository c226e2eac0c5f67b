"""Backups, forgetting and the support bundle, as the window and the command line know them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from app.autostart.entry import AutostartState


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """A file that holds a whole home: its path, its size in bytes, the program's version and the moment (ISO 8601)."""

    file: Path
    size: int
    version: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What forgetting a person did. ``rows`` are those deleted or emptied, ``copies`` the backup copies deleted.

    ``stays`` and ``returns`` are text keys under ``forgotten`` with parameters: what is kept on purpose and why, and
    from where the person would come back.
    """

    title: str
    rows: int
    copies: int
    stays: tuple[tuple[str, Mapping[str, str]], ...] = ()
    returns: tuple[tuple[str, Mapping[str, str]], ...] = ()


@dataclass(frozen=True, slots=True)
class SupportFile:
    """One text of the support bundle, as it will be read."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What the daily upkeep did: the copy it made (None: there was one) and what went for its age, by name."""

    copy: Path | None = None
    pruned: Mapping[str, int] = field(default_factory=dict)


class HousekeepingService(Protocol):
    """Keeps a home in order; all calls touch only this computer."""

    def backup(self, file: Path, *, moving: bool = False) -> BackupInfo:
        """Write everything but the secrets to one file. ``moving`` pauses this computer for good, so that two never
        work from the same data. Raises StorageError, FileRefused (backup_target, backup_folder)."""
        ...

    def forget(self, customer: str) -> Forgotten:
        """Forget a person, named by the customer's id, code or contact. Raises UsageError (forget_unknown,
        forget_interrupted), StorageError."""
        ...

    def forget_preview(self, customer: str) -> Forgotten:
        """Return what forgetting a person would do, and do nothing. Raises as `forget` does."""
        ...

    def places(self) -> tuple[Path, Path]:
        """Return where the data of this home are, and its log."""
        ...

    def support_files(self) -> tuple[SupportFile, ...]:
        """Return what a support bundle would hold: no secret and no customer."""
        ...

    def save_support(self, file: Path) -> Path:
        """Write the support bundle. Raises StorageError."""
        ...

    def autostart(self) -> AutostartState:
        """Return whether Ponte24 starts at login, as the system has it. Raises StorageError."""
        ...

    def set_autostart(self, on: bool) -> AutostartState:
        """Let it start at login, or no more. Raises StorageError."""
        ...

    def upkeep(self) -> Upkeep:
        """Make the daily copy and let go what is older than the owner wants it kept; at most once a day."""
        ...
