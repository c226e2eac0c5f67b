"""What stands before a person's name and is no part of it: ``Dott.ssa``, ``Sig.``, ``geom.``."""

from __future__ import annotations

from app.records.text.words import words

_TITLES = frozenset(
    {
        "dott",
        "dottssa",
        "dr",
        "drssa",
        "sig",
        "sigra",
        "sigrina",
        "signor",
        "signora",
        "avv",
        "ing",
        "arch",
        "geom",
        "rag",
        "prof",
        "profssa",
        "egr",
        "gent",
        "spett",
        "spettle",
        "gentma",
        "gentmo",
        "illmo",
        "illma",
        "sigg",
        "chmo",
        "mr",
        "mrs",
        "ms",
        "cav",
        "comm",
        "per",
        "ind",
        "dssa",
        "med",
        "dipl",
        "notaio",
        "dottore",
        "dottoressa",
        "avvocato",
        "ingegnere",
        "architetto",
        "geometra",
        "ragioniere",
        "don",
        "padre",
        "suor",
        "mons",
        "rev",
    }
)


_ALSO_NAMES = frozenset({"don", "ing", "med", "per", "rev", "sig"})
"""Titles that are given names elsewhere: as a whole first name, without a point, they are one."""


def without_titles(parts: list[str]) -> list[str]:
    """Return the words of a person's name without those that only address the person."""
    kept = list(parts)
    while len(kept) > 1 and _is_title(kept[0]) and (len(kept) > 2 or "." in kept[0]):
        if kept[0].casefold() == "per" and not _is_title(kept[1]):
            break  # "Per Anders Olsson" is no "per. ind."
        kept = kept[1:]
    inside = [p for p in kept if not (p.endswith(".") and _is_title(p))]  # "Rossi geom. Mario"
    return inside if len(inside) > 1 else kept


def _is_title(word: str) -> bool:
    return "".join(words(word.replace(".", ""))) in _TITLES


def person_without_titles(first_name: str, last_name: str) -> tuple[str, str]:
    """Return the two halves of a person's name without titles, as one field for both would be read."""
    first, last = first_name.split(), last_name.split()
    if len(first) == 1 and first_name.strip().casefold() in _ALSO_NAMES:
        return first_name, last_name
    kept = without_titles([*first, *last])
    dropped = len(first) + len(last) - len(kept)
    if not dropped:
        return first_name, last_name
    halves: tuple[list[str], list[str]] = ([], [])
    left = list(kept)
    for half, parts in zip(halves, (first, last), strict=True):
        for part in parts:
            if left and part == left[0]:
                half.append(left.pop(0))
    return " ".join(halves[0]), " ".join(halves[1])
