"""Texts for people outside the window, in Italian and English.

Errors, reasons and command-line output are looked up by key in ``resources/texts/<language>/*.toml``; the
window's own labels go through Qt Linguist instead. Both languages must hold the same keys and placeholders.
"""

from __future__ import annotations

import locale
import os
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from app.paths import resources_dir

LANGUAGES = ("it", "en")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return all texts of a language, keyed by dotted path. Raises KeyError for an unknown language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    found: dict[str, str] = {}
    for file in sorted((resources_dir() / "texts" / language).glob("*.toml")):
        _flatten(tomllib.loads(file.read_text(encoding="utf-8")), "", found)
    return found


def _flatten(table: Mapping[str, Any], prefix: str, into: dict[str, str]) -> None:
    for key, value in table.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping):
            _flatten(value, f"{path}.", into)
        else:
            into[path] = str(value)


def text(key: str, language: str, /, **params: object) -> str:
    """Return the text of ``key`` with its placeholders filled.

    A key with ``.one`` and ``.other`` is chosen by the parameter ``n``. An unknown key raises KeyError: a
    missing text is a mistake of the program, and tests look for it.
    """
    texts = catalogue(language)
    if key not in texts and "n" in params:
        key = f"{key}.one" if params["n"] == 1 else f"{key}.other"
    return texts[key].format_map(params)


def has_text(key: str, language: str) -> bool:
    """Tell whether a text exists."""
    return key in catalogue(language)


def system_language() -> str:
    """Return ``it`` where the system speaks Italian, otherwise ``en``."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        value = os.environ.get(variable)
        if value:
            return "it" if value.lower().startswith("it") else "en"
    spoken = locale.getlocale()[0] or ""
    return "it" if spoken.lower().startswith("it") else "en"
