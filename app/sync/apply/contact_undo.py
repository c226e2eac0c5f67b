"""What takes back a write to a contact or customer, as far as the services allow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.records.compare import same
from app.records.contact import ADDRESS_FIELDS
from app.sync.contacts.linked import value_of
from app.sync.contacts.policy import UpdateBlocker
from app.sync.plan.model import Action, Candidate, FieldChange, Kind, Reason, Record, RecordType, Side
from app.sync.plan.operation import Operation, OperationState, Verb
from app.sync.plan.steps import REPLACES

Find = Callable[[Side, str], Record | None]
"""Returns a record of the local snapshot, or None."""

LinkOf = Callable[[Side, str], str]
"""Returns the id of the link that a record is part of, or blank."""


def inverse(operation: Operation, find: Find, link_of: LinkOf, blocker: UpdateBlocker) -> list[Action]:
    """Return what takes back a write to a contact or customer.

    What cannot be taken back is told as a note: Fattura24 deletes nothing by API, and cannot be given a blank. A
    customer that stays there stays linked and marked: otherwise the next run would take it for a stranger.
    """
    verb, side = operation.verb, operation.side
    if operation.state is OperationState.UNCONFIRMED:
        return [_by_hand(operation, Kind.DELETE, "undo_no_delete", operation.result_id)]
    if verb is Verb.UNLINK:
        return _inverse_unlink(operation, find, link_of)
    if verb is Verb.LINK:
        return _inverse_link(operation, find, link_of)
    if verb is Verb.CREATE and side is Side.HIGHLEVEL:
        return _inverse_create(operation, find, link_of)
    if verb is Verb.CREATE:
        return [_by_hand(operation, Kind.DELETE, "undo_no_delete", operation.result_id)]
    if verb is Verb.UPDATE:
        return _inverse_update(operation, find, blocker)
    if verb is Verb.DELETE:
        return [_by_hand(operation, Kind.CREATE, "undo_deleted", "")]
    return []


def _by_hand(operation: Operation, kind: Kind, reason: str, target_id: str) -> Action:
    """Name what Ponte24 cannot take back itself."""
    return Action(
        "",
        kind,
        operation.side,
        RecordType.CONTACT,
        operation.title,
        reason=Reason(reason),
        target_id=target_id,
        source_id=operation.source_id,
        note=True,
    )


def _inverse_link(operation: Operation, find: Find, link_of: LinkOf) -> list[Action]:
    """Take a link apart; where it had taken the place of others, these come back."""
    link = link_of(Side.HIGHLEVEL, operation.target_id)
    if not link or link != link_of(Side.FATTURA24, operation.source_id):
        return []  # one of the two has found another counterpart since
    back: list[Action] = []
    for name, ends in operation.before.items():
        highlevel, _, fattura24 = ends.partition("|")
        there = find(Side.HIGHLEVEL, highlevel), find(Side.FATTURA24, fattura24)
        others = {link_of(Side.HIGHLEVEL, highlevel), link_of(Side.FATTURA24, fattura24)} - {link, ""}
        if name.startswith(f"{REPLACES}:") and all(there) and not others:
            in_the_way = Candidate(operation.target_id, operation.title, "", replaces=link)
            back.append(_join_again(operation, highlevel, fattura24, candidates=(in_the_way,)))
    return back or [
        Action(
            "",
            Kind.UNLINK,
            operation.side,
            RecordType.CONTACT,
            operation.title,
            link=link,
            reason=Reason("undo_link"),
            target_id=operation.target_id,
            source_id=operation.source_id,
        )
    ]


def _inverse_unlink(operation: Operation, find: Find, link_of: LinkOf) -> list[Action]:
    """Join again what was taken apart, if both are still there and neither has found another counterpart."""
    highlevel, fattura24 = operation.target_id, operation.source_id
    if operation.side is Side.FATTURA24:
        highlevel, fattura24 = fattura24, highlevel
    if find(Side.HIGHLEVEL, highlevel) is None or find(Side.FATTURA24, fattura24) is None:
        return [_by_hand(operation, Kind.LINK, "undo_record_gone", operation.target_id)]
    if link_of(Side.HIGHLEVEL, highlevel) or link_of(Side.FATTURA24, fattura24):
        return [_by_hand(operation, Kind.LINK, "undo_edited_since", operation.target_id)]
    return [_join_again(operation, highlevel, fattura24, link=operation.link or None)]


def _join_again(operation: Operation, highlevel: str, fattura24: str, **more: Any) -> Action:
    """Link two records that were linked before."""
    return Action(
        "",
        Kind.LINK,
        Side.HIGHLEVEL,
        RecordType.CONTACT,
        operation.title,
        reason=Reason("undo_unlink"),
        target_id=highlevel,
        source_id=fattura24,
        **more,
    )


def _inverse_create(operation: Operation, find: Find, link_of: LinkOf) -> list[Action]:
    record = find(Side.HIGHLEVEL, operation.result_id)
    if record is None:
        return []
    edited = [
        FieldChange(n, v, record.contact.get(n))
        for n, v in operation.after.items()
        if not same(n, v, record.contact.get(n))
    ]
    if edited:
        return [
            Action(
                "",
                Kind.DELETE,
                Side.HIGHLEVEL,
                RecordType.CONTACT,
                operation.title,
                fields=tuple(edited),
                reason=Reason("undo_edited_since"),
                target_id=record.id,
                note=True,
            )
        ]
    return [
        Action(
            "",
            Kind.DELETE,
            Side.HIGHLEVEL,
            RecordType.CONTACT,
            operation.title,
            link=link_of(Side.HIGHLEVEL, record.id) or None,
            reason=Reason("undo_create"),
            target_id=record.id,
            source_id=operation.source_id,
        )
    ]


def _address_edited_since(operation: Operation, record: Record) -> bool:
    """Tell whether any part of the address is another now than after the write: an address is one value, and the part
    that was put back would stand beside what somebody has typed since."""
    if operation.goal.keys().isdisjoint(ADDRESS_FIELDS):
        return False
    left = {**operation.after, **operation.goal}
    return any(not same(n, value_of(record, n), left[n]) for n in ADDRESS_FIELDS if n in left)


def _inverse_update(operation: Operation, find: Find, blocker: UpdateBlocker) -> list[Action]:
    side = operation.side
    record = find(side, operation.target_id)
    if record is None:
        return [_by_hand(operation, Kind.UPDATE, "undo_record_gone", operation.target_id)]
    kept: list[FieldChange] = []
    notes: dict[str, list[FieldChange]] = {}
    moved = _address_edited_since(operation, record)
    for name, goal in operation.goal.items():
        present = value_of(record, name)
        change = FieldChange(name, present, operation.before.get(name, ""))
        if same(name, change.before, change.after):
            continue
        kept_whole = name in ADDRESS_FIELDS and moved
        why = "" if same(name, present, goal) and not kept_whole else "undo_edited_since"
        if not why and side is Side.FATTURA24:
            why = blocker(record, {name: change.after})
        if why:
            notes.setdefault(why, []).append(change)
        else:
            kept.append(change)

    def action(why: str, changes: list[FieldChange], *, note: bool) -> Action:
        return Action(
            "",
            Kind.UPDATE,
            side,
            RecordType.CONTACT,
            operation.title,
            link=operation.link or None,
            fields=tuple(changes),
            reason=Reason(why),
            target_id=record.id,
            source_id=operation.source_id,
            note=note,
        )

    actions = [action(why, changes, note=True) for why, changes in notes.items()]
    return [*actions, action("undo_update", kept, note=False)] if kept else actions
