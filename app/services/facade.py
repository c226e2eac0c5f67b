"""All use cases behind one object: what the window and the command line talk to. It only passes on to the rooms."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.rooms import Rooms

if TYPE_CHECKING:
    from app.services.api.accounts import AccountInfo
    from app.services.api.imports import ImportReport
    from app.services.api.progress import ProgressSink, StopSignal
    from app.services.api.runs import OperationInfo, RunInfo, RunResult, SyncResult
    from app.services.api.settings import Example, Settings
    from app.services.api.status import LogEntry, Status
    from app.sync.contacts.mapping import Mapping as FieldMapping
    from app.sync.plan.model import Plan, Side


class Ponte24(Rooms):
    """Implements `app.services.api.service.Service` for one home."""

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
        from app.services.sync.plans import plans

        return plans.to_go_on_with(self.store)

    def load_plan(self, plan_id: str) -> Plan:
        """Return a stored plan. Raises UsageError (unknown_plan)."""
        from app.services.sync.plans import plans

        return plans.load(self.store, plan_id)[0]

    def decide(self, plan_id: str, action_ids: Sequence[str], choice: str) -> Plan:
        """Record a decision and return the changed plan. Raises UsageError."""
        from app.services.sync.plans import plans

        return plans.decide(self.store, self.clock, plan_id, action_ids, choice)

    def decide_always(self, plan_id: str, action_ids: Sequence[str], choice: str) -> Plan:
        """Make one side right for the fields of some conflicts from now on and return the changed plan."""
        from app.services.sync.plans import deciding

        return deciding.decide_always(self.store, self.clock, plan_id, action_ids, choice)

    def include(self, plan_id: str, action_ids: Sequence[str], included: bool) -> Plan:
        """Take actions in or leave them out and return the changed plan. Raises UsageError."""
        from app.services.sync.plans import plans

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
        even_old: bool = False,
    ) -> tuple[ImportReport, ...]:
        """Read files of Fattura24, one after the other; what is wrong with one is in its report."""
        return await self._importing.import_files(files, progress, stop, columns, sure=sure, even_old=even_old)

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
