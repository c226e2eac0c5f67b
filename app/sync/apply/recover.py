"""After a crash: find out what became of every write that was sent and whose answer nobody recorded."""

from __future__ import annotations

from collections.abc import Iterable

from app.sync.apply.kinds import Kinds
from app.sync.plan.operation import Operation, OperationState


async def recover(operations: Iterable[Operation], kinds: Kinds) -> int:
    """Settle the operations of one run that were sent without an outcome; return how many there were.

    Only reads: what had no effect is left as ``retry``, for apply to send again or for the next plan to see anew.
    Raises what the gateways raise when HighLevel cannot be read; nothing is lost then, the next attempt starts over.
    """
    count = 0
    for operation in operations:
        if operation.state is OperationState.SENT:
            await kinds.of(operation.record).settle(operation)
            count += 1
    return count
