"""Records as HighLevel sends them, and how they are taken out of its answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from app.connectors.highlevel.http.refusals import SERVICE
from app.errors import LostAnswer, RequestRefused, ServiceUnavailable

_MOST_DIGITS = 18

Wire = dict[str, Any]
"""A record, a request or an answer as HighLevel spells it."""


def segment(value: str) -> str:
    """Return an id as one path segment: one with a slash, of dots or blank must not reach another operation.

    Raises RequestRefused for what can be no id: a blank one names the whole list, and ``..`` is taken out of a path
    together with what stands before it, however it is written.
    """
    if value.strip() in ("", ".", "..") or not value.isprintable():
        raise RequestRefused("request_refused", service=SERVICE, details="not an id")
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


def listed(body: Wire, key: str, *, each: bool = False) -> list[Wire]:
    """Return the records of a list. Raises ServiceUnavailable when the answer has none of that name.

    With ``each``, what is no record stands there as an empty one: a page's length tells whether more follows.
    """
    found = body.get(key)
    if not isinstance(found, list):
        raise ServiceUnavailable("service_unreadable", details=f"the answer has no {key}", service=SERVICE)
    return [one if isinstance(one, dict) else {} for one in found if each or isinstance(one, dict)]


def confirmed(body: Wire) -> None:
    """Raise RequestRefused if an answer of status 2xx says that the thing was not done after all.

    The word is spelt ``succeded``, ``succeeded`` or ``success`` (reference: HighLevel 2.5, 4).
    """
    if any(body.get(key) is False for key in ("succeded", "succeeded", "success")):
        raise RequestRefused(details="the answer says that it did not succeed", service=SERVICE)


def texts(body: Wire, key: str) -> list[str]:
    """Return a list of texts of an answer, an empty one without it."""
    found = body.get(key)
    return [str(one) for one in found] if isinstance(found, list) else []


def record_id(wire: Wire) -> str:
    """Return a record's id: ``id``, in some answers ``_id`` (reference: HighLevel 3); blank where there is none or it
    is neither a text nor a number."""
    found = wire.get("id") or wire.get("_id") or ""
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def whole_number(value: object) -> int | None:
    """Return a count, also one that was sent as a text; None for what is none."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS:
        return int(value)
    counts = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and value == int(value)
    return int(value) if counts and isinstance(value, int | float) else None
