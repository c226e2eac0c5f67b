"""Real customers as examples for the mapping screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.api.settings import Example
from app.services.sync.reading.snapshot import CACHE, Snapshot
from app.sync.plan.model import Side

if TYPE_CHECKING:
    from app.store import Store


def examples(store: Store, snapshot: Snapshot, limit: int) -> tuple[Example, ...]:
    """Return customers with the values of both sides: linked ones first, then those of one side only."""
    found: list[Example] = []
    for link in store.links.all()[:limit]:
        h, f = snapshot.record(Side.HIGHLEVEL, link.highlevel_id), snapshot.record(Side.FATTURA24, link.fattura24_id)
        if h and f:
            found.append(Example(f.contact.title or h.contact.title, dict(h.contact.items()), dict(f.contact.items())))
    for record in snapshot.fattura24():
        if len(found) >= limit:
            return tuple(found)
        if store.links.by_fattura24(record.id) is None:
            found.append(Example(record.contact.title, {}, dict(record.contact.items())))
    for record in snapshot.highlevel():
        if len(found) >= limit:
            break
        if store.links.by_highlevel(record.id) is None:
            found.append(Example(record.contact.title, dict(record.contact.items()), {}))
    return tuple(found)


def custom_field_names(store: Store) -> tuple[str, ...]:
    """Return the names of HighLevel's custom contact fields as last read."""
    fields = store.settings.get(CACHE, {}).get("custom_fields", [])
    return tuple(str(field.get("name") or "") for field in fields)
