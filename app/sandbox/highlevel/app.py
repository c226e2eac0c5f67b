"""The routes of HighLevel as an ASGI application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from app.sandbox.highlevel.base.operations import Operation, spellings
from app.sandbox.highlevel.base.store import HighLevelStore
from app.sandbox.highlevel.http import answer, json_answer, rate_headers
from app.sandbox.highlevel.resources.search import Searcher
from app.sandbox.highlevel.routes import operations


def highlevel_app(store: HighLevelStore, lock: AbstractContextManager[object], more: Sequence[Route] = ()) -> Router:
    """Return the application over `store`, with `more` routes; every request is answered holding `lock`."""

    def endpoint(operation: Operation) -> Callable[[Request], Awaitable[Response]]:
        async def run(request: Request) -> Response:
            raw = await request.body()
            with lock:
                return answer(store, operation, request, raw)

        return run

    async def unknown(request: Request) -> Response:
        path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        body = {"statusCode": 404, "message": f"Cannot {request.method} {path}", "error": "Not Found"}
        return json_answer(404, body, rate_headers(store, None))

    routes = [
        Route(spelling, endpoint(operation), methods=[operation.method])
        for operation in operations(Searcher(store))
        for spelling in spellings(operation.path)
    ]
    routes += more
    routes.append(Route("/{rest:path}", unknown, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]))
    return Router(routes, redirect_slashes=False)
