"""Who works in HighLevel's location, and how a contact there is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.services.api.agenda import AgendaSettings, UserInfo
from app.store import Store

USERS = "agenda.users"
"""Setting: who works in the location, as last read."""


def users(store: Store) -> tuple[UserInfo, ...]:
    """Return who works in the location, as last read."""
    stored: Mapping[str, Any] = store.settings.get(USERS, {})
    return tuple(UserInfo(str(one["id"]), str(one["name"])) for one in stored.get("users", ()))


def without_leavers(store: Store, settings: AgendaSettings) -> AgendaSettings:
    """Return the choices without the people who work in the location no more: new tasks are nobody's then. Where nobody
    is known, the names cannot be read, and all stays."""
    there = {user.id for user in users(store)}
    if not there:
        return settings
    lines = (replace(x, assignee=x.assignee if x.assignee in there else "") for x in settings.checklist)
    kept = {kind: user for kind, user in settings.assignees.items() if user in there}
    return replace(settings, assignees=kept, checklist=tuple(lines))


def contact_name(wire: Mapping[str, Any]) -> str:
    """Return how a contact of HighLevel is called, as it was sent."""
    for keys in (("companyName",), ("firstNameRaw", "lastNameRaw"), ("firstName", "lastName"), ("contactName",)):
        name = " ".join(str(wire.get(key) or "").strip() for key in keys).strip()
        if name:
            return name
    return str(wire.get("email") or wire.get("phone") or "")
