"""Every operation and trigger of HighLevel, Fattura24 and Ponte24 itself: what it does, how dangerous it is, and
whether it is offered, for experts, or refused and why.

The facts come from the services' own specifications (see the file's ``source``), made by `packaging/make_catalogue.py`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app.paths import resource
from app.texts import LANGUAGES

NEVER = 4
"""The danger from which on nothing is offered to anybody: nobody could bring back what it destroys."""


@dataclass(frozen=True, slots=True)
class Input:
    """One value that an operation takes; ``place`` is path, query or body."""

    name: str
    place: str
    type: str
    required: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation or trigger.

    ``kind`` is ``action`` or ``trigger``, ``effect`` read, write, delete or auth. ``danger``: 0 none, 1 can be taken
    back, 2 reaches outside or many, 3 destroys or changes the set-up, 4 never. ``expose`` is offer, expert, refuse or
    internal, with ", always asks" where a person confirms each time. ``facts`` is all that the catalogue knows.
    """

    id: str
    service: str
    kind: str
    group: str
    effect: str
    danger: int
    expose: str
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def exposure(self) -> str:
        """The first word of ``expose``."""
        return self.expose.partition(",")[0]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What the operation takes, in the specification's order; what its path wants comes even where the
        specification forgets to name it (it does so for six)."""
        told = [
            Input(i["name"], i["in"], i.get("type", "string"), bool(i.get("required")))
            for i in self.facts.get("inputs", ())
        ]
        named = {one.name for one in told if one.place == "path"}
        parts = re.findall(r"{(\w+)}", self.facts.get("path", ""))
        return (*(Input(name, "path", "string", True) for name in parts if name not in named), *told)

    @property
    def reason(self) -> str:
        """Why a refused operation is not used: a text key under ``catalogue.reason``; blank for all others."""
        if self.exposure != "refuse":
            return ""
        if self.facts.get("token") == "agency only":
            return "agency"
        if self.facts.get("deprecated"):
            return "deprecated"
        if self.danger >= NEVER:
            return "never"
        return "setup" if self.effect != "read" else "useless"

    def title(self, language: str) -> str:
        """Return what it is called."""
        return str(self.facts.get(f"title_{language}") or _words(language)["title"][self.id])

    def meaning(self, language: str) -> str:
        """Return what it does, in a sentence."""
        return str(self.facts.get(f"meaning_{language}") or _words(language)["meaning"][self.id])

    def to_json(self) -> dict[str, Any]:
        """Return the catalogue's own fields, with titles and meanings in both languages."""
        told = dict(self.facts)
        for language in LANGUAGES:
            told[f"title_{language}"] = self.title(language)
            told[f"meaning_{language}"] = self.meaning(language)
        if self.reason:
            told["reason"] = self.reason
        return told


def own_entry(id_: str, kind: str, danger: int, title: Mapping[str, str], meaning: Mapping[str, str]) -> Entry:
    """Return the entry of a trigger or action that is declared in its own file alone."""
    effect = "read" if kind == "trigger" else "write"
    facts: dict[str, Any] = {"id": id_, "service": "ponte24", "kind": kind, "group": id_.partition(".")[0]}
    facts |= {"effect": effect, "danger": danger, "expose": "offer", "operation_id": id_}
    for language in LANGUAGES:
        facts |= {f"title_{language}": title[language], f"meaning_{language}": meaning[language]}
    return _entry(facts)


def _entry(facts: Mapping[str, Any]) -> Entry:
    return Entry(
        facts["id"],
        facts["service"],
        facts["kind"],
        facts["group"],
        facts["effect"],
        facts["danger"],
        facts["expose"],
        facts,
    )


@cache
def entries() -> tuple[Entry, ...]:
    """Return the whole catalogue, in its order."""
    found = json.loads(resource("catalogue", "catalogue.json").read_text(encoding="utf-8"))["entries"]
    return tuple(_entry(facts) for facts in found)


@cache
def _words(language: str) -> Mapping[str, Mapping[str, str]]:
    """Titles and meanings by id: apart from the program's other texts, which every command reads."""
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(
        resource("catalogue", f"{language}.toml").read_text(encoding="utf-8")
    )
    return found


def search(wanted: str, language: str, among: Sequence[Entry] | None = None) -> list[Entry]:
    """Return the entries whose id, title or meaning holds all the words of ``wanted``."""
    words = wanted.casefold().split()
    found = []
    for entry in entries() if among is None else among:
        known = f"{entry.id} {entry.title(language)} {entry.meaning(language)} {entry.group}".casefold()
        if all(word in known for word in words):
            found.append(entry)
    return found
