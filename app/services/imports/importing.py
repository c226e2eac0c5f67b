"""Files of Fattura24 on their way in: each is told by its content and given to the importer of its kind."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from app.clock import Clock
from app.connectors.files.file_kind import FileKind, file_kind
from app.connectors.files.pulse import heard
from app.errors import FileRefused, Ponte24Error, StorageError
from app.garbage import no_full_collections
from app.services.api.imports import ImportGuard, ImportReport
from app.services.api.progress import ProgressSink, StopSignal
from app.services.imports.einvoices import KINDS as EINVOICES
from app.services.imports.einvoices import import_einvoices, import_together
from app.services.imports.job import Importer, ImportJob, state_of, unexpected
from app.services.imports.tables import import_cards, import_table
from app.services.invoices.schedule import settle_schedule
from app.services.settings.preferences import load_settings
from app.store import Store
from app.store.home.importing import signed

IMPORTERS: Mapping[FileKind, Importer] = {
    FileKind.CSV: import_table,
    FileKind.XLSX: import_table,
    FileKind.XLS: import_table,
    FileKind.VCARD: import_cards,
    **dict.fromkeys(EINVOICES, import_einvoices),
}
"""Which importer reads which kind; a kind that is missing here is refused in words."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


def import_files(
    store: Store,
    clock: Clock,
    files: Sequence[Path],
    progress: ProgressSink | None = None,
    stop: StopSignal | None = None,
    columns: Mapping[str, str] | None = None,
    *,
    sure: bool = False,
    even_old: bool = False,
) -> tuple[ImportReport, ...]:
    """Read files one after the other and return one report each, in their order. Raises StorageError.

    ``columns`` names the field of columns that are not known (see `app.services.imports.column_choices`).
    ``sure`` takes over what a guard would otherwise only show (see `app.services.imports.guard`);
    ``even_old`` also values that were said before something newer, of which the report tells (see `Returning`).
    E-invoices that follow each other are written together: one by one, thousands would wait for the disk each time.
    """
    settings = load_settings(store)
    found = [
        _job(ImportJob(store, clock, file, FileKind.CSV, settings, progress, stop, columns or {}, sure, even_old))
        for file in files
    ]
    reports: list[ImportReport] = []
    try:
        with signed(store.database.path.parent, clock), no_full_collections():
            for together, group in groupby(found, key=lambda f: isinstance(f, ImportJob) and f.kind in EINVOICES):
                if together:
                    jobs = [f for f in group if isinstance(f, ImportJob)]
                    jobs[0].tell(0, 0)
                    reports += import_together(jobs)
                    settle_schedule(store)  # an invoice may have come that the schedule speaks of
                else:
                    reports += [f if isinstance(f, ImportReport) else _import_one(f) for f in group]
    finally:
        store.database.give_back()  # also what was taken back: it may have filled the disk
    return tuple(reports)


class Importing:
    """Imports beside the event loop. ``afterwards`` is called when files were read, for what depends on them."""

    def __init__(self, store: Store, clock: Clock, afterwards: Callable[[], object]) -> None:
        self._store, self._clock, self._afterwards = store, clock, afterwards

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
        reports = await asyncio.to_thread(
            import_files, self._store, self._clock, files, progress, stop, columns, sure=sure, even_old=even_old
        )
        try:
            await asyncio.to_thread(self._afterwards)
        except StorageError as full:
            # what was imported is kept, and must not be told as lost; what depends on it is made at the next change
            _log.warning("after an import: %s", full.code)
        return reports


def _job(job: ImportJob) -> ImportJob | ImportReport:
    """Tell what a file is, or why it is refused."""

    def work() -> ImportJob:
        state = state_of(job.path)
        return replace(job, kind=file_kind(job.path), state=state)

    return _guarded(job, work)


def _import_one(job: ImportJob) -> ImportReport:
    def work() -> ImportReport:
        job.check_stop()
        if job.kind not in IMPORTERS:
            raise FileRefused("file_kind_later", file=job.path.name, kind=job.kind.value)
        job.tell(0, 0)
        with heard(job.check_stop):
            return IMPORTERS[job.kind](job)

    return _guarded(job, work)


def _guarded(job: ImportJob, work: Callable[[], T]) -> T | ImportReport:
    try:
        return work()
    except (FileRefused, ImportGuard) as problem:
        return ImportReport(job.path, problem=problem)
    except Ponte24Error:
        raise  # the home is ill, not the file
    except Exception as error:
        # a file that no one foresaw must not keep the others from being read
        return ImportReport(job.path, problem=unexpected(job.path, error, _log))
