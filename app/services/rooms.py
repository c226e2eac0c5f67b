"""The rooms of the services and how they are joined: each is imported and made when it is first asked for, since most
commands need few of them."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from app.clock import Clock
from app.credentials import Credentials
from app.parts import Parts, part
from app.store import Store
from app.store.home.lease import COMMAND, Lease

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from app.connectors.highlevel.client import HighLevelClient
    from app.services.accounts.access import AccountAccess
    from app.services.accounts.accounts import Accounts
    from app.services.agenda.work_desk import AgendaWorkDesk
    from app.services.api.progress import ProgressSink, StopSignal
    from app.services.api.runs import SyncResult
    from app.services.api.status import Status
    from app.services.automations.calling import Caller
    from app.services.automations.desk import AutomationDesk
    from app.services.automations.ticks import Ticks
    from app.services.calls.calls import Calls
    from app.services.fattura24.methods import Fattura24Desk
    from app.services.handover.handover import HandoverDesk
    from app.services.housekeeping.keeper import Housekeeper
    from app.services.imports.files import FileBook
    from app.services.imports.importing import Importing
    from app.services.invoices.invoices import InvoiceBook
    from app.services.mirror.view import MirrorView
    from app.services.sync.lease import WorkLease
    from app.services.sync.pairing import Pairing
    from app.services.sync.reading.session import AccountConnections
    from app.services.sync.reading.snapshot import Snapshot
    from app.services.sync.syncing import Syncing
    from app.services.updates.notice import UpdateNotice
    from app.services.webhooks.receiver import WebhookReceiver


class Rooms(Parts):
    """What `app.services.facade.Ponte24` passes on to. ``language`` is for texts inside results, ``program`` tells
    other programs of the same home who is at work."""

    def __init__(
        self, store: Store, credentials: Credentials, clock: Clock, language: str, *, program: str = COMMAND
    ) -> None:
        super().__init__()
        self.store, self.clock, self.language = store, clock, language
        self._credentials, self._program = credentials, program
        self.without_automations = False
        """The safe start: automations are not evaluated, their events are kept."""

    # --- what rooms are given of what is said at the border ---

    @abstractmethod
    def status(self) -> Status:
        """Return the state of everything."""

    @abstractmethod
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

    # --- the rooms ---

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
        from app.services.sync.reading.session import AccountConnections

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
        return desk(*own, self.sync, self._highlevel, off=self.without_automations)

    @property
    def automation_ticks(self) -> Ticks:
        """What the window asks of them by its clock."""
        from app.services.automations.ticks import Ticks

        return Ticks(self.store, self, self._said_in)

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

    @part
    def housekeeping(self) -> Housekeeper:
        """Backups, forgetting, support and the daily upkeep."""
        from app.services.housekeeping.keeper import Housekeeper

        return Housekeeper(self.store, self.clock, self.status, self._snapshot)

    @part
    def updates(self) -> UpdateNotice:
        """News of Ponte24 itself; the demo and commands never ask for any."""
        from app.services.updates.notice import UpdateNotice, channel_of

        return UpdateNotice(self.store, self.clock, channel_of(self._program), self._said_in)

    def _own_calls(self) -> Calls:
        return self._calls

    def _highlevel(self) -> AbstractAsyncContextManager[HighLevelClient]:
        return self._connections.highlevel()

    def _said_in(self) -> str:
        return self.language

    def _snapshot(self) -> Snapshot:
        from app.services.sync.reading.session import take_snapshot

        return take_snapshot(self.store)
