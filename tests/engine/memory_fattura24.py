"""Fattura24 in memory: the sandbox's address book behind the engine's gateway, without HTTP, as ill as the weather."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from app.clock import Clock
from app.connectors.fattura24.answer import parse_answer
from app.connectors.fattura24.codec import create_elements, customer_name, update_blocker, update_elements
from app.connectors.fattura24.document import customer_xml
from app.connectors.fattura24.gateway import Fattura24Gateway
from app.errors import RequestRefused
from app.records.contact import Contact
from app.sandbox.fattura24.app import call
from app.sandbox.fattura24.rubrica import export_csv
from app.sandbox.fattura24.store import Fattura24Store
from app.sync.plan.model import Record, Side
from tests.engine.memory_highlevel import Write
from tests.engine.weather import Weather

SERVICE = "Fattura24"


@dataclass
class MemoryFattura24:
    """Implements `app.sync.apply.ports.Gateway`. ``calls`` are the moments of all calls, ``refused`` those
    beyond a limit."""

    store: Fattura24Store
    clock: Clock
    weather: Weather
    side: Side = Side.FATTURA24
    requests: int = 0
    writes: list[Write] = field(default_factory=list)
    calls: list[float] = field(default_factory=list)
    refused: int = 0
    made: Callable[[str], None] = lambda _number: None

    async def read(self, record_id: str) -> Record:
        raise RequestRefused("fattura24_cannot_read", service=SERVICE)

    async def create(self, contact: Contact, origin: str) -> Record:
        if not customer_name(contact):
            raise RequestRefused("customer_name_missing", service=SERVICE)
        saved = await self._save(create_elements(contact))
        return Record(self.side, saved, contact, (saved,), self.clock.now())

    async def update(self, current: Record, after: Contact, origin: str | None) -> Record:
        blocked = update_blocker(current.contact, after)
        if blocked:
            raise RequestRefused(f"update_{blocked}", service=SERVICE)
        saved = await self._save(update_elements(current.contact, after, held_name=str(current.wire.get("name", ""))))
        origins = tuple(dict.fromkeys((*current.origins, saved)))
        return replace(current, contact=after, origins=origins, seen_at=self.clock.now(), id=saved)

    async def delete(self, record_id: str) -> None:
        raise RequestRefused("fattura24_cannot_delete", service=SERVICE)

    async def find_created(self, contact: Contact, origin: str, sent_at: float) -> Record | None:
        return await Fattura24Gateway.find_created(self, contact, origin, sent_at)  # type: ignore[arg-type]

    async def create_custom_field(self, name: str) -> str:
        raise RequestRefused("fattura24_no_fields", service=SERVICE)

    async def delete_custom_field(self, name: str) -> None:
        raise RequestRefused("fattura24_no_fields", service=SERVICE)

    async def aclose(self) -> None:
        return None

    def export(self) -> bytes:
        """Return the address book as its owner would export it now."""
        return export_csv(self.store.customers.values(), "utf-8-sig")

    async def _save(self, elements: dict[str, str]) -> str:
        self.requests += 1

        def act() -> str:
            before = dict(self.store.customers)
            self.calls.append(self.clock.now())
            over = self.store.over_limit()
            self.refused += over
            form = {"apiKey": self.store.api_key, "xml": customer_xml(elements)[0]}
            answer = parse_answer(bytes(call(self.store, "SaveCustomer", form).body))
            if answer is None or answer.return_code != 0:
                raise RequestRefused("fattura24_refused", service=SERVICE)
            saved = answer.values["id"]
            old: Any = before.get(saved)
            self.writes.append(
                Write(
                    self.side,
                    "update" if old else "create",
                    saved,
                    old.as_dict() if old else {},
                    self.store.customers[saved].as_dict(),
                    frozenset(elements),
                )
            )
            if not old:
                self.made(saved)
            return saved

        return await self.weather.through(SERVICE, "SaveCustomer", act, write=True)
