"""One file on its way in, as its importer gets it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.clock import Clock
from app.connectors.files.file_kind import FileKind
from app.errors import FileRefused
from app.services.api.imports import ImportReport
from app.services.api.progress import Progress, ProgressSink, StopSignal
from app.services.api.settings import Settings
from app.store import Store

SHOWN_LINES = 50
"""Lines that a report names of each kind of doubt."""


@dataclass(frozen=True, slots=True)
class ImportJob:
    """One file that is to be read, and all that an importer may need for it."""

    store: Store
    clock: Clock
    path: Path
    kind: FileKind
    settings: Settings
    progress: ProgressSink | None = None
    stop: StopSignal | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    """What a person said about columns for this once: the field by the column's name."""
    sure: bool = False
    """A person has seen the difference that the file makes and wants it taken over."""
    even_old: bool = False
    """A person has been told that values of the file were said before something newer, and wants them all the same."""
    state: tuple[int, int, int] | None = None
    """The file's size, moment of change and number when it was recognised (see `state_of`)."""

    def tell(self, done: int, total: int) -> None:
        """Say how far the reading is; call it between batches."""
        if self.progress:
            self.progress(Progress("importing", done, total, {"file": self.path.name}))

    def check_stop(self) -> None:
        """Raise FileRefused (file_stopped) once Stop was pressed; inside the transaction, so that nothing stays."""
        if self.stop:
            raise FileRefused("file_stopped", file=self.path.name)

    def check_whole(self) -> None:
        """Raise FileRefused (file_changed) for a file that is no more the one that was begun; call it when all of it is
        read, inside the transaction, so that nothing stays."""
        if self.state is not None and state_of(self.path) != self.state:
            raise FileRefused("file_changed", file=self.path.name)


def state_of(path: Path) -> tuple[int, int, int] | None:
    """Return what tells a file from itself a moment later; None where it is gone."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_size, about.st_mtime_ns, about.st_ino


def unexpected(path: Path, error: Exception, log: logging.Logger) -> FileRefused:
    """Return the refusal of a file that made a reader fail in a way nobody foresaw, and log where.

    Only the places in the program are logged and the kind of the error: its words may quote the file.
    """
    if isinstance(error, MemoryError):
        return FileRefused("file_too_much_memory", file=path.name, limit="300", details="MemoryError")
    places = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    log.error("a file could not be read: %s\n%s", type(error).__name__, places)
    return FileRefused("file_unexpected", file=path.name, details=type(error).__name__)


Importer = Callable[[ImportJob], ImportReport]
"""Reads one file into the store, all of it or nothing. Raises FileRefused for a file that is not what it seemed."""
