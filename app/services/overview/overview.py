"""What Home, Activity and ``status`` show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.services.api.accounts import AccountInfo, AccountState
from app.services.api.runs import OperationInfo, RunInfo, RunState
from app.services.api.status import BudgetWindow, LogEntry, Status
from app.services.calls.counting import calls_made
from app.services.settings.preferences import PAUSED
from app.services.sync.plans import plan_memory
from app.services.sync.plans.agreement import agreement
from app.services.sync.reading.snapshot import READ_AT, is_customer
from app.services.sync.schedule import next_run_at
from app.sync.plan import budget
from app.sync.plan.model import RecordType, Side

if TYPE_CHECKING:
    from app.store import RunRow, Store


def budget_windows(store: Store, now: float) -> tuple[BudgetWindow, ...]:
    """Return how much of Fattura24's limits is used."""
    times = calls_made(store, now)
    return tuple(
        BudgetWindow(
            int(w.seconds),
            w.limit,
            min(w.limit, budget.used(times, w, now)),
            max(0.0, budget.frees_at(times, w, now)) if times else 0.0,
        )
        for w in budget.FATTURA24_WINDOWS
    )


def run_info(row: RunRow) -> RunInfo:
    """Return a row of the history as the window shows it."""
    state = RunState(row.state)
    can_undo = row.applied > 0 and state is not RunState.RUNNING and not row.result.get("undone")
    return RunInfo(
        row.id,
        row.plan,
        row.started_at,
        row.ended_at,
        state,
        row.applied,
        row.failed,
        row.stale,
        row.deferred,
        can_undo,
        row.undoes,
        row.origin,
    )


def status(store: Store, accounts: Mapping[Side, AccountInfo], now: float, *, keyring: bool) -> Status:
    """Gather everything that Home shows."""
    runs = tuple(run_info(r) for r in store.journal.runs(30))
    open_plan = store.plans.latest("open")
    connected = all(a.state not in (AccountState.MISSING, AccountState.LOCKED) for a in accounts.values())
    # what is in a file yet to be loaded is no customer of Fattura24 so far, and nothing that was sent
    handed = {item.customer for item in store.handovers.open() if item.kind == "create"}
    links, waiting = store.links.count() - len(handed), plan_memory.waiting(store, open_plan)
    return Status(
        accounts=accounts,
        links=links,
        highlevel_contacts=store.highlevel.count(),
        fattura24_customers=_customers(store, handed),
        mirror_seen_at=store.mirror.newest_export_at(),
        highlevel_read_at=float(store.settings.get(READ_AT, 0.0)),
        budget=budget_windows(store, now),
        last_run=runs[0] if runs else None,
        runs=runs,
        open_plan=open_plan,
        waiting=waiting,
        next_run_at=next_run_at(store, now) if connected else 0.0,
        paused_until=float(store.settings.get(PAUSED, 0.0)),
        unconfirmed=sum(customer not in handed for customer in store.links.unconfirmed()),
        keyring=keyring,
        agreement=agreement(store, waiting, links),
        open_undo=bool(open_plan and store.plans.undoes(open_plan)),
    )


def _customers(store: Store, handed: set[str]) -> int:
    """Count the customers without reading them all: Home is shown often, and they may be very many. A supplier that
    a person joined to a contact is one of them, too."""
    count = sum(n for kind, n in store.mirror.kinds().items() if is_customer(kind))
    count += sum(n for kind, n in store.mirror.kinds(linked=True).items() if not is_customer(kind))
    return count - sum(is_customer(c.kind) for c in store.mirror.get_many(handed).values())


def runs(store: Store, limit: int) -> tuple[RunInfo, ...]:
    """Return the history, newest first."""
    return tuple(run_info(row) for row in store.journal.runs(limit))


def run_operations(store: Store, run_id: str) -> tuple[OperationInfo, ...]:
    """Return what a run did, in order."""
    row = store.journal.run(run_id)
    result = row.result if row is not None else {}
    whole, taken_back = bool(result.get("undone")), frozenset(result.get("undone_actions", ()))
    return tuple(
        OperationInfo(
            Side(o.side),
            o.verb,
            o.title,
            o.state,
            o.detail,
            tuple((name, o.before.get(name, ""), after) for name, after in o.goal.items()),
            o.at,
            RecordType(o.record),
            tuple(o.actions),
            whole or not taken_back.isdisjoint(o.actions),
            o.target_id or o.result_id,
            o.source_id,
        )
        for o in store.journal.operations(run_id)
    )


def activity(store: Store, limit: int) -> tuple[LogEntry, ...]:
    """Return the activity log, newest first."""
    return tuple(
        LogEntry(r.at, r.level, r.key, {k: str(v) for k, v in r.params.items()}, r.run)
        for r in store.activity.recent(limit)
    )
