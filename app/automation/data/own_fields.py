"""Custom fields of the location, as a step may fill them: which there are, and what a value must look like for each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.automation.data import shown
from app.records.text.words import fold

NUMBERS = frozenset({"NUMERICAL", "MONETORY"})
ONE_OF = frozenset({"SINGLE_OPTIONS", "RADIO"})
SOME_OF = frozenset({"MULTIPLE_OPTIONS", "CHECKBOX"})
_TEXTS = frozenset({"", "TEXT", "LARGE_TEXT", "PHONE", "EMAIL"})
FILLABLE = _TEXTS | NUMBERS | ONE_OF | SOME_OF | {"DATE"}
"""Types that a text can fill: no files, signatures, or lists of boxes (reference: HighLevel 2.8)."""

_SHORT = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\Z")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([.' ]\d{3})+\Z")
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+\Z")
_MOST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class OwnField:
    """One custom field: HighLevel's id, its name, its ``dataType``, and what may be chosen in it."""

    id: str
    name: str
    type: str = ""
    options: tuple[str, ...] = ()

    @classmethod
    def of(cls, wire: Mapping[str, Any]) -> OwnField:
        """Return a field as HighLevel tells of it."""
        given = wire.get("picklistOptions") or wire.get("options") or ()
        options = [
            str(o.get("label") or o.get("name") or o.get("value") or "") if isinstance(o, Mapping) else str(o)
            for o in (given if isinstance(given, list | tuple) else ())
        ]
        found = str(wire.get("dataType") or "").upper()
        return cls(str(wire.get("id") or ""), str(wire.get("name") or ""), found, tuple(o for o in options if o))

    def fit(self, text: str) -> Any:
        """Return a text as HighLevel takes it in this field. Raises ValueError where it does not fit."""
        wanted = text.strip()
        if self.type in NUMBERS:
            return _number(wanted)
        if self.type == "DATE":
            return _day(wanted).isoformat()
        if self.type in ONE_OF:
            return _option(wanted, self.options)
        if self.type in SOME_OF:
            whole = [o for o in self.options if fold(o) == fold(wanted)]
            parts = whole or [part for part in re.split(r"[,;\n]", wanted) if part.strip()]
            return list(dict.fromkeys(_option(part.strip(), self.options) for part in parts))
        if self.type == "EMAIL" and not _EMAIL.match(wanted):
            raise ValueError("email")
        if self.type == "PHONE" and sum(c.isdigit() for c in wanted) < 5:
            raise ValueError("phone")
        return wanted


def _option(wanted: str, options: Sequence[str]) -> str:
    """Return an option as HighLevel spells it; of a field whose options nobody knows, the text itself."""
    if not options:
        return wanted
    for option in options:
        if fold(option) == fold(wanted):
            return option
    raise ValueError("option")


def _number(wanted: str) -> int | float:
    """Return "1.234,56 €", "1234.56", "1'234" as a number. A point before three digits sets thousands apart, as the
    amounts of this program do."""
    plain = wanted.replace("€", "").replace("\u00a0", " ").replace("\u202f", " ").strip()
    if "," in plain:
        whole, _, cents = plain.rpartition(",")
        plain = re.sub(r"[.' ]", "", whole) + f".{cents}"
    elif _THOUSANDS.match(plain):
        plain = re.sub(r"[.' ]", "", plain)
    if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", plain):
        raise ValueError("number")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        raise ValueError("number") from None
    if abs(found) > _MOST:
        raise ValueError("number")
    return int(found) if found == found.to_integral_value() else float(found)


def _day(wanted: str) -> date:
    """Return "2026-12-01", "01/12/2026" or "1 dicembre 2026" as a day."""
    if short := _SHORT.match(wanted):
        day, month, year = map(int, short.groups())
        return date(year, month, day)
    parts = wanted.split()
    if len(parts) == 3 and re.fullmatch("[0-9]{1,2}", parts[0]) and re.fullmatch("[0-9]{4}", parts[2]):
        for month in range(1, 13):
            there = date(2000, month, 1)
            if fold(shown.day(there).split()[1]) == fold(parts[1]):
                return date(int(parts[2]), month, int(parts[0]))
    return date.fromisoformat(wanted[:10] if re.match(r"\d{4}-\d\d-\d\dT", wanted) else wanted)
