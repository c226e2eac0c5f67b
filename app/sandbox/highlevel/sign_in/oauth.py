"""Apps, codes and token pairs of the imitation's OAuth 2.0 (reference: HighLevel 1.1 to 1.5)."""

from __future__ import annotations

import base64
import json
import random
import string
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.sandbox.highlevel.base.access import Token
from app.sandbox.highlevel.base.errors import bad_request, unauthorized
from app.sandbox.highlevel.base.store import HighLevelStore
from app.sandbox.switches import OAuthSwitches
from app.sandbox.windows import RollingCalls

STANDARD, WHITE_LABEL = "standard", "white-label"
"""Where a person signs in; an app belongs to one of the two hosts (1.1)."""

APP_SCOPES = (
    "contacts.readonly", "contacts.write", "locations.readonly", "locations/customFields.readonly",
    "locations/customFields.write", "locations/customValues.readonly", "locations/customValues.write",
    "locations/tags.readonly", "locations/tags.write", "locations/tasks.readonly", "calendars.readonly",
    "calendars/events.readonly", "calendars/events.write", "users.readonly", "businesses.readonly",
    "businesses.write", "workflows.readonly", "oauth.readonly", "oauth.write",
)  # fmt: skip
"""What the owner ticked when the apps were registered (1.7)."""

REDIRECT_URIS = tuple(f"http://localhost:{port}/oauth/callback" for port in (8724, 8725, 8726))

INVALID_GRANT = "Invalid grant: refresh token is invalid"
NOT_ACTIVE = "Location is not active"
_LETTERS = string.ascii_letters + string.digits


@dataclass
class ClientApp:
    """An app of the owner's own, as registered in the marketplace."""

    client_id: str
    client_secret: str
    host: str
    name: str = "Ponte24"
    redirect_uris: list[str] = field(default_factory=lambda: list(REDIRECT_URIS))
    scopes: set[str] = field(default_factory=lambda: set(APP_SCOPES))

    @property
    def id(self) -> str:
        """The app's own id: what stands before the dash of the client id (1.2)."""
        return self.client_id.partition("-")[0]


@dataclass
class Code:
    """What a person allowed; can be exchanged once."""

    app: ClientApp
    redirect_uri: str
    scopes: set[str]
    location_id: str
    """Blank: the whole agency."""
    expires_at: float


@dataclass
class RefreshToken:
    """One link in the chain of a grant; ``used_at`` and ``successor`` are set when it was exchanged."""

    app: ClientApp
    scopes: set[str]
    location_id: str
    expires_at: float
    used_at: float | None = None
    successor: str = ""
    revoked: bool = False


