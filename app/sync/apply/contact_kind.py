"""Contacts and customers as a kind of record, for the seam that every run goes through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.sync.apply import contact_settling, contact_undo
from app.sync.apply.writes import ContactWriter
from app.sync.contacts.linked import ORIGIN
from app.sync.contacts.mapping import ORIGIN_FIELD
from app.sync.contacts.policy import UpdateBlocker
from app.sync.plan.model import Action, RecordType, Side
from app.sync.plan.operation import Operation, OperationState, Verb
from app.sync.plan.steps import Permitted, Step, anything, step_of

_LOCAL = (Verb.LINK, Verb.UNLINK)
_CALLS = (Verb.CREATE, Verb.UPDATE)


@dataclass(slots=True)
class ContactKind:
    """HighLevel's contacts and Fattura24's customers. ``permitted`` says what of the values may be written,
    ``blocker`` why Fattura24 cannot be given some."""

    writer: ContactWriter
    permitted: Permitted = anything
    blocker: UpdateBlocker = lambda _record, _values: ""
    record: ClassVar[RecordType] = RecordType.CONTACT

    def step(self, action: Action) -> Step | None:
        """Return the operation of an action; an undo writes whatever its run wrote."""
        step = step_of(action, anything if self.writer.undoing else self.permitted)
        if step is not None and step.verb is Verb.UPDATE and step.goal == {ORIGIN: ""}:
            step.goes_with = ORIGIN_FIELD
        return step

    def is_local(self, operation: Operation) -> bool:
        """Links are kept on this machine alone."""
        return operation.verb in _LOCAL

    def spends(self, operation: Operation) -> bool:
        """Every customer that is written costs one call."""
        return operation.side is Side.FATTURA24 and operation.verb in _CALLS

    async def send(self, operation: Operation) -> None:
        """Carry out one operation. Raises Stale, or what the gateway raises."""
        await self.writer.send(operation)

    async def settle(self, operation: Operation) -> None:
        """Find out what became of an operation without an outcome."""
        await contact_settling.settle(operation, self.writer)

    async def complete(self, done: Operation, known: Mapping[str, Operation]) -> None:
        """Write the key of a customer that was created into its contact, if a crash prevented that."""
        if done.verb is Verb.CREATE and done.state is OperationState.DONE:
            await self.writer.mark_again(done, known)

    def inverse(self, operation: Operation) -> list[Action]:
        """Return what takes an operation back."""
        ledger = self.writer.ledger

        def link_of(side: Side, record_id: str) -> str:
            link = ledger.link_of(side, record_id)
            return link.id if link else ""

        return contact_undo.inverse(operation, ledger.record, link_of, self.blocker)
