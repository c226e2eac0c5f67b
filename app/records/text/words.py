"""Text as a person reads it: without case, accents, punctuation and superfluous spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from app.wellformed import normalised

# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})

APOSTROPHES = "'’‘ʼ`´′"
"""What people and keyboards use for an apostrophe."""

PARTICLES = frozenset(
    {
        "d",
        "de",
        "dei",
        "del",
        "dell",
        "della",
        "delle",
        "dello",
        "degli",
        "di",
        "da",
        "dal",
        "dall",
        "dalla",
        "dalle",
        "l",
        "la",
        "le",
        "li",
        "lo",
        "all",
        "nell",
        "sant",
        "san",
        "santa",
        "van",
        "von",
        "der",
        "den",
        "mc",
        "mac",
        "o",
        "el",
        "al",
    }
)
"""Short words that begin a surname and are written with a space, an apostrophe or nothing behind them."""

_WORD = re.compile(r"[^\W\d_]+|\d+")
_MOST_PARTS = 3
"""Parts of a cell that may mean one and the same: of more it is a list."""

_ANY_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")


def has_letters(text: str) -> bool:
    """Tell whether there is any letter in the text."""
    return any(c.isalpha() for c in text)


def said_twice(text: str, apart: re.Pattern[str], meaning: Callable[[str], str]) -> str:
    """Return what all parts of a text mean where they mean the same, as a name with its code beside it; else blank."""
    parts = [part for part in apart.split(text) if part.strip()]
    told = {meaning(part) for part in parts} if 1 < len(parts) <= _MOST_PARTS else set()
    return told.pop() if len(told) == 1 else ""


def squeeze(text: str) -> str:
    """Strip the ends and make every run of spaces and line breaks one space."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """Return the text without case, accents and superfluous spaces: ``niccolo`` for ``NICCOLÒ``."""
    # done sooner than looked up, among more texts than a cache can hold
    return " ".join(text.lower().split()) if text.isascii() else _plain(text)


@lru_cache(maxsize=16384)
def _plain(text: str) -> str:
    plain = normalised("NFKD", normalised("NFKD", text).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c)).translate(_LETTERS)
    return squeeze(plain)


def _folded(text: str) -> str:
    """Return the folded text without apostrophes."""
    return _ANY_APOSTROPHE.sub("", fold(text))


def words(text: str) -> list[str]:
    """Return the folded words and numbers of a text; apostrophes and dots inside a word do not split it."""
    return _WORD.findall(_folded(text))


def name_words(text: str) -> list[str]:
    """Return the words of a person's name, particles joined to what follows.

    ``Dell'Acqua``, ``DELL ACQUA`` and ``DellAcqua`` all give ``["dellacqua"]``.
    """
    found: list[str] = []
    pending = ""
    for word in _WORD.findall(_folded(text).replace(".", " ")):
        if word in PARTICLES:
            pending += word
        else:
            found.append(pending + word)
            pending = ""
    return [*found, pending] if pending else found


def glue(parts: list[str]) -> str:
    """Join words without spaces; two numbers stay apart, so that ``1/2`` and ``12`` remain two things."""
    joined = ""
    for part in parts:
        if joined and joined[-1].isdigit() and part[:1].isdigit():
            joined += "|"
        joined += part
    return joined


def accents(text: str) -> int:
    """Count the accented letters."""
    if text.isascii():
        return 0
    return sum(1 for c in normalised("NFD", text) if unicodedata.combining(c))
