"""One window per home: the second start raises the first."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtNetwork import QLocalServer

from app.ui.desktop.single_instance import SingleInstance, Word, socket_name


def test_the_second_start_of_a_home_raises_the_first(qtbot: Any, tmp_path: Path) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    try:
        assert first.acquire()
        with qtbot.waitSignal(first.raise_requested):
            assert not second.acquire()
        with qtbot.waitSignal(first.raise_requested):  # and again
            assert not second.acquire()
    finally:
        first.release()


def test_homes_do_not_know_each_other(qtbot: Any, tmp_path: Path) -> None:
    one, other = SingleInstance(tmp_path / "a"), SingleInstance(tmp_path / "b")
    try:
        assert one.acquire()
        assert other.acquire()
    finally:
        one.release()
        other.release()


def test_a_released_home_is_free_and_a_kept_one_stays_kept(qtbot: Any, tmp_path: Path) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.acquire()
    assert first.acquire()  # asking oneself again changes nothing
    first.release()
    first.release()
    try:
        assert second.acquire()
    finally:
        second.release()


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes vanish with their process")
def test_what_a_crash_left_behind_does_not_keep_the_next_start_away(qtbot: Any, tmp_path: Path) -> None:
    import socket

    probe = QLocalServer()
    name = socket_name(tmp_path)
    QLocalServer.removeServer(name)
    assert probe.listen(name)
    path = probe.fullServerName()
    probe.close()
    left = socket.socket(socket.AF_UNIX)  # bound, never listening again: nobody answers there
    left.bind(path)
    left.close()
    assert Path(path).exists()
    instance = SingleInstance(tmp_path)
    again = SingleInstance(tmp_path)
    try:
        assert instance.acquire()
        with qtbot.waitSignal(instance.raise_requested):
            assert not again.acquire()
    finally:
        instance.release()
    assert not Path(path).exists()


def test_one_home_has_one_name_however_it_is_written(tmp_path: Path) -> None:
    assert socket_name(tmp_path / "x" / ".." / "y") == socket_name(tmp_path / "y")
    assert socket_name(tmp_path / "x") != socket_name(tmp_path / "y")
    assert len(socket_name(tmp_path / ("long" * 40))) <= 100  # too long for a socket of its own


@pytest.mark.skipif(sys.platform == "win32", reason="sockets are files elsewhere")
def test_a_socket_stands_where_nobody_else_can_put_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    place = tempfile.TemporaryDirectory()  # a short path: a socket's may have some hundred letters
    request.addfinalizer(place.cleanup)
    run = Path(place.name) / "run"
    run.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(run))
    long = tmp_path / ("long" * 40)
    assert socket_name(run.parent / "x") == str(run.parent / "x" / "ponte24.socket")
    assert Path(socket_name(long)).parent == run
    run.chmod(0o755)  # others may read there: no private folder
    assert "/" not in socket_name(long)
    other = tmp_path / "other"
    other.symlink_to(run)
    run.chmod(0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(other))
    assert "/" not in socket_name(long)


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes have no owner to look at")
def test_no_word_is_said_to_a_socket_of_somebody_else(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = os.umask(0)
    first, second = SingleInstance(tmp_path / "home"), SingleInstance(tmp_path / "home")
    try:
        assert first.acquire()
        found = Path(first.name).lstat()
        assert found.st_mode & 0o077 == 0 and (tmp_path / "home").stat().st_mode & 0o077 == 0
        with qtbot.waitSignal(first.raise_requested):
            assert second.say(Word.RAISE)
        with monkeypatch.context() as other:
            other.setattr("app.ui.desktop.single_instance.os.getuid", lambda: found.st_uid + 1)
            assert not second.say(Word.QUIT)
        assert "somebody else" in caplog.text
        Path(first.name).unlink()
        Path(first.name).symlink_to("/dev/null")
        assert not second.say(Word.QUIT), "nor to a link"
    finally:
        os.umask(before)
        first.release()


def test_who_talks_without_end_or_says_nothing_does_no_harm(qtbot: Any, tmp_path: Path) -> None:
    from PySide6.QtNetwork import QLocalSocket

    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    try:
        assert first.acquire()
        crowd = []
        for _ in range(20):
            socket = QLocalSocket()
            socket.connectToServer(first.name)
            socket.write(b"x" * 100_000)
            crowd.append(socket)
        qtbot.waitUntil(lambda: first._open == 8 or first._open > 0)
        assert first._open <= 8
        with qtbot.waitSignal(first.raise_requested):
            for socket in crowd:
                socket.abort()
        qtbot.waitUntil(lambda: first._open == 0)
        with qtbot.waitSignal(first.raise_requested):
            assert second.say(Word.RAISE)
    finally:
        first.release()
