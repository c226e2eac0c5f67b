"""The properties of a vCard file, whatever program wrote it: versions 2.1, 3.0 and 4.0, read line by line.

Folded lines, quoted-printable with its soft line breaks, character sets by property, groups (``item1.TEL``) and
quoted parameters are understood; pictures and other attachments are passed over without being kept.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST_VALUE = 60_000
"""Bytes of one property; what is longer is an attachment, or hostile."""

ATTACHMENTS = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
"""Properties whose values are files."""

_ESCAPED = re.compile(r"\\([nN,;:\\])")
_SPLIT = re.compile(r"(?<!\\)((?:\\\\)*);")


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its name and group in capitals, its parameters as (NAME, value), its raw text.

    ``line`` is where it begins (1-based); ``too_long`` is True where its value was not kept for its length.
    """

    line: int
    group: str
    name: str
    parameters: tuple[tuple[str, str], ...]
    raw: str
    too_long: bool = False

    @property
    def types(self) -> frozenset[str]:
        """The kinds that it names, in capitals: CELL, WORK, FAX, PREF …"""
        return frozenset(
            part.strip().upper() for name, value in self.parameters if name == "TYPE" for part in value.split(",")
        )

    def get(self, parameter: str) -> str:
        """Return the value of a parameter, or blank."""
        return next((value for name, value in self.parameters if name == parameter), "")

    @property
    def text(self) -> str:
        """The value as a text."""
        return unescape(self.raw).strip()

    @property
    def parts(self) -> list[str]:
        """The components of a structured value."""
        return [unescape(part).strip() for part in _SPLIT.sub("\\1\0", self.raw).split("\0")]


def unescape(value: str) -> str:
    """Undo the backslashes of a text."""
    return _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], value)


def properties(lines: Iterable[bytes]) -> Iterator[Property]:
    """Yield the properties of a file given as lines with their ends; a line may come in pieces (see `pieces_of`)."""
    for number, line, too_long in _unfolded(lines):
        found = _property(number, line, too_long)
        if found is not None:
            yield found


def pieces_of(line: bytes) -> tuple[bytes, bool]:
    """Return a line without its end, and whether it ended."""
    bare = line.rstrip(b"\r\n")
    return bare, len(bare) < len(line)


def _unfolded(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """Yield (number, whole line, whether it was cut for its length)."""
    number = begun = 0
    kept = bytearray()
    open_, too_long, ended = False, False, True
    for line in lines:
        bare, ends = pieces_of(line)
        if ended:
            number += 1
        fresh, ended = ended, ends
        soft = fresh and open_ and kept.endswith(b"=") and _is_quoted_printable(kept)
        folded = fresh and open_ and bare[:1] in (b" ", b"\t") and not _is_mark(kept)
        if open_ and (soft or folded or not fresh):
            if soft:
                del kept[-1:]
            elif folded:
                bare = bare[1:]
            if len(kept) + len(bare) > LONGEST_VALUE:
                too_long = True
            else:
                kept += bare
            continue
        if open_:
            yield begun, bytes(kept), too_long
        kept, begun, open_ = bytearray(bare[:LONGEST_VALUE]), number, True
        too_long = len(bare) > LONGEST_VALUE
    if open_:
        yield begun, bytes(kept), too_long


def _is_mark(line: bytes | bytearray) -> bool:
    """Tell the lines between which a card stands: whatever follows them is no part of them."""
    return len(line) < 40 and bytes(line).strip().upper() in (b"BEGIN:VCARD", b"END:VCARD")


def _is_quoted_printable(line: bytes | bytearray) -> bool:
    return b"QUOTED-PRINTABLE" in bytes(line).split(b":", 1)[0].upper()


def _property(number: int, line: bytes, too_long: bool) -> Property | None:
    if not line.strip():
        return None
    at = _colon(line)
    if at < 0:
        # a line break inside a text that nobody folded
        return Property(number, "", "", (), decode(line), too_long)
    head = decode(line[:at])
    pieces = _outside_quotes(head, ";")
    group, dot, name = pieces[0].rpartition(".")
    parameters = tuple(_parameter(p) for p in pieces[1:] if p.strip())
    value = line[at + 1 :]
    given = dict(parameters)
    if given.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
        value = quopri.decodestring(value)
    return Property(
        number,
        group.strip().upper() if dot else "",
        name.strip().upper(),
        parameters,
        decode(value, given.get("CHARSET", "")),
        too_long,
    )


def _colon(line: bytes) -> int:
    quoted = False
    for at, byte in enumerate(line[:4096]):
        if byte == 0x22:
            quoted = not quoted
        elif byte == 0x3A and not quoted:
            return at
    return line.find(b":") if quoted else -1


def _outside_quotes(text: str, mark: str) -> list[str]:
    if '"' not in text:
        return text.split(mark)
    found, quoted = [""], False
    for letter in text:
        if letter == '"':
            quoted = not quoted
        elif letter == mark and not quoted:
            found.append("")
        else:
            found[-1] += letter
    return found


def _parameter(text: str) -> tuple[str, str]:
    """Read ``TYPE=cell``, and version 2.1's bare ``CELL`` and ``QUOTED-PRINTABLE``."""
    name, equals, value = text.partition("=")
    if equals:
        return name.strip().upper(), value.strip().strip('"')
    bare = name.strip().upper()
    return ("ENCODING", bare) if bare in ("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT") else ("TYPE", bare)


def decode(value: bytes, charset: str = "") -> str:
    """Return bytes as text: by the charset named, else UTF-8, else Windows-1252; NUL bytes are dropped."""
    for name in (charset, "utf-8"):
        if name:
            try:
                return value.decode(name).replace("\0", "")
            except (UnicodeError, LookupError):
                continue
    return value.decode("cp1252", "replace").replace("\0", "")
