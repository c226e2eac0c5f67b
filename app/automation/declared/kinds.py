"""What a trigger's, an action's and an operator's file declares, and how such files are found.

Each of `triggers`, `actions` and `operators` is a folder of files of one subject each; a file that is put there is
found by itself, and nothing else has to name it.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from app.automation.model import Event
from app.automation.words import Words, word
from app.sync.plan.parts import RecordType, Side

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z")
"""An hour of the day as it is kept: HH:MM."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a trigger, a step or a recipe wants to be told.

    ``kind`` says how it is asked for and what it holds: ``text`` and ``long`` (templates), ``day`` (a template, or
    ``{"from", "days", "working"}``), ``time`` (HH:MM), ``number``, ``days`` (a number of days), ``bool``, ``choice``
    (one of ``choices``), ``fields`` (contact fields), ``tag``, ``tags``, ``lines``, ``user``, ``calendar``,
    ``workflow``, ``tag_id``, ``custom_value``, ``custom_field``, ``business`` (ids, chosen by name),
    ``weekdays`` (0 is Monday). ``default`` is what stands there at first.
    """

    name: str
    kind: str
    words: Words
    required: bool = False
    default: Any = None
    choices: Mapping[str, Words] = field(default_factory=dict)
    lowest: int = 0
    highest: int = 10_000

    def shown(self, value: Any, language: str) -> str:
        """Return a value of it in words."""
        if value is None or value == "" or value == []:
            return "…"
        if self.kind == "days" and isinstance(value, int):
            return days(value, language)
        if self.kind == "choice" and value in self.choices:
            return self.choices[value].of(language)
        if self.kind == "fields" and isinstance(value, list):
            return ", ".join(word(f"choices.cambiato.campo.{code}", language) for code in value)
        if self.kind == "weekdays" and isinstance(value, list):
            return ", ".join(word(f"weekdays.{day}", language) for day in value)
        if self.kind == "day" and isinstance(value, dict):
            return day_words(value, language)
        if self.kind == "day" and isinstance(value, str) and _ISO_DAY.match(value):
            return "/".join(reversed(value.split("-")))
        if isinstance(value, bool):
            return word("yes" if value else "no", language)
        if isinstance(value, list):
            return ", ".join(str(v) for v in value)
        return str(value)


def days(number: int, language: str) -> str:
    """Return "1 giorno", "7 giorni"."""
    return word("days.one" if number == 1 else "days.other", language, n=number)


def day_words(value: Mapping[str, Any], language: str) -> str:
    """Return a day that is counted from another, in words: "3 giorni prima di Scadenza della rata"."""
    number, path = int(value.get("days") or 0), str(value.get("from") or "oggi")
    key = "on" if number == 0 else "after" if number > 0 else "before"
    if path == "oggi":
        told = word(f"day.today_{key}", language, days=days(abs(number), language))
    else:
        told = word(f"day.{key}", language, days=days(abs(number), language), path=word(f"paths.{path}", language))
    return f"{told}, {word('day.working', language)}" if value.get("working") else told


@dataclass(frozen=True, slots=True)
class About:
    """Title and meaning of a trigger or action that the shipped catalogue does not know: with it, its own file is all
    that there is to write."""

    title: Words
    meaning: Words


Matches = Callable[[Mapping[str, Any], Event], bool]
"""Whether an event is one that the trigger's parameters want."""

Completes = Callable[[Mapping[str, Any], Event], Mapping[str, Any]]
"""What the parameters make of an event: values of further paths."""

Effects = Callable[[Mapping[str, Any]], frozenset[str]]


@dataclass(frozen=True, slots=True)
class TriggerKind:
    """One kind of event. ``groups`` are those of its schema. ``sentence`` follows "When", with the parameters in
    braces. ``set_off_by`` are the effects of steps (see `ActionKind.writes`) that bring such an event about, for the
    loops. ``derived`` names the parameters by which the event was made (its key holds them): they must be equal."""

    id: str
    groups: tuple[str, ...]
    sentence: Words
    parameters: tuple[Field, ...] = ()
    set_off_by: frozenset[str] = frozenset()
    derived: tuple[str, ...] = ()
    matches: Matches | None = None
    completes: Completes | None = None
    effects: Effects | None = None
    icon: str = "bell"
    about: About | None = None

    def value(self, parameters: Mapping[str, Any], name: str) -> Any:
        """Return a parameter, else what it is at first."""
        if name in parameters:
            return parameters[name]
        return next((f.default for f in self.parameters if f.name == name), None)

    def wants(self, parameters: Mapping[str, Any], event: Event) -> bool:
        """Tell whether an event is one that these parameters mean."""
        if event.kind != self.id:
            return False
        if any(self.value(parameters, name) != event.parameters.get(name) for name in self.derived):
            return False
        return self.matches is None or self.matches(parameters, event)

    def say(self, parameters: Mapping[str, Any], language: str) -> str:
        """Return what sets it off, as it follows "When"."""
        told = {f.name: f.shown(self.value(parameters, f.name), language) for f in self.parameters}
        return self.sentence.say(language, **told)

    def reacts_to(self, parameters: Mapping[str, Any]) -> frozenset[str]:
        """Return the effects that set it off with these parameters."""
        return self.effects(parameters) if self.effects else self.set_off_by


@dataclass(frozen=True, slots=True)
class ActionKind:
    """One thing a step can do.

    ``needs`` is what the event must be about: ``contact`` (of HighLevel), ``customer`` (of Fattura24), ``party``
    (either), ``task``, ``appointment``, ``instalment``, or nothing. ``sentence`` describes it with its inputs in
    braces. ``writes`` are its effects (``contact.tags``, ``task.create`` …), for the loops. ``requests`` is what it
    costs per side. ``danger`` is the catalogue's; ``expert`` says that only experts are offered it.
    """

    id: str
    sentence: Words
    inputs: tuple[Field, ...] = ()
    verb: str = "create"
    side: Side | None = None
    record: RecordType | None = None
    needs: str = ""
    writes: frozenset[str] = frozenset()
    requests: Mapping[str, int] = field(default_factory=dict)
    danger: int = 0
    effects: Effects | None = None
    icon: str = "play"
    expert: bool = False
    about: About | None = None

    def writing(self, inputs: Mapping[str, Any]) -> frozenset[str]:
        """Return the effects of a step with these inputs."""
        return self.effects(inputs) if self.effects else self.writes

    def say(self, inputs: Mapping[str, Any], language: str) -> str:
        """Return what the step does, in a sentence."""
        told = {f.name: f.shown(inputs.get(f.name, f.default), language) for f in self.inputs}
        return self.sentence.say(language, **told)

    def field(self, name: str) -> Field | None:
        """Return one of its inputs."""
        return next((f for f in self.inputs if f.name == name), None)


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """Yield the modules of a folder in the order of their names."""
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        yield importlib.import_module(f"{package.__name__}.{found.name}")
