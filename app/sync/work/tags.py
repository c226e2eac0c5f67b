"""Labels of a contact as a kind of record: each is put on or taken off by itself, all others are left alone.

HighLevel's own requests for it can be repeated without harm, so a lost answer is settled by looking.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol

from app.clock import Clock
from app.errors import LostAnswer, RecordGone, RequestRefused
from app.sync.apply.kinds import OUTCOME_OPEN
from app.sync.apply.ports import Ledger
from app.sync.plan.model import Action, FieldChange, Kind, Reason, RecordType, Side
from app.sync.plan.operation import Operation, OperationState, Stale, Verb
from app.sync.plan.steps import Phase, Step, step_of

TAGS = "tags"
"""The field of an action: what is put on stands after, what is taken off before; parted by commas."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A contact with its labels, lower-case; ``wire`` is what the service sent."""

    id: str
    tags: frozenset[str]
    wire: Mapping[str, Any]


class TagService(Protocol):
    """HighLevel's labels. All calls raise what `app.sync.apply.ports.Gateway` raises."""

    async def tagged(self, contact: str) -> Tagged:
        """Return a contact as it is now. Raises RecordGone."""
        ...

    async def put_on(self, contact: str, tags: Sequence[str]) -> None:
        """Put labels on a contact; those it has stay."""
        ...

    async def take_off(self, contact: str, tags: Sequence[str]) -> None:
        """Take labels off a contact."""
        ...


class TagShelf(Protocol):
    """Contacts as last seen, on this machine."""

    def keep_tagged(self, contact: Tagged) -> None:
        """Take a contact over as it was answered, within the transaction that is open."""
        ...


def split(tags: str) -> list[str]:
    """Return the labels of a text, lower-case, each once."""
    return list(dict.fromkeys(t for part in tags.split(",") if (t := part.strip().lower())))


class TagRecords:
    """Puts labels on and takes them off. What an undo takes back is only what its run has really changed."""

    record: ClassVar[RecordType] = RecordType.TAG

    def __init__(self, ledger: Ledger, clock: Clock, service: TagService | None, shelf: TagShelf) -> None:
        self._ledger, self._clock, self._service, self._shelf = ledger, clock, service, shelf

    def step(self, action: Action) -> Step | None:
        """Return the operation of an action."""
        return step_of(action, phase=Phase.WORK)

    def is_local(self, operation: Operation) -> bool:
        """Labels are HighLevel's."""
        return False

    def spends(self, operation: Operation) -> bool:
        """Fattura24 has none."""
        return False

    async def send(self, operation: Operation) -> None:
        """Look which labels are missing or too many, write these, and look again. Raises Stale, or what the service
        raises."""
        operation = replace(operation, at=self._clock.now())
        service = self._api()
        try:
            current = await service.tagged(operation.target_id)
        except RecordGone as gone:
            raise Stale("gone_since_preview", service="HighLevel") from gone
        on, off = _wanted(operation)
        add, remove = [t for t in on if t not in current.tags], [t for t in off if t in current.tags]
        if add or remove:
            self._ledger.begin(operation, {})
            try:
                if add:
                    await service.put_on(operation.target_id, add)
                if remove:
                    await service.take_off(operation.target_id, remove)
                current = await service.tagged(operation.target_id)
            except LostAnswer as lost:  # looking settles it, and writing it again does no harm
                raise LostAnswer(OUTCOME_OPEN, service="HighLevel", details=str(lost)) from lost
            left = [t for t in add if t not in current.tags] + [t for t in remove if t in current.tags]
            if left:
                raise RequestRefused("value_not_taken", service="HighLevel", fields=", ".join(left))
        self._done(operation, current, add, remove)

    async def settle(self, operation: Operation) -> None:
        """Look whether the labels are as they should be; else they are written again."""
        try:
            current = await self._api().tagged(operation.target_id)
        except RecordGone:
            self._ledger.finish(replace(operation, state=OperationState.STALE))
            return
        on, off = _wanted(operation)
        if all(t in current.tags for t in on) and not any(t in current.tags for t in off):
            self._done(operation, current, on, off)
        else:
            self._ledger.finish(replace(operation, state=OperationState.RETRY))

    async def complete(self, done: Operation, known: Mapping[str, Operation]) -> None:
        """Nothing belongs to labels but themselves."""

    def inverse(self, operation: Operation) -> list[Action]:
        """Take off what was put on, and put on what was taken off."""
        on, off = operation.after.get("put_on", ""), operation.after.get("taken_off", "")
        if operation.state is not OperationState.DONE or not (on or off):
            return []
        return [
            Action(
                "",
                Kind.UPDATE,
                Side.HIGHLEVEL,
                self.record,
                operation.title,
                fields=(FieldChange(TAGS, on, off),),
                reason=Reason("undo_update"),
                target_id=operation.target_id,
                source_id=operation.source_id,
            )
        ]

    def _done(self, operation: Operation, current: Tagged, add: Sequence[str], remove: Sequence[str]) -> None:
        after = {"put_on": ", ".join(add), "taken_off": ", ".join(remove)}
        done = replace(operation, state=OperationState.DONE, result_id=current.id, after=after)
        with self._ledger.together(done):
            self._shelf.keep_tagged(current)
            self._ledger.finish(done)

    def _api(self) -> TagService:
        if self._service is None:
            raise RequestRefused("not_connected", service="HighLevel")
        return self._service


def _wanted(operation: Operation) -> tuple[list[str], list[str]]:
    if operation.verb is not Verb.UPDATE:
        raise RequestRefused("request_refused", service="HighLevel", details=operation.verb.value)
    before, goal = split(operation.before.get(TAGS, "")), split(operation.goal.get(TAGS, ""))
    return [t for t in goal if t not in before], [t for t in before if t not in goal]
