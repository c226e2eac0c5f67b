"""Amounts and days as people and programs write them; a column tells how where one cell leaves it open."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from app.connectors.files.midnight import in_italy, meant_day
from app.connectors.files.xlsx_cells import NumberCell
from app.records.text.words import fold

_NOT_AMOUNT = re.compile(r"€uro|[€\s'’\u00a0]|EURO?|(?<=€)\.|=$", re.IGNORECASE)
_MINUS = "-−–"
_NO_CENTS = re.compile(r"[.,][-−–]{1,2}$")
"""``12,-``: twelve and nothing behind it."""

_NUMBER = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+)(?:[.,][0-9]+)?")
_DOT_DECIMAL = re.compile(r"[0-9]+(?:,[0-9]{3})*\.(?:[0-9]{1,2}|[0-9]{4,})|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
_COMMA_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]{3})*,(?:[0-9]{1,2}|[0-9]{4,})|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+")
_LONGEST = 60
_MOST = Decimal("1e11")

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?|(20\d{2})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})\.?(?:[ T].*)?")
_MONTH_NAMED_FIRST = re.compile(r"([^\W\d_]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_BARE_DAY = re.compile(r"(\d{2})(\d{2})(20\d{2})")
_ANOTHER_DAY = re.compile(r".*\d\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d", re.DOTALL)
_MOMENT = re.compile(r"(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(Z|\+00:?00)?")
"""A moment as programs write it, in Greenwich's time if it says so."""

_NAMED = re.compile(r"(\d{1,2})[°º.]?[ /-]([^\W\d_]{3,9})\.?[ /-](\d{4}|\d{2})(?:[ T].*)?")
_WEEKDAY = re.compile(r"^(?:lun|mar|mer|gio|ven|sab|dom|mon|tue|wed|thu|fri|sat|sun)\w*\.?,?\s+", re.IGNORECASE)
_MONTHS = (
    "gen feb mar apr mag giu lug ago set ott nov dic",
    "jan feb mar apr may jun jul aug sep oct nov dec",
)
_BY_NAME = {name: number for names in _MONTHS for number, name in enumerate(names.split(), 1)} | {"sett": 9}
_WHOLE_NAMES = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "january february march april may june july august september october november december",
)
_BY_NAME |= {name: number for names in _WHOLE_NAMES for number, name in enumerate(names.split(), 1)}
_LAST_MONTH = 12
_MARK = re.compile(r"[.,/]")
_TERM = re.compile(
    r"(?P<at_once>(?:a )?vista(?: (?:fattura|fatt|ft))?|(?:a )?ricevimento fattura)"
    r"|(?P<days>\d{1,3}) ?(?:gg|g|giorni)(?: (?:da )?(?:d ?f|data ?(?:fattura|fatt|ft)?))?"
    r"(?P<month_end> ?(?:f ?m|fine ?mese)|(?<=d f) ?m)?"
)
_LONGEST_TERM = 365
_A_MONTH = 30
"""Days that terms count for a month."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a table writes: its decimal mark (blank: it does not say), and whether months stand before days."""

    decimal: str = ""
    month_first: bool = False


def style_of(amounts: Iterable[str], days: Iterable[str]) -> Style:
    """Return how the cells of a table are written, as far as they all say the same.

    61.01 says that dots are decimal marks, and then 305.061 is no 305,061; 12/31/2026 says that months come first, if
    nothing says the opposite, and then 1/2/2026 is no first of February.
    """
    dots = commas = False
    for cell in amounts:
        if not isinstance(cell, NumberCell):
            bare = _NOT_AMOUNT.sub("", cell[:_LONGEST]).strip("()+" + _MINUS)
            dots = dots or bool(_DOT_DECIMAL.fullmatch(bare))
            commas = commas or bool(_COMMA_DECIMAL.fullmatch(bare))
    swapped = straight = False
    for cell in days:
        if found := _DAY_FIRST.fullmatch(cell.strip()[:_LONGEST]):
            first, second = int(found[1]), int(found[2])
            swapped = swapped or second > _LAST_MONTH >= first
            straight = straight or first > _LAST_MONTH >= second
    return Style("" if dots == commas else "." if dots else ",", swapped and not straight)


