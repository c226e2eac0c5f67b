"""One file on its way in, as its importer gets it."""

from __future__ import annotations

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

    def tell(self, done: int, total: int) -> None:
        """Say how far the reading is; call it between batches."""
        if self.progress:
            self.progress(Progress("importing", done, total, {"file": self.path.name}))

    def check_stop(self) -> None:
        """Raise FileRefused (file_stopped) once Stop was pressed; inside the transaction, so that nothing stays."""
        if self.stop:
            raise FileRefused("file_stopped", file=self.path.name)


Importer = Callable[[ImportJob], ImportReport]
"""Reads one file into the store, all of it or nothing. Raises FileRefused for a file that is not what it seemed."""
