"""Days, times and words of rows: of a file in which a bit has turned over they are none, and that is told as it is."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import TypeVar

from app.errors import StorageError

_Word = TypeVar("_Word", bound=StrEnum)


def kept_day(text: str) -> date:
    """Return the day that a row holds (ISO 8601). Raises StorageError (database_damaged) for what is none."""
    try:
        return date.fromisoformat(text)
    except (ValueError, TypeError) as error:
        raise StorageError("database_damaged", details="a day is none", path="ponte24.sqlite3") from error


def kept_time(text: str) -> time:
    """Return the time of day that a row holds. Raises StorageError (database_damaged)."""
    try:
        return time.fromisoformat(text)
    except (ValueError, TypeError) as error:
        raise StorageError("database_damaged", details="a time is none", path="ponte24.sqlite3") from error


def kept_word(kind: type[_Word], text: str) -> _Word:
    """Return the word of an enumeration that a row holds. Raises StorageError (database_damaged)."""
    try:
        return kind(text)
    except ValueError as error:
        raise StorageError("database_damaged", details="a word is none", path="ponte24.sqlite3") from error
