"""Reads the structure that signatures are made of (ASN.1 in BER or DER) without building objects for it.

Libraries lay out every attribute and copy every fragment; a file of three million bytes made them take minutes and
gigabytes. Here an element is two places in the file; ends that are not stated are looked for once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.connectors.files.pulse import beat

MOST_ITEMS = 500_000
"""Elements that are looked at in one file; a signed invoice has some hundreds, in small pieces some thousands."""
DEEPEST = 40

OID = 0x06
OCTETS = 0x04
OCTETS_IN_PIECES = 0x24
SEQUENCE = 0x30
SET = 0x31


class BerBroken(Exception):
    """The bytes are no such structure, are cut off, or are beyond `MOST_ITEMS` and `DEEPEST`."""


@dataclass(frozen=True, slots=True)
class Item:
    """One element: its tag, and where its content begins and ends in the file."""

    tag: int
    begin: int
    end: int


class Ber:
    """A structure in bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._ends: dict[int, tuple[int, int]] = {}
        self._seen = 0

    def first(self) -> Item:
        """Return the outermost element; what lies behind it is passed over. Raises BerBroken."""
        return self._item(0, len(self._data))[0]

    def children(self, item: Item) -> Iterator[Item]:
        """Yield the elements inside one. Raises BerBroken."""
        at = item.begin
        while at < item.end:
            child, at = self._item(at, item.end)
            yield child

    def bytes_of(self, item: Item) -> bytes:
        """Return the bytes of an element as they stand."""
        return self._data[item.begin : item.end]

    def octets(self, item: Item) -> bytes:
        """Return the bytes of an octet string, put together where it comes in pieces. Raises BerBroken."""
        pieces: list[bytes] = []
        open_ = [iter([item])]
        while open_:
            piece = next(open_[-1], None)
            if piece is None:
                open_.pop()
            elif piece.tag == OCTETS_IN_PIECES and len(open_) < DEEPEST:
                open_.append(self.children(piece))
            elif piece.tag == OCTETS:
                pieces.append(self.bytes_of(piece))
            else:
                raise BerBroken("octets")
        return b"".join(pieces)

    def _item(self, at: int, limit: int) -> tuple[Item, int]:
        """Return the element at a place and where the next one begins."""
        tag, begin, end = self._header(at, limit)
        if end >= 0:
            return Item(tag, begin, end), end
        if begin not in self._ends:
            self._find_ends(begin, limit)
        content, following = self._ends[begin]
        if following > limit:
            raise BerBroken("end")
        return Item(tag, begin, content), following

    def _header(self, at: int, limit: int) -> tuple[int, int, int]:
        """Return tag, begin and end of the content; the end is -1 where it is not stated."""
        self._seen += 1
        if self._seen > MOST_ITEMS:
            raise BerBroken("items")
        beat(16)
        data = self._data
        if at + 2 > limit:
            raise BerBroken("cut")
        tag, length = data[at], data[at + 1]
        if tag & 0x1F == 0x1F:
            raise BerBroken("tag")  # tags of several bytes occur in no signature
        begin = at + 2
        if length == 0x80:
            if not tag & 0x20:
                raise BerBroken("length")
            return tag, begin, -1
        if length > 0x80:
            count = length & 0x7F
            if count > 6 or begin + count > limit:
                raise BerBroken("length")
            length = int.from_bytes(data[begin : begin + count], "big")
            begin += count
        if begin + length > limit:
            raise BerBroken("cut")
        return tag, begin, begin + length

    def _find_ends(self, begin: int, limit: int) -> None:
        """Find where an element without a stated length ends, and with it all such elements right inside."""
        open_ = [begin]
        at = begin
        while open_:
            if self._data[at : at + 2] == b"\0\0" and at + 2 <= limit:
                self._ends[open_.pop()] = (at, at + 2)
                at += 2
                continue
            _tag, inner, end = self._header(at, limit)
            if end >= 0:
                at = end
                continue
            if len(open_) >= DEEPEST:
                raise BerBroken("depth")
            open_.append(inner)
            at = inner
