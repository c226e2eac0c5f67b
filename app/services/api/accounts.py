"""The two accounts at the border: how each stands, how its owner signs in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from app.services.api.progress import ProgressSink, StopSignal
    from app.sync.plan.model import Side

EXPIRY_WARNING_DAYS = 30
"""From so many days before its end on, a subscription is warned of."""


ROME = ZoneInfo("Europe/Rome")


class AccountState(StrEnum):
    """How an account stands."""

    MISSING = "missing"
    CONNECTED = "connected"
    REFUSED = "refused"
    OFFLINE = "offline"
    LOCKED = "locked"
    """The secret is in the keyring, which is locked: nothing is lost, and it recovers by itself."""


class Method(StrEnum):
    """How an account is reached: by a token or key that was entered, or by signing in (OAuth 2.0)."""

    TOKEN = "token"
    OAUTH = "oauth"


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """One account as shown to its owner; never holds the secret.

    HighLevel: ``name`` is the location's name, ``identifier`` its id, ``extra`` has timezone and country. Fattura24:
    ``name`` is the owner's e-mail, ``identifier`` the account id, ``extra`` has plan, expire (dd/mm/yyyy) and
    calls_24h. ``session_only`` is True where no keyring could keep the secret; ``from_environment`` where an
    environment variable supplies it. ``checked_at`` is epoch seconds (0: never).

    ``since`` is when the secret was entered, or the owner signed in (epoch seconds, 0: not known), ``rotate_at`` when
    it should be replaced (0: never). ``problem`` is the code of the error with which the account was refused last.
    ``missing`` are the permissions that Ponte24 needs and lacks, ``lacking`` those it can do without: what rests on
    them is left out. ``client_id`` and ``authorize_url`` belong to the
    app by which the owner signed in.
    """

    side: Side
    state: AccountState
    name: str = ""
    identifier: str = ""
    base_url: str = ""
    session_only: bool = False
    from_environment: bool = False
    checked_at: float = 0.0
    extra: Mapping[str, str] = field(default_factory=dict)
    method: Method = Method.TOKEN
    since: float = 0.0
    rotate_at: float = 0.0
    problem: str = ""
    missing: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    client_id: str = ""
    authorize_url: str = ""

    def age_days(self, now: float) -> int:
        """Return for how many whole days the secret has been in use; `now` in epoch seconds."""
        return max(0, int((now - self.since) // 86_400)) if self.since else 0

    @property
    def ended(self) -> bool:
        """Tell whether a sign-in is over: it renews itself no longer, and its age says nothing any more."""
        return self.problem == "highlevel_sign_in_again"

    def rotate_due(self, now: float) -> bool:
        """Tell whether the secret should be replaced by now (epoch seconds)."""
        return self.state is not AccountState.MISSING and 0 < self.rotate_at <= now

    def days_left(self, now: float) -> int | None:
        """Return the days until the Fattura24 subscription ends (below 0: it has ended), None if that is not known."""
        try:
            end = datetime.strptime(self.extra.get("expire", ""), "%d/%m/%Y").replace(tzinfo=ROME).date()
        except ValueError:
            return None
        return (end - datetime.fromtimestamp(now, ROME).date()).days


STAGE = "oauth_browser"
"""The stage of `Progress` while the browser is open; its parameters are those of `waiting`."""


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """What the owner enters to sign in with an app of their own (reference: HighLevel 1.1, 1.5).

    A blank ``client_secret`` means the one that is kept, of the same app. ``authorize_url`` is another address to sign
    in at than HighLevel's own, ``white_label`` chooses between its two. With ``browser`` off none is opened.
    """

    location_id: str
    client_id: str
    client_secret: str = ""
    base_url: str = ""
    authorize_url: str = ""
    white_label: bool = False
    browser: bool = True

    def __repr__(self) -> str:
        return f"SignInRequest({self.client_id}, {self.location_id})"


class Access(Protocol):
    """Use cases around the credentials; see `app.services.api.service.Service` for threads and errors."""

    def redirect_uris(self) -> tuple[str, ...]:
        """Return the addresses to register in the app, the one that is tried first before the others."""
        ...

    def permissions(self, *, needed: bool = False) -> tuple[str, ...]:
        """Return the permissions that signing in asks for, or only those without which nothing works."""
        ...

    async def sign_in(
        self, request: SignInRequest, progress: ProgressSink | None = None, stop: StopSignal | None = None
    ) -> AccountInfo:
        """Let the owner allow Ponte24 in the browser, check what that gave, then keep it.

        ``progress`` gets the stage `STAGE` with the address to open. What was kept before stays until the new one has
        been checked. Raises what `app.connectors.highlevel.sign_in.oauth_signin.sign_in` raises, and UsageError
        (oauth_client_missing).
        """
        ...

    async def check(self, side: Side) -> AccountInfo:
        """Ask a service again with what is kept. Raises CredentialsRefused and ServiceUnavailable."""
        ...


def permission_key(scope: str) -> str:
    """Return the key of the text that says what a permission is for."""
    return scope.replace("/", "_").replace(".", "_")