def parse_amount(text: str, style: Style | None = None) -> Decimal | None:
    """Return an amount as Italians or programs write it (``1.234,50``, ``€ 1234.5``, ``12,00-``), or None where it is
    none.

    A number of a workbook is that number. ``12,505`` is told only by its table: twelve in Italian, thousands in
    English; ``1.234`` is thousands unless the table says otherwise, for nobody writes tenths of a cent.
    """
    if isinstance(text, NumberCell):
        try:
            number = Decimal(text[:_LONGEST])
        except InvalidOperation:
            return None
        return number if number.is_finite() and abs(number) < _MOST else None
    bare = _NO_CENTS.sub("", _NOT_AMOUNT.sub("", text[: 2 * _LONGEST])[:_LONGEST])
    negative = bare[:1] in tuple(_MINUS) or bare[-1:] in tuple(_MINUS) or (bare[:1] == "(" and bare[-1:] == ")")
    bare = bare.strip("()+" + _MINUS)
    if not bare.isascii() or not _NUMBER.fullmatch(bare):
        return None
    mark = style.decimal if style else ""
    point = max(bare.rfind("."), bare.rfind(","))
    if point >= 0 and len(bare) - point - 1 == 3:
        found, alone = bare[point], bare.count(".") + bare.count(",") == 1
        if bare.count(found) > 1 or (alone and mark and found != mark) or (alone and not mark and found == "."):
            point = -1  # it parts thousands
        elif alone and not mark:
            return None
    whole, rest = (bare[:point], bare[point + 1 :]) if point >= 0 else (bare, "")
    digits = whole.replace(".", "").replace(",", "")
    try:
        amount = Decimal(f"{digits}.{rest or 0}")
    except InvalidOperation:
        return None
    if amount >= _MOST:
        return None
    return -amount if negative else amount


def parse_day(text: str, style: Style | None = None) -> date | None:
    """Return a day written as dd/mm/yyyy, dd/mm/yy, yyyy-mm-dd or with its month's name, or None where it is none."""
    value = _WEEKDAY.sub("", text.strip().lstrip("'")[:_LONGEST])
    parts: list[int] = []
    if found := _MOMENT.fullmatch(value):
        return _moment(found)
    if found := _YEAR_FIRST.fullmatch(value):
        parts = [int(p) for p in found.groups() if p]
    elif (found := _DAY_FIRST.fullmatch(value)) and not _ANOTHER_DAY.match(value[found.end(3) :]):
        day, month, year = (int(p) for p in found.groups())
        if style and style.month_first:
            day, month = month, day
        parts = [_century(year), month, day]
    elif found := _BARE_DAY.fullmatch(value):
        parts = [int(p) for p in reversed(found.groups())]
    elif (found := _MONTH_NAMED_FIRST.fullmatch(value)) and (named := _BY_NAME.get(fold(found[1]))):
        parts = [int(found[3]), named, int(found[2])]
    elif (found := _NAMED.fullmatch(value)) and (named := _BY_NAME.get(fold(found[2]))):
        parts = [_century(int(found[3])), named, int(found[1])]
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None


def parse_term(text: str, issued: date | None) -> date | None:
    """Return the day that terms of payment mean for a document of a known day: ``vista fattura``, ``30 gg d.f.``,
    ``60 gg f.m.``; None where they mean none, or where months and days would come to different ends.
    """
    found = _TERM.fullmatch(" ".join(_MARK.sub(" ", fold(text[:_LONGEST])).split()))
    if issued is None or found is None:
        return None
    if found["at_once"]:
        return issued
    days = int(found["days"])
    if days > _LONGEST_TERM:
        return None
    due = issued + timedelta(days=days)
    if not found["month_end"]:
        return due
    if days % _A_MONTH == 0 and (issued.month - 1 + days // _A_MONTH) % 12 + 1 != due.month:
        return None  # "30 gg f.m." of a 31st of January: the end of February to one, that of March to another
    return due.replace(day=monthrange(due.year, due.month)[1])


def _moment(found: re.Match[str]) -> date | None:
    try:
        year, month, day, hour, minute = map(int, found.groups()[:5])
        moment = datetime(year, month, day, hour, minute)
    except ValueError:
        return None
    return in_italy(moment) if found[6] else meant_day(moment)


def _century(year: int) -> int:
    return year + 2000 if year < 100 else year
