"""The one place that builds and wires the parts."""

from __future__ import annotations

import sys

from app.clock import Clock, SystemClock
from app.credentials import Credentials
from app.logs import setup_logging
from app.paths import Home
from app.sandbox.server import SandboxServer, serve
from app.services.facade import Ponte24
from app.store import Store

_clock: Clock = SystemClock()


def clock() -> Clock:
    """Return the clock that everything built here shares."""
    return _clock


def build(home: Home, language: str, *, at: Clock | None = None, verbose: bool = False) -> Ponte24:
    """Return the services of a home. Raises StorageError if the home cannot be used."""
    chosen = at or _clock
    store = Store.open(home, chosen)
    setup_logging(home, verbose)
    return Ponte24(store, Credentials(home), chosen, language)


def serve_sandbox(port: int, seed: int, contacts: int, faults: str) -> None:
    """Serve both services on this machine until interrupted."""
    serve(port, seed, contacts, [f.strip() for f in faults.split(",") if f.strip()], sys.stdout)


def embedded_sandbox(seed: int = 1, contacts: int = 60) -> SandboxServer:
    """Return both services for this process alone: the stage of the demo and of the pictures."""
    return SandboxServer(seed=seed, contacts=contacts)
