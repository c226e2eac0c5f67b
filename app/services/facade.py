"""All use cases behind one object: what the window and the command line talk to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.clock import Clock
from app.connectors.fattura24.gateway import Fattura24Gateway
from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.gateway import HighLevelGateway
from app.credentials import Credentials
from app.errors import CredentialsRefused, GuardStop, Ponte24Error, ServiceUnavailable, UsageError
from app.services.accounts.access import AccountAccess
from app.services.accounts.accounts import Accounts
from app.services.accounts.probe import NetworkProbe
from app.services.agenda.work_desk import AgendaWorkDesk
from app.services.api.accounts import AccountInfo, AccountState
from app.services.api.imports import ImportReport
from app.services.api.progress import Progress, ProgressSink, StopSignal
from app.services.api.runs import OperationInfo, RunInfo, RunResult, SyncResult
from app.services.api.settings import Example, Settings
from app.services.api.status import LogEntry, Status
from app.services.calls.calls import Calls
from app.services.fattura24.methods import Fattura24Desk
from app.services.handover.handover import HandoverDesk
from app.services.housekeeping.keeper import Housekeeper
from app.services.imports import importing
from app.services.imports.files import FileBook
from app.services.invoices.invoices import InvoiceBook
from app.services.mirror.view import MirrorView
from app.services.settings import choices
from app.services.settings.preferences import PAUSED, load_mapping, load_settings, save_mapping, save_settings
from app.services.sync import deciding, overview, planning, plans, schedule
from app.services.sync.blockers import update_blocker
from app.services.sync.examples import examples
from app.services.sync.incremental import IncrementalPlan
from app.services.sync.lease import WorkLease
from app.services.sync.reading import MANY_WRITES, Decoder, refresh
from app.services.sync.running import Runner
from app.services.sync.snapshot import CACHE, Snapshot
from app.services.webhooks.receiver import WebhookReceiver
from app.store import Store
from app.store.lease import COMMAND, Lease
from app.sync.apply.ports import Gateway
from app.sync.contacts.mapping import Mapping as FieldMapping
from app.sync.plan.guards import at_apply
from app.sync.plan.model import Plan, Side


@dataclass(slots=True)
class _Session:
    """The connections of one run and loop, and the local snapshot that goes with them."""

    highlevel: HighLevelGateway
    fattura24: Fattura24Gateway
    snapshot: Snapshot
    refused: bool = False


class Ponte24:
    """Implements `app.services.api.service.Service` for one home. ``language`` is for texts inside results, ``program``
    tells other programs of the same home who is at work."""

    def __init__(
        self, store: Store, credentials: Credentials, clock: Clock, language: str, *, program: str = COMMAND
    ) -> None:
        self.store, self.clock, self.language = store, clock, language
        self._credentials = credentials
        self.files = FileBook(store, clock)
        self.invoices = InvoiceBook(store, clock, self._snapshot)
        self._calls = Calls(store, clock)
        self._accounts = Accounts(store, credentials, NetworkProbe(clock, self._calls), clock, self._calls)
        self.fattura24 = Fattura24Desk(store, self._accounts, self._calls, clock)
        self.access = AccountAccess(self._accounts, clock, lambda: self.language)
        self._incremental = IncrementalPlan(store, clock)
        self.webhooks = WebhookReceiver(store, clock)
        self._work_lease = WorkLease(Lease(store.database.path.parent, program, clock), clock)
        self.mirror = MirrorView(store, clock)
        self.housekeeping = Housekeeper(store, clock, self.status, self._snapshot)
        self.handover = HandoverDesk(store, clock, self._snapshot, self._work_lease)
        self.agenda = AgendaWorkDesk(store, clock, lambda: self.language, self._highlevel)

    # --- what is known, without the network ---

    def status(self) -> Status:
        """Return all that Home shows."""
        accounts = {side: self._accounts.info(side) for side in Side}
        return overview.status(self.store, accounts, self.clock.now(), keyring=not self._credentials.session_only)

    def settings(self) -> Settings:
        """Return the owner's settings."""
        return load_settings(self.store)

    def save_settings(self, settings: Settings) -> None:
        """Store the settings."""
        save_settings(self.store, settings)

    def setting_values(self) -> dict[str, object]:
        """Return all settings by name."""
        return choices.as_values(self.settings())

    def set_setting(self, key: str, value: str) -> None:
        """Set one setting from a text. Raises UsageError (setting_unknown, setting_value)."""
        self.save_settings(choices.changed(self.settings(), key, value))

    def mapping(self) -> FieldMapping:
        """Return the field mapping."""
        return load_mapping(self.store)

    def save_mapping(self, mapping: FieldMapping) -> None:
        """Store the mapping; an open plan is superseded and the next run asks for confirmation."""
        save_mapping(self.store, mapping)
        self.store.activity.add(self.clock.now(), "info", "mapping_saved", {})

    def custom_field_names(self) -> tuple[str, ...]:
        """Return the names of HighLevel's custom contact fields as last read."""
        fields = self.store.settings.get(CACHE, {}).get("custom_fields", [])
        return tuple(str(f.get("name") or "") for f in fields)

    def examples(self, limit: int = 20) -> tuple[Example, ...]:
        """Return some customers with the values of both sides, linked ones first."""
        return examples(self.store, self._snapshot(), limit)

    def runs(self, limit: int = 100) -> tuple[RunInfo, ...]:
        """Return the history, newest first."""
        return tuple(overview.run_info(r) for r in self.store.journal.runs(limit))

    def run_operations(self, run_id: str) -> tuple[OperationInfo, ...]:
        """Return what a run did, in order."""
        return overview.run_operations(self.store, run_id)

    def activity(self, limit: int = 500) -> tuple[LogEntry, ...]:
        """Return the activity log, newest first."""
        return overview.activity(self.store, limit)

    def open_plan(self) -> Plan | None:
        """Return the plan to go on with: one whose run was interrupted, else the newest open one."""
        interrupted = plans.interrupted(self.store)
        return interrupted if interrupted is not None else plans.open_plan(self.store)

    def load_plan(self, plan_id: str) -> Plan:
        """Return a stored plan. Raises UsageError (unknown_plan)."""
        return plans.load(self.store, plan_id)[0]

    def decide(self, plan_id: str, action_ids: Sequence[str], choice: str) -> Plan:
        """Record a decision and return the changed plan. Raises UsageError."""
        return plans.decide(self.store, self.clock, plan_id, action_ids, choice)

    def decide_always(self, plan_id: str, action_ids: Sequence[str], choice: str) -> Plan:
        """Make one side right for the fields of some conflicts from now on and return the changed plan."""
        return deciding.decide_always(self.store, self.clock, plan_id, action_ids, choice)

    def include(self, plan_id: str, action_ids: Sequence[str], included: bool) -> Plan:
        """Take actions in or leave them out and return the changed plan. Raises UsageError."""
        return plans.include(self.store, self.clock, plan_id, action_ids, included)

    def pause(self, until: float) -> None:
        """Pause scheduled syncs until a moment (epoch seconds; 0 resumes)."""
        self.store.settings.set(PAUSED, until)
        self.store.activity.add(self.clock.now(), "info", "paused" if until else "resumed", {})

    def due(self) -> bool:
        """Tell whether a scheduled sync is due now."""
        unusable = (AccountState.MISSING, AccountState.LOCKED)
        if any(self._accounts.info(side).state in unusable for side in Side):
            return False
        at = schedule.next_run_at(self.store, self.clock.now())
        return 0 < at <= self.clock.now() and bool(self.store.settings.get("synced_before", False))

    # --- accounts and imports ---

    async def connect_highlevel(self, location_id: str, token: str, base_url: str = "") -> AccountInfo:
        """Check token and location with a real call, then keep the token."""
        return await self._accounts.connect_highlevel(location_id, token, base_url)

    async def connect_fattura24(self, key: str, base_url: str = "") -> AccountInfo:
        """Check the key with TestKey, then keep it."""
        return await self._accounts.connect_fattura24(key, base_url)

    async def disconnect(self, side: Side) -> bool:
        """Forget every secret of an account; False if the keyring may still hold them. Links and data stay."""
        return await asyncio.to_thread(self._accounts.disconnect, side)

    async def import_files(
        self,
        files: Sequence[Path],
        progress: ProgressSink | None = None,
        stop: StopSignal | None = None,
        columns: Mapping[str, str] | None = None,
        *,
        sure: bool = False,
    ) -> tuple[ImportReport, ...]:
        """Read files of Fattura24, one after the other; what is wrong with one is in its report."""
        reports = await asyncio.to_thread(
            importing.import_files, self.store, self.clock, files, progress, stop, columns, sure=sure
        )
        await asyncio.to_thread(self.agenda.refresh)
        return reports

    # --- plan, apply, undo ---

    async def plan(self, progress: ProgressSink | None = None, stop: StopSignal | None = None) -> Plan:
        """Read HighLevel, compare both sides, store and return a plan."""
        async with self._work_lease.taken(progress, stop), self._session() as session:
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
        async with self._work_lease.taken(progress, stop):
            plan, state = plans.load(self.store, plan_id)
            if digest and digest != plan.digest:
                raise UsageError("plan_changed", plan=plan_id)
            if state not in ("open", "applying"):
                raise UsageError("plan_closed", plan=plan_id)
            guards = at_apply(plan, self.clock.now()) if state == "open" else ()
            if guards and not confirmed:
                raise GuardStop(guards)
            async with self._session() as session:
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
        async with self._work_lease.taken(progress, stop), self._session() as session:
            with schedule.attempt(self.store, self.clock):
                plan = await self._plan(session, progress, stop)
            waiting = plan.waiting
            safe = sum(a.effective and not a.choices for a in plan.actions)
            if not apply or stop or not safe:
                return SyncResult(plan, None, waiting)
            if plan.guards and not confirmed:
                raise GuardStop(plan.guards)
            run = await self._apply(session, plan, True, origin, progress, stop)
            return SyncResult(plan, run, waiting)

    async def plan_undo(self, run_id: str = "") -> Plan:
        """Store and return the plan that takes a run back. Raises UsageError (unknown_run, nothing_to_undo)."""
        async with self._work_lease.taken():
            blocker = update_blocker(self.store)
            return await asyncio.to_thread(
                planning.compute_undo, self.store, self.clock, self._snapshot(), blocker, run_id
            )

    async def close(self) -> None:
        """Stop receiving webhooks and close the store."""
        await asyncio.to_thread(self.webhooks.stop)
        self.store.close()

    # --- helpers ---

    def _snapshot(self, cache: Callable[[], Mapping[str, object]] | None = None) -> Snapshot:
        stored = self.store.settings.get(CACHE, {})
        decoder = Decoder(self.mapping(), cache or (lambda: stored))
        settings = self.settings()
        return Snapshot(
            self.store,
            decoder,
            import_suppliers=settings.import_suppliers,
            ask_missing=settings.ask_missing,
            basis=decoder.basis,
        )

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[_Session]:
        """Open the connections of one run; remember how the accounts answered."""
        highlevel, fattura24 = (self._accounts.info(side) for side in Side)
        token, key = self._accounts.highlevel_token(), self._accounts.secret(Side.FATTURA24)
        client = HighLevelClient(token, highlevel.identifier, base_url=highlevel.base_url, clock=self.clock)
        invoices = self._calls.run_client(key, fattura24.base_url)
        gateway = HighLevelGateway(client, self.mapping(), self.store.settings.get(CACHE))
        session = _Session(gateway, Fattura24Gateway(invoices), self._snapshot(gateway.cache))
        try:
            await self._calls.monotonic.settle(invoices.server_time)
            yield session
            if not session.refused:
                self._accounts.set_state(Side.HIGHLEVEL, AccountState.CONNECTED)
        except CredentialsRefused as error:
            self._answered(error, AccountState.REFUSED)
            raise
        except ServiceUnavailable as error:
            self._answered(error, AccountState.OFFLINE)
            raise
        finally:
            self.store.settings.set(CACHE, gateway.cache())
            await client.aclose()
            await invoices.aclose()

    @asynccontextmanager
    async def _highlevel(self) -> AsyncIterator[HighLevelClient]:
        """Open a connection to HighLevel alone, for a few requests; remember how the account answered."""
        account, token = self._accounts.info(Side.HIGHLEVEL), self._accounts.highlevel_token()
        client = HighLevelClient(token, account.identifier, base_url=account.base_url, clock=self.clock)
        try:
            yield client
        except (CredentialsRefused, ServiceUnavailable) as error:
            refused = isinstance(error, CredentialsRefused)
            self._answered(error, AccountState.REFUSED if refused else AccountState.OFFLINE)
            raise
        finally:
            await client.aclose()

    def _answered(self, error: Ponte24Error, state: AccountState) -> None:
        side = Side.FATTURA24 if error.params.get("service") == "Fattura24" else Side.HIGHLEVEL
        problem = error.code if isinstance(error, CredentialsRefused) else ""
        self._accounts.set_state(side, state, problem, str(error.params.get("scope", "")))

    async def _plan(self, session: _Session, progress: ProgressSink | None, stop: StopSignal | None) -> Plan:
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
        read = await refresh(self.store, session.highlevel, self.clock, progress, stop, fields_known=fresh)
        # only now: a full read may have asked for the fields again, and somebody may have deleted one
        missing = await session.highlevel.missing_fields()
        tell(Progress("comparing"))
        return await asyncio.to_thread(self._compute, session, read.complete, read.before, missing)

    def _compute(self, session: _Session, complete: bool, before: int, missing: tuple[str, ...]) -> Plan:
        return self._incremental.compute(session.snapshot, complete=complete, before=before, missing_fields=missing)

    async def _apply(
        self,
        session: _Session,
        plan: Plan,
        only_safe: bool,
        origin: str,
        progress: ProgressSink | None,
        stop: StopSignal | None,
    ) -> RunResult:
        tell = progress or (lambda _step: None)
        result = await self._runner(session).apply(
            plan,
            only_safe=only_safe,
            origin=origin,
            stop=lambda: bool(stop),
            progress=lambda done, total: tell(Progress("applying", done, total)),
        )
        if isinstance(result.problem, CredentialsRefused | ServiceUnavailable):
            session.refused = True
            refused = isinstance(result.problem, CredentialsRefused)
            self._answered(result.problem, AccountState.REFUSED if refused else AccountState.OFFLINE)
        elif result.problem is None and result.applied > MANY_WRITES:
            with suppress(Ponte24Error):  # the run is done, and the next check reads the rest or says why not
                await refresh(self.store, session.highlevel, self.clock, None, stop)
        return result

    def _runner(self, session: _Session) -> Runner:
        gateways: dict[Side, Gateway] = {Side.HIGHLEVEL: session.highlevel, Side.FATTURA24: session.fattura24}
        return Runner(
            self.store,
            self.clock,
            session.snapshot,
            gateways,
            update_blocker(self.store),
            lambda: session.highlevel.requests,
            self.language,
            self._calls,
        )
