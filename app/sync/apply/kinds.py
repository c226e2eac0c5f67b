"""The seam between a run and the kinds of records: all that Applier, recover and undo know of any of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Protocol

from app.sync.plan.model import Action, RecordType
from app.sync.plan.operation import Operation
from app.sync.plan.steps import Step

OUTCOME_OPEN = "outcome_open"
"""The code of a LostAnswer after which the operation stays as it was sent, for the next recovery to settle."""


class RecordKind(Protocol):
    """A kind of record: how it is written, found again after a lost answer, and taken back.

    What `send` raises is bookkeeping: `Stale` (nothing was sent), what a gateway raises, and `LostAnswer` with the code
    ``unconfirmed`` or ``outcome_open`` where the kind has seen to the journal itself.
    """

    record: ClassVar[RecordType]

    def step(self, action: Action) -> Step | None:
        """Return the operation that carries out an action of a plan (None: nothing is to be written)."""
        ...

    def is_local(self, operation: Operation) -> bool:
        """Tell whether an operation stays on this machine: then it is done even where a side is only read."""
        ...

    def spends(self, operation: Operation) -> bool:
        """Tell whether an operation costs a call of Fattura24, for which it must wait its turn."""
        ...

    async def send(self, operation: Operation) -> None:
        """Look first, record the intent, write, record the answer with all that follows from it."""
        ...

    async def settle(self, operation: Operation) -> None:
        """Find out what became of an operation that was sent and whose answer nobody recorded. Only reads."""
        ...

    async def complete(self, done: Operation, known: Mapping[str, Operation]) -> None:
        """Make up for what belongs to an operation that an earlier attempt has done and that a crash prevented."""
        ...

    def inverse(self, operation: Operation) -> list[Action]:
        """Return what takes back an operation that was done or that nobody could confirm."""
        ...


class Kinds:
    """The kinds of records that a run knows, by their names."""

    def __init__(self, kinds: Iterable[RecordKind]) -> None:
        self._kinds = {kind.record: kind for kind in kinds}

    def of(self, record: RecordType) -> RecordKind:
        """Return the kind of a record. Raises KeyError where nobody has said how it is written."""
        return self._kinds[record]

    def step(self, action: Action) -> Step | None:
        """Return the operation of an action, by its kind."""
        return self.of(action.record).step(action)
