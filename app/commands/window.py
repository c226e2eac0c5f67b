"""Open the window of a home."""

from __future__ import annotations

import os
import sys

from app import assembly
from app.paths import Home
from app.texts import LANGUAGES, system_language


def has_display() -> bool:
    """Tell whether this machine can show a window."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_window(home: Home, language: str = "") -> int:
    """Open the window and return its exit code. ``language`` given on the command line wins over the settings.

    Raises StorageError if the home cannot be used; a second start of the same home only raises the first window.
    """
    from app.ui.runner import run_window

    service = assembly.build(home, language or system_language(), window=True)
    stored = service.settings().language
    if not language and stored in LANGUAGES:
        service.language = stored
    return run_window(service, home=home, language=service.language)
