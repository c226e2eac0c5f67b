"""The folder in which new exports are noticed, and what the owner said about columns."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import platformdirs

from app.clock import Clock
from app.connectors.exports import apart
from app.connectors.exports.apart import ReaderApart
from app.connectors.exports.recognise import preview_table
from app.connectors.exports.tables.table import KnownColumns
from app.errors import FileRefused
from app.regular_file import open_regular
from app.services.api.files import ColumnChoice, Content, TablePreview
from app.services.api.imports import NewFile
from app.services.imports.column_choices import check_choice, keep_columns, known_columns
from app.services.settings.preferences import load_settings
from app.store import Store
from app.store.mirrored.seen_files import SeenFile

_UNFINISHED = (".part", ".crdownload", ".download", ".partial", ".tmp", ".opdownload")
"""Endings that browsers give to a file while they download it."""

_LOOKED_AT = 200
"""Files about which nothing was decided that are looked at each time, the newest ones."""

_MOST_ENTRIES = 20_000
"""Entries of the folder that are gone through."""

_DANGEROUS = frozenset({"file_too_slow", "file_too_much_memory", "file_unexpected", "file_bomb"})
"""Refusals after which a file is not even offered."""

_File = tuple[str, int, float]
_log = logging.getLogger(__name__)

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
        self._known: dict[_File, str] = {}

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
        still = (
            (path, size, at)
            for path, size, at in found
            if (before.get(path) == (size, at) if patient else now - at >= _RESTED)
        )
        self._known = {file: kind for file, kind in self._known.items() if file[0] in self._sizes}
        known = known_columns(self._store)
        with ReaderApart() as reader:
            return tuple(
                new for file in islice(self._undecided(still), _LOOKED_AT) if (new := self._new(file, reader, known))
            )

    def decide(self, files: Sequence[NewFile], verdict: str) -> None:
        """Remember a verdict: these files are not offered again."""
        for file in files:
            digest = _digest(file.path)
            seen = SeenFile(_key(str(file.path)), file.size, file.changed_at, digest, verdict, self._clock.now())
            self._store.seen_files.put(seen)

    def _candidates(self, folder: Path) -> list[_File]:
        """Return (path, size, changed at) of the files worth a look, the newest first."""
        found: list[_File] = []
        since = self._clock.now() - _BACK
        try:
            with os.scandir(folder) as entries:
                for entry in islice(entries, _MOST_ENTRIES):
                    about = _state(entry)
                    if about is not None and 0 < about.st_size <= _LARGEST and about.st_mtime >= since:
                        found.append((entry.path, about.st_size, about.st_mtime))
        except OSError as error:
            raise FileRefused("watch_folder_missing", file=folder.name, details=error.strerror or "") from error
        # Firefox shows the final name at once, empty or not, beside the part that it is writing
        found.sort(key=lambda f: -f[2])
        return [f for f in found if not os.path.lexists(f"{f[0]}.part")]

    def _undecided(self, files: Iterable[_File]) -> Iterator[_File]:
        """Leave out what was decided, or found to be no export, before: it takes nobody else's place."""
        for path, size, at in files:
            if self._known.get((path, size, at)) != "" and not self._store.seen_files.is_seen(_key(path), size, at):
                yield path, size, at

    def _new(self, file: _File, reader: ReaderApart, known: KnownColumns) -> NewFile | None:
        path, size, at = file
        if file not in self._known:
            self._known[file] = self._kind(Path(path), reader, known)
        kind = self._known[file]
        if not kind:
            return None
        new = NewFile(Path(path), kind, size, at)
        digest = _digest(new.path)
        if digest and self._store.seen_files.has_content(size, digest):
            # downloaded once more under another name: there is nothing new in it
            self._store.seen_files.put(SeenFile(_key(path), size, at, digest, "imported", self._clock.now()))
            return None
        return new

    def _kind(self, path: Path, reader: ReaderApart, known: KnownColumns) -> str:
        """Return what a file holds, blank for what is no export or cannot be read within bounds.

        Nobody has asked for it yet, so it is read to its end in another process before this one touches it.
        """
        kind = ""
        try:
            kind = str(reader.ask(apart.look, path, known, apart.LOOK_SECONDS))
            if kind:
                reader.ask(apart.read_through, path, known, apart.READ_SECONDS)
        except FileRefused as refused:
            if refused.code not in _DANGEROUS:
                return kind  # it is offered, and whoever takes it reads why it is refused
            # the kind of the danger and nothing of the name
            _log.warning("a file of the watched folder is left alone: %s", refused.code)
            return ""
        return kind


def _state(entry: os.DirEntry[str]) -> os.stat_result | None:
    """Return the state of a file worth a look; None for what is none, is still written, or cannot be asked."""
    name = entry.name.lower()
    if name.startswith((".", "~$")) or name.endswith(_UNFINISHED):
        return None
    try:
        return entry.stat() if entry.is_file() else None
    except OSError:  # a link that leads in a circle, a name too long, a share that went away
        return None


def _key(path: str) -> str:
    """Return a path as the store can keep it: a name on disk may hold bytes that are no text."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, or blank where it is gone."""
    found = hashlib.sha256()
    try:
        with open_regular(path) as file:
            while piece := file.read(_PIECE):
                found.update(piece)
    except OSError:
        return ""
    return found.hexdigest()
