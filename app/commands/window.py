"""Open the window of a home."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from app.commands.common.screen import plugin_folder, unusable
from app.errors import Ponte24Error, StorageError
from app.texts import LANGUAGES, system_language

if TYPE_CHECKING:
    from pathlib import Path

    from app.paths import Home
    from app.services.api.service import Service


def has_display() -> bool:
    """Tell whether this machine can show a window."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_window(home: Home, language: str = "", *, background: bool = False, automations: bool = True) -> int:
    """Open the window and return its exit code. ``language`` given on the command line wins over the settings; without
    ``automations`` none runs.

    A second start of the same home only raises the first window (in the ``background``: not even that). A home that
    cannot be used is told in a dialog. Raises Ponte24Error (qt_missing, screen_missing) where Qt cannot be loaded or
    would find no screen.
    """
    try:
        from app.ui.shell.starting import Opener, start_window
    except ImportError as error:
        raise Ponte24Error("qt_missing", details=str(error)) from error
    if missing := unusable(os.environ, plugin_folder()):
        raise Ponte24Error("qt_missing" if ".so" in missing else "screen_missing", details=missing)

    def build() -> Service:
        from app import assembly  # SQLAlchemy and all that stands on it: the window is painted before

        service = assembly.build(home, language or system_language(), window=True)
        service.without_automations = not automations
        stored = service.settings().language
        if not language and stored in LANGUAGES:
            service.language = stored
        _follow(home)
        return service

    def newest_copy() -> Path | None:
        from app import assembly

        return assembly.newest_copy(home)

    def restore(copy: Path) -> None:
        from app import assembly

        assembly.restore(home, copy, window=True)

    def forget() -> None:
        from app import assembly

        assembly.forget_all(home, window=True)

    opener = Opener(build, newest_copy, restore, language, forget)
    return start_window(home, opener, background=background)


def _follow(home: Home) -> None:
    """Where Ponte24 starts at login and has moved since, let the entry follow."""
    from app.autostart.choosing import here

    try:
        here(home).refresh()
    except StorageError:
        return  # it is told in Settings, where the entry is shown
