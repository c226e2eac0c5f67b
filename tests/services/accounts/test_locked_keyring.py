"""A locked keyring: the accounts are there, nothing is asked anew, nothing is remembered as refused."""

from __future__ import annotations

import asyncio
from pathlib import Path

import keyring.errors
import pytest

from app.credentials import Credentials
from app.errors import CredentialsRefused
from app.services.api.accounts import AccountState
from app.services.facade import Ponte24
from app.store import Store
from app.sync.plan.model import Side
from tests.conftest import MemoryKeyring
from tests.services.stage import stage


class Lockable(MemoryKeyring):
    """A keyring that can be locked."""

    locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise keyring.errors.KeyringLocked("locked")
        return super().get_password(service, username)


def test_the_accounts_wait_and_come_back(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=2) as it:
        backend = Lockable()

        def start() -> Ponte24:
            it.service = Ponte24(
                Store.open(it.home, it.clock), Credentials(it.home, backend=backend, environ={}), it.clock, "it"
            )
            it._services.append(it.service)
            return it.service

        start()
        asyncio.run(it.connect())
        backend.locked = True
        service = start()
        status = service.status()
        assert {info.state for info in status.accounts.values()} == {AccountState.LOCKED}
        assert status.accounts[Side.HIGHLEVEL].name
        assert status.next_run_at == 0
        assert not service.due()
        with pytest.raises(CredentialsRefused, match="keyring_locked") as refused:
            asyncio.run(service.plan())
        assert "portachiavi" in refused.value.describe("it").title
        with pytest.raises(CredentialsRefused, match="keyring_locked"):
            asyncio.run(service.access.check(Side.HIGHLEVEL))
        backend.locked = False
        asyncio.run(service.access.check(Side.HIGHLEVEL))
        assert {info.state for info in service.status().accounts.values()} == {AccountState.CONNECTED}
