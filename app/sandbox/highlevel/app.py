"""The routes of HighLevel as an ASGI application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from app.sandbox.highlevel import contacts, locations
from app.sandbox.highlevel.http import Call, Handler, answer, json_answer, rate_headers
from app.sandbox.highlevel.search import Searcher, list_contacts, search
from app.sandbox.highlevel.store import HighLevelStore

_LOCATION = "/locations/{locationId}"
_FIELD = _LOCATION + "/customFields/{id}"


def _routes(searcher: Searcher) -> list[tuple[str, str, str, Handler]]:
    def searched(call: Call) -> contacts.Answer:
        return search(call, searcher)

    def listed(call: Call) -> contacts.Answer:
        return list_contacts(call, searcher)

    read, write = "contacts.readonly", "contacts.write"
    # What has a fixed second part stands before /contacts/{contactId}.
    return [
        ("POST", "/contacts/search", read, searched),
        ("GET", "/contacts/search/duplicate", read, contacts.find_duplicate),
        ("POST", "/contacts/upsert", write, contacts.upsert),
        ("GET", "/contacts/", read, listed),
        ("POST", "/contacts/", write, contacts.create),
        ("GET", "/contacts/{contactId}", read, contacts.get),
        ("PUT", "/contacts/{contactId}", write, contacts.update),
        ("DELETE", "/contacts/{contactId}", write, contacts.delete),
        ("POST", "/contacts/{contactId}/tags", write, contacts.add_tags),
        ("DELETE", "/contacts/{contactId}/tags", write, contacts.remove_tags),
        ("GET", _LOCATION, "locations.readonly", locations.get_location),
        ("GET", _LOCATION + "/tags", "locations/tags.readonly", locations.list_tags),
        ("POST", _LOCATION + "/tags", "locations/tags.write", locations.create_tag),
        ("GET", _LOCATION + "/customFields", "locations/customFields.readonly", locations.list_fields),
        ("POST", _LOCATION + "/customFields", "locations/customFields.write", locations.create_field),
        ("GET", _FIELD, "locations/customFields.readonly", locations.get_field),
        ("PUT", _FIELD, "locations/customFields.write", locations.update_field),
        ("DELETE", _FIELD, "locations/customFields.write", locations.delete_field),
        ("GET", "/users/", "users.readonly", locations.list_users),
    ]


def highlevel_app(store: HighLevelStore, lock: AbstractContextManager[object]) -> Router:
    """Return the application over `store`; every request is answered holding `lock`."""

    def endpoint(handler: Handler, scope: str) -> Callable[[Request], Awaitable[Response]]:
        async def run(request: Request) -> Response:
            raw = await request.body()
            with lock:
                return answer(store, handler, scope, request, raw)

        return run

    async def unknown(request: Request) -> JSONResponse:
        path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        body = {"statusCode": 404, "message": f"Cannot {request.method} {path}", "error": "Not Found"}
        return json_answer(404, body, rate_headers(store, None))

    routes = [
        Route(spelling, endpoint(handler, scope), methods=[method])
        for method, path, scope, handler in _routes(Searcher(store))
        for spelling in sorted({path, path.rstrip("/")})
    ]
    routes.append(Route("/{rest:path}", unknown, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]))
    return Router(routes, redirect_slashes=False)
