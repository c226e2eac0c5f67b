"""A home in one file: whole or not at all, checked before anything is replaced."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import FileRefused, Ponte24Error, StorageError
from app.paths import Home
from app.store import Store
from app.store.home.archive import DATABASE, MANIFEST, restore_backup, save_backup
from app.store.retention import DAILY_KEPT, daily_copies, daily_copy, newest_copy, prune

NOW = 1_790_000_000.0
DAY = 86_400.0


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    write(made, "before")
    return made


def write(home: Home, value: str) -> None:
    store = Store.open(home)
    store.settings.set("word", value)
    store.close()


def read(home: Home) -> str:
    store = Store.open(home)
    try:
        return str(store.settings.get("word"))
    finally:
        store.close()


def test_a_backup_leads_another_home_to_the_same_place(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "copy.zip"
    manifest = save_backup(home, file, NOW)
    assert file.stat().st_mode & 0o777 == 0o600
    assert manifest.created_at == "2026-09-21T14:13:20+00:00"
    assert {p.name for p in tmp_path.iterdir()} == {"home", "copy.zip"}
    other = Home(tmp_path / "other")
    assert restore_backup(other, file, NOW) is None
    assert read(other) == "before"


def test_what_is_still_in_the_wal_is_in_the_backup(home: Home, tmp_path: Path) -> None:
    store = Store.open(home)
    store.settings.set("word", "fresh")
    save_backup(home, tmp_path / "copy.zip", NOW)
    store.close()
    restore_backup(Home(tmp_path / "other"), tmp_path / "copy.zip", NOW)
    assert read(Home(tmp_path / "other")) == "fresh"


def test_what_was_there_before_is_kept(home: Home, tmp_path: Path) -> None:
    save_backup(home, tmp_path / "copy.zip", NOW)
    write(home, "after")
    kept = restore_backup(home, tmp_path / "copy.zip", NOW)
    assert read(home) == "before"
    assert kept is not None
    restore_backup(home, kept, NOW + 1)  # and a bare copy is taken, too
    assert read(home) == "after"


def zipped(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def damage(file: Path, kind: str) -> None:
    """Spoil a backup in one of the ways that disks, mails and people do."""
    content = file.read_bytes()
    with zipfile.ZipFile(file) as archive:
        manifest, database = json.loads(archive.read(MANIFEST)), archive.read(DATABASE)
    changed: dict[str, Callable[[], object]] = {
        "cut": lambda: file.write_bytes(content[: len(content) // 2]),
        "empty": lambda: file.write_bytes(b""),
        "text": lambda: file.write_text("nome;cognome\n"),
        "other zip": lambda: zipped(file, **{"fatture.xml": b"<x/>"}),
        "flipped": lambda: zipped(
            file, **{MANIFEST: json.dumps(manifest).encode(), DATABASE: database[:-1] + bytes([database[-1] ^ 1])}
        ),
        "longer": lambda: zipped(file, **{MANIFEST: json.dumps(manifest).encode(), DATABASE: database + b"x"}),
        "newer format": lambda: zipped(
            file, **{MANIFEST: json.dumps(manifest | {"format": 99}).encode(), DATABASE: database}
        ),
        "no manifest": lambda: zipped(file, **{DATABASE: database}),
        "manifest is a list": lambda: zipped(file, **{MANIFEST: b"[]", DATABASE: database}),
        "no database": lambda: zipped(file, **{MANIFEST: json.dumps(manifest).encode(), DATABASE: b"hello"}),
    }
    changed[kind]()


@pytest.mark.parametrize(
    "kind",
    [
        "cut",
        "empty",
        "text",
        "other zip",
        "flipped",
        "longer",
        "newer format",
        "no manifest",
        "manifest is a list",
        "no database",
    ],
)
def test_a_file_that_does_not_fit_changes_nothing(home: Home, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "copy.zip"
    save_backup(home, file, NOW)
    write(home, "after")
    damage(file, kind)
    with pytest.raises(FileRefused) as refused:
        restore_backup(home, file, NOW)
    assert refused.value.code in {"backup_unknown", "backup_damaged", "backup_newer"}
    assert refused.value.describe("it").title
    assert read(home) == "after"
    assert not home.backups.exists()
    assert not [p for p in home.root.iterdir() if "restored" in p.name]


def test_a_database_of_a_newer_program_is_refused(home: Home, tmp_path: Path) -> None:
    newer = Home(tmp_path / "newer")
    write(newer, "x")
    with sqlite3.connect(newer.database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(FileRefused, match="backup_newer"):
        restore_backup(home, newer.database, NOW)
    assert read(home) == "before"


@pytest.mark.parametrize("where", ["missing/copy.zip", ".", "home/ponte24.sqlite3"])
def test_a_backup_needs_a_place_of_its_own(home: Home, tmp_path: Path, where: str) -> None:
    with pytest.raises(FileRefused, match="backup_"):
        save_backup(home, tmp_path / where, NOW)
    assert read(home) == "before"


@pytest.mark.parametrize("harm", ["deleted", "emptied"])
def test_a_lost_database_is_told_and_never_made_anew(home: Home, harm: str) -> None:
    daily_copy(home, NOW)
    home.database.unlink()
    if harm == "emptied":
        home.database.touch()
    with pytest.raises(StorageError, match="database_missing"):
        Store.open(home)
    copy = newest_copy(home)
    assert copy is not None
    restore_backup(home, copy, NOW)
    assert read(home) == "before"


def test_one_copy_a_day_and_seven_of_them(home: Home) -> None:
    assert daily_copy(home, NOW) is not None
    assert daily_copy(home, NOW + 60) is None
    for day in range(1, 12):
        daily_copy(home, NOW + day * DAY)
    assert len(daily_copies(home)) == DAILY_KEPT
    assert daily_copies(home)[0].name == "daily-20261002.sqlite3"


def test_a_foreign_exception_never_leaves_the_reader(home: Home, tmp_path: Path) -> None:
    for n, content in enumerate((b"PK\x03\x04" + b"\0" * 30, b"PK\x05\x06" + b"\0" * 18, b"\x00" * 2000)):
        file = tmp_path / f"{n}.zip"
        file.write_bytes(content)
        with pytest.raises(Ponte24Error):
            restore_backup(home, file, NOW)


def test_pruning_keeps_what_undo_and_restart_need(home: Home) -> None:
    from app.store.sync.journal import OperationRow, RunRow

    store = Store.open(home)
    for n, (at, state) in enumerate(((NOW - 500 * DAY, "sent"), (NOW - 400 * DAY, "done"), (NOW - 390 * DAY, "done"))):
        store.plans.save(f"p{n}", at, {}, [])
        store.plans.set_state(f"p{n}", "applied")
        store.journal.start_run(RunRow(f"r{n}", f"p{n}", at, ended_at=at + 1, state="done"))
        store.journal.begin(OperationRow(f"o{n}", f"r{n}", f"p{n}", (), "highlevel", "update", "x", state=state))
    store.plans.save("stale", NOW - 400 * DAY, {}, [])
    store.plans.set_state("stale", "superseded")
    store.activity.add(NOW - 400 * DAY, "info", "planned", {})
    store.activity.add(NOW, "info", "planned", {})
    gone = prune(store.database, home, NOW - 365 * DAY)
    assert gone == {"runs": 1, "plans": 2, "activity": 1}
    assert [run.id for run in store.journal.runs()] == ["r2", "r0"]  # the newest, and one that did not end well
    assert store.journal.operations("r1") == []
    assert prune(store.database, home, NOW - 365 * DAY) == {}
    store.close()
