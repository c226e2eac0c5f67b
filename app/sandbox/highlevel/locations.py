"""The routes of the location: itself, its users, tags and custom fields (reference: HighLevel 4)."""

from __future__ import annotations

from typing import Any

from app.sandbox.highlevel.errors import bad_request, unprocessable, wrong_location
from app.sandbox.highlevel.operations import Answer, Call

DATA_TYPES = frozenset({
    "TEXT", "LARGE_TEXT", "NUMERICAL", "PHONE", "MONETORY", "CHECKBOX", "SINGLE_OPTIONS", "MULTIPLE_OPTIONS",
    "DATE", "TEXTBOX_LIST", "FILE_UPLOAD", "RADIO", "EMAIL",
})  # fmt: skip
_FIELD_KEYS = frozenset({
    "name", "dataType", "placeholder", "acceptedFormat", "isMultipleFile", "maxNumberOfFiles",
    "textBoxListOptions", "position", "model", "options", "parentId", "fieldKey", "description",
})  # fmt: skip
"""What a create accepts; the last three are undocumented and accepted all the same (issue 300)."""


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


def list_users(call: Call) -> Answer:
    """GET /users/?locationId."""
    if not call.query.get("locationId"):
        raise wrong_location()
    return 200, {"users": call.store.users}


def list_tags(call: Call) -> Answer:
    """GET /locations/{id}/tags."""
    store = call.store
    tags = [{"id": key, "name": name, "locationId": store.location_id} for name, key in store.tags.items()]
    return 200, {"tags": tags}


def create_tag(call: Call) -> Answer:
    """POST /locations/{id}/tags; the name is lower-cased, a known one is refused. 200, not 201, by SPEC."""
    name = call.body.get("name")
    if not isinstance(name, str) or not name.strip():
        raise unprocessable("name should not be empty")
    name = name.strip().lower()
    if name in call.store.tags:
        raise bad_request("The tag already exists.")
    tag_id = call.store.add_tag(name)
    call.store.writes["tag.create"] += 1
    return 200, {"tag": {"id": tag_id, "name": name, "locationId": call.store.location_id}}


def list_fields(call: Call) -> Answer:
    """GET /locations/{id}/customFields?model=contact|opportunity|all (contact when not said)."""
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


def _check_field(body: dict[str, Any], required: tuple[str, ...]) -> None:
    faults = [f"property {name} should not exist" for name in body if name not in _FIELD_KEYS]
    faults += [f"{name} should not be empty" for name in required if not body.get(name)]
    if body.get("dataType") and body["dataType"] not in DATA_TYPES:
        faults.append(f"dataType must be one of the following values: {', '.join(sorted(DATA_TYPES))}")
    if body.get("model") not in (None, "contact", "opportunity"):
        faults.append("model must be one of the following values: contact, opportunity")
    if faults:
        raise unprocessable(*faults)


def create_field(call: Call) -> Answer:
    """POST /locations/{id}/customFields."""
    body, store = call.body, call.store
    _check_field(body, ("name", "dataType"))
    same_name = any(field["name"].lower() == str(body["name"]).lower() for field in store.fields.values())
    if same_name and store.switches.duplicate_custom_field == "refuse":
        raise bad_request(f"Custom field {body['name']} already exists")
    more = {name: body[name] for name in ("placeholder", "position", "model", "fieldKey") if body.get(name)}
    options = body.get("textBoxListOptions") or body.get("options") or []
    more["picklistOptions"] = [item.get("label") if isinstance(item, dict) else item for item in options]
    field = store.add_field(str(body["name"]), str(body["dataType"]), **more)
    store.writes["customField.create"] += 1
    return 201, {"customField": field}


def update_field(call: Call) -> Answer:
    """PUT /locations/{id}/customFields/{id}: name, placeholder, position."""
    _check_field(call.body, ("name",))
    field = _field(call)
    field.update({name: call.body[name] for name in ("name", "placeholder", "position") if name in call.body})
    call.store.writes["customField.update"] += 1
    return 200, {"customField": field}


def delete_field(call: Call) -> Answer:
    """DELETE /locations/{id}/customFields/{id}: its values in the contacts go, too."""
    call.store.remove_field(_field(call)["id"])
    call.store.writes["customField.delete"] += 1
    return 200, {"succeded": True}
