"""One file that holds a whole home: made for another computer or a bad day, and led back into place.

The file is a zip of the database, as SQLite's own backup copies it, and a manifest with its revision and SHA-256.
Secrets are not in it: they live in the keyring. A bare copy of the database (what stands in ``backups``) is taken, too.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import os
import shutil
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from app import __version__
from app.errors import FileRefused, StorageError
from app.paths import Home
from app.regular_file import open_regular
from app.store.home.files import as_storage_error, private_file, private_folder
from app.store.home.opening import SQLITE_MAGIC, copy_database, inspect_copy
from app.store.migrations import newest
from app.store.schema.failures import mapped_errors

if TYPE_CHECKING:
    from app.store.migrations import Migration

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "ponte24.sqlite3"
LARGEST = 8 * 2**30
"""Bytes a database may unpack to."""
_MANIFEST_BYTES = 64 * 1024
_PIECE = 2**20
_NO_BACKUP: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    KeyError,
    EOFError,
    RuntimeError,
    ValueError,
    struct.error,
)
"""What a file raises that is no backup, or none any more."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. ``created_at`` is ISO 8601 in UTC, ``sha256`` that of the database."""

    format: int
    version: str
    revision: str
    created_at: str
    sha256: str
    size: int


def save_backup(home: Home, target: Path, now: float, *, history: Sequence[Migration] | None = None) -> Manifest:
    """Write the home's database to ``target`` (mode 0600; it appears only when it is whole) and return its manifest.

    ``now`` is epoch seconds. Raises StorageError if the disk does not take it, FileRefused (backup_target) where the
    file is the database itself or a folder.
    """
    if target.is_dir() or target.resolve() == home.database.resolve():
        raise FileRefused("backup_target", file=str(target))
    folder = target.absolute().parent
    if not folder.is_dir():
        raise FileRefused("backup_folder", file=str(folder))
    # beside the target: what is half done must not fill the home's disk, nor lie about in /tmp
    copy, unfinished = target.with_name(f"{target.name}.database"), target.with_name(f"{target.name}.partial")
    try:
        copy_database(home.database, copy)
        digest = _digest(copy)
        manifest = Manifest(
            FORMAT,
            __version__,
            newest() if history is None else history[-1].revision,
            datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds"),
            digest,
            copy.stat().st_size,
        )
        private_file(unfinished)
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=2))
            archive.write(copy, DATABASE)
        unfinished.replace(target)
    except OSError as error:
        raise as_storage_error(error, folder) from error
    finally:
        for left in (copy, unfinished):
            left.unlink(missing_ok=True)
    return manifest


def restore_backup(home: Home, source: Path, now: float, *, history: Sequence[Migration] | None = None) -> Path | None:
    """Put a backup in the place of the home's database; return where the one before it is kept (None: there was none).

    Nobody else may have the home open. The file is checked first and nothing changes where it does not fit; an older
    one is led to the present revision at the next opening. Raises FileRefused (file_not_found, backup_unknown,
    backup_damaged, backup_newer) or StorageError.
    """
    private_folder(home.root)
    fresh = home.database.with_name("ponte24.sqlite3.restored")
    try:
        with mapped_errors(fresh):
            _unpack(source, fresh)
            inspect_restored(source, fresh, history)
            kept = set_aside(home, now, "before-restore")
            fresh.replace(home.database)
    except OSError as error:
        raise as_storage_error(error, home.root) from error
    finally:
        fresh.unlink(missing_ok=True)
    return kept


def inspect_restored(source: Path, fresh: Path, history: Sequence[Migration] | None) -> None:
    """Make sure that an unpacked database is whole and of a revision that is known. Raises FileRefused."""
    try:
        inspect_copy(fresh, history)
    except StorageError as error:
        code = "backup_newer" if error.code == "database_newer" else "backup_damaged"
        raise FileRefused(code, file=source.name, details=error.details) from error
    except sqlite3.Error as error:
        raise FileRefused("backup_damaged", file=source.name, details=str(error)) from error


def set_aside(home: Home, now: float, why: str) -> Path | None:
    """Move the present database, with what has not been merged into it, to the backups; None where there is none."""
    if not home.database.exists():
        return None
    folder = private_folder(home.backups)
    moment = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    # not named like the daily copies: these are cleared away by number, this one is the owner's to delete
    target = folder / f"{why}-{moment}.sqlite3"
    for suffix in ("-wal", "-shm", ""):
        part = Path(f"{home.database}{suffix}")
        if part.exists():
            shutil.move(part, f"{target}{suffix}")
    return target


def _unpack(source: Path, target: Path) -> None:
    """Write the database of a backup, or of a bare copy, to a private file."""
    if not source.exists():
        raise FileRefused("file_not_found", file=str(source))
    if not source.is_file():
        raise FileRefused("backup_unknown", file=source.name, details="not a file")
    target.unlink(missing_ok=True)
    with open_regular(source) as file:
        if file.read(len(SQLITE_MAGIC)) == SQLITE_MAGIC:
            _take_bare(source, target)
            return
    try:
        with open_regular(source) as file, zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, source)
            if archive.getinfo(DATABASE).file_size > min(manifest.size, LARGEST):
                raise FileRefused("backup_damaged", file=source.name, details="size")
            with archive.open(DATABASE) as packed:
                _copy(packed, target, manifest.size)
    except _NO_BACKUP as error:
        raise FileRefused("backup_unknown", file=source.name, details=f"{type(error).__name__}: {error}") from error
    if _digest(target) != manifest.sha256:
        raise FileRefused("backup_damaged", file=source.name, details="SHA-256")


def _take_bare(source: Path, target: Path) -> None:
    """Copy a database as SQLite sees it: what is still in a -wal file beside it belongs to it."""
    try:
        copy_database(source, target)
    except (StorageError, sqlite3.Error) as error:
        raise FileRefused("backup_damaged", file=source.name, details=str(error)) from error


def _manifest(archive: zipfile.ZipFile, source: Path) -> Manifest:
    with archive.open(MANIFEST) as file:
        told = json.loads(file.read(_MANIFEST_BYTES))
    if not isinstance(told, dict) or not isinstance(told.get("format"), int):
        raise FileRefused("backup_unknown", file=source.name, details=MANIFEST)
    if told["format"] > FORMAT:
        raise FileRefused("backup_newer", file=source.name, details=f"format {told['format']}")
    return Manifest(
        told["format"],
        str(told["version"]),
        str(told["revision"]),
        str(told["created_at"]),
        str(told["sha256"]),
        int(told["size"]),
    )


def _copy(file: IO[bytes], target: Path, most: int) -> None:
    written = 0
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        while piece := file.read(_PIECE):
            written += len(piece)
            if written > most:
                raise ValueError("larger than it says")
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
