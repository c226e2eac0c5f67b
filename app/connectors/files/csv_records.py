"""Records of a CSV file, however its quotes and line breaks are written.

The csv module would swallow half a file after one stray quote; this reader takes a line at a time and goes
on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MOST_LINES = 300
"""A quoted cell with more line breaks than this is a stray quote."""

_QUOTES = "\"'"


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
            yield self._record(line)

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
        if not any(q in line for q in _QUOTES):
            return CsvRecord(start, _bare(line).split(self.separator), ended=_ends(line))
        taken = [line]
        cells, quote = _scan(_bare(line), self.separator, "", [])
        while quote:
            following = self._next() if len(taken) < _MOST_LINES else None
            if following is None or self._looks_whole(following):
                # A quote that opens and never closes: it was a character of the text.
                if following is not None:
                    self._unread([following])
                self._unread(taken[1:])
                return CsvRecord(start, _bare(line).split(self.separator), ("quote",), _ends(line))
            taken.append(following)
            cells, quote = _scan("\n" + _bare(following), self.separator, quote, cells)
        if self.width and len(cells) != self.width and len(taken) == 1:
            plain = _bare(line).split(self.separator)
            if len(plain) == self.width:
                return CsvRecord(start, plain, ("quote",), _ends(line))
        return CsvRecord(start, cells, ended=_ends(taken[-1]))

    def _looks_whole(self, line: str) -> bool:
        """Tell whether a line inside a quoted cell is a whole record by itself."""
        return self.width > 2 and line.count(self.separator) >= self.width - 1


def _ends(line: str) -> bool:
    return line.endswith(("\n", "\r"))


def _bare(line: str) -> str:
    return line.rstrip("\r\n").replace("\0", "")


def _cells_of(line: str, separator: str) -> list[str]:
    cells, quote = _scan(_bare(line), separator, "", [])
    return _bare(line).split(separator) if quote else cells


def _scan(text: str, separator: str, quote: str, cells: list[str]) -> tuple[list[str], str]:
    """Cut a line into cells, going on with an open quote of the line before; return the quote still open."""
    at = 0
    if quote:
        at, quote = _to_closing(text, 0, separator, quote, cells)
        if quote or at > len(text):
            return cells, quote
    while True:
        begin = at
        while begin < len(text) and text[begin] in " \t" and separator != "\t":
            begin += 1
        if begin < len(text) and text[begin] in _QUOTES and _opens(text, begin, separator):
            cells.append("")
            at, quote = _to_closing(text, begin + 1, separator, text[begin], cells)
            if quote or at > len(text):
                return cells, quote
            continue
        end = text.find(separator, at)
        if end < 0:
            cells.append(text[at:])
            return cells, ""
        cells.append(text[at:end])
        at = end + len(separator)


def _opens(text: str, begin: int, separator: str) -> bool:
    """Take an apostrophe for a quote only if one closes the cell on this line: ``'A Pizza`` is a name."""
    if text[begin] == '"':
        return True
    closing = text.find("'", begin + 1)
    while closing >= 0:
        rest = text[closing + 1 :].lstrip(" ")
        if not rest or rest.startswith(separator):
            return True
        closing = text.find("'", closing + 1)
    return False


def _to_closing(text: str, at: int, separator: str, quote: str, cells: list[str]) -> tuple[int, str]:
    """Add to the last cell up to its closing quote; return where the next cell begins and the quote if still
    open.

    A doubled quote is one quote; a quote with text behind it is part of the text (``"chiamare "prima" delle
    9"``).
    """
    while True:
        end = text.find(quote, at)
        if end < 0:
            cells[-1] += text[at:]
            return len(text) + 1, quote
        cells[-1] += text[at:end]
        if text.startswith(quote, end + 1):
            cells[-1] += quote
            at = end + 2
            continue
        behind = end + 1
        while behind < len(text) and text[behind] == " ":
            behind += 1
        if behind >= len(text):
            return len(text) + 1, ""
        if text.startswith(separator, behind):
            return behind + len(separator), ""
        cells[-1] += quote
        at = end + 1
