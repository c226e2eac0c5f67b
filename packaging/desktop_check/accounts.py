"""Homes with both accounts connected to the sandbox, and what stands in their database."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from session import Desktop, wait_for

_EXPORT = """
import sys
from pathlib import Path
from app import assembly
with assembly.embedded_sandbox() as sandbox:
    print(assembly.demo_exports(sandbox, Path(sys.argv[1]))[0])
"""


class Sandbox:
    """Both services on this machine; the port stays the same when they are gone for a while."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self._process: subprocess.Popen[Any] | None = None
        self._told: dict[str, Any] = {}
        self.start()

    def start(self) -> None:
        """Serve: on a free port, or on that of before."""
        port = self._told["highlevel"]["base_url"].split(":")[2].split("/")[0] if self._told else "0"
        said = self._desktop.folder / "sandbox.txt"
        said.write_text("", encoding="utf-8")
        script = f'exec "$0" -m app sandbox serve --port {port} > "$1"'
        self._process = self._desktop.start("sh", "-c", script, self._desktop.python, str(said))
        wait_for(lambda: said.read_text(encoding="utf-8").endswith("\n"), "the sandbox")
        self._told = json.loads(said.read_text(encoding="utf-8"))

    def stop(self) -> None:
        """Be gone, as behind a cable that was pulled."""
        assert self._process is not None
        self._process.terminate()
        self._process.wait(20)

    def connect(self, desktop: Desktop) -> None:
        """Connect both accounts in a session; the secrets go into its keyring."""
        highlevel, fattura24 = self._told["highlevel"], self._told["fattura24"]
        where = ("--location", highlevel["location"], "--base-url", highlevel["base_url"], "--token-stdin")
        desktop.command("connect", "highlevel", *where, words=highlevel["token"] + "\n")
        options = ("--base-url", fattura24["base_url"], "--key-stdin")
        desktop.command("connect", "fattura24", *options, words=fattura24["key"] + "\n")


def make_owner(desktop: Desktop) -> Sandbox:
    """Make of the session's user an owner who has set everything up: accounts, keyring, a first import."""
    sandbox = Sandbox(desktop)
    sandbox.connect(desktop)
    export = desktop.run(desktop.python, "-c", _EXPORT, str(desktop.folder)).strip()
    desktop.command("import", export)
    _confirmed(desktop)
    return sandbox


def _database(desktop: Desktop) -> Path:
    return desktop.data / "ponte24.sqlite3"


def _confirmed(desktop: Desktop) -> None:
    """As if the first run had been confirmed long ago: a scheduled one is due at the first look at the clock."""
    with sqlite3.connect(_database(desktop), timeout=20) as database:
        for key, value in (("synced_before", "true"), ("last_sync_at", "1.0")):
            database.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (key, value))
    database.close()


def stored(desktop: Desktop, key: str) -> Any:
    """A value of the home's settings; None where there is none."""
    with sqlite3.connect(_database(desktop), timeout=20) as database:
        row = database.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
    database.close()
    return json.loads(row[0]) if row else None


def ran(desktop: Desktop) -> bool:
    """Tell whether a scheduled run has ended since the owner was made."""
    return float(stored(desktop, "last_sync_at") or 0.0) > 1.0


def damage(desktop: Desktop) -> None:
    """Overwrite the database, as a failing disk does, and leave no copy of it."""
    _database(desktop).write_bytes(b"not a database " * 1000)
    for name in ("ponte24.sqlite3-wal", "ponte24.sqlite3-shm"):
        (desktop.data / name).unlink(missing_ok=True)
