"""Which API version and which scope each operation of HighLevel needs, in one place.

The versions are those of the v2 specification; no retirement date is known (reference: HighLevel 1.8, 8).
The scopes are those of its security blocks (reference: HighLevel 1.7).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operation:
    """The header ``Version`` and the scope of an operation, by the vendor's operation id."""

    id: str
    scope: str
    version: str = "2021-07-28"


_ALL = (
    Operation("get-location", "locations.readonly"),
    Operation("get-custom-fields", "locations/customFields.readonly"),
    Operation("create-custom-field", "locations/customFields.write"),
    Operation("delete-custom-field", "locations/customFields.write"),
    Operation("get-location-tags", "locations/tags.readonly"),
    Operation("create-tag", "locations/tags.write"),
    Operation("get-user-by-location", "users.readonly"),
    Operation("search-contacts-advanced", "contacts.readonly"),
    Operation("get-duplicate-contact", "contacts.readonly"),
    Operation("get-contact", "contacts.readonly"),
    Operation("get-contacts", "contacts.readonly"),
    Operation("create-contact", "contacts.write"),
    Operation("update-contact", "contacts.write"),
    Operation("upsert-contact", "contacts.write"),
    Operation("delete-contact", "contacts.write"),
    Operation("add-tags", "contacts.write"),
    Operation("remove-tags", "contacts.write"),
)
OPERATIONS = {operation.id: operation for operation in _ALL}
