"""Letter case: what shouted names look like when they are written, and which of two spellings is nicer."""

from __future__ import annotations

import re
from functools import lru_cache

from app.records.naming.legal_form import parse_company
from app.records.text.words import APOSTROPHES, accents, squeeze

_SMALL = frozenset(
    {
        "di",
        "de",
        "del",
        "della",
        "dello",
        "dei",
        "degli",
        "delle",
        "e",
        "ed",
        "con",
        "per",
        "in",
        "da",
        "dal",
        "dalla",
        "a",
        "al",
        "alla",
        "ai",
        "and",
        "of",
        "y",
        "und",
    }
)
_FORMS = {
    "s.r.l.": "S.r.l.",
    "s.r.l": "S.r.l.",
    "s.r.l.s.": "S.r.l.s.",
    "s.p.a.": "S.p.A.",
    "s.p.a": "S.p.A.",
    "s.n.c.": "S.n.c.",
    "s.n.c": "S.n.c.",
    "s.a.s.": "S.a.s.",
    "s.a.s": "S.a.s.",
    "s.a.p.a.": "S.a.p.A.",
    "s.s.": "S.s.",
    "r.l.": "r.l.",
    "s.c.a": "S.c.a",
    "soc.": "Soc.",
    "coop.": "Coop.",
    "gmbh": "GmbH",
    "ltd": "Ltd",
    "ltd.": "Ltd.",
    "inc": "Inc",
    "inc.": "Inc.",
}
_CAPITALS = frozenset(
    {
        "srl",
        "srls",
        "spa",
        "snc",
        "sas",
        "sapa",
        "scarl",
        "scrl",
        "asd",
        "ssd",
        "aps",
        "odv",
        "ets",
        "ag",
        "kg",
        "llc",
        "llp",
        "plc",
        "bv",
        "nv",
        "sa",
        "usa",
        "uk",
    }
)
_AFTER_NUMBER = frozenset({"bis", "ter", "quater", "int", "int."})
"""What follows a house number and stays small: ``169 bis``, ``71 int. 4``."""

_SPACES = re.compile(r"(\s+)")
_ROMAN = re.compile(r"(?=[xvi]{2})x{0,3}(?:ix|iv|v?i{0,3})")
_INITIALS = re.compile(r"(?:[^\W\d_]\.){1,}[^\W\d_]?")
_MODEL = re.compile(r"[a-z]{1,3}[0-9]{1,4}[a-z]{1,3}|[a-z]{1,2}[0-9]{1,3}")
"""Letters and digits in one short word are a sign and no word: ``A2A``, ``K2``."""

_SCOTTISH = re.compile(r"mc[^\W\d_]{4,}")
_SHORTENED = re.compile(r"[pcvf]\.(?:zza|za|zzale|zle|le|so|da|lli|llo|llc|tta)\.?")
"""What is shortened in its middle: ``P.zza``, ``V.le``, ``C.so``, ``C.da``, ``F.lli``."""

_PIECE = re.compile(rf"([{APOSTROPHES}\-/(\"“«.,])")
_ELISIONS = frozenset({"d", "l", "dell", "dall", "nell", "sull", "all", "sant", "o", "un"})


def is_shouted(text: str) -> bool:
    """Tell whether a text is all capitals."""
    return text.isupper()


def is_flat(text: str) -> bool:
    """Tell whether a text is all capitals or all small letters."""
    return text.isupper() or text.islower()


@lru_cache(maxsize=16384)
def tidy_case(text: str, *, company: bool = False) -> str:
    """Write a text that is all capitals or all small letters the way names are written.

    ``"DELL'ACQUA"`` gives ``"Dell'Acqua"``, ``"DE LUCA"`` gives ``"De Luca"``; with ``company``, short words
    inside stay small (``"Moda di Rossi & C. S.a.s."``). Mixed case is somebody's choice and left alone.
    """
    if not is_flat(text):
        return text
    tidied = _tidy(text, company)
    # Scripts whose case does not come and go without loss are left as they are.
    return tidied if not is_flat(tidied) or _tidy(tidied, company) == tidied else text


def _tidy(text: str, company: bool) -> str:
    written: list[str] = []
    before = ""
    parts = _SPACES.split(text)
    for part in parts:
        if not part or part.isspace():
            written.append(part)
            continue
        if before[-1:].isdigit() and part.lower() in _AFTER_NUMBER:
            written.append(part.lower())
        else:
            written.append(_word(part, not before, company))
        before = written[-1] if written[-1].strip() else before
    return "".join(written)


@lru_cache(maxsize=16384)
def _word(word: str, first: bool, company: bool) -> str:
    low = word.lower()
    core = low.strip('()[],;:"“”«»')
    if "@" in core.strip("@") or core.startswith(("www.", "http:", "https:")):
        return low  # somebody wrote where to reach them in place of who they are
    if company and core in _FORMS:
        return low.replace(core, _FORMS[core])
    if (company and core in _CAPITALS) or (_ROMAN.fullmatch(core) and len(core) > 1):
        return low.upper()
    if company and not first and core in _SMALL:
        return low
    if _INITIALS.fullmatch(core) or (company and (_is_acronym(word, core) or _MODEL.fullmatch(core))):
        return low.upper()
    if not company and _SCOTTISH.fullmatch(low):
        return f"Mc{low[2:].capitalize()}"
    if _SHORTENED.fullmatch(core):
        return f"{low[0].upper()}{low[1:]}"
    pieces = _PIECE.split(low)
    small_elision = company and not first and len(pieces) > 1 and pieces[0] in _ELISIONS and pieces[0] != "o"
    return "".join(
        _capital(p, keep=small_elision and i == 0 and pieces[0] in ("dell", "dall", "nell", "all"))
        for i, p in enumerate(pieces)
    )


def _is_acronym(word: str, core: str) -> bool:
    """Take a shouted word that nobody could pronounce for letters: BNL, SMC."""
    return word.isupper() and 2 <= len(core) <= 4 and core.isalpha() and not set(core) & set("aeiouyàèéìòù")


def _capital(piece: str, *, keep: bool) -> str:
    return piece if keep or not piece else piece[0].upper() + piece[1:]


def nicer(a: str, b: str) -> str:
    """Return the better spelling of two values that are the same to a person, whichever comes first.

    A text beats a blank, mixed case all capitals or all small letters, accents none, a legal form none, and
    tidy spaces untidy ones; what is left is decided by length and alphabet, so that the order does not
    matter.
    """
    return max(a, b, key=_niceness)


def _niceness(text: str) -> tuple[bool, bool, int, bool, bool, bool, int, str]:
    return (
        bool(text.strip()),
        not is_flat(text),
        accents(text),
        bool(parse_company(text).forms),
        squeeze(text) == text,
        not text.islower(),
        len(text),
        text,
    )
