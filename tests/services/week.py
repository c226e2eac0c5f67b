"""A home with several programs, the sandbox, and a clock that people and machines play with."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import httpx
from sqlalchemy import event

from app.connectors.fattura24.client import SOURCE, Fattura24Client
from app.errors import LimitReached, Ponte24Error
from app.paths import Home
from app.sandbox.clock import SandboxClock
from app.sandbox.server import create_app
from app.sandbox.state import SandboxState
from app.services.calls.calls import Calls
from app.services.sync.applying.ledger import StoreLedger
from app.store import Store
from app.sync.plan.model import Side
from app.sync.plan.operation import Operation, OperationState, Verb

ADDRESS = "http://127.0.0.1/fattura24/api/v0.3"


class ShopClock:
    """The machine's clock: the true time and an error; its running time begins anew with each start."""

    def __init__(self, true: SandboxClock) -> None:
        self.true = true
        self.error = 0.0
        self.started = true.now() - 5000.0

    def now(self) -> float:
        return self.true.now() + self.error

    def uptime(self) -> float:
        return self.true.now() - self.started

    async def sleep(self, seconds: float) -> None:
        if seconds > 0:
            self.true.advance(seconds)
        await asyncio.sleep(0)


@dataclass
class Program:
    """One running Ponte24: its store, its count, and a network that is the sandbox."""

    store: Store
    calls: Calls
    clock: ShopClock
    key: str
    number: int = 0

    async def call(self, method: str, wanted: int) -> int:
        """Make up to so many calls, as far as the limits allow; return how many were made."""
        made = 0
        async with self.calls.client(self.key, ADDRESS) as client:
            for _ in range(wanted):
                try:
                    await _act(client, method)
                except LimitReached:
                    return made
                except Ponte24Error:
                    made += 1  # refused or lost: sent all the same
                    continue
                made += 1
        return made

    async def run(self, wanted: int) -> int:
        """Write customers as a run does: the ledger counts each call together with its intent."""
        ledger = StoreLedger(self.store, cast(Any, None), self.clock)
        made = 0
        client = self.calls.run_client(self.key, ADDRESS)
        try:
            await self.calls.monotonic.settle(client.server_time)
            for _ in range(wanted):
                self.number += 1
                operation = Operation(
                    f"{id(self)}:{self.number}", "r", "p", (), Side.FATTURA24, Verb.UPDATE, "t", target_id="0"
                )
                while (pause := self.calls.wait()) > 0:
                    await self.clock.sleep(pause)
                try:
                    ledger.begin(operation, {Side.FATTURA24: 1})
                except LimitReached as limit:
                    if limit.code == "limit_minute":
                        continue
                    raise
                with suppress(Ponte24Error):  # refused or lost: sent all the same
                    await _act(client, "SaveCustomer")
                made += 1
                ledger.finish(Operation(**{**_values(operation), "state": OperationState.FAILED}))
        except LimitReached:
            pass
        finally:
            await client.aclose()
        return made


def _values(operation: Operation) -> dict[str, Any]:
    return {name: getattr(operation, name) for name in operation.__slots__}


async def _act(client: Fattura24Client, method: str) -> None:
    if method == "SaveCustomer":
        await client.save_customer({"CustomerName": "Bar", "CustomerVatCode": "12345670017"})
    elif method == "TestKey":
        await client.test_key()
    else:
        await client.get_templates()


@dataclass
class Shop:
    """The machine, its programs and the service."""

    state: SandboxState
    folder: Path
    clock: ShopClock
    programs: list[Program] = field(default_factory=list)

    @classmethod
    def open(cls, programs: int = 2) -> Shop:
        true = SandboxClock(manual=True)
        shop = cls(SandboxState(contacts=1, clock=true), Path(tempfile.mkdtemp()), ShopClock(true))
        shop.start(programs)
        return shop

    def start(self, programs: int = 2) -> None:
        """(Re)start the programs of this home."""
        self.stop()
        for _ in range(programs):
            store = Store.open(Home(self.folder), self.clock)
            # durability is not what is tested here, and the disk would take most of the time
            event.listen(store.database.engine, "connect", _careless)
            store.database.engine.dispose()
            inner = httpx.ASGITransport(create_app(self.state))
            calls = Calls(store, self.clock, inner=inner)
            self.programs.append(Program(store, calls, self.clock, self.state.world.api_key))

    def stop(self) -> None:
        for program in self.programs:
            program.store.close()
        self.programs.clear()

    def reboot(self, off: float, error: float) -> None:
        """Switch the machine off and on again; its clock may have been wrong since."""
        self.stop()
        self.clock.true.advance(off)
        self.clock.error = error
        self.clock.started = self.clock.true.now() - 20.0
        self.start()

    def foreign(self, count: int) -> None:
        """Let another program use the same key, within the limits that it meets."""
        for _ in range(count):
            if self.state.fattura24.over_limit():
                return
            self.state.fattura24.count_call("SaveDocument", "shop")

    def go(self, *work: Coroutine[Any, Any, int]) -> list[int]:
        """Do work of several programs at the same time."""

        async def all_at_once() -> list[int]:
            return list(await asyncio.gather(*work))

        return asyncio.run(all_at_once())

    def most(self, seconds: float) -> int:
        """Return the most calls of ours that the service counted in any stretch of so many seconds."""
        times = [c.time for c in self.state.fattura24.call_log if c.source == SOURCE]
        most, first = 0, 0
        for last, moment in enumerate(times):
            while times[first] <= moment - seconds:
                first += 1
            most = max(most, last - first + 1)
        return most

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _careless(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous = OFF")
