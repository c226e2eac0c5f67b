"""Taking back what was handed over as a file: the owner says that it was not loaded, or is not wanted any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.services.sync.reading.snapshot import Snapshot
from app.store import Store, StoredLink
from app.store.sync.handovers import Handover
from app.sync.contacts.policy import note_key, record_key
from app.sync.plan.model import Choice, Side


def give_back(store: Store, snapshot: Snapshot, handed: Sequence[Handover], now: float, *, drop: bool) -> None:
    """Give items back to the API; with ``drop`` nobody makes them any more. Call it in a transaction.

    The open plan is superseded: it knows of the file and not of what follows.
    """
    creates = [item for item in handed if item.kind == "create"]
    links = {link.id: link for link in store.links.all()}
    # a link that is confirmed meanwhile belongs to a customer that exists
    undone = [i for i in creates if i.link in links and not links[i.link].confirmed]
    store.links.remove([i.link for i in undone])
    store.mirror.remove([i.customer for i in undone])
    for item in handed:
        for reason in ("handed_over", "handover_missing"):
            store.decisions.remove(note_key(item.link, reason))
            store.decisions.remove(note_key(f"new~highlevel~{item.highlevel_id}", reason))
    if drop:
        for item in undone:
            store.decisions.put(record_key(Side.HIGHLEVEL, item.highlevel_id), {"choice": Choice.SKIP.value})
        updates = [(links[i.link], i) for i in handed if i.kind == "update" and i.link in links]
        store.links.put_many([_let_be(link, item, snapshot) for link, item in updates])
    store.handovers.settle([item.id for item in handed], "dropped" if drop else "back", now)
    open_plan = store.plans.latest("open") if handed else ""
    if open_plan:
        store.plans.set_state(open_plan, "superseded")


def _let_be(link: StoredLink, item: Handover, snapshot: Snapshot) -> StoredLink:
    """Let the difference of both sides stand: only what changes from now on goes over."""
    highlevel = snapshot.record(Side.HIGHLEVEL, link.highlevel_id)
    fattura24 = snapshot.record(Side.FATTURA24, link.fattura24_id)
    if highlevel is None or fattura24 is None:
        return link
    return replace(
        link,
        base_highlevel={**link.base_highlevel, **{n: highlevel.contact.get(n) for n in item.goal}},
        base_fattura24={**link.base_fattura24, **{n: fattura24.contact.get(n) for n in item.goal}},
    )
