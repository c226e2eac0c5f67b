"""How HighLevel is reached by signing in, and whether what is kept of both accounts still works."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.connectors.highlevel.sign_in.oauth_address import PORTS, redirect_uri
from app.connectors.highlevel.sign_in.scopes import ASKED, NEEDED
from app.errors import UsageError
from app.secret_text import tidy_secret
from app.services.api.accounts import STAGE, AccountInfo, SignInRequest
from app.services.api.progress import Progress, ProgressSink, StopSignal

if TYPE_CHECKING:
    from app.clock import Clock
    from app.connectors.highlevel.sign_in.oauth import ClientApp, Grant
    from app.connectors.highlevel.sign_in.oauth_signin import SignInStep
    from app.services.accounts.accounts import Accounts
    from app.sync.plan.model import Side


class AccountAccess:
    """Implements `Access`. ``open_browser`` and ``ports`` are replaced by tests."""

    def __init__(
        self,
        accounts: Accounts,
        clock: Clock,
        language: Callable[[], str],
        *,
        open_browser: Callable[[str], bool] | None = None,
        ports: Sequence[int] = PORTS,
        patience: float | None = None,
    ) -> None:
        self._accounts, self._clock, self._language = accounts, clock, language
        self.open_browser, self.ports, self.patience = open_browser, tuple(ports), patience

    def redirect_uris(self) -> tuple[str, ...]:
        """Return the addresses to register in the app."""
        return tuple(redirect_uri(port) for port in self.ports)

    def permissions(self, *, needed: bool = False) -> tuple[str, ...]:
        """Return the permissions to tick."""
        return NEEDED if needed else ASKED

    async def sign_in(
        self, request: SignInRequest, progress: ProgressSink | None = None, stop: StopSignal | None = None
    ) -> AccountInfo:
        """Let the owner allow Ponte24 in the browser, check what that gave, then keep it."""
        from app.connectors.highlevel.sign_in.oauth import authorize_base
        from app.connectors.highlevel.sign_in.oauth_signin import PATIENCE, SignIn, sign_in, system_browser

        location_id, base_url = request.location_id.strip(), request.base_url.strip()
        authorize_url = authorize_base(request.authorize_url, white_label=request.white_label)
        wanted = SignIn(
            self._app(request),
            location_id,
            authorize_url,
            base_url,
            language=self._language(),
            patience=PATIENCE if self.patience is None else self.patience,
            ports=self.ports,
        )

        async def then(grant: Grant) -> AccountInfo:
            return await self._accounts.connect_by_grant(grant, location_id, base_url, authorize_url)

        def tell(step: SignInStep) -> None:
            if progress is not None:
                progress(waiting(step))

        return await sign_in(
            wanted,
            then,
            clock=self._clock,
            tell=tell,
            open_browser=(self.open_browser or system_browser) if request.browser else _no_browser,
            stop=lambda: bool(stop),
        )

    async def check(self, side: Side) -> AccountInfo:
        """Ask a service again with what is kept."""
        return await self._accounts.check(side)

    def _app(self, request: SignInRequest) -> ClientApp:
        client_id, secret = request.client_id.strip(), tidy_secret(request.client_secret)
        if not secret and client_id:
            kept = self._accounts.vault.load()
            secret = kept.client_secret if kept is not None and kept.client_id == client_id else ""
        if not (client_id and secret and request.location_id.strip()):
            raise UsageError("oauth_client_missing")
        from app.connectors.highlevel.sign_in.oauth import ClientApp

        return ClientApp(client_id, secret)


def waiting(step: SignInStep) -> Progress:
    """Return the step as progress: address, opened ("yes" or blank), redirect_uri, taken (ports, comma-separated),
    strangers ("yes" where an answer of another sign-in came)."""
    return Progress(
        STAGE,
        params={
            "address": step.address,
            "opened": "yes" if step.opened else "",
            "redirect_uri": step.redirect_uri,
            "taken": ", ".join(str(port) for port in step.taken),
            "strangers": "yes" if step.strangers else "",
        },
    )


def _no_browser(_address: str) -> bool:
    return False
