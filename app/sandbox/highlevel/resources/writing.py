"""What a write may contain and what it does to a contact (reference: HighLevel 2.4, 2.5, 2.8)."""

from __future__ import annotations

import re
from typing import Any

from app.sandbox.highlevel.base.custom_field_values import merged
from app.sandbox.highlevel.base.errors import unprocessable
from app.sandbox.highlevel.base.shapes import Contact
from app.sandbox.highlevel.base.store import HighLevelStore
from app.sandbox.highlevel.base.values import normalise_birth_date, normalise_phone, normalise_tags, split_name

_TEXTS = (
    "firstName", "lastName", "name", "email", "locationId", "gender", "phone", "address1", "city", "state",
    "postalCode", "website", "timezone", "source", "dateOfBirth", "country", "companyName", "assignedTo",
)  # fmt: skip
_UPDATE_TEXTS = ("type", "keyword", "ssn")
CREATE_FIELDS = frozenset({*_TEXTS, "dnd", "dndSettings", "inboundDndSettings", "tags", "customFields"})
UPDATE_FIELDS = (CREATE_FIELDS - {"locationId", "gender"}) | set(_UPDATE_TEXTS)
"""What PUT takes, tried key by key on a real account (12.1)."""
UPSERT_FIELDS = CREATE_FIELDS | {"createNewIfDuplicateAllowed"}

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_COUNTRY = re.compile(r"[A-Z]{2}")
_ITEM_KEYS = ("id", "key", "field_value", "fieldValue", "value")


def _type_fault(name: str, value: Any) -> str | None:
    if value is None:
        return None
    if name in (*_TEXTS, *_UPDATE_TEXTS) and not isinstance(value, str):
        return f"{name} must be a string"
    if name in ("dnd", "createNewIfDuplicateAllowed") and not isinstance(value, bool):
        return f"{name} must be a boolean value"
    if name in ("dndSettings", "inboundDndSettings") and not isinstance(value, dict):
        return f"{name} must be an object"
    if name in ("tags", "customFields") and not isinstance(value, list):
        return f"{name} must be an array"
    if name == "tags" and not all(isinstance(tag, str) for tag in value):
        return "each value in tags must be a string"
    if name == "customFields" and not all(isinstance(item, dict) for item in value):
        return "each value in customFields must be an object"
    if name == "customFields":
        return next((fault for place, item in enumerate(value) if (fault := _item_fault(place, item))), None)
    return None


def _item_fault(place: int, item: dict[str, Any]) -> str | None:
    """A custom field is named by the text of its id or key; what is not is refused, not dropped (12.1)."""
    if any(isinstance(item.get(name), str) and item[name] for name in ("id", "key")):
        return None
    strange = [name for name in item if name not in _ITEM_KEYS]
    return f"customFields.{place}.{f'property {strange[0]} should not exist' if strange else 'id must be a string'}"


def _value_fault(name: str, value: Any) -> str | None:
    if not isinstance(value, str) or value == "":
        return None
    if name == "email" and not _EMAIL.fullmatch(value.strip()):
        return "email must be an email"
    if name == "country" and not _COUNTRY.fullmatch(value):
        return "country must be a valid ISO 3166-1 alpha-2 code"
    if name == "dateOfBirth":
        try:
            normalise_birth_date(value)
        except ValueError:
            return "dateOfBirth must be a valid date"
    return None


def validate(body: dict[str, Any], allowed: frozenset[str]) -> None:
    """Refuse unknown keys, wrong types and impossible values.

    Raises HighLevelError 422 with one message for each of them.
    """
    faults = [f"property {name} should not exist" for name in body if name not in allowed]
    for name, value in body.items():
        if name in allowed and (fault := _type_fault(name, value) or _value_fault(name, value)):
            faults.append(fault)
    if faults:
        raise unprocessable(*faults)


def _stored_value(store: HighLevelStore, name: str, value: Any, country: str) -> Any:
    if not isinstance(value, str):
        return value
    if name == "phone":
        return normalise_phone(value, country)
    if name == "dateOfBirth":
        return normalise_birth_date(value)
    if name == "email":
        return value.strip().lower() if store.switches.email_lowered else value.strip()
    return value


def written(store: HighLevelStore, base: Contact, body: dict[str, Any]) -> Contact:
    """Return `base` with a validated body written over it; only what was sent changes.

    Raises HighLevelError 400 for a value that a custom field does not take.
    """
    switches, result = store.switches, dict(base)
    country = body.get("country") or base.get("country") or store.location.get("country") or "US"
    unkept = {"locationId", "createNewIfDuplicateAllowed"}
    if switches.birth_date_is_dropped:
        unkept.add("dateOfBirth")
    values = {name: value for name, value in body.items() if name not in unkept}
    if isinstance(name := values.pop("name", None), str) and name and not values.keys() & {"firstName", "lastName"}:
        values["firstName"], values["lastName"] = split_name(name)
    for name, value in values.items():
        if name == "tags":
            result["tags"] = normalise_tags(value or ())
        elif name == "customFields":
            result["customFields"] = merged(store, base.get("customFields", {}), value or [])
        elif value is None or value == "":
            if switches.null_clears if value is None else switches.empty_clears:
                result.pop(name, None)
        elif name in ("dndSettings", "inboundDndSettings"):
            result[name] = {**base.get(name, {}), **value}
        else:
            result[name] = _stored_value(store, name, value, country)
    result["dateUpdated"] = store.moment_after(base if "dateUpdated" in base else None)
    return result


def fresh(store: HighLevelStore) -> Contact:
    """Return an empty contact with a new id, dated now."""
    now = store.clock.now_ms()
    return {
        "id": store.new_id(),
        "locationId": store.location_id,
        "type": "lead",
        "tags": [],
        "customFields": {},
        "dateAdded": now,
        "createdBy": {"source": "INTEGRATION", "channel": "OAUTH", "sourceId": "sandbox"},
    }
