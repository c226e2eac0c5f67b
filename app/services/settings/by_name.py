"""All settings by name: those of the whole program and those of the agenda."""

from __future__ import annotations

from typing import Protocol

from app.errors import UsageError
from app.services.api.agenda import AgendaSettings
from app.services.api.settings import Settings
from app.services.settings import agenda_choices, choices


class _Whole(Protocol):
    def settings(self) -> Settings: ...

    def save_settings(self, settings: Settings) -> None: ...


class _Agenda(Protocol):
    def settings(self) -> AgendaSettings: ...

    def save_settings(self, settings: AgendaSettings) -> None: ...


def values(whole: Settings, agenda: AgendaSettings) -> dict[str, object]:
    """Return all settings by name."""
    return choices.as_values(whole) | agenda_choices.as_values(agenda)


def set_one(whole: _Whole, agenda: _Agenda, key: str, value: str) -> None:
    """Set one setting from a text and keep it. Raises UsageError (setting_unknown, setting_value and those of what is
    kept)."""
    known = values(whole.settings(), agenda.settings())
    if key not in known:
        raise UsageError("setting_unknown", key=key, known=", ".join(known))
    if key.startswith(agenda_choices.PREFIX):
        agenda.save_settings(agenda_choices.changed(agenda.settings(), key, value))
    else:
        whole.save_settings(choices.changed(whole.settings(), key, value))
