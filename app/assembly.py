"""The one place that builds and wires the parts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import Clock, SystemClock
from app.credentials import Credentials
from app.errors import ImportRunning, UsageError
from app.logs import close_logging, setup_logging
from app.paths import Home
from app.services.facade import Ponte24
from app.store import Store
from app.store.home.importing import running
from app.store.home.lease import COMMAND, WINDOW

if TYPE_CHECKING:
    from app.sandbox.server import SandboxServer
    from app.services.api.accounts import AccountInfo
    from app.services.housekeeping.leaving import Gone
    from app.services.housekeeping.restoring import Restored

_clock: Clock = SystemClock()


def clock() -> Clock:
    """Return the clock that everything built here shares."""
    return _clock


def build(
    home: Home,
    language: str,
    *,
    at: Clock | None = None,
    verbose: bool = False,
    window: bool = False,
    waiting: Callable[[ImportRunning | None], None] | None = None,
) -> Ponte24:
    """Return the services of a home. Raises StorageError if the home cannot be used.

    ``window`` makes them wait where another program of the same home is at work, and say so. ``waiting`` is called
    when a write waits for another program, with what is known of that.
    """
    chosen = at or _clock
    setup_logging(home, verbose)
    store = Store.open(home, chosen)
    if waiting is not None:
        tell = waiting
        store.database.waiting = lambda: tell(running(home.database))
    return Ponte24(store, Credentials(home), chosen, language, program=WINDOW if window else COMMAND)


def restore(home: Home, file: Path, *, window: bool = False) -> Restored:
    """Put a backup in the place of a home's data, which nobody else may have open. Raises FileRefused, HomeBusy,
    StorageError."""
    from app.services.housekeeping import restoring

    close_logging()
    return restoring.restore(home, file, _clock, window=window)


def newest_copy(home: Home) -> Path | None:
    """Return the copy to offer where a home's data are damaged or gone."""
    from app.store import retention

    return retention.newest_copy(home)


def forget_all(home: Home, *, window: bool = False) -> Gone:
    """Delete all data, secrets, settings and the entry at login of a home. Raises HomeBusy, StorageError."""
    from app.services.housekeeping import leaving

    close_logging()
    return leaving.forget_home(home, Credentials(home), _clock, window=window)


def serve_sandbox(port: int, seed: int, contacts: int, faults: str) -> None:
    """Serve both services on this machine until interrupted. Raises UsageError (sandbox_fault, sandbox_port)."""
    from app.sandbox.server import serve

    try:
        serve(port, seed, contacts, [f.strip() for f in faults.split(",") if f.strip()], sys.stdout)
    except ValueError as error:
        raise UsageError("sandbox_fault", details=str(error)) from error
    except OSError as error:
        raise UsageError("sandbox_port", port=port, details=str(error)) from error


def build_demo(home: Home, language: str) -> Ponte24:
    """Return the services of a throw-away home whose secrets live in memory and never reach the keyring."""
    from keyring.backends.fail import Keyring as NoKeyring

    setup_logging(home)
    store = Store.open(home, _clock)
    memory_only = NoKeyring()  # type: ignore[no-untyped-call]  # keyring's backends have no types
    return Ponte24(store, Credentials(home, backend=memory_only, environ={}), _clock, language)


def embedded_sandbox(seed: int = 1, contacts: int = 60) -> SandboxServer:
    """Return both services for this process alone: the stage of the demo and of the pictures."""
    from app.sandbox.server import SandboxServer

    return SandboxServer(seed=seed, contacts=contacts)


def sandbox_export(sandbox: SandboxServer, folder: Path) -> Path:
    """Save the sandbox's address book as Fattura24's export and return the file."""
    import httpx

    file = folder / "rubrica.csv"
    file.write_bytes(httpx.get(f"{sandbox.control_url}/fattura24/rubrica.csv").raise_for_status().content)
    return file


def demo_exports(sandbox: SandboxServer, folder: Path) -> tuple[Path, Path, Path]:
    """Save what the demo's owner exported: the address book some days ago, then, after a new client was invoiced, the
    e-invoices and the payment schedule."""
    import httpx

    from app.sandbox.seed_story import tell_story

    book = sandbox_export(sandbox, folder)
    tell_story(sandbox.state)
    invoices, schedule = folder / "fatture.zip", folder / "scadenze.csv"
    for file in (invoices, schedule):
        answer = httpx.get(f"{sandbox.control_url}/fattura24/{file.name}").raise_for_status()
        file.write_bytes(answer.content)
    return book, invoices, schedule


async def connect_demo(service: Ponte24, sandbox: SandboxServer) -> tuple[AccountInfo, AccountInfo]:
    """Connect both accounts of a sandbox."""
    return (
        await service.connect_highlevel(sandbox.location_id, sandbox.token, sandbox.highlevel_url),
        await service.connect_fattura24(sandbox.api_key, sandbox.fattura24_url),
    )
