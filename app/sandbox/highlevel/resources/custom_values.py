"""Custom values of the location (reference: HighLevel 1.7; OpenAPI locations.json)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.sandbox.highlevel.base.checking import Kind, check
from app.sandbox.highlevel.base.errors import missing
from app.sandbox.highlevel.base.operations import Answer, Call
from app.sandbox.highlevel.base.records import Record
from app.sandbox.highlevel.base.store import HighLevelStore

_KINDS: dict[str, Kind] = {"name": "text", "value": "text"}


def put_value(store: HighLevelStore, values: Mapping[str, Any], old: Record | None = None) -> Record:
    """Write a custom value and return it; its key follows from the first name."""
    name = str(values.get("name") or (old or {})["name"])
    slug = re.sub(r"\s+", "_", re.sub(r"[^\w\s]", "", name.strip().lower()))
    base = old or {
        "id": store.new_id(),
        "fieldKey": f"{{{{ custom_values.{slug} }}}}",
        "locationId": store.location_id,
        "value": "",
    }
    record = {**base, **{key: values[key] for key in _KINDS if values.get(key) is not None}}
    store.records.custom_values[record["id"]] = record
    return record


def _value(call: Call) -> Record:
    record = call.store.records.custom_values.get(call.params["id"])
    if record is None:
        raise missing("Custom value", call.params["id"], call.store.switches.missing_status)
    return record


def list_values(call: Call) -> Answer:
    """GET /locations/{id}/customValues."""
    return 200, {"customValues": list(call.store.records.custom_values.values())}


def get_value(call: Call) -> Answer:
    """GET /locations/{id}/customValues/{id}."""
    return 200, {"customValue": _value(call)}


def create_value(call: Call) -> Answer:
    """POST /locations/{id}/customValues: 201."""
    check(call.body, _KINDS, ("name", "value"))
    record = put_value(call.store, call.body)
    call.store.writes["customValue.create"] += 1
    return 201, {"customValue": record}


def update_value(call: Call) -> Answer:
    """PUT /locations/{id}/customValues/{id}: name and value are both required."""
    check(call.body, _KINDS, ("name", "value"))
    record = put_value(call.store, call.body, _value(call))
    call.store.writes["customValue.update"] += 1
    return 200, {"customValue": record}


def delete_value(call: Call) -> Answer:
    """DELETE /locations/{id}/customValues/{id}."""
    del call.store.records.custom_values[_value(call)["id"]]
    call.store.writes["customValue.delete"] += 1
    return 200, {"succeded": True}
