"""OAuth 2.0 of HighLevel: where a person signs in, what a grant is, and the calls of the token endpoint (reference:
HighLevel 1.1 to 1.5).

The calls go through the project's own transport: an OAuth library would bring an HTTP client of its own, past its
redaction and its care for lost answers, and keeps a new pair only after it has been used.

PKCE is not part of it: HighLevel does not know it as an authorization server and always asks for the client's
secret (reference: HighLevel 1.5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from app.clock import Clock
from app.connectors.highlevel.http.refusals import SERVICE, messages
from app.connectors.highlevel.http.session import BASE_URL
from app.connectors.transport import Call, Reply, Transport
from app.connectors.transport_address import checked_base_url
from app.connectors.transport_retry import Effect, RetryPolicy
from app.errors import CredentialsRefused, LostAnswer, Ponte24Error, ServiceUnavailable
from app.logs import register_secret
from app.secret_text import is_sendable

STANDARD_URL = "https://marketplace.gohighlevel.com/v2/oauth/chooselocation"
WHITE_LABEL_URL = "https://marketplace.leadconnectorhq.com/v2/oauth/chooselocation"
"""An app is known at one of the two hosts only; the other says "No integration found" (reference: HighLevel 1.1)."""

GRACE = 30.0
"""Seconds for which a used refresh token answers with the same new one (reference: HighLevel 1.3)."""

EARLY = 60.0
"""Seconds before its end at which an access token is renewed."""

_REPEAT_WITHIN = GRACE - 10.0
_LOCATION_TOKEN_VERSION = "2021-07-28"
_NOT_ACTIVE = "not active"


@dataclass(frozen=True, slots=True, repr=False)
class ClientApp:
    """The owner's own app, as registered in HighLevel's marketplace."""

    client_id: str
    client_secret: str

    def __post_init__(self) -> None:
        register_secret(self.client_secret)

    def __repr__(self) -> str:
        return f"ClientApp({self.client_id})"


@dataclass(frozen=True, slots=True, repr=False)
class Grant:
    """What a person allowed: the app it was allowed to, and the present pair of tokens.

    ``received_at`` is epoch seconds by this computer's clock, ``expires_in`` seconds from then. ``access_token`` is
    always the location's. With ``user_type`` "Company" the refresh token is the agency's, ``agency_token`` is what it
    gave last, and the location's token is bought with it. A blank ``refresh_token``: a person must sign in again.
    """

    client_id: str
    client_secret: str
    access_token: str
    refresh_token: str
    received_at: float
    expires_in: float
    scope: str = ""
    user_type: str = "Location"
    location_id: str = ""
    company_id: str = ""
    agency_token: str = ""

    def __post_init__(self) -> None:
        for secret in (self.client_secret, self.access_token, self.refresh_token, self.agency_token):
            register_secret(secret)

    def __repr__(self) -> str:
        return f"Grant({self.client_id}, {self.location_id})"

    @property
    def app(self) -> ClientApp:
        """The app that the grant belongs to."""
        return ClientApp(self.client_id, self.client_secret)

    @property
    def scopes(self) -> frozenset[str]:
        """The permissions given."""
        return frozenset(self.scope.split())

    def is_fresh(self, now: float) -> bool:
        """Tell whether the access token may be used at a moment (epoch seconds).

        Both times are of one clock, so that a wrong one does not matter; after the clock was set back it is not known
        how old the token is, and the service decides.
        """
        return bool(self.access_token) and now - self.received_at < self.expires_in - EARLY

    def ended(self) -> Grant:
        """Return the grant without its tokens: only a person can renew it."""
        return replace(self, access_token="", refresh_token="", agency_token="")

    def to_json(self) -> dict[str, Any]:
        """Return the grant as JSON values, secrets included: for the keyring only."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Grant:
        """Return the grant of such values; unknown ones are passed over. Raises TypeError if one is missing."""
        known = {f.name for f in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})


def authorize_address(base: str, client_id: str, redirect_uri: str, scopes: tuple[str, ...], state: str) -> str:
    """Return the address at which a person allows the app. Raises UsageError (insecure_address)."""
    base = checked_base_url(base, SERVICE)
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(scopes),
        "state": state,
        "loginWindowOpenMode": "self",  # otherwise the login opens one more tab (reference: HighLevel 1.1)
    }
    return f"{base}?{urlencode(asked)}"


def authorize_base(given: str, *, white_label: bool) -> str:
    """Return the address to sign in at: the given one, completed if it is a host alone, or one of the two hosts."""
    given = given.strip()
    if not given:
        return WHITE_LABEL_URL if white_label else STANDARD_URL
    given = given if "://" in given else f"https://{given}"
    path = urlsplit(given).path.rstrip("/")
    return given if path.endswith("/chooselocation") else given.rstrip("/") + urlsplit(STANDARD_URL).path


