"""The same service twice: in memory, as the engine's proofs use it, and behind the real connector over the sandbox."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from app.sync.apply.ports import Gateway
from app.sync.contacts.mapping import ORIGIN_FIELD, default_mapping
from tests.connectors.bench import Bench
from tests.engine.machine import Machine
from tests.engine.weather import run

Act = Callable[[Gateway], Awaitable[Any]]


class Rig(Protocol):
    """One service with its gateway, and what its owner can do there."""

    def run(self, act: Act) -> Any:
        """Carry out work with the gateway."""
        ...

    def spoil(self, how: str) -> None:
        """Let the next write go wrong: ``lost`` (done, no answer), ``cut`` (not done, no answer), ``busy``,
        ``refused``."""
        ...

    def records(self) -> dict[str, Any]:
        """All records as the service holds them, by its own id."""
        ...

    def remove(self, record_id: str) -> None:
        """The owner deletes a record."""
        ...


_SANDBOX = {"lost": "cut-after", "cut": "cut-before", "busy": "503", "refused": "401-scope"}


class MemoryHighLevelRig:
    """The location in memory."""

    def __init__(self) -> None:
        self.machine = Machine()
        for name in [r.custom_field for r in default_mapping() if r.custom_field] + [ORIGIN_FIELD]:
            self.machine.contacts.add_field(name)
        self._how = ""

    def run(self, act: Act) -> Any:
        m = self.machine

        async def go() -> Any:
            m.weather.start()
            await m.highlevel.custom_fields()
            m.weather.start({0: (self._how, 0)} if self._how else None)
            self._how = ""
            return await act(m.highlevel)

        return run(m.weather, go())

    def spoil(self, how: str) -> None:
        self._how = how

    def records(self) -> dict[str, Any]:
        return dict(self.machine.contacts.contacts)

    def remove(self, record_id: str) -> None:
        self.machine.contacts.remove(record_id)

    def now(self) -> float:
        return self.machine.clock.now()


class SandboxHighLevelRig:
    """The location of the sandbox behind the real connector."""

    def __init__(self) -> None:
        self.bench = Bench()
        self.bench.state.switches.change({"highlevel": {"company_on_put": "accept"}})
        self.bench.all_fields()

    def run(self, act: Act) -> Any:
        return self.bench.run(act)

    def spoil(self, how: str) -> None:
        for method in ("POST", "PUT", "DELETE"):
            # the connector repeats what is safe to repeat, so what is ill must stay ill
            limits = {"times": 1} if how in ("lost", "cut") else {}
            path = "/contacts/" if method == "POST" else "/contacts/*"
            self.bench.state.faults.add(_SANDBOX[how], service="highlevel", method=method, path=path, **limits)

    def records(self) -> dict[str, Any]:
        return dict(self.bench.state.highlevel.contacts)

    def remove(self, record_id: str) -> None:
        self.bench.state.delete_contact(record_id)

    def now(self) -> float:
        return self.bench.clock.now()


class MemoryFattura24Rig:
    """The address book in memory."""

    def __init__(self) -> None:
        self.machine = Machine()
        self._how = ""

    def run(self, act: Act) -> Any:
        m = self.machine
        m.weather.start({0: (self._how, 0)} if self._how else None)
        self._how = ""

        async def go() -> Any:
            return await act(m.fattura24)

        return run(m.weather, go())

    def spoil(self, how: str) -> None:
        self._how = how

    def records(self) -> dict[str, Any]:
        return dict(self.machine.customers.customers)

    def remove(self, record_id: str) -> None:
        self.machine.customers.remove(record_id)


class SandboxFattura24Rig:
    """The address book of the sandbox behind the real connector."""

    def __init__(self) -> None:
        self.bench = Bench()
        self.bench.state.fattura24.fill([])

    def run(self, act: Act) -> Any:
        return self.bench.fattura24(act)

    def spoil(self, how: str) -> None:
        self.bench.state.faults.add(_SANDBOX[how], service="fattura24", path="*SaveCustomer")

    def records(self) -> dict[str, Any]:
        return dict(self.bench.state.fattura24.customers)

    def remove(self, record_id: str) -> None:
        self.bench.state.delete_customer(record_id)


def close(rig: Any) -> None:
    """End what a rig has opened."""
    if hasattr(rig, "machine"):
        rig.machine.close()
