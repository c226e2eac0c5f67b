"""One window per home: the second start raises the first."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtNetwork import QLocalServer

from app.ui.desktop.single_instance import SingleInstance, socket_name


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
    assert len(socket_name(tmp_path / ("long" * 40))) < 40  # too long for a socket of its own
