"""The parts of an Excel workbook (.xlsx): a zip whose parts point to each other by relationships, each part XML.

Names mean nothing but what a relationship says: programs call the workbook ``workbook22.xml``, write back slashes or
capitals, and point with or without a slash in front (ECMA-376 part 2, 9.3).
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.parsers import expat

from app.connectors.files.xml_feed import End, Start, Text, XmlBeyondBounds, XmlForbidden, feed
from app.connectors.files.zip_guard import BROKEN, check_listing, check_places, part_name
from app.errors import FileRefused
from app.regular_file import open_regular

MOST_BYTES = 400_000_000
"""Bytes of one part once inflated; a sheet of 250,000 rows has about as many."""

MOST_RATIO = 300
"""How often a part may be larger than its compressed form, from `_SMALL` bytes on: sheets reach 20 to 40."""

_MOST_PARTS = 5_000
_MOST_RELATIONS = 10_000
_SMALL = 20_000_000
_CHUNK = 1 << 16
_UNREADABLE: tuple[type[Exception], ...] = (expat.ExpatError, RuntimeError, LookupError, *BROKEN)
"""What zip and XML raise for what is broken; NotImplementedError, a way of packing nobody knows, is a RuntimeError."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a part points: what for (the last word of the relation's type) and to which part."""

    kind: str
    part: str


class Package:
    """An open workbook file. Every method raises FileRefused (file_damaged, file_bomb, file_encrypted)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # opened here: closing a ZipFile alone leaves the file open while a part is half read
        self._file = open_regular(path)
        try:
            check_listing(self._file, path.name)
            self._zip = zipfile.ZipFile(self._file)
            check_places(self._zip, path.name)
        except _UNREADABLE as error:
            self._file.close()
            raise FileRefused("file_damaged", file=path.name, details=type(error).__name__) from error
        except FileRefused:
            self._file.close()
            raise
        self._parts = {part_name(info.filename): info for info in self._zip.infolist()}
        if len(self._parts) > _MOST_PARTS:
            self.close()
            raise FileRefused("file_bomb", file=path.name, details=f"> {_MOST_PARTS} parts")

    def close(self) -> None:
        """Close the file."""
        self._zip.close()
        self._file.close()

    def has(self, part: str) -> bool:
        """Tell whether there is such a part."""
        return part_name(part) in self._parts

    def relations(self, part: str = "") -> dict[str, Relation]:
        """Return by id where a part points (blank: the whole package); nothing where it points nowhere."""
        folder, name = posixpath.split(part)
        found: dict[str, Relation] = {}

        def start(element: str, attributes: dict[str, str]) -> None:
            target = attributes.get("Target", "")[:1000].replace("\\", "/")
            if element == "Relationship" and target and attributes.get("TargetMode", "") != "External":
                if len(found) >= _MOST_RELATIONS:
                    raise FileRefused("file_bomb", file=self._path.name, details=f"> {_MOST_RELATIONS} relations")
                whole = target if target.startswith("/") else posixpath.join("/", folder, target)
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = Relation(kind, posixpath.normpath(whole).lstrip("/"))

        self.parse(posixpath.join(folder, "_rels", f"{name}.rels"), start)
        return found

    def parse(self, part: str, start: Start, end: End | None = None, text: Text | None = None) -> None:
        """Parse a whole part; one that is not there says nothing."""
        if self.has(part):
            for _ in self.feed(part, start, end, text):
                continue

    def feed(self, part: str, start: Start, end: End | None = None, text: Text | None = None) -> Iterator[None]:
        """Parse a part piece by piece; names of elements come without their prefix."""
        try:
            yield from feed(self.read(part), start, end, text)
        except (XmlForbidden, XmlBeyondBounds) as error:
            raise FileRefused("file_bomb", file=self._path.name, details=type(error).__name__) from error
        except _UNREADABLE as error:
            raise self._damaged(part, error) from error

    def read(self, part: str) -> Iterator[bytes]:
        """Yield a part's bytes by pieces."""
        info = self._parts[part_name(part)]
        self._check_size(info, info.file_size)
        if info.flag_bits & 1:
            raise FileRefused("file_encrypted", file=self._path.name)
        try:
            with self._zip.open(info) as file:
                yield from self._pieces(info, file)
        except _UNREADABLE as error:
            raise self._damaged(part, error) from error

    def _damaged(self, part: str, error: Exception) -> FileRefused:
        return FileRefused("file_damaged", file=self._path.name, details=f"{part}: {type(error).__name__}")

    def _pieces(self, info: zipfile.ZipInfo, file: IO[bytes]) -> Iterator[bytes]:
        fed = 0
        while chunk := file.read(_CHUNK):
            fed += len(chunk)
            self._check_size(info, fed)
            yield chunk

    def _check_size(self, info: zipfile.ZipInfo, size: int) -> None:
        if size > MOST_BYTES or (size > _SMALL and size > info.compress_size * MOST_RATIO):
            raise FileRefused("file_bomb", file=self._path.name, details=f"> {MOST_BYTES // 10**6} MB")
