"""What HighLevel's refusals mean, judged by status and shape rather than by wording (reference: HighLevel
2.7)."""

from __future__ import annotations

import re
from typing import Any

from app.connectors.highlevel.http.versions import Operation
from app.connectors.transport import Reply
from app.connectors.transport_address import Redactor
from app.errors import (
    CredentialsRefused,
    DuplicateRefused,
    Ponte24Error,
    RecordGone,
    RequestRefused,
    ServiceUnavailable,
)

SERVICE = "HighLevel"

# A validator's own words (property X should not exist, X must be ..., X should ...): it runs before
# anything is stored.
_VALIDATION = re.compile(r"^(property\s+)?[\w.\[\]]+\s+(should|must)\b", re.IGNORECASE)

# Operations whose id is that of something other than a contact.
_NO_CONTACT = re.compile(
    r"(get|update|edit|delete)-(task|note|tag|custom|business|calendar|user|appointment(?!s)|event|slots|contacts-by)",
    re.IGNORECASE,
)

# Operations with the id of something else beside the contact's: only the wording tells which one is missing.
_OTHER_IDS = re.compile(r"workflow|campaign|followers|^create-(task|note)$")


def refusal(reply: Reply, operation: Operation, redactor: Redactor, record_id: str = "") -> Ponte24Error:
    """Return the error that a 4xx answer stands for.

    ``record_id`` is the record the request was about, if any: only then can "not found" mean that it is
    gone.
    """
    body = _body(reply)
    words = messages(body)
    details = redactor.clean(f"{operation.id}: HTTP {reply.status} {'; '.join(words)}")
    if body is None:  # a web page from something in between, not the service's own answer
        return ServiceUnavailable("service_unreadable", details=details, service=SERVICE)
    message = " ".join(words).lower()
    meta = body.get("meta")
    if reply.status == 401:
        # One status for both; only the word tells them apart (HighLevel 2.7: scope missing is 401, not 403).
        if "authclass" in message:
            return CredentialsRefused("highlevel_token_class", details=details, service=SERVICE, scope=operation.scope)
        if "scope" in message:
            return CredentialsRefused(
                "highlevel_scope_missing", details=details, service=SERVICE, scope=operation.scope
            )
        return CredentialsRefused("highlevel_token_refused", details=details, service=SERVICE)
    if reply.status == 403:
        return CredentialsRefused("highlevel_location_refused", details=details, service=SERVICE)
    if reply.status == 400 and "location is not active" in message:
        return CredentialsRefused("highlevel_location_inactive", details=details, service=SERVICE)
    if isinstance(meta, dict) and meta.get("contactId"):
        return DuplicateRefused(
            contact_id=str(meta["contactId"]),
            details=details,
            service=SERVICE,
            matching_field=str(meta.get("matchingField") or "email"),
        )
    missing = reply.status == 404 or (reply.status == 400 and "not found" in message)
    if _OTHER_IDS.search(operation.id):
        missing = missing and (message.startswith("contact") or record_id.lower() in message)
    if record_id and missing:
        code = "entry_gone" if _NO_CONTACT.match(operation.id) else "record_gone"
        return RecordGone(code, details=details, service=SERVICE)
    refused = "delete_refused" if operation.id.startswith("delete-") else "request_refused"
    return RequestRefused(refused, details=details, service=SERVICE, status=reply.status, messages=words)


def about_token(reply: Reply) -> bool:
    """Tell whether the service itself refused the token, and neither its scope nor the version header.

    All are 401, and only the word tells them apart; a web page from in between is nobody's word (HighLevel
    1.8, 2.7).
    """
    body = _body(reply) if reply.status == 401 else None
    if body is None:
        return False
    message = " ".join(messages(body)).lower()
    return "scope" not in message and "version header" not in message


def messages(body: dict[str, Any] | None) -> tuple[str, ...]:
    """Return what an error body says: its message is a text, or a list of texts for a failed validation."""
    message = (body or {}).get("message")
    if isinstance(message, list):
        return tuple(str(one) for one in message)
    return (str(message),) if message else ()


def names_property(error: RequestRefused, name: str) -> bool:
    """Tell whether a failed validation complains about a property of the request."""
    return error.params.get("status") == 422 and about_property(error, name)


def about_property(error: RequestRefused, name: str) -> bool:
    """Tell whether a refusal, of whatever status, names a property of the request: enough for asking in another way."""
    word = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
    return any(word.search(m) for m in error.params.get("messages", ()))


def plainly_invalid(error: RequestRefused) -> bool:
    """Tell whether every complaint is a validator's: then nothing can have been stored."""
    message = error.params.get("messages", ())
    return bool(message) and all(_VALIDATION.match(one) for one in message)


def _body(reply: Reply) -> dict[str, Any] | None:
    try:
        body = reply.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
