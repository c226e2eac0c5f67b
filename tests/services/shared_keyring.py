"""A keyring that several processes of one test share: a file, locked while it is used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import keyring.backend
from filelock import FileLock


class SharedKeyring(keyring.backend.KeyringBackend):
    """Secrets in a file of the test's folder."""

    priority = 1.0

    def __init__(self, file: Path) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._file, self._lock = file, FileLock(f"{file}.lock")

    def _all(self) -> dict[str, Any]:
        return dict(json.loads(self._file.read_text())) if self._file.exists() else {}

    def get_password(self, service: str, username: str) -> str | None:
        with self._lock:
            found: str | None = self._all().get(f"{service}/{username}")
            return found

    def set_password(self, service: str, username: str, password: str) -> None:
        with self._lock:
            self._file.write_text(json.dumps(self._all() | {f"{service}/{username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        with self._lock:
            kept = self._all()
            del kept[f"{service}/{username}"]
            self._file.write_text(json.dumps(kept))
