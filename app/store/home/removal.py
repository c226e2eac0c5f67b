"""Delete everything of a home: only what Ponte24 made itself; a file of somebody else's in the folder stays."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.paths import Home

OWN_FILES = (
    "ponte24.sqlite3",
    "ponte24.lease",
    "ponte24.instance",
    "ponte24.import",
    "ponte24.socket",
    "ponte24.home",
    "window.ini",
    "fattura24.lock",
)
"""How the names of Ponte24's own files in a home begin."""
OWN_FOLDERS = ("backups", "logs")


def remove_home(home: Home) -> tuple[int, list[str]]:
    """Delete the home's files and its folder where nothing else is in it; return how many went, and what is left.

    Raises OSError where something cannot be deleted.
    """
    gone, left = 0, []
    if not home.root.is_dir():
        return 0, []
    for entry in sorted(home.root.iterdir()):
        if entry.is_dir() and not entry.is_symlink() and entry.name in OWN_FOLDERS:
            gone += sum(path.is_file() for path in entry.rglob("*"))
            shutil.rmtree(entry)
        elif entry.name.startswith(OWN_FILES):
            _overwrite(entry)
            entry.unlink()
            gone += 1
        else:
            left.append(entry.name)
    if not left:
        home.root.rmdir()
    return gone, left


def _overwrite(path: Path) -> None:
    """Empty a database before it is deleted, so that a copy-less disk does not keep its bytes under a free name."""
    if path.is_symlink() or not path.name.startswith("ponte24.sqlite3"):
        return
    size = path.stat().st_size
    with path.open("r+b") as file:
        for _ in range(0, size, 2**20):
            file.write(b"\0" * min(2**20, size - file.tell()))
