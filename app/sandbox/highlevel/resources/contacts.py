"""The routes of single contacts (reference: HighLevel 2.3 to 2.6, 2.8)."""

from __future__ import annotations

from typing import Any

from app.sandbox.highlevel.base.errors import contact_missing, duplicate, missing, unprocessable, wrong_location
from app.sandbox.highlevel.base.operations import Answer, Call
from app.sandbox.highlevel.base.records import Record, Shelf
from app.sandbox.highlevel.base.shapes import Contact, created, full, full_name
from app.sandbox.highlevel.base.store import HighLevelStore
from app.sandbox.highlevel.base.values import normalise_phone, normalise_tags
from app.sandbox.highlevel.resources.writing import (
    CREATE_FIELDS,
    UPDATE_FIELDS,
    UPSERT_FIELDS,
    fresh,
    validate,
    written,
)


def contact_of(call: Call) -> Contact:
    """Return the contact that the path names. Raises HighLevelError 400 or 403."""
    contact = call.store.contacts.get(call.params["contactId"])
    if contact is None:
        raise contact_missing(call.params["contactId"])
    if contact["locationId"] != call.token.location_id:
        raise wrong_location()
    return contact


def belonging(call: Call, kind: str, shelf: Shelf, record_id: str) -> Record:
    """Return a record of the contact that the path names. Raises HighLevelError, also for another contact's record."""
    contact, record = contact_of(call), shelf.get(record_id)
    if record is None or record["contactId"] != contact["id"]:
        raise missing(kind, record_id, call.store.switches.missing_status)
    return record


def _owners(store: HighLevelStore, field: str, value: Any) -> list[Contact]:
    if not isinstance(value, str) or not value.strip():
        return []
    if field == "email":
        return store.by_email(value)
    return store.by_phone(normalise_phone(value, store.location.get("country", "US")))


def _refuse_duplicate(store: HighLevelStore, body: dict[str, Any], own_id: str = "") -> None:
    if store.switches.allow_duplicate_contact:
        return
    for field in store.switches.contact_unique_identifiers:
        for other in _owners(store, field, body.get(field)):
            if other["id"] != own_id:
                raise duplicate(other["id"], full_name(other), field)


def _create(store: HighLevelStore, body: dict[str, Any]) -> Contact:
    contact = written(store, fresh(store), body)
    contact["dateUpdated"] = contact["dateAdded"]
    store.put(contact)
    store.writes["contact.create"] += 1
    return contact


def _require_location(body: dict[str, Any]) -> None:
    if not body.get("locationId"):
        raise unprocessable("locationId should not be empty")


def get(call: Call) -> Answer:
    """GET /contacts/{id}: immediate and in original case; a missing one is 400."""
    return 200, {"contact": full(contact_of(call))}


def create(call: Call) -> Answer:
    """POST /contacts/."""
    validate(call.body, CREATE_FIELDS)
    _require_location(call.body)
    _refuse_duplicate(call.store, call.body)
    return 201, {"contact": created(_create(call.store, call.body))}


def update(call: Call) -> Answer:
    """PUT /contacts/{id}: partial, but tags replace; companyName as its switch says."""
    store, body = call.store, dict(call.body)
    mode = store.switches.company_on_put
    validate(body, UPDATE_FIELDS - {"companyName"} if mode == "refuse" else UPDATE_FIELDS)
    if mode == "ignore":
        body.pop("companyName", None)
    contact = contact_of(call)
    if store.switches.refuse_duplicate_on_put:
        _refuse_duplicate(store, body, contact["id"])
    changed = written(store, contact, body)
    store.put(changed)
    store.writes["contact.update"] += 1
    return 200, {"succeded": True, "contact": full(changed)}


def delete(call: Call) -> Answer:
    """DELETE /contacts/{id}."""
    contact = contact_of(call)
    call.store.remove(contact["id"])
    call.store.writes["contact.delete"] += 1
    return 200, {"succeded": True}


def upsert(call: Call) -> Answer:
    """POST /contacts/upsert.

    A second identifier that belongs to somebody else is dropped silently (issue 37).
    """
    store, body = call.store, dict(call.body)
    validate(body, UPSERT_FIELDS)
    _require_location(body)
    if store.switches.upsert_needs_email and not body.get("email"):
        raise unprocessable("email must be an email")
    always_new = body.pop("createNewIfDuplicateAllowed", False) and store.switches.allow_duplicate_contact
    match = None if always_new else _match(store, body)
    if match is None:
        return 200, {"new": True, "contact": full(_create(store, body))}
    if store.switches.upsert_drops_gender:
        body.pop("gender", None)
    for field in ("email", "phone"):
        foreign = any(other["id"] != match["id"] for other in _owners(store, field, body.get(field)))
        if foreign and store.switches.upsert_drops_foreign_value:
            del body[field]
    changed = written(store, match, body)
    store.put(changed)
    store.writes["contact.update"] += 1
    return 200, {"new": False, "succeded": True, "contact": full(changed)}


def _match(store: HighLevelStore, body: dict[str, Any]) -> Contact | None:
    for field in store.switches.contact_unique_identifiers:
        if owners := _owners(store, field, body.get(field)):
            return owners[0]
        email = body.get("email")
        if field == "email" and email and store.switches.promote_additional_email:
            holders = store.by_additional_email(email)
            if holders:
                rest = [held for held in holders[0]["additionalEmails"] if held.lower() != email.strip().lower()]
                return {**holders[0], "additionalEmails": rest}
    return None


def find_duplicate(call: Call) -> Answer:
    """GET /contacts/search/duplicate?email=&number=: the contact or null."""
    store, query = call.store, call.query
    if not query.get("locationId"):
        raise wrong_location()
    given = {"email": query.get("email"), "phone": query.get("number")}
    allowed = store.switches.allow_duplicate_contact
    for field in ["email", "phone"] if allowed else store.switches.contact_unique_identifiers:
        if owners := _owners(store, field, given[field]):
            return 200, {"contact": full(owners[0])}
    return 200, {"contact": None}


def _tags_sent(call: Call) -> list[str]:
    tags = call.body.get("tags")
    unknown = [f"property {name} should not exist" for name in call.body if name != "tags"]
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        unknown.append("tags must be an array")
    if unknown:
        raise unprocessable(*unknown)
    return normalise_tags(tags or ())


def _retag(call: Call, contact: Contact, tags: list[str]) -> None:
    if tags != contact.get("tags", []):
        call.store.put({**contact, "tags": tags, "dateUpdated": call.store.moment_after(contact)})
    call.store.writes["contact.tags"] += 1


def add_tags(call: Call) -> Answer:
    """POST /contacts/{id}/tags: adds; answers all tags of the contact."""
    sent, contact = _tags_sent(call), contact_of(call)
    before = contact.get("tags", [])
    tags = [*before, *(tag for tag in sent if tag not in before)]
    _retag(call, contact, tags)
    return 201, {"tags": tags, "tagsAdded": [tag for tag in sent if tag not in before]}


def remove_tags(call: Call) -> Answer:
    """DELETE /contacts/{id}/tags with a JSON body."""
    sent, contact = _tags_sent(call), contact_of(call)
    before = contact.get("tags", [])
    tags = [tag for tag in before if tag not in sent]
    _retag(call, contact, tags)
    return 200, {"tags": tags, "tagsRemoved": [tag for tag in before if tag in sent]}
