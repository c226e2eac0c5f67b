"""The store: everything of a home that must survive a restart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.clock import Clock, SystemClock
from app.paths import Home
from app.store.activity import Activity
from app.store.agenda.appointments import Appointments
from app.store.agenda.book import TaskBook
from app.store.agenda.links import HighLevelTasks, TaskLinks
from app.store.agenda.notes import Notes
from app.store.agenda.payments import Payments
from app.store.budget import CallLog
from app.store.changes import Changes
from app.store.database import BUSY_TIMEOUT, Database
from app.store.handovers import Handovers
from app.store.highlevel import HighLevelCache
from app.store.invoices import Invoices
from app.store.journal import Journal
from app.store.links import Links
from app.store.mirror import Mirror
from app.store.opening import open_database
from app.store.plans import Plans
from app.store.requests import DocumentRequests
from app.store.schedule import Schedule
from app.store.seen_files import SeenFiles
from app.store.values import Decisions, SettingValues
from app.store.webhooks import Webhooks

if TYPE_CHECKING:
    from app.store.migrations import Migration


class Store:
    """One SQLite file by topic; every call may be made from any thread and is durable when it returns.

    All calls raise StorageError when the disk does not take or give what is asked.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.highlevel = HighLevelCache(database)
        self.mirror = Mirror(database)
        self.invoices = Invoices(database)
        self.schedule = Schedule(database)
        self.seen_files = SeenFiles(database)
        self.links = Links(database)
        self.changes = Changes(database)
        self.handovers = Handovers(database)
        self.plans = Plans(database)
        self.journal = Journal(database)
        self.budget = CallLog(database)
        self.requests = DocumentRequests(database)
        self.settings = SettingValues(database)
        self.decisions = Decisions(database)
        self.activity = Activity(database)
        self.webhooks = Webhooks(database)
        self.tasks = TaskBook(database)
        self.task_links = TaskLinks(database)
        self.highlevel_tasks = HighLevelTasks(database)
        self.notes = Notes(database)
        self.appointments = Appointments(database)
        self.payments = Payments(database)

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
