"""Whatever befalls a database is told, nothing takes its place unasked, and the newest copy leads back."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from app.clock import ManualClock
from app.errors import StorageError
from app.logs import close_logging, setup_logging
from app.paths import Home
from app.records.invoice import Instalment, Invoice
from app.services.housekeeping.restoring import restore
from app.services.imports.importing import import_files
from app.store import Store
from app.store.home.files import private_file, private_folder
from app.store.home.lease import WINDOW, Lease
from app.store.mirrored.schedule import DueDocument
from app.store.retention import daily_copies, daily_copy, newest_copy
from app.store.schema.failures import storage_error
from app.texts import has_text

NOW = 1_790_000_000.0
posix = pytest.mark.skipif(sys.platform == "win32", reason="modes of files are POSIX")


@pytest.fixture
def used(home: Home) -> Home:
    """A home with something in it and yesterday's copy."""
    store = Store.open(home, ManualClock())
    store.settings.set("kept", "x" * 500)
    for n in range(200):
        store.activity.add(NOW + n, "info", "webhooks_started", {"port": n})
    store.close()
    assert daily_copy(home, NOW) is not None
    return home


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _cut_in_the_head(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:60])


def _another_head(file: Path) -> None:
    file.write_bytes(b"PK\3\4" + file.read_bytes()[4:])


def _blank_pages(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[:4096] + bytes(len(data) - 4096))


def _blank(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def _another_database(file: Path) -> None:
    file.unlink()
    other = sqlite3.connect(file)
    other.execute("CREATE TABLE mine (a)")
    other.commit()
    other.close()


def _no_tables(file: Path) -> None:
    changed = sqlite3.connect(file)
    changed.execute("DROP TABLE settings")
    changed.commit()
    changed.close()


def _newer(file: Path) -> None:
    changed = sqlite3.connect(file)
    changed.execute("UPDATE alembic_version SET version_num = '9999'")
    changed.commit()
    changed.close()


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, "database_missing"),
    "empty": (_emptied, "database_missing"),
    "cut": (_cut, "database_damaged"),
    "cut in its head": (_cut_in_the_head, "database_damaged"),
    "another head": (_another_head, "database_damaged"),
    "blank pages": (_blank_pages, "database_damaged"),
    "blank": (_blank, "database_damaged"),
    "another database": (_another_database, "database_damaged"),
    "a table gone": (_no_tables, "database_damaged"),
    "of a newer program": (_newer, "database_newer"),
}


def work(home: Home) -> object:
    """Open the home and read and write what is there."""
    store = Store.open(home, ManualClock())
    try:
        store.settings.set("new", 1)
        return store.settings.get("kept"), store.activity.newest(1_000) if hasattr(store.activity, "newest") else 0
    finally:
        store.close()


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_told_and_the_newest_copy_leads_back(used: Home, kind: str) -> None:
    harm, code = DAMAGE[kind]
    harm(used.database)
    left = used.database.read_bytes() if used.database.exists() else None
    with pytest.raises(StorageError) as told:
        work(used)
    assert told.value.code == code
    for part in ("title", "meaning", "action"):
        assert has_text(f"errors.{code}.{part}", "it")
    assert told.value.describe("it").title
    if kind != "a table gone":
        now = used.database.read_bytes() if used.database.exists() else None
        assert now == left, "nothing was put in its place"
    copy = newest_copy(used)
    assert copy is not None
    restored = restore(used, copy, ManualClock())
    assert left is None or restored.kept is not None, "what was there is kept"
    assert work(used)[0] == "x" * 500  # type: ignore[index]


def test_a_damaged_database_never_replaces_a_good_copy(used: Home) -> None:
    before = {path: path.read_bytes() for path in daily_copies(used)}
    data = bytearray(used.database.read_bytes())
    data[8192:20_480] = random.Random(3).randbytes(20_480 - 8192)
    used.database.write_bytes(data)
    for day in range(1, 10):
        with pytest.raises(StorageError, match="database_damaged"):
            daily_copy(used, NOW + day * 86_400)
    assert {path: path.read_bytes() for path in daily_copies(used)} == before
    assert not list(used.backups.glob("*.partial*"))


def test_whatever_bit_flips_the_answer_is_right_or_in_words(used: Home) -> None:
    dice, good = random.Random(11), used.database.read_bytes()
    told = 0
    for _ in range(60):
        data = bytearray(good)
        for _ in range(dice.choice((1, 16, 256))):
            data[dice.randrange(100, len(data))] ^= 1 << dice.randrange(8)
        for beside in ("", "-wal", "-shm"):
            Path(f"{used.database}{beside}").unlink(missing_ok=True)
        used.database.write_bytes(data)
        try:
            work(used)
        except StorageError:
            told += 1
    assert told


CODES = {
    "SQLITE_BUSY": "database_busy",
    "SQLITE_LOCKED": "database_busy",
    "SQLITE_PROTOCOL": "database_busy",
    "SQLITE_READONLY": "home_read_only",
    "SQLITE_READONLY_DBMOVED": "home_read_only",
    "SQLITE_CANTOPEN": "home_read_only",
    "SQLITE_CANTOPEN_ISDIR": "home_read_only",
    "SQLITE_PERM": "home_read_only",
    "SQLITE_AUTH": "home_read_only",
    "SQLITE_FULL": "disk_full",
    "SQLITE_CORRUPT": "database_damaged",
    "SQLITE_CORRUPT_INDEX": "database_damaged",
    "SQLITE_NOTADB": "database_damaged",
    "SQLITE_FORMAT": "database_damaged",
    "SQLITE_MISMATCH": "database_damaged",
    "SQLITE_TOOBIG": "database_damaged",
    "SQLITE_IOERR": "disk_failed",
    "SQLITE_IOERR_READ": "disk_failed",
    "SQLITE_IOERR_SHMMAP": "disk_failed",
    "SQLITE_NOLFS": "disk_failed",
}


