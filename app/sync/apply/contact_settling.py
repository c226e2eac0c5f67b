"""What became of a write to a contact or customer whose answer nobody recorded."""

from __future__ import annotations

from dataclasses import replace

from app.errors import RecordGone
from app.records.compare import same
from app.records.contact import IDENTITY_FIELDS, Contact
from app.sync.apply.writes import ContactWriter
from app.sync.contacts.linked import ORIGIN, value_of
from app.sync.plan.model import Record, Side
from app.sync.plan.operation import Operation, OperationState, Stale, Verb


async def settle(operation: Operation, writer: ContactWriter) -> None:
    """Look what HighLevel has now; of Fattura24, judge by whether a repeat would meet the same customer."""
    if operation.side is Side.FATTURA24:
        _settle_fattura24(operation, writer)
    elif operation.verb is Verb.CREATE:
        await _settle_create(operation, writer)
    else:
        await _settle_write(operation, writer)


def _settle_fattura24(operation: Operation, writer: ContactWriter) -> None:
    """Fattura24 cannot be read. With a tax code a repeat meets the same customer; without one it might make two."""
    by_tax_code = any(operation.goal.get(name) for name in IDENTITY_FIELDS)
    if operation.verb is Verb.CREATE and not by_tax_code:
        source = writer.ledger.record(Side.HIGHLEVEL, operation.source_id)
        writer.unconfirmed_fattura24(operation, source)
    else:
        writer.ledger.finish(replace(operation, state=OperationState.RETRY))


async def _settle_create(operation: Operation, writer: ContactWriter) -> None:
    contact = Contact().with_values({n: v for n, v in operation.goal.items() if n != ORIGIN})
    found = await writer.gateways[Side.HIGHLEVEL].find_created(contact, operation.goal.get(ORIGIN, ""), operation.at)
    if found is None:
        writer.ledger.finish(replace(operation, state=OperationState.RETRY))
        return
    try:
        writer.created_highlevel(operation, found)
    except Stale:
        writer.ledger.finish(replace(operation, state=OperationState.STALE))


async def _settle_write(operation: Operation, writer: ContactWriter) -> None:
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
