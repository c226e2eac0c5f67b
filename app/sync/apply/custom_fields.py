"""HighLevel's custom fields as a kind of record: known by their names, and made again without harm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from app.clock import Clock
from app.sync.apply.ports import Gateway, Ledger
from app.sync.plan.model import Action, Kind, Reason, RecordType, Side
from app.sync.plan.operation import Operation, OperationState, Verb
from app.sync.plan.steps import Phase, Step


@dataclass(slots=True)
class CustomFieldKind:
    """Fields that the mapping needs; an undo deletes those that its run made."""

    gateways: Mapping[Side, Gateway]
    ledger: Ledger
    clock: Clock
    record: ClassVar[RecordType] = RecordType.CUSTOM_FIELD

    def step(self, action: Action) -> Step:
        """Make fields before anybody writes into them, and delete them when nobody reads them any more."""
        deleted = action.kind is Kind.DELETE
        verb, phase = (Verb.DELETE, Phase.CLEANUP) if deleted else (Verb.CREATE, Phase.SETUP)
        return Step(verb, action.side, action.title, actions=[action.id], record=self.record, phase=phase)

    def is_local(self, operation: Operation) -> bool:
        """A field is always one of HighLevel's."""
        return False

    def spends(self, operation: Operation) -> bool:
        """Fattura24 has no fields of one's own."""
        return False

    async def send(self, operation: Operation) -> None:
        """Create or delete a field. Raises what the gateway raises."""
        operation = replace(operation, at=self.clock.now())
        gateway = self.gateways[Side.HIGHLEVEL]
        self.ledger.begin(operation, {})
        result = ""
        if operation.verb is Verb.CREATE:
            result = await gateway.create_custom_field(operation.title)
        else:
            await gateway.delete_custom_field(operation.title)
        self.ledger.finish(replace(operation, state=OperationState.DONE, result_id=result))

    async def settle(self, operation: Operation) -> None:
        """Creating a field looks for its name first, and deleting it too: repeating either is safe."""
        self.ledger.finish(replace(operation, state=OperationState.RETRY))

    async def complete(self, done: Operation, known: Mapping[str, Operation]) -> None:
        """Nothing belongs to a field but itself."""

    def inverse(self, operation: Operation) -> list[Action]:
        """Delete what was made, make what was deleted."""
        if operation.state is not OperationState.DONE:
            return []
        kind, reason = (
            (Kind.DELETE, "undo_field") if operation.verb is Verb.CREATE else (Kind.CREATE, "undo_field_deleted")
        )
        return [Action("", kind, operation.side, self.record, operation.title, reason=Reason(reason))]