class TokenEndpoint:
    """The token endpoint; belongs to one event loop. ``inner`` replaces the network in tests."""

    def __init__(
        self, app: ClientApp, *, base_url: str = "", clock: Clock, inner: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """Raises UsageError (insecure_address) for an address that must not get a secret."""
        self._app, self._clock = app, clock
        self._transport = Transport(
            SERVICE,
            base_url or BASE_URL,
            clock=clock,
            retry=RetryPolicy(attempts=3),
            secrets=(app.client_secret,),
            headers={"Accept": "application/json"},
            read_timeout=8.0,  # two attempts must fit into the grace of the refresh token
            inner=inner,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def __aenter__(self) -> TokenEndpoint:
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.aclose()

    async def exchange(self, code: str, redirect_uri: str) -> Grant:
        """Return the first pair for a code. Raises CredentialsRefused, ServiceUnavailable, LostAnswer."""
        self._transport.redactor.learn(code)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        return await self._pair(form, None)

    async def refresh(self, grant: Grant) -> Grant:
        """Return the next pair.

        If the answer is lost, the same refresh token is sent again while the service answers it with the same new
        one (reference: HighLevel 1.3). Raises CredentialsRefused (highlevel_sign_in_again,
        highlevel_location_inactive, highlevel_app_refused) and ServiceUnavailable.
        """
        began, lost = self._clock.now(), False
        form = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token}
        while True:
            try:
                return await self._pair(form, grant)
            except ServiceUnavailable as error:
                lost = lost or isinstance(error, LostAnswer)
                if not lost:
                    raise
                if self._clock.now() - began > _REPEAT_WITHIN:
                    raise ServiceUnavailable("service_timeout", details=error.details, **error.params) from error
            await self._clock.sleep(1.0)

    async def location_token(self, grant: Grant, location_id: str) -> Grant:
        """Return an agency's grant with a token for one of its locations (reference: HighLevel 1.4).

        Raises CredentialsRefused (highlevel_agency_refused) if the agency's token may not do that.
        """
        self._transport.redactor.learn(grant.agency_token)
        reply = await self._send(
            Call(
                "POST",
                "/oauth/locationToken",
                Effect.IDEMPOTENT,  # one token more hurts nobody
                form={"companyId": grant.company_id, "locationId": location_id},
                headers={"Version": _LOCATION_TOKEN_VERSION, "Authorization": f"Bearer {grant.agency_token}"},
            )
        )
        if not reply.ok:
            details = self._details(reply)
            if _NOT_ACTIVE in _told(reply):
                raise CredentialsRefused("highlevel_location_inactive", details=details, service=SERVICE)
            raise CredentialsRefused("highlevel_agency_refused", details=details, service=SERVICE)
        body = reply.json()
        return replace(
            grant,
            access_token=str(body["access_token"]),
            location_id=location_id,
            received_at=self._clock.now(),
            expires_in=_seconds(body),
            scope=str(body.get("scope") or grant.scope),
        )

    async def _pair(self, form: Mapping[str, str], before: Grant | None) -> Grant:
        app = self._app
        user_type = before.user_type if before else "Location"
        if before:
            self._transport.redactor.learn(before.refresh_token)
        sent = {"client_id": app.client_id, "client_secret": app.client_secret, "user_type": user_type, **form}
        asked_at = self._clock.now()  # the earlier of the two: the token must not seem younger than it is
        reply = await self._send(Call("POST", "/oauth/token", Effect.ONCE, form=sent))
        if not reply.ok:
            raise self._refusal(reply, refreshing=before is not None)
        body = reply.json()
        kind = str(body.get("userType") or user_type)
        access = str(body["access_token"])
        agency = kind == "Company"
        return Grant(
            client_id=app.client_id,
            client_secret=app.client_secret,
            access_token="" if agency else access,
            # An answer without one leaves the old one in force (RFC 6749, section 6).
            refresh_token=str(body.get("refresh_token") or (before.refresh_token if before else "")),
            received_at=asked_at,
            expires_in=_seconds(body),
            scope=str(body.get("scope") or (before.scope if before else "")),
            user_type=kind,
            location_id=str(body.get("locationId") or (before.location_id if before else "")),
            company_id=str(body.get("companyId") or (before.company_id if before else "")),
            agency_token=access if agency else "",
        )

    async def _send(self, call: Call) -> Reply:
        return await self._transport.send(call, readable=_has_token)

    def _refusal(self, reply: Reply, *, refreshing: bool) -> Ponte24Error:
        details, message = self._details(reply), _told(reply)
        if _body(reply) is None:  # a web page from something in between, not the service's own answer
            return ServiceUnavailable("service_unreadable", details=details, service=SERVICE)
        if _NOT_ACTIVE in message:
            return CredentialsRefused("highlevel_location_inactive", details=details, service=SERVICE)
        if "grant" in message:
            code = "highlevel_sign_in_again" if refreshing else "highlevel_code_refused"
            return CredentialsRefused(code, details=details, service=SERVICE)
        return CredentialsRefused("highlevel_app_refused", details=details, service=SERVICE)

    def _details(self, reply: Reply) -> str:
        return self._transport.redactor.clean(f"oauth: HTTP {reply.status} {_told(reply)}")


def _body(reply: Reply) -> dict[str, Any] | None:
    try:
        body = reply.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _told(reply: Reply) -> str:
    """Return the words of a refusal in lower case; v2 may add an ``error`` (reference: HighLevel 1.3)."""
    body = _body(reply) or {}
    return "; ".join([*messages(body), *(str(body[k]) for k in ("error", "error_description") if body.get(k))]).lower()


def _has_token(reply: Reply) -> bool:
    body = _body(reply)
    token = body.get("access_token") if body is not None else None
    return isinstance(token, str) and is_sendable(token)


def _seconds(body: Mapping[str, Any]) -> float:
    found = body.get("expires_in")
    return float(found) if isinstance(found, int | float) and found > 0 else 86_400.0 - 1
