"""Where requests and answers knowingly differ from HighLevel's OpenAPI files, line by line, and why.

The files lag behind the live service and are wrong in places. Numbers are sections of the reference for
HighLevel. A line that explains nothing any more makes a test fail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Deviation:
    """``where``: ``$`` is the body, ``[]`` any place of a list; a line covers what lies below it, too."""

    half: Literal["request", "answer"]
    operations: tuple[str, ...]
    where: str
    reason: str


REQUESTS = (
    Deviation(
        "request",
        ("search-contacts-advanced",),
        "$",
        "The file leaves the search body empty (2.1; 7, #31 and #247): its grammar is known from elsewhere.",
    ),
    Deviation(
        "request",
        ("create-contact", "update-contact", "upsert-contact"),
        "$.dateOfBirth",
        "The file calls it an object; its own description lists date formats, and YYYY-MM-DD is sent (2.8).",
    ),
    Deviation(
        "request",
        ("task-search",),
        "$.searchAfter",
        "The file pages by skip alone; live the last row's searchAfter leads to the next page (12.1).",
    ),
    Deviation(
        "request",
        ("update-contact",),
        "$.companyName",
        "The file does not list it for an update; tried on a real account, it is taken (12.1).",
    ),
    Deviation(
        "request",
        ("update-contact",),
        "$.customFields[]",
        "An update was seen to ignore field_value and to take fieldValue (2.8; 7, n8n 20474): tried when a read shows "
        "that the value was not taken.",
    ),
)

ANSWERS: tuple[Deviation, ...] = (
    Deviation(
        "answer",
        ("task-search",),
        "status",
        "The file knows 200 and a list for each task; live it was 201 with objects, their id in _id (3, 12.1).",
    ),
    Deviation(
        "answer",
        ("create-association",),
        "$.responses[]",
        "The file calls each line a text; its own example shows objects with contactId, message and type.",
    ),
    Deviation(
        "answer",
        ("get-slots",),
        "$.traceId",
        "The file allows nothing but days beside each other; every answer carries a traceId (10, point 15).",
    ),
    *(
        Deviation(
            "answer",
            ("get-appointment",),
            f"$.event.{name}",
            "The file calls the dates objects; its own examples are texts in ISO 8601 with an offset.",
        )
        for name in ("startTime", "endTime", "dateAdded", "dateUpdated")
    ),
    *(
        Deviation(
            "answer",
            ("get-calendar-events",),
            f"$.events[].{name}",
            "The file calls the dates objects; its own examples are texts in ISO 8601 with an offset.",
        )
        for name in ("startTime", "endTime", "dateAdded", "dateUpdated")
    ),
    Deviation(
        "answer",
        ("create-association", "add-remove-contact-from-business"),
        "status",
        "The file knows no 401 for the bulk operations; a bad token is refused there as everywhere (2.7).",
    ),
    Deviation(
        "answer",
        ("get-location",),
        "status",
        "The files know neither 403 for another location nor 429 beyond the limit; both were seen (2.7, 6).",
    ),
    Deviation(
        "answer",
        ("create-appointment",),
        "status",
        "The file knows neither 422 for a body that does not fit nor 500 for a bad date; both were seen (2.7; 7, #84).",
    ),
    Deviation(
        "answer",
        ("get-calendar-events",),
        "status",
        "The file knows no 422 for a query without calendar, user or group; the query must have one (4; 7, #7).",
    ),
)

DEVIATIONS = (*REQUESTS, *ANSWERS)
