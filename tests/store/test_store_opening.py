"""Opening a home: modes, migrations with a copy before, and files that are refused untouched."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from app.clock import ManualClock
from app.errors import HomeBusy, StorageError
from app.paths import Home
from app.store import CachedContact, OperationRow, Store
from app.store.agenda import tables as agenda_tables
from app.store.automations import tables as automation_tables
from app.store.home.lease import INSTANCE, WINDOW, Lease
from app.store.home.opening import KEPT_BACKUPS
from app.store.migrations import HISTORY, current_revision, migrate, newest
from app.store.schema.tables import metadata

assert {agenda_tables.tasks.name, automation_tables.events.name} <= metadata.tables.keys()  # imported to be among them

posix = pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")


def add_colour() -> None:
    # rebuilds the table, which must not cascade over the rows that refer to it
    with op.batch_alter_table("plans", recreate="always") as table:
        table.add_column(sa.Column("colour", sa.String(), nullable=False, server_default="blue"))


def break_half_way() -> None:
    op.add_column("settings", sa.Column("colour", sa.String(), nullable=True))
    raise ZeroDivisionError


def revision(name: str, before: str, upgrade: Any) -> Any:
    return SimpleNamespace(revision=name, down_revision=before, upgrade=upgrade, __doc__="A later version.")


LATER = (*HISTORY, revision("test2", HISTORY[-1].revision, add_colour))
BROKEN = (*HISTORY, revision("test2", HISTORY[-1].revision, break_half_way))


def code_of_opening(home: Home, **options: Any) -> str:
    with pytest.raises(StorageError) as caught:
        Store.open(home, **options)
    assert str(home.root) in caught.value.describe("it").meaning
    return caught.value.code


def revision_of(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def fill(home: Home, **options: Any) -> None:
    store = Store.open(home, **options)
    with store.database.transaction() as connection:  # by hand: the file may be older than the program
        connection.exec_driver_sql(
            "INSERT INTO plans (number, id, created_at, state, header) VALUES (1, 'p1', 1.0, 'open', '{}')"
        )
        if "plan_actions" in sa.inspect(connection).get_table_names():
            connection.exec_driver_sql(
                """INSERT INTO plan_actions (plan, seq, action_id, body) VALUES (1, 0, 'a', '{"id": "a"}')"""
            )
        else:
            connection.exec_driver_sql("INSERT INTO plan_bodies (number, body) VALUES (1, '{}')")
            connection.exec_driver_sql(
                """UPDATE plans SET lines = '{"bodies":[1],"deferred":[[1,null]],"ids":["a"]}'"""
            )
    store.settings.set("kept", "yes")
    store.close()


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# ---------------------------------------------------------------------------------------------------- modes
def test_the_newest_revision_is_known_by_its_name_alone() -> None:
    assert newest() == HISTORY[-1].revision


@posix
def test_folder_and_files_are_private(tmp_path: Path) -> None:
    home = Home(tmp_path / "new" / "home")
    before = os.umask(0)
    try:
        store = Store.open(home)
        store.settings.set("a", 1)
        names = {p.name: stat.S_IMODE(p.stat().st_mode) for p in home.root.iterdir()}
        store.close()
        Store.open(home, history=LATER).close()
    finally:
        os.umask(before)
    files = ("ponte24.home", "ponte24.sqlite3", "ponte24.sqlite3-wal", "ponte24.sqlite3-shm")
    assert names == dict.fromkeys(files, 0o600)
    assert stat.S_IMODE(home.root.stat().st_mode) == 0o700
    assert stat.S_IMODE(home.backups.stat().st_mode) == 0o700
    assert [stat.S_IMODE(p.stat().st_mode) for p in home.backups.iterdir()] == [0o600]


@posix
def test_a_folder_of_ours_is_tightened_and_one_with_other_things_left_alone(tmp_path: Path) -> None:
    ours, shared = Home(tmp_path / "ours"), Home(tmp_path / "shared")
    for home in (ours, shared):
        home.root.mkdir()
        home.root.chmod(0o755)
    (shared.root / "photo.jpg").write_text("")
    for home in (ours, shared):
        Store.open(home).close()
    assert stat.S_IMODE(ours.root.stat().st_mode) == 0o700
    assert stat.S_IMODE(shared.root.stat().st_mode) == 0o755
    assert stat.S_IMODE(shared.database.stat().st_mode) == 0o600


@posix
def test_a_database_readable_by_others_is_tightened(home: Home) -> None:
    fill(home)
    home.database.chmod(0o644)
    Store.open(home).close()
    assert stat.S_IMODE(home.database.stat().st_mode) == 0o600


# ----------------------------------------------------------------------------------------------- migrations
def test_the_migrations_lead_to_the_tables_the_program_uses(home: Home) -> None:
    store = Store.open(home)
    with store.database.reading() as connection:
        assert current_revision(connection) == HISTORY[-1].revision
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        # Alembic's comparison does not see the conditions of partial indexes
        indexes = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        migrated = {name: "".join(sql.split()) for name, sql in connection.exec_driver_sql(indexes)}
    store.close()
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
        created = {name: "".join(sql.split()) for name, sql in connection.exec_driver_sql(indexes)}
    engine.dispose()
    assert migrated == created


def test_a_new_home_and_one_that_is_up_to_date_need_no_copy(home: Home) -> None:
    fill(home)
    before = home.database.read_bytes()
    Store.open(home).close()
    assert not home.backups.exists()
    assert home.database.read_bytes() == before


def test_every_step_from_the_first_revision_to_the_head_works(home: Home) -> None:
    for count in range(1, len(LATER) + 1):
        Store.open(home, history=LATER[:count]).close()
        assert revision_of(home.database) == LATER[count - 1].revision


def test_a_migration_keeps_the_rows_and_makes_a_copy_before(home: Home) -> None:
    fill(home, history=HISTORY[:1])
    store = Store.open(home, ManualClock(1_790_000_000.0), history=LATER)
    loaded = store.plans.load("p1")
    assert loaded == ({}, [{"id": "a"}], "open"), "rebuilding a table must not drop what refers to it"
    assert store.settings.get("kept") == "yes"
    store.close()
    assert revision_of(home.database) == "test2"
    backups = list(home.backups.iterdir())
    assert [p.name for p in backups] == ["ponte24-20260921T141320.000000Z-r0001.sqlite3"]
    assert revision_of(backups[0]) == "0001"
    restored = Home(home.root / "restored")
    restored.root.mkdir()
    backups[0].replace(restored.database)
    again = Store.open(restored)
    assert again.settings.get("kept") == "yes"
    again.close()


def test_the_copy_holds_what_a_crash_left_in_the_write_ahead_log(home: Home, tmp_path: Path) -> None:
    store = Store.open(home)
    store.settings.set("kept", "in the log")
    crashed = Home(tmp_path / "crashed")
    shutil.copytree(home.root, crashed.root)
    store.close()
    Store.open(crashed, history=LATER).close()
    (copy,) = crashed.backups.iterdir()
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT value FROM settings").fetchall() == [('"in the log"',)]
    again = Store.open(crashed, history=LATER)
    assert again.settings.get("kept") == "in the log"
    again.close()


def test_the_last_copies_are_kept(home: Home) -> None:
    clock = ManualClock()
    fill(home)
    original = home.database.read_bytes()
    for _ in range(KEPT_BACKUPS + 3):
        home.database.write_bytes(original)
        clock.advance(1)
        Store.open(home, clock, history=LATER).close()
    names = sorted(p.name for p in home.backups.iterdir())
    assert len(names) == KEPT_BACKUPS
    assert "141333" in names[-1]
    assert "141324" in names[0]


def test_a_migration_that_fails_leaves_the_file_as_it_was(home: Home) -> None:
    fill(home)
    with pytest.raises(ZeroDivisionError):
        Store.open(home, history=BROKEN)
    assert revision_of(home.database) == HISTORY[-1].revision
    store = Store.open(home)
    assert store.settings.get("kept") == "yes"
    with store.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    store.close()


def test_a_first_start_that_was_cut_off_begins_anew(home: Home) -> None:
    home.root.mkdir()
    home.database.touch()
    fill(home)
    assert revision_of(home.database) == HISTORY[-1].revision


def test_a_history_that_does_not_know_the_file_or_branches_is_refused() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        migrate(connection, LATER)
        with pytest.raises(KeyError):
            migrate(connection)
        with pytest.raises(ValueError):
            migrate(connection, (*LATER, revision("test2b", HISTORY[-1].revision, add_colour)))
    engine.dispose()


# -------------------------------------------------------------------------------------------- refused files
def test_a_database_of_a_newer_program_is_refused_and_untouched(home: Home) -> None:
    fill(home, history=LATER)
    before = files_of(home.root)
    assert code_of_opening(home) == "database_newer"
    after = files_of(home.root)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) <= {"ponte24.sqlite3-wal", "ponte24.sqlite3-shm"}


@pytest.mark.parametrize(
    "content",
    [
        b"something else entirely" * 100,
        b"x",
        b"SQLite format 3\x00" + b"\xff" * 5000,
    ],
    ids=["another file", "one byte", "a broken header"],
)
def test_a_file_that_is_no_database_is_refused_and_untouched(home: Home, content: bytes) -> None:
    home.root.mkdir()
    home.database.write_bytes(content)
    assert code_of_opening(home) == "database_damaged"
    assert files_of(home.root) == {"ponte24.sqlite3": content}


def test_a_database_of_another_program_is_refused_and_untouched(home: Home) -> None:
    home.root.mkdir()
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
        connection.commit()
    before = files_of(home.root)
    assert code_of_opening(home) == "database_damaged"
    assert files_of(home.root) == before


def test_a_truncated_database_is_refused_before_a_migration(home: Home) -> None:
    store = Store.open(home)
    store.highlevel.put(CachedContact(str(n), {"note": "x" * 1000}, 1.0, 1.0) for n in range(200))
    store.close()
    whole = home.database.read_bytes()
    home.database.write_bytes(whole[: len(whole) // 2])
    before = home.database.read_bytes()
    assert code_of_opening(home, history=LATER) == "database_damaged"
    assert home.database.read_bytes() == before
    assert not home.backups.exists()


def test_damage_is_looked_for_after_a_crash(home: Home, tmp_path: Path) -> None:
    store = Store.open(home)
    store.highlevel.put(CachedContact(str(n), {"note": "x" * 1000}, 1.0, 1.0) for n in range(200))
    with store.database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    store.settings.set("after", "the checkpoint")
    crashed = Home(tmp_path / "crashed")
    shutil.copytree(home.root, crashed.root)
    store.close()
    with crashed.database.open("r+b") as file:
        file.seek(100_000)
        file.write(b"\xff" * 20_000)
    before = crashed.database.read_bytes()
    assert code_of_opening(crashed) == "database_damaged"
    assert crashed.database.read_bytes() == before


# ----------------------------------------------------------------------------------- homes that take nothing
@pytest.fixture
def plain_user() -> Iterator[Path]:
    """A folder as a user sees it who is not root, since root may write everywhere."""
    if sys.platform == "win32":
        pytest.skip("modes of files are POSIX")
    folder = Path(tempfile.mkdtemp(prefix="ponte24-readonly-"))
    root = os.geteuid() == 0
    if root:
        os.chown(folder, 65534, -1)
        os.seteuid(65534)
    yield folder
    if root:
        os.seteuid(0)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700)
    shutil.rmtree(folder)


def test_a_home_that_cannot_be_made_is_said(plain_user: Path) -> None:
    plain_user.chmod(0o500)
    assert code_of_opening(Home(plain_user / "home")) == "home_read_only"


def test_a_read_only_home_is_said_and_untouched(plain_user: Path) -> None:
    home = Home(plain_user / "home")
    fill(home)
    before = files_of(home.root)
    home.database.chmod(0o400)
    home.root.chmod(0o500)
    assert code_of_opening(home) == "home_read_only"
    assert code_of_opening(home, history=LATER) == "home_read_only"
    assert files_of(home.root) == before


def test_a_read_only_database_is_said(plain_user: Path) -> None:
    home = Home(plain_user / "home")
    fill(home)
    home.database.chmod(0o400)
    assert code_of_opening(home) == "home_read_only"


def test_a_home_in_place_of_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert code_of_opening(Home(tmp_path / "file")) == "home_read_only"
    assert (tmp_path / "file").read_text() == "mine"


def test_a_full_disk_while_the_home_is_made_is_said(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    assert code_of_opening(home) == "disk_full"


def test_a_copy_that_does_not_fit_stops_the_migration(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(home)
    before = home.database.read_bytes()
    connect = sqlite3.connect

    def small(database: Any, *args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(database, *args, **kwargs)
        if str(database).endswith(".partial"):
            connection.execute("PRAGMA max_page_count = 2")
        return connection

    monkeypatch.setattr(sqlite3, "connect", small)
    assert code_of_opening(home, history=LATER) == "disk_full"
    monkeypatch.undo()
    assert home.database.read_bytes() == before
    assert list(home.backups.iterdir()) == []


def test_a_store_works_in_a_folder_with_an_odd_name(tmp_path: Path) -> None:
    home = Home(tmp_path / "perché no? 100% #1 & così")
    fill(home)
    store = Store.open(home, history=LATER)
    store.journal.begin(OperationRow("o", "r", "p", (), "highlevel", "create", "t"))
    assert store.settings.get("kept") == "yes"
    store.close()


_OPEN_WINDOW = """
import sys
from pathlib import Path
from app.clock import SystemClock
from app.store.home.lease import INSTANCE, WINDOW, Lease
with Lease(Path(sys.argv[1]), WINDOW, SystemClock(), name=INSTANCE, version="0.1.0").held():
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_command_of_a_newer_program_migrates_nothing_under_an_older_open_window(home: Home) -> None:
    Store.open(home, history=HISTORY[:1]).close()
    command = [sys.executable, "-c", _OPEN_WINDOW, str(home.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as window:
        assert window.stdout is not None and window.stdout.readline() == "open\n"
        with pytest.raises(HomeBusy) as refused:
            Store.open(home)
        assert refused.value.code == "busy_window" and refused.value.retryable
        assert not home.backups.exists()
        Store.open(home, history=HISTORY[:1]).close()  # the old program's own commands go on
        window.communicate("")
    Store.open(home).close()
    with Lease(home.root, WINDOW, ManualClock(1_790_000_000.0), name=INSTANCE).held():
        Store.open(home, history=LATER).close()  # the window itself has the claim when it migrates
