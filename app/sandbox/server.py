"""Running the sandbox: as an ASGI application, in a thread of a test, or from the command line."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sys
from collections.abc import Iterable
from contextlib import suppress
from threading import Thread
from types import FrameType, TracebackType
from typing import IO, Any, Self

import uvicorn
from starlette.routing import Mount, Router
from starlette.types import ASGIApp

from app.loopback_http import BoundedProtocol, ThreadServer
from app.sandbox.clock import SandboxClock
from app.sandbox.controls.control import control_app
from app.sandbox.controls.control_fattura24 import PREFIX as FATTURA24_CONTROL
from app.sandbox.controls.control_fattura24 import fattura24_control
from app.sandbox.fattura24.app import fattura24_app
from app.sandbox.faults import Fault, parse_faults
from app.sandbox.gate import MOUNTS, TRANSPORT, Gate
from app.sandbox.highlevel.app import highlevel_app
from app.sandbox.highlevel.hooks.webhook_control import webhook_routes
from app.sandbox.highlevel.sign_in.oauth import STANDARD, WHITE_LABEL, ClientApp
from app.sandbox.highlevel.sign_in.oauth_app import oauth_control, oauth_routes
from app.sandbox.highlevel.sign_in.oauth_pages import AUTHORIZE, MARKETPLACES, marketplace_routes
from app.sandbox.seeding.seed import DEFAULT_CONTACTS, DEFAULT_SEED, World
from app.sandbox.state import SandboxState
from app.sandbox.switches import Switches

HOST = "127.0.0.1"


def create_app(state: SandboxState) -> ASGIApp:
    """Return both services and the control API as one ASGI application, e.g. for httpx.ASGITransport."""
    routes = [
        Mount(
            MOUNTS["highlevel"],
            highlevel_app(state.highlevel, state.lock, oauth_routes(state.oauth, state.lock)),
        ),
        *marketplace_routes(state.oauth, state.lock),
        *oauth_control(state.oauth, state.lock),
        Mount(MOUNTS["fattura24"], fattura24_app(state.fattura24, state.lock)),
        *webhook_routes(state.webhooks),
        Mount(FATTURA24_CONTROL, fattura24_control(state)),
        Mount("/control", control_app(state)),
    ]
    return Gate(Router(routes, redirect_slashes=False), state)


class _Protocol(BoundedProtocol):
    """HTTP that hands the connection to the application, so that a fault can cut it."""

    most_connections = 256

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state = {**self.app_state, TRANSPORT: transport}
        super().connection_made(transport)


class SandboxServer:
    """Both services on 127.0.0.1, in a thread: ``with SandboxServer(contacts=10) as sandbox: …``.

    `port` None or 0 takes any free one; `faults` are Fault objects or texts as of the command line; `clock`
    and
    `switches` default to real time and the safe defaults. `state` allows direct work on everything.
    Raises OSError when the port is taken, ValueError for an unknown fault.
    """

    def __init__(
        self,
        port: int | None = None,
        seed: int = DEFAULT_SEED,
        contacts: int = DEFAULT_CONTACTS,
        faults: Iterable[Fault | str] = (),
        *,
        clock: SandboxClock | None = None,
        switches: Switches | None = None,
        state: SandboxState | None = None,
    ) -> None:
        listed = [fault if isinstance(fault, Fault) else parse_faults(fault) for fault in faults]
        flat = [one for item in listed for one in (item if isinstance(item, list) else [item])]
        self.state = state or SandboxState(seed, contacts, clock=clock, switches=switches)
        self.state.faults.faults += flat
        self._socket = _listen(port or 0)
        self._port = int(self._socket.getsockname()[1])
        self._server = ThreadServer(
            uvicorn.Config(
                create_app(self.state),
                http=_Protocol,
                ws="none",
                lifespan="off",
                date_header=False,  # the gate names the time of the sandbox's clock
                access_log=False,
                log_config=None,
                log_level="error",
                timeout_graceful_shutdown=2,
            )
        )
        self._thread: Thread | None = None

    # ------------------------------------------------------------------------------------------- addresses
    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self._port

    @property
    def base_url(self) -> str:
        """The server's own address."""
        return f"http://{HOST}:{self.port}"

    @property
    def highlevel_url(self) -> str:
        """Base address of HighLevel."""
        return self.base_url + MOUNTS["highlevel"]

    @property
    def fattura24_url(self) -> str:
        """Base address of Fattura24; the method's name follows after a slash."""
        return self.base_url + MOUNTS["fattura24"]

    @property
    def control_url(self) -> str:
        """Base address of the control API."""
        return self.base_url + "/control"

    @property
    def world(self) -> World:
        """What the services started with."""
        return self.state.world

    @property
    def token(self) -> str:
        """The Private Integration Token of HighLevel."""
        return self.world.token

    @property
    def location_id(self) -> str:
        """The location of HighLevel."""
        return str(self.world.location["id"])

    @property
    def api_key(self) -> str:
        """The API key of Fattura24."""
        return self.world.api_key

    @property
    def client(self) -> ClientApp:
        """The app registered at the standard host of the marketplace."""
        return self.state.oauth.app_of(STANDARD)

    def authorize_url(self, host: str = STANDARD) -> str:
        """Return where a person signs in: at the standard host, or at the one for white labels."""
        return self.base_url + MARKETPLACES[host] + AUTHORIZE

    def announcement(self) -> dict[str, Any]:
        """Return addresses, credentials and location as JSON values."""
        return {
            "highlevel": {
                "base_url": self.highlevel_url,
                "token": self.token,
                "location": self.location_id,
                "location_id": self.location_id,
                "client_id": self.client.client_id,
                "client_secret": self.client.client_secret,
                "authorize_url": self.authorize_url(),
                "redirect_uris": list(self.client.redirect_uris),
                "white_label": {
                    "client_id": self.state.oauth.app_of(WHITE_LABEL).client_id,
                    "client_secret": self.state.oauth.app_of(WHITE_LABEL).client_secret,
                    "authorize_url": self.authorize_url(WHITE_LABEL),
                },
            },
            "fattura24": {"base_url": self.fattura24_url, "key": self.api_key},
            "control_url": self.control_url,
        }

    # ------------------------------------------------------------------------------------------ start, stop
    def __enter__(self) -> Self:
        """Start in a thread and wait until it listens."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop and wait for the thread."""
        self.stop()

    def start(self) -> None:
        """Start in a thread; returns when it listens. Raises RuntimeError when it does not come up."""
        self._thread = Thread(target=self.run, name="sandbox", daemon=True)
        self._thread.start()
        if not self._server.ready.wait(timeout=30):
            raise RuntimeError("the sandbox did not start")

    def stop(self) -> None:
        """Stop serving; open answers get two seconds."""
        self.ask_to_stop()
        self.state.webhooks.stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._socket.close()

    def ask_to_stop(self) -> None:
        """Tell the server to stop; returns at once."""
        self.state.stopping.set()
        self._server.end()

    def run(self) -> None:
        """Serve in this thread until :meth:`ask_to_stop`."""
        asyncio.run(self._server.serve(sockets=[self._socket]))


def _listen(port: int) -> socket.socket:
    # asyncio switches Nagle's algorithm off only for sockets that name TCP: without it each answer takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there it would let a second server take the same port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    return listener


def serve(
    port: int | None = None,
    seed: int = DEFAULT_SEED,
    contacts: int = DEFAULT_CONTACTS,
    faults: Iterable[str] = (),
    out: IO[str] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; first prints one line of JSON with addresses, credentials and location.

    Call it in the main thread. Raises OSError when the port is taken, ValueError for an unknown fault.
    """
    server = SandboxServer(port, seed, contacts, faults)
    out = out or sys.stdout

    def end(_: int, __: FrameType | None) -> None:
        server.ask_to_stop()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        server._socket.listen()  # so that whoever reads the line can connect at once
        print(json.dumps(server.announcement()), file=out, flush=True)
        with suppress(KeyboardInterrupt):
            server.run()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        server.stop()
