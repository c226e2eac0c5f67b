"""How HighLevel normalises single values (reference: HighLevel 2.8)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

_BIRTH_YEAR_FIRST = re.compile(r"(\d{4})[-/._](\d{1,2})[-/._](\d{1,2})")
_BIRTH_YEAR_LAST = re.compile(r"(\d{1,2})[-/._](\d{1,2})[-/._](\d{4})")
_E164 = re.compile(r"\+[1-9]\d{6,14}")


def normalise_phone(text: str, country: str) -> str:
    """Return a phone number in E.164; local numbers belong to `country` (ISO alpha-2).

    What is no possible number stays as typed, without outer spaces.
    """
    text = text.strip()
    if _E164.fullmatch(text):
        return text  # the common case, without the cost of a full parse
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_possible_number(number):
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normalise_birth_date(text: str) -> str:
    """Return a birth date as YYYY-MM-DD from year-month-day or month-day-year with any of ``- / . _``.

    Raises ValueError for anything else. 03/04/1980 is the 4th of March: day first is not understood.
    """
    if match := _BIRTH_YEAR_FIRST.fullmatch(text.strip()):
        year, month, day = (int(part) for part in match.groups())
    elif match := _BIRTH_YEAR_LAST.fullmatch(text.strip()):
        month, day, year = (int(part) for part in match.groups())
    else:
        raise ValueError(f"no birth date: {text!r}")
    return date(year, month, day).isoformat()


def normalise_tags(tags: Iterable[object]) -> list[str]:
    """Return tags lower-cased, without outer spaces, blanks and repetitions, in their order."""
    return list(dict.fromkeys(tag for tag in (str(tag).strip().lower() for tag in tags) if tag))


def split_name(name: str) -> tuple[str, str]:
    """Split a full name at its first space into first and last name."""
    first, _, last = " ".join(name.split()).partition(" ")
    return first, last


def field_key(name: str) -> str:
    """Return the key that a contact's custom field of this name gets, e.g. ``contact.fattura24_id``."""
    slug = re.sub(r"[^\w\s]", "", name.strip().lower())
    return "contact." + re.sub(r"\s+", "_", slug)
