"""Signing in from beginning to end: browser, callback, exchange, and the page on which the browser ends."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import threading
import webbrowser
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

import httpx

from app.clock import Clock
from app.connectors.highlevel.http.refusals import SERVICE
from app.connectors.highlevel.sign_in.oauth import ClientApp, Grant, TokenEndpoint, authorize_address
from app.connectors.highlevel.sign_in.oauth_address import PORTS
from app.connectors.highlevel.sign_in.oauth_page import error_page, page
from app.connectors.highlevel.sign_in.oauth_receiver import Receiver
from app.connectors.highlevel.sign_in.scopes import ASKED
from app.errors import CredentialsRefused, LostAnswer, Ponte24Error, ServiceUnavailable

T = TypeVar("T")

PATIENCE = 600.0
"""Seconds that a person may take to sign in and allow."""

_BROWSER_SECONDS = 5.0
_LOOK = 0.1


@dataclass(frozen=True, slots=True)
class SignInStep:
    """What a person must know while the browser is open.

    ``address`` is to be opened, ``opened`` tells whether a browser was; ``redirect_uri`` must be registered in the
    app, and ``taken`` are the ports passed over because another program uses them. ``strangers`` counts answers that
    belonged to another sign-in and were not used.
    """

    address: str
    opened: bool
    redirect_uri: str
    taken: tuple[int, ...]
    strangers: int = 0


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who signs in, where, for which location. ``authorize_url`` is the page's whole address without a query."""

    app: ClientApp
    location_id: str
    authorize_url: str
    base_url: str = ""
    scopes: tuple[str, ...] = ASKED
    language: str = "en"
    patience: float = PATIENCE
    ports: Sequence[int] = PORTS


async def sign_in(
    wanted: SignIn,
    then: Callable[[Grant], Awaitable[T]],
    *,
    clock: Clock,
    tell: Callable[[SignInStep], object],
    open_browser: Callable[[str], bool],
    stop: Callable[[], bool],
    inner: httpx.AsyncBaseTransport | None = None,
) -> T:
    """Let a person sign in, hand the grant to ``then`` (which tests and keeps it) and return what that returns.

    The browser ends on a page that says how all of it ended. An answer with another ``state`` is told and not used; if
    nothing else comes, that is what is raised in the end (oauth_state_wrong). Raises CredentialsRefused (oauth_denied,
    oauth_state_wrong, oauth_refused, highlevel_code_refused, highlevel_app_refused, highlevel_agency_refused,
    highlevel_other_location), Ponte24Error (oauth_ports_taken, oauth_timeout, oauth_cancelled), ServiceUnavailable, and
    what ``then`` raises.
    """
    state = secrets.token_urlsafe(32)
    step: SignInStep | None = None

    def stranger() -> None:
        if step is not None:
            tell(replace(step, strangers=receiver.strangers))

    receiver = Receiver(state, wanted.language, wanted.ports, stranger)
    try:
        await receiver.open()
        address = authorize_address(
            wanted.authorize_url, wanted.app.client_id, receiver.redirect_uri, wanted.scopes, state
        )
        opened = await _opened(address, open_browser)
        step = SignInStep(address, opened, receiver.redirect_uri, receiver.taken, receiver.strangers)
        tell(step)
        code = await _first(receiver, stop, wanted.patience)
        grant = await _granted(wanted, code, receiver.redirect_uri, clock, inner)
        result = await then(grant)
        receiver.end(page("success", wanted.language, good=True))
    except Ponte24Error as error:
        receiver.end(error_page(error, wanted.language))
        raise
    finally:
        await receiver.aclose()
    return result


async def _first(receiver: Receiver, stop: Callable[[], bool], patience: float) -> str:
    """Wait for the code, for whoever cancels, or for the end of patience."""
    waiting = asyncio.ensure_future(receiver.code())
    try:
        async with asyncio.timeout(patience):
            while not waiting.done():
                if stop():
                    raise Ponte24Error("oauth_cancelled")
                await asyncio.wait({waiting}, timeout=_LOOK)
        return waiting.result()
    except TimeoutError:
        if receiver.strangers:
            raise CredentialsRefused("oauth_state_wrong", service=SERVICE) from None
        raise Ponte24Error("oauth_timeout", minutes=round(patience / 60)) from None
    finally:
        waiting.cancel()
        with suppress(asyncio.CancelledError, Ponte24Error):
            await waiting


async def _granted(
    wanted: SignIn, code: str, redirect_uri: str, clock: Clock, inner: httpx.AsyncBaseTransport | None
) -> Grant:
    async with TokenEndpoint(wanted.app, base_url=wanted.base_url, clock=clock, inner=inner) as endpoint:
        try:
            grant = await endpoint.exchange(code, redirect_uri)
        except LostAnswer as error:  # a code works once: a person starts anew, and nothing has been changed
            raise ServiceUnavailable("service_timeout", details=error.details, **error.params) from error
        if grant.user_type == "Company":
            return await endpoint.location_token(grant, wanted.location_id)
    if grant.location_id and grant.location_id != wanted.location_id:
        raise CredentialsRefused(
            "highlevel_other_location", service=SERVICE, wanted=wanted.location_id, found=grant.location_id
        )
    return grant


async def _opened(address: str, open_browser: Callable[[str], bool]) -> bool:
    """Open the browser in a thread of its own: some block until they are closed. Then it counts as opened."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[bool] = loop.create_future()

    def settle(found: bool) -> None:
        if not done.done():
            done.set_result(found)

    def work() -> None:
        try:
            found = open_browser(address)
        except Exception:  # whatever a browser's launcher raises: the address is shown instead
            found = False
        with suppress(RuntimeError):  # the loop is gone
            loop.call_soon_threadsafe(settle, found)

    threading.Thread(target=work, name="browser", daemon=True).start()
    try:
        return await asyncio.wait_for(done, _BROWSER_SECONDS)
    except TimeoutError:
        return True


def system_browser(address: str) -> bool:
    """Open the browser of the system; False where there is no desktop, so that no text browser takes the terminal."""
    if sys.platform not in ("win32", "darwin") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    return webbrowser.open(address)
