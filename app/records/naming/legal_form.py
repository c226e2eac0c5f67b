"""Legal forms in company names: S.r.l., SPA, Società Cooperativa, GmbH and their many spellings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from app.records.text.words import APOSTROPHES, fold

_PHRASES: dict[tuple[str, ...], str] = {}


def _add(form: str, *spellings: str) -> None:
    for spelling in spellings:
        _PHRASES[tuple(spelling.split())] = form


_add("srl", "srl", "societa a responsabilita limitata", "soc a responsabilita limitata", "soc a rl", "s a rl")
_add("srls", "srls", "srl semplificata", "srl s", "societa a responsabilita limitata semplificata")
_add("spa", "spa", "societa per azioni", "soc per azioni")
_add("snc", "snc", "societa in nome collettivo")
_add("sas", "sas", "societa in accomandita semplice")
_add("sapa", "sapa", "saapa", "societa in accomandita per azioni")
_add(
    "ss",
    "ss",
    "societa semplice",
    "ssa",
    "societa semplice agricola",
    "soc agr",
    "soc agricola",
    "societa agricola",
    "ss agricola",
)
# "a r.l." is added or left out freely, and scarl abbreviates both, so they are one form here.
_add(
    "coop",
    "coop",
    "cooperativa",
    "soc coop",
    "soccoop",
    "societa cooperativa",
    "soc cooperativa",
    "scarl",
    "scrl",
    "sca rl",
    "sc a rl",
    "scpa",
    "soc coop a rl",
    "soc coop arl",
    "soccoop arl",
    "soccoop a rl",
    "societa cooperativa a rl",
    "societa cooperativa arl",
    "soc coop rl",
    "societa cooperativa a responsabilita limitata",
    "societa cooperativa sociale",
    "soc coop sociale",
    "soc coop soc",
    "cooperativa sociale",
    "coop soc",
    "coop sociale",
    "scs",
    "societa consortile",
    "societa consortile a rl",
    "societa consortile a responsabilita limitata",
)
_add("coop", "a rl", "a r l")
_add("onlus", "onlus")
_add("ets", "ets", "ente del terzo settore")
_add("aps", "aps", "associazione di promozione sociale")
_add("odv", "odv", "organizzazione di volontariato")
_add("asd", "asd", "associazione sportiva dilettantistica")
_add("ssd", "ssd", "societa sportiva dilettantistica")
_add("ltd", "ltd", "limited", "co ltd")
_add("gmbh", "gmbh", "mbh", "gesmbh")
_add("ag", "ag")
_add("kg", "kg", "gmbh e co kg")
_add("ohg", "ohg")
_add("ug", "ug")
_add("sa", "sa")
_add("sarl", "sarl")
_add("eurl", "eurl")
_add("inc", "inc", "incorporated")
_add("corp", "corp", "corporation")
_add("llc", "llc")
_add("llp", "llp")
_add("plc", "plc")
_add("bv", "bv")
_add("nv", "nv")
_add("oy", "oy")
_add("ab", "ab")
_add("sl", "sl", "slu")
_add("sro", "sro")
_add("doo", "doo")
_add("kft", "kft")
_add("spzoo", "sp z oo", "spzoo")

# Words that say something about the company but belong to no name and to no form.
_REMARKS = {
    tuple(r.split())
    for r in (
        "unipersonale",
        "uninominale",
        "a socio unico",
        "con socio unico",
        "socio unico",
        "in liquidazione",
        "societa benefit",
        "sb",
        "in sigla",
        "impresa sociale",
        "societa unipersonale",
    )
}

_ANYWHERE = frozenset({"srl", "srls", "spa", "snc", "sas", "sapa", "gmbh", "asd", "ssd", "onlus", "ets"})


def _sizes(phrases: Iterable[tuple[str, ...]], place: int) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for phrase in phrases:
        found.setdefault(phrase[place], set()).add(len(phrase))
    return {word: tuple(sorted(sizes, reverse=True)) for word, sizes in found.items()}


_ENDING, _BEGINNING = _sizes([*_PHRASES, *_REMARKS], -1), _sizes(_PHRASES, 0)
"""How many words the phrases have that end, or begin, with a word; the longest first."""
_TOKEN = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_MARKS = str.maketrans({**dict.fromkeys(APOSTROPHES, ""), "&": " e ", "+": " e "})
_SYNONYMS = {"flli": "fratelli", "f.lli": "fratelli", "ditta": "", "spettle": "", "spett.le": ""}


class CompanyName(NamedTuple):
    """A company name taken apart: the folded words of the name proper, and its legal forms."""

    stem: tuple[str, ...]
    forms: frozenset[str]


def tokens(text: str) -> list[str]:
    """Return the folded words of a company name; ``S.r.l.``, ``s r l`` and ``SRL`` are all ``srl``."""
    return list(_tokens(text))


@lru_cache(maxsize=1024)
def _tokens(text: str) -> tuple[str, ...]:
    found: list[str] = []
    letters = ""
    plain = fold(text)
    given = plain.split() if plain.replace(" ", "").isalnum() else _TOKEN.findall(plain.translate(_MARKS))
    for token in given:
        if len(token) > 1 and token not in _SYNONYMS and "." not in token:  # as nearly all are
            if letters:
                found += _letters(letters)
                letters = ""
            found.append(token)
            continue
        token = _SYNONYMS[token] if token in _SYNONYMS else token.replace(".", "")
        if len(token) == 1 and token.isalpha():
            letters += token
            continue
        if letters:
            found += _letters(letters)
            letters = ""
        if token:
            found.append(token)
    return (*found, *_letters(letters)) if letters else tuple(found)


def _letters(run: str) -> list[str]:
    """Spell a run of single letters: as a form where it ends in one (``c s n c``), otherwise one by one."""
    for start in range(len(run) - 1):
        if (run[start:],) in _PHRASES:
            return [*run[:start], run[start:]]
    return list(run)


@lru_cache(maxsize=16384)
def parse_company(text: str) -> CompanyName:
    """Take a company name apart. A name that is nothing but a legal form keeps it as its stem."""
    rest = whole = _tokens(text)
    forms: set[str] = set()
    changed = True
    while changed and rest:
        changed = False
        ends, begins = _ENDING.get(rest[-1], ()), _BEGINNING.get(rest[0], ())
        for size in sorted({*ends, *begins}, reverse=True) if begins else ends:
            if size > len(rest):
                continue
            tail, head = rest[-size:], rest[:size]
            if size in ends and (tail in _PHRASES or tail in _REMARKS):
                forms |= {_PHRASES[tail]} if tail in _PHRASES else set()
                rest, changed = rest[:-size], True
                break
            if size in begins and size < len(rest) and head in _PHRASES and (size > 1 or _PHRASES[head] in _ANYWHERE):
                forms.add(_PHRASES[head])
                rest, changed = rest[size:], True
                break
    # "Rossi S.n.c. di Rossi Mario & C.": unmistakable forms count inside the name, too.
    inner = rest if _ANYWHERE.isdisjoint(rest) else tuple(t for t in rest if t not in _ANYWHERE)
    if inner and len(inner) < len(rest):
        forms |= {t for t in rest if t in _ANYWHERE}
        rest = inner
    if not rest:
        return CompanyName(whole, frozenset())
    return CompanyName(rest, frozenset(forms))


def forms_agree(a: frozenset[str], b: frozenset[str]) -> bool:
    """Tell whether legal forms can be those of one company: a missing one says nothing."""
    return not a or not b or a <= b or b <= a
