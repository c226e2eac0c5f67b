"""A contact of HighLevel as it is kept once it is decoded: a JSON list of all that the record says."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.records.contact import CONTACT_FIELDS, Contact
from app.store.schema.tables import HALF_LETTER, dump, load
from app.sync.plan.model import Record, Side

_NOTHING: Mapping[str, Any] = MappingProxyType({})
"""One for all: what HighLevel sent is not kept a second time."""

_ALL = len(CONTACT_FIELDS)


def packed(record: Record) -> str:
    """Return the text of a record, or blank where it cannot be kept whole."""
    contact = record.contact
    values: list[Any] = [getattr(contact, name) for name in CONTACT_FIELDS]
    while values and not values[-1]:
        values.pop()
    text = dump([record.updated_at, record.seen_at, record.origins, record.further, *values])
    # letters beyond the first plane are written in halves, and a lone half would come back as another letter
    whole = HALF_LETTER not in text and record.name_certain and not record.gone_since and record.side is Side.HIGHLEVEL
    return text if whole else ""


def unpacked(record_id: str, text: str) -> Record:
    """Return the record of a text, without what HighLevel sent. Raises StorageError (database_damaged)."""
    updated_at, seen_at, origins, further, *values = load(text)
    if len(values) == _ALL:
        values[-1] = tuple(values[-1])
    return Record(
        Side.HIGHLEVEL,
        record_id,
        Contact(*values),
        tuple(origins),
        seen_at,
        updated_at,
        further=tuple([(name, value) for name, value in further]) if further else (),
        wire=_NOTHING,
    )
