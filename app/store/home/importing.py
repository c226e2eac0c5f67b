"""Says to other programs that files are being imported: an import keeps all other writes waiting to its end.

The sign is a `Lease` of its own: it ends with its process. It keeps nobody out, it only lets others say why they wait.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from app.clock import Clock, SystemClock
from app.errors import HomeBusy, ImportRunning, StorageError
from app.store.home.lease import COMMAND, Lease

NAME = "ponte24.import"


@contextmanager
def signed(folder: Path, clock: Clock) -> Iterator[None]:
    """Show the sign for a while; where it cannot be shown, or another import shows it, go on without."""
    with ExitStack() as held:
        with suppress(HomeBusy, StorageError, OSError):
            held.enter_context(Lease(folder, COMMAND, clock, name=NAME).held())
        yield


def running(database: Path) -> ImportRunning | None:
    """Return what to say of an import that another program does in the home of a database, or None."""
    folder = database.parent
    if not (folder / NAME).exists():
        return None
    try:
        with Lease(folder, COMMAND, SystemClock(), name=NAME).held():
            return None
    except HomeBusy as other:
        return None if other.process == os.getpid() else ImportRunning(other.since, path=str(database))
    except (StorageError, OSError):
        return None
