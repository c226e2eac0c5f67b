"""The computer between two services in memory, with automations that write labels, tasks, notes and calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

from app.automation.kept.format import from_json
from app.automation.model import Mode
from app.connectors.transport_retry import Effect
from app.credentials import Credentials
from app.errors import RecordGone
from app.paths import Home
from app.records.contact import Contact
from app.sandbox.highlevel.base.shapes import full
from app.services.facade import Ponte24
from app.store import Store
from tests.engine.machine import MEMORY_ONLY, Machine, MemoryConnections
from tests.engine.memory_tasks import SERVICE, MemoryTasks

WORKFLOW = "highlevel.add-contact-to-workflow"
STEPS: tuple[dict[str, Any], ...] = (
    {"operation": "highlevel.add-tags", "inputs": {"tags": ["seguito"]}},
    {"operation": "task.ensure", "inputs": {"title": "Chiamare {{ cliente.nome }}"}},
    {"operation": "highlevel.create-note", "inputs": {"body": "Ha chiesto: {{ cliente.nome }}"}},
    {"operation": WORKFLOW, "inputs": {"workflowId": "w1"}},
    {"operation": "highlevel.remove-tags", "inputs": {"tags": ["nuovo"]}},
    {"operation": "local.notify", "inputs": {"text": "Fatto: {{ cliente.nome }}"}},
)
"""A step of each way to write: one that can be repeated, found by its marker, sent only once, or stays here."""


class MemoryWork(MemoryTasks):
    """Tasks and notes, and the contacts' labels and the calls of the catalogue beside them. ``sent`` counts the calls
    that were carried out, by operation and contact."""

    def __init__(self, machine: Machine, *told: Any) -> None:
        super().__init__(*told)
        self.contacts = machine.contacts
        self.sent: Counter[str] = Counter()
        self.put: list[tuple[str, tuple[str, ...]]] = []
        self.session = SimpleNamespace(send=self._send)

    async def get_contact(self, contact: str) -> Any:
        return SimpleNamespace(wire=await self._call("get contact", lambda: full(self._contact(contact))))

    async def add_tags(self, contact: str, tags: Any) -> None:
        await self._call("add tags", lambda: self._label(contact, on=tuple(tags)), write=True)

    async def remove_tags(self, contact: str, tags: Any) -> None:
        await self._call("remove tags", lambda: self._label(contact, off=tuple(tags)), write=True)

    async def _send(self, operation: str, method: str, path: str, effect: Effect, *_more: Any, **_named: Any) -> Any:
        def act() -> dict[str, Any]:
            contact = path.split("/")[2]
            self._contact(contact)
            self.sent[f"{operation} {contact}"] += 1
            return {}

        return await self._call(f"call {operation}", act, write=effect is not Effect.READ)

    def _contact(self, contact: str) -> dict[str, Any]:
        found = self.contacts.contacts.get(contact)
        if found is None:
            raise RecordGone(service=SERVICE)
        return found

    def _label(self, contact: str, on: tuple[str, ...] = (), off: tuple[str, ...] = ()) -> None:
        self.label(contact, on, off)
        self.put.append((contact, on or off))

    def label(self, contact: str, on: tuple[str, ...] = (), off: tuple[str, ...] = ()) -> None:
        """Put labels on a contact and take others off it, whoever does it."""
        old = self._contact(contact)
        tags = [t for t in old.get("tags", ()) if t not in off] + [t for t in on if t not in old.get("tags", ())]
        self.contacts.put({**old, "tags": tags, "dateUpdated": self.contacts.moment_after(old)})


class AutomationMachine(Machine):
    """A machine that can also be started anew, as after a crash: what was in memory is gone."""

    def __init__(self, *, lag: float = 0.0) -> None:
        super().__init__(lag=lag, tasks=True)
        self.work: MemoryWork = MemoryWork(self, self.clock, self.weather, self._lag, self._there)
        self.client = self.work
        self.restart()  # plans are not held against those from scratch: what automations want is not in these

    def _lag(self) -> float:
        return self.contacts.switches.search_lag_seconds

    def _there(self, contact: str) -> bool:
        return contact in self.contacts.contacts

    def restart(self) -> None:
        """Start the program anew on the file as it was left."""
        self.store = Store(self.store.database)
        credentials = Credentials(Home(self.folder / "home"), backend=MEMORY_ONLY, environ={})
        self.service = Ponte24(self.store, credentials, cast(Any, self.clock), "en")
        self.service.syncing.connections = MemoryConnections(self)
        self.service.decide = self._decide  # type: ignore[method-assign]
        self._intend = self.store.journal.begin
        self.store.journal.begin = self._begin  # type: ignore[method-assign]

    def automation(self, kind: str, *steps: Mapping[str, Any], mode: Mode = Mode.AUTO, **parameters: Any) -> str:
        """Keep an automation and switch it on; time goes on, so that what follows is after that."""
        told = {
            "format": 1,
            "name": "Prova",
            "trigger": {"kind": kind, "parameters": parameters},
            "steps": [{"id": f"s{n}", **step} for n, step in enumerate(steps)],
        }
        kept = self.service.automations.save(from_json(told))
        self.service.automations.switch(kept.id, on=True, mode=mode, trusted=True)
        self.sandbox_clock.advance(1)
        return kept.id

    def tags(self, contact: str) -> set[str]:
        return set(self.contacts.contacts[contact].get("tags", ()))

    def scheduled(self, faults: Any = None, die_at: int = 0, **more: Any) -> Any:
        """What the timer does: plan, then apply what needs no judgement."""
        self.sandbox_clock.advance(400)
        return self.do(self.service.sync(confirmed=True, origin="scheduled"), faults, die_at, **more)

    def in_step(self, *people: Contact) -> list[str]:
        """Bring people in on both sides and in step; return their contacts."""
        for one in people:
            self.add_contact(one)
            self.add_customer(one)
        self.save_export()
        self.import_export()
        for _ in range(2):
            plan = self.plan()
            assert plan is not None
            self.apply(plan)
        return sorted(self.contacts.contacts)
