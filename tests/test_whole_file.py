"""What is written for others is there whole or not at all, and what stood there before is kept on a full disk."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import Ponte24Error
from app.services.api.housekeeping import SupportFile
from app.services.housekeeping.support import save_support
from app.whole_file import PRIVATE, whole_file, write_whole


def _full(*_args: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", _full)


def support(path: Path) -> None:
    save_support((SupportFile("a.json", "x" * 9_000),), path)


def whole(path: Path) -> None:
    write_whole(path, b"new" * 9_000)


WRITERS: dict[str, Callable[[Path], None]] = {"a.zip": support, "a.bin": whole}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("before", [None, b"what was there"])
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, full_disk: None, name: str, before: bytes | None) -> None:
    target = tmp_path / name
    if before is not None:
        target.write_bytes(before)
    with pytest.raises((OSError, Ponte24Error)) as refused:
        WRITERS[name](target)
    if isinstance(refused.value, Ponte24Error):
        assert refused.value.code == "disk_full"
    assert [p.name for p in tmp_path.iterdir()] == ([] if before is None else [name])
    assert before is None or target.read_bytes() == before


@pytest.mark.parametrize("name", WRITERS)
def test_it_goes_on_when_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    target = tmp_path / name
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", _full)
        with pytest.raises((OSError, Ponte24Error)):
            WRITERS[name](target)
    WRITERS[name](target)
    assert target.stat().st_size
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_block_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> None:
        with whole_file(tmp_path / "a") as beside:
            beside.write_bytes(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert not list(tmp_path.iterdir())


def test_a_name_may_be_as_long_as_names_can_be(tmp_path: Path) -> None:
    target = tmp_path / ("n" * 251 + ".csv")
    write_whole(target, b"x")
    assert target.read_bytes() == b"x"


def test_rights_and_links_stay(tmp_path: Path) -> None:
    kept, link, secret = tmp_path / "kept", tmp_path / "link", tmp_path / "secret"
    kept.write_bytes(b"old")
    kept.chmod(0o640)
    link.symlink_to(kept)
    write_whole(link, b"new")
    assert (kept.read_bytes(), kept.stat().st_mode & 0o777, link.is_symlink()) == (b"new", 0o640, True)
    write_whole(secret, b"x", mode=PRIVATE)
    assert secret.stat().st_mode & 0o777 == 0o600
    write_whole(Path(os.devnull), b"gone")
    assert not Path(os.devnull).is_file()
