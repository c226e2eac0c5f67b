"""Which API version and which scope each operation of HighLevel needs, in one place.

The versions are those of the v2 specification; no retirement date is known (reference: HighLevel 1.8, 8).
They are pinned, because v3 refuses some of these operations (reference: HighLevel 7, #304). The scopes are
those of its security blocks (reference: HighLevel 1.7); where a block is empty, those of its siblings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

DEFAULT_VERSION = "2021-07-28"
CALENDAR_VERSION = "2021-04-15"


@dataclass(frozen=True, slots=True)
class Operation:
    """The header ``Version`` and the scope of an operation, by the vendor's operation id."""

    id: str
    scope: str
    version: str = DEFAULT_VERSION


_BY_SCOPE = {
    "contacts.readonly": (
        "search-contacts-advanced get-duplicate-contact get-contact get-contacts get-contacts-by-businessId "
        "get-all-tasks get-task get-all-notes get-note get-appointments-for-contact"
    ),
    "contacts.write": (
        "create-contact update-contact upsert-contact delete-contact add-tags remove-tags create-association "
        "add-remove-contact-from-business create-task update-task update-task-completed delete-task create-note "
        "update-note delete-note add-followers-contact remove-followers-contact add-contact-to-campaign "
        "remove-contact-from-campaign remove-contact-from-every-campaign add-contact-to-workflow "
        "delete-contact-from-workflow"
    ),
    "locations.readonly": "get-location",
    "locations/tasks.readonly": "task-search",
    "locations/tags.readonly": "get-location-tags get-tag-by-id",
    "locations/tags.write": "create-tag update-tag delete-tag",
    "locations/customFields.readonly": "get-custom-fields get-custom-field",
    "locations/customFields.write": "create-custom-field update-custom-field delete-custom-field",
    "locations/customValues.readonly": "get-custom-values get-custom-value",
    "locations/customValues.write": "create-custom-value update-custom-value delete-custom-value",
    "users.readonly": "get-user-by-location get-user",
    "businesses.readonly": "get-businesses-by-location get-business",
    "businesses.write": "create-business update-business delete-Business",
    "workflows.readonly": "get-workflow",
}
_CALENDARS = {
    "calendars.readonly": "get-calendars get-calendar get-slots",
    "calendars/events.readonly": "get-calendar-events get-appointment",
    "calendars/events.write": "create-appointment edit-appointment delete-event",
}


def _operations(by_scope: dict[str, str], version: str) -> Iterable[Operation]:
    return (Operation(name, scope, version) for scope, names in by_scope.items() for name in names.split())


OPERATIONS = {
    operation.id: operation
    for operation in (*_operations(_BY_SCOPE, DEFAULT_VERSION), *_operations(_CALENDARS, CALENDAR_VERSION))
}
"""All operations that the client can send, by the vendor's operation id."""
