"""The two accounts: check credentials with a real call, keep the secrets in the keyring, forget them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from app.connectors.highlevel.sign_in import scopes
from app.credentials import GRANT, Credentials
from app.errors import CredentialsRefused, UsageError
from app.secret_text import is_sendable, tidy_secret
from app.services.accounts import lacking
from app.services.api.accounts import AccountInfo, AccountState, Method
from app.sync.plan.model import Side

if TYPE_CHECKING:
    from app.clock import Clock
    from app.connectors.highlevel.http.tokens import TokenSource
    from app.connectors.highlevel.sign_in.oauth import Grant
    from app.services.accounts.grants import GrantVault
    from app.services.calls.calls import Calls
    from app.store import Store

SERVICE_NAMES = {Side.HIGHLEVEL: "HighLevel", Side.FATTURA24: "Fattura24"}

NOT_ASKED = ("not_connected", "keyring_locked")
"""Refusals that come from this computer: no service was asked, and nothing is remembered of the account."""

ROTATE_AFTER = 90 * 86_400.0
"""Seconds after which HighLevel advises to make a new Private Integration Token (reference: HighLevel 1.6)."""


class Probe(Protocol):
    """Asks a service who the account is; raises CredentialsRefused and others."""

    async def highlevel(self, token: str | TokenSource, location_id: str, base_url: str) -> dict[str, str]:
        """Return name, timezone and country of the location."""
        ...

    async def highlevel_missing(self, token: str | TokenSource, location_id: str, base_url: str) -> tuple[str, ...]:
        """Return the permissions that cheap reads show to be missing, needed ones and useful ones."""
        ...

    async def fattura24(self, key: str, base_url: str, *, same_account: bool) -> dict[str, str]:
        """Return name (e-mail), identifier, plan, expire and calls_24h of the account. One call, counted; with
        ``same_account`` only if the limits allow it."""
        ...


class Accounts:
    """What is known of both accounts; secrets stay in `Credentials`."""

    def __init__(
        self, store: Store, credentials: Credentials, probe: Probe, clock: Clock, calls: Callable[[], Calls]
    ) -> None:
        self._store, self._credentials, self._probe, self._clock = store, credentials, probe, clock
        self._calls = calls

    @cached_property
    def vault(self) -> GrantVault:
        """Where the grant of a sign-in is kept."""
        from app.services.accounts.grants import GrantVault

        return GrantVault(self._credentials)

    # --- what is known ---

    def infos(self) -> dict[Side, AccountInfo]:
        """Return both accounts as last checked."""
        return {side: self.info(side) for side in Side}

    def info(self, side: Side) -> AccountInfo:
        """Return an account as last checked, without asking the service."""
        stored = self._stored(side)
        if not stored:
            return AccountInfo(side, AccountState.MISSING)
        method = self.method(side)
        kept_as = GRANT if method is Method.OAUTH else side.value
        grant = self.vault.load() if method is Method.OAUTH else None
        present = grant is not None or (method is Method.TOKEN and self._credentials.get(side.value) is not None)
        from_environment = self._credentials.from_environment(side.value)
        since = 0.0 if from_environment else float(stored.get("since", stored.get("checked_at", 0.0)))
        missing = tuple(stored.get("missing", ()))
        if grant is not None and grant.scope:
            missing = tuple(dict.fromkeys((*scopes.missing(grant.scopes), *missing)))
        left_out = list(lacking.lacking(self._store)) if side is Side.HIGHLEVEL else []
        if grant is not None and grant.scope:
            left_out += [scope for scope in lacking.NAMED if scope not in grant.scopes]
        advised = side is Side.HIGHLEVEL and method is Method.TOKEN and since > 0
        known = {k: stored[k] for k in ("name", "identifier", "base_url", "checked_at", "extra") if k in stored}
        return AccountInfo(
            side,
            AccountState(stored.get("state", "connected")) if present else self._absent(),
            session_only=self._credentials.in_session(kept_as),
            from_environment=from_environment,
            method=method,
            since=since,
            rotate_at=since + ROTATE_AFTER if advised else 0.0,
            problem=str(stored.get("problem", "")) if present else "",
            missing=missing,
            lacking=tuple(dict.fromkeys(left_out)),
            client_id=str(stored.get("client_id", "")),
            authorize_url=str(stored.get("authorize_url", "")),
            **known,
        )

    def _absent(self) -> AccountState:
        """An account whose secret is not there: lost, or behind a keyring that is locked for the moment."""
        return AccountState.LOCKED if self._credentials.locked else AccountState.MISSING

    def method(self, side: Side) -> Method:
        """Return how an account is connected; a variable of the environment wins over a grant."""
        if side is Side.FATTURA24 or self._credentials.from_environment(side.value):
            return Method.TOKEN
        return Method(self._stored(side).get("method", Method.TOKEN))

    def secret(self, side: Side) -> str:
        """Return the token or key. Raises CredentialsRefused (not_connected)."""
        secret = self._credentials.get(side.value) if self._stored(side) else None
        if secret is None:
            locked = bool(self._stored(side)) and self._credentials.locked
            raise CredentialsRefused("keyring_locked" if locked else "not_connected", service=SERVICE_NAMES[side])
        return secret.reveal()

    def highlevel_token(self) -> str | TokenSource:
        """Return the token of HighLevel or, after signing in, where tokens come from. Raises CredentialsRefused."""
        if self.method(Side.HIGHLEVEL) is Method.TOKEN:
            return self.secret(Side.HIGHLEVEL)
        stored = self._stored(Side.HIGHLEVEL)
        if self.vault.load() is None:
            code = "keyring_locked" if stored and self._credentials.locked else "not_connected"
            raise CredentialsRefused(code, service=SERVICE_NAMES[Side.HIGHLEVEL])
        return self.vault.tokens(stored["identifier"], stored["base_url"], self._clock)

    # --- connecting ---

    async def connect_highlevel(self, location_id: str, token: str, base_url: str) -> AccountInfo:
        """Check token and location; only then replace what was kept before."""
        location_id, token, base_url = location_id.strip(), tidy_secret(token), base_url.strip()
        if not token or not location_id:
            raise UsageError("secret_missing", option="--token-stdin")
        _check_secret(token, Side.HIGHLEVEL)
        found = await self._probe.highlevel(token, location_id, base_url)
        missing = await self._probe.highlevel_missing(token, location_id, base_url)
        before = self._credentials.get(Side.HIGHLEVEL.value)
        same = before is not None and before.reveal() == token and self.method(Side.HIGHLEVEL) is Method.TOKEN
        # The secret first: whatever ends the program in between, what is remembered still fits to a secret.
        self._credentials.set(Side.HIGHLEVEL.value, token)
        self._take_location(location_id, base_url, found, same_secret=same, missing=scopes.needed(missing))
        self._tried(missing)
        await asyncio.to_thread(self.vault.forget)
        return self.info(Side.HIGHLEVEL)

    async def connect_by_grant(self, grant: Grant, location_id: str, base_url: str, authorize_url: str) -> AccountInfo:
        """Check what signing in gave; only then replace what was kept before, the app's secret included."""
        found = await self._probe.highlevel(grant.access_token, location_id, base_url)
        await asyncio.to_thread(self.vault.replace, grant)
        self._take_location(
            location_id,
            base_url,
            found,
            same_secret=False,
            method=Method.OAUTH.value,
            client_id=grant.client_id,
            authorize_url=authorize_url,
        )
        self._credentials.delete(Side.HIGHLEVEL.value)
        return self.info(Side.HIGHLEVEL)

    async def connect_fattura24(self, key: str, base_url: str) -> AccountInfo:
        """Check the key with TestKey, a call like any other, and make the count of calls agree with its answer."""
        key, base_url = tidy_secret(key), base_url.strip()
        if not key:
            raise UsageError("secret_missing", option="--key-stdin")
        _check_secret(key, Side.FATTURA24)
        before = self._credentials.get(Side.FATTURA24.value)
        same = before is not None and before.reveal() == key
        known = self._stored(Side.FATTURA24).get("identifier")
        found = await self._probe.fattura24(key, base_url, same_account=before is None or same)
        with self._store.transaction():
            if known and found["identifier"] and known != found["identifier"]:
                self._calls().other_account()
            self._agree(found)
            name, identifier = found.pop("name", ""), found.pop("identifier", "")
            self._remember(Side.FATTURA24, name, identifier, base_url, found, same_secret=same)
        self._credentials.set(Side.FATTURA24.value, key)
        return self.info(Side.FATTURA24)

    def remember_facts(self, found: Mapping[str, str]) -> None:
        """Remember what TestKey told of the Fattura24 account, and make the count of calls agree with it."""
        facts = dict(found)
        with self._store.transaction():
            self._agree(facts)
            name, identifier = facts.pop("name", ""), facts.pop("identifier", "")
            self._change(
                Side.FATTURA24,
                name=name,
                identifier=identifier,
                extra=facts,
                state=AccountState.CONNECTED.value,
                problem="",
                checked_at=self._clock.now(),
            )

    def note_calls(self, total: int) -> None:
        """Remember the calls of the last 24 hours as Fattura24 has counted them just now."""
        extra = {**self._stored(Side.FATTURA24).get("extra", {}), "calls_24h": str(total)}
        self._change(Side.FATTURA24, extra=extra, checked_at=self._clock.now())

    async def check(self, side: Side) -> AccountInfo:
        """Ask the service again with what is kept, and remember the answer.

        Raises CredentialsRefused (not_connected and others) and ServiceUnavailable; a refusal is remembered, too.
        """
        stored = self._stored(side)
        self._credentials.retry()
        try:
            if side is Side.HIGHLEVEL:
                token, where = self.highlevel_token(), (stored["identifier"], stored["base_url"])
                found = await self._probe.highlevel(token, *where)
                missing = await self._probe.highlevel_missing(token, *where)
                fresh: dict[str, Any] = {"name": found.pop("name", ""), "missing": scopes.needed(missing)}
                self._tried(missing)
            else:
                found = await self._probe.fattura24(self.secret(side), stored["base_url"], same_account=True)
                self._agree(found)
                fresh = {"name": found.pop("name", "")}
                found.pop("identifier", None)
        except CredentialsRefused as error:
            if error.code not in NOT_ASKED:
                self.set_state(side, AccountState.REFUSED, error.code)
            raise
        state = {"state": AccountState.CONNECTED.value, "problem": "", "checked_at": self._clock.now()}
        self._store.settings.set(f"account.{side.value}", {**stored, **fresh, "extra": found, **state})
        return self.info(side)

    # --- afterwards ---

    def disconnect(self, side: Side) -> bool:
        """Forget every secret of an account: token or key, the pair of tokens, the app's secret, all their parts.

        False: the keyring could not be asked and may still hold them. Links and data stay, so that connecting again
        goes on where it was.
        """
        gone = self._credentials.delete(side.value)
        if side is Side.HIGHLEVEL:
            gone = self.vault.forget() and gone
        self._change(side, problem="", missing=[])
        key = "disconnected" if gone else "disconnected_keyring"
        self._store.activity.add(
            self._clock.now(), "info" if gone else "warning", key, {"service": SERVICE_NAMES[side]}
        )
        return gone

    def set_state(self, side: Side, state: AccountState, problem: str = "", lacking: str = "") -> None:
        """Remember how an account answered last; ``problem`` is the error's code, ``lacking`` a missing permission."""
        stored = self._stored(side)
        missing = list(stored.get("missing", []))
        if lacking and lacking not in missing:
            missing.append(lacking)
        if state is AccountState.CONNECTED and stored.get("problem") == "highlevel_scope_missing":
            missing = []  # it works again; what is still missing will be told again
        self._change(side, state=state.value, problem=problem, missing=missing)

    # --- helpers ---

    def _stored(self, side: Side) -> dict[str, Any]:
        found: dict[str, Any] = self._store.settings.get(f"account.{side.value}") or {}
        return found

    def _tried(self, missing: Collection[str]) -> None:
        """Keep which permissions that Ponte24 can do without were missing when all were tried."""
        left_out = [scope for scope in missing if scope not in scopes.NEEDED]
        if left_out or lacking.lacking(self._store):
            self._store.settings.set(lacking.LACKING, left_out)

    def _change(self, side: Side, **values: Any) -> None:
        stored = self._stored(side)
        if stored and {**stored, **values} != stored:
            self._store.settings.set(f"account.{side.value}", {**stored, **values})

    def _agree(self, found: Mapping[str, str]) -> None:
        calls = found.get("calls_24h", "")
        if calls.isdigit():
            self._calls().agree(int(calls))

    def _take_location(
        self, location_id: str, base_url: str, found: dict[str, str], *, same_secret: bool, **more: Any
    ) -> None:
        before = self._stored(Side.HIGHLEVEL)
        with self._store.transaction():
            if before and before.get("identifier") != location_id:
                # another location is another set of people: nothing known of the old one may be mixed with it
                self._forget_location()
            name = found.pop("name", "")
            self._remember(Side.HIGHLEVEL, name, location_id, base_url, found, same_secret=same_secret, **more)

    def _remember(
        self,
        side: Side,
        name: str,
        identifier: str,
        base_url: str,
        extra: dict[str, str],
        *,
        same_secret: bool,
        **more: Any,
    ) -> None:
        now, before = self._clock.now(), self._stored(side)
        # the same secret entered once more does not become younger
        since = before.get("since", before.get("checked_at", now)) if same_secret else now
        self._store.settings.set(
            f"account.{side.value}",
            {
                "name": name,
                "identifier": identifier,
                "base_url": base_url,
                "checked_at": now,
                "since": since,
                "extra": extra,
                "state": AccountState.CONNECTED.value,
                **more,
            },
        )
        self._store.activity.add(now, "info", "connected", {"service": SERVICE_NAMES[side]})

    def _forget_location(self) -> None:
        self._store.highlevel.clear()
        self._store.webhooks.forget_all()
        self._store.highlevel_tasks.clear()
        self._store.task_links.clear()
        self._store.links.remove([link.id for link in self._store.links.all()])
        for key in (*self._store.settings.all("highlevel."), *self._store.settings.all("work."), "synced_before"):
            self._store.settings.remove(key)
        open_plan = self._store.plans.latest("open")
        if open_plan:
            self._store.plans.set_state(open_plan, "superseded")


def _check_secret(secret: str, side: Side) -> None:
    """Raise UsageError (secret_malformed) for what can be no token or key: it would not even be sent."""
    if not is_sendable(secret):
        raise UsageError("secret_malformed", service=SERVICE_NAMES[side])
