"""Where there is no screen that is said in words; Qt itself would end the process without one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.commands.common.screen import plugin_folder, unusable
from app.errors import ExitCode

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks X and Wayland")


@linux
@pytest.mark.parametrize(
    ("environment", "why"),
    [
        ({"DISPLAY": ":4711"}, "no X server answers"),
        ({"DISPLAY": ":4711", "QT_QPA_PLATFORM": "xcb"}, "no X server answers"),
        ({"QT_QPA_PLATFORM": "wayland;xcb", "XDG_RUNTIME_DIR": "/nonexistent"}, "no Wayland desktop answers"),
        ({"QT_QPA_PLATFORM": "offscreen"}, ""),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ""),
    ],
)
def test_why_there_is_no_screen(environment: dict[str, str], why: str) -> None:
    found = unusable(environment, Path("/nonexistent"))
    assert (why in found) if why else found == ""


@linux
def test_a_wayland_socket_is_enough(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        there = {"QT_QPA_PLATFORM": "wayland", "WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)}
        assert unusable(there, tmp_path) == ""


@linux
def test_a_library_that_the_plugin_lacks_is_named(tmp_path: Path) -> None:
    (tmp_path / "platforms").mkdir()
    (tmp_path / "platforms" / "libqxcb.so").write_bytes(b"not a library")
    assert "libqxcb.so" in unusable({"DISPLAY": ":4711"}, tmp_path)
    assert (plugin_folder() / "platforms").is_dir()


@linux
def test_the_command_says_so_and_does_not_abort(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "DISPLAY": ":4711", "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "app", "--lang", "it", "--home", str(tmp_path / "home")]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, cwd=Path(__file__).parent.parent, check=False
    )
    assert done.returncode == ExitCode.FAILED, done.stderr
    assert "La finestra non si può aprire" in done.stderr
