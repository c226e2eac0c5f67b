"""Words of automations in both languages, kept beside the code that needs them and apart from the program's other
texts, which every command reads."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.paths import resource


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages. Placeholders in braces are filled by `say`."""

    it: str
    en: str

    def of(self, language: str) -> str:
        """Return the text in a language."""
        return self.it if language == "it" else self.en

    def say(self, language: str, /, **params: object) -> str:
        """Return the text with its placeholders filled."""
        return self.of(language).format_map(params)


@cache
def _table(language: str) -> Mapping[str, str]:
    found: dict[str, str] = {}

    def walk(table: Mapping[str, Any], prefix: str) -> None:
        for key, value in table.items():
            if isinstance(value, dict):
                walk(value, f"{prefix}{key}.")
            else:
                found[f"{prefix}{key}"] = str(value)

    walk(tomllib.loads(resource("automation", f"{language}.toml").read_text(encoding="utf-8")), "")
    return found


def word(key: str, language: str, /, **params: object) -> str:
    """Return a text of ``resources/automation``. A missing one raises KeyError: tests look for it."""
    return _table(language)[key].format_map(params)


@cache
def keys(language: str) -> frozenset[str]:
    """Return all keys of a language."""
    return frozenset(_table(language))
