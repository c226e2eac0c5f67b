"""The routes of the location: itself, its tags and custom fields (reference: HighLevel 4)."""

from __future__ import annotations

from typing import Any

from app.sandbox.highlevel.base.checking import check
from app.sandbox.highlevel.base.errors import bad_request, missing, unprocessable
from app.sandbox.highlevel.base.operations import Answer, Call
from app.sandbox.highlevel.base.store import HighLevelStore

DATA_TYPES = frozenset({
    "TEXT", "LARGE_TEXT", "NUMERICAL", "PHONE", "MONETORY", "CHECKBOX", "SINGLE_OPTIONS", "MULTIPLE_OPTIONS",
    "DATE", "TEXTBOX_LIST", "FILE_UPLOAD", "RADIO", "EMAIL", "SIGNATURE",
})  # fmt: skip
_TIMEZONES = (
    "Africa/Cairo", "America/Chicago", "America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "Asia/Dubai",
    "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney", "Europe/Berlin", "Europe/London", "Europe/Madrid",
    "Europe/Paris", "Europe/Rome", "Europe/Zurich", "UTC",
)  # fmt: skip
"""A part of what the service lists."""
_FIELD_KEYS = frozenset({
    "name", "dataType", "placeholder", "acceptedFormat", "isMultipleFile", "maxNumberOfFiles",
    "textBoxListOptions", "position", "model", "options", "picklistOptions",
})  # fmt: skip
_EXTRA_FIELD_KEYS = frozenset({"parentId", "fieldKey", "description"})
"""Undocumented and accepted all the same (7, issue 300)."""
_NEED_OPTIONS = frozenset({"RADIO", "CHECKBOX", "SINGLE_OPTIONS", "MULTIPLE_OPTIONS"})
"""The first two for certain (12.2); the others are believed to."""


def get_location(call: Call) -> Answer:
    """GET /locations/{id}, with the settings on duplicates as the switches say."""
    switches = call.store.switches
    settings = {
        "allowDuplicateContact": switches.allow_duplicate_contact,
        "allowDuplicateOpportunity": False,
        "allowFacebookNameMerge": False,
        "disableContactTimezone": False,
        "contactUniqueIdentifiers": list(switches.contact_unique_identifiers),
    }
    return 200, {"location": {**call.store.location, "settings": settings}}


def list_timezones(call: Call) -> Answer:
    """GET /locations/{id}/timezones: under `timeZones`, with a capital Z (12.2)."""
    here = str(call.store.location.get("timezone") or "UTC")
    return 200, {"timeZones": sorted({here, *_TIMEZONES})}


def list_tags(call: Call) -> Answer:
    """GET /locations/{id}/tags."""
    store = call.store
    return 200, {"tags": [_tag(store, name) for name in store.tags]}


def _tag(store: HighLevelStore, name: str) -> dict[str, Any]:
    return {"id": store.tags[name], "name": name, "locationId": store.location_id}


def _new_tag_name(call: Call) -> str:
    check(call.body, {"name": "text"}, ("name",))
    name = str(call.body["name"]).strip().lower()
    if not name:
        raise unprocessable("name should not be empty")
    if name in call.store.tags:
        raise bad_request("The tag already exists.")
    return name


def _tag_name(call: Call) -> str:
    """Return the name of the tag that the path names."""
    name = next((name for name, key in call.store.tags.items() if key == call.params["tagId"]), None)
    if name is None:
        raise missing("Tag", call.params["tagId"], call.store.switches.missing_status)
    return name


def create_tag(call: Call) -> Answer:
    """POST /locations/{id}/tags; the name is lower-cased, a known one is refused. 200, not 201, by SPEC."""
    name = _new_tag_name(call)
    call.store.add_tag(name)
    call.store.writes["tag.create"] += 1
    return 200, {"tag": _tag(call.store, name)}


def get_tag(call: Call) -> Answer:
    """GET /locations/{id}/tags/{tagId}."""
    return 200, {"tag": _tag(call.store, _tag_name(call))}


