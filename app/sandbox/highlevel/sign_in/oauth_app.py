"""OAuth 2.0 of the imitation as routes: the token endpoint, the agency's routes, the control of both."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.sandbox.highlevel.base.operations import Operation, spellings
from app.sandbox.highlevel.http import answer
from app.sandbox.highlevel.sign_in.oauth import ClientApp, OAuth
from app.sandbox.highlevel.sign_in.oauth_routes import agency_operations, token_answer
from app.sandbox.wire import json_value

Endpoint = Callable[[Request], Awaitable[Response]]


def oauth_routes(oauth: OAuth, lock: AbstractContextManager[object]) -> list[Route]:
    """Return the routes below HighLevel's base address."""

    async def token(request: Request) -> Response:
        raw = await request.body()
        with lock:
            return token_answer(oauth, request, raw)

    def endpoint(operation: Operation) -> Endpoint:
        async def run(request: Request) -> Response:
            raw = await request.body()
            if raw:  # these take a form (reference: HighLevel 1.4)
                raw = json.dumps(dict(parse_qsl(raw.decode("utf-8", "replace")))).encode()
            with lock:
                return answer(oauth.store, operation, request, raw)

        return run

    routes = [Route(path, token, methods=["POST"]) for path in spellings("/oauth/token")]
    for one in agency_operations(oauth):
        routes += [Route(path, endpoint(one), methods=[one.method]) for path in spellings(one.path)]
    return routes


def oauth_control(oauth: OAuth, lock: AbstractContextManager[object]) -> list[Route]:
    """Return the owner's work in the marketplace, for tests and people: GET, POST /control/highlevel/oauth."""

    async def run(request: Request) -> Response:
        raw = await request.body()
        try:
            body = json_value(raw) if raw else {}
            if not isinstance(body, dict):
                raise ValueError("the body must be a JSON object")
            with lock:
                _act(oauth, body)
                return JSONResponse(_shown(oauth))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            return JSONResponse({"error": str(error)}, 400)

    return [Route("/control/highlevel/oauth", run, methods=["GET", "POST"])]


def _act(oauth: OAuth, body: dict[str, object]) -> None:
    unknown = body.keys() - {"location_active", "revoke", "end_access_tokens", "withdraw", "app"}
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    if "location_active" in body:
        oauth.store.switches.location_status = "active" if body["location_active"] else "inactive"
    if body.get("revoke"):
        oauth.revoke()
    if body.get("end_access_tokens"):
        oauth.end_access_tokens()
    withdrawn = body.get("withdraw")
    if isinstance(withdrawn, list):
        oauth.withdraw(str(scope) for scope in withdrawn)
    changed = body.get("app")
    if isinstance(changed, dict):
        _change(oauth.apps[str(changed["client_id"])], changed)


def _change(app: ClientApp, values: dict[str, object]) -> None:
    scopes, uris = values.get("scopes"), values.get("redirect_uris")
    if isinstance(scopes, list):
        app.scopes = {str(scope) for scope in scopes}
    if isinstance(uris, list):
        app.redirect_uris = [str(uri) for uri in uris]
    if "client_secret" in values:
        app.client_secret = str(values["client_secret"])


def _shown(oauth: OAuth) -> dict[str, object]:
    return {
        "location_active": oauth.active,
        "company_id": oauth.company_id,
        "locations": oauth.locations,
        "apps": [
            {
                "client_id": app.client_id,
                "host": app.host,
                "name": app.name,
                "redirect_uris": app.redirect_uris,
                "scopes": sorted(app.scopes),
            }
            for app in oauth.apps.values()
        ],
        "refresh_tokens": len(oauth.refresh_tokens),
        "access_tokens": sum(value in oauth.store.tokens for value in oauth.owners),
    }
