"""What may stand on a terminal: text, and nothing that a terminal would obey or that would turn the line around."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from app.wellformed import REPLACED, few_marks

_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ENDING = frozenset("\u2028\u2029")
"""Letters that end a line and are no control characters."""
_BESIDE = frozenset("\ufff9\ufffa\ufffb")
"""Letters between which something is written over or beside the line."""
_TAG = re.compile("(?<![\U0001f3f4\U000e0000-\U000e007f])[\U000e0000-\U000e007f]+")
"""Letters of the alphabet that nobody sees, but for those that make the flag of a region."""


def printable(text: str) -> str:
    """Return a text as it can be shown: control characters, direction marks and half letters become ``\ufffd``,
    and of the marks upon a letter as many are left as some script has.

    Names of files and of customers are other people's; line ends and tabs of this program stay.
    """
    if text.isascii() and text.isprintable():
        return text
    text = few_marks(text)
    return "".join(c if c in "\n\t" or not _obeyed(c) else REPLACED for c in _TAG.sub(REPLACED, text))


def on_one_line(value: Any) -> Any:
    """Return a value that is put into a sentence: a text without anything that ends a line, so that no name can add
    a line of its own to what is said; anything else as it is."""
    if not isinstance(value, str):
        return value
    value = few_marks(value)
    return value if value.isprintable() else "".join(REPLACED if _obeyed(c) else c for c in _TAG.sub(REPLACED, value))


def _obeyed(letter: str) -> bool:
    return letter in _TURNING or letter in _ENDING or letter in _BESIDE or unicodedata.category(letter) in ("Cc", "Cs")


def tolerant(stream: Any) -> None:
    """Let a stream replace what its encoding cannot show, so that printing never ends a command."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        try:
            reconfigure(errors="replace")
        except (OSError, ValueError):
            return


def json_safe(text: str) -> str:
    """Return JSON whose half letters and control characters are written in ASCII: everything else is UTF-8."""
    return "".join(f"\\u{ord(c):04x}" if _hidden_in_json(c) else c for c in text)


def _hidden_in_json(letter: str) -> bool:
    # JSON escapes what stands before the blank itself; what comes after DEL a terminal obeys, too
    return "\ud800" <= letter <= "\udfff" or "\x7f" <= letter <= "\x9f" or letter in _TURNING or letter in _ENDING
