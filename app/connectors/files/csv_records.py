"""Records of a CSV file, however its quotes and line breaks are written.

The csv module would swallow half a file after one stray quote; this reader takes a line at a time and goes
on.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MOST_LINES = 300
"""A quoted cell with more line breaks than this is a stray quote."""

_LONGEST_RECORD = 400_000
"""Letters of all lines of a record; a quote that is open for longer is a stray one."""

_PER_LINE = 50
_MOST_AGAIN = 2_000_000
"""Letters that are read again after stray quotes, in the whole file (`_PER_LINE` more for each line).

Beyond that each line stands by itself: a file of stray quotes would otherwise be read three hundred times."""

_MOST_MARKS = 4_000
"""Quotes or separators in one line from which on none is looked at: no table has as many, and each takes its time."""


@dataclass(frozen=True, slots=True)
class CsvRecord:
    """One record: the line on which it begins (1-based) and its cells.

    ``notes`` tells what had to be mended; ``ended`` is False for a last line without its end, which may be cut off.
    """

    line: int
    cells: list[str]
    notes: tuple[str, ...] = ()
    ended: bool = True


class CsvReader:
    """Reads records one by one. ``width`` is the number of columns once known (0: take what comes)."""

    def __init__(self, lines: Iterable[str], separator: str = ";") -> None:
        self._lines = iter(lines)
        self._back: deque[str] = deque()
        self._number = 0
        self._again = 0
        self.separator = separator
        self.width = 0

    def first_line(self) -> str:
        """Return the first line that says anything, without consuming it; skips Excel's ``sep=;``."""
        while (line := self._next()) is not None:
            bare = line.strip("\ufeff \t\r\n")
            if bare and not (bare.lower().startswith("sep=") and len(bare) <= 5):
                self._unread([line.lstrip("\ufeff")])
                return bare
        return ""

    def __iter__(self) -> Iterator[CsvRecord]:
        """Yield all records; blank lines are left out."""
        while (line := self._next()) is not None:
            if not line.strip("\r\n\0\ufeff "):
                continue
            # a mark in the middle is where two files were put one behind the other
            yield self._record(line.lstrip("\ufeff") if line[0] == "\ufeff" else line)

    # --- lines ---

    def _next(self) -> str | None:
        line = self._back.popleft() if self._back else next(self._lines, None)
        if line is not None:
            self._number += 1
        return line

    def _unread(self, lines: list[str]) -> None:
        self._back.extendleft(reversed(lines))
        self._number -= len(lines)

    def peek(self) -> str | None:
        """Return the next physical line without consuming it."""
        line = self._next()
        if line is not None:
            self._unread([line])
        return line

    def take_line(self) -> list[str]:
        """Consume the next physical line and return its cells, quotes read where they close on it."""
        line = self._next()
        return [] if line is None else _cells_of(line, self.separator)

    # --- records ---

    def _record(self, line: str) -> CsvRecord:
        start = self._number
        marks = line.count('"') + line.count("'")
        if not marks or marks > _MOST_MARKS or line.count(self.separator) > _MOST_MARKS:
            return CsvRecord(start, _bare(line).split(self.separator), ended=_ends(line))
        plain = self._quick(_bare(line))
        if plain is not None:
            return CsvRecord(start, plain, ended=_ends(line))
        taken = [line]
        length = len(line)
        scan = _Scan(self.separator)
        scan.take(_bare(line))
        while scan.quote:
            room = len(taken) < _MOST_LINES and length < _LONGEST_RECORD and self._again < _MOST_AGAIN
            following = self._next() if room else None
            if following is None or self._looks_whole(following):
                # A quote that opens and never closes: it was a character of the text.
                if following is not None:
                    self._unread([following])
                self._unread(taken[1:])
                self._again += length + _PER_LINE * len(taken)
                return CsvRecord(start, _bare(line).split(self.separator), ("quote",), _ends(line))
            taken.append(following)
            length += len(following)
            scan.take("\n" + _bare(following))
        cells = scan.cells()
        if self.width and len(cells) != self.width and len(taken) == 1:
            plain = _bare(line).split(self.separator)
            if len(plain) == self.width:
                return CsvRecord(start, plain, ("quote",), _ends(line))
        return CsvRecord(start, cells, ended=_ends(taken[-1]))

    def _quick(self, line: str) -> list[str] | None:
        """Return the cells of a line where all of them stand in quotes or none does, as programs write them."""
        if '"' not in line:
            # an apostrophe quotes only where a cell begins
            dense = line.replace(" ", "").replace("\t", "\t" if self.separator == "\t" else "")
            quoted = dense[:1] == "'" or f"{self.separator}'" in dense
            return None if quoted else line.split(self.separator)
        if len(line) < 2 or line[0] != '"' or line[-1] != '"':
            return None
        cells = line[1:-1].split(f'"{self.separator}"')
        whole = 2 * len(cells) == line.count('"') and len(cells) == (self.width or len(cells))
        return cells if whole else None

    def _looks_whole(self, line: str) -> bool:
        """Tell whether a line inside a quoted cell is a whole record by itself."""
        return self.width > 2 and line.count(self.separator) >= self.width - 1


