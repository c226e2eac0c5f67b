"""The folder in which new exports are noticed, and what the owner said about columns."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import platformdirs

from app.clock import Clock
from app.connectors.exports.recognise import content_of, preview_table
from app.errors import FileRefused
from app.services.api.files import ColumnChoice, Content, NewFile, TablePreview
from app.services.imports.column_choices import check_choice, keep_columns, known_columns
from app.services.settings.preferences import load_settings
from app.store import Store
from app.store.seen_files import SeenFile

_UNFINISHED = (".part", ".crdownload", ".download", ".partial", ".tmp", ".opdownload")
"""Endings that browsers give to a file while they download it."""

_LOOKED_AT = 200
"""Files of the folder, the newest ones."""

_BACK = 7 * 86_400.0
"""Seconds: an older file was not downloaded just now, and its owner does not think of it any more."""

_RESTED = 5.0
_LARGEST = 200_000_000
_PIECE = 1 << 20


class FileBook:
    """Implements `app.services.api.files.FileService` for one home."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._sizes: dict[str, tuple[int, float]] = {}
        self._not_exports: set[tuple[str, int, float]] = set()

    # --- columns ---

    def field_names(self, content: Content) -> tuple[str, ...]:
        """Return the fields that a column of such a table may hold."""
        return known_columns(self._store).fields(content)

    def check_columns(self, choice: ColumnChoice) -> None:
        """Raise UsageError (columns_missing, columns_twice) for a choice that makes no table."""
        check_choice(choice)

    def keep_columns(self, names: Sequence[str], choice: ColumnChoice) -> None:
        """Keep what each column of a header holds. Raises UsageError."""
        keep_columns(self._store, names, choice)

    def preview(self, path: Path) -> TablePreview | None:
        """Return the columns of a table for naming them. Raises FileRefused."""
        return preview_table(path, known_columns(self._store))

    # --- the watched folder ---

    def folder(self) -> Path:
        """Return the folder that is watched: the one that was chosen, else the system's downloads."""
        chosen = load_settings(self._store).watch_folder
        return Path(chosen) if chosen else Path(platformdirs.user_downloads_dir())

    def look(self, *, patient: bool = True) -> tuple[NewFile, ...]:
        """Return the new exports of the watched folder. Raises FileRefused (watch_folder_missing)."""
        if patient and load_settings(self._store).watch == "off":
            return ()
        found = self._candidates(self.folder())
        before, self._sizes = self._sizes, {path: (size, at) for path, size, at in found}
        now = self._clock.now()
        return tuple(
            new
            for path, size, at in found
            if (before.get(path) == (size, at) if patient else now - at >= _RESTED)
            and (new := self._recognise(path, size, at)) is not None
        )

    def decide(self, files: Sequence[NewFile], verdict: str) -> None:
        """Remember a verdict: these files are not offered again."""
        for file in files:
            digest = _digest(file.path)
            self._store.seen_files.put(
                SeenFile(str(file.path), file.size, file.changed_at, digest, verdict, self._clock.now())
            )

    def _candidates(self, folder: Path) -> list[tuple[str, int, float]]:
        """Return (path, size, changed at) of the files worth a look, the newest first."""
        found = []
        since = self._clock.now() - _BACK
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = entry.name.lower()
                    if name.startswith((".", "~$")) or name.endswith(_UNFINISHED) or not entry.is_file():
                        continue
                    about = entry.stat()
                    if 0 < about.st_size <= _LARGEST and about.st_mtime >= since:
                        found.append((entry.path, about.st_size, about.st_mtime))
        except OSError as error:
            raise FileRefused("watch_folder_missing", file=folder.name, details=error.strerror or "") from error
        # Firefox shows the final name at once, empty or not, beside the part that it is writing
        found.sort(key=lambda f: -f[2])
        return [f for f in found[:_LOOKED_AT] if not Path(f[0] + ".part").exists()]

    def _recognise(self, path: str, size: int, at: float) -> NewFile | None:
        if (path, size, at) in self._not_exports or self._store.seen_files.is_seen(path, size, at):
            return None
        kind = content_of(Path(path), known_columns(self._store))
        if not kind:
            self._not_exports.add((path, size, at))
            return None
        new = NewFile(Path(path), kind, size, at)
        digest = _digest(new.path)
        if digest and self._store.seen_files.has_content(size, digest):
            # downloaded once more under another name: there is nothing new in it
            self._store.seen_files.put(SeenFile(path, size, at, digest, "imported", self._clock.now()))
            return None
        return new


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, or blank where it is gone."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                found.update(piece)
    except OSError:
        return ""
    return found.hexdigest()
