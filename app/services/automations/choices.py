"""What the forms offer: labels, people, calendars and workflows of the location, as last read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

from app.clock import Clock
from app.errors import Ponte24Error
from app.services.api.automations import AutomationChoices
from app.services.automations.facts import tags_of
from app.services.work.calendars import calendars
from app.services.work.people import users
from app.store import Store

if TYPE_CHECKING:
    from app.connectors.highlevel.client import HighLevelClient

WORKFLOWS = "automations.workflows"
"""Setting: the location's workflows as last read: `at` (epoch seconds) and `workflows`, pairs of id and name."""
FRESH = 600.0
"""Seconds for which what was read is not asked for again."""

Connect = Callable[[], AbstractAsyncContextManager["HighLevelClient"]]


def known(store: Store) -> AutomationChoices:
    """Return what was read last; labels come the most used first."""
    tags: dict[str, int] = {}
    for contact in store.highlevel.each():
        for tag in tags_of(contact.wire):
            tags[tag] = tags.get(tag, 0) + 1
    kept: dict[str, Any] = store.settings.get(WORKFLOWS, {})
    return AutomationChoices(
        tuple(sorted(tags, key=lambda t: (-tags[t], t))),
        tuple((user.id, user.name) for user in users(store)),
        tuple((c.id, c.name) for c in calendars(store)),
        tuple((str(one), str(name)) for one, name in kept.get("workflows", ())),
    )


async def read_workflows(store: Store, clock: Clock, connect: Connect) -> bool:
    """Ask HighLevel for its workflows, unless that was done a moment ago; return whether anything new came. Where it
    cannot be reached or the token may not read them, what is known stays."""
    kept: dict[str, Any] = store.settings.get(WORKFLOWS, {})
    if 0 <= clock.now() - kept.get("at", 0.0) < FRESH:
        return False
    try:
        async with connect() as client:
            found = [[w.id, w.name or w.id] for w in await client.get_workflow() if w.id]
    except Ponte24Error:
        return False
    found.sort(key=lambda one: one[1].casefold())
    store.settings.set(WORKFLOWS, {"at": clock.now(), "workflows": found})
    return found != kept.get("workflows")
