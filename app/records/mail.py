"""E-mail addresses as they stand in cells: with a name, with ``mailto:``, several in one."""

from __future__ import annotations

import re
from functools import lru_cache

_SEPARATORS = re.compile(r"\s*:::\s*|[;,|<>()\[\]\"“”„«»‹›\\\s]+|(?<=[a-z])/(?=\S+@)", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\"“”„«»‹›…\\|]+@[^\W_](?:[^\W_]|[.-])*\.[^\W_](?:[^\W_]|-)*[^\W_]")
_PLAIN = re.compile(r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]{2,})+")
_LABEL = re.compile(r"^(?:mailto:|e-?mail:|pec:|smtp:)+", re.IGNORECASE)
_LABEL_WORDS = frozenset({"e-mail", "email", "mail", "pec", "posta", "o", "e", "oppure", "or", "and", "und", "ed"})
_BESIDE = re.compile(r"\s*@\s+(?=[^\s@;,]+\.[a-z]{2,}\b)|\s+@\s*(?=[^\s@;,]+\.[a-z]{2,}\b)", re.IGNORECASE)
"""An @ with a space beside it, where a host follows."""

_TORN = re.compile(r"(?:^|[;,|\n])\s*([^\s@;,|<>()\"]+) ([^\s@;,|<>()\"]+)@")
"""A word and a space before an address: ``mario rossi@gmail.com`` is no address of rossi's."""

_WEB = re.compile(r"(?:https?://|www\.)[^\s@]+|[^\W_](?:[^\W_]|[.-])*\.[a-z]{2,}/?", re.IGNORECASE)
_MAILBOXES = re.compile(
    r".+[.àá](?:gmail|hotmail|outlook|libero|yahoo|alice|tiscali|virgilio|icloud|live|tin|inwind)\.(?:com|it)",
    re.IGNORECASE,
)
"""An address of a provider of mailboxes that has lost its @; nobody has a site there."""

_SAID = re.compile(
    r"\s{0,3}[(\[{]\s{0,3}(?:at|chiocciola|@)\s{0,3}[)\]}]\s{0,3}|\s{1,3}chiocciola\s{1,3}|%40", re.IGNORECASE
)
"""An @ that is said in words, as against machines: ``info(at)rossi.it``."""

_NOBODYS = frozenset(
    {"no", "nomail", "noemail", "nonha", "nessuna", "nessuno", "none", "null", "na", "nd", "nopec", "nonesiste"}
)
"""Names that are mailbox and host at once where somebody had to type an address: ``no@no.it``."""

_NAMES = 64
"""Characters of the longest mailbox (RFC 5321)."""

_MOST = 254
"""Characters of the longest address (RFC 5321)."""


@lru_cache(maxsize=16384)
def addresses_in(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses of a cell in small letters, each once, in their order.

    ``Mario Rossi <m@rossi.it>``, ``mailto:m@rossi.it`` and ``m@rossi.it; info@rossi.it`` are all read.
    """
    if _PLAIN.fullmatch(text) and is_address(text):  # as most are: nothing to part, to strip or to lower
        return () if is_nobodys(text) else (text,)
    found: list[str] = []
    text = _SAID.sub("@", text)
    text = _BESIDE.sub("@", text.replace("#mailto:", " ")) if "@" in text else text
    torn = {m[2].casefold() for m in _TORN.finditer(text) if _is_torn(m[1])}
    for part in _SEPARATORS.split(text.strip()):
        bare = _LABEL.sub("", part)
        if "@" in bare.partition("?")[0]:
            bare = bare.partition("?")[0]  # a link may name a subject, too
        bare = bare.strip(".'’‘:#{}…!*").lower()
        if ":" in bare:
            bare = bare.rpartition(":")[2].lstrip("/")  # "amministrazione:info@rossi.it"
        if is_address(bare) and bare not in found and not is_nobodys(bare) and bare.partition("@")[0] not in torn:
            found.append(bare)
    return tuple(found)


def _is_torn(word: str) -> bool:
    """Tell whether a word before a space may be the first half of an address: nobody writes a name in small letters."""
    bare = word.strip(".:").casefold()
    return word[:1].islower() and bare not in _LABEL_WORDS and not word.endswith(":") and "/" not in word


def is_address(text: str) -> bool:
    """Tell whether a text is one e-mail address that a service can take: one @, a host with a dot, no two dots."""
    if len(text) > _NAMES and (len(text) > _MOST or text.find("@") > _NAMES):
        return False
    return bool(_PLAIN.fullmatch(text)) or _is_unusual_address(text)


def is_nobodys(address: str) -> bool:
    """Tell whether an address only fills its field: ``no@no.it``, ``xxx@xxx.it``."""
    mailbox, _, host = address.partition("@")
    name = host.partition(".")[0]
    return mailbox == name and (mailbox in _NOBODYS or (len(mailbox) > 1 and len(set(mailbox)) == 1))


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
    bare = text.strip()
    return bool(_WEB.fullmatch(bare)) and not _MAILBOXES.fullmatch(bare)


def normalise_address(text: str) -> str:
    """Return the first e-mail address of a cell; what holds none stays as typed, in small letters."""
    if _PLAIN.fullmatch(text) and not is_nobodys(text):  # as most are kept
        return text
    found = addresses_in(text)
    if found or is_nobodys(text.strip().lower()):
        return found[0] if found else ""
    return _LABEL.sub("", text.strip()).strip().lower()
