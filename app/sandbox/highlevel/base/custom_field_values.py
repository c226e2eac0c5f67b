"""What a write does to the custom fields of a contact (reference: HighLevel 2.8, 12.1)."""

from __future__ import annotations

import re
from typing import Any

from app.sandbox.highlevel.base.errors import HighLevelError, bad_request
from app.sandbox.highlevel.base.store import HighLevelStore

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_KEYS = {"both": ("fieldValue", "field_value"), "fieldValue": ("fieldValue",), "field_value": ("field_value",)}


def merged(store: HighLevelStore, current: dict[str, Any], sent: list[dict[str, Any]]) -> dict[str, Any]:
    """Merge by id.

    An unknown field, and a value under a key that is not listened to, are dropped silently. Raises HighLevelError 400
    for a value that a field does not take: then nothing of the write is done.
    """
    result, keys = dict(current), _KEYS[store.switches.custom_field_key]
    for item in sent:
        known = store.fields.get(str(item.get("id", "")))
        if known is None and item.get("key"):
            known = store.field_by_key(str(item["key"]))
        key = next((key for key in keys if key in item), None)
        if known is None or key is None:
            continue
        value = item[key]
        if value is None or value in ("", []):
            clears = store.switches.null_clears if value is None else store.switches.empty_clears
            if clears:
                result.pop(known["id"], None)
        elif known["dataType"] == "TEXTBOX_LIST" and isinstance(value, list):
            continue  # taken and without effect: it wants an object by the ids of its rows (12.1)
        elif not _fits(known, value, store.switches.custom_field_values == "strict"):
            raise _invalid(known, value)
        else:
            result[known["id"]] = value
    return result


def _fits(field: dict[str, Any], value: Any, strict: bool) -> bool:
    """Tell whether a field takes a value; only what was seen to be refused, unless `strict`."""
    kind = field["dataType"]
    if kind == "MONETORY" and isinstance(value, dict):
        return False  # it wants a bare number (12.1)
    if kind == "DATE":
        return bool(_DATE.fullmatch(str(value)))
    if not strict:
        return True
    if kind in ("NUMERICAL", "MONETORY"):
        return bool(_NUMBER.fullmatch(str(value)))
    if kind == "EMAIL":
        return "@" in str(value)
    if kind in ("RADIO", "SINGLE_OPTIONS", "CHECKBOX", "MULTIPLE_OPTIONS"):
        return all(
            one in (field.get("picklistOptions") or ()) for one in (value if isinstance(value, list) else [value])
        )
    return True


def _invalid(field: dict[str, Any], value: Any) -> HighLevelError:
    shown = "[object Object]" if isinstance(value, dict) else value
    return bad_request(f'Invalid Custom Field Value "{shown}" for "{field["id"]}"', error="Bad Request")
