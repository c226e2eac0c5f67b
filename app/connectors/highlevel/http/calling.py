"""One caller for every operation of the catalogue, beside the typed methods: inputs are checked against what the
specification wants before anything is sent; version, scope, path and what a repeat does come from the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.automation.offer.catalogue import Entry, Input
from app.connectors.highlevel.http.session import Session
from app.connectors.highlevel.http.versions import DEFAULT_VERSION, Operation
from app.connectors.highlevel.http.wire import Wire, segment
from app.connectors.transport_retry import Effect
from app.errors import UsageError

LOCATION = "locationId"
"""The input that is always the connected location: nobody may name another one."""

_UNTOLD = frozenset({"search-contacts-advanced"})
"""Operations whose body the specification does not describe; they take any, with the location in it."""
_ENUM_SHOWN = 12
"""Values of an enumeration that the catalogue holds at most: of a longer one it cannot tell what is wrong."""
_EFFECTS = {"read": Effect.READ, "idempotent": Effect.IDEMPOTENT}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that is ready to be sent."""

    operation: Operation
    method: str
    path: str
    effect: Effect
    params: Mapping[str, str] = field(default_factory=dict)
    body: Wire | None = None
    record: str = ""


def prepare(entry: Entry, inputs: Mapping[str, Any], location: str) -> Prepared:
    """Return the request of an operation. Raises UsageError: call_refused for what the catalogue refuses (``reason``),
    call_inputs where inputs are missing, unknown or of another type (all are named at once)."""
    if entry.service != "highlevel" or entry.kind != "action":
        raise UsageError("call_unknown", operation=entry.id)
    reason = refused(entry)
    if reason:
        raise UsageError("call_refused", operation=entry.id, reason=reason)
    wanted = entry.inputs
    body_told = any(i.place == "body" for i in wanted)
    given = dict(inputs)
    if any(i.name == LOCATION for i in wanted) or entry.facts["operation_id"] in _UNTOLD:
        given.setdefault(LOCATION, location)
    faults = [f"{LOCATION}: another location"] if given.get(LOCATION, location) != location else []
    known = {i.name for i in wanted}
    free = entry.facts["method"] in ("POST", "PUT") and not body_told
    faults += [f"{name}: unknown" for name in given if name not in known and not free]
    for one in wanted:
        if one.name not in given:
            faults += [f"{one.name}: missing"] if one.required else []
        elif fault := _fault(one, given[one.name]):
            faults.append(f"{one.name}: {fault}")
    if faults:
        raise UsageError("call_inputs", operation=entry.id, details="; ".join(faults))
    named = {place: {i.name for i in wanted if i.place == place} for place in ("path", "query", "body")}
    body = {n: v for n, v in given.items() if n in named["body"] or (free and n not in known)}
    if free and entry.facts["operation_id"] in _UNTOLD:
        body[LOCATION] = location
    path = re.sub(r"{(\w+)}", lambda m: segment(str(given[m[1]])), entry.facts["path"])
    ids = re.findall(r"{(\w+)}", entry.facts["path"])
    return Prepared(
        Operation(
            entry.facts["operation_id"],
            str(entry.facts.get("scope") or ""),
            entry.facts.get("api_version") or DEFAULT_VERSION,
        ),
        entry.facts["method"],
        path,
        _EFFECTS.get(str(entry.facts.get("repeat")), Effect.ONCE),
        {n: _text(v) for n, v in given.items() if n in named["query"]},
        body if body or entry.facts.get("content_type") else None,
        str(given[ids[-1]]) if ids and ids[-1] != LOCATION else "",
    )


def refused(entry: Entry) -> str:
    """Return why an operation is never called here: a key under ``catalogue.reason``; blank where it is."""
    if entry.reason:
        return entry.reason
    if entry.exposure == "internal":
        return "internal"
    return "file" if str(entry.facts.get("content_type", "")).startswith("multipart") else ""


async def call(session: Session, prepared: Prepared) -> Wire:
    """Send it and return the answer. Raises what the session raises."""
    return await session.send(
        prepared.operation.id,
        prepared.method,
        prepared.path,
        prepared.effect,
        prepared.body,
        prepared.record,
        prepared.params,
        spec=prepared.operation,
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(str(v) for v in value) if isinstance(value, list) else str(value)


def _fault(one: Input, value: Any) -> str:
    """Return what is wrong with a value (blank: nothing)."""
    kind = one.type
    if kind.startswith("array<") and kind.endswith(">"):
        if one.place == "query" and isinstance(value, str):
            return ""
        if not isinstance(value, list):
            return "a list is wanted"
        inner = Input(one.name, one.place, kind[6:-1], True)
        return next((fault for item in value if (fault := _fault(inner, item))), "")
    if kind.startswith("enum("):
        choices = kind[5:-1].split("|")
        known = len(choices) < _ENUM_SHOWN
        return f"one of {', '.join(choices)} is wanted" if known and str(value) not in choices else ""
    match kind:
        case "boolean":
            return "" if isinstance(value, bool) else "true or false is wanted"
        case "number" | "integer":
            number = isinstance(value, int | float) and not isinstance(value, bool)
            return "" if number else "a number is wanted"
        case "object":
            return "" if isinstance(value, dict) else "an object is wanted"
        case "string":
            blank = one.place == "path" and not str(value).strip()
            return "" if isinstance(value, str) and not blank else "a text is wanted"
    return ""
