"""What Ponte24 asks to be allowed in HighLevel, and what each permission is for (reference: HighLevel 1.7)."""

from __future__ import annotations

from collections.abc import Collection

NEEDED = (
    "contacts.readonly",
    "contacts.write",
    "locations.readonly",
    "locations/customFields.readonly",
    "locations/customFields.write",
)
"""Without these the customers cannot be kept in step."""

USEFUL = (
    "locations/tags.readonly",
    "locations/tags.write",
    "locations/tasks.readonly",
    "locations/customValues.readonly",
    "locations/customValues.write",
    "calendars.readonly",
    "calendars/events.readonly",
    "calendars/events.write",
    "users.readonly",
    "businesses.readonly",
    "businesses.write",
    "workflows.readonly",
)
"""For tags, tasks, appointments and automations; an app that gets more permissions later must be allowed anew
(reference: HighLevel 1.4)."""

ASKED = NEEDED + USEFUL
"""What signing in asks for; the app must be registered with all of them."""


def needed(those: Collection[str]) -> list[str]:
    """Return those of some permissions without which customers cannot be kept in step."""
    return [scope for scope in those if scope in NEEDED]


def missing(granted: Collection[str]) -> tuple[str, ...]:
    """Return the needed permissions that were not granted, in order."""
    return tuple(scope for scope in NEEDED if scope not in granted)
