"""The operations that the sandbox answers by the vendor's contract alone: what fits a schema, and what it may look
like.

``resources/sandbox/highlevel.json`` is derived from the published OpenAPI files (`tests/contract/for_sandbox.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app.paths import resource

Schema = Mapping[str, Any]

_WORDS = {
    "string": "must be a string",
    "boolean": "must be a boolean value",
    "number": "must be a number",
    "integer": "must be an integer number",
    "array": "must be an array",
    "object": "must be an object",
}
_BLANK: dict[str, Any] = {"string": "", "boolean": False, "number": 0, "integer": 0}


@dataclass(frozen=True)
class Contracted:
    """One operation of the contract; ``query`` are the names that a query must have."""

    id: str
    method: str
    path: str
    version: str
    scope: str
    tokens: tuple[str, ...]
    query: tuple[str, ...]
    media: str
    status: int
    body: Schema = field(hash=False)
    answer: Schema = field(hash=False)


@cache
def contracted() -> tuple[Contracted, ...]:
    """Return all of them, fixed paths before those with a parameter in the same place."""
    rows = json.loads(resource("sandbox", "highlevel.json").read_text(encoding="utf-8"))
    return tuple(Contracted(**{**row, "tokens": tuple(row["tokens"]), "query": tuple(row["query"])}) for row in rows)


def faults(schema: Schema, value: Any, name: str = "") -> Iterator[str]:
    """Yield what is wrong with a value, in the words of the service; null counts as not given."""
    kind = schema.get("type") or ("object" if "properties" in schema else None)
    if value is None or kind is None:
        return
    if not _fits(kind, value):
        yield f"{name or 'body'} {_WORDS[kind]}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{name} must be one of the following values: {', '.join(str(one) for one in schema['enum'])}"
    if kind == "object" and "properties" in schema:
        known = schema["properties"]
        yield from (f"property {key} should not exist" for key in value if key not in known)
        needed = [key for key in schema.get("required", ()) if value.get(key) in (None, "")]
        yield from (f"{key} should not be empty" for key in needed)
        for key in value.keys() & known.keys():
            yield from faults(known[key], value[key], f"{name}.{key}" if name else key)
    if kind == "array":
        for place, one in enumerate(value):
            yield from faults(schema.get("items", {}), one, f"{name}.{place}")


def _fits(kind: str, value: Any) -> bool:
    if kind in ("number", "integer"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    types: dict[str, type] = {"string": str, "boolean": bool, "array": list, "object": dict}
    return isinstance(value, types[kind])


def shaped(schema: Schema, record: Mapping[str, Any], records: Sequence[Mapping[str, Any]], depth: int = 0) -> Any:
    """Return a value of a schema that tells of a record, or of records where it is a list of objects.

    A value of the record is taken by its name where it fits; what must be there and is not known is blank.
    """
    kind = schema.get("type") or ("object" if "properties" in schema else None)
    if kind == "array":
        items = schema.get("items", {})
        if items.get("type") == "object" or "properties" in items:
            return [shaped(items, one, (), depth + 1) for one in records]
        return []
    if kind != "object":
        return schema["enum"][0] if schema.get("enum") else _BLANK.get(str(kind), "")
    made: dict[str, Any] = {}
    for name, part in schema.get("properties", {}).items():
        value = record.get(name)
        wraps = depth == 0 and (part.get("type") in ("object", "array") or "properties" in part)
        if value is not None and not list(faults(part, value, name)):
            made[name] = value
        elif wraps or name in schema.get("required", ()):
            made[name] = True if name.startswith("succe") else shaped(part, record, records, depth + 1)
    return made
