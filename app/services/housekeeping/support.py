"""What helps to help: versions, counts, settings, runs and the log, without a secret and without a customer.

Only what is named here goes in; nothing is copied as a whole but the log, which is redacted once more.
"""

from __future__ import annotations

import json
import platform
import sys
import zipfile
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from app import __version__
from app.errors import FileRefused
from app.logs import LOG_FILE, redact
from app.paths import Home
from app.services.api.housekeeping import SupportFile
from app.services.api.status import Status
from app.services.settings.preferences import load_settings
from app.store import Store
from app.store.home.files import as_storage_error
from app.store.migrations import newest
from app.whole_file import PRIVATE, whole_file

_LIBRARIES = ("PySide6-Essentials", "PySide6", "httpx", "keyring", "SQLAlchemy", "pydantic", "qasync", "cryptography")
_LOG_BYTES = 500_000
_RUNS = 50


def support_files(store: Store, home: Home, status: Status, now: float) -> tuple[SupportFile, ...]:
    """Return the files of the bundle, as they will be read; ``now`` is epoch seconds."""
    return (
        SupportFile("versions.json", _json(_versions())),
        SupportFile("state.json", _json(_state(store, home, status, now))),
        SupportFile("runs.json", _json(_runs(store))),
        SupportFile("activity.json", _json(_activity(store))),
        SupportFile(LOG_FILE, _log(home)),
        SupportFile("crash.log", _tail(home.logs / "crash.log")),
    )


def save_support(files: tuple[SupportFile, ...], target: Path) -> Path:
    """Write the bundle as a zip of mode 0600. Raises StorageError, FileRefused (backup_folder)."""
    folder = target.absolute().parent
    if not folder.is_dir():
        raise FileRefused("backup_folder", file=str(folder))
    try:
        with whole_file(target, mode=PRIVATE) as beside, zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                archive.writestr(file.name, file.text)
    except OSError as error:
        raise as_storage_error(error, folder) from error
    return target


def _json(value: Any) -> str:
    return redact(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def _versions() -> dict[str, Any]:
    libraries = {}
    for name in _LIBRARIES:
        try:
            libraries[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return {
        "ponte24": __version__,
        "frozen": bool(getattr(sys, "frozen", False)),
        "python": platform.python_version(),
        "system": platform.platform(),
        "revision": newest(),
        "libraries": libraries,
    }


def _state(store: Store, home: Home, status: Status, now: float) -> dict[str, Any]:
    settings = asdict(load_settings(store))
    # a folder may bear the owner's name, a tag a customer's
    for name in ("watch_folder", "create_tag"):
        settings[name] = bool(settings.get(name))
    return {
        "at": datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds"),
        "accounts": {
            side.value: {
                "state": info.state.value,
                "method": info.method.value,
                "problem": info.problem,
                "session_only": info.session_only,
                "missing": list(info.missing),
            }
            for side, info in status.accounts.items()
        },
        "links": status.links,
        "contacts": status.highlevel_contacts,
        "customers": status.fattura24_customers,
        "waiting": status.waiting,
        "mirror_seen_at": status.mirror_seen_at,
        "highlevel_read_at": status.highlevel_read_at,
        "next_run_at": status.next_run_at,
        "paused_until": status.paused_until,
        "budget": [{"seconds": w.seconds, "limit": w.limit, "used": w.used} for w in status.budget],
        "database_bytes": home.database.stat().st_size,
        "settings": settings,
    }


def _runs(store: Store) -> list[dict[str, Any]]:
    names = ("started_at", "ended_at", "state", "origin", "applied", "failed", "stale", "deferred")
    return [{name: getattr(run, name) for name in names} for run in store.journal.runs(_RUNS)]


def _activity(store: Store) -> list[dict[str, Any]]:
    """Keys and moments only: what fills the sentences may be a name."""
    return [{"at": row.at, "level": row.level, "key": row.key} for row in store.activity.recent(200)]


def _log(home: Home) -> str:
    return _tail(home.logs / LOG_FILE)


def _tail(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _LOG_BYTES))
            return redact(file.read().decode("utf-8", "replace"))
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"{type(error).__name__}: {error.strerror}"
