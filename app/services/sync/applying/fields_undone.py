"""Custom fields that an undo has deleted: they are not made again behind the back of whoever took them back."""

from __future__ import annotations

from app.store import Store
from app.sync.contacts.mapping import ORIGIN_FIELD
from app.sync.contacts.policy import held_key, unmarked_key, values_digest
from app.sync.plan.model import Choice, Kind
from app.sync.plan.operation import Operation, Verb

_WITH_FIELD = "field"
"""Who took a key off a contact: it went with its field, and comes back with it."""


def taken_back_field(store: Store, operation: Operation, *, undoing: bool) -> None:
    """Note that a field was deleted by an undo, or made, whoever wanted it.

    The next plan still names the field, left out: who wants it again ticks it. The keys that were in it are not written
    again either until it is there.
    """
    decisions = store.decisions
    held = held_key(Kind.CREATE.value, operation.side, operation.title)
    if operation.verb is Verb.CREATE:
        decisions.remove(held)
        if operation.title == ORIGIN_FIELD:
            gone = [key for key, said in decisions.all().items() if said.get("by") == _WITH_FIELD]
            decisions.remove_many(set(gone))
    elif operation.verb is Verb.DELETE and undoing:
        decisions.put(held, {"choice": "held", "digest": values_digest([])})
        if operation.title == ORIGIN_FIELD:
            left = {"choice": Choice.SKIP.value, "by": _WITH_FIELD}
            decisions.put_many({unmarked_key(link.id): left for link in store.links.all()})
