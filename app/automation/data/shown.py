"""Values in words: money as invoices have it, days written out, yes and no."""

from __future__ import annotations

from datetime import date, datetime, time

from app.automation.data.schemas import Path
from app.automation.data.values import Value, ValueType
from app.automation.words import word


def euro(cents: int, language: str = "it") -> str:
    """Return whole cents as "1.234,56 €" ("1,234.56 €" in English)."""
    units, rest = divmod(abs(cents), 100)
    whole, places = f"{units:,}", f"{rest:02d}"
    sign = "-" if cents < 0 else ""
    if language == "it":
        return f"{sign}{whole.replace(',', '.')},{places} €"
    return f"{sign}{whole}.{places} €"


def number(value: int, language: str = "it") -> str:
    """Return a whole number with thousands set apart."""
    shown = f"{value:,}"
    return shown.replace(",", ".") if language == "it" else shown


def day(value: date, language: str = "it") -> str:
    """Return "1 dicembre 2026"."""
    return f"{value.day} {word(f'months.{value.month}', language)} {value.year}"


def short_day(value: date) -> str:
    """Return "01/12/2026"."""
    return f"{value:%d/%m/%Y}"


def clock(value: time | datetime) -> str:
    """Return "08:30"."""
    return f"{value:%H:%M}"


def show(value: Value, path: Path | None, language: str) -> str:
    """Return a typed value in words; blank for a missing one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return word("yes" if value else "no", language)
    if isinstance(value, int):
        return euro(value, language) if path is not None and path.type is ValueType.MONEY else number(value, language)
    if isinstance(value, datetime):
        return f"{day(value, language)}, {clock(value)}"
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, tuple):
        return ", ".join(value)
    return path.choice(value, language) if path is not None and path.type is ValueType.CHOICE else value
