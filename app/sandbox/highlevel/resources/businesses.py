"""Businesses, and the contacts that are linked to them (reference: HighLevel 4, 2.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.sandbox.clock import iso_ms
from app.sandbox.highlevel.base.checking import Kind, check, whole_number
from app.sandbox.highlevel.base.errors import missing, unprocessable, wrong_location
from app.sandbox.highlevel.base.operations import Answer, Call
from app.sandbox.highlevel.base.records import Record
from app.sandbox.highlevel.base.shapes import full_name, searched
from app.sandbox.highlevel.base.store import HighLevelStore

BULK_IDS = 50
"""The most contacts in one POST /contacts/bulk/business (2.8)."""

_KINDS: dict[str, Kind] = dict.fromkeys(
    ("name", "phone", "email", "website", "address", "city", "postalCode", "state", "country", "description"), "text"
)
_BY = {"channel": "OAUTH", "source": "INTEGRATION", "sourceId": "sandbox"}


def shown(store: HighLevelStore, business: Record) -> dict[str, Any]:
    """The shape of a business, with its dates."""
    return {
        "id": business["id"],
        "locationId": store.location_id,
        **{name: business[name] for name in _KINDS if business.get(name) is not None},
        "createdBy": _BY,
        "updatedBy": _BY,
        "createdAt": iso_ms(business["createdAt"]),
        "updatedAt": iso_ms(business["updatedAt"]),
    }


def put_business(store: HighLevelStore, values: Mapping[str, Any], old: Record | None = None) -> Record:
    """Write a business and return it."""
    now = store.clock.now_ms()
    base = old or {"id": store.new_id(), "createdAt": now}
    sent = {name: value for name, value in values.items() if name in _KINDS and value is not None}
    business = {**base, **sent, "updatedAt": max(now, base["updatedAt"] + 1) if old else now}
    store.records.businesses[business["id"]] = business
    return business


def remove_business(store: HighLevelStore, business_id: str) -> None:
    """Delete a business; its contacts are linked to none. Raises KeyError when there is none."""
    del store.records.businesses[business_id]
    for contact in [one for one in store.contacts.values() if one.get("businessId") == business_id]:
        store.put({name: value for name, value in contact.items() if name != "businessId"})


def _business(call: Call, business_id: str) -> Record:
    business = call.store.records.businesses.get(business_id)
    if business is None:
        raise missing("Business", business_id, call.store.switches.missing_status)
    return business


def list_businesses(call: Call) -> Answer:
    """GET /businesses/?locationId&limit&skip: 100 when not said."""
    if not call.query.get("locationId"):
        raise wrong_location()
    limit, skip = whole_number(call.query, "limit", 100, 100), whole_number(call.query, "skip", 0)
    rows = list(call.store.records.businesses.values())[skip : skip + limit]
    return 200, {"businesses": [shown(call.store, business) for business in rows]}


def get_business(call: Call) -> Answer:
    """GET /businesses/{businessId}."""
    return 200, {"business": shown(call.store, _business(call, call.params["businessId"]))}


def create_business(call: Call) -> Answer:
    """POST /businesses/: 201, under the key `buiseness`; customFields are refused (7, issue 329)."""
    check(call.body, {**_KINDS, "locationId": "text"}, ("name", "locationId"))
    business = put_business(call.store, call.body)
    call.store.writes["business.create"] += 1
    return 201, {"success": True, "buiseness": shown(call.store, business)}


def update_business(call: Call) -> Answer:
    """PUT /businesses/{businessId}: 200, under the key `buiseness`."""
    check(call.body, _KINDS)
    business = put_business(call.store, call.body, _business(call, call.params["businessId"]))
    call.store.writes["business.update"] += 1
    return 200, {"success": True, "buiseness": shown(call.store, business)}


def delete_business(call: Call) -> Answer:
    """DELETE /businesses/{businessId}."""
    remove_business(call.store, _business(call, call.params["businessId"])["id"])
    call.store.writes["business.delete"] += 1
    return 200, {"success": True}


def link_contacts(call: Call) -> Answer:
    """POST /contacts/bulk/business: links contacts to a business, or with null to none (2.8; 7, issue 22)."""
    store, body = call.store, call.body
    faults = [] if "businessId" in body else ["businessId should not be empty"]
    check(body, {"locationId": "text", "ids": "texts", "businessId": "text"}, ("locationId", "ids"))
    if len(body["ids"]) > BULK_IDS:
        faults.append(f"ids must contain no more than {BULK_IDS} elements")
    if body.get("businessId") is None and store.switches.bulk_business_null == "refuse":
        faults.append("businessId must be a string")
    if faults:
        raise unprocessable(*faults)
    business_id = body["businessId"]
    if business_id is not None:
        _business(call, business_id)
    elif store.switches.bulk_business_null == "ignore":
        return 200, {"success": True, "ids": body["ids"]}
    done = [contact_id for contact_id in body["ids"] if contact_id in store.contacts]
    for contact_id in done:
        contact = dict(store.contacts[contact_id])
        if contact.get("businessId") != business_id:
            contact.pop("businessId", None)
            linked = contact if business_id is None else {**contact, "businessId": business_id}
            store.put({**linked, "dateUpdated": store.moment_after(contact)})
    store.writes["contact.business"] += 1
    return 200, {"success": True, "ids": done}


def list_contacts(call: Call) -> Answer:
    """GET /contacts/business/{businessId}?locationId&limit&skip&query: 25 when not said."""
    if not call.query.get("locationId"):
        raise wrong_location()
    business = _business(call, call.params["businessId"])
    limit, skip = whole_number(call.query, "limit", 25, 100), whole_number(call.query, "skip", 0)
    words = call.query.get("query", "").lower()
    rows = [
        contact
        for contact in call.store.contacts.values()
        if contact.get("businessId") == business["id"]
        and words in f"{full_name(contact)} {contact.get('email') or ''}".lower()
    ]
    found = [{n: v for n, v in searched(row).items() if v is not None} for row in rows[skip : skip + limit]]
    return 200, {"contacts": found, "count": len(rows)}
