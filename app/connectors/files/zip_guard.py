"""Opens a zip from outside without trusting what it says about itself.

The list of entries is measured before Python reads it into memory, every entry is unpacked against a limit and never
written to disk, and its name decides nothing but what it is called in a report.
"""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import IO

from app.connectors.files.pulse import beat
from app.errors import FileRefused

MAX_ENTRIES = 50_000
MAX_LISTING = 8_000_000
"""Bytes of the list of entries; 50,000 of them with long names take about five million."""
MAX_INFLATED = 250_000_000
"""Bytes that all entries together may become; they are read one at a time. Some 25,000 invoices have as many."""
MAX_RATIO = 200
"""How much an entry may grow; text grows by 10 to 50, a bomb by 1,000."""
MOST_DICTIONARY = 64_000_000
"""Bytes of memory that an entry packed by LZMA asks for; programs that pack so take 16 million, a hostile one 4 GB."""
RATIO_FROM = 1_000_000
"""Bytes below which the ratio says nothing: a small file of blanks grows a lot and harms nobody."""

_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x06"
_LOCATOR_64 = b"PK\x06\x07"
_LONGEST_COMMENT = 65_535
_CHUNK = 1 << 16
_OUTSIDE = re.compile(r"(?:^|[\\/])\.\.(?:[\\/]|$)|^[\\/]|^[A-Za-z]:")
_ENCRYPTED = 0x1


BROKEN: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
    OverflowError,
    MemoryError,
)
"""What unpacking raises for an entry that broke off or lies about itself; bz2 raises OSError and ValueError."""


class EntryRefused(Exception):
    """An entry that is not read; ``reason`` is a key under ``refused``."""

    def __init__(self, reason: str, **params: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params


def check_listing(file: IO[bytes], name: str) -> None:
    """Raise FileRefused (zip_too_many, file_damaged) for an archive whose list of entries is beyond the limits."""
    file.seek(0, 2)
    size = file.tell()
    start = max(0, size - _LONGEST_COMMENT - 22 - 76)
    file.seek(start)
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < 22:
        raise FileRefused("file_damaged", file=name, details="zip")
    count, listing = struct.unpack("<HI", tail[end + 10 : end + 16])
    if end >= 76 and tail[end - 20 : end - 16] == _LOCATOR_64 and tail[end - 76 : end - 72] == _END_64:
        count, listing = struct.unpack("<QQ", tail[end - 76 + 32 : end - 76 + 48])
    elif tail[max(0, end - 20) : end - 16] == _LOCATOR_64:
        raise FileRefused("file_damaged", file=name, details="zip64")
    if count > MAX_ENTRIES or listing > MAX_LISTING:
        raise FileRefused("zip_too_many", file=name, limit=str(MAX_ENTRIES))
    file.seek(0)


@contextmanager
def open_zip(file: IO[bytes], name: str) -> Iterator[zipfile.ZipFile]:
    """Open an archive within the limits. Raises FileRefused (zip_too_many, file_damaged)."""
    check_listing(file, name)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, OverflowError, struct.error) as error:
        raise FileRefused("file_damaged", file=name, details=type(error).__name__) from error
    with archive:
        check_places(archive, name)
        _check_dictionaries(archive, file, name)
        yield archive


def check_places(archive: zipfile.ZipFile, name: str) -> None:
    """Raise FileRefused (file_bomb) for an archive whose entries share bytes: a few kilobytes listed a thousand times
    are a thousand files to read."""
    places = sorted((entry.header_offset, entry.compress_size) for entry in archive.infolist())
    for (begin, size), (following, _) in pairwise(places):
        # a header takes thirty bytes beside the name
        if begin + 30 + size > following:
            raise FileRefused("file_bomb", file=name, details="zip: overlap")


def _check_dictionaries(archive: zipfile.ZipFile, file: IO[bytes], name: str) -> None:
    """Raise FileRefused (file_bomb) for an entry whose unpacking would ask for all the memory at once."""
    for entry in archive.infolist():
        if entry.compress_type == zipfile.ZIP_LZMA:
            file.seek(max(0, entry.header_offset) + 26)
            file.seek(sum(struct.unpack("<HH", file.read(4).ljust(4, b"\0"))), 1)
            told = file.read(9)  # version, length of what follows, one byte, then the dictionary's size
            if int.from_bytes(told[5:9], "little") > MOST_DICTIONARY:
                raise FileRefused("file_bomb", file=name, details="zip: lzma")


def part_name(name: str) -> str:
    """Return an entry's name as one looks it up: some programs write back slashes, capitals or a slash in front."""
    return name.replace("\\", "/").lstrip("/").lower()


def read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """Return the bytes of an entry.

    Raises EntryRefused: entry_path (a path that leads outside), entry_encrypted, entry_too_large, entry_bomb (it grows
    beyond any text), entry_damaged, entry_compression (a method that Python does not know).
    """
    if _OUTSIDE.search(entry.filename):
        raise EntryRefused("entry_path")
    if entry.flag_bits & _ENCRYPTED:
        raise EntryRefused("entry_encrypted")
    parts: list[bytes] = []
    length = 0
    try:
        with archive.open(entry) as source:
            while chunk := source.read(_CHUNK):
                length += len(chunk)
                beat(len(chunk))
                if length > RATIO_FROM and length > MAX_RATIO * max(entry.compress_size, 1):
                    raise EntryRefused("entry_bomb")
                if length > limit:
                    raise EntryRefused("entry_too_large", limit=str(limit // 1_000_000))
                parts.append(chunk)
    except NotImplementedError as error:
        raise EntryRefused("entry_compression") from error
    except RuntimeError as error:  # Python's word for a password that is missing
        raise EntryRefused("entry_encrypted") from error
    except BROKEN as error:
        raise EntryRefused("entry_damaged") from error
    return b"".join(parts)
