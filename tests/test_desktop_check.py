"""The script that plays the window on a desktop session: it is whole, and says what it cannot do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "packaging" / "desktop_check"


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    prelude = f"import sys; sys.path[:0] = [{str(FOLDER)!r}, {str(FOLDER.parent)!r}]\n"
    return subprocess.run(
        [sys.executable, "-I", "-c", prelude + code],
        capture_output=True,
        text=True,
        env={"PATH": "/nonexistent", **environment},
        check=False,
    )


def test_every_duty_on_the_desktop_is_played() -> None:
    done = run("from scenes import SCENES; print(*SCENES, sep='\\n')")
    assert done.returncode == 0, done.stderr
    names = done.stdout
    for duty in (
        "late panel (XEmbed)",
        "late panel (StatusNotifierItem)",
        "keyring locked",
        "keyring unlocked",
        "second start",
        "newer version",
        "once and twice",
        "notification clicked",
        "start that fails",
        "offline and back",
    ):
        assert duty in names, duty


def test_where_nothing_may_be_installed_the_missing_packages_are_named() -> None:
    done = subprocess.run(
        [sys.executable, str(FOLDER)],
        capture_output=True,
        text=True,
        env={"PATH": "/nonexistent", "PONTE24_NO_INSTALL": "1"},
        check=False,
    )
    assert done.returncode == 2
    for package in ("xfce4-panel", "gnome-keyring", "dunst", "dex", "xdotool"):
        assert package in done.stderr
