"""What stands in the place of a file keeps nobody waiting, and a file that grows has an end."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from app.regular_file import open_regular, open_regular_text, read_regular, unreadable

posix = pytest.mark.skipif(os.name != "posix", reason="only POSIX has queues and devices among its files")
APP = Path(__file__).parents[1] / "app"


@posix
def test_a_queue_that_nobody_writes_to_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    with pytest.raises(OSError, match="not a regular file"):
        open_regular(tmp_path / "a.csv")


@posix
def test_a_device_behind_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to("/dev/zero")
    with pytest.raises(OSError, match="not a regular file") as caught:
        read_regular(tmp_path / "a.csv", 10)
    assert unreadable(tmp_path / "a.csv", caught.value).code == "file_unreadable"


@posix
@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: path.mkdir(), "file_is_folder"),
        (lambda path: path.symlink_to(path.name), "file_unreadable"),
        (lambda path: None, "file_not_found"),
    ],
)
def test_what_is_no_file_is_told_for_what_it_is(tmp_path: Path, make: object, code: str) -> None:
    path = tmp_path / "a.csv"
    make(path)  # type: ignore[operator]
    with pytest.raises(OSError) as caught:  # what the system says differs
        open_regular(path)
    assert unreadable(path, caught.value).code == code


def test_a_file_that_somebody_writes_on_ends_where_it_ended(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"ab\n" * 50_000)
    stop = threading.Event()

    def grow() -> None:
        with path.open("ab") as file:
            while not stop.is_set() and file.tell() < 50_000_000:
                file.write(b"more\n" * 1_000)
                file.flush()

    with open_regular(path) as file, open_regular_text(path, "utf-8") as text, open_regular(path) as whole:
        writer = threading.Thread(target=grow)
        writer.start()
        try:
            assert sum(1 for _ in file) == 50_000
            assert sum(1 for _ in text) == 50_000
            assert len(whole.read()) == 150_000
        finally:
            stop.set()
            writer.join()


def test_no_more_is_read_than_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 1_000)
    assert len(read_regular(path, 10)) == 11
    assert len(read_regular(path, 1_000)) == 1_000
    with open_regular(path) as file:
        file.seek(-3, os.SEEK_END)
        assert file.read() == b"xxx"


def test_readers_of_files_open_them_no_other_way() -> None:
    places = [*(APP / "connectors").rglob("*.py"), APP / "services" / "imports" / "files.py"]
    places.remove(APP / "connectors" / "highlevel" / "rules.py")  # it reads the program's own modules
    bare = [
        f"{path.relative_to(APP)}: {line.strip()}"
        for path in places
        for line in path.read_text(encoding="utf-8").splitlines()
        if any(way in line for way in ('.open("rb")', ".open(encoding", "path.read_bytes()", "path.read_text("))
    ]
    assert bare == []
