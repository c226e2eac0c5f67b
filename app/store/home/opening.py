"""Opens the database of a home: looks before it touches, copies before it changes."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from app.clock import Clock
from app.errors import HomeBusy, StorageError
from app.paths import Home
from app.store.home.files import PRIVATE_FILE, as_storage_error, private_file, private_folder, tighten
from app.store.home.importing import running
from app.store.home.lease import COMMAND, INSTANCE, WINDOW, Lease
from app.store.migrations import newest
from app.store.schema.database import BUSY_TIMEOUT, Database, sqlite_engine
from app.store.schema.failures import mapped_errors

if TYPE_CHECKING:
    from app.store.migrations import Migration

KEPT_BACKUPS = 10
SQLITE_MAGIC = b"SQLite format 3\x00"


def open_database(
    home: Home, clock: Clock, *, history: Sequence[Migration] | None = None, busy_timeout: float = BUSY_TIMEOUT
) -> Database:
    """Return the home's database at the newest revision of ``history`` (default: all), made or migrated as needed.

    Raises StorageError (home_read_only, disk_full, database_damaged, database_newer, database_busy,
    disk_failed); a damaged file and one of a newer program are left as they are. Raises HomeBusy where the file would
    be migrated under the open window of an older program.
    """
    path = home.database
    private_folder(home.root)
    with mapped_errors(path):
        _still_there(home)
        private_file(path)
        found = _inspect(path, history, busy_timeout) if path.stat().st_size else None
        needed = found != _newest(history)
        with _no_window_open(home, clock) if found is not None and needed else nullcontext():
            if found is not None and needed:
                back_up(home, found, clock.now(), busy_timeout=busy_timeout)
            _prepare(path, history, busy_timeout, needed=needed)
        private_file(home.marker)
    database = Database(path, busy_timeout=busy_timeout)
    database.why_busy = partial(running, path)
    return database


@contextmanager
def _no_window_open(home: Home, clock: Clock) -> Iterator[None]:
    """Hold the claim on a home while its file is migrated: after an upgrade the old program's window may still be open,
    and a command of the new one comes first. Raises HomeBusy then."""
    with ExitStack() as held:
        try:
            held.enter_context(Lease(home.root, COMMAND, clock, name=INSTANCE).held())
        except HomeBusy as other:
            if other.program == WINDOW and other.process != os.getpid():
                raise
        yield


def _still_there(home: Home) -> None:
    """A file that was there before and is gone or empty is no new home: to begin anew without a word would let both
    services look as if nothing were linked. Raises StorageError (database_missing)."""
    size = home.database.stat().st_size if home.database.exists() else 0
    if size or not home.marker.exists():
        return
    wal = Path(f"{home.database}-wal")
    if home.database.exists() and wal.exists() and wal.stat().st_size:
        return  # made a moment ago and not yet written back: SQLite will do it
    raise StorageError("database_missing", path=str(home.database), backups=str(home.backups))


def back_up(home: Home, revision: str, now: float, *, busy_timeout: float = BUSY_TIMEOUT) -> Path:
    """Copy the database to ``ponte24-<UTC moment>-r<revision>.sqlite3`` in the backups; return that path.

    The copy is whole (it holds what is still in the -wal file) and gets its name only when it is; the newest
    `KEPT_BACKUPS` are kept. Raises StorageError.
    """
    folder = private_folder(home.backups)
    moment = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    target = folder / f"ponte24-{moment}-r{revision}.sqlite3"
    try:
        copy_database(home.database, target, busy_timeout=busy_timeout)
        for old in sorted(folder.glob("ponte24-*.sqlite3"))[:-KEPT_BACKUPS]:
            old.unlink()
    except OSError as error:
        raise as_storage_error(error, folder) from error
    return target


def copy_database(source: Path, target: Path, *, busy_timeout: float = BUSY_TIMEOUT, checked: bool = False) -> None:
    """Copy a database with SQLite's own backup to one private file, which gets its name only when it is whole.

    ``checked`` reads all of its pages first, so that no damage ever takes the place of a good copy. Raises
    StorageError, OSError.
    """
    unfinished = target.with_name(f"{target.name}.partial")
    try:
        private_file(unfinished)
        with (
            mapped_errors(unfinished),
            closing(_read_only(source, busy_timeout)) as opened,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            opened.backup(copy)
            # the copy is one file, to be read wherever it is put: it needs no -wal beside it
            copy.execute("PRAGMA journal_mode = DELETE")
            if checked and (verdict := copy.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                raise StorageError("database_damaged", details=str(verdict).splitlines()[0], path=str(source))
        unfinished.replace(target)
    finally:
        for left in (unfinished, Path(f"{unfinished}-journal")):
            _remove(left)


def inspect_copy(path: Path, history: Sequence[Migration] | None) -> str:
    """Return the revision of a copy after reading all of its pages. Raises StorageError (database_damaged,
    database_newer) and sqlite3.Error."""
    revision = _inspect(path, history, BUSY_TIMEOUT)
    if revision is None:
        raise StorageError("database_damaged", details="no tables", path=str(path))
    with closing(_read_only(path, BUSY_TIMEOUT)) as connection:
        verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise StorageError("database_damaged", details=str(verdict).splitlines()[0], path=str(path))
    return revision


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # in a folder that cannot be written the reason itself is already on its way


def _newest(history: Sequence[Migration] | None) -> str:
    return newest() if history is None else history[-1].revision


def _known(history: Sequence[Migration] | None) -> Sequence[Migration]:
    """Return the revisions as modules; with them comes Alembic, which a database that is up to date does not need."""
    if history is not None:
        return history
    from app.store.migrations import HISTORY

    return HISTORY


def _read_only(path: Path, busy_timeout: float) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(path.as_posix())}?mode=ro", uri=True, timeout=busy_timeout)


def _inspect(path: Path, history: Sequence[Migration] | None, busy_timeout: float) -> str | None:
    """Return the file's revision (None: no tables). Raises database_damaged or database_newer."""
    with path.open("rb") as file:
        if file.read(len(SQLITE_MAGIC)) != SQLITE_MAGIC:
            raise StorageError("database_damaged", details="not an SQLite file", path=str(path))
    wal = Path(f"{path}-wal")
    unclean = wal.exists() and wal.stat().st_size > 0
    with closing(_read_only(path, busy_timeout)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables:
            return None
        revisions = (
            []
            if "alembic_version" not in tables
            else [row[0] for row in connection.execute("SELECT version_num FROM alembic_version")]
        )
        if len(revisions) != 1:
            raise StorageError("database_damaged", details=f"revisions: {revisions}", path=str(path))
        revision = str(revisions[0])
        current = revision == _newest(history)
        if not current and revision not in {module.revision for module in _known(history)}:
            raise StorageError("database_newer", details=f"revision {revision}", path=str(path))
        if unclean or not current:
            # reading all pages takes a while: only after a crash and before a change
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                raise StorageError("database_damaged", details=str(verdict).splitlines()[0], path=str(path))
    return revision


def _prepare(path: Path, history: Sequence[Migration] | None, busy_timeout: float, *, needed: bool) -> None:
    """Set the file up for WAL, run what is missing, and prove that it can be written."""
    # rebuilding a table in a migration would otherwise cascade over the rows that refer to it
    engine = sqlite_engine(path, busy_timeout=busy_timeout, foreign_keys=False)
    try:
        with engine.connect().execution_options(ponte24_writes=True) as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            mode = driver.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            if mode != "wal":
                raise StorageError("home_read_only", details=f"journal mode {mode}", path=str(path))
            with connection.begin():
                if needed:
                    from app.store.migrations import migrate

                    migrate(connection, _known(history))
                    broken = driver.execute("PRAGMA foreign_key_check").fetchall()
                    if broken:
                        raise StorageError(
                            "database_damaged", details=f"{len(broken)} rows refer to none", path=str(path)
                        )
    finally:
        engine.dispose()
    if os.name == "posix":
        for suffix in ("-wal", "-shm"):
            beside = Path(f"{path}{suffix}")
            if beside.exists():
                tighten(beside, PRIVATE_FILE)
