"""The nouns of automations: what happened, what is to be done then, and what a step would change.

All of it is data that can be kept and shown; `app.automation.kept.format` reads and writes it, `validate` says whether
an automation may be kept at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from app.sync.plan.parts import RecordType, Side

CONDITION, WAIT, CHOOSE = "flow.condition", "flow.wait", "flow.choose"
"""Steps that decide how the run goes on: only if, wait, if … otherwise."""

FLOW = frozenset({CONDITION, WAIT, CHOOSE})

DEEPEST = 3
"""How many runs may follow from one another; a longer chain is a loop."""


class Mode(StrEnum):
    """How far an automation may go alone: log only, its changes into Review, or applied at once."""

    TRY = "try"
    ASK = "ask"
    AUTO = "auto"


class State(StrEnum):
    """Whether it looks at events. ``paused`` was not the owner's doing and always has a `Cause`."""

    OFF = "off"
    ON = "on"
    PAUSED = "paused"


class Cause(StrEnum):
    """Why an automation is paused: a chain of runs too long, too many runs in a short time, many events at once that
    wait for a look, three runs that failed alike, an account that refuses, or parts that are no longer valid."""

    NONE = ""
    LOOP = "loop"
    FUSE = "fuse"
    MASS = "mass"
    FAILING = "failing"
    CREDENTIALS = "credentials"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Trigger:
    """What sets an automation off: a kind of event (the catalogue's id) and what it wants to know (``days``, ``tag`` …,
    as the trigger's file declares them)."""

    kind: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison: the value at ``path`` against ``value`` by the operator ``op``. ``value`` is JSON: text, whole
    number (money in cents), true or false, an ISO day, or a list of two where the operator wants two."""

    path: str
    op: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions of which all must hold (``match`` all) or one is enough (any); groups stand one level deep. A group
    without items always holds."""

    match: str = "all"
    items: tuple[Condition | Group, ...] = ()

    def conditions(self) -> Iterator[Condition]:
        """Yield all conditions, those of inner groups included."""
        for item in self.items:
            if isinstance(item, Group):
                yield from item.conditions()
            else:
                yield item


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. ``id`` is unique in its automation and stays when the step is moved or edited. ``operation`` is
    an action of the catalogue; ``inputs`` are JSON, in which every text is a Liquid template and
    ``{"from": path, "days": n, "working": bool}`` a day. ``when``, ``then`` and ``otherwise`` belong to the steps of
    `FLOW`; those inside hold no further ones."""

    id: str
    operation: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    disabled: bool = False
    when: Group = field(default_factory=Group)
    then: tuple[Step, ...] = ()
    otherwise: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Automation:
    """ "When … only if … then …". ``version`` grows with every saving. ``recipe`` is the recipe it was made from, or
    blank. ``trusted`` says that its owner allowed it by its own sentence to reach outside without asking (danger 2)."""

    id: str
    name: str
    trigger: Trigger
    conditions: Group = field(default_factory=Group)
    steps: tuple[Step, ...] = ()
    mode: Mode = Mode.ASK
    state: State = State.OFF
    cause: Cause = Cause.NONE
    version: int = 1
    recipe: str = ""
    trusted: bool = False

    def all_steps(self) -> Iterator[Step]:
        """Yield every step in reading order, those inside "if … otherwise" included."""
        for step in self.steps:
            yield step
            yield from step.then
            yield from step.otherwise

    def acting_steps(self) -> Iterator[Step]:
        """Yield the steps that do something: neither switched off nor mere flow."""
        for step in self.steps:
            if not step.disabled:
                inner = (*step.then, *step.otherwise)
                yield from (s for s in (step, *inner) if s.operation not in FLOW and not s.disabled)

    def with_version(self, version: int) -> Automation:
        """Return a copy of another version."""
        return replace(self, version=version)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was seen once.

    ``key`` is unique forever; ``kind`` the trigger's id. ``record`` names the thing (``contact:…``, ``invoice:…``,
    ``instalment:document#n``, ``task:…``, ``appointment:…``, ``note:…``); ``customer`` (the mirror's id) and
    ``contact`` (HighLevel's) whom it is about, either may be blank. ``at`` is epoch seconds. ``values`` are JSON by
    path as the trigger's schema declares; ``before`` the old values of paths that changed. ``parameters`` are what a
    derived event was made for (``{"days": 7}``, ``{"automation": id}``). ``cause`` is the run that brought it about
    (blank: others did), ``depth`` how many runs led to it.
    """

    key: str
    kind: str
    record: str = ""
    customer: str = ""
    contact: str = ""
    at: float = 0.0
    values: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    cause: str = ""
    depth: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the event as it is kept; what is blank is left out."""
        told: dict[str, Any] = {"key": self.key, "kind": self.kind, "at": self.at}
        for name in ("record", "customer", "contact", "cause", "depth"):
            if value := getattr(self, name):
                told[name] = value
        for name in ("values", "before", "parameters"):
            if held := getattr(self, name):
                told[name] = dict(held)
        return told

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Event:
        """Rebuild an event from `to_json`."""
        return cls(**data)


@dataclass(frozen=True, slots=True)
class Change:
    """What one step would do, before anything is sent; the same for a try and for a run.

    ``key`` is the step's key (see `step_key`); ``operation`` the catalogue's id. ``side`` and ``record`` say where and
    what, None for what stays on this computer. ``verb`` is create, update, delete, call or local. ``target`` is the
    record written (blank for a create), ``customer`` and ``contact`` whom it is about. ``goal`` are the rendered
    inputs, typed (days as ISO text, money in cents); ``before`` what they replace, as far as it is known. ``title`` is
    for people, ``requests`` what it costs per side, ``danger`` the catalogue's.
    """

    key: str
    step: str
    operation: str
    verb: str
    title: str
    side: Side | None = None
    record: RecordType | None = None
    target: str = ""
    customer: str = ""
    contact: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    goal: Mapping[str, Any] = field(default_factory=dict)
    requests: Mapping[str, int] = field(default_factory=dict)
    danger: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form: what ``automations try`` prints, with more keys."""
        return {
            "key": self.key,
            "step": self.step,
            "operation": self.operation,
            "kind": self.verb,
            "title": self.title,
            "side": self.side.value if self.side else "",
            "record": self.record.value if self.record else "",
            "target": self.target,
            "customer": self.customer,
            "contact": self.contact,
            "fields": [
                {"name": name, "before": self.before.get(name, ""), "after": value} for name, value in self.goal.items()
            ],
            "requests": dict(self.requests),
            "danger": self.danger,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Change:
        """Rebuild a change from `to_json`."""
        fields = data["fields"]
        return cls(
            data["key"],
            data["step"],
            data["operation"],
            data["kind"],
            data["title"],
            Side(data["side"]) if data["side"] else None,
            RecordType(data["record"]) if data["record"] else None,
            data["target"],
            data["customer"],
            data["contact"],
            {f["name"]: f["before"] for f in fields if f["before"] != ""},
            {f["name"]: f["after"] for f in fields},
            data["requests"],
            data["danger"],
        )


def step_key(automation: str, event_key: str, step: str) -> str:
    """Return what marks the effect of a step for an event: the same for every version of the automation, so that
    editing it does not repeat what was done."""
    return hashlib.sha256("\x1f".join((automation, event_key, step)).encode()).hexdigest()[:16]
