"""Connections to both services for one piece of work, and what is remembered of how the accounts answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from app.clock import Clock
from app.connectors.fattura24.gateway import Fattura24Gateway
from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.gateway import HighLevelGateway
from app.errors import CredentialsRefused, Ponte24Error, ServiceUnavailable
from app.services.accounts.accounts import Accounts
from app.services.api.accounts import AccountState
from app.services.calls.calls import Calls
from app.services.settings.preferences import load_mapping, load_settings
from app.services.sync.reading import clocks, page_sizes
from app.services.sync.reading.reading import Decoder
from app.services.sync.reading.renewal import renew
from app.services.sync.reading.snapshot import CACHE, Snapshot
from app.store import Store
from app.sync.plan.model import Side


@dataclass(slots=True)
class Session:
    """The connections of one run and loop, and the local snapshot that goes with them. ``refused`` is set when a
    service refused or was out of reach without an error being raised. Without a ``client`` tasks and notes are left
    alone."""

    highlevel: HighLevelGateway
    fattura24: Fattura24Gateway
    snapshot: Snapshot
    client: HighLevelClient | None = None
    refused: bool = False


class Connections(Protocol):
    """Whoever opens sessions: the real services, or in tests those of memory."""

    def session(self) -> AbstractAsyncContextManager[Session]:
        """Open the connections of one run."""
        ...

    def answered(self, error: Ponte24Error) -> None:
        """Remember that a service refused the account or was out of reach."""
        ...


def take_snapshot(store: Store, cache: Callable[[], Mapping[str, object]] | None = None) -> Snapshot:
    """Return the local snapshot by the present settings and mapping. ``cache`` gives what a session knows of
    HighLevel's custom fields and location (default: as last kept)."""
    stored = store.settings.get(CACHE, {})
    decoder = Decoder(load_mapping(store), cache or (lambda: stored))
    settings = load_settings(store)
    return Snapshot(
        store,
        decoder,
        import_suppliers=settings.import_suppliers,
        ask_missing=settings.ask_missing,
        basis=decoder.basis,
        rules=decoder.rules,
    )


class AccountConnections:
    """Implements `Connections` with the accounts' own secrets."""

    def __init__(self, store: Store, clock: Clock, accounts: Accounts, calls: Calls) -> None:
        self._store, self._clock, self._accounts, self._calls = store, clock, accounts, calls

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """Open the connections of one run; remember how the accounts answered."""
        highlevel, fattura24 = (self._accounts.info(side) for side in Side)
        token, key = self._accounts.highlevel_token(), self._accounts.secret(Side.FATTURA24)
        client = HighLevelClient(token, highlevel.identifier, base_url=highlevel.base_url, clock=self._clock)
        client.session.page_sizes.update(page_sizes.known(self._store, self._clock.now()))
        invoices = self._calls.run_client(key, fattura24.base_url)
        await asyncio.to_thread(renew, self._store)
        gateway = HighLevelGateway(client, load_mapping(self._store), self._store.settings.get(CACHE))
        session = Session(gateway, Fattura24Gateway(invoices), take_snapshot(self._store, gateway.cache), client)
        try:
            await self._calls.monotonic.settle(invoices.server_time)
            yield session
            if not session.refused:
                self._accounts.set_state(Side.HIGHLEVEL, AccountState.CONNECTED)
        except (CredentialsRefused, ServiceUnavailable) as error:
            self.answered(error)
            raise
        finally:
            self._store.settings.set(CACHE, gateway.cache())
            clocks.note(self._store, client.session.ahead)
            page_sizes.keep(self._store, client.session.page_sizes, self._clock.now())
            await client.aclose()
            await invoices.aclose()

    @asynccontextmanager
    async def highlevel(self) -> AsyncIterator[HighLevelClient]:
        """Open a connection to HighLevel alone, for a few requests; remember how the account answered."""
        account, token = self._accounts.info(Side.HIGHLEVEL), self._accounts.highlevel_token()
        client = HighLevelClient(token, account.identifier, base_url=account.base_url, clock=self._clock)
        try:
            yield client
        except (CredentialsRefused, ServiceUnavailable) as error:
            self.answered(error)
            raise
        finally:
            clocks.note(self._store, client.session.ahead)
            await client.aclose()

    def answered(self, error: Ponte24Error) -> None:
        """Remember that a service refused the account or was out of reach."""
        side = Side.FATTURA24 if error.params.get("service") == "Fattura24" else Side.HIGHLEVEL
        refused = isinstance(error, CredentialsRefused)
        state = AccountState.REFUSED if refused else AccountState.OFFLINE
        self._accounts.set_state(side, state, error.code if refused else "", str(error.params.get("scope", "")))