class OAuth:
    """The marketplace's and the token endpoint's memory. Times are those of the sandbox's clock."""

    def __init__(self, store: HighLevelStore, switches: OAuthSwitches) -> None:
        self.store = store
        self.switches = switches
        self.apps: dict[str, ClientApp] = {}
        self.codes: dict[str, Code] = {}
        self.refresh_tokens: dict[str, RefreshToken] = {}
        self.owners: dict[str, ClientApp] = {}
        """Which app an access token was given to."""
        self.locations: dict[str, str] = {}
        self.user_id = ""
        self._calls: dict[tuple[str, str], RollingCalls] = {}
        self._random = random.Random()

    def reset(self, seed: int) -> None:
        """Register the two apps of a world anew and forget all that was given out."""
        self._random = random.Random(f"highlevel-oauth-{seed}")
        self.codes, self.refresh_tokens, self.owners, self._calls = {}, {}, {}, {}
        self.locations = {
            self.store.location_id: str(self.store.location.get("name", "")),
            self._letters(20): "Bottega Ponte Due",
        }
        self.user_id = str(self.store.users[0]["id"]) if self.store.users else self._letters(20)
        self.apps = {}
        for host in (STANDARD, WHITE_LABEL):
            app_id = f"{self._random.getrandbits(96):024x}"
            secret = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
            app = ClientApp(f"{app_id}-{self._letters(8).lower()}", secret, host)
            self.apps[app.client_id] = app

    @property
    def company_id(self) -> str:
        """The agency that the locations belong to."""
        return str(self.store.location.get("companyId", ""))

    @property
    def active(self) -> bool:
        """False: the location was closed or paused; no token is given out, none is lost (1.3)."""
        return self.store.switches.location_status == "active"

    def app_of(self, host: str) -> ClientApp:
        """Return the app registered at a host."""
        return next(app for app in self.apps.values() if app.host == host)

    # ------------------------------------------------------------------------------------------ giving out
    def allow(self, app: ClientApp, redirect_uri: str, scopes: Iterable[str], location_id: str) -> str:
        """Return a code for what a person allowed; scopes the app was not registered with are left out."""
        code = f"{self._random.getrandbits(160):040x}"
        until = self.store.clock.now() + self.switches.code_seconds
        self.codes[code] = Code(app, redirect_uri, set(scopes) & app.scopes, location_id, until)
        return code

    def exchange(self, app: ClientApp, code: str, redirect_uri: str) -> dict[str, Any]:
        """Return the first token pair for a code. Raises HighLevelError for one that is unknown, used or too old."""
        found = self.codes.get(code)
        if found is None or found.app is not app or found.expires_at <= self.store.clock.now():
            raise bad_request("Invalid grant: authorization code is invalid", error="invalid_grant")
        if redirect_uri and redirect_uri != found.redirect_uri:
            raise bad_request("Invalid grant: redirect_uri does not match", error="invalid_grant")
        del self.codes[code]
        refresh = self._new_refresh(app, found.scopes, found.location_id)
        return self._pair(refresh)

    def refresh(self, app: ClientApp, value: str) -> dict[str, Any]:
        """Return the next token pair; the same new refresh token within the grace of 30 s (1.3).

        Raises HighLevelError for a token that was used before, revoked or is a year old, and while the location
        is not active: then the same token works again later.
        """
        now, switches = self.store.clock.now(), self.switches
        token = self.refresh_tokens.get(value)
        if token is None or token.app is not app or token.revoked or token.expires_at <= now:
            raise bad_request(INVALID_GRANT, error="invalid_grant")
        if token.used_at is not None:
            if now - token.used_at > switches.grace_seconds:
                raise bad_request(INVALID_GRANT, error="invalid_grant")
            return self._pair(token.successor)
        if not self.active:
            raise bad_request(NOT_ACTIVE)
        token.used_at, token.successor = now, self._new_refresh(app, token.scopes, token.location_id)
        if switches.refresh_ends_access:
            self._end_access(app, token.location_id)
        return self._pair(token.successor)

    def location_token(self, token: Token, company_id: str, location_id: str) -> dict[str, Any]:
        """Return a location's access token for an agency's; there is no refresh token with it (1.4)."""
        if company_id != self.company_id or location_id not in self.locations:
            raise bad_request("Location not found", error="Bad Request")
        if not self.active:
            raise bad_request(NOT_ACTIVE)
        app = self.owners[token.value]
        access = self._new_access(app, set(token.scopes), location_id)
        return {
            **self._common(access, token.scopes),
            "locationId": location_id,
            "planId": "",
            "appId": app.id,
            "versionId": app.id,
        }

    # ------------------------------------------------------------------------------- the owner's work
    def revoke(self) -> None:
        """Uninstall the app: every token given out ends at once."""
        for token in self.refresh_tokens.values():
            token.revoked = True
        self.end_access_tokens()

    def end_access_tokens(self) -> None:
        """End the access tokens; the refresh tokens go on."""
        for value in self.owners:
            self.store.tokens.pop(value, None)

    def withdraw(self, scopes: Iterable[str]) -> None:
        """Take scopes away from every token and app, the Private Integration Token's included."""
        gone = set(scopes)
        held = [token.scopes for token in self.store.tokens.values()]
        held += [token.scopes for token in self.refresh_tokens.values()]
        held += [app.scopes for app in self.apps.values()]
        for scopes in held:
            scopes -= gone

    # ------------------------------------------------------------------------------------------ tokens
    def _pair(self, refresh: str) -> dict[str, Any]:
        token = self.refresh_tokens[refresh]
        access = self._new_access(token.app, token.scopes, token.location_id)
        kind = {"userType": "Location", "locationId": token.location_id}
        if not token.location_id:
            kind = {"userType": "Company"}
        return {
            **self._common(access, token.scopes),
            "refresh_token": refresh,
            "refreshTokenId": f"{self._random.getrandbits(96):024x}",
            **kind,
            "companyId": self.company_id,
            "planId": "",
            "isBulkInstallation": not token.location_id,
            "approvedLocations": [token.location_id] if token.location_id else list(self.locations),
        }

    def _common(self, access: str, scopes: Iterable[str]) -> dict[str, Any]:
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": self.switches.access_seconds - 1,
            "scope": " ".join(sorted(scopes)),
            "userId": self.user_id,
        }

    def _new_access(self, app: ClientApp, scopes: set[str], location_id: str) -> str:
        lifetime = self.switches.access_seconds
        value = self._jwt(app, scopes, location_id, lifetime)
        self.store.tokens[value] = Token(
            value,
            location_id or self.store.location_id,
            set(scopes),
            # the limits are per app and location or agency, not per token (6)
            self._calls.setdefault((app.client_id, location_id), RollingCalls()),
            "Location" if location_id else "Company",
            self.store.clock.now() + lifetime,
        )
        self.owners[value] = app
        return value

    def _new_refresh(self, app: ClientApp, scopes: set[str], location_id: str) -> str:
        lifetime = self.switches.refresh_days * 86_400
        value = self._jwt(app, scopes, location_id, lifetime)
        self.refresh_tokens[value] = RefreshToken(app, set(scopes), location_id, self.store.clock.now() + lifetime)
        return value

    def _end_access(self, app: ClientApp, location_id: str) -> None:
        calls = self._calls.get((app.client_id, location_id))
        for value in self.owners:
            token = self.store.tokens.get(value)
            if token is not None and token.calls is calls:
                del self.store.tokens[value]

    def _jwt(self, app: ClientApp, scopes: set[str], location_id: str, lifetime: float) -> str:
        """Return what looks like the service's tokens: three parts, longer than 1,280 characters with all scopes."""
        now = int(self.store.clock.now())
        claims = {
            "authClass": "Location" if location_id else "Company",
            "authClassId": location_id or self.company_id,
            "source": "INTEGRATION",
            "sourceId": app.client_id,
            "channel": "OAUTH",
            "primaryAuthClassId": location_id or self.company_id,
            "oauthMeta": {"scopes": sorted(scopes), "client": app.id, "versionId": app.id, "clientKey": app.client_id},
            "uniqueId": self._letters(12),
            "iat": now,
            "exp": int(now + lifetime),
        }
        signature = self._random.getrandbits(4096).to_bytes(512, "big")
        return ".".join((_part({"alg": "RS256", "typ": "JWT"}), _part(claims), _base64(signature)))

    def _letters(self, count: int) -> str:
        return "".join(self._random.choices(_LETTERS, k=count))


def known_app(oauth: OAuth, form: Mapping[str, Any]) -> ClientApp:
    """Return the app that a token request names. Raises HighLevelError for an unknown one or a wrong secret."""
    for name in ("clientId", "clientSecret", "grantType"):
        if not form.get(name):
            raise bad_request(f"Missing parameter: {name}")
    app = oauth.apps.get(str(form["clientId"]))
    if app is None or app.client_secret != form["clientSecret"]:
        raise unauthorized("Invalid client: client credentials are invalid")
    return app


def _part(value: Mapping[str, Any]) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
