"""Records as HighLevel sends them, and how they are taken out of its answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from app.connectors.highlevel.refusals import SERVICE
from app.errors import LostAnswer, ServiceUnavailable

Wire = dict[str, Any]
"""A record, a request or an answer as HighLevel spells it."""


def segment(value: str) -> str:
    """Return an id as one path segment: an id with a slash must not reach another operation."""
    return quote(value, safe="")


def inner(body: Wire, *keys: str) -> Wire:
    """Return the record that a read answers under one of several keys. Raises ServiceUnavailable."""
    for key in keys:
        found = body.get(key)
        if isinstance(found, dict):
            return found
    raise ServiceUnavailable("service_unreadable", details=f"the answer has no {keys[0]}", service=SERVICE)


def written(body: Wire, *keys: str) -> Wire:
    """Return the record of a write's answer. Raises LostAnswer: without it the write was done unseen."""
    for key in keys:
        found = body.get(key)
        if isinstance(found, dict) and record_id(found):
            return found
    raise LostAnswer(details=f"the answer has no {keys[0]}", service=SERVICE)


def listed(body: Wire, key: str) -> list[Wire]:
    """Return the records of a list. Raises ServiceUnavailable when the answer has none of that name."""
    found = body.get(key)
    if not isinstance(found, list):
        raise ServiceUnavailable("service_unreadable", details=f"the answer has no {key}", service=SERVICE)
    return [one for one in found if isinstance(one, dict)]


def record_id(wire: Wire) -> str:
    """Return a record's id: ``id``, in some answers ``_id`` (reference: HighLevel 3); blank without one."""
    return str(wire.get("id") or wire.get("_id") or "")
