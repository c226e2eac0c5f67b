"""From a request to an answer: the checks that every route shares (reference: HighLevel 10.1)."""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from app.sandbox.highlevel.errors import HighLevelError, bad_request, unauthorized, wrong_location
from app.sandbox.highlevel.store import HighLevelStore, Token

VERSIONS = {"2021-07-28", "2021-04-15", "2023-02-21", "v3"}
"""Values of the header Version that are accepted (1.8)."""

DAY = 86_400.0


@dataclass
class Call:
    """One authorised request. `body` is the JSON object that was sent, or empty."""

    store: HighLevelStore
    token: Token
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: dict[str, Any]


Handler = Callable[[Call], tuple[int, dict[str, Any]]]


def _token(store: HighLevelStore, headers: Mapping[str, str]) -> Token:
    scheme, _, value = headers.get("authorization", "").partition(" ")
    token = store.tokens.get(value.strip()) if scheme.lower() == "bearer" else None
    if token is not None:
        return token
    raise unauthorized("Invalid Private Integration token" if value.startswith("pit-") else "Invalid JWT")


def _count(store: HighLevelStore, token: Token) -> None:
    switches, now = store.switches, store.clock.now()
    if switches.rate_limit and (
        token.calls.within(switches.rate_interval_seconds, now) >= switches.rate_max
        or token.calls.within(DAY, now) >= switches.rate_daily
    ):
        raise HighLevelError(429, {"message": "Too Many Requests"})
    token.calls.add(now)


def rate_headers(store: HighLevelStore, token: Token | None) -> dict[str, str]:
    """Return the headers on the limits that go with each answer (6)."""
    switches, now = store.switches, store.clock.now()
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
    interval, now = store.switches.rate_interval_seconds, store.clock.now()
    oldest = token.calls.oldest_within(interval, now)
    return str(max(1, math.ceil((oldest or now) + interval - now)))


def _check_version(headers: Mapping[str, str]) -> None:
    version = headers.get("version")
    if version is None:
        raise unauthorized("version header was not found.")
    if version not in VERSIONS:
        raise unauthorized("version header is invalid")


def _json_object(raw: bytes) -> dict[str, Any]:
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        raise bad_request("Unexpected token in JSON", error="Bad Request") from None
    if not isinstance(body, dict):
        raise bad_request("body must be an object", error="Bad Request")
    return body


def _check_location(token: Token, *asked: Any) -> None:
    if any(location not in (None, "", token.location_id) for location in asked):
        raise wrong_location()


def json_answer(status: int, body: dict[str, Any], headers: Mapping[str, str]) -> JSONResponse:
    """Return a JSON answer; every one carries a traceId (10.15)."""
    return JSONResponse({**body, "traceId": str(uuid.uuid4())}, status_code=status, headers=dict(headers))


def answer(store: HighLevelStore, handler: Handler, scope: str, request: Request, raw: bytes) -> JSONResponse:
    """Check token, limit, Version, scope and location, in this order, then let `handler` answer."""
    token: Token | None = None
    extra: dict[str, str] = {}
    try:
        token = _token(store, request.headers)
        _count(store, token)
        _check_version(request.headers)
        if scope not in token.scopes:
            raise unauthorized("The token is not authorized for this scope.")
        body = _json_object(raw)
        path_location = request.path_params.get("locationId")
        _check_location(token, path_location, request.query_params.get("locationId"), body.get("locationId"))
        call = Call(store, token, request.path_params, request.query_params, body)
        status, result = handler(call)
    except HighLevelError as error:
        status, result = error.status, error.body
        if status == 429 and token is not None and store.switches.retry_after:
            extra["Retry-After"] = _retry_after(store, token)
    return json_answer(status, result, {**rate_headers(store, token), **extra})
