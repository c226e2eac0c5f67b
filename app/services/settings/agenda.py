"""The owner's choices for the agenda, kept in the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import time
from typing import Any

from app.errors import UsageError
from app.services.api.agenda import AgendaSettings, ChecklistLine
from app.store import Store
from app.texts import text

KEY = "agenda.settings"
MOST_DAYS = 3650

_NUMBERS = ("overdue_after", "unknown_back", "followup_days")


def load(store: Store) -> AgendaSettings:
    """Return the choices; what an older version did not know has its default."""
    stored: Mapping[str, Any] = store.settings.get(KEY, {})
    known = {f.name for f in fields(AgendaSettings)}
    values = {name: value for name, value in stored.items() if name in known}
    if "checklist" in values:
        values["checklist"] = tuple(ChecklistLine(**line) for line in values["checklist"])
    return AgendaSettings(**values)


def save(store: Store, settings: AgendaSettings) -> None:
    """Keep the choices. Raises UsageError (agenda_hour, agenda_days, task_without_title)."""
    hour_of(settings)
    for name in _NUMBERS:
        if not 0 <= getattr(settings, name) <= MOST_DAYS:
            raise UsageError("agenda_days", value=str(getattr(settings, name)))
    for line in settings.checklist:
        if not line.title.strip():
            raise UsageError("task_without_title")
        if not 0 <= line.days <= MOST_DAYS:
            raise UsageError("agenda_days", value=str(line.days))
    store.settings.set(KEY, asdict(settings))


def hour_of(settings: AgendaSettings) -> time:
    """Return the time at which a task without one is due in HighLevel. Raises UsageError (agenda_hour)."""
    try:
        hours, minutes = settings.hour.split(":")
        return time(int(hours), int(minutes))
    except ValueError:
        raise UsageError("agenda_hour", value=settings.hour[:20]) from None


def checklist(settings: AgendaSettings, language: str) -> tuple[ChecklistLine, ...]:
    """Return the template for new customers: the owner's, else three lines to start with."""
    if settings.checklist:
        return settings.checklist
    return tuple(ChecklistLine(text(f"agenda.checklist.{n}", language), days) for n, days in enumerate((1, 3, 14), 1))
