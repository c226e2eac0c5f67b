"""Which system this is, and so which list an entry stands in."""

from __future__ import annotations

import sys

from app.autostart.entry import Autostart, Command
from app.paths import Home


def here(home: Home) -> Autostart:
    """Return the entry for the system that this runs on."""
    command = Command.of(home)
    if sys.platform == "win32":
        from app.autostart.windows import WindowsAutostart

        return WindowsAutostart(command)
    if sys.platform == "darwin":
        from app.autostart.macos import mac_autostart

        return mac_autostart(command)
    from app.autostart.desktop import DesktopAutostart

    return DesktopAutostart(command)
