"""Dated versions and v3 by the header Version (reference: HighLevel 1.8, 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.sandbox.highlevel.base.errors import HighLevelError, bad_request, unauthorized
from app.sandbox.highlevel.base.operations import Operation
from app.sandbox.switches import HighLevelSwitches

V3 = "v3"
VERSIONS = frozenset({"2021-07-28", "2021-04-15", "2023-02-21", V3})
"""Values of the header Version that are accepted (1.8)."""

_DND_KEYS = {"Call": "call", "Email": "email", "SMS": "sms", "WhatsApp": "whatsApp", "GMB": "gmb", "FB": "fb"}
_DND_KEYS_BACK = {new: old for old, new in _DND_KEYS.items()}
_DETAILS = {401: "Check the token and its scopes.", 422: "Correct the named fields.", 429: "Wait and try again."}


def checked_version(headers: Mapping[str, str], operation: Operation, path: str, switches: HighLevelSwitches) -> str:
    """Return the version that is asked for.

    Raises HighLevelError 401 without a version or with a wrong one, 400 for what v3 has removed, 404 for what
    only v3 has.
    """
    version = headers.get("version")
    if version is None:
        raise unauthorized("version header was not found.")
    if version not in VERSIONS or (switches.strict_versions and version not in (operation.version, V3)):
        raise unauthorized("version header is invalid")
    if version == V3 and operation.lives == "before v3" and switches.v3_refuses_removed:
        raise bad_request(
            f"Endpoint {path} not available in API version v3. "
            "This endpoint was removed in version v3. Please use a version before v3.",
            error="Bad Request",
        )
    if version != V3 and operation.lives == "only v3":
        raise HighLevelError(404, {"message": f"Cannot {operation.method} {path}", "error": "Not Found"})
    return version


def _renamed(settings: Any, names: Mapping[str, str]) -> Any:
    return (
        {names.get(name, name): value for name, value in settings.items()} if isinstance(settings, dict) else settings
    )


def read_body(body: dict[str, Any], version: str) -> dict[str, Any]:
    """Translate the body of a request: v3 spells the channels of dndSettings in its own way."""
    if version != V3 or "dndSettings" not in body:
        return body
    return {**body, "dndSettings": _renamed(body["dndSettings"], _DND_KEYS_BACK)}


def _contact_v3(contact: Any) -> Any:
    if not isinstance(contact, dict) or "dndSettings" not in contact:
        return contact
    return {**contact, "dndSettings": _renamed(contact["dndSettings"], _DND_KEYS)}


def write_body(result: dict[str, Any], version: str) -> dict[str, Any]:
    """Translate the body of an answer: `succeeded` beside the deprecated `succeded`, the keys of dndSettings."""
    if version != V3:
        return result
    if "succeded" in result:
        result = {**result, "succeeded": result["succeded"]}
    if "contact" in result:
        result = {**result, "contact": _contact_v3(result["contact"])}
    if isinstance(result.get("contacts"), list):
        result = {**result, "contacts": [_contact_v3(contact) for contact in result["contacts"]]}
    return result


def error_body(error: HighLevelError, version: str | None, switches: HighLevelSwitches) -> dict[str, Any]:
    """Return the body of an error, in the new form where v3 is asked for and the switch says so (8)."""
    if version != V3 or not switches.v3_error_form:
        return error.body
    message = error.body.get("message")
    details = message if isinstance(message, list) else [message]
    return {
        "error": {
            "code": str(error.status),
            "message": details[0],
            "details": details,
            "resolution": _DETAILS.get(error.status, "Correct the request."),
        }
    }
