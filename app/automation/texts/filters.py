"""Filters of templates: how a value is written. Each takes what the template has and raises ValueError for what it
cannot write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from app.automation.data import shown

LONGEST_SHIFT = 3650
"""Days that `giorni` may go forward or back."""


def euro(value: Any) -> str:
    """Cents as "1.234,56 €"."""
    return shown.euro(_whole(value))


def numero(value: Any) -> str:
    """A whole number with thousands set apart; an amount without the sign of the euro."""
    return shown.number(_whole(value))


def data(value: Any) -> str:
    """A day as "1 dicembre 2026"."""
    return shown.day(_day(value))


def data_breve(value: Any) -> str:
    """A day as "01/12/2026"."""
    return shown.short_day(_day(value))


def ora(value: Any) -> str:
    """The time of a moment as "08:30"."""
    if not isinstance(value, datetime):
        raise ValueError("ora")
    return shown.clock(value)


def giorni(value: Any, number: Any = 0) -> date:
    """A day some days later (or earlier)."""
    count = _whole(number)
    if abs(count) > LONGEST_SHIFT:
        raise ValueError("giorni")
    return LiquidDay.of(_day(value) + timedelta(days=count))


def maiuscolo(value: Any) -> str:
    """A text in capitals."""
    return str(value).upper()


def nome(value: Any) -> str:
    """The first word of a name."""
    return next(iter(str(value).split()), "")


class LiquidDay(date):
    """A day that is written out where a template shows it without a filter."""

    @classmethod
    def of(cls, value: date) -> LiquidDay:
        """Return a day as one."""
        return cls(value.year, value.month, value.day)

    def __str__(self) -> str:
        return shown.day(self)


class LiquidMoment(datetime):
    """A moment that is written out where a template shows it without a filter."""

    @classmethod
    def of(cls, value: datetime) -> LiquidMoment:
        """Return a moment as one."""
        return cls.combine(value.date(), value.timetz())

    def __str__(self) -> str:
        return f"{shown.day(self)}, {shown.clock(self)}"


class LiquidMoney(int):
    """Cents that are written as euros where a template shows them without a filter."""

    def __str__(self) -> str:
        return shown.euro(int(self))


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("number")
    return int(value)


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise ValueError("day")


FILTERS: Mapping[str, Callable[..., Any]] = {
    "euro": euro,
    "numero": numero,
    "data": data,
    "data_breve": data_breve,
    "ora": ora,
    "giorni": giorni,
    "maiuscolo": maiuscolo,
    "nome": nome,
}
"""Beside them stands ``se_vuoto: "…"``, which must see what is missing (see `app.automation.texts.templates`)."""