@pytest.mark.parametrize("name", CODES)
def test_every_error_of_sqlite_has_words(tmp_path: Path, name: str) -> None:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = getattr(sqlite3, name)
    found = storage_error(error, tmp_path / "a")
    assert found is not None and found.code == CODES[name]
    for language in ("it", "en"):
        assert found.describe(language).action


def test_texts_that_are_none_are_damage(used: Home) -> None:
    store = Store.open(used, ManualClock())
    try:
        for broken in (b"\xff\xfe", b"{", b"nonsense"):
            with store.database.transaction() as connection:
                connection.execute(text("UPDATE settings SET value = CAST(:v AS TEXT)"), {"v": broken})
            with pytest.raises(StorageError, match="database_damaged"):
                store.settings.get("kept")
    finally:
        store.close()


@posix
def test_everything_of_a_home_is_private_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        home = Home(tmp_path / "home")
        setup_logging(home)
        with Lease(home.root, WINDOW, ManualClock()).held():
            store = Store.open(home, ManualClock())
            store.settings.set("a", 1)
            daily_copy(home, NOW)
            modes = {p: stat.S_IMODE(p.lstat().st_mode) for p in (home.root, *home.root.rglob("*"))}
            store.close()
    finally:
        os.umask(before)
        close_logging()
    assert len(modes) >= 8
    assert {path.name: oct(mode) for path, mode in modes.items() if mode & 0o077} == {}


@posix
def test_no_link_is_followed_when_rights_are_tightened(tmp_path: Path) -> None:
    folder, file = tmp_path / "theirs", tmp_path / "their file"
    folder.mkdir()
    folder.chmod(0o755)
    file.write_text("x")
    file.chmod(0o644)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "backups").symlink_to(folder)
    (home / "ponte24.log").symlink_to(file)
    private_folder(home / "backups")
    private_file(home / "ponte24.log")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    shutil.rmtree(home)


@posix
def test_tightening_takes_no_lock_away(used: Home) -> None:
    """Closing a descriptor of a file ends all locks that this process has on it, SQLite's too."""
    from app.store.home.files import PRIVATE_FILE, tighten

    holder = sqlite3.connect(used.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    for beside in ("", "-shm", "-wal"):
        path = Path(f"{used.database}{beside}")
        path.chmod(0o644)
        tighten(path, PRIVATE_FILE)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    script = f"import sqlite3; sqlite3.connect({json.dumps(str(used.database))}, timeout=0).execute('BEGIN IMMEDIATE')"
    import subprocess

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "locked" in done.stderr
    holder.rollback()
    holder.close()


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE settings; CREATE VIEW settings AS SELECT 'a' AS key, '5' AS value",
        "CREATE TRIGGER other BEFORE INSERT ON settings BEGIN SELECT RAISE(ABORT, 'no'); END",
        "ALTER TABLE settings RENAME COLUMN value TO other",
    ],
)
def test_what_another_program_has_made_of_a_table_is_told_in_words(home: Home, change: str) -> None:
    Store.open(home).close()
    changed = sqlite3.connect(home.database)
    changed.executescript(change)
    changed.close()
    store = Store.open(home)
    try:
        with pytest.raises(StorageError) as caught:
            store.settings.set("b", 1)
        assert caught.value.code == "database_damaged"
    finally:
        store.close()


@posix
def test_a_lease_empties_no_file_that_it_is_led_to(home: Home, tmp_path: Path) -> None:
    Store.open(home).close()
    mine = tmp_path / "mine.txt"
    mine.write_text("kept")
    lease = Lease(home.root, WINDOW, ManualClock(NOW), name="ponte24.import")
    lease.path.symlink_to(mine)
    with pytest.raises(StorageError), lease.held():
        raise AssertionError
    assert mine.read_text() == "kept"


def test_room_that_a_failed_import_took_is_given_back(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(home)
    path = tmp_path / "a.csv"
    path.write_text("Cod.;Rag. Sociale;Note\n" + "".join(f"{n};Bar {n};{'x' * 900}\n" for n in range(12_000)))

    def full(*_given: object) -> None:
        raise StorageError("disk_full", path=str(home.database))

    monkeypatch.setattr(type(store.activity), "add", full)
    try:
        with pytest.raises(StorageError, match="disk_full"):
            import_files(store, ManualClock(NOW), [path], sure=True)
        assert Path(f"{home.database}-wal").stat().st_size == 0
        assert store.mirror.count() == 0
    finally:
        store.close()


@pytest.mark.parametrize("value", ["2026-1q-01", "Il Forno S.r.l.", 7, "9999-99-99"])
def test_a_day_in_which_a_bit_has_turned_is_damage_in_words(home: Home, value: object) -> None:
    store = Store.open(home, ManualClock())
    part = Instalment(Decimal(10), date(2026, 1, 1))
    store.schedule.put_many([DueDocument("1", date(2026, 1, 1), "Bar", "", (part,))], NOW)
    with store.database.transaction() as connection:
        connection.execute(text("UPDATE schedule SET due = :value"), {"value": value})
    with pytest.raises(StorageError) as caught:
        store.schedule.all()
    assert caught.value.code == "database_damaged"
    invoice = Invoice("12345678903", "TD01", "1", date(2026, 1, 1), Decimal(10), digest="d")
    store.invoices.put_many([invoice], NOW)
    for column in ("date", "direction"):
        with store.database.transaction() as connection:
            connection.execute(text(f"UPDATE invoices SET {column} = :value"), {"value": value})
        with pytest.raises(StorageError):
            store.invoices.all()
        with pytest.raises(StorageError):
            store.invoices.known()
    store.close()
