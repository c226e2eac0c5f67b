"""Plan, apply and undo: the main job, over the connections of one session."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial

from app.clock import Clock
from app.connectors.highlevel.client import HighLevelClient
from app.errors import CredentialsRefused, GuardStop, Ponte24Error, ServiceUnavailable, UsageError
from app.services.api.progress import Progress, ProgressSink, StopSignal
from app.services.api.runs import RunResult, SyncResult
from app.services.calls.calls import Calls
from app.services.settings import place
from app.services.sync import schedule, undoing
from app.services.sync.applying.running import Runner
from app.services.sync.lease import WorkLease
from app.services.sync.planning.automate import Automate, NoAutomations
from app.services.sync.planning.incremental import IncrementalPlan
from app.services.sync.plans import plans
from app.services.sync.reading.blockers import update_blocker
from app.services.sync.reading.reading import MANY_WRITES, refresh
from app.services.sync.reading.session import Connections, Session, take_snapshot
from app.services.work.calendars import minutes_of
from app.services.work.highlevel import HighLevelWork
from app.services.work.reading import read_tasks
from app.services.work.slots import read_slots
from app.store import Store
from app.sync.apply.ports import Gateway
from app.sync.plan.guards import at_apply
from app.sync.plan.model import Plan, Side


class Syncing:
    """One piece of long work at a time; ``language`` is for the errors in results, ``derive`` brings the book of
    tasks up to what is known, ``look`` reads what is only shown: appointments and notes."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        language: Callable[[], str],
        calls: Calls,
        connections: Connections,
        lease: WorkLease,
        derive: Callable[[], object] = lambda: None,
        look: Callable[[HighLevelClient, StopSignal | None], Awaitable[None]] | None = None,
        automate: Automate | None = None,
    ) -> None:
        self._store, self._clock, self._language = store, clock, language
        self._calls, self._lease, self._derive, self._look = calls, lease, derive, look
        self.connections = connections
        self._automate = automate or NoAutomations()
        self.incremental = IncrementalPlan(store, clock, self._automate)

    async def plan(self, progress: ProgressSink | None = None, stop: StopSignal | None = None) -> Plan:
        """Read HighLevel, compare both sides, store and return a plan."""
        async with self._lease.taken(progress, stop), self.connections.session() as session:
            return await self._plan(session, progress, stop)

    async def apply(
        self,
        plan_id: str,
        *,
        digest: str = "",
        confirmed: bool = False,
        progress: ProgressSink | None = None,
        stop: StopSignal | None = None,
        only_safe: bool = False,
        origin: str = "manual",
    ) -> RunResult:
        """Apply a stored plan. Raises GuardStop, UsageError (unknown_plan, plan_changed, plan_closed) and others."""
        async with self._lease.taken(progress, stop):
            plan, state = plans.load(self._store, plan_id)
            if digest and digest != plan.digest:
                raise UsageError("plan_changed", plan=plan_id)
            if state not in ("open", "applying"):
                raise UsageError("plan_closed", plan=plan_id)
            guards = at_apply(plan, self._clock.now()) if state == "open" else ()
            if guards and not confirmed:
                raise GuardStop(guards)
            async with self.connections.session() as session:
                return await self._apply(session, plan, only_safe, origin, progress, stop)

    async def sync(
        self,
        *,
        apply: bool = True,
        confirmed: bool = False,
        origin: str = "manual",
        progress: ProgressSink | None = None,
        stop: StopSignal | None = None,
    ) -> SyncResult:
        """Plan, then apply what needs no judgement. Raises GuardStop when a guard stops it."""
        async with self._lease.taken(progress, stop), self.connections.session() as session:
            with schedule.attempt(self._store, self._clock):
                plan = await self._plan(session, progress, stop)
            if self._look is not None and session.client is not None and not stop:
                with suppress(Ponte24Error):  # it is only shown: what matters has been read, and the next look comes
                    await self._look(session.client, stop)
            waiting = plan.waiting
            safe = sum(a.effective and not a.choices and not a.asks for a in plan.actions)
            if not apply or stop or not safe:
                return SyncResult(plan, None, waiting)
            if plan.guards and not confirmed:
                raise GuardStop(plan.guards)
            run = await self._apply(session, plan, True, origin, progress, stop)
            return SyncResult(plan, run, waiting)

    async def plan_undo(self, run_id: str = "", actions: Sequence[str] = ()) -> Plan:
        """Store and return the plan that takes a run back, or some actions of it. Raises UsageError (unknown_run,
        unknown_action, nothing_to_undo)."""
        async with self._lease.taken():
            return await asyncio.to_thread(
                undoing.compute_undo,
                self._store,
                self._clock,
                take_snapshot(self._store),
                update_blocker(self._store),
                run_id,
                actions,
            )

    async def _plan(self, session: Session, progress: ProgressSink | None, stop: StopSignal | None) -> Plan:
        tell = progress or (lambda _step: None)
        tell(Progress("recovering"))
        crashed = await self._runner(session).settle_interrupted()
        tell(Progress("reading_fields"))
        await session.highlevel.location()
        # a field that is there and not known would read as blank, and a blank is filled
        sent = session.highlevel.requests
        unknown = await session.highlevel.missing_fields()
        fresh = session.highlevel.requests > sent  # nothing was known of them, so they have just been asked for
        if (crashed or unknown) and not fresh:
            await session.highlevel.custom_fields(refresh=True)
            fresh = True
        read = await refresh(self._store, session.highlevel, self._clock, progress, stop, fields_known=fresh)
        # only now: a full read may have asked for the fields again, and somebody may have deleted one
        missing = await session.highlevel.missing_fields()
        if session.client is not None:
            tell(Progress("reading_tasks"))
            await read_tasks(self._store, session.client, self._clock, stop)
            await asyncio.to_thread(self._derive)
            if not stop:
                await read_slots(self._store, session.client, self._clock)
        tell(Progress("comparing"))
        return await asyncio.to_thread(self._compute, session, read.complete, read.before, missing)

    def _compute(self, session: Session, complete: bool, before: int, missing: tuple[str, ...]) -> Plan:
        return self.incremental.compute(session.snapshot, complete=complete, before=before, missing_fields=missing)

    async def _apply(
        self,
        session: Session,
        plan: Plan,
        only_safe: bool,
        origin: str,
        progress: ProgressSink | None,
        stop: StopSignal | None,
    ) -> RunResult:
        tell = progress or (lambda _step: None)
        reached = Progress("applying")

        def went_on(done: int, total: int) -> None:
            nonlocal reached
            reached = Progress("applying", done, total)
            tell(reached)

        def waits(seconds: float) -> None:
            tell(Progress("waiting_minute", reached.done, reached.total, {"seconds": str(math.ceil(seconds))}))

        if not only_safe:
            await asyncio.to_thread(self._automate.confirmed, plan)
        result = await self._runner(session).apply(
            plan,
            only_safe=only_safe,
            origin=origin,
            stop=lambda: bool(stop),
            progress=went_on,
            waiting=waits,
        )
        if isinstance(result.problem, CredentialsRefused | ServiceUnavailable):
            session.refused = True
            self.connections.answered(result.problem)
        elif result.problem is None and result.applied > MANY_WRITES:
            with suppress(Ponte24Error):  # the run is done, and the next check reads the rest or says why not
                await refresh(self._store, session.highlevel, self._clock, None, stop)
        return result

    def _runner(self, session: Session) -> Runner:
        gateways: dict[Side, Gateway] = {Side.HIGHLEVEL: session.highlevel, Side.FATTURA24: session.fattura24}
        return Runner(
            self._store,
            self._clock,
            session.snapshot,
            gateways,
            update_blocker(self._store),
            lambda: session.highlevel.requests,
            self._language(),
            self._calls,
            self._work(session.client) if session.client is not None else None,
        )

    def _work(self, client: HighLevelClient) -> HighLevelWork:
        return HighLevelWork(client, place.zone(self._store), partial(minutes_of, self._store))
