"""Plays Ponte24 on a real desktop session, scene by scene: `make desktop-check` (ARGS="late" plays what is named so).

Debian with apt: what is missing is installed, where this user may. Prints a table; exit code 1 when a scene failed,
2 when it could not be tried at all.
"""

from __future__ import annotations

import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import system
from accounts import make_owner
from scenes import SCENES
from session import Desktop
from system import SetupError, say

NEEDED = {
    "Xvfb": "xvfb",
    "dbus-daemon": "dbus",
    "dbus-send": "dbus-x11",
    "dex": "dex",
    "dunst": "dunst",
    "gnome-keyring-daemon": "gnome-keyring",
    "openbox": "openbox",
    "trayer": "trayer",
    "xdotool": "xdotool",
    "xfce4-panel": "xfce4-panel",
    "xprop": "x11-utils",
}
"""Command to Debian package."""

SIDE_BY_SIDE = 3
"""Scenes at a time: they wait more than they work."""


def main(arguments: list[str]) -> int:
    """Play the scenes whose names contain an argument (none: all of them)."""
    chosen = {name: scene for name, scene in SCENES.items() if not arguments or any(a in name for a in arguments)}
    missing = sorted({package for command, package in NEEDED.items() if not shutil.which(command)})
    try:
        if missing:
            system.install(missing, "A desktop session needs programs that are missing.")
        system.ensure_qt(
            Path(sys.executable), {"DISPLAY": ":0", "PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen"}
        )
    except SetupError as error:
        say(str(error))
        return 2
    began = time.monotonic()
    rows: dict[str, tuple[str, str]] = {}
    with Desktop() as template:
        make_owner(template)

        def play(name: str) -> None:
            start = time.monotonic()
            try:
                with Desktop(template.home) as desktop:
                    try:
                        saw, how = chosen[name](desktop), "well"
                    except BaseException:
                        desktop.keep_traces(name)
                        raise
            except Exception as error:  # a scene may fail in any way, and the others still count
                saw, how = f"{type(error).__name__}: {error}", "FAILED"
            rows[name] = (how, saw)
            say(f"  {name}: {how} ({time.monotonic() - start:.0f} s)")

        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            list(pool.map(play, chosen))
    width = max(map(len, chosen))
    for name in chosen:
        how, saw = rows[name]
        print(f"{name:<{width}}  {how:<6}  {saw}")
    failed = sum(how != "well" for how, _ in rows.values())
    print(f"{len(rows) - failed} of {len(rows)} scenes well, {time.monotonic() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
