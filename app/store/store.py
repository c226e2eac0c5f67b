"""The store: everything of a home that must survive a restart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.clock import Clock, SystemClock
from app.parts import Parts, part
from app.paths import Home
from app.store.home.opening import open_database
from app.store.schema.database import BUSY_TIMEOUT, Database

if TYPE_CHECKING:
    from app.store.activity import Activity
    from app.store.agenda.appointments import Appointments
    from app.store.agenda.book import TaskBook
    from app.store.agenda.links import HighLevelTasks, TaskLinks
    from app.store.agenda.notes import Notes
    from app.store.agenda.payments import Payments
    from app.store.automations.definitions import Automations
    from app.store.automations.events import Events
    from app.store.automations.runs import AutomationRuns
    from app.store.budget import CallLog
    from app.store.changes import Changes
    from app.store.migrations import Migration
    from app.store.mirrored.highlevel import HighLevelCache
    from app.store.mirrored.invoices import Invoices
    from app.store.mirrored.kept_records import KeptRecords
    from app.store.mirrored.mirror import Mirror
    from app.store.mirrored.schedule import Schedule
    from app.store.mirrored.seen_files import SeenFiles
    from app.store.requests import DocumentRequests
    from app.store.sync.handovers import Handovers
    from app.store.sync.journal import Journal
    from app.store.sync.links import Links
    from app.store.sync.plans import Plans
    from app.store.values import Decisions, SettingValues
    from app.store.webhooks import Webhooks


class Store(Parts):
    """One SQLite file by topic, each of which is imported when it is first asked for; every call may be made from any
    thread and is durable when it returns.

    All calls raise StorageError when the disk does not take or give what is asked.
    """

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database

    @part
    def highlevel(self) -> HighLevelCache:
        from app.store.mirrored.highlevel import HighLevelCache

        return HighLevelCache(self.database)

    @part
    def highlevel_records(self) -> KeptRecords:
        from app.store.mirrored.kept_records import KeptRecords

        return KeptRecords(self.database)

    @part
    def mirror(self) -> Mirror:
        from app.store.mirrored.mirror import Mirror

        return Mirror(self.database)

    @part
    def invoices(self) -> Invoices:
        from app.store.mirrored.invoices import Invoices

        return Invoices(self.database)

    @part
    def schedule(self) -> Schedule:
        from app.store.mirrored.schedule import Schedule

        return Schedule(self.database)

    @part
    def seen_files(self) -> SeenFiles:
        from app.store.mirrored.seen_files import SeenFiles

        return SeenFiles(self.database)

    @part
    def links(self) -> Links:
        from app.store.sync.links import Links

        return Links(self.database)

    @part
    def changes(self) -> Changes:
        from app.store.changes import Changes

        return Changes(self.database)

    @part
    def handovers(self) -> Handovers:
        from app.store.sync.handovers import Handovers

        return Handovers(self.database)

    @part
    def plans(self) -> Plans:
        from app.store.sync.plans import Plans

        return Plans(self.database)

    @part
    def journal(self) -> Journal:
        from app.store.sync.journal import Journal

        return Journal(self.database)

    @part
    def budget(self) -> CallLog:
        from app.store.budget import CallLog

        return CallLog(self.database)

    @part
    def requests(self) -> DocumentRequests:
        from app.store.requests import DocumentRequests

        return DocumentRequests(self.database)

    @part
    def settings(self) -> SettingValues:
        from app.store.values import SettingValues

        return SettingValues(self.database)

    @part
    def decisions(self) -> Decisions:
        from app.store.values import Decisions

        return Decisions(self.database)

    @part
    def activity(self) -> Activity:
        from app.store.activity import Activity

        return Activity(self.database)

    @part
    def webhooks(self) -> Webhooks:
        from app.store.webhooks import Webhooks

        return Webhooks(self.database)

    @part
    def tasks(self) -> TaskBook:
        from app.store.agenda.book import TaskBook

        return TaskBook(self.database)

    @part
    def task_links(self) -> TaskLinks:
        from app.store.agenda.links import TaskLinks

        return TaskLinks(self.database)

    @part
    def highlevel_tasks(self) -> HighLevelTasks:
        from app.store.agenda.links import HighLevelTasks

        return HighLevelTasks(self.database)

    @part
    def notes(self) -> Notes:
        from app.store.agenda.notes import Notes

        return Notes(self.database)

    @part
    def appointments(self) -> Appointments:
        from app.store.agenda.appointments import Appointments

        return Appointments(self.database)

    @part
    def payments(self) -> Payments:
        from app.store.agenda.payments import Payments

        return Payments(self.database)

    @part
    def automations(self) -> Automations:
        from app.store.automations.definitions import Automations

        return Automations(self.database)

    @part
    def events(self) -> Events:
        from app.store.automations.events import Events

        return Events(self.database)

    @part
    def automation_runs(self) -> AutomationRuns:
        from app.store.automations.runs import AutomationRuns

        return AutomationRuns(self.database)

    @classmethod
    def open(
        cls,
        home: Home,
        clock: Clock | None = None,
        *,
        history: Sequence[Migration] | None = None,
        busy_timeout: float = BUSY_TIMEOUT,
    ) -> Store:
        """Open the store of a home, made when there is none (folder 0700, files 0600).

        A file of an earlier version is copied to the home's backups, then migrated. ``clock`` names the copy,
        ``history`` are the revisions known, ``busy_timeout`` the seconds to wait for another process.
        Raises StorageError: home_read_only, disk_full, disk_failed, database_damaged, database_newer,
        database_busy.
        """
        return cls(open_database(home, clock or SystemClock(), history=history, busy_timeout=busy_timeout))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all calls of this thread within the block one transaction: all of it is kept or nothing.

        Nestable: the outermost commits; a failing inner one undoes its part only.
        Never hold one across an ``await``.
        """
        with self.database.transaction():
            yield

    def close(self) -> None:
        """Close the file; later calls raise RuntimeError."""
        self.database.close()
