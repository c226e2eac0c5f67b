"""The file itself: is it there, is it text, and in which encoding."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.connectors.files.encoding import TWICE, EncodingUnclear, old_encoding, undoubled, was_encoded_twice
from app.connectors.files.file_kind import FileKind, kind_of, read_sample
from app.connectors.files.pulse import beat
from app.errors import FileRefused
from app.regular_file import open_regular, open_regular_text, unreadable

MAX_BYTES = 100_000_000
"""The largest file that is read; an address book of 100,000 contacts has about 20 MB."""

_CHUNK = 1 << 20
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\r\n\f\x1a")
_STRAY_CONTROLS = 0.01
"""A text may hold a stray control byte; where more than this share are such, it is UTF-16 or no text."""


LONGEST_LINE = 200_000
"""Characters of one line; a workbook's cell holds 32,767 at most, and memory must not grow with a line."""


def check_file(path: Path) -> str:
    """Return the encoding of a text file that may be an address book.

    UTF-8 (with or without a mark), UTF-16 by its mark or its zero bytes, otherwise Windows-1252 (reference: 3) unless
    the letters tell another (see `app.connectors.files.encoding`). Raises FileRefused for what is missing, unreadable,
    empty, too large, or another kind of file.
    """
    sample = read_sample(path)
    if kind_of(path, sample) is not FileKind.CSV:
        raise FileRefused("file_not_csv", file=path.name)
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise FileRefused(
            "file_too_large", file=path.name, megabytes=str(-(-size // 1_000_000)), limit=str(MAX_BYTES // 1_000_000)
        )
    return _encoding(path, sample)


def _encoding(path: Path, sample: bytes) -> str:
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        found = "utf-16"
    elif len(sample) - len(sample.translate(None, _CONTROLS)) > len(sample) * _STRAY_CONTROLS:
        found = _utf16_by_zeros(path, sample)
    else:
        found = _told_by_letters(path, sample)
    if found == "utf-16" and not _reads_as(path, found):
        raise FileRefused("file_not_csv", file=path.name)
    with open_text(path, found) as file:
        if not any(line.strip("\ufeff \t\r\n;,\0") for line in lines_of(path, file)):
            raise FileRefused("file_empty", file=path.name)
    return found


def _told_by_letters(path: Path, sample: bytes) -> str:
    try:
        if not _reads_as(path, "utf-8"):
            return old_encoding(sample, _pieces(path))
        if was_encoded_twice(sample, _pieces(path)):
            return TWICE
    except EncodingUnclear as unclear:
        raise FileRefused("file_encoding_unclear", file=path.name, details=unclear.likely) from unclear
    return "utf-8-sig" if sample.startswith(codecs.BOM_UTF8) else "utf-8"


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with open_regular(path) as file:
            while chunk := file.read(_CHUNK):
                beat(len(chunk) // 8)
                yield chunk
    except OSError as error:
        raise unreadable(path, error) from error


def lines_of(path: Path, file: IO[str], encoding: str = "") -> Iterator[str]:
    """Yield the lines of an open file, mended where it was encoded twice. Raises FileRefused (file_line_too_long)
    before one fills the memory."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise FileRefused("file_line_too_long", file=path.name, line=str(number), limit=str(LONGEST_LINE))
        beat(len(line))
        yield undoubled(line) if encoding == TWICE else line


def count_lines(path: Path) -> int:
    """Return about how many lines a checked file has, without decoding it."""
    found = returns = 0
    with open_regular(path) as file:
        while chunk := file.read(_CHUNK):
            found += chunk.count(b"\n")
            returns += chunk.count(b"\r")
    lines = found or returns  # old Macintosh programs end lines with a return alone
    return lines + 1


def count_rows(path: Path, separator: str, width: int) -> int:
    """Return about how many lines of a checked file are rows of so many columns, and not further lines of a note."""
    mark, few = separator.encode(), max(1, width // 2)
    with open_regular(path) as file:
        return sum(line.count(mark) >= few for line in iter(lambda: file.readline(LONGEST_LINE), b""))


def _utf16_by_zeros(path: Path, sample: bytes) -> str:
    """Tell UTF-16 without its mark from binary: in Western text every second byte is zero."""
    even, odd = sample[::2], sample[1::2]
    for name, zeros, letters in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        regular = zeros.count(0) > len(zeros) * 0.8 and letters.count(0) < len(letters) * 0.05
        if regular and _reads_as(path, name):
            return name
    raise FileRefused("file_not_csv", file=path.name)


def _reads_as(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with open_regular(path) as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    except OSError as error:
        raise unreadable(path, error) from error
    return True


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[IO[str]]:
    """Open a checked file with its line breaks as they are. Raises FileRefused if reading fails."""
    try:
        # A few bytes mean nothing in Windows-1252; one of them must not cost the whole file.
        real = "utf-8-sig" if encoding == TWICE else encoding
        with open_regular_text(path, real, errors="replace") as file:
            yield file
    except OSError as error:
        raise unreadable(path, error) from error
