"""Permissions of HighLevel that Ponte24 can do without, and that it found missing: what rests on them is left out, and
said."""

from __future__ import annotations

from app.errors import CredentialsRefused
from app.store import Store

TASKS = "locations/tasks.readonly"
APPOINTMENTS = ("calendars.readonly", "calendars/events.readonly")
NAMES = "users.readonly"
NAMED = (TASKS, *APPOINTMENTS, "calendars/events.write", NAMES)
"""What is said to be missing where a sign-in tells what was granted."""
LACKING = "highlevel.lacking"
"""Setting: the permissions that were refused when they were last used. Another location begins without any."""
_MISSING = "highlevel_scope_missing"


def lacking(store: Store) -> tuple[str, ...]:
    """Return the permissions that were missing when last used."""
    return tuple(store.settings.get(LACKING, []))


def is_missing(error: CredentialsRefused) -> bool:
    """Tell whether a refusal is about one permission alone, and not about the token."""
    return error.code == _MISSING


def note_missing(store: Store, error: CredentialsRefused, now: float) -> None:
    """Keep which permission a refusal names; the history tells it the first time."""
    scope = str(error.params.get("scope") or "")
    known = lacking(store)
    if scope and scope not in known:
        with store.transaction():
            store.settings.set(LACKING, [*known, scope])
            store.activity.add(now, "warning", "permission_missing", {"scope": scope})


def note_granted(store: Store, *scopes: str) -> None:
    """Keep that these permissions are there (again)."""
    known = lacking(store)
    if left := [scope for scope in known if scope not in scopes]:
        if len(left) < len(known):
            store.settings.set(LACKING, left)
    elif known:
        store.settings.remove(LACKING)