def update_tag(call: Call) -> Answer:
    """PUT /locations/{id}/tags/{tagId}: a new name, in the contacts, too (undocumented)."""
    old, new = _tag_name(call), _new_tag_name(call)
    call.store.rename_tag(old, new)
    call.store.writes["tag.update"] += 1
    return 200, {"tag": _tag(call.store, new)}


def delete_tag(call: Call) -> Answer:
    """DELETE /locations/{id}/tags/{tagId}: gone from the contacts, too (undocumented)."""
    call.store.rename_tag(_tag_name(call), None)
    call.store.writes["tag.delete"] += 1
    return 200, {"succeded": True}


def list_fields(call: Call) -> Answer:
    """GET /locations/{id}/customFields?model=contact|opportunity|all (contact when not said)."""
    strange = [f"property {name} should not exist" for name in call.query if name != "model"]
    if strange:
        raise unprocessable(*strange)  # the vendor's own SDK met it (its issue 7)
    model = call.query.get("model", "contact")
    if model not in ("contact", "opportunity", "all"):
        raise unprocessable("model must be one of the following values: contact, opportunity, all")
    return 200, {"customFields": [f for f in call.store.fields.values() if model in ("all", f["model"])]}


def _field(call: Call) -> dict[str, Any]:
    field = call.store.fields.get(call.params["id"])
    if field is None:
        raise bad_request(f"Custom field with id {call.params['id']} not found")
    return field


def get_field(call: Call) -> Answer:
    """GET /locations/{id}/customFields/{id}."""
    return 200, {"customField": _field(call)}


def _check_field(call: Call, required: tuple[str, ...]) -> None:
    body = call.body
    known = _FIELD_KEYS | _EXTRA_FIELD_KEYS if call.store.switches.custom_field_extra_keys else _FIELD_KEYS
    faults = [f"property {name} should not exist" for name in body if name not in known]
    faults += [f"{name} should not be empty" for name in required if not body.get(name)]
    if body.get("dataType") and str(body["dataType"]) not in DATA_TYPES:
        faults.append(f"dataType must be one of the following values: {', '.join(sorted(DATA_TYPES))}")
    if body.get("model") not in (None, "contact", "opportunity"):
        faults.append("model must be one of the following values: contact, opportunity")
    if faults:
        raise unprocessable(*faults)


def _options(body: dict[str, Any]) -> list[str]:
    """Return the options of a field: texts under `options`; under any other key they are not seen (12.2)."""
    options = body.get("options") or []
    if not options and body["dataType"] in _NEED_OPTIONS:
        raise bad_request(
            "Either options or picklistOptionsImage should exists and should not be empty", error="Bad Request"
        )
    if not isinstance(options, list) or not all(isinstance(one, str) for one in options):
        raise bad_request("v.trim is not a function", error="Bad Request")
    return [one.strip() for one in options]


def create_field(call: Call) -> Answer:
    """POST /locations/{id}/customFields."""
    body, store = call.body, call.store
    _check_field(call, ("name", "dataType"))
    same_name = any(field["name"].lower() == str(body["name"]).lower() for field in store.fields.values())
    if same_name and store.switches.duplicate_custom_field == "refuse":
        raise bad_request(f"Custom field {body['name']} already exists")
    more = {name: body[name] for name in ("placeholder", "position", "model", "fieldKey") if body.get(name)}
    rows = body.get("textBoxListOptions") or []
    labels = [item.get("label") if isinstance(item, dict) else item for item in rows]
    more["picklistOptions"] = labels or _options(body)
    field = store.add_field(str(body["name"]), str(body["dataType"]), **more)
    store.writes["customField.create"] += 1
    return 201, {"customField": field}


def update_field(call: Call) -> Answer:
    """PUT /locations/{id}/customFields/{id}: name, placeholder, position."""
    _check_field(call, ("name",))
    field = _field(call)
    field.update({name: call.body[name] for name in ("name", "placeholder", "position") if name in call.body})
    call.store.writes["customField.update"] += 1
    return 200, {"customField": field}


def delete_field(call: Call) -> Answer:
    """DELETE /locations/{id}/customFields/{id}: its values in the contacts go, too."""
    call.store.remove_field(_field(call)["id"])
    call.store.writes["customField.delete"] += 1
    return 200, {"succeded": True}
