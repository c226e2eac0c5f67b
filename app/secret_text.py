"""A token or key as people paste it, brought to what it is."""

from __future__ import annotations

import re
import unicodedata

_SCHEME = re.compile(r"(?:authorization\s*:\s*)?bearer\s+", re.IGNORECASE)
_QUOTES = "\"'`“”‘’«»"


def tidy_secret(text: str) -> str:
    """Return a secret without what copying adds: byte order marks, invisible letters, blanks, quotes, ``Bearer ``.

    A text in UTF-16 that was read as something else has a NUL beside each letter; those go, too.
    """
    bare = text.removeprefix("ÿþ").removeprefix("þÿ")
    bare = "".join(
        " " if c.isspace() else c for c in bare if unicodedata.category(c) not in ("Cf", "Cc") or c in "\t\n\r"
    )
    bare = bare.strip().strip(_QUOTES).strip()
    return _SCHEME.sub("", bare, count=1).strip() if _SCHEME.match(bare) else bare


def is_sendable(secret: str) -> bool:
    """Tell whether a secret can stand in the head of a request: visible letters of ASCII, nothing between them."""
    return bool(secret) and secret.isascii() and secret.isprintable() and " " not in secret


def decoded_secret(data: bytes) -> str:
    """Return the first line of bytes that a program was given, whatever encoding a shell gave them."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    elif data[1::2].count(0) > len(data) // 4:
        text = data.decode("utf-16-le", "replace")
    else:
        text = data.decode("utf-8-sig", "replace")
    return text.splitlines()[0] if text.strip() else ""
