"""E-mail addresses as they stand in cells: with a name, with ``mailto:``, several in one."""

from __future__ import annotations

import re
from functools import lru_cache

_SEPARATORS = re.compile(r"\s*:::\s*|[;,|<>()\[\]\"\s]+|(?<=[a-z])/(?=\S+@)", re.IGNORECASE)
_ADDRESS = re.compile(
    r"[^\s@,;:<>()\[\]\"\\|]+@[^\s@,;:<>()\[\]\"\\|/_.-][^\s@,;:<>()\[\]\"\\|/_]*\.[^\s@,;:<>()./_]{2,}"
)
_PLAIN = re.compile(r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]{2,})+")
_LABEL = re.compile(r"^(?:mailto:|e-?mail:|pec:|smtp:)+", re.IGNORECASE)
_LABEL_WORDS = frozenset({"e-mail", "email", "mail", "pec", "posta", "o", "e", "oppure", "or", "and", "und", "ed"})
_BESIDE = re.compile(r"\s*@\s+(?=[^\s@;,]+\.[a-z]{2,}\b)|\s+@\s*(?=[^\s@;,]+\.[a-z]{2,}\b)", re.IGNORECASE)
"""An @ with a space beside it, where a host follows."""

_TORN = re.compile(r"(?:^|[;,|\n])\s*([^\s@;,|<>()\"]+) ([^\s@;,|<>()\"]+)@")
"""A word and a space before an address: ``mario rossi@gmail.com`` is no address of rossi's."""

_WEB = re.compile(r"(?:https?://|www\.)[^\s@]+|[^\s@:/]+\.[a-z]{2,}/?", re.IGNORECASE)
_MOST = 254
"""Characters of the longest address (RFC 5321)."""


@lru_cache(maxsize=16384)
def addresses_in(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses of a cell in small letters, each once, in their order.

    ``Mario Rossi <m@rossi.it>``, ``mailto:m@rossi.it`` and ``m@rossi.it; info@rossi.it`` are all read.
    """
    if _PLAIN.fullmatch(text) and len(text) <= _MOST:  # as most are: nothing to part, to strip or to lower
        return (text,)
    found: list[str] = []
    text = _BESIDE.sub("@", text.replace("#mailto:", " ")) if "@" in text else text
    torn = {m[2].casefold() for m in _TORN.finditer(text) if _is_torn(m[1])}
    for part in _SEPARATORS.split(text.strip()):
        bare = _LABEL.sub("", part)
        if "@" in bare.partition("?")[0]:
            bare = bare.partition("?")[0]  # a link may name a subject, too
        bare = bare.strip(".'’:#{}").lower()
        if ":" in bare:
            bare = bare.rpartition(":")[2]  # "amministrazione:info@rossi.it"
        if is_address(bare) and bare not in found and bare.partition("@")[0] not in torn:
            found.append(bare)
    return tuple(found)


def _is_torn(word: str) -> bool:
    """Tell whether a word before a space may be the first half of an address: nobody writes a name in small letters."""
    bare = word.strip(".:").casefold()
    return word[:1].islower() and bare not in _LABEL_WORDS and not word.endswith(":") and "/" not in word


def is_address(text: str) -> bool:
    """Tell whether a text is one e-mail address that a service can take: one @, a host with a dot, no two dots."""
    return len(text) <= _MOST and (bool(_PLAIN.fullmatch(text)) or _is_unusual_address(text))


def _is_unusual_address(text: str) -> bool:
    return (
        ".." not in text
        and bool(_ADDRESS.fullmatch(text))
        and not text.startswith((".", "@"))
        and ".@" not in text
        and "-." not in text.partition("@")[2]
    )


def is_web_address(text: str) -> bool:
    """Tell whether a text is the address of a site and of no mailbox: ``www.rossi.it``."""
    return bool(_WEB.fullmatch(text.strip()))


def normalise_address(text: str) -> str:
    """Return the first e-mail address of a cell; what holds none stays as typed, in small letters."""
    if _PLAIN.fullmatch(text):  # as most are kept
        return text
    found = addresses_in(text)
    return found[0] if found else _LABEL.sub("", text.strip()).strip().lower()
