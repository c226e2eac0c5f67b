"""Tokens: whose they are, what they may, how long they live (reference: HighLevel 1.4, 1.6, 1.7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from app.sandbox.windows import RollingCalls

UserType = Literal["Location", "Company"]
"""A token of a sub-account, or one of the agency."""

ALL_SCOPES = frozenset({
    "contacts.readonly", "contacts.write", "locations.readonly", "locations/tags.readonly",
    "locations/tags.write", "locations/tasks.readonly", "locations/customFields.readonly",
    "locations/customFields.write", "locations/customValues.readonly", "locations/customValues.write",
    "users.readonly", "businesses.readonly", "businesses.write", "calendars.readonly",
    "calendars/events.readonly", "calendars/events.write", "workflows.readonly", "calendars.write",
    "calendars/groups.readonly", "calendars/groups.write", "calendars/resources.readonly",
    "calendars/resources.write", "locations.write", "locations/templates.readonly", "users.write",
})  # fmt: skip
"""The scopes that the routes of the sandbox ask for (1.7)."""

OVERLAP_SECONDS = 7 * 86_400.0
"""How long an old token goes on after "Rotate and expire this token later" (1.6)."""


@dataclass
class Token:
    """A token of one location, with chosen scopes.

    `expires_at` in epoch seconds of the sandbox's clock; None: it does not expire.
    """

    value: str
    location_id: str
    scopes: set[str] = field(default_factory=lambda: set(ALL_SCOPES))
    calls: RollingCalls = field(default_factory=RollingCalls)
    user_type: UserType = "Location"
    expires_at: float | None = None

    def __post_init__(self) -> None:
        """A Private Integration Token of the agency cannot have the scopes of OAuth (7, issue 226)."""
        if self.user_type == "Company" and self.value.startswith("pit-"):
            self.scopes = {scope for scope in self.scopes if not scope.startswith("oauth.")}

    def is_alive(self, now: float) -> bool:
        """Tell whether the token is accepted at this moment (epoch seconds)."""
        return self.expires_at is None or now < self.expires_at
