"""What the cells of a workbook show: numbers without noise, dates as dates, codes with their zeros."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from app.connectors.files.midnight import meant_day

_DATE_FORMATS = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})
"""Built-in number formats that show a date (ECMA-376 part 1, 18.8.30)."""

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NO_CONTROLS = {c: None for c in (*range(32), 0x7F, 0xFFFE, 0xFFFF) if c not in (9, 10, 13)}
_ZEROS = re.compile(r"0{2,20}")
_MOST_FORMATS = 10_000
_EXACT = 1e15
"""From here on a workbook's numbers have lost their last digits."""

_LAST_DAY = 2_958_466
"""One more than the number of 31/12/9999."""


class NumberCell(str):
    """A cell that is a number in its workbook, with a decimal point and nothing else.

    Its dot is no mark of thousands, whatever a text of the same letters would mean.
    """

    __slots__ = ()


class Styles:
    """The number formats of a workbook, and where its days begin."""

    def __init__(self) -> None:
        self.from_1904 = False
        self._formats: dict[int, str] = {}
        self._cells: list[int] = []
        self._inside = False

    def take(self, name: str, attributes: dict[str, str]) -> None:
        """An element of the styles begins."""
        if name == "numFmt":
            number = attributes.get("numFmtId", "")
            if number.isdecimal() and len(number) < 9 and len(self._formats) < _MOST_FORMATS:
                self._formats[int(number)] = attributes.get("formatCode", "")[:200]
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside and len(self._cells) < 100_000:
            number = attributes.get("numFmtId", "")
            self._cells.append(int(number) if number.isdecimal() and len(number) < 9 else 0)

    def leave(self, name: str) -> None:
        """An element of the styles ends."""
        if name == "cellXfs":
            self._inside = False

    def format_of(self, style: str) -> tuple[int, str]:
        """Return the number and the code of a cell's format."""
        place = int(style) if style.isdecimal() and len(style) < 9 else 0
        number = self._cells[place] if place < len(self._cells) else 0
        return number, self._formats.get(number, "")


def cell_text(value: str, kind: str, style: str, texts: list[str], styles: Styles) -> str:
    """Return what a cell shows: ``kind`` is its type (s, str, inlineStr, b, e, d, n or blank for a number)."""
    if kind == "s":
        place = int(value) if value.isdecimal() and len(value) < 9 else len(texts)
        return texts[place] if place < len(texts) else ""
    if kind in ("str", "inlineStr"):
        return unescaped(value)
    if kind == "b":
        return "TRUE" if value.strip() == "1" else "FALSE"
    if kind == "e":
        return ""  # #N/A, #REF!: there is no value
    if kind == "d":
        return value.strip()[:10]
    try:
        number = float(value)
    except ValueError:
        return value
    return number_text(number, *styles.format_of(style), from_1904=styles.from_1904) if style else plain_number(number)


def unescaped(text: str) -> str:
    """Return a text of a workbook with its ``_x000D_`` as the characters that they stand for (ECMA-376, ST_Xstring).

    Those that no text needs are left out; ``_x005F_`` is the underscore that a real ``_x000D_`` begins with.
    """
    if "_x" not in text:
        return text
    found = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)
    if any("\ud800" <= c <= "\udfff" for c in found):
        found = found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return found.translate(_NO_CONTROLS)


def number_text(number: float, format_id: int, code: str, *, from_1904: bool = False) -> str:
    """Return a number in its format: a date as dd/mm/yyyy, a code with its leading zeros, else plainly."""
    if format_id in _DATE_FORMATS or (code and _shows_date(code)):
        shown = day_text(number, from_1904=from_1904)
        if shown:
            return shown
    if code and _ZEROS.fullmatch(code) and number.is_integer() and 0 <= number < _EXACT:
        return str(int(number)).zfill(len(code))
    return plain_number(number)


def plain_number(number: float) -> str:
    """Return a number without a decimal part that it does not have; ``1E+16`` where digits are lost.

    What comes back is a `NumberCell`, so that an amount is read as the number that it is.
    """
    if number.is_integer() and abs(number) < _EXACT:
        return NumberCell(int(number))
    # fifteen digits are what Excel itself shows and rounds by: a computed 61.004999999999995 is 61.005
    return NumberCell(f"{number:.15g}" if abs(number) < _EXACT else f"{number:.5E}")


def day_text(number: float, *, from_1904: bool = False) -> str:
    """Return the day that a workbook counts with this number as dd/mm/yyyy, or blank where it is none."""
    if not 1 <= number < _LAST_DAY - 1462:
        return ""
    first = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
    return shown_day(meant_day(first + timedelta(days=number)))


def shown_day(day: date) -> str:
    """Return a day as people in Italy write it."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def _shows_date(code: str) -> bool:
    bare = _QUOTED.sub("", code.split(";", 1)[0]).lower()
    return "y" in bare or "d" in bare or "g" in bare.replace("general", "")


def column_of(place: str) -> int:
    """Return the column (0-based) of a cell's place such as ``AB12``; -1 where it is none."""
    found = 0
    for letter in place:
        if "A" <= letter <= "Z":
            found = found * 26 + ord(letter) - 64
        else:
            break
        if found > 1_000_000:
            return -1
    return found - 1
