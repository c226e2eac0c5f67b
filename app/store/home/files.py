"""Folders and files that only their owner may read.

On Windows the modes do nothing: there the user's profile is private by its own access list.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from app.errors import StorageError

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
OWN_NAMES = ("ponte24.", "backups", "logs", "window.ini", "fattura24.lock")
"""How the entries of a home begin; a folder that holds anything else is somebody's and keeps its mode."""

_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}


def as_storage_error(error: OSError, path: Path) -> StorageError:
    """Return what an error of the operating system means for the home: disk_full or home_read_only."""
    code = "disk_full" if error.errno in _FULL else "home_read_only"
    return StorageError(code, details=f"{type(error).__name__}: {error.strerror or error}", path=str(path))


def private_folder(path: Path) -> Path:
    """Make a folder with mode 0700 and return it; tighten one that is there when it is empty or clearly ours.

    Raises StorageError (home_read_only, disk_full).
    """
    try:
        existed = path.is_dir()
        path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        if not existed or _is_ours(path):
            tighten(path, PRIVATE_FOLDER)
    except OSError as error:
        raise as_storage_error(error, path) from error
    return path


def private_file(path: Path) -> bool:
    """Make an empty file with mode 0600 unless it is there, and tighten one that is; tell whether it is new.

    Raises StorageError (home_read_only: it cannot be written; disk_full).
    """
    try:
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE)
        except FileExistsError:
            tighten(path, PRIVATE_FILE)
            # SQLite would open a file it may only read without a word, and fail at the first write
            path.open("r+b").close()
            return False
        os.close(descriptor)
    except OSError as error:
        raise as_storage_error(error, path) from error
    return True


def _is_ours(folder: Path) -> bool:
    return all(entry.name.startswith(OWN_NAMES) for entry in folder.iterdir())


def tighten(path: Path, mode: int) -> None:
    """Take rights away that others have. A link is left as it is: what it leads to need not be ours, and whoever may
    put one there must not choose whose rights are changed. Raises OSError."""
    if os.name != "posix" or stat.S_ISLNK(path.lstat().st_mode) or not path.lstat().st_mode & 0o777 & ~mode:
        return
    try:
        if os.chmod in os.supports_follow_symlinks:
            path.chmod(mode, follow_symlinks=False)
        else:
            _tighten_opened(path, mode)
    except PermissionError:
        return  # somebody else owns it (a container's mounted folder): whether it can be used shows later


def _tighten_opened(path: Path, mode: int) -> None:
    """The same on Linux, which changes no rights without following links. An ordinary descriptor will not do: closing
    one takes SQLite's locks on the file away (sqlite.org/howtocorrupt, 2.2); one that is a mere path does not."""
    descriptor = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if not stat.S_ISLNK(os.fstat(descriptor).st_mode):
            Path(f"/proc/self/fd/{descriptor}").chmod(mode)
    finally:
        os.close(descriptor)
