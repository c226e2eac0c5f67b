"""Calls of HighLevel's own workflows: a secret address for each automation that they may start.

Only the digest of an address is kept, and of a call only which contact it names: all else is read from HighLevel, so
that nobody can say anything in its place.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.store import Store

ADDRESSES, CALLS = "automations.addresses", "automations.calls"
"""Settings: which automation belongs to the digest of an address; calls that nothing has come of yet."""
TOGETHER = 600
"""Seconds within which the same call counts once: workflows try again where an answer is late."""
MOST = 500
"""Calls that wait at most; whoever calls more often waits for the next look."""
_ID_LENGTH = 64


def new_address(store: Store, automation: str) -> str:
    """Return a new secret path for an automation; an earlier one is no longer good."""
    token = secrets.token_urlsafe(24)
    with store.transaction():
        kept = {d: a for d, a in store.settings.get(ADDRESSES, {}).items() if a != automation}
        store.settings.set(ADDRESSES, {**kept, _digest(token): automation})
    return f"/flow/{token}"


def take_call(store: Store, token: str, body: bytes, now: float) -> str:
    """Keep a call and mark its contact to be read; return why not (a key below ``webhooks.refused``), or blank."""
    from app.store import Mark

    automation = store.settings.get(ADDRESSES, {}).get(_digest(token))
    if automation is None:
        return "address"
    contact = _contact(body)
    if not contact:
        return "no_contact"
    key = f"called:{automation}:{contact}:{int(now // TOGETHER)}"
    with store.transaction():
        waiting: list[Mapping[str, Any]] = store.settings.get(CALLS, [])
        known = any(one["key"] == key for one in waiting) or store.events.get(key) is not None
        if not known and len(waiting) < MOST:
            call = {"key": key, "automation": automation, "contact": contact, "at": now}
            store.settings.set(CALLS, [*waiting, call])
            store.webhooks.take(f"{key}:{hashlib.sha256(body).hexdigest()[:16]}", now, [_mark(Mark, contact, now)])
    return ""


def _mark(make: Any, contact: str, now: float) -> Any:
    return make("contact", contact, "Workflow", now, now)


def _contact(body: bytes) -> str:
    """Return the contact that the body names: workflows send ``contact_id``, in their own data ``contactId``."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(told, dict):
        return ""
    inner = told.get("contact")
    for place in (told, told.get("customData"), inner):
        if isinstance(place, dict):
            for name in ("contact_id", "contactId", *(("id",) if place is inner else ())):
                found = place.get(name)
                if isinstance(found, str) and found.isalnum() and len(found) <= _ID_LENGTH:
                    return found
    return ""


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
