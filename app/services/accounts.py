"""The two accounts: check credentials with a real call, keep the secrets in the keyring, forget them."""

from __future__ import annotations

from typing import Protocol

from app.clock import Clock
from app.credentials import Credentials
from app.errors import CredentialsRefused, UsageError
from app.services.types import AccountInfo, AccountState
from app.store import Store
from app.sync.model import Side

SERVICE_NAMES = {Side.HIGHLEVEL: "HighLevel", Side.FATTURA24: "Fattura24"}


class Probe(Protocol):
    """Asks a service who the account is; raises CredentialsRefused and others."""

    async def highlevel(self, token: str, location_id: str, base_url: str) -> dict[str, str]:
        """Return name, timezone and country of the location."""
        ...

    async def fattura24(self, key: str, base_url: str) -> dict[str, str]:
        """Return name (e-mail), identifier, plan, expire and calls_24h of the account."""
        ...


class Accounts:
    """What is known of both accounts; secrets stay in `Credentials`."""

    def __init__(self, store: Store, credentials: Credentials, probe: Probe, clock: Clock) -> None:
        self._store, self._credentials, self._probe, self._clock = store, credentials, probe, clock

    def info(self, side: Side) -> AccountInfo:
        """Return an account as last checked, without asking the service."""
        stored = self._store.settings.get(f"account.{side.value}")
        if stored is None:
            return AccountInfo(side, AccountState.MISSING)
        known = {k: stored[k] for k in ("name", "identifier", "base_url", "checked_at", "extra") if k in stored}
        secret = self._credentials.get(side.value)
        state = AccountState(stored.get("state", "connected")) if secret else AccountState.MISSING
        return AccountInfo(
            side,
            state,
            session_only=self._credentials.in_session(side.value),
            from_environment=self._credentials.from_environment(side.value),
            **known,
        )

    def secret(self, side: Side) -> str:
        """Return the token or key. Raises CredentialsRefused (not_connected)."""
        stored = self._store.settings.get(f"account.{side.value}")
        secret = self._credentials.get(side.value) if stored is not None else None
        if secret is None:
            raise CredentialsRefused("not_connected", service=SERVICE_NAMES[side])
        return secret.reveal()

    async def connect_highlevel(self, location_id: str, token: str, base_url: str) -> AccountInfo:
        """Check token and location; only then replace what was kept before."""
        location_id, token, base_url = location_id.strip(), token.strip(), base_url.strip()
        if not token or not location_id:
            raise UsageError("secret_missing", option="--token-stdin")
        found = await self._probe.highlevel(token, location_id, base_url)
        before = self._store.settings.get("account.highlevel")
        with self._store.transaction():
            if before and before.get("identifier") != location_id:
                # another location is another set of people: nothing known of the old one may be mixed with it
                self._forget_location()
            self._remember(Side.HIGHLEVEL, found.pop("name", ""), location_id, base_url, found)
        self._credentials.set(Side.HIGHLEVEL.value, token)
        return self.info(Side.HIGHLEVEL)

    async def connect_fattura24(self, key: str, base_url: str) -> AccountInfo:
        """Check the key with TestKey (which is a call like any other) and seed the count of calls from its answer."""
        key, base_url = key.strip(), base_url.strip()
        if not key:
            raise UsageError("secret_missing", option="--key-stdin")
        self._store.budget.spend(Side.FATTURA24.value, self._clock.now())
        found = await self._probe.fattura24(key, base_url)
        calls = found.get("calls_24h", "")
        with self._store.transaction():
            if calls.isdigit():
                self._store.budget.seed(Side.FATTURA24.value, int(calls), self._clock.now())
            self._remember(Side.FATTURA24, found.pop("name", ""), found.pop("identifier", ""), base_url, found)
        self._credentials.set(Side.FATTURA24.value, key)
        return self.info(Side.FATTURA24)

    def disconnect(self, side: Side) -> None:
        """Forget the secret; links and data stay, so that connecting again goes on where it was."""
        self._credentials.delete(side.value)
        self._store.activity.add(self._clock.now(), "info", "disconnected", {"service": SERVICE_NAMES[side]})

    def set_state(self, side: Side, state: AccountState) -> None:
        """Remember how an account answered last."""
        stored = self._store.settings.get(f"account.{side.value}")
        if stored is not None and stored.get("state") != state.value:
            self._store.settings.set(f"account.{side.value}", {**stored, "state": state.value})

    def _remember(self, side: Side, name: str, identifier: str, base_url: str, extra: dict[str, str]) -> None:
        now = self._clock.now()
        self._store.settings.set(
            f"account.{side.value}",
            {
                "name": name,
                "identifier": identifier,
                "base_url": base_url,
                "checked_at": now,
                "extra": extra,
                "state": AccountState.CONNECTED.value,
            },
        )
        self._store.activity.add(now, "info", "connected", {"service": SERVICE_NAMES[side]})

    def _forget_location(self) -> None:
        self._store.highlevel.clear()
        self._store.links.remove([link.id for link in self._store.links.all()])
        for key in (*self._store.settings.all("highlevel."), "synced_before"):
            self._store.settings.remove(key)
        open_plan = self._store.plans.latest("open")
        if open_plan:
            self._store.plans.set_state(open_plan, "superseded")
