"""The plan that takes a run back, or some of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.clock import Clock
from app.errors import UsageError
from app.services.api.runs import RunState
from app.services.sync.applying.kinds import kinds_of
from app.services.sync.applying.ledger import StoreLedger, to_operation
from app.services.sync.planning.planning import given
from app.services.sync.plans import plan_memory, plans
from app.services.sync.plans.agreement import put_aside
from app.services.sync.reading.snapshot import Snapshot
from app.store import RunRow, Store
from app.sync.apply.undo import belonging, undo_actions
from app.sync.contacts.planner import finish
from app.sync.contacts.policy import UpdateBlocker
from app.sync.plan.model import Plan


def compute_undo(
    store: Store,
    clock: Clock,
    snapshot: Snapshot,
    blocker: UpdateBlocker,
    run_id: str,
    only: Sequence[str] = (),
) -> Plan:
    """Make and keep the plan that takes a run back, or of it only the rows ``only`` of its plan.

    Raises UsageError: unknown_run, unknown_action, nothing_to_undo.
    """
    row = last_undoable(store, run_id)
    facts = given(store, clock, snapshot, blocker)
    operations = [to_operation(o) for o in store.journal.operations(row.id)]
    rows: tuple[str, ...] = ()
    if only:
        operations = belonging(operations, only)
        rows = tuple(dict.fromkeys(a for o in operations for a in o.actions))
        if unknown := set(only).difference(rows):
            raise UsageError("unknown_action", action=min(unknown), plan=row.plan)
    kinds = kinds_of(store, snapshot, clock, blocker, {}, StoreLedger(store, snapshot, clock))
    actions = undo_actions(operations, kinds)
    if only and not actions:
        raise UsageError("nothing_to_undo")
    plan = finish(plans.new_id(), replace(facts, synced_before=True, last_mapping=""), actions, undoes=row.id)
    plan = replace(plan, undoes_actions=rows)
    with store.transaction():
        put_aside(store, plan_memory.waiting(store, store.plans.latest("open")))
        plans.save(store, plan)
    return plan


def last_undoable(store: Store, run_id: str) -> RunRow:
    """Return the run to take back; none named means the last one that still stands. An undo is none: whoever asks twice
    goes one run further back, and does not get back what they have just taken back. By its id an undo, too, can be
    taken back. Raises UsageError (unknown_run, nothing_to_undo)."""
    if run_id:
        row = store.journal.run(run_id)
        if row is None:
            raise UsageError("unknown_run", run=run_id)
        return row
    for row in store.journal.runs(100):
        if row.applied and not row.undoes and not row.result.get("undone") and row.state != RunState.RUNNING:
            return row
    raise UsageError("nothing_to_undo")
