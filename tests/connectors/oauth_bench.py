"""A person with a browser, and the sandbox's app, for tests of signing in."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Callable
from typing import Any

import httpx

from app.connectors.highlevel.sign_in.oauth import ClientApp, Grant
from app.connectors.highlevel.sign_in.oauth_address import redirect_uri
from app.connectors.highlevel.sign_in.oauth_signin import SignIn
from app.sandbox.server import SandboxServer


def free_ports(count: int = 3) -> tuple[int, ...]:
    """Ports that nobody uses on either loopback address."""
    held = [socket.socket() for _ in range(count)]
    try:
        for one in held:
            one.bind(("127.0.0.1", 0))
        return tuple(one.getsockname()[1] for one in held)
    finally:
        for one in held:
            one.close()


class Person:
    """Opens the page in a thread as a browser would, decides, and follows wherever that leads.

    ``shown`` holds the last page; ``change`` may bend the address on which the browser comes back.
    """

    def __init__(self, decision: str = "allow", target: str = "", change: Callable[[str], str] | None = None) -> None:
        self.decision, self.target, self.change = decision, target, change
        self.addresses: list[str] = []
        self.shown: httpx.Response | None = None
        self.done = threading.Event()
        self.error: BaseException | None = None

    def open(self, address: str) -> bool:
        """Stand in for the browser's launcher."""
        self.addresses.append(address)
        threading.Thread(target=self._guarded, args=(address,), daemon=True).start()
        return True

    def _guarded(self, address: str) -> None:
        try:
            self._act(address)
        except BaseException as error:
            self.error = error
        finally:
            self.done.set()

    def _act(self, address: str) -> None:
        with httpx.Client(timeout=20) as browser:
            page = browser.get(address)
            if page.status_code != 200:
                self.shown = page
                return
            form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
            target = self.target or re.findall(r'name="target" value="([^"]*)"', page.text)[0]
            action = address.partition("?")[0]
            answer = browser.post(action, data={**form, "target": target, "decision": self.decision})
            if answer.status_code != 302:
                self.shown = answer
                return
            back = answer.headers["location"]
            self.shown = browser.get(self.change(back) if self.change else back, follow_redirects=True)

    def page(self) -> httpx.Response:
        """Return the page that the browser ended on."""
        assert self.done.wait(20)
        if self.error is not None:
            raise self.error
        assert self.shown is not None
        return self.shown


class MemoryVault:
    """Keeps a grant in memory and remembers what was saved."""

    def __init__(self, grant: Grant | None = None) -> None:
        self.grant = grant
        self.saved: list[Grant] = []

    def load(self) -> Grant | None:
        return self.grant

    def save(self, grant: Grant) -> None:
        self.grant = grant
        self.saved.append(grant)


def client_of(sandbox: SandboxServer) -> ClientApp:
    """The app registered in the sandbox."""
    return ClientApp(sandbox.client.client_id, sandbox.client.client_secret)


def wanted(sandbox: SandboxServer, **more: Any) -> SignIn:
    """Sign in at the sandbox, on ports of this test alone."""
    ports = more.pop("ports", None) or free_ports()
    sandbox.client.redirect_uris = [redirect_uri(port) for port in ports]
    given: dict[str, Any] = {
        "app": client_of(sandbox),
        "location_id": sandbox.location_id,
        "authorize_url": sandbox.authorize_url(),
        "base_url": sandbox.highlevel_url,
        "ports": ports,
        **more,
    }
    return SignIn(**given)


async def kept(grant: Grant) -> Grant:
    """What to do with a grant: nothing."""
    await asyncio.sleep(0)
    return grant
