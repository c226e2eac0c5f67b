"""The properties of a vCard file, whatever program wrote it: versions 2.1, 3.0 and 4.0, read line by line.

Folded lines, quoted-printable with its soft line breaks, character sets by property, groups (``item1.TEL``) and
quoted parameters are understood; pictures and other attachments are passed over without being kept.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from app.connectors.files.pulse import beat

LONGEST_VALUE = 60_000
"""Bytes of one property; what is longer is an attachment, or hostile."""

ATTACHMENTS = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
"""Properties whose values are files."""

MOST_PARAMETERS = 50
MOST_PARTS = 50
"""Parameters and components that are looked at; the format has some ten of each."""
_ESCAPED = re.compile(r"\\([nN,;:\\])")
_PIECE = re.compile(r"(?:[^\\;]|\\.)*+\\?+", re.DOTALL)
"""One component of a structured value: up to a semicolon that no backslash hides."""


_LONGEST_HEAD = 4096
_USUAL_HEAD = 100
"""Bytes of a head that is worth remembering."""
_BEAT = 50_000
"""Bytes between two beats: Stop is heard often enough, and a file has a million lines."""
_TO_COLON = re.compile(rb'(?:[^":]|"[^"]*+")*+:')
_BROKEN = re.compile(
    r"([A-Za-z0-9-]{1,20}\.)?(TEL|EMAIL|ADR|LABEL|URL|ORG|FN|N|TITLE|ROLE|NOTE|REV|UID|BDAY|CATEGORIES|X-[A-Za-z0-9-]{1,40});",
    re.IGNORECASE,
)
_ENCODED = re.compile(rb";*(?:=[0-9A-F]{2}){4}")
_LOOKED_AT = 24
"""A value that is quoted-printable from its first letter on and does not say so: nobody types ``=56=69``."""

_QUOTED = frozenset({"QUOTED-PRINTABLE", "QUOTED", "QUOTEDPRINTABLE", "QP"})
_BARE = frozenset({"HOME", "WORK", "CELL", "VOICE", "FAX", "PREF", "INTERNET", "MAIN", "MOBILE", "PAGER"})


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the colon: name and group in capitals, the parameters as (NAME, value).

    ``types`` are the kinds that it names, in capitals: CELL, WORK, FAX, PREF …; ``encoding`` is in capitals, too.
    """

    group: str = ""
    name: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    types: frozenset[str] = frozenset()
    encoding: str = ""
    charset: str = ""

    @classmethod
    def of(cls, group: str, name: str, parameters: tuple[tuple[str, str], ...]) -> Head:
        """Take the parameters apart."""
        types = frozenset(
            part.strip().upper() for key, value in parameters if key == "TYPE" for part in value.split(",")
        )
        given = dict(parameters)
        return cls(group, name, parameters, types, given.get("ENCODING", "").upper(), given.get("CHARSET", ""))


@dataclass(slots=True)
class Property:
    """One property: its head, its raw text.

    ``line`` is where it begins (1-based); ``too_long`` is True where its value was not kept for its length. A file of
    100,000 cards has a million of these and a dozen different heads.
    """

    line: int
    head: Head
    raw: str
    too_long: bool = False
    name: str = field(init=False)
    """Its name, in capitals."""

    def __post_init__(self) -> None:
        self.name = self.head.name  # asked for so often that it is kept

    @property
    def group(self) -> str:
        """Its group, in capitals."""
        return self.head.group

    @property
    def types(self) -> frozenset[str]:
        """The kinds that it names."""
        return self.head.types

    def get(self, parameter: str) -> str:
        """Return the value of a parameter, or blank."""
        return next((value for name, value in self.head.parameters if name == parameter), "")

    @property
    def text(self) -> str:
        """The value as a text."""
        return unescape(self.raw).strip()

    @property
    def parts(self) -> list[str]:
        """The components of a structured value."""
        if "\\" not in self.raw:
            return [piece.strip() for piece in self.raw.split(";", MOST_PARTS)[:MOST_PARTS]]
        found: list[str] = []
        at = 0
        while len(found) < MOST_PARTS:
            piece = _PIECE.match(self.raw, at)
            end = piece.end() if piece else len(self.raw)
            found.append(unescape(self.raw[at:end]).strip())
            at = end + 1
            if at > len(self.raw):
                break
        return found


def unescape(value: str) -> str:
    """Undo the backslashes of a text."""
    return _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], value) if "\\" in value else value


def properties(lines: Iterable[bytes], passed_over: Callable[[], bool] = lambda: False) -> Iterator[Property]:
    """Yield the properties of a file given as lines with their ends; a line may come in pieces (see `pieces_of`).

    While ``passed_over`` says so, only the lines that begin and end cards are looked at.
    """
    for number, line, too_long in _unfolded(lines):
        if passed_over() and not _is_mark(line):
            continue
        found = _property(number, line, too_long)
        if found is not None:
            yield found


def pieces_of(line: bytes) -> tuple[bytes, bool]:
    """Return a line without its end, and whether it ended."""
    bare = line.rstrip(b"\r\n")
    return bare, len(bare) < len(line)


