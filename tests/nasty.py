"""What somebody may call himself to do harm, and whether a text shows it as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

MARKUP = '<b>x</b><img src="file://host/x">'
NASTY = (
    f"{MARKUP} \x1b[31m\u202e=cmd|' /C calc'!A0 &amp "
    + "x" * 300
    + "Z"
    + "\u0300\u0316" * 40
    + r" %2 %s {0} \\host\share "
    + "\u2066\uff1d1+1"
)
"""Markup, an escape of terminals, a turned line, a formula, an entity, very long, a heap of marks, what stands for
something else in sentences, the address of another computer, and a formula of full width."""

HALF = "\ud800"
"""Half of a surrogate pair; services send it in JSON."""

NAMES = frozenset(
    (
        *("title", "name", "customer_name", "contact_name", "detail", "details", "note", "notes", "text", "body"),
        *("address", "city", "email", "phone", "before", "after", "company", "assignee_name", "description", "author"),
        *("supplier_name", "number", "method", "linked_to", "titles", "items", "absent_titles", "remarks"),
        *("unknown_columns", "last_type", "problem", "account_id", "columns", "samples", "rows", "base", "origin"),
    )
)
"""Attributes that hold what other people wrote."""
_VALUES = frozenset(("values", "highlevel", "fattura24", "params", "extra", "assignees", "base_highlevel"))


def poisoned(value: Any, name: str = "") -> Any:
    """Return a value with every text in it that others may write made `NASTY`."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return NASTY if name in NAMES and value else value
    if isinstance(value, Mapping):
        return {k: NASTY if name in _VALUES and isinstance(v, str) and v else poisoned(v) for k, v in value.items()}
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return type(value)(poisoned(one, name) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        ours = {"name"} if type(value).__name__ == "FieldChange" else set()  # the name of a field is the program's
        changed = {
            f.name: poisoned(getattr(value, f.name), f.name) for f in fields(value) if f.init and f.name not in ours
        }
        return replace(value, **changed)
    return value


class Poisoned:
    """A service whose answers are poisoned, and the rooms within it."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.inner, name)
        if callable(found):
            return _answering(found)
        if name in ("clock",) or isinstance(found, str | int | float | bool | type(None)):
            return found
        return Poisoned(found) if hasattr(found, "__dict__") and not is_dataclass(found) else poisoned(found)


def _answering(method: Any) -> Any:
    import inspect

    if inspect.iscoroutinefunction(method):

        async def later(*given: Any, **named: Any) -> Any:
            return poisoned(await method(*given, **named))

        return later

    def now(*given: Any, **named: Any) -> Any:
        return poisoned(method(*given, **named))

    return now
