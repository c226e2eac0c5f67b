"""What an error of SQLite means for the owner of the home."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from app.errors import StorageError

_CODES = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_READONLY: "home_read_only",
    sqlite3.SQLITE_CANTOPEN: "home_read_only",
    sqlite3.SQLITE_PERM: "home_read_only",
    sqlite3.SQLITE_CORRUPT: "database_damaged",
    sqlite3.SQLITE_NOTADB: "database_damaged",
    sqlite3.SQLITE_BUSY: "database_busy",
    sqlite3.SQLITE_LOCKED: "database_busy",
    sqlite3.SQLITE_PROTOCOL: "database_busy",
    sqlite3.SQLITE_FORMAT: "database_damaged",
    sqlite3.SQLITE_MISMATCH: "database_damaged",
    sqlite3.SQLITE_NOLFS: "disk_failed",
    sqlite3.SQLITE_TOOBIG: "database_damaged",
    sqlite3.SQLITE_AUTH: "home_read_only",
}
_ALMOST_NOTHING = 1 << 20
_LOST = ("no such table", "no such column", "could not decode", "malformed", "cannot modify", "table ")
"""How Python and SQLite begin what they say of a file whose description or texts have been damaged."""


def storage_error(error: BaseException, path: Path) -> StorageError | None:
    """Return the StorageError that says what an SQLite error means, or None if it is about something else.

    ``details`` name SQLite's message but never the statement's values, which may be customer data.
    """
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, UnicodeDecodeError):  # also of SQLite's own message, which quotes the file
        return StorageError("database_damaged", details="SQLite: no UTF-8", path=str(path))
    if not isinstance(original, sqlite3.Error):
        return None
    if isinstance(original, sqlite3.IntegrityError):
        # none of our triggers refuses anything: somebody else has changed the file
        strange = getattr(original, "sqlite_errorcode", None) == sqlite3.SQLITE_CONSTRAINT_TRIGGER
        return StorageError("database_damaged", details=f"SQLite: {original}", path=str(path)) if strange else None
    primary = (getattr(original, "sqlite_errorcode", None) or 0) & 0xFF
    code = _CODES.get(primary)
    if code is None and str(original).lower().startswith(_LOST):
        code = "database_damaged"
    if primary == sqlite3.SQLITE_IOERR:
        code = "disk_full" if _no_room(path) else "disk_failed"
    return StorageError(code, details=f"SQLite: {original}", path=str(path)) if code else None


def _no_room(path: Path) -> bool:
    # a full disk can also show as a failed read or write of the shared-memory file
    try:
        return shutil.disk_usage(path.parent).free < _ALMOST_NOTHING
    except OSError:
        return False


@contextmanager
def mapped_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into StorageError; all others pass unchanged."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, UnicodeDecodeError) as error:
        found = storage_error(error, path)
        if found is None:
            raise
        raise found from error
