"""Whether the installed program was replaced while this process runs, as a package does at an upgrade.

What runs has its code from the old files and loads the rest of it when it is first needed: from files that are gone, or
are the new ones. So nothing new is begun then, and the program starts again as soon as nobody works with it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess

from app.autostart.entry import BACKGROUND


class InstalledProgram:
    """Watches the file of the program; ``path`` is None in a checkout, where nothing is installed."""

    def __init__(self, path: Path | None = None) -> None:
        frozen = Path(sys.executable) if getattr(sys, "frozen", False) else None
        self._path = path or frozen
        self._first = self._seen = self._identity()

    @property
    def replaced(self) -> bool:
        """Tell whether another program stands there than the one that runs; one that is gone was removed, no more."""
        return self._seen != self._first and self._seen is not None

    def look(self) -> bool:
        """Look again, and tell whether it was replaced: twice the same, so that no half installed one is started."""
        before, self._seen = self._seen, self._identity()
        return self.replaced and self._seen == before

    def _identity(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat() if self._path else None
        except OSError:
            return None
        return (found.st_dev, found.st_ino, found.st_mtime_ns) if found else None


def start_again(arguments: list[str], *, background: bool) -> bool:
    """Start the program that is installed now, apart from this process; ``arguments`` are those of this start."""
    kept = [word for word in arguments if word != BACKGROUND]
    # an option of the program stands before its command
    words = [BACKGROUND, *kept] if background else kept
    return bool(QProcess.startDetached(sys.executable, words)[0])
