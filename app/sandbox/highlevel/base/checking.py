"""Whitelist validation of bodies and queries, in the words of the service (reference: HighLevel 2.7, 10.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from app.sandbox.clock import parse_ms
from app.sandbox.highlevel.base.errors import bad_request, unprocessable

Kind = Literal["text", "flag", "number", "texts", "object", "list"]

_WORDS: dict[Kind, str] = {
    "text": "must be a string",
    "flag": "must be a boolean value",
    "number": "must be a number",
    "texts": "must be an array of strings",
    "object": "must be an object",
    "list": "must be an array",
}
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?")


def _fits(kind: Kind, value: Any) -> bool:
    match kind:
        case "text":
            return isinstance(value, str)
        case "flag":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "texts":
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        case "object":
            return isinstance(value, dict)
        case "list":
            return isinstance(value, list)


def check(body: Mapping[str, Any], kinds: Mapping[str, Kind], required: Iterable[str] = ()) -> None:
    """Refuse unknown keys, wrong types and missing values; null counts as not given.

    Raises HighLevelError 422 with one message for each of them.
    """
    faults = [f"property {name} should not exist" for name in body if name not in kinds]
    for name, kind in kinds.items():
        value = body.get(name)
        if value is not None and not _fits(kind, value):
            faults.append(f"{name} {_WORDS[kind]}")
    faults += [f"{name} should not be empty" for name in required if body.get(name) in (None, "")]
    if faults:
        raise unprocessable(*faults)


def moment(text: str) -> int:
    """Return an ISO 8601 date with time in epoch milliseconds; without a zone it is UTC.

    Raises ValueError for anything else.
    """
    if not _MOMENT.fullmatch(text.strip()):
        raise ValueError(f"no moment: {text!r}")
    return parse_ms(text)


def whole_number(query: Mapping[str, str], name: str, default: int, most: int | None = None) -> int:
    """Read a count from a query. Raises HighLevelError 422 when it is none, negative or above `most`."""
    text = query.get(name, "").strip() or str(default)
    if not text.isdigit():
        raise unprocessable(f"{name} must be a number string")
    if most is not None and int(text) > most:
        raise unprocessable(f"{name} must not be greater than {most}")
    return int(text)


def epoch_millis(query: Mapping[str, str], name: str) -> int:
    """Read a moment in epoch milliseconds from a query. Raises HighLevelError 422 or 400."""
    text = query.get(name, "").strip()
    if not text:
        raise unprocessable(f"{name} should not be empty")
    if not text.lstrip("-").isdigit():
        raise bad_request(f"{name} must be in milliseconds", error="Bad Request")
    return int(text)
