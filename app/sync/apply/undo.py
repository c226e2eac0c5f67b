"""The plan that takes a run back, as far as the services allow."""

from __future__ import annotations

from collections.abc import Sequence

from app.sync.apply.kinds import Kinds
from app.sync.plan.model import Action, Kind
from app.sync.plan.operation import Operation, OperationState

_CAME_ABOUT = (OperationState.DONE, OperationState.UNCONFIRMED)


def belonging(operations: Sequence[Operation], actions: Sequence[str]) -> list[Operation]:
    """Return the writes that carried out these actions of the run's plan, and whatever was written together with them:
    a new customer and the key that went into its contact are taken back together or not at all."""
    wanted, found = set(actions), 0
    while len(wanted) > found:
        found = len(wanted)
        wanted |= {a for o in operations if not wanted.isdisjoint(o.actions) for a in o.actions}
    return [o for o in operations if not wanted.isdisjoint(o.actions)]


def undo_actions(operations: Sequence[Operation], kinds: Kinds) -> list[Action]:
    """Return the inverse of a run's writes, newest first: only what is still as the run left it.

    What cannot be taken back is told as a note. Of a record that the undo deletes nothing is put back before.
    """
    actions = [
        action
        for operation in reversed(operations)
        if operation.state in _CAME_ABOUT
        for action in kinds.of(operation.record).inverse(operation)
    ]
    deleted = {(a.record, a.side, a.target_id) for a in actions if a.kind is Kind.DELETE}
    unlinked = {a.link for a in actions if a.kind is Kind.DELETE and a.link}
    return [
        a
        for a in actions
        if not (a.kind is Kind.UPDATE and (a.record, a.side, a.target_id) in deleted)
        and not (a.kind is Kind.UNLINK and a.link in unlinked)
    ]
