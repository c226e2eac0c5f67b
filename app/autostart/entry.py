"""What all systems have in common: the command that is started, the states, and which system this is."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from app.paths import Home

BACKGROUND = "--background"
"""Start without showing the window; a second start with it raises nothing."""


_HOME = "--home"


class AutostartState(StrEnum):
    """Whether Ponte24 starts at login, as the system has it."""

    ON = "on"
    OFF = "off"
    BLOCKED = "blocked"
    """There is an entry, and the owner or the company switched it off in the system's own list."""
    APPROVAL = "approval"
    """macOS wants it to be allowed in the system settings first."""


@dataclass(frozen=True, slots=True)
class Command:
    """The words that start Ponte24 in the background for one home."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, home: Home) -> Command:
        """Return the command of this very program: the frozen executable, or the script beside its interpreter."""
        program = [sys.executable]
        if not getattr(sys, "frozen", False):
            script = shutil.which("ponte24", path=str(Path(sys.executable).parent))
            program = [script] if script else [sys.executable, "-m", "app"]
        chosen = [] if home.is_default else [_HOME, str(home.root)]
        return cls((*program, *chosen, BACKGROUND))

    def same_home(self, words: tuple[str, ...]) -> bool:
        """Tell whether other words start the same home, whichever program they name."""
        return _home_in(words) == _home_in(self.words)


def _home_in(words: tuple[str, ...]) -> str:
    return words[words.index(_HOME) + 1] if _HOME in words[:-1] else ""


class Autostart(Protocol):
    """The entry of Ponte24 in one system's list of what starts at login."""

    def state(self) -> AutostartState:
        """Return how things stand now. Raises StorageError where the list cannot be read."""
        ...

    def switch(self, on: bool) -> AutostartState:
        """Make or delete the entry and return the new state. Raises StorageError where that is refused."""
        ...

    def is_ours(self) -> bool:
        """Tell whether there is an entry and it starts this home: another home's is not ours to change."""
        ...

    def refresh(self) -> None:
        """Where it is on and the program has moved since (an update, another folder): point the entry to it."""
        ...
