"""The settings by name, as text: for the command line, and for whoever writes them by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from app.errors import UsageError

if TYPE_CHECKING:
    from app.services.api.settings import Settings

ALLOWED: Mapping[str, tuple[str, ...]] = {
    "create_in_fattura24": ("all", "with_tax_id", "tagged", "never"),
    "create_in_highlevel": ("all", "never"),
    "watch": ("off", "ask", "always"),
    "language": ("", "it", "en"),
    "theme": ("system", "light", "dark"),
    "check_updates": ("ask", "on", "off"),
}
"""The values of the settings that have a list of them."""

_LARGEST: Mapping[str, int] = {"interval_minutes": 10_080, "mirror_warn_days": 3_650, "keep_days": 36_500}
_TRUE, _FALSE = ("true", "yes", "on", "1", "sì", "si"), ("false", "no", "off", "0")


def as_values(settings: Settings) -> dict[str, Any]:
    """Return all settings by name."""
    return {f.name: getattr(settings, f.name) for f in fields(settings)}


def changed(settings: Settings, key: str, value: str) -> Settings:
    """Return the settings with one of them set from a text. Raises UsageError (setting_unknown, setting_value)."""
    now = as_values(settings)
    if key not in now:
        raise UsageError("setting_unknown", key=key, known=", ".join(now))
    return replace(settings, **{key: _parsed(key, value.strip(), now[key])})


def _parsed(key: str, value: str, now: Any) -> Any:
    if isinstance(now, bool):
        word = value.casefold()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        raise UsageError("setting_value", key=key, value=value, allowed="true, false")
    if isinstance(now, int):
        largest = _LARGEST.get(key, 1_000_000)
        if value.isascii() and value.isdigit() and int(value) <= largest:
            return int(value)
        raise UsageError("setting_value", key=key, value=value, allowed=f"0–{largest}")
    allowed = ALLOWED.get(key)
    if allowed is not None and value not in allowed:
        raise UsageError("setting_value", key=key, value=value, allowed=", ".join(word or "«»" for word in allowed))
    return value