def _ends(line: str) -> bool:
    return line.endswith(("\n", "\r"))


def _bare(line: str) -> str:
    return line.rstrip("\r\n").replace("\0", "")


def _cells_of(line: str, separator: str) -> list[str]:
    scan = _Scan(separator)
    scan.take(_bare(line))
    return _bare(line).split(separator) if scan.quote else scan.cells()


class _Scan:
    """Cuts the lines of one record into cells, each letter once. ``quote`` is the one still open, blank if none is."""

    def __init__(self, separator: str) -> None:
        self._separator = separator
        self._cells: list[list[str]] = []
        self.quote = ""
        # where an apostrophe closes a cell: right before a separator or the end
        self._closing = re.compile(rf"'(?= *+(?:{re.escape(separator)}|\Z))")

    def cells(self) -> list[str]:
        """Return the cells so far."""
        return ["".join(pieces) for pieces in self._cells]

    def take(self, text: str) -> None:
        """Go on with a line, inside the quote that the line before has left open."""
        at = 0
        if self.quote:
            at = self._to_closing(text, 0)
            if self.quote or at > len(text):
                return
        last = -1
        if "'" in text:
            last = max((m.start() for m in self._closing.finditer(text)), default=-1)
        while True:
            begin = at
            while begin < len(text) and text[begin] in " \t" and self._separator != "\t":
                begin += 1
            # an apostrophe is a quote only if one closes a cell further on: ``'A Pizza`` is a name
            if begin < len(text) and (text[begin] == '"' or (text[begin] == "'" and last > begin)):
                self._cells.append([])
                self.quote = text[begin]
                at = self._to_closing(text, begin + 1)
                if self.quote or at > len(text):
                    return
                continue
            end = text.find(self._separator, at)
            if end < 0:
                self._cells.append([text[at:]])
                return
            self._cells.append([text[at:end]])
            at = end + len(self._separator)

    def _to_closing(self, text: str, at: int) -> int:
        """Add to the last cell up to its closing quote; return where the next cell begins.

        A doubled quote is one quote; a quote with text behind it is part of the text (``"chiamare "prima" delle 9"``).
        """
        pieces, quote = self._cells[-1], self.quote
        while True:
            end = text.find(quote, at)
            if end < 0:
                pieces.append(text[at:])
                return len(text) + 1
            pieces.append(text[at:end])
            if text.startswith(quote, end + 1):
                pieces.append(quote)
                at = end + 2
                continue
            behind = end + 1
            while behind < len(text) and text[behind] == " ":
                behind += 1
            if behind >= len(text):
                self.quote = ""
                return len(text) + 1
            if text.startswith(self._separator, behind):
                self.quote = ""
                return behind + len(self._separator)
            pieces.append(quote)
            at = end + 1
