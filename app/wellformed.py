"""Text and JSON of others, decoded so that nothing further down stumbles over them.

Half of a surrogate pair can stand in JSON (``"\\ud83d"``) and in a command line whose bytes are no UTF-8; it cannot be
written to a file, a database or a service again. It is replaced here, where it comes in, and nowhere else.

On one letter can stand any number of accents: they run over the lines above and below, and to bring 100,000 of them
into their order, as comparing does, takes a minute. More than any script has are left out, where a text comes in and
where it is normalised.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from functools import cache
from typing import Any, Literal, NoReturn

REPLACED = "\ufffd"
"""What stands for a letter that is none."""

DEEPEST = 100
"""Lists and objects within each other that are read; answers of the services have some six."""

_LONGEST_NUMBER = 300
"""Digits of a whole number that are read: more do not fit a float."""

_HALF = re.compile("[\ud800-\udfff]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


MOST_MARKS = 8
"""Accents and other marks upon one letter that are kept; Vietnamese has two, Hebrew with its chant some five."""

_MANY_STRANGE = re.compile(f"[^\0-\u02ff]{{{MOST_MARKS + 1}}}")
"""As many letters beyond those of Western Europe in a row: what can hold too many marks at all."""

_BEYOND = (range(0x300, 0x20000), range(0xE0100, 0xE01F0))
"""Where Unicode has marks."""


def few_marks(text: str) -> str:
    """Return a text in which no letter bears more than `MOST_MARKS` marks."""
    if text.isascii() or not _MANY_STRANGE.search(text):
        return text
    return _too_many().sub(r"\1", text)


def normalised(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Return a text in a form of Unicode, in time that grows with its length; to be used instead of unicodedata's."""
    return unicodedata.normalize(form, few_marks(text))


@cache
def _too_many() -> re.Pattern[str]:
    marks = [
        chr(n)
        for part in _BEYOND
        for n in part
        if unicodedata.category(chr(n))[0] == "M" or unicodedata.combining(chr(n))
    ]
    spans: list[list[str]] = []
    for mark in marks:
        if spans and ord(mark) == ord(spans[-1][1]) + 1:
            spans[-1][1] = mark
        else:
            spans.append([mark, mark])
    one = "".join(f"{first}-{last}" for first, last in spans)
    return re.compile(f"([{one}]{{{MOST_MARKS}}})[{one}]+")


def wellformed(text: str) -> str:
    """Return a text without halves of surrogate pairs and heaps of marks; two halves that belong together become their
    letter."""
    if text.isascii():
        return text
    text = few_marks(text)
    if not _HALF.search(text):
        return text
    paired = _PAIR.sub(lambda m: m[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return _HALF.sub(REPLACED, paired)


def wellformed_value(value: Any) -> Any:
    """Return what JSON holds with all its texts well formed. Raises ValueError where it nests deeper than `DEEPEST`."""
    return _wellformed(value, 0, texts=True)


class KeyTwice(ValueError):
    """A table names a key twice, so that one of the two would be passed over; ``key`` is its name."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def read_json(data: bytes | str, *, once: bool = False) -> Any:
    """Return what a JSON text says, its own texts well formed; bytes may be UTF-8, UTF-16 or UTF-32.

    Raises ValueError for what is no JSON (invalid UTF-8, too), numbers that are none (NaN, ``1e999``, hundreds of
    digits), and nesting beyond `DEEPEST`. With ``once``, which files that people hand on want, no key may stand twice
    (KeyTwice).
    """
    text = data if isinstance(data, str) else data.decode(json.detect_encoding(data), "surrogatepass")
    pairs = _each_once if once else None
    try:
        value = json.loads(
            text, parse_constant=_no_number, parse_float=_finite, parse_int=_whole, object_pairs_hook=pairs
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return _wellformed(value, 0, texts="\\u" in text or not text.isascii())


def _wellformed(value: Any, depth: int, *, texts: bool) -> Any:
    if isinstance(value, str):
        return wellformed(value) if texts else value
    if not isinstance(value, dict | list):
        return value
    if depth >= DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, list):
        return [_wellformed(one, depth + 1, texts=texts) for one in value]
    return {
        wellformed(name) if texts else name: _wellformed(one, depth + 1, texts=texts) for name, one in value.items()
    }


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, value in pairs:
        if name in told:
            raise KeyTwice(wellformed(name))
        told[name] = value
    return told


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number out of range")
    return number


def _whole(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise ValueError("a number out of range")
    return int(text)
