"""Read a location's contacts, all or those changed lately."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from app.clock import parse_iso
from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.codec import Codec, further_of
from app.connectors.highlevel.http.wire import Wire, record_id
from app.connectors.highlevel.rules import rules_of
from app.records.contact import CONTACT_FIELDS, Contact
from app.records.normalise import normalised, place_phones
from app.sync.plan.model import Record, Side

OVERLAP = 120.0
"""Seconds by which an incremental read reaches further back: the index lags by up to a minute and clocks
differ (reference: HighLevel 2.1)."""

ProgressSink = Callable[[int, int], None]
"""Told how many contacts of how many have been read."""


@dataclass(frozen=True, slots=True)
class ContactRead:
    """What a read brought. ``complete`` says that absence from it proves absence (full reads only);
    ``started_at`` is the watermark for the next incremental read (epoch seconds); ``requests`` what it
    cost. ``records`` is the reader's own list: who has no more use for it may empty it. ``rules`` is the number of the
    rules by which they were decoded (see `rules.rules_of`)."""

    records: list[Record]
    complete: bool
    started_at: float
    requests: int
    rules: int = 0


class _Stoppable(Protocol):
    def __bool__(self) -> bool: ...


async def read_contacts(
    client: HighLevelClient,
    codec: Codec,
    since: float | None = None,
    *,
    overlap: float = OVERLAP,
    progress: ProgressSink | None = None,
    stop: _Stoppable | None = None,
) -> ContactRead:
    """Return all contacts, or those changed since a moment (epoch seconds) less the ``overlap``.

    When ``stop`` becomes true the read ends after the current page and is incomplete.
    """
    started_at = client.clock.now()
    sent_before = client.requests
    found: dict[str, Record] = {}
    complete = False
    async for page in client.iterate_contacts(None if since is None else max(0.0, since - overlap)):
        for wire in page.wires:
            if (contact_id := record_id(wire)) and not wire.get("deleted"):
                found[contact_id] = record_of(wire, codec, started_at)
        complete = page.complete
        if progress is not None:
            progress(page.collected, page.total)
        if stop:
            complete = False
            break
    spent = client.requests - sent_before
    rules = rules_of(codec) if found else 0
    return ContactRead(list(found.values()), complete and since is None, started_at, spent, rules)


def record_of(wire: Wire, codec: Codec, seen_at: float) -> Record:
    """Return HighLevel's contact as the engine's record, with normalised values."""
    values, origins = codec.values_of(wire)
    return Record(
        Side.HIGHLEVEL,
        record_id(wire),
        Contact(**_placed(normalised(values))),
        origins,
        seen_at,
        _moment(wire.get("dateUpdated") or wire.get("dateAdded")),
        further=further_of(wire),
        wire=wire,
    )


def placed(contact: Contact) -> Contact:
    """Return a contact as it will be read back: a fixed line in the mobile's place is read as the
    landline."""
    return Contact(**_placed(normalised({name: getattr(contact, name) for name in CONTACT_FIELDS})))


def _placed(values: dict[str, Any]) -> dict[str, Any]:
    mobile, landline = values.get("mobile", ""), values.get("landline", "")
    if mobile or landline:
        values["mobile"], values["landline"] = place_phones(mobile, landline)
    return values


def _moment(value: object) -> float:
    """Return a date of HighLevel (ISO text or epoch milliseconds) as epoch seconds, 0 if it is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value / 1000
    try:
        return parse_iso(value) if isinstance(value, str) else 0.0
    except ValueError:
        return 0.0
