"""A small HTTP server on this machine for webhooks: bounded, quick, and silent about why it refuses."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from threading import Thread

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.loopback_http import BoundedProtocol, ThreadServer

HOST = "127.0.0.1"
PATH = "/highlevel"
MAX_BODY = 1024 * 1024
"""Bytes of a webhook that are read at most; real ones have a few thousand."""

CONCURRENT = 32
"""Connections at a time; one more ends the one that has been silent longest."""

PATIENCE = 10.0
"""Seconds that a body may take to come."""

FLOW = "/flow/{token}"
"""Where HighLevel's own workflows call; the token is the secret of the address."""

Handler = Callable[[Mapping[str, str], bytes], int]
"""Takes headers (lower-case names) and body and returns the status to answer; called in a thread."""


Called = Callable[[str, bytes], int]
"""Takes the token of an address and the body, and returns the status to answer; called in a thread."""


def address_of(port: int) -> str:
    """Return the address at which a receiver with this port takes webhooks."""
    return f"http://{HOST}:{port}{PATH}"


def is_served(port: int) -> bool:
    """Tell whether a receiver answers there: it lets nobody read, and says so with a 405. Takes a second at most."""
    import http.client

    asked = http.client.HTTPConnection(HOST, port, timeout=1.0)
    try:
        asked.request("GET", PATH)
        return asked.getresponse().status == 405
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()


class WebhookServer:
    """Serves ``POST /highlevel`` on the loopback address in a thread, from `start` to `stop`."""

    def __init__(self, port: int, handler: Handler, called: Called | None = None) -> None:
        """Raises OSError when the port is taken; 0 takes any free one. ``called`` takes calls of workflows."""
        self._socket = _listen(port)
        self.port = int(self._socket.getsockname()[1])
        routes = [Route(PATH, _endpoint(lambda request, body: handler(_headers(request), body)), methods=["POST"])]
        if called is not None:
            take = called
            routes.append(
                Route(FLOW, _endpoint(lambda request, body: take(request.path_params["token"], body)), methods=["POST"])
            )
        app = Starlette(routes=routes)
        self._server = ThreadServer(
            uvicorn.Config(
                app,
                http=_Protocol,
                ws="none",
                lifespan="off",
                access_log=False,
                log_config=None,
                log_level="error",
                server_header=False,
                date_header=False,
                timeout_keep_alive=5,
                timeout_graceful_shutdown=2,
            )
        )
        self._thread = Thread(target=self._run, name="webhooks", daemon=True)

    @property
    def address(self) -> str:
        """The address that a tunnel must lead to."""
        return address_of(self.port)

    def start(self) -> None:
        """Serve; returns when it listens. Raises OSError when it does not come up."""
        self._thread.start()
        if not self._server.ready.wait(timeout=30) or not self._server.started:
            raise OSError("the receiver did not start")

    def stop(self) -> None:
        """Stop serving; open answers get two seconds."""
        self._server.end()
        if self._thread.is_alive():
            self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        try:
            asyncio.run(self._server.serve(sockets=[self._socket]))
        finally:
            self._server.ready.set()


class _Protocol(BoundedProtocol):
    most_connections = CONCURRENT


def _headers(request: Request) -> Mapping[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _endpoint(handler: Callable[[Request, bytes], int]) -> Callable[[Request], Awaitable[Response]]:
    async def take(request: Request) -> Response:
        body = bytearray()
        try:
            async with asyncio.timeout(PATIENCE):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > MAX_BODY:
                        # the rest is not read: the connection ends with this answer
                        return JSONResponse({"ok": False}, 413, {"Connection": "close"})
        except (ClientDisconnect, TimeoutError):
            return Response(status_code=400, headers={"Connection": "close"})
        status = await run_in_threadpool(handler, request, bytes(body))
        return JSONResponse({"ok": 200 <= status < 300}, status)

    return take


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there it would let a second server take the same port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen()
    except (OSError, OverflowError):
        listener.close()
        raise
    return listener
