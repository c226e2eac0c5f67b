"""The access token of a grant, renewed in time and by one alone (reference: HighLevel 1.3)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Protocol

import httpx
from filelock import FileLock, Timeout

from app.clock import Clock
from app.connectors.highlevel.http.refusals import SERVICE
from app.connectors.highlevel.sign_in.oauth import Grant, TokenEndpoint
from app.errors import CredentialsRefused, ServiceUnavailable

JUST_RENEWED = 300.0
"""Seconds in which a renewed token is not renewed again: what is refused then is not its age."""

_LOCK_WAIT, _LOCK_TRIES = 0.2, 450


class Vault(Protocol):
    """Keeps the grant. All methods may block and are called outside the event loop's thread."""

    def load(self) -> Grant | None:
        """Return what is kept, or None."""
        ...

    def save(self, grant: Grant) -> None:
        """Keep a grant in place of the one before."""
        ...


class GrantTokens:
    """Implements `app.connectors.highlevel.http.tokens.TokenSource` for a grant.

    However many requests, runs and processes of one home want a new token at once, one of them asks the service;
    the others take what it kept. The new pair is kept before it is used. Belongs to one event loop.
    """

    def __init__(
        self,
        vault: Vault,
        lock_file: Path,
        *,
        location_id: str,
        base_url: str = "",
        clock: Clock,
        inner: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._vault, self._lock_file, self._location_id = vault, lock_file, location_id
        self._base_url, self._clock, self._inner = base_url, clock, inner
        self._grant: Grant | None = None
        self._renewed: str = ""
        self._turn = asyncio.Lock()

    async def token(self) -> str:
        """Return an access token that does not end within the next minute.

        Raises CredentialsRefused (highlevel_sign_in_again and others) and ServiceUnavailable.
        """
        async with self._turn:
            if self._grant is None:
                self._grant = await asyncio.to_thread(self._vault.load)
            if self._grant is None or not self._grant.is_fresh(self._clock.now()):
                self._grant = await self._renew(self._grant.access_token if self._grant else "")
            return self._grant.access_token

    async def refused(self, token: str) -> bool:
        """Renew a token that was answered with 401; False if that cannot help."""
        async with self._turn:
            grant = self._grant
            if grant is not None and grant.access_token != token:
                return True
            age = self._clock.now() - grant.received_at if grant else 0.0
            if self._renewed == token and 0 <= age < JUST_RENEWED:
                return False
            self._grant = await self._renew(token)
            return True

    async def _renew(self, stale: str) -> Grant:
        """Return a grant whose access token is another than ``stale``, from the vault or from the service."""
        async with self._alone():
            kept = await asyncio.to_thread(self._vault.load)
            if kept is not None and kept.access_token != stale and kept.is_fresh(self._clock.now()):
                return kept  # another process has been faster
            if kept is None or not kept.refresh_token:
                raise CredentialsRefused("highlevel_sign_in_again", service=SERVICE)
            async with TokenEndpoint(
                kept.app, base_url=self._base_url, clock=self._clock, inner=self._inner
            ) as endpoint:
                renewed = await self._ask(endpoint, kept)
        self._renewed = renewed.access_token
        return renewed

    async def _ask(self, endpoint: TokenEndpoint, kept: Grant) -> Grant:
        if kept.user_type == "Company" and kept.agency_token and not kept.access_token:
            # the agency's pair was renewed, and then the program ended before the location's token was there
            with suppress(CredentialsRefused):
                return await self._bought(endpoint, kept)
        try:
            renewed = await endpoint.refresh(kept)
        except CredentialsRefused as error:
            if error.code == "highlevel_sign_in_again":
                await asyncio.to_thread(self._vault.save, kept.ended())
            raise
        await asyncio.to_thread(self._vault.save, renewed)
        return await self._bought(endpoint, renewed) if renewed.user_type == "Company" else renewed

    async def _bought(self, endpoint: TokenEndpoint, agency: Grant) -> Grant:
        grant = await endpoint.location_token(agency, self._location_id)
        await asyncio.to_thread(self._vault.save, grant)
        return grant

    def _alone(self) -> AbstractAsyncContextManager[None]:
        return alone(self._lock_file, self._clock)


@asynccontextmanager
async def alone(lock_file: Path, clock: Clock) -> AsyncIterator[None]:
    """Hold a home's lock on its grant. Raises ServiceUnavailable (oauth_busy) after a minute and a half."""
    lock = FileLock(lock_file, mode=0o600)
    for _ in range(_LOCK_TRIES):
        try:
            lock.acquire(blocking=False)
            break
        except Timeout:
            await clock.sleep(_LOCK_WAIT)
    else:
        raise ServiceUnavailable("oauth_busy", service=SERVICE)
    try:
        yield
    finally:
        lock.release()
