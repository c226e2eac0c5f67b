"""What happens in HighLevel, told to whoever listens: what webhooks are made from (reference: HighLevel 5.1).

Contacts tell of themselves: whatever goes through `HighLevelStore.put` and `remove` is compared with what was
there. For every other record the route that changes it calls `emit` with the record as it shows it, e.g.
``store.events.emit("TaskCreate", {**task, "contactId": contact_id})``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_DND = frozenset({"dnd", "dndSettings", "inboundDndSettings"})
_SILENT = frozenset({"dateUpdated", "dateAdded"})


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: its type, the record after it, and the names of the fields that changed.

    The record is whole; what of it a webhook shows is the sender's matter. ``changed`` is known for contacts.
    """

    type: str
    record: Mapping[str, Any]
    changed: frozenset[str] = frozenset()


Listener = Callable[[Event], None]


class Events:
    """The events of one location. Listeners are called while the state's lock is held and must be quick."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Call `listener` with every event from now on."""
        self._listeners.append(listener)

    def emit(self, event_type: str, record: Mapping[str, Any], changed: frozenset[str] = frozenset()) -> None:
        """Tell of an event; `record` is as the API shows it and is not changed afterwards."""
        event = Event(event_type, record, changed)
        for listener in self._listeners:
            listener(event)

    def contact_put(self, old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> None:
        """Tell what writing a contact means: created, updated, other tags, other DND settings, or nothing."""
        if old is None:
            self.emit("ContactCreate", new, frozenset(new))
            return
        if old.get("dateUpdated") == new.get("dateUpdated"):
            return  # the location's own housekeeping, such as a custom field that was deleted
        changed = frozenset(n for n in old.keys() | new.keys() if old.get(n) != new.get(n)) - _SILENT
        if plain := changed - _DND - {"tags"}:
            self.emit("ContactUpdate", new, plain)
        if "tags" in changed:
            self.emit("ContactTagUpdate", new, frozenset({"tags"}))
        if dnd := changed & _DND:
            self.emit("ContactDndUpdate", new, dnd)

    def contact_removed(self, contact: Mapping[str, Any]) -> None:
        """Tell that a contact was deleted."""
        self.emit("ContactDelete", contact)
