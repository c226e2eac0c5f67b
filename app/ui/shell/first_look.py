"""The language and the look of the first picture: it is painted before the settings can be read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

from app.services.api.settings import Settings
from app.texts import LANGUAGES

_THEMES = ("system", "light", "dark")


def window_memory(root: Path) -> QSettings:
    """Return what the window of a home remembers of itself."""
    return QSettings(str(root / "window.ini"), QSettings.Format.IniFormat)


def remember(memory: QSettings, settings: Settings) -> None:
    """Keep what the owner chose for the next start: else it flashes up light in a dark room, or in another language."""
    memory.setValue("look/theme", settings.theme)
    memory.setValue("look/language", settings.language)


def first_look(root: Path) -> tuple[str, str]:
    """Return the language ("": the system's) and the theme that were chosen last; anything odd counts as not chosen."""
    memory = window_memory(root)
    language, theme = str(memory.value("look/language", "")), str(memory.value("look/theme", "system"))
    return (language if language in LANGUAGES else ""), (theme if theme in _THEMES else "system")
