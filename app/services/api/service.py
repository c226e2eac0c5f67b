"""The border between the services and whoever uses them: window, tray and command line."""

from __future__ import annotations

from collections.abc import Mapping as Values
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.services.api.accounts import Access, AccountInfo
    from app.services.api.agenda import AgendaService
    from app.services.api.automations.automation_ticks import AutomationTicks
    from app.services.api.automations.automations import AutomationService
    from app.services.api.automations.calling import CallService
    from app.services.api.fattura24.fattura24 import Fattura24Service
    from app.services.api.fattura24.invoices import InvoiceService
    from app.services.api.fattura24.mirror import HandoverService, MirrorService
    from app.services.api.files import FileService
    from app.services.api.housekeeping import HousekeepingService
    from app.services.api.imports import ImportReport
    from app.services.api.pairs import PairService
    from app.services.api.progress import ProgressSink, StopSignal
    from app.services.api.runs import OperationInfo, RunInfo, RunResult, SyncResult
    from app.services.api.settings import Example, Settings
    from app.services.api.status import LogEntry, Status
    from app.services.api.updates import UpdateService
    from app.services.api.webhooks import WebhookService
    from app.sync.contacts.mapping import Mapping
    from app.sync.plan.model import Plan, Side


class Service(Protocol):
    """Every use case. Plain methods touch only the local database and may be called from any thread; coroutines go to
    the network and belong to one event loop. All raise `app.errors.Ponte24Error` subclasses and nothing else expected.
    """

    @property
    def housekeeping(self) -> HousekeepingService:
        """Backups, forgetting, support and what is let go for its age."""
        ...

    @property
    def files(self) -> FileService:
        """What the owner said about columns, and the folder in which new exports are noticed."""
        ...

    @property
    def invoices(self) -> InvoiceService:
        """Customers with their invoices, and the owner's VAT code."""
        ...

    @property
    def agenda(self) -> AgendaService:
        """The book of tasks beside Fattura24's customers, payments, appointments and notes."""
        ...

    @property
    def pairs(self) -> PairService:
        """Customers and contacts, joined and parted by hand."""
        ...

    @property
    def access(self) -> Access:
        """Signing in, and testing what is kept."""
        ...

    @property
    def updates(self) -> UpdateService:
        """News of Ponte24 itself."""
        ...

    @property
    def webhooks(self) -> WebhookService:
        """The receiver of HighLevel's webhooks."""
        ...

    @property
    def fattura24(self) -> Fattura24Service:
        """Fattura24's documents, lists and calls."""
        ...

    @property
    def automations(self) -> AutomationService:
        """When … only if … then …."""
        ...

    @property
    def automation_ticks(self) -> AutomationTicks:
        """What the window asks of automations by its clock."""
        ...

    @property
    def calling(self) -> CallService:
        """Any operation of HighLevel's catalogue."""
        ...

    @property
    def mirror(self) -> MirrorService:
        """How old Fattura24's data are, and what to know of them."""
        ...

    @property
    def handover(self) -> HandoverService:
        """The bulk way: writes to Fattura24 as a file."""
        ...

    def status(self) -> Status:
        """Return all that Home shows."""
        ...

    def settings(self) -> Settings:
        """Return the owner's settings."""
        ...

    def save_settings(self, settings: Settings) -> None:
        """Store the settings."""
        ...

    def setting_values(self) -> dict[str, object]:
        """Return all settings by name."""
        ...

    def set_setting(self, key: str, value: str) -> None:
        """Set one setting from a text. Raises UsageError (setting_unknown, setting_value)."""
        ...

    def mapping(self) -> Mapping:
        """Return the field mapping."""
        ...

    def save_mapping(self, mapping: Mapping) -> None:
        """Store the mapping; open plans are superseded and the next run asks for a typed confirmation."""
        ...

    def custom_field_names(self) -> tuple[str, ...]:
        """Return the names of HighLevel's custom contact fields as last read."""
        ...

    def examples(self, limit: int = 20) -> tuple[Example, ...]:
        """Return some linked customers first, then others, with the values of both sides."""
        ...

    def runs(self, limit: int = 100) -> tuple[RunInfo, ...]:
        """Return the history, newest first."""
        ...

    def run_operations(self, run_id: str) -> tuple[OperationInfo, ...]:
        """Return what a run did, in order."""
        ...

    def activity(self, limit: int = 500) -> tuple[LogEntry, ...]:
        """Return the activity log, newest first."""
        ...

    def open_plan(self) -> Plan | None:
        """Return the newest plan that was neither applied nor superseded."""
        ...

    def load_plan(self, plan_id: str) -> Plan:
        """Return a stored plan. Raises UsageError (unknown_plan)."""
        ...

    def decide(self, plan_id: str, action_ids: Sequence[str], choice: str) -> Plan:
        """Record a decision (see `app.sync.plan.model.Choice`; blank takes it back) and return the changed plan."""
        ...

    def decide_always(self, plan_id: str, action_ids: Sequence[str], choice: str) -> Plan:
        """Make one side (``highlevel`` or ``fattura24``) right for the fields of some conflicts: in this plan and, by
        the mapping's rule, from now on. Raises UsageError; returns the changed plan."""
        ...

    def include(self, plan_id: str, action_ids: Sequence[str], included: bool) -> Plan:
        """Take actions into the plan or leave them out and return the changed plan."""
        ...

    def pause(self, until: float) -> None:
        """Pause scheduled syncs until a moment (epoch seconds; 0 resumes)."""
        ...

    def due(self) -> bool:
        """Tell whether a scheduled sync is due now (accounts connected, not paused, interval over)."""
        ...

    async def connect_highlevel(self, location_id: str, token: str, base_url: str = "") -> AccountInfo:
        """Check token and location with a real call, then keep the token. Raises CredentialsRefused and others."""
        ...

    async def connect_fattura24(self, key: str, base_url: str = "") -> AccountInfo:
        """Check the key with TestKey (one call), then keep it. Raises CredentialsRefused and others."""
        ...

    async def disconnect(self, side: Side) -> bool:
        """Forget every secret of an account; False if the keyring may still hold them. Links and data stay."""
        ...

    async def import_files(
        self,
        files: Sequence[Path],
        progress: ProgressSink | None = None,
        stop: StopSignal | None = None,
        columns: Values[str, str] | None = None,
        *,
        sure: bool = False,
        even_old: bool = False,
    ) -> tuple[ImportReport, ...]:
        """Read files of Fattura24, each by its kind, each wholly or not at all; one report a file, in order.

        ``columns`` names, for this once, the field of columns that are not known: the field by the column's name.
        A file that would change many customers, or looks like another address book, is not taken over unless ``sure``:
        its ``problem`` is an ImportGuard with the difference. Values that were said before something newer do not
        count, and the report says so, unless ``even_old``. A file that is refused does not keep the others from
        being read: its report has the ``problem``.
        Raises StorageError.
        """
        ...

    async def plan(self, progress: ProgressSink | None = None, stop: StopSignal | None = None) -> Plan:
        """Read HighLevel, compare both sides, store and return a plan. Writes nothing in either service."""
        ...

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
        """Apply a stored plan.

        ``digest`` binds what was confirmed (a different one raises UsageError plan_changed); ``confirmed`` says that a
        person confirmed the plan's guards by typing (otherwise GuardStop). Takes up an interrupted run of the plan.
        """
        ...

    async def sync(
        self,
        *,
        apply: bool = True,
        confirmed: bool = False,
        origin: str = "manual",
        progress: ProgressSink | None = None,
        stop: StopSignal | None = None,
    ) -> SyncResult:
        """Plan, then apply what needs no judgement."""
        ...

    async def plan_undo(self, run_id: str = "", actions: Sequence[str] = ()) -> Plan:
        """Store and return the plan that takes a run back (default: the last), or of it only these actions of its
        plan, with all that was written for them. Raises UsageError (unknown_run, unknown_action, nothing_to_undo)."""
        ...

    async def close(self) -> None:
        """End connections and close the store."""
        ...
