"""A stand-in for signing in and testing credentials, beside `fake_service`."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace

from app.clock import Clock
from app.connectors.highlevel.sign_in.oauth_address import REDIRECT_URIS
from app.connectors.highlevel.sign_in.scopes import ASKED, NEEDED
from app.errors import CredentialsRefused, Ponte24Error
from app.services.api.accounts import STAGE, AccountInfo, AccountState, Method, SignInRequest
from app.services.api.progress import Progress, ProgressSink, StopSignal
from app.sync.plan.model import Side

ADDRESS = "https://marketplace.example/v2/oauth/chooselocation?client_id=app-1&state=s"


class FakeAccess:
    """Implements `app.services.api.accounts.Access`.

    ``gate``, when set, keeps the browser open until it is opened; ``refuse`` is raised instead of an answer.
    """

    def __init__(
        self, clock: Clock, account: Callable[[Side], AccountInfo], keep: Callable[[AccountInfo], None]
    ) -> None:
        self._clock, self._account, self._keep = clock, account, keep
        self.gate: threading.Event | None = None
        self.refuse: Ponte24Error | None = None
        self.opened, self.taken = "yes", ""
        self.requests: list[SignInRequest] = []
        self.checked: list[Side] = []

    def redirect_uris(self) -> tuple[str, ...]:
        return REDIRECT_URIS

    def permissions(self, *, needed: bool = False) -> tuple[str, ...]:
        return NEEDED if needed else ASKED

    async def sign_in(
        self, request: SignInRequest, progress: ProgressSink | None = None, stop: StopSignal | None = None
    ) -> AccountInfo:
        self.requests.append(request)
        if progress is not None:
            told = {"address": ADDRESS, "opened": self.opened, "redirect_uri": REDIRECT_URIS[0], "taken": self.taken}
            progress(Progress(STAGE, params=told))
        await asyncio.sleep(0)
        while self.gate is not None and not self.gate.is_set():
            if stop:
                raise Ponte24Error("oauth_cancelled")
            await asyncio.sleep(0.002)
        if self.refuse is not None:
            raise self.refuse
        info = AccountInfo(
            Side.HIGHLEVEL,
            AccountState.CONNECTED,
            "Panetteria Il Forno",
            request.location_id,
            request.base_url,
            checked_at=self._clock.now(),
            extra={"timezone": "Europe/Rome", "country": "IT"},
            method=Method.OAUTH,
            since=self._clock.now(),
            client_id=request.client_id,
        )
        self._keep(info)
        return info

    async def check(self, side: Side) -> AccountInfo:
        self.checked.append(side)
        await asyncio.sleep(0)
        info = self._account(side)
        if self.refuse is not None:
            if isinstance(self.refuse, CredentialsRefused):
                self._keep(replace(info, state=AccountState.REFUSED, problem=self.refuse.code))
            raise self.refuse
        if info.state is AccountState.MISSING:
            raise CredentialsRefused("not_connected", service="HighLevel")
        info = replace(info, state=AccountState.CONNECTED, problem="", checked_at=self._clock.now())
        self._keep(info)
        return info
