"""What must not be sent to HighLevel, because it would be refused as a whole or dropped without a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.connectors.highlevel.http.dates import birthday, read_day
from app.connectors.highlevel.http.refusals import SERVICE
from app.connectors.highlevel.http.wire import Wire
from app.errors import RequestRefused
from app.records.compare import same

CONTACT_FIELDS = frozenset(
    """firstName lastName name email locationId gender phone address1 city state postalCode website timezone dnd
    dndSettings inboundDndSettings tags customFields source dateOfBirth country companyName assignedTo""".split()  # noqa: SIM905 (readable as a table of words)
)
"""What a create takes; any other key makes the service refuse all of them (reference: HighLevel 2.4)."""

UPDATE_FIELDS = (CONTACT_FIELDS - {"locationId", "gender"}) | {"type", "keyword", "ssn"}
"""What an update takes, tried key by key on a real account (reference: HighLevel 12.1)."""

UPSERT_FIELDS = (CONTACT_FIELDS - {"gender"}) | {"createNewIfDuplicateAllowed"}
"""What an upsert takes. Gender is dropped without a word when the contact exists (HighLevel 7, #313)."""

SEARCH_FIELDS = frozenset(
    """id contactName firstNameLowerCase lastNameLowerCase email phone address city state country postalCode
    businessName companyName website source assignedTo tags timezone type dnd dateOfBirth dateAdded dateUpdated
    validEmail isValidWhatsapp followers lastAppointment activeWorkflows finishedWorkflows lastEmailClickedDate
    lastEmailOpenedDate opportunities""".split()  # noqa: SIM905 (readable as a table of words)
)
"""What can be searched by; beside them ``customFields.{id}`` and the DND states (reference: HighLevel 2.1)."""

SEARCH_TEXT = 75
"""Characters that a search text or a filter's text may have at most (reference: HighLevel 2.1)."""

_DEEPER = re.compile(
    r"^(customFields\.[^.]+(\.[^.]+)?|dndSettings\.(Email|SMS|Call)\.status|inboundDndSettings\.all\.status"
    r"|opportunities\..+)$"
)


def contact_values(values: Mapping[str, Any], writable: frozenset[str]) -> Wire:
    """Return the values of a contact as they can be sent.

    Raises RequestRefused: field_not_writable for a key that the operation does not take, e.g.
    additionalEmails (reference: HighLevel 7, #262, #59, #331), date_unreadable for a date of birth.
    """
    strange = sorted(set(values) - writable)
    if strange:
        raise RequestRefused("field_not_writable", service=SERVICE, fields=", ".join(strange))
    checked = dict(values)
    if "dateOfBirth" in checked:
        checked["dateOfBirth"] = birthday(checked["dateOfBirth"])
    return checked


def values_not_taken(sent: Mapping[str, Any], wire: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    """Return those of ``names`` (email, phone, dateOfBirth) whose sent value a contact does not hold.

    The service drops them without a word in some cases (reference: HighLevel 7, #37, #124).
    """
    equal: dict[str, Callable[[Any], bool]] = {
        "email": lambda value: same("email", str(value), str(wire.get("email") or "")),
        "phone": lambda value: same("mobile", str(value), str(wire.get("phone") or "")),
        "dateOfBirth": lambda value: read_day(value) == read_day(wire.get("dateOfBirth")),
    }
    return tuple(name for name in names if sent.get(name) and not equal[name](sent[name]))


def search_filters(filters: Sequence[Mapping[str, Any]]) -> list[Wire]:
    """Return filters as they can be sent.

    Raises RequestRefused: search_field_unknown for a field that is none: a custom field by its bare name,
    for one, is ignored, and every contact would seem to match (reference: HighLevel 7, #42);
    search_text_too_long for a value that would not be compared as a whole.
    """
    for one in _leaves(filters):
        field = str(one.get("field") or "")
        if field not in SEARCH_FIELDS and not _DEEPER.match(field):
            raise RequestRefused("search_field_unknown", service=SERVICE, field=field)
        if isinstance(one.get("value"), str):
            search_text(one["value"])
    return [dict(one) for one in filters]


def search_text(text: str) -> str:
    """Return a text to search for. Raises RequestRefused (search_text_too_long): a shortened one would find others."""
    if len(text) > SEARCH_TEXT:
        raise RequestRefused("search_text_too_long", service=SERVICE, most=SEARCH_TEXT)
    return text


def _leaves(filters: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for one in filters:
        if "filters" in one:
            yield from _leaves(one["filters"])
        else:
            yield one


def span_of_days(start: datetime, end: datetime, most: int) -> None:
    """Raise RequestRefused (range_too_long) for a span beyond ``most`` days, or one that ends before it starts."""
    if start > end or (end - start).total_seconds() > most * 86_400:
        raise RequestRefused("range_too_long", service=SERVICE, days=most)
