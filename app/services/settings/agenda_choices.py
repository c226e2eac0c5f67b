"""The choices for the agenda by name, as text: for the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from app.errors import UsageError
from app.records.task import TaskKind
from app.services.api.agenda import AgendaSettings, ChecklistLine

PREFIX = "agenda_"

ALLOWED: Mapping[str, tuple[str, ...]] = {
    "followup_as": ("task", "appointment"),
    "without_day": ("stay", "week"),
    "payment_note": ("after_payment", "all", "off"),
    "which": ("open_linked", "linked", "mine"),
}
"""The values of the choices that have a list of them."""

_TRUE, _FALSE = ("true", "yes", "on", "1", "sì", "si"), ("false", "no", "off", "0")


def as_values(settings: AgendaSettings) -> dict[str, Any]:
    """Return all choices by name. The checklist reads ``title=days; title=days=user``, the assignees
    ``kind=user; kind=user``."""
    found = {PREFIX + f.name: getattr(settings, f.name) for f in fields(settings)}
    found[f"{PREFIX}checklist"] = "; ".join(
        "=".join(filter(None, (line.title, str(line.days), line.assignee))) for line in settings.checklist
    )
    found[f"{PREFIX}assignees"] = "; ".join(f"{kind}={user}" for kind, user in settings.assignees.items())
    return found


def changed(settings: AgendaSettings, key: str, value: str) -> AgendaSettings:
    """Return the choices with one of them set from a text. Raises UsageError (setting_unknown, setting_value)."""
    name = key.removeprefix(PREFIX)
    values = as_values(settings)
    if key not in values:
        raise UsageError("setting_unknown", key=key, known=", ".join(values))
    return replace(settings, **{name: _parsed(key, name, value.strip(), getattr(settings, name))})


def _parsed(key: str, name: str, value: str, now: Any) -> Any:
    if name == "checklist":
        return tuple(_line(key, part) for part in value.split(";") if part.strip())
    if name == "assignees":
        return dict(_assignee(key, part) for part in value.split(";") if part.strip())
    if isinstance(now, bool):
        word = value.casefold()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        raise UsageError("setting_value", key=key, value=value, allowed="true, false")
    if isinstance(now, int):
        if value.isascii() and value.isdigit() and len(value) < 6:
            return int(value)
        raise UsageError("setting_value", key=key, value=value, allowed="0–3650")
    allowed = ALLOWED.get(name)
    if allowed is not None and value not in allowed:
        raise UsageError("setting_value", key=key, value=value, allowed=", ".join(allowed))
    return value


def _line(key: str, text: str) -> ChecklistLine:
    title, _, rest = text.strip().partition("=")
    days, _, user = rest.partition("=")
    if not title.strip() or not (days.strip().isascii() and days.strip().isdigit() and len(days.strip()) < 6):
        raise UsageError("setting_value", key=key, value=text.strip(), allowed="title=days; title=days=user")
    return ChecklistLine(title.strip(), int(days), user.strip())


def _assignee(key: str, text: str) -> tuple[str, str]:
    kind, _, user = (part.strip() for part in text.partition("="))
    kinds = [one.value for one in TaskKind if one is not TaskKind.HIGHLEVEL]
    if kind not in kinds or not user:
        raise UsageError("setting_value", key=key, value=text.strip(), allowed=", ".join(f"{k}=user" for k in kinds))
    return kind, user