def _unfolded(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """Yield (number, whole line, whether it was cut for its length)."""
    number = begun = gone = 0
    first = b""
    kept: bytes | bytearray = b""
    open_, too_long, ended = False, False, True
    for line in lines:
        gone += len(line) + 16
        if gone > _BEAT:
            beat(gone)
            gone = 0
        bare, ends = pieces_of(line)
        if ended:
            number += 1
        fresh, ended = ended, ends
        soft = fresh and open_ and kept.endswith(b"=") and _is_quoted_printable(first)
        folded = fresh and open_ and bare[:1] in (b" ", b"\t") and not _is_mark(kept)
        if open_ and (soft or folded or not fresh):
            if isinstance(kept, bytes):
                kept = bytearray(kept)  # most properties have one line
            if soft:
                del kept[-1:]
                if bare[:1] in (b" ", b"\t") and bare[1:2] == b"=":
                    bare = bare[1:]  # some programs fold a soft line end once more
            elif folded:
                bare = bare[1:]
            if len(kept) + len(bare) > LONGEST_VALUE:
                too_long = True
            else:
                kept += bare
            continue
        if open_:
            yield begun, bytes(kept), too_long
        first, kept, begun, open_ = bare, bare[:LONGEST_VALUE], number, True
        too_long = len(bare) > LONGEST_VALUE
    if open_:
        yield begun, bytes(kept), too_long


def _is_mark(line: bytes | bytearray) -> bool:
    """Tell the lines between which a card stands: whatever follows them is no part of them."""
    return len(line) < 40 and bytes(line).strip().upper() in (b"BEGIN:VCARD", b"END:VCARD")


def _is_quoted_printable(line: bytes) -> bool:
    """Tell it by the first line of a property: it stands before the colon."""
    return b"QUOTED-PRINTABLE" in bytes(line[:_LONGEST_HEAD]).split(b":", 1)[0].upper()


def _property(number: int, line: bytes, too_long: bool) -> Property | None:
    if not line.strip():
        return None
    at = _colon(line)
    if at < 0:
        # a line break inside a text that nobody folded, or a property that has lost its colon
        return _without_colon(number, decode(line), too_long)
    head = _known_head(line[:at]) if at < _USUAL_HEAD else _head(line[:at])
    value = line[at + 1 :]
    if head.encoding in _QUOTED or (b"=" in value[:_LOOKED_AT] and _ENCODED.match(value)):
        value = quopri.decodestring(value)
    return Property(number, head, decode(value, head.charset), too_long)


def _head(line: bytes) -> Head:
    pieces = _outside_quotes(decode(line), ";")
    group, dot, name = pieces[0].rpartition(".")
    parameters = tuple(_parameter(p) for p in pieces[1:MOST_PARAMETERS] if p.strip())
    return Head.of(group.strip().upper() if dot else "", name.strip().upper(), parameters)


_known_head = lru_cache(maxsize=1024)(_head)


def _without_colon(number: int, line: str, too_long: bool) -> Property:
    """Read ``TEL;TYPE="HOME";+390115551234``: where a known name and its parameters stand, the rest is the value."""
    begin = _BROKEN.match(line)
    if begin is None or too_long:
        return Property(number, Head(), line, too_long)
    pieces = _outside_quotes(line[begin.end() :][:_LONGEST_HEAD], ";")
    kinds = [p for p in pieces if "=" in p or p.strip().upper() in _BARE]
    rest = ";".join(p for p in pieces if p not in kinds).strip()
    name = begin[2].upper()
    group = (begin[1] or "").rstrip(".").upper()
    return Property(number, Head.of(group, name, tuple(map(_parameter, kinds))), rest)


def _colon(line: bytes) -> int:
    """Return where the first colon stands that is in no quotes; of quotes that never close, the first of all."""
    head = line[:_LONGEST_HEAD]
    if b'"' not in head:
        return head.find(b":")
    found = _TO_COLON.match(head)
    if found is not None:
        return found.end() - 1
    return line.find(b":") if head.count(b'"') % 2 else -1


def _outside_quotes(text: str, mark: str) -> list[str]:
    if '"' not in text:
        return text.split(mark)
    found: list[list[str]] = [[]]
    quoted = False
    for letter in text:
        if letter == '"':
            quoted = not quoted
        elif letter == mark and not quoted:
            found.append([])
        else:
            found[-1].append(letter)
    return ["".join(letters) for letters in found]


def _parameter(text: str) -> tuple[str, str]:
    """Read ``TYPE=cell``, and version 2.1's bare ``CELL`` and ``QUOTED-PRINTABLE``."""
    name, equals, value = text.partition("=")
    if equals:
        return name.strip().upper(), value.strip().strip('"')
    bare = name.strip().upper()
    return ("ENCODING", bare) if bare in ("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT") else ("TYPE", bare)


_CHARSETS = re.compile(
    r"(?:utf-?(?:8|16|16le|16be|32)|us-ascii|ascii|iso-?8859-\d{1,2}|latin-?1|(?:windows-|cp)\d{3,5}|macintosh"
    r"|mac_?roman|gb(?:k|2312|18030)|big5|shift_jis|euc-(?:jp|kr)|iso-2022-jp|koi8-[ru])",
    re.IGNORECASE,
)
"""Character sets that real programs name. Python knows others that are none (``unicode_escape``, ``rot13``), take time
without bounds (``punycode``, ``idna``) or make half letters (``utf-7``)."""


def decode(value: bytes, charset: str = "") -> str:
    """Return bytes as text: by the charset named, else UTF-8, else Windows-1252; NUL bytes are dropped."""
    if not charset and value.isascii():
        return value.decode("ascii").replace("\0", "")
    for name in (charset, "utf-8"):
        if name and _CHARSETS.fullmatch(name):
            try:
                return value.decode(name).replace("\0", "")
            except (UnicodeError, LookupError):
                continue
    return value.decode("cp1252", "replace").replace("\0", "")
