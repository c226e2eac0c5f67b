"""After a crash: find out what became of every write that was sent and whose answer nobody recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.clock import Clock
from app.errors import RecordGone
from app.records.compare import same
from app.records.contact import IDENTITY_FIELDS, Contact
from app.sync.apply.ports import Gateway, Ledger
from app.sync.apply.writes import Stale, Writer
from app.sync.contacts.linked import ORIGIN, value_of
from app.sync.contacts.mapping import Mapping as FieldMapping
from app.sync.plan.model import Plan, Record, Side
from app.sync.plan.operation import Operation, OperationState, Verb


async def recover(
    operations: Iterable[Operation],
    plan: Plan,
    gateways: Mapping[Side, Gateway],
    ledger: Ledger,
    clock: Clock,
    mapping: FieldMapping,
) -> int:
    """Settle the operations of one run that were sent without an outcome; return how many there were.

    Only reads: what had no effect is left as ``retry``, for apply to send again or for the next plan to see anew.
    Raises what the gateways raise when HighLevel cannot be read; nothing is lost then, the next attempt starts over.
    """
    count = 0
    for operation in operations:
        if operation.state is OperationState.SENT:
            writer = Writer(operation.run, plan, gateways, ledger, clock, mapping)
            await _settle(operation, writer)
            count += 1
    return count


async def _settle(operation: Operation, writer: Writer) -> None:
    if operation.side is Side.FATTURA24:
        _settle_fattura24(operation, writer)
    elif operation.verb is Verb.CREATE:
        await _settle_create(operation, writer)
    elif operation.verb in (Verb.UPDATE, Verb.MARK, Verb.DELETE):
        await _settle_write(operation, writer)
    else:
        # creating a field looks for its name first, so repeating it is safe
        writer.ledger.finish(replace(operation, state=OperationState.RETRY))


def _settle_fattura24(operation: Operation, writer: Writer) -> None:
    """Fattura24 cannot be read. With a tax code a repeat meets the same customer; without one it might make two."""
    by_tax_code = any(operation.goal.get(name) for name in IDENTITY_FIELDS)
    if operation.verb is Verb.CREATE and not by_tax_code:
        source = writer.ledger.record(Side.HIGHLEVEL, operation.source_id)
        writer.unconfirmed_fattura24(operation, source)
    else:
        writer.ledger.finish(replace(operation, state=OperationState.RETRY))


async def _settle_create(operation: Operation, writer: Writer) -> None:
    contact = Contact().with_values({n: v for n, v in operation.goal.items() if n != ORIGIN})
    found = await writer.gateways[Side.HIGHLEVEL].find_created(contact, operation.goal.get(ORIGIN, ""), operation.at)
    if found is None:
        writer.ledger.finish(replace(operation, state=OperationState.RETRY))
        return
    try:
        writer.created_highlevel(operation, found)
    except Stale:
        writer.ledger.finish(replace(operation, state=OperationState.STALE))


async def _settle_write(operation: Operation, writer: Writer) -> None:
    try:
        current = await writer.gateways[Side.HIGHLEVEL].read(operation.target_id)
    except RecordGone:
        gone = OperationState.DONE if operation.verb is Verb.DELETE else OperationState.STALE
        unlink = operation.link if gone is OperationState.DONE else ""
        writer.ledger.finish(replace(operation, state=gone), unlink=unlink)
        return
    if operation.verb is Verb.DELETE:
        writer.ledger.finish(replace(operation, state=OperationState.RETRY))
    elif _reached(operation, current):
        writer.finish_linked(operation, current)
    elif all(same(n, value_of(current, n), v) for n, v in operation.before.items()):
        writer.ledger.finish(replace(operation, state=OperationState.RETRY))
    else:
        writer.ledger.finish(replace(operation, state=OperationState.STALE))


def _reached(operation: Operation, current: Record) -> bool:
    return all(same(n, value_of(current, n), v) for n, v in operation.goal.items())
