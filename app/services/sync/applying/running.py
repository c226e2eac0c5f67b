"""Apply stored plans: one run at a time, taken up where a crash left it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from app.clock import Clock
from app.errors import Ponte24Error
from app.services.api.runs import RunError, RunResult, RunState
from app.services.calls.calls import Calls
from app.services.calls.counting import calls_made
from app.services.settings.preferences import load_settings, policy_of
from app.services.sync.applying.kinds import kinds_of
from app.services.sync.applying.ledger import StoreLedger, to_operation
from app.services.sync.applying.taken_back import mark_undone
from app.services.sync.plans import plans
from app.services.sync.plans.agreement import Before, applied
from app.services.sync.reading.snapshot import Snapshot
from app.services.work.highlevel import HighLevelWork
from app.store import RunRow, Store
from app.sync.apply.apply import Applied, Applier
from app.sync.apply.kinds import Kinds
from app.sync.apply.ports import Gateway
from app.sync.apply.recover import recover
from app.sync.contacts.planner import refresh
from app.sync.contacts.policy import UpdateBlocker
from app.sync.plan.model import Plan, Side
from app.sync.plan.operation import Operation
from app.sync.plan.parts import BY_HAND


@dataclass(slots=True)
class Runner:
    """What applying needs, put together for one loop. ``language`` is for the errors in the result."""

    store: Store
    clock: Clock
    snapshot: Snapshot
    gateways: Mapping[Side, Gateway]
    blocker: UpdateBlocker
    requests: Callable[[], int]
    language: str
    calls: Calls
    work: HighLevelWork | None = None

    async def settle_interrupted(self, *, keep: str = "") -> bool:
        """Find out what became of writes that a crash left open; runs other than that of plan ``keep`` are closed.

        Returns whether there was anything a crash had left open.
        """
        open_by_run: dict[str, list[Operation]] = {}
        for found in self.store.journal.unfinished():
            open_by_run.setdefault(found.run, []).append(to_operation(found))
        for run_id, operations in open_by_run.items():
            row = self.store.journal.run(run_id)
            ledger = StoreLedger(self.store, self.snapshot, self.clock, undoing=bool(row and row.undoes))
            await recover(operations, self._kinds(ledger, undoing=bool(row and row.undoes)))
        crashed = bool(open_by_run)
        for row in self.store.journal.runs(50):
            if row.state == RunState.RUNNING and row.plan != keep:
                crashed = True
                done = sum(o.state == "done" and o.verb != "mark" for o in self.store.journal.operations(row.id))
                self.store.journal.update_run(
                    replace(row, state=RunState.INTERRUPTED.value, applied=done, ended_at=self.clock.now())
                )
        return crashed

    async def apply(
        self,
        plan: Plan,
        *,
        only_safe: bool,
        origin: str,
        stop: Callable[[], bool],
        progress: Callable[[int, int], None],
        waiting: Callable[[float], None] = lambda _seconds: None,
    ) -> RunResult:
        """Apply a plan (or go on with its interrupted run) and return the result."""
        await self.settle_interrupted(keep=plan.id)
        row = self._run_row(plan, origin)
        changed, book = self.store.changes.newest(), self.store.tasks.revision()
        ledger = StoreLedger(self.store, self.snapshot, self.clock, undoing=bool(plan.undoes))
        before = self.requests()
        applier = Applier(
            plan,
            row.id,
            self._kinds(ledger, undoing=bool(plan.undoes)),
            ledger,
            self.calls,
            self.clock,
            stop,
            progress,
            waiting,
            only_safe,
            policy_of(load_settings(self.store)).read_only,
        )
        try:
            outcome = await applier.apply()
        except BaseException:
            # the process lives on: the run is not "running" any more, its journal tells what was done
            self.store.journal.update_run(replace(row, state=RunState.INTERRUPTED.value, ended_at=self.clock.now()))
            raise
        calls = {Side.HIGHLEVEL: self.requests() - before, Side.FATTURA24: ledger.spent[Side.FATTURA24]}
        asked = plan.asking if not only_safe and not outcome.stopped else 0
        return self._close(plan, row, outcome, calls, Before(changed, book, len(ledger.uncompared)), asked)

    def _run_row(self, plan: Plan, origin: str) -> RunRow:
        for row in self.store.journal.runs(50):
            if row.plan == plan.id and row.state == RunState.RUNNING:
                return row
        row = RunRow(id=plans.new_id(), plan=plan.id, started_at=self.clock.now(), origin=origin, undoes=plan.undoes)
        with self.store.transaction():
            self.store.plans.set_state(plan.id, "applying")
            self.store.journal.start_run(row)
        return row

    def _kinds(self, ledger: StoreLedger, *, undoing: bool) -> Kinds:
        return kinds_of(
            self.store, self.snapshot, self.clock, self.blocker, self.gateways, ledger, work=self.work, undoing=undoing
        )

    def _close(
        self, plan: Plan, row: RunRow, outcome: Applied, calls: Mapping[Side, int], before: Before, asked: int
    ) -> RunResult:
        waiting = plan.waiting - asked
        errors = tuple(RunError(f.action, f.title, self._say(f.error)) for f in outcome.failures)
        if outcome.abort is not None:
            errors = (*errors, RunError("", "", self._say(outcome.abort)))
        result = RunResult(
            row.id,
            outcome.applied,
            outcome.failed,
            outcome.stale,
            outcome.deferred,
            waiting,
            {s.value: n for s, n in calls.items()},
            errors,
            outcome.stopped,
            outcome.resume_at,
            outcome.abort,
        )
        closed = replace(
            row,
            ended_at=self.clock.now(),
            state=_state(result).value,
            applied=outcome.applied,
            failed=outcome.failed,
            stale=outcome.stale,
            deferred=outcome.deferred,
            calls_highlevel=calls[Side.HIGHLEVEL],
            calls_fattura24=calls[Side.FATTURA24],
            result=result.to_json(),
        )
        with self.store.transaction():
            self.store.journal.update_run(closed)
            self.store.plans.set_state(plan.id, "applied")
            if not all(a.reason == BY_HAND for a in plan.actions):  # a pair made by hand is no sync
                self.store.settings.set("last_sync_at", self.clock.now())
                if not plan.undoes:
                    self.store.settings.set("last_mapping", plan.mapping_digest)
                    self.store.settings.set("synced_before", True)
                applied(self.store, plan, result, before)
            self._keep_rest(plan, asked, row.id, stopped=outcome.stopped)
            self.store.activity.add(
                self.clock.now(),
                "info" if not errors else "warning",
                _log_key(plan),
                {
                    "applied": outcome.applied,
                    "failed": outcome.failed,
                    "stale": outcome.stale,
                    "deferred": outcome.deferred,
                    "waiting": waiting,
                },
                row.id,
            )
            if plan.undoes:
                left = outcome.stopped or outcome.failed or outcome.deferred
                mark_undone(self.store, plan, complete=not left and all(a.included for a in plan.actions))
        return result

    def _keep_rest(self, plan: Plan, asked: int, run: str, *, stopped: bool) -> None:
        """Keep what still waits for a person as a plan of its own, so that it is not forgotten until the next check;
        after Stop also what was not reached: it was confirmed as it stands, and its guards were answered."""
        reached = {a for o in self.store.journal.operations(run) for a in o.actions} if stopped else set()
        rest = tuple(
            a
            for a in plan.actions
            if ((a.waits_for_person or (a.asks and not asked)) and a.included)
            or (stopped and a.id not in reached and not a.note and not a.asks)
        )
        if any(a.effective or a.waits_for_person or a.asks for a in rest):
            now = self.clock.now()
            created = plan.created_at if stopped else now
            left = replace(plan, id=plans.new_id(), created_at=created, actions=rest, guards=())
            plans.save(self.store, refresh(left, calls_made(self.store, now), now))

    def _say(self, error: Ponte24Error) -> str:
        words = error.describe(self.language)
        return f"{words.title}: {words.meaning} {words.action}".strip()


def _state(result: RunResult) -> RunState:
    if result.problem is not None:
        return RunState.FAILED
    if result.stopped:
        return RunState.STOPPED
    if result.deferred:
        return RunState.DEFERRED
    return RunState.WAITING if result.waiting or result.failed or result.stale else RunState.DONE


def _log_key(plan: Plan) -> str:
    return "run_undone" if plan.undoes else "run_applied"
