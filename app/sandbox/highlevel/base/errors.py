"""Answers other than success, with the texts that HighLevel uses (reference: HighLevel 2.7)."""

from __future__ import annotations

import re
from typing import Any

_ID = re.compile(r"[A-Za-z0-9]{20,24}")


class HighLevelError(Exception):
    """An answer that is not a success; `body` lacks only the traceId."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(f"{status}: {body.get('message')}")
        self.status = status
        self.body = {"statusCode": status, **body}


def bad_request(message: str, **more: Any) -> HighLevelError:
    """400 with one message."""
    return HighLevelError(400, {"message": message, **more})


def unprocessable(*messages: str) -> HighLevelError:
    """422: the message is an array."""
    return HighLevelError(422, {"message": list(messages), "error": "Unprocessable Entity"})


def unauthorized(message: str) -> HighLevelError:
    """401: token, Version header or scope."""
    return HighLevelError(401, {"message": message})


def wrong_location() -> HighLevelError:
    """403: the token belongs to another location."""
    return HighLevelError(403, {"message": "The token does not have access to this location."})


def contact_missing(contact_id: str) -> HighLevelError:
    """400, not 404: the contact was deleted, or what stands in its place is no id at all; the words differ (12.2)."""
    if _ID.fullmatch(contact_id):
        return bad_request(f"Contact not found for id:{contact_id}", error="Bad Request")
    return bad_request(f"Contact with id {contact_id} not found")


def duplicate(contact_id: str, name: str, field: str) -> HighLevelError:
    """400: the location allows no duplicates and one exists."""
    return bad_request(
        "This location does not allow duplicated contacts.",
        meta={"contactId": contact_id, "contactName": name, "matchingField": field},
    )


def missing(kind: str, record_id: str, status: int) -> HighLevelError:
    """A task, note or the like does not exist; with which status is not documented (a switch)."""
    error = "Not Found" if status == 404 else "Bad Request"
    return HighLevelError(status, {"message": f"{kind} with id {record_id} not found", "error": error})


def wrong_class() -> HighLevelError:
    """401: a token of the agency where one of the sub-account is needed, or the other way round."""
    return unauthorized(
        "This authClass type is not allowed to access this scope. "
        "Please reach out to the Platform team to get it added."
    )
