"""The rules of writing for every kind of record that its service lets us read by id: all that is left to the kind
itself is where its records lie and when two values are the same."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from app.clock import Clock
from app.errors import CredentialsRefused, LimitReached, LostAnswer, RecordGone, RequestRefused, ServiceUnavailable
from app.sync.apply.kinds import OUTCOME_OPEN
from app.sync.apply.ports import Ledger
from app.sync.plan.model import Action, FieldChange, Kind, Reason, RecordType, Side
from app.sync.plan.operation import Operation, OperationState, Stale, Verb
from app.sync.plan.steps import Phase, Step, step_of

SERVICE = {Side.HIGHLEVEL: "HighLevel", Side.FATTURA24: "Fattura24"}

_CANNOT_LOOK = (CredentialsRefused, LimitReached, RequestRefused, ServiceUnavailable)


@dataclass(frozen=True, slots=True)
class Found:
    """A record as it lies there: its id and the values of its kind's fields; ``wire`` is for the kind itself."""

    id: str
    values: Mapping[str, str]
    wire: Any = field(default=None, compare=False, repr=False)


class ReadableKind(ABC):
    """Looks before it writes, looks again after a lost answer, and takes back only what is still as it was left.

    A side that is kept on this machine is written in one transaction with the journal: nothing can be lost between.
    """

    record: ClassVar[RecordType]
    phase: ClassVar[Phase] = Phase.WORK

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self.ledger, self.clock = ledger, clock

    # --- what a kind says of itself ---

    def same(self, name: str, one: str, other: str) -> bool:
        """Tell whether two values of a field are the same to a person."""
        return one == other

    def is_local(self, operation: Operation) -> bool:
        """Tell whether the operation's side is kept on this machine."""
        return False

    @abstractmethod
    async def read(self, record_id: str) -> Found:
        """Return a record as the service has it now. Raises RecordGone."""

    @abstractmethod
    async def create(self, operation: Operation) -> Found:
        """Create the record of ``operation.goal`` with the mark by which `find_created` knows it."""

    @abstractmethod
    async def change(self, current: Found, goal: Mapping[str, str]) -> Found:
        """Write some values of a record, nothing else, and return it as answered."""

    @abstractmethod
    async def delete(self, record_id: str) -> None:
        """Delete a record. Raises RecordGone."""

    @abstractmethod
    async def find_created(self, operation: Operation) -> Found | None:
        """Return what a create with a lost answer has made, or None where it has made nothing."""

    @abstractmethod
    def known(self, side: Side, record_id: str) -> Found | None:
        """Return a record as the local snapshot has it."""

    @abstractmethod
    def keep(self, operation: Operation, found: Found | None) -> None:
        """Take an outcome into the local snapshot (None: deleted); within the transaction of the journal."""

    def write_locally(self, operation: Operation) -> Found | None:
        """Write a record that is kept on this machine, within the transaction of the journal."""
        raise NotImplementedError(self.record)

    # --- what holds for all of them ---

    def step(self, action: Action) -> Step | None:
        """Return the operation of an action."""
        return step_of(action, phase=self.phase)

    def spends(self, operation: Operation) -> bool:
        """Fattura24 itself is told nothing of it."""
        return False

    async def send(self, operation: Operation) -> None:
        """Carry out one operation. Raises Stale, or what the service raises."""
        operation = replace(operation, at=self.clock.now())
        if self.is_local(operation):
            self._write_locally(operation)
        elif operation.verb is Verb.CREATE:
            await self._create(operation)
        elif operation.verb is Verb.UPDATE:
            await self._update(operation)
        else:
            await self._delete(operation)

    async def settle(self, operation: Operation) -> None:
        """Find out what became of an operation without an outcome."""
        if operation.verb is Verb.CREATE:
            found = await self.find_created(operation)
            self._done(operation, found) if found else self._ended(operation, OperationState.RETRY)
            return
        deleting = operation.verb is Verb.DELETE
        try:
            current = await self.read(operation.target_id)
        except RecordGone:
            self._done(operation, None) if deleting else self._ended(operation, OperationState.STALE)
            return
        if deleting:
            self._ended(operation, OperationState.RETRY)
        elif self._holds(current, operation.goal):
            self._done(operation, current)
        else:
            untouched = self._holds(current, operation.before)
            self._ended(operation, OperationState.RETRY if untouched else OperationState.STALE)

    async def complete(self, done: Operation, known: Mapping[str, Operation]) -> None:
        """Do nothing: what is done is whole, since everything was recorded together."""
        return None

    def inverse(self, operation: Operation) -> list[Action]:
        """Delete what was created and put back what was changed, where nobody has touched it since."""
        if operation.verb is Verb.DELETE:
            return [self._back(operation, Kind.CREATE, "undo_not_again", "", note=True)]
        created = operation.verb is Verb.CREATE
        record_id = operation.result_id if created else operation.target_id
        record = self.known(operation.side, record_id)
        if record is None:
            return [] if created else [self._back(operation, Kind.UPDATE, "undo_record_gone", record_id, note=True)]
        left = operation.after if created else operation.goal
        changes = [
            FieldChange(n, record.values.get(n, ""), "" if created else operation.before.get(n, "")) for n in left
        ]
        touched = [c for c in changes if not self.same(c.name, c.before, left[c.name])]
        if created:
            if touched:
                since = [FieldChange(c.name, left[c.name], c.before) for c in touched]
                return [self._back(operation, Kind.DELETE, "undo_edited_since", record_id, since, note=True)]
            whole = [FieldChange(n, v, "") for n, v in record.values.items()]
            return [self._back(operation, Kind.DELETE, "undo_made", record_id, whole)]
        changes = [c for c in changes if not self.same(c.name, c.before, c.after)]
        kept = [c for c in changes if c not in touched]
        since = [c for c in changes if c in touched]
        return [
            *([self._back(operation, Kind.UPDATE, "undo_edited_since", record_id, since, note=True)] if since else []),
            *([self._back(operation, Kind.UPDATE, "undo_update", record_id, kept)] if kept else []),
        ]

    # --- the way of one write ---

    async def _create(self, operation: Operation) -> None:
        self.ledger.begin(operation, {})
        try:
            found = await self.create(operation)
        except (CredentialsRefused, LimitReached):
            self._ended(operation, OperationState.RETRY)  # turned away at the door
            raise
        except LostAnswer as lost:
            try:
                seen = await self.find_created(operation)
            except _CANNOT_LOOK as error:
                raise LostAnswer(OUTCOME_OPEN, service=SERVICE[operation.side], details=str(error)) from lost
            found = seen if seen is not None else await self._once_more(operation)
        self._done(operation, found)

    async def _once_more(self, operation: Operation) -> Found:
        try:
            return await self.create(operation)
        except LostAnswer as lost:
            raise LostAnswer(OUTCOME_OPEN, service=SERVICE[operation.side], details=str(lost)) from lost

    async def _update(self, operation: Operation) -> None:
        current = await self._read(operation)
        if self._holds(current, operation.goal):
            self._done(operation, current)
            return
        if not all(
            self.same(n, current.values.get(n, ""), v) or self.same(n, current.values.get(n, ""), operation.goal[n])
            for n, v in operation.before.items()
        ):
            raise Stale("changed_since_preview", service=SERVICE[operation.side])
        self.ledger.begin(operation, {})
        self._done(operation, await self.change(current, operation.goal))

    async def _delete(self, operation: Operation) -> None:
        """Delete only what is still as the preview knew it."""
        with contextlib.suppress(RecordGone):
            if not self._may_go(await self.read(operation.target_id), operation):
                raise Stale("changed_since_preview", service=SERVICE[operation.side])
        self.ledger.begin(operation, {})
        with contextlib.suppress(RecordGone):
            await self.delete(operation.target_id)
        self._done(operation, None)

    def _write_locally(self, operation: Operation) -> None:
        if operation.verb is not Verb.CREATE:
            current = self.known(operation.side, operation.target_id)
            if current is None:
                raise Stale("gone_since_preview", service=SERVICE[operation.side])
            if operation.steps and operation.verb is Verb.UPDATE and self._holds(current, operation.goal):
                self._done(operation, current)  # another action of the plan has done it a moment ago
                return
            if not self._holds(current, operation.before):
                raise Stale("changed_since_preview", service=SERVICE[operation.side])
        with self.ledger.together(operation):
            self._done(operation, self.write_locally(operation))

    async def _read(self, operation: Operation) -> Found:
        try:
            return await self.read(operation.target_id)
        except RecordGone as gone:
            raise Stale("gone_since_preview", service=SERVICE[operation.side]) from gone

    def _may_go(self, current: Found, operation: Operation) -> bool:
        """Tell whether a record may be deleted as it is now."""
        return self._holds(current, operation.before)

    def _holds(self, current: Found, values: Mapping[str, str]) -> bool:
        return all(self.same(n, current.values.get(n, ""), v) for n, v in values.items())

    def _done(self, operation: Operation, found: Found | None) -> None:
        done = replace(operation, state=OperationState.DONE)
        if found is not None:
            done = replace(done, result_id=found.id, after=dict(found.values))
        with self.ledger.together(done):
            self.keep(done, found)
            self.ledger.finish(done)

    def _ended(self, operation: Operation, state: OperationState) -> None:
        self.ledger.finish(replace(operation, state=state))

    def _back(
        self,
        operation: Operation,
        kind: Kind,
        reason: str,
        target_id: str,
        fields: list[FieldChange] | None = None,
        *,
        note: bool = False,
    ) -> Action:
        return Action(
            "",
            kind,
            operation.side,
            self.record,
            operation.title,
            link=operation.link or None,
            fields=tuple(fields or ()),
            reason=Reason(reason),
            target_id=target_id,
            source_id=operation.source_id,
            note=note,
        )
