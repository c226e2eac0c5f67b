"""The shapes in which HighLevel shows a contact, and the one in which the sandbox keeps it.

A contact is kept as a flat dict by the API's names, without blanks, with dates in epoch milliseconds and
customFields as {field id: value}. A kept dict is never changed in place: writes replace it, so that the
search index may hold older ones.
"""

from __future__ import annotations

from typing import Any

from app.sandbox.clock import iso_ms, parse_ms

Contact = dict[str, Any]

PLAIN_FIELDS = (
    "firstName", "lastName", "email", "phone", "companyName", "address1", "city", "state", "postalCode",
    "country", "website", "timezone", "source", "type", "assignedTo", "dateOfBirth", "gender", "businessId",
    "keyword", "ssn",
)  # fmt: skip
"""Fields that are one text."""


def full_name(contact: Contact) -> str:
    """First and last name as written."""
    return f"{contact.get('firstName') or ''} {contact.get('lastName') or ''}".strip()


def _custom_fields(contact: Contact) -> list[dict[str, Any]]:
    return [{"id": field_id, "value": value} for field_id, value in contact.get("customFields", {}).items()]


def full(contact: Contact) -> dict[str, Any]:
    """The shape of GET by id and of the answers to writes: original case and lower-case copies (2.1, 2.4)."""
    shape: dict[str, Any] = {"id": contact["id"], "locationId": contact["locationId"]}
    for name in PLAIN_FIELDS:
        if contact.get(name) is not None:
            shape[name] = contact[name]
    name = full_name(contact)
    shape.update(
        name=name,
        firstNameLowerCase=(contact.get("firstName") or "").lower(),
        lastNameLowerCase=(contact.get("lastName") or "").lower(),
        fullNameLowerCase=name.lower(),
        tags=list(contact.get("tags", ())),
        customFields=_custom_fields(contact),
        dnd=bool(contact.get("dnd")),
        dateAdded=iso_ms(contact["dateAdded"]),
        dateUpdated=iso_ms(contact["dateUpdated"]),
    )
    if contact.get("email"):
        shape["emailLowerCase"] = contact["email"].lower()
    for name in ("dndSettings", "inboundDndSettings", "followers", "createdBy"):
        if contact.get(name):
            shape[name] = contact[name]
    if contact.get("additionalEmails"):
        shape["additionalEmails"] = [{"email": email} for email in contact["additionalEmails"]]
    if contact.get("additionalPhones"):
        shape["additionalPhones"] = [{"phone": phone} for phone in contact["additionalPhones"]]
    return shape


def created(contact: Contact) -> dict[str, Any]:
    """The shape of the answer to a create (2.4)."""
    return {**full(contact), "deleted": False, "bounceEmail": False, "unsubscribeEmail": False}


def searched(contact: Contact) -> dict[str, Any]:
    """The shape of search: that of the list, but for a birth date in epoch milliseconds (12.2)."""
    born = contact.get("dateOfBirth")
    return {
        **listed(contact),
        "dateOfBirth": parse_ms(born) if born else None,
        "lastAttributionSource": {},
    }


def listed(contact: Contact) -> dict[str, Any]:
    """The shape of the list: names lower-cased with *Raw, `address` instead of address1 (2.1).

    Further e-mails and phones are texts here and objects in a read by id (12.2, 2.8).
    """
    first, last = contact.get("firstName"), contact.get("lastName")
    return {
        "id": contact["id"],
        "locationId": contact["locationId"],
        "contactName": full_name(contact).lower(),
        "firstName": first.lower() if first else None,
        "lastName": last.lower() if last else None,
        "firstNameLowerCase": first.lower() if first else None,
        "lastNameLowerCase": last.lower() if last else None,
        "firstNameRaw": first,
        "lastNameRaw": last,
        "email": contact.get("email"),
        "validEmail": None,
        "additionalEmails": list(contact.get("additionalEmails", ())),
        "phone": contact.get("phone"),
        "phoneLabel": None,
        "additionalPhones": list(contact.get("additionalPhones", ())),
        "companyName": contact.get("companyName"),
        "businessName": contact.get("companyName"),
        "businessId": contact.get("businessId"),
        "address": contact.get("address1"),
        "city": contact.get("city"),
        "state": contact.get("state"),
        "postalCode": contact.get("postalCode"),
        "country": contact.get("country"),
        "website": contact.get("website"),
        "timezone": contact.get("timezone"),
        "source": contact.get("source"),
        "type": contact.get("type", "lead"),
        "assignedTo": contact.get("assignedTo"),
        "followers": list(contact.get("followers", ())),
        "dnd": bool(contact.get("dnd")),
        "dndSettings": contact.get("dndSettings", {}),
        "inboundDndSettings": contact.get("inboundDndSettings", {}),
        "tags": list(contact.get("tags", ())),
        "customFields": _custom_fields(contact),
        "dateOfBirth": contact.get("dateOfBirth"),
        "dateAdded": iso_ms(contact["dateAdded"]),
        "dateUpdated": iso_ms(contact["dateUpdated"]),
        "opportunities": [],
        "attributionSource": {},
    }


def to_state(contact: Contact) -> dict[str, Any]:
    """The shape of the control API: as kept, with dates as ISO 8601 and customFields as a list."""
    return {
        **contact,
        "customFields": _custom_fields(contact),
        "dateAdded": iso_ms(contact["dateAdded"]),
        "dateUpdated": iso_ms(contact["dateUpdated"]),
    }


def from_state(values: dict[str, Any], location_id: str, now_ms: int) -> Contact:
    """Read the shape of the control API; missing dates are now.

    Raises KeyError without id, ValueError for bad dates.
    """
    contact = {name: value for name, value in values.items() if value not in (None, "")}
    contact["id"] = str(values["id"])
    contact.setdefault("locationId", location_id)
    contact.setdefault("type", "lead")
    fields = values.get("customFields") or []
    contact["customFields"] = (
        dict(fields) if isinstance(fields, dict) else {str(item["id"]): item.get("value") for item in fields}
    )
    contact["tags"] = [str(tag).strip().lower() for tag in values.get("tags") or ()]
    contact["dateAdded"] = parse_ms(values.get("dateAdded") or now_ms)
    contact["dateUpdated"] = parse_ms(values.get("dateUpdated") or contact["dateAdded"])
    return contact
