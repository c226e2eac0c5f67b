"""From a request to an answer: the checks that every route shares (reference: HighLevel 10.1)."""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from app.sandbox.highlevel.base.access import Token
from app.sandbox.highlevel.base.errors import HighLevelError, bad_request, unauthorized, wrong_class, wrong_location
from app.sandbox.highlevel.base.operations import AGENCY_ONLY, Call, Operation
from app.sandbox.highlevel.base.store import HighLevelStore
from app.sandbox.highlevel.base.versions import checked_version, error_body, read_body, write_body
from app.sandbox.wire import JsonAnswer, json_value

DAY = 86_400.0


def _token(store: HighLevelStore, headers: Mapping[str, str]) -> Token:
    scheme, _, value = headers.get("authorization", "").partition(" ")
    token = store.tokens.get(value.strip()) if scheme.lower() == "bearer" else None
    if token is not None and token.is_alive(store.clock.now()):
        return token
    raise unauthorized("Invalid Private Integration token" if value.startswith("pit-") else "Invalid JWT")


def _count(store: HighLevelStore, token: Token) -> None:
    switches, now = store.switches, store.clock.steady()
    if switches.rate_limit and (
        token.calls.within(switches.rate_interval_seconds, now) >= switches.rate_max
        or token.calls.within(DAY, now) >= switches.rate_daily
    ):
        raise HighLevelError(429, {"message": "Too Many Requests"})
    token.calls.add(now)


def rate_headers(store: HighLevelStore, token: Token | None) -> dict[str, str]:
    """Return the headers on the limits that go with each answer (6)."""
    switches, now = store.switches, store.clock.steady()
    recent = token.calls.within(switches.rate_interval_seconds, now) if token else 0
    today = token.calls.within(DAY, now) if token else 0
    return {
        "X-RateLimit-Limit-Daily": str(switches.rate_daily),
        "X-RateLimit-Daily-Remaining": str(max(0, switches.rate_daily - today)),
        "X-RateLimit-Interval-Milliseconds": str(int(switches.rate_interval_seconds * 1000)),
        "X-RateLimit-Max": str(switches.rate_max),
        "X-RateLimit-Remaining": str(max(0, switches.rate_max - recent)),
    }


def _retry_after(store: HighLevelStore, token: Token) -> str:
    interval, now = store.switches.rate_interval_seconds, store.clock.steady()
    oldest = token.calls.oldest_within(interval, now)
    return str(max(1, math.ceil((oldest or now) + interval - now)))


def _json_object(raw: bytes, takes_list: bool = False) -> dict[str, Any]:
    if not raw.strip():
        return {"items": []} if takes_list else {}
    try:
        body = json_value(raw)
    except ValueError:
        raise bad_request("Unexpected token in JSON", error="Bad Request") from None
    if takes_list and isinstance(body, list):
        return {"items": body}
    if not isinstance(body, dict):
        raise bad_request("body must be an object", error="Bad Request")
    return body


def _check_location(token: Token, *asked: Any) -> None:
    if any(location not in (None, "", token.location_id) for location in asked):
        raise wrong_location()


def json_answer(status: int, body: dict[str, Any], headers: Mapping[str, str]) -> Response:
    """Return a JSON answer; every one carries a traceId (10.15)."""
    return JsonAnswer({**body, "traceId": str(uuid.uuid4())}, status_code=status, headers=dict(headers))


def _authorise(operation: Operation, token: Token) -> None:
    if token.user_type not in operation.users:
        raise wrong_class()
    if operation.scope and operation.scope not in token.scopes:
        raise unauthorized("The token is not authorized for this scope.")


def _check_state(store: HighLevelStore) -> None:
    """A location that was closed or switched off answers nobody; how is not documented."""
    if store.switches.location_status == "closed":
        raise wrong_location()
    if store.switches.location_status == "inactive":
        raise bad_request("Location is not active", error="Bad Request")


def answer(store: HighLevelStore, operation: Operation, request: Request, raw: bytes) -> Response:
    """Check token, limit, Version, scope and location, in this order, then let the operation answer."""
    token: Token | None = None
    version: str | None = None
    extra: dict[str, str] = {}
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    try:
        token = _token(store, request.headers)
        _count(store, token)
        version = checked_version(request.headers, operation, path, store.switches)
        _authorise(operation, token)
        if operation.users != AGENCY_ONLY:
            _check_state(store)
        is_json = operation.media == "application/json"
        body = read_body(_json_object(raw, operation.takes_list) if is_json else {}, version)
        params, query = request.path_params, request.query_params
        if operation.users != AGENCY_ONLY:  # those are about any of the agency's locations
            _check_location(token, params.get("locationId"), query.get("locationId"), body.get("locationId"))
        if token.location_id != store.location_id and not operation.filters_by_location:
            raise wrong_location()  # nothing of that location is held here
        call = Call(store, token, params, query, body, version, bool(raw.strip()))
        status, result = operation.handler(call)
        if operation.gives_list:
            return JsonAnswer(result["items"], status, rate_headers(store, token))
        result = write_body(result, version)
    except HighLevelError as error:
        status, result = error.status, error_body(error, version, store.switches)
        if status == 429 and token is not None and store.switches.retry_after:
            extra["Retry-After"] = _retry_after(store, token)
    return json_answer(status, result, {**rate_headers(store, token), **extra})
