"""Files of Fattura24 on their way in: each is told by its content and given to the importer of its kind."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.clock import Clock
from app.connectors.fattura24.file_kind import FileKind, file_kind
from app.errors import FileRefused, Ponte24Error
from app.services.api import StopSignal
from app.services.import_job import Importer, ImportJob
from app.services.imports import import_address_book
from app.services.preferences import load_settings
from app.services.types import ImportReport, ProgressSink, Settings
from app.store import Store

IMPORTERS: Mapping[FileKind, Importer] = {
    FileKind.CSV: import_address_book,
}
"""Which importer reads which kind; a kind that is missing here is refused in words."""

_log = logging.getLogger(__name__)


def import_files(
    store: Store,
    clock: Clock,
    files: Sequence[Path],
    progress: ProgressSink | None = None,
    stop: StopSignal | None = None,
) -> tuple[ImportReport, ...]:
    """Read files one after the other and return one report each. Raises StorageError."""
    settings = load_settings(store)
    return tuple(_import_one(store, clock, file, settings, progress, stop) for file in files)


def _import_one(
    store: Store,
    clock: Clock,
    path: Path,
    settings: Settings,
    progress: ProgressSink | None,
    stop: StopSignal | None,
) -> ImportReport:
    try:
        job = ImportJob(store, clock, path, file_kind(path), settings, progress, stop)
        job.check_stop()
        if job.kind not in IMPORTERS:
            raise FileRefused("file_kind_later", file=path.name, kind=job.kind.value)
        job.tell(0, 0)
        return IMPORTERS[job.kind](job)
    except FileRefused as refused:
        return ImportReport(path, problem=refused)
    except Ponte24Error:
        raise  # the home is ill, not the file
    except Exception as error:
        # a file that no one foresaw must not keep the others from being read; the trace tells where, not what
        _log.exception("a file could not be read")
        return ImportReport(path, problem=FileRefused("file_unreadable", file=path.name, details=type(error).__name__))
