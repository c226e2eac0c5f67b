"""What the forms offer: labels, people, calendars, workflows and custom values of the location, as last read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import TYPE_CHECKING, Any

from app.automation.data.own_fields import FILLABLE, OwnField
from app.clock import Clock
from app.connectors.highlevel.fields import resolve_custom_fields
from app.errors import Ponte24Error, ServiceUnavailable
from app.services.api.automations.automations import AutomationChoices
from app.services.automations.events.facts import tags_of
from app.services.settings.preferences import load_mapping
from app.services.sync.reading.snapshot import CACHE
from app.services.work.calendars import calendars
from app.services.work.people import users
from app.store import Store

if TYPE_CHECKING:
    from app.connectors.highlevel.client import HighLevelClient

LOCATION = "automations.location"
"""Setting: what was last read of the location: `at` (epoch seconds), `workflows`, `tags`, `values` and `businesses`
(pairs of id and name), and `fields`, custom fields as HighLevel tells of them."""
FRESH = 600.0
"""Seconds for which what was read is not asked for again."""

_READ = ("workflows", "tags", "values", "businesses", "fields")

Connect = Callable[[], AbstractAsyncContextManager["HighLevelClient"]]


def known(store: Store) -> AutomationChoices:
    """Return what was read last; labels come the most used first, then those that no contact has."""
    used = tags_in_use(store)
    kept: dict[str, Any] = store.settings.get(LOCATION, {})
    tags = _pairs(kept.get("tags", ()))
    unused = [name for _id, name in tags if name not in used]
    return AutomationChoices(
        (*sorted(used, key=lambda t: (-used[t], t)), *unused),
        tuple((user.id, user.name) for user in users(store)),
        tuple((c.id, c.name) for c in calendars(store)),
        _pairs(kept.get("workflows", ())),
        tags,
        _pairs(kept.get("values", ())),
        _pairs(kept.get("businesses", ())),
        tuple(one for one in own_fields(store).values() if one.type in FILLABLE),
    )


def own_fields(store: Store) -> dict[str, OwnField]:
    """Return the custom fields by id, as last read by a form or a check, without those that the sync fills itself."""
    kept: dict[str, Any] = store.settings.get(LOCATION, {})
    wires = kept.get("fields") or store.settings.get(CACHE, {}).get("custom_fields", ())
    synced = set(resolve_custom_fields(load_mapping(store), wires).values())
    found = sorted((OwnField.of(wire) for wire in wires), key=lambda one: one.name.casefold())
    return {one.id: one for one in found if one.id and one.id not in synced}


def tags_in_use(store: Store) -> dict[str, int]:
    """Return on how many contacts each label is."""
    tags: dict[str, int] = {}
    for contact in store.highlevel.each():
        for tag in tags_of(contact.wire):
            tags[tag] = tags.get(tag, 0) + 1
    return tags


def _pairs(kept: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(one), str(name)) for one, name in kept)


async def read_location(store: Store, clock: Clock, connect: Connect) -> bool:
    """Ask HighLevel for its workflows, tags and custom values, unless that was done a moment ago; return whether
    anything new came. Where it cannot be reached or the token may not read them, what is known stays."""
    kept: dict[str, Any] = store.settings.get(LOCATION, {})
    if 0 <= clock.now() - kept.get("at", 0.0) < FRESH:
        return False
    found = {**kept, "at": clock.now()}
    try:
        async with connect() as client:
            for name, read in (
                ("workflows", client.get_workflow),
                ("tags", client.get_location_tags),
                ("values", client.get_custom_values),
                ("businesses", partial(_businesses, client)),
            ):
                if (told := await _named(read)) is not None:
                    found[name] = told
            found["fields"] = await _fields(client) or kept.get("fields", [])
    except Ponte24Error:
        return False
    store.settings.set(LOCATION, found)
    return any(found.get(name) != kept.get(name) for name in _READ)


async def _named(read: Callable[[], Awaitable[Any]]) -> list[list[str]] | None:
    """Return ids and names by name; None where the token may not read them."""
    try:
        found = [[one.id, one.name or one.id] for one in await read() if one.id]
    except ServiceUnavailable:
        raise
    except Ponte24Error:
        return None
    return sorted(found, key=lambda one: one[1].casefold())


async def _businesses(client: HighLevelClient) -> list[Any]:
    return [one async for page in client.iterate_businesses() for one in page.items]


async def _fields(client: HighLevelClient) -> list[dict[str, Any]] | None:
    """Return the custom fields with what a step needs of them; None where the token may not read them."""
    wanted = ("id", "name", "dataType", "picklistOptions", "options")
    try:
        read = await client.get_custom_fields()
    except ServiceUnavailable:
        raise
    except Ponte24Error:
        return None
    return [{name: one.wire[name] for name in wanted if name in one.wire} for one in read]
