"""Whether there is a newer version, as the window knows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class UpdateState(StrEnum):
    """What is known of newer versions."""

    CLOSED = "closed"
    """This build has no place where new versions are announced: nothing is ever asked for."""
    ASK = "ask"
    """The owner was not asked yet, and nothing is looked for."""
    OFF = "off"
    NEVER = "never"
    """Wanted, and not looked for yet."""
    CURRENT = "current"
    NEWER = "newer"
    UNKNOWN = "unknown"
    """The last look did not succeed, or what it found is not to be believed."""


@dataclass(frozen=True, slots=True)
class UpdateInfo:
    """``version``, ``notes`` and ``page`` are those of a newer version; ``looked_at`` is the last look that succeeded,
    ``tried_at`` the last one (epoch seconds, 0: never). ``skipped``: the owner does not want this version."""

    state: UpdateState
    version: str = ""
    notes: str = ""
    page: str = ""
    urgent: bool = False
    skipped: bool = False
    looked_at: float = 0.0
    tried_at: float = 0.0


class UpdateService(Protocol):
    """News of Ponte24 itself: a link to a page and no more, nothing is downloaded."""

    def info(self) -> UpdateInfo:
        """Return what is known, without the network."""
        ...

    def choose(self, on: bool) -> UpdateInfo:
        """Keep the owner's answer to whether new versions are looked for."""
        ...

    def skip(self) -> UpdateInfo:
        """Say no more of the newer version that is known."""
        ...

    def due(self) -> bool:
        """Tell whether it is time to look."""
        ...

    async def look(self) -> UpdateInfo:
        """Ask for the public file now. What goes wrong is `UpdateState.UNKNOWN`; nothing is raised for it."""
        ...
