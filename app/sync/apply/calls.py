"""Operations of the catalogue that have no kind of record of their own: sent once, and never again blindly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar, Protocol

from app.clock import Clock
from app.errors import CredentialsRefused, LimitReached, LostAnswer, RequestRefused
from app.sync.apply.kinds import OUTCOME_OPEN
from app.sync.apply.ports import Ledger
from app.sync.plan.model import Action, Kind, Reason, RecordType
from app.sync.plan.operation import Operation, OperationState
from app.sync.plan.steps import Phase, Step, step_of


class CallService(Protocol):
    """Whoever can send an operation by its id in the catalogue. Inputs are JSON texts by name."""

    def repeats(self, operation: str) -> bool:
        """Tell whether sending it twice is the same as once."""
        ...

    async def send_operation(self, operation: str, inputs: Mapping[str, str]) -> None:
        """Send it. Raises what `app.sync.apply.ports.Gateway` raises."""
        ...


class CallRecords:
    """The operation's id stands behind the last colon of the source. A lost answer of one that may not be repeated
    stays unconfirmed: only a person can tell."""

    record: ClassVar[RecordType] = RecordType.CALL

    def __init__(self, ledger: Ledger, clock: Clock, service: CallService | None) -> None:
        self._ledger, self._clock, self._service = ledger, clock, service

    def step(self, action: Action) -> Step | None:
        """Return the operation of an action."""
        return step_of(action, phase=Phase.WORK)

    def is_local(self, operation: Operation) -> bool:
        """All of them are HighLevel's."""
        return False

    def spends(self, operation: Operation) -> bool:
        """None is Fattura24's."""
        return False

    async def send(self, operation: Operation) -> None:
        """Record the intent, send, record the outcome. Raises what the service raises."""
        operation = replace(operation, at=self._clock.now())
        service, name = self._api(), _name(operation)
        self._ledger.begin(operation, {})
        try:
            await service.send_operation(name, operation.goal)
        except (CredentialsRefused, LimitReached):
            self._ledger.finish(replace(operation, state=OperationState.RETRY))
            raise
        except LostAnswer as lost:
            if service.repeats(name):
                raise LostAnswer(OUTCOME_OPEN, service="HighLevel", details=str(lost)) from lost
            self._ledger.finish(replace(operation, state=OperationState.UNCONFIRMED))
            raise LostAnswer("unconfirmed", service="HighLevel") from lost
        self._ledger.finish(replace(operation, state=OperationState.DONE, after=dict(operation.goal)))

    async def settle(self, operation: Operation) -> None:
        """Nobody can be asked: what may be repeated is, all else stays unconfirmed."""
        again = self._api().repeats(_name(operation))
        state = OperationState.RETRY if again else OperationState.UNCONFIRMED
        self._ledger.finish(replace(operation, state=state))

    async def complete(self, done: Operation, known: Mapping[str, Operation]) -> None:
        """Nothing belongs to a call but itself."""

    def inverse(self, operation: Operation) -> list[Action]:
        """Say that it cannot be taken back."""
        return [
            Action(
                "",
                Kind.CREATE,
                operation.side,
                self.record,
                operation.title,
                reason=Reason("undo_call"),
                source_id=operation.source_id,
                note=True,
            )
        ]

    def _api(self) -> CallService:
        if self._service is None:
            raise RequestRefused("not_connected", service="HighLevel")
        return self._service


def _name(operation: Operation) -> str:
    return operation.source_id.rpartition(":")[2]
