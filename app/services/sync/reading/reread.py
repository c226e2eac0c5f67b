"""Read again what webhooks have marked: a few contacts by id, many by the next larger read.

A mark only says where to look. What is read decides, so a webhook that is lost, doubled, late or out of order changes
nothing but when something is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.clock import Clock
from app.connectors.highlevel.gateway import HighLevelGateway
from app.connectors.highlevel.resources.contacts import PAGE_LIMIT
from app.errors import RecordGone
from app.services.api.progress import Progress, ProgressSink, StopSignal
from app.store import CachedContact, Mark, Store
from app.sync.plan.model import Record

FEW = 20
"""So many marked contacts are read by id, one request each: that is sure, and quicker than the index."""

DELETED = "ContactDelete"

CLOSE = 5.0
"""Seconds by which a webhook's timestamp may lie behind the dateUpdated of the change that it tells of."""


def sweep_is_cheaper(store: Store) -> bool:
    """Tell whether so many deletions are marked that a full read costs less than reading them one by one.

    Only deletions count: an incremental read never brings them, and the rest it brings in any case.
    """
    return sum(mark.why == DELETED for mark in store.webhooks.marks("contact")) > _many(store)


def _many(store: Store) -> int:
    """Return what a full read costs in requests, but at least what counts as few."""
    return max(FEW, store.highlevel.count() // PAGE_LIMIT + 2)


async def read_location(store: Store, gateway: HighLevelGateway) -> None:
    """Ask anew for the location when a webhook said that it changed. Raises what the client raises."""
    if marks := store.webhooks.marks("location"):
        await gateway.location(refresh=True)
        store.webhooks.clear(marks)


async def read_marked(
    store: Store,
    gateway: HighLevelGateway,
    clock: Clock,
    read: Iterable[Record],
    *,
    progress: ProgressSink | None = None,
    stop: StopSignal | None = None,
) -> None:
    """Read the marked contacts that the read before has not settled and take their marks off.

    ``read`` are the records that it brought. A contact that is gone is forgotten here, as a full read would. Marks
    stay until their contact has been read: what is too much for once, and what a failure prevented, is for the next
    check, whose incremental read will have brought most of it. Raises what the client raises.
    """
    marks = store.webhooks.marks("contact")
    if len(marks) > FEW:
        marks = _unsettled(store, marks, {record.id: record for record in read})
        deleted = [mark for mark in marks if mark.why == DELETED]
        others = [mark for mark in marks if mark.why != DELETED]
        marks = deleted[: _many(store)] + others[:FEW]
    gone = 0
    for done, mark in enumerate(marks):
        if stop:
            return
        if progress:
            progress(Progress("reading_marked", done, len(marks)))
        gone += await _read_one(store, gateway, clock, mark)
    if marks:
        store.activity.add(clock.now(), "info", "webhooks_read", {"contacts": len(marks), "gone": gone})


def _unsettled(store: Store, marks: Iterable[Mark], read: Mapping[str, Record]) -> list[Mark]:
    """Take off the marks of contacts that were read in a state as new as the event, or that are known no more."""
    known = store.highlevel.ids()
    settled: list[Mark] = []
    left: list[Mark] = []
    for mark in marks:
        record = read.get(mark.id)
        fresh = record is not None and mark.why != DELETED and record.updated_at >= mark.at - CLOSE
        deleted = mark.why == DELETED and mark.id not in known
        (settled if fresh or deleted else left).append(mark)
    store.webhooks.clear(settled)
    return left


async def _read_one(store: Store, gateway: HighLevelGateway, clock: Clock, mark: Mark) -> int:
    """Read a contact by its id; return 1 when it is gone."""
    try:
        record = await gateway.read(mark.id)
    except RecordGone:
        record = None
    gone = record is None or bool(record.wire.get("deleted"))
    with store.transaction():
        if record is None or gone:
            store.highlevel.remove([mark.id])
        else:
            store.highlevel.put([CachedContact(record.id, dict(record.wire), record.updated_at, clock.now())])
        store.webhooks.clear([mark])
    return int(gone)
