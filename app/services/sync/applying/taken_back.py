"""What is known of a run once all of it, or some of its rows, have been taken back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from app.services.sync.applying.ledger import forget_apart
from app.services.sync.plans import plans
from app.store import OperationRow, RunRow, Store
from app.sync.plan.model import Plan, RecordType
from app.sync.plan.operation import OperationState, Verb


def mark_undone(store: Store, plan: Plan, *, complete: bool = True) -> None:
    """Note at the run that a plan took back what of it stands no more.

    A run of which some rows were taken back can be taken back further; it is undone when nothing of it is left. An undo
    that is itself taken back makes its run stand again. Of an undo that did not end (not ``complete``: a row failed,
    was put off or left out) nothing is noted: taken back once more, what is back already asks for nothing.
    """
    row = store.journal.run(plan.undoes)
    if row is None:
        return
    operations = store.journal.operations(row.id)
    if complete:
        _note(store, row, operations, gone=plan.undoes_actions)
    original = store.journal.run(row.undoes) if row.undoes else None
    if original is None:
        return
    undo, _ = plans.load(store, row.plan)
    _note(store, original, store.journal.operations(original.id), back=undo.undoes_actions)
    for operation in operations:  # the run holds again, and what it had let go may come back
        if (operation.record, operation.verb) == (RecordType.CONTACT, Verb.DELETE) and _done(operation):
            forget_apart(store, operation.target_id, operation.source_id)


def _note(
    store: Store,
    row: RunRow,
    operations: Collection[OperationRow],
    gone: Collection[str] | None = None,
    back: Collection[str] = (),
) -> None:
    """Note which actions were taken back (``gone``) or hold again (``back``); none named means all of them."""
    everything = {a for o in operations if _done(o) for a in o.actions}
    before = everything if row.result.get("undone") else set(row.result.get("undone_actions", ()))
    if gone is not None:
        now = before | set(gone or everything)
    else:
        now = before - set(back or everything)
    whole = everything <= now and gone is not None
    store.journal.update_run(
        replace(row, result={**row.result, "undone": whole, "undone_actions": [] if whole else sorted(now)})
    )


def _done(operation: OperationRow) -> bool:
    return operation.state == OperationState.DONE.value
