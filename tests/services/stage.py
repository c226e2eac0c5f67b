"""A home, the sandbox and one clock for both: the stage of tests that go the whole way."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from keyring.backends.fail import Keyring as NoKeyring

from app.credentials import Credentials
from app.paths import Home
from app.sandbox.clock import SandboxClock
from app.sandbox.server import SandboxServer
from app.services.facade import Ponte24
from app.store import Store

MEMORY_ONLY = NoKeyring()  # type: ignore[no-untyped-call]  # keyring's backends have no types


class SharedClock:
    """The sandbox's manual clock as the program's clock: waiting moves both."""

    def __init__(self, clock: SandboxClock) -> None:
        self.sandbox = clock

    def now(self) -> float:
        return self.sandbox.now()

    async def sleep(self, seconds: float) -> None:
        if seconds > 0:
            self.sandbox.advance(seconds)
        await asyncio.sleep(0)


class Stage:
    """Everything a test needs to act as the owner would."""

    def __init__(self, folder: Path, sandbox: SandboxServer, clock: SharedClock) -> None:
        self.folder, self.sandbox, self.clock = folder, sandbox, clock
        self.home = Home(folder / "home")
        self._services: list[Ponte24] = []
        self.service = self.open()

    def open(self) -> Ponte24:
        """Start the program (again)."""
        credentials = Credentials(
            self.home,
            backend=MEMORY_ONLY,
            environ={"PONTE24_HIGHLEVEL_TOKEN": self.sandbox.token, "PONTE24_FATTURA24_KEY": self.sandbox.api_key},
        )
        self.service = Ponte24(Store.open(self.home, self.clock), credentials, self.clock, "en")
        self._services.append(self.service)
        return self.service

    async def connect(self) -> None:
        await self.service.connect_highlevel(self.sandbox.location_id, self.sandbox.token, self.sandbox.highlevel_url)
        await self.service.connect_fattura24(self.sandbox.api_key, self.sandbox.fattura24_url)

    def export(self) -> Path:
        """Save Fattura24's address book as it is now."""
        from app.sandbox.fattura24.rubrica import export_csv

        file = self.folder / "rubrica.csv"
        file.write_bytes(export_csv(self.sandbox.state.fattura24.customers.values(), "utf-8-sig"))
        os.utime(file, (self.clock.now(), self.clock.now()))
        return file

    async def import_export(self) -> None:
        await self.service.import_files([self.export()])

    async def whole_sync(self) -> Any:
        plan = await self.service.plan()
        return await self.service.apply(plan.id, digest=plan.digest, confirmed=True)

    def requests(self, service: str) -> list[dict[str, Any]]:
        """Return what a service was asked since the last `forget`."""
        return [r for r in self.sandbox.state.traffic.as_list() if r["service"] == service]

    def forget(self) -> None:
        self.sandbox.state.traffic.reset()

    def close(self) -> None:
        for service in self._services:
            service.store.close()


@contextmanager
def stage(folder: Path, *, contacts: int = 60, seed: int = 1, **switches: Any) -> Iterator[Stage]:
    """Open a stage. ``switches`` are the sandbox's, by group."""
    clock = SandboxClock(manual=True)
    with SandboxServer(seed=seed, contacts=contacts, clock=clock) as sandbox:
        sandbox.state.switches.change(switches)
        made = Stage(folder, sandbox, SharedClock(clock))
        try:
            yield made
        finally:
            made.close()
