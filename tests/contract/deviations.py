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
        ("update-contact",),
        "$.companyName",
        "The file does not list it for an update. Whether it is taken is not settled (2.5): it is tried once, and an "
        "upsert is used after a refusal.",
    ),
    Deviation(
        "request",
        ("update-contact",),
        "$.customFields[]",
        "An update was seen to ignore field_value and to take fieldValue (2.8; 7, n8n 20474): tried when a read shows "
        "that the value was not taken.",
    ),
)

ANSWERS: tuple[Deviation, ...] = ()

DEVIATIONS = (*REQUESTS, *ANSWERS)
