"""All use cases behind one object: what the window and the command line talk to. It only puts the parts together, and
each only when it is first asked for: most commands need few of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import Clock
from app.credentials import Credentials
from app.parts import part
from app.services.own_parts import OwnParts
from app.store import Store
from app.store.lease import COMMAND, Lease

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from app.connectors.highlevel.client import HighLevelClient
    from app.services.accounts.access import AccountAccess
    from app.services.accounts.accounts import Accounts
    from app.services.agenda.work_desk import AgendaWorkDesk
    from app.services.api.accounts import AccountInfo
    from app.services.api.imports import ImportReport
    from app.services.api.progress import ProgressSink, StopSignal
    from app.services.api.runs import OperationInfo, RunInfo, RunResult, SyncResult
    from app.services.api.settings import Example, Settings
    from app.services.api.status import LogEntry, Status
    from app.services.automations.calling import Caller
    from app.services.automations.desk import AutomationDesk
    from app.services.calls.calls import Calls
    from app.services.fattura24.methods import Fattura24Desk
    from app.services.handover.handover import HandoverDesk
    from app.services.imports.files import FileBook
    from app.services.imports.importing import Importing
    from app.services.invoices.invoices import InvoiceBook
    from app.services.mirror.view import MirrorView
    from app.services.sync.lease import WorkLease
    from app.services.sync.pairing import Pairing
    from app.services.sync.session import AccountConnections
    from app.services.sync.snapshot import Snapshot
    from app.services.sync.syncing import Syncing
    from app.services.webhooks.receiver import WebhookReceiver
    from app.sync.contacts.mapping import Mapping as FieldMapping
    from app.sync.plan.model import Plan, Side


class Ponte24(OwnParts):
    """Implements `app.services.api.service.Service` for one home. ``language`` is for texts inside results, ``program``
    tells other programs of the same home who is at work."""

    def __init__(
        self, store: Store, credentials: Credentials, clock: Clock, language: str, *, program: str = COMMAND
    ) -> None:
        super().__init__()
        self.store, self.clock, self.language = store, clock, language
        self._credentials, self._program = credentials, program
        self.without_automations = False
        """The safe start: automations are not evaluated, their events are kept."""

    # --- the parts ---

    @part
    def _calls(self) -> Calls:
        from app.services.calls.calls import Calls

        return Calls(self.store, self.clock)

    @part
    def _accounts(self) -> Accounts:
        from app.services.accounts.accounts import Accounts
        from app.services.accounts.probe import NetworkProbe

        probe = NetworkProbe(self.clock, self._own_calls)
        return Accounts(self.store, self._credentials, probe, self.clock, self._own_calls)

    @part
    def _connections(self) -> AccountConnections:
        from app.services.sync.session import AccountConnections

        return AccountConnections(self.store, self.clock, self._accounts, self._calls)

    @part
    def _work_lease(self) -> WorkLease:
        from app.services.sync.lease import WorkLease

        return WorkLease(Lease(self.store.database.path.parent, self._program, self.clock), self.clock)

    @part
    def syncing(self) -> Syncing:
        """Planning, applying and undoing."""
        from app.services.sync.syncing import Syncing

        own = (self.store, self.clock, self._said_in, self._calls, self._connections, self._work_lease)
        return Syncing(*own, self.agenda.refresh, self.agenda.read_with, self.automations.engine)

    @part
    def automations(self) -> AutomationDesk:
        """When … only if … then …."""
        from app.services.automations.assembling import desk

        own = (self.store, self.clock, self._said_in, self._snapshot, self.agenda.write_calendar)
        return desk(*own, self.sync, off=self.without_automations)

    @property
    def automation_ticks(self) -> AutomationDesk:
        """What the window asks of them by its clock."""
        return self.automations

    @part
    def _importing(self) -> Importing:
        from app.services.imports.importing import Importing

        return Importing(self.store, self.clock, self.agenda.refresh)

    @part
    def files(self) -> FileBook:
        """What the owner said about columns, and the watched folder."""
        from app.services.imports.files import FileBook

        return FileBook(self.store, self.clock)

    @part
    def invoices(self) -> InvoiceBook:
        """Customers with their invoices, and the owner's VAT code."""
        from app.services.invoices.invoices import InvoiceBook

        return InvoiceBook(self.store, self.clock, self._snapshot)

    @part
    def fattura24(self) -> Fattura24Desk:
        """Fattura24's documents, lists and calls."""
        from app.services.fattura24.methods import Fattura24Desk

        return Fattura24Desk(self.store, self._accounts, self._calls, self.clock)

    @part
    def calling(self) -> Caller:
        """Any operation of HighLevel's catalogue."""
        from app.services.automations.calling import Caller

        return Caller(self.store, self.clock.now, self._said_in, self._highlevel)

    @part
    def access(self) -> AccountAccess:
        """Signing in, and testing what is kept."""
        from app.services.accounts.access import AccountAccess

        return AccountAccess(self._accounts, self.clock, self._said_in)

    @part
    def webhooks(self) -> WebhookReceiver:
        """The receiver of HighLevel's webhooks."""
        from app.services.webhooks.receiver import WebhookReceiver

        return WebhookReceiver(self.store, self.clock)

    @part
    def mirror(self) -> MirrorView:
        """How old Fattura24's data are, and what to know of them."""
        from app.services.mirror.view import MirrorView

        return MirrorView(self.store, self.clock)

    @part
    def handover(self) -> HandoverDesk:
        """The bulk way: writes to Fattura24 as a file."""
        from app.services.handover.handover import HandoverDesk

        return HandoverDesk(self.store, self.clock, self._snapshot, self._work_lease)

    @part
    def pairs(self) -> Pairing:
        """Customers and contacts, joined and parted by hand."""
        from app.services.sync.pairing import Pairing

        return Pairing(self.store, self.clock, self._said_in, self._calls, self._work_lease, self.invoices.customers)

    @part
    def agenda(self) -> AgendaWorkDesk:
        """The book of tasks, notes and appointments."""
        from app.services.agenda.work_desk import AgendaWorkDesk

        return AgendaWorkDesk(self.store, self.clock, self._said_in, self._highlevel)

    def _own_calls(self) -> Calls:
        return self._calls

    def _highlevel(self) -> AbstractAsyncContextManager[HighLevelClient]:
        return self._connections.highlevel()

    def _said_in(self) -> str:
        return self.language

    def _snapshot(self) -> Snapshot:
        from app.services.sync.session import take_snapshot

        return take_snapshot(self.store)

    # --- what is known, without the network ---

    def status(self) -> Status:
        """Return all that Home shows."""
        from app.services.overview import overview

        keyring = not self._credentials.session_only
        return overview.status(self.store, self._accounts.infos(), self.clock.now(), keyring=keyring)

    def settings(self) -> Settings:
        """Return the owner's settings."""
        from app.services.settings import preferences

        return preferences.load_settings(self.store)

    def save_settings(self, settings: Settings) -> None:
        """Store the settings."""
        from app.services.settings import preferences

        preferences.save_settings(self.store, settings)

    def setting_values(self) -> dict[str, object]:
        """Return all settings by name."""
        from app.services.settings import by_name

        return by_name.values(self.settings(), self.agenda.settings())

    def set_setting(self, key: str, value: str) -> None:
        """Set one setting from a text. Raises UsageError (setting_unknown, setting_value)."""
        from app.services.settings import by_name

        by_name.set_one(self, self.agenda, key, value)

    def mapping(self) -> FieldMapping:
        """Return the field mapping."""
        from app.services.settings import preferences

        return preferences.load_mapping(self.store)

    def save_mapping(self, mapping: FieldMapping) -> None:
        """Store the mapping; an open plan is superseded and the next run asks for confirmation."""
        from app.services.settings import preferences

        preferences.save_mapping(self.store, mapping, self.clock.now())

    def custom_field_names(self) -> tuple[str, ...]:
        """Return the names of HighLevel's custom contact fields as last read."""
        from app.services.overview import examples

        return examples.custom_field_names(self.store)

    def examples(self, limit: int = 20) -> tuple[Example, ...]:
        """Return some customers with the values of both sides, linked ones first."""
        from app.services.overview import examples

        return examples.examples(self.store, self._snapshot(), limit)

    def runs(self, limit: int = 100) -> tuple[RunInfo, ...]:
        """Return the history, newest first."""
        from app.services.overview import overview

        return overview.runs(self.store, limit)

    def run_operations(self, run_id: str) -> tuple[OperationInfo, ...]:
        """Return what a run did, in order."""
        from app.services.overview import overview

        return overview.run_operations(self.store, run_id)

    def activity(self, limit: int = 500) -> tuple[LogEntry, ...]:
        """Return the activity log, newest first."""
        from app.services.overview import overview

        return overview.activity(self.store, limit)

    def open_plan(self) -> Plan | None:
        """Return the plan to go on with: one whose run was interrupted, else the newest open one."""
        from app.services.sync import plans

        return plans.to_go_on_with(self.store)

    def load_plan(self, plan_id: str) -> Plan:
        """Return a stored plan. Raises UsageError (unknown_plan)."""
        from app.services.sync import plans

        return plans.load(self.store, plan_id)[0]

    def decide(self, plan_id: str, action_ids: Sequence[str], choice: str) -> Plan:
        """Record a decision and return the changed plan. Raises UsageError."""
        from app.services.sync import plans

        return plans.decide(self.store, self.clock, plan_id, action_ids, choice)

    def decide_always(self, plan_id: str, action_ids: Sequence[str], choice: str) -> Plan:
        """Make one side right for the fields of some conflicts from now on and return the changed plan."""
        from app.services.sync import deciding

        return deciding.decide_always(self.store, self.clock, plan_id, action_ids, choice)

    def include(self, plan_id: str, action_ids: Sequence[str], included: bool) -> Plan:
        """Take actions in or leave them out and return the changed plan. Raises UsageError."""
        from app.services.sync import plans

        return plans.include(self.store, self.clock, plan_id, action_ids, included)

    def pause(self, until: float) -> None:
        """Pause scheduled syncs until a moment (epoch seconds; 0 resumes)."""
        from app.services.sync import schedule

        schedule.pause(self.store, self.clock.now(), until)

    def due(self) -> bool:
        """Tell whether a scheduled sync is due now."""
        from app.services.sync import schedule

        return schedule.due(self.store, self._accounts.infos(), self.clock.now())

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
        return await self._importing.import_files(files, progress, stop, columns, sure=sure)

    # --- plan, apply, undo ---

    async def plan(self, progress: ProgressSink | None = None, stop: StopSignal | None = None) -> Plan:
        """Read HighLevel, compare both sides, store and return a plan."""
        return await self.syncing.plan(progress, stop)

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
        return await self.syncing.apply(
            plan_id,
            digest=digest,
            confirmed=confirmed,
            progress=progress,
            stop=stop,
            only_safe=only_safe,
            origin=origin,
        )

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
        return await self.syncing.sync(apply=apply, confirmed=confirmed, origin=origin, progress=progress, stop=stop)

    async def plan_undo(self, run_id: str = "", actions: Sequence[str] = ()) -> Plan:
        """Store and return the plan that takes a run, or some rows of it, back. Raises UsageError."""
        return await self.syncing.plan_undo(run_id, actions)

    async def close(self) -> None:
        """Stop receiving webhooks and close the store."""
        await asyncio.to_thread(self._shut)

    def _shut(self) -> None:
        self.let_go("webhooks", "stop")
        self.store.close()
