"""Where requests and answers knowingly differ from HighLevel's OpenAPI files, line by line, and why.

The files lag behind the live service and are wrong in places (reference: HighLevel, sources). A line that
explains nothing any more makes a test fail.
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
        "The file leaves the search body empty (reference: 2.1; 7, #31 and #247): its grammar is known from elsewhere.",
    ),
)

ANSWERS: tuple[Deviation, ...] = ()

DEVIATIONS = (*REQUESTS, *ANSWERS)
