"""Read HighLevel: everything the first time and once a day, otherwise only what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.clock import Clock
from app.connectors.highlevel.codec import Codec
from app.connectors.highlevel.fields import resolve_custom_fields
from app.connectors.highlevel.gateway import HighLevelGateway
from app.connectors.highlevel.packed import packed
from app.connectors.highlevel.reader import OVERLAP, record_of
from app.connectors.highlevel.rules import rules_of
from app.errors import CredentialsRefused
from app.garbage import drain
from app.services.api.progress import Progress, ProgressSink, StopSignal
from app.services.sync.reading.reread import read_location, read_marked, sweep_is_cheaper
from app.services.sync.reading.snapshot import READ_AT
from app.store import CachedContact, Store
from app.sync.contacts.mapping import Mapping as FieldMapping
from app.sync.plan.model import Record

SWEEP_EVERY = 86400.0
"""Seconds between full reads; only those can prove that a contact is gone (no tombstones, reference: HighLevel 2.1)."""

INDEX_LAG = 300.0
"""Seconds for which a contact that was just seen may be missing from the index (reference: HighLevel 2.1)."""

_FULL_AT, _WATERMARK = "highlevel.full_at", "highlevel.watermark"
_WATERMARK_AT, _SETTLED = "highlevel.watermark_at", "highlevel.settled"

_NO_FIELDS: list[Mapping[str, Any]] = []

_NEXT_MOMENT = 0.001
"""The step of dateUpdated in seconds."""

MANY_WRITES = 400
"""Writes after which a run reads its own traces at once: the next check then finds less than a page to read."""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What a read brought: ``complete`` says that the local snapshot is whole; ``before`` how many contacts it held."""

    complete: bool
    before: int


class Decoder:
    """Turns cached contacts into records, by the mapping and the custom fields known at that moment."""

    def __init__(self, mapping: FieldMapping, cache: Callable[[], Mapping[str, Any]]) -> None:
        self._mapping, self._cache = mapping, cache
        self._known: Sequence[Mapping[str, Any]] | None = None
        self._count = 0
        self._names: tuple[str, ...] | None = None
        self._codec = Codec(mapping, {})

    def __call__(self, wire: Mapping[str, Any], seen_at: float) -> Record:
        """Return the record of what HighLevel sent."""
        return record_of(wire if isinstance(wire, dict) else dict(wire), self._present(), seen_at)

    def rules(self) -> int:
        """Return the number of the rules by which it decodes at present (see `app.connectors.highlevel.rules`)."""
        return rules_of(self._present())

    def _present(self) -> Codec:
        fields = self._fields()
        # the very same list for all of 100,000, but one that a new field may have been put into
        if fields is not self._known or len(fields) != self._count:
            names = tuple(str(f.get("id")) for f in fields)
            if names != self._names:
                self._names, self._codec = names, Codec(self._mapping, resolve_custom_fields(self._mapping, fields))
            self._known, self._count = fields, len(fields)
        return self._codec

    def basis(self) -> object:
        """Return what a record depends on besides what HighLevel sent."""
        return self._mapping, [dict(f) for f in self._fields()]

    def _fields(self) -> list[Mapping[str, Any]]:
        fields: list[Mapping[str, Any]] = self._cache().get("custom_fields", _NO_FIELDS)
        return fields


async def refresh(
    store: Store,
    gateway: HighLevelGateway,
    clock: Clock,
    progress: ProgressSink | None,
    stop: StopSignal | None,
    *,
    fields_known: bool = False,
) -> ReadResult:
    """Bring the local snapshot of HighLevel up to date. ``fields_known`` says that the custom fields have just been
    asked for: then a full read does not ask again.

    A read that was stopped or that came out short proves nothing: what it brought is kept, nothing is removed, and the
    next read starts from the same moment again. Raises what the client raises.
    """
    before = store.highlevel.count()
    # The watermark is the newest dateUpdated that a read has shown: the service's own time, so that a wrong clock on
    # this machine hides nothing, and never that of our own writes, behind which another's edit might be missed.
    watermark, full_at = (float(store.settings.get(k, 0.0)) for k in (_WATERMARK, _FULL_AT))
    daily = not watermark or not 0 <= clock.now() - full_at <= SWEEP_EVERY
    full = daily or sweep_is_cheaper(store)

    def report(done: int, total: int) -> None:
        if progress:
            progress(Progress("reading_highlevel", done, total))

    if full:
        if not fields_known:
            await gateway.custom_fields(refresh=True)
        if daily:
            await _ask_location(gateway)
        read = await gateway.read_all(report, stop)
    else:
        settled = bool(store.settings.get(_SETTLED, False))
        since, overlap = (watermark + _NEXT_MOMENT, 0.0) if settled else (watermark, OVERLAP)
        read = await gateway.read_changed(since, report, stop, overlap=overlap)
    with store.transaction():
        store.highlevel.put(
            (CachedContact(r.id, dict(r.wire), r.updated_at, r.seen_at, packed(r)) for r in read.records),
            rules=read.rules,
        )
        if full and read.complete:
            _forget_gone(store, {r.id for r in read.records}, read.started_at)
            store.settings.set(_FULL_AT, read.started_at)
        whole = read.complete if full else not stop
        if whole:
            store.settings.set(READ_AT, read.started_at)
            _move_watermark(store, watermark, max([watermark, *(r.updated_at for r in read.records)]), read.started_at)
    if not stop:
        await read_location(store, gateway)
        await read_marked(store, gateway, clock, read.records, progress=progress, stop=stop)
    drain(read.records)
    return ReadResult(whole, before)


async def _ask_location(gateway: HighLevelGateway) -> None:
    """Ask for the location anew, for its time zone may have been put right; where it may not be read, what is known of
    it stays. Raises what the client raises otherwise."""
    try:
        await gateway.location(refresh=True)
    except CredentialsRefused as refused:
        if refused.code != "highlevel_scope_missing":
            raise


def _move_watermark(store: Store, before: float, newest: float, started: float) -> None:
    """Keep the newest dateUpdated that was shown, and whether all up to it has been seen.

    It has when a read that began an overlap after the one that first showed it found nothing newer: whatever was
    changed until then was in the index by that time. Then it need not be read over and over, which matters where
    thousands of contacts were changed at one stroke.
    """
    if newest > before:
        store.settings.set(_WATERMARK, newest)
        store.settings.set(_WATERMARK_AT, started)
        store.settings.set(_SETTLED, False)
    elif started - float(store.settings.get(_WATERMARK_AT, started)) >= OVERLAP:
        store.settings.set(_SETTLED, True)


def _forget_gone(store: Store, seen: set[str], started: float) -> None:
    """Drop contacts that a full read did not bring, except new ones that the lagging index may not hold yet."""
    gone = [
        i
        for i in store.highlevel.ids() - seen
        if (cached := store.highlevel.get(i)) is not None and cached.seen_at < started - INDEX_LAG
    ]
    store.highlevel.remove(gone)
