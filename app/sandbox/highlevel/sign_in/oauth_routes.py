"""The token endpoint and the agency's routes (reference: HighLevel 1.2, 1.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from app.sandbox.highlevel.base.errors import HighLevelError, bad_request
from app.sandbox.highlevel.base.operations import AGENCY_ONLY, Call, Operation
from app.sandbox.highlevel.base.versions import V3, error_body
from app.sandbox.highlevel.http import json_answer
from app.sandbox.highlevel.sign_in.oauth import OAuth, known_app
from app.sandbox.wire import json_value

_SNAKE = {
    "client_id": "clientId",
    "client_secret": "clientSecret",
    "grant_type": "grantType",
    "refresh_token": "refreshToken",
    "user_type": "userType",
    "redirect_uri": "redirectUri",
    "code": "code",
}
"""Names of the parameters in v2 and in v3."""

_CAMEL = {"access_token": "accessToken", "token_type": "tokenType", "expires_in": "expiresIn"}


def token_answer(oauth: OAuth, request: Request, raw: bytes) -> Response:
    """Answer POST /oauth/token, which needs neither a token nor, on v2, the header Version."""
    v3 = request.headers.get("version") == V3
    try:
        form = _parameters(oauth, request, raw, v3=v3)
        body = _grant(oauth, form)
    except HighLevelError as error:
        return json_answer(error.status, error_body(error, V3 if v3 else None, oauth.store.switches), {})
    return json_answer(200, camel(body) if v3 else body, {})


def _grant(oauth: OAuth, form: Mapping[str, str]) -> dict[str, Any]:
    app = known_app(oauth, form)
    if form.get("userType", "Location") not in ("Company", "Location"):
        raise bad_request("Invalid parameter: userType")
    match form["grantType"]:
        case "authorization_code":
            if not form.get("code"):
                raise bad_request("Missing parameter: code")
            return oauth.exchange(app, form["code"], form.get("redirectUri", ""))
        case "refresh_token":
            if not form.get("refreshToken"):
                raise bad_request("Missing parameter: refreshToken")
            return oauth.refresh(app, form["refreshToken"])
        case _:
            raise bad_request("Invalid parameter: grantType")


def _parameters(oauth: OAuth, request: Request, raw: bytes, *, v3: bool) -> dict[str, str]:
    """Return the parameters by their v3 names. v2 reads only a form, unless the switch says otherwise."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    given: dict[str, Any] = {}
    if kind == "application/x-www-form-urlencoded":
        given = dict(parse_qsl(raw.decode("utf-8", "replace")))
    elif kind == "application/json" and (v3 or oauth.switches.json_body):
        try:
            parsed = json_value(raw)
        except ValueError:
            raise bad_request("Unexpected token in JSON", error="Bad Request") from None
        given = parsed if isinstance(parsed, dict) else {}
    if v3:
        return {name: str(value) for name, value in given.items()}
    return {camel_name: str(given[name]) for name, camel_name in _SNAKE.items() if name in given}


def camel(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a v2 answer in the words of v3."""
    names = _SNAKE | _CAMEL
    return {names.get(name, name): value for name, value in body.items()}


def agency_operations(oauth: OAuth) -> list[Operation]:
    """Return the operations that take an agency's token only."""

    def location_token(call: Call) -> tuple[int, dict[str, Any]]:
        found = oauth.location_token(call.token, _given(call, "companyId"), _given(call, "locationId"))
        return 200, found

    def location_token_v3(call: Call) -> tuple[int, dict[str, Any]]:
        _there(oauth, "POST /oauth/location-token")
        status, body = location_token(call)
        return status, camel(body)

    def installed(call: Call) -> tuple[int, dict[str, Any]]:
        found = _installed(oauth, call)
        skip, limit = (int(call.query.get(name) or default) for name, default in (("skip", 0), ("limit", 20)))
        return 200, {"locations": found[skip : skip + limit], "count": len(found), "installToFutureLocations": False}

    def installed_v3(call: Call) -> tuple[int, dict[str, Any]]:
        _there(oauth, "GET /oauth/installed-locations")
        found = _installed(oauth, call)
        start, size = (int(call.query.get(name) or default) for name, default in (("pageToken", 0), ("pageSize", 20)))
        end = start + size
        pagination = {
            "totalRecords": len(found),
            "hasNextPage": end < len(found),
            "hasPrevPage": start > 0,
            "nextPageToken": str(end) if end < len(found) else None,
            "prevPageToken": str(max(0, start - size)) if start else None,
            "currentPageSize": len(found[start:end]),
        }
        return 200, {"items": found[start:end], "pagination": pagination, "installToFutureLocations": False}

    bought, seen = "get-location-access-token", "get-installed-location"
    write, read = "oauth.write", "oauth.readonly"
    return [
        Operation(bought, "POST", "/oauth/locationToken", write, location_token, users=AGENCY_ONLY),
        Operation(
            bought,
            "POST",
            "/oauth/location-token",
            "oauth.write",
            location_token_v3,
            users=AGENCY_ONLY,
            lives="only v3",
        ),
        Operation(seen, "GET", "/oauth/installedLocations", read, installed, users=AGENCY_ONLY),
        Operation(
            seen,
            "GET",
            "/oauth/installed-locations",
            "oauth.readonly",
            installed_v3,
            users=AGENCY_ONLY,
            lives="only v3",
        ),
    ]


def _there(oauth: OAuth, route: str) -> None:
    """The routes of v3 were seen to be missing once, against the specification (12.2)."""
    if not oauth.switches.kebab_routes:
        raise HighLevelError(404, {"message": f"Cannot {route}", "error": "Not Found"})


def _given(call: Call, name: str) -> str:
    value = call.body.get(name)
    if not isinstance(value, str) or not value:
        raise bad_request(f"Missing parameter: {name}")
    return value


def _installed(oauth: OAuth, call: Call) -> list[dict[str, Any]]:
    for name in ("companyId", "appId"):
        if not call.query.get(name):
            raise bad_request(f"Missing parameter: {name}")
    app = oauth.owners[call.token.value]
    if call.query["companyId"] != oauth.company_id or call.query["appId"] != app.id:
        return []
    wanted = call.query.get("locationId", "")
    return [
        {"_id": key, "name": name, "address": "Via del Ponte, 24, Bologna", "isInstalled": True, "versionId": app.id}
        for key, name in oauth.locations.items()
        if wanted in ("", key)
    ]
