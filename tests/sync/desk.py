"""One linked pair, and a writer whose every call to a service is watched: what did the journal hold at that moment?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from app.records.contact import Contact
from app.sync.apply.custom_fields import CustomFieldKind
from app.sync.plan.model import Link, RecordType, Side
from app.sync.plan.operation import Operation, OperationState, Stale, Verb
from tests.sync.world import World

ROSSI = Contact(company="Rossi Srl", email="info@rossi.it", city="Torino", note="paga a 60 giorni")
LINKED = "h1~f1"


class Desk(World):
    """``witnessed`` holds, per call that may change something in a service, the intents that were open when it came and
    how many calls of Fattura24 had been counted."""

    def __init__(self, *, undoes: str = "", read_only: frozenset[Side] = frozenset()) -> None:
        super().__init__()
        self.highlevel.add(ROSSI, "1001")
        self.export(ROSSI, "1001")
        base = {"email": ROSSI.email, "city": ROSSI.city, "company": ROSSI.company}
        self.ledger.links[LINKED] = Link(LINKED, "h1", "f1", base, base)
        self.look()
        self.witnessed: list[tuple[list[tuple[Verb, float]], int]] = []
        for gateway in (self.highlevel, self.fattura24):
            for name in ("create", "update", "delete", "create_custom_field", "delete_custom_field"):
                setattr(gateway, name, self._watched(getattr(gateway, name)))
        self.contacts = self.writer(read_only=read_only, undoing=bool(undoes))
        self.fields = CustomFieldKind(self.gateways, self.ledger, self.clock)

    def look(self) -> None:
        """Take HighLevel as it is now into the local snapshot."""
        self.ledger.highlevel = dict(self.highlevel.records)

    def _watched(self, call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def watched(*args: Any) -> Any:
            journal = self.ledger.operations_by_id.values()
            open_now = [(o.verb, o.at) for o in journal if o.state is OperationState.SENT]
            self.witnessed.append((open_now, len(self.spent)))
            return await call(*args)

        return watched

    def operation(
        self,
        verb: Verb,
        side: Side = Side.HIGHLEVEL,
        *,
        target: str = "",
        source: str = "",
        link: str = "",
        before: Mapping[str, str] | None = None,
        goal: Mapping[str, str] | None = None,
        record: RecordType = RecordType.CONTACT,
    ) -> Operation:
        """Return an operation of this run, as the plan would have it."""
        return Operation(
            f"run:{verb.value}:A1",
            "run",
            "plan",
            ("A1",),
            side,
            verb,
            "Titolo",
            target,
            source,
            link,
            before or {},
            goal or {},
            record=record,
        )

    def send(self, operation: Operation) -> Operation | None:
        """Carry it out, half a minute later; return what the journal says of it."""
        self.clock.advance(30)
        contact = operation.record is RecordType.CONTACT
        asyncio.run(self.contacts.send(operation) if contact else self.fields.send(operation))
        return self.ledger.operations_by_id.get(operation.id)

    def done(self, operation: Operation) -> Operation:
        """Carry it out; it must be in the journal as done."""
        told = self.send(operation)
        assert told is not None
        assert told.state is OperationState.DONE
        return told

    def refused(self, operation: Operation) -> Stale:
        """It must be found stale: nothing sent, nothing recorded, and the owner told which service it is about."""
        links, calls = dict(self.ledger.links), len(self.witnessed)
        try:
            self.send(operation)
        except Stale as stale:
            assert len(self.witnessed) == calls, "nothing is sent"
            assert self.ledger.links == links
            assert operation.id not in self.ledger.operations_by_id, "nothing is on its way"
            return stale
        raise AssertionError("it was carried out")

    def intended(self, verb: Verb, calls: int = 0) -> None:
        """One call was made, and its intent (and its cost at Fattura24) stood in the journal before."""
        assert self.witnessed == [([(verb, self.clock.now())], calls)]
