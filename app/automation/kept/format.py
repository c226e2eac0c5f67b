"""Automations as JSON: what is kept, exported and imported. Format 1.

Reading checks shape and bounds and names the place of every fault; whether the automation makes sense is
`app.automation.validate`. An unknown key is a fault, too: what a file asks for is never passed over in silence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeVar

from app.automation.faults import AutomationRefused, Fault
from app.automation.model import CHOOSE, CONDITION, Automation, Cause, Condition, Group, Mode, State, Step, Trigger
from app.wellformed import KeyTwice, read_json

FORMAT = 1
LONGEST_FILE = 262_144
"""Bytes of one automation's file; the largest possible one with texts in every input stays below."""

MOST_STEPS, MOST_CONDITIONS, MOST_INPUTS, MOST_PARAMETERS = 8, 8, 40, 12
LONGEST_TEXT, LONGEST_NAME, LONGEST_LIST = 4_000, 120, 50
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,80}\Z")
_LARGEST = 10**15

E = TypeVar("E", Mode, State, Cause)


def to_json(automation: Automation, *, whole: bool = True) -> dict[str, Any]:
    """Return an automation as JSON. Without ``whole`` it is what a file for others holds: not its id, version and
    state."""
    told: dict[str, Any] = {"format": FORMAT}
    if whole:
        told |= {"id": automation.id, "version": automation.version, "state": automation.state.value}
        told |= {"cause": automation.cause.value, "trusted": automation.trusted}
    told |= {"name": automation.name, "mode": automation.mode.value}
    if automation.recipe:
        told["recipe"] = automation.recipe
    told["trigger"] = {"kind": automation.trigger.kind, "parameters": dict(automation.trigger.parameters)}
    told["conditions"] = _group_json(automation.conditions)
    told["steps"] = [_step_json(step) for step in automation.steps]
    return told


def _group_json(group: Group) -> dict[str, Any]:
    items = [
        _group_json(item)
        if isinstance(item, Group)
        else {"path": item.path, "op": item.op, **({} if item.value is None else {"value": item.value})}
        for item in group.items
    ]
    return {"match": group.match, "items": items}


def _step_json(step: Step) -> dict[str, Any]:
    told: dict[str, Any] = {"id": step.id, "operation": step.operation}
    if step.inputs:
        told["inputs"] = dict(step.inputs)
    if step.disabled:
        told["disabled"] = True
    if step.operation in (CONDITION, CHOOSE):
        told["when"] = _group_json(step.when)
    if step.operation == CHOOSE:
        told["then"] = [_step_json(s) for s in step.then]
        told["otherwise"] = [_step_json(s) for s in step.otherwise]
    return told


def dumps(automation: Automation) -> str:
    """Return the text of a file that others can import: without its id, state and version."""
    return json.dumps(to_json(automation, whole=False), ensure_ascii=False, indent=2) + "\n"


def loads(source: str | bytes, name: str = "") -> Automation:
    """Return the automation of a file's text; ``name`` is the file's, for the error. Raises AutomationRefused.

    A key that stands twice is a fault: whoever looks into the file may see the one, and the other would be kept.
    """
    if len(source) > LONGEST_FILE:
        raise AutomationRefused([Fault("", "too_large", {"limit": LONGEST_FILE // 1024})], name)
    try:
        data = read_json(source, once=True)
    except KeyTwice as twice:
        raise AutomationRefused([Fault(twice.key[:40], "key_twice")], name) from None
    except json.JSONDecodeError as problem:
        raise AutomationRefused([Fault("", "not_json", {"line": problem.lineno})], name) from None
    except ValueError:
        raise AutomationRefused([Fault("", "not_json", {"line": 1})], name) from None
    return from_json(data, name)


def from_json(data: Any, name: str = "") -> Automation:
    """Return the automation that JSON describes. Raises AutomationRefused with all faults and their places."""
    reader = _Reader()
    found = reader.automation(data)
    if reader.faults or found is None:
        raise AutomationRefused(reader.faults, name or (found.name if found else ""))
    return found


class _Reader:
    """Reads by shape; collects faults instead of stopping at the first."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, place: str, key: str, **params: object) -> None:
        if len(self.faults) < LONGEST_LIST:
            self.faults.append(Fault(place, key, params))

    def table(self, data: Any, place: str, known: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.fault(place, "not_table")
            return {}
        for key in data:
            if key not in known:
                self.fault(_below(place, str(key)[:40]), "unknown_key")
        return data

    def automation(self, data: Any) -> Automation | None:
        top = ("format", "id", "version", "state", "cause", "trusted", "name", "mode", "recipe", "trigger")
        table = self.table(data, "", (*top, "conditions", "steps"))
        if not isinstance(data, dict):
            return None
        if table.get("format") != FORMAT or isinstance(table.get("format"), bool):
            self.fault("format", "format", known=FORMAT)
            return None
        version, trusted = table.get("version", 1), table.get("trusted", False)
        if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version < _LARGEST:
            self.fault("version", "not_number")
            version = 1
        if not isinstance(trusted, bool):
            self.fault("trusted", "not_yes_or_no")
        return Automation(
            id=self.identifier(table.get("id", ""), "id", blank=True),
            name=self.text(table.get("name"), "name", LONGEST_NAME),
            trigger=self.trigger(table.get("trigger")),
            conditions=self.group(table.get("conditions", {}), "conditions", depth=0),
            steps=self.steps(table.get("steps", []), "steps", inner=False),
            mode=self.member(Mode, table.get("mode", Mode.ASK.value), "mode"),
            state=self.member(State, table.get("state", State.OFF.value), "state"),
            cause=self.member(Cause, table.get("cause", ""), "cause"),
            version=version,
            recipe=self.identifier(table.get("recipe", ""), "recipe", blank=True),
            trusted=bool(trusted),
        )

    def member(self, kind: type[E], value: Any, place: str) -> E:
        try:
            return kind(value)
        except ValueError:
            self.fault(place, "not_one_of", known=", ".join(m.value for m in kind if m.value))
            return next(iter(kind))

    def text(self, value: Any, place: str, longest: int) -> str:
        if not isinstance(value, str) or not value.strip():
            self.fault(place, "not_text")
            return ""
        if len(value) > longest:
            self.fault(place, "too_long", limit=longest)
            return ""
        return value

    def identifier(self, value: Any, place: str, *, blank: bool = False) -> str:
        if blank and value == "":
            return ""
        if not isinstance(value, str) or not _ID.match(value):
            self.fault(place, "not_id")
            return ""
        return value

    def name(self, value: Any, place: str) -> str:
        if not isinstance(value, str) or not _NAME.match(value):
            self.fault(place, "not_id")
            return ""
        return value

    def trigger(self, data: Any) -> Trigger:
        table = self.table(data, "trigger", ("kind", "parameters"))
        return Trigger(
            self.name(table.get("kind"), "trigger.kind"),
            self.values(table.get("parameters", {}), "trigger.parameters", MOST_PARAMETERS),
        )

    def group(self, data: Any, place: str, depth: int) -> Group:
        table = self.table(data, place, ("match", "items"))
        match, items = table.get("match", "all"), table.get("items", [])
        if match not in ("all", "any"):
            self.fault(_below(place, "match"), "not_one_of", known="all, any")
            match = "all"
        if not isinstance(items, list):
            self.fault(_below(place, "items"), "not_list")
            return Group()
        if len(items) > MOST_CONDITIONS:
            self.fault(_below(place, "items"), "too_many", limit=MOST_CONDITIONS)
            return Group()
        read: list[Condition | Group] = []
        for n, item in enumerate(items):
            here = f"{_below(place, 'items')}[{n}]"
            if isinstance(item, dict) and "items" in item:
                if depth:
                    self.fault(here, "group_too_deep")
                else:
                    read.append(self.group(item, here, depth + 1))
            else:
                read.append(self.condition(item, here))
        return Group(match, tuple(read))

    def condition(self, data: Any, place: str) -> Condition:
        table = self.table(data, place, ("path", "op", "value"))
        value = table.get("value")
        if isinstance(value, dict):
            self.fault(_below(place, "value"), "value")
            value = None
        return Condition(
            self.name(table.get("path"), _below(place, "path")),
            self.name(table.get("op"), _below(place, "op")),
            self.value(value, _below(place, "value")),
        )

    def steps(self, data: Any, place: str, *, inner: bool) -> tuple[Step, ...]:
        if not isinstance(data, list):
            self.fault(place, "not_list")
            return ()
        if len(data) > MOST_STEPS:
            self.fault(place, "too_many", limit=MOST_STEPS)
            return ()
        return tuple(self.step(item, f"{place}[{n}]", inner=inner) for n, item in enumerate(data))

    def step(self, data: Any, place: str, *, inner: bool) -> Step:
        table = self.table(data, place, ("id", "operation", "inputs", "disabled", "when", "then", "otherwise"))
        operation = self.name(table.get("operation"), _below(place, "operation"))
        disabled = table.get("disabled", False)
        if not isinstance(disabled, bool):
            self.fault(_below(place, "disabled"), "not_yes_or_no")
        if inner and operation == CHOOSE:
            self.fault(place, "choose_too_deep")
        for key, operations in (("when", (CONDITION, CHOOSE)), ("then", (CHOOSE,)), ("otherwise", (CHOOSE,))):
            if key in table and operation not in operations:
                self.fault(_below(place, key), "unknown_key")
        deeper = operation == CHOOSE and not inner
        return Step(
            self.identifier(table.get("id"), _below(place, "id")),
            operation,
            self.values(table.get("inputs", {}), _below(place, "inputs"), MOST_INPUTS),
            bool(disabled),
            self.group(table.get("when", {}), _below(place, "when"), depth=0),
            self.steps(table.get("then", []), _below(place, "then"), inner=True) if deeper else (),
            self.steps(table.get("otherwise", []), _below(place, "otherwise"), inner=True) if deeper else (),
        )

    def values(self, data: Any, place: str, most: int) -> Mapping[str, Any]:
        if not isinstance(data, dict):
            self.fault(place, "not_table")
            return {}
        if len(data) > most:
            self.fault(place, "too_many", limit=most)
            return {}
        return {self.name(k, f"{place}.{k[:40]}"): self.value(v, f"{place}.{k[:40]}") for k, v in data.items()}

    def value(self, value: Any, place: str, *, inner: bool = False) -> Any:
        """A text, a whole number, yes or no, nothing, a list of those, or a table of those (a day)."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int):
            if -_LARGEST < value < _LARGEST:
                return value
        elif isinstance(value, str):
            if len(value) <= LONGEST_TEXT:
                return value
            self.fault(place, "too_long", limit=LONGEST_TEXT)
            return None
        elif isinstance(value, (list, dict)) and not inner:
            if len(value) > LONGEST_LIST:
                self.fault(place, "too_many", limit=LONGEST_LIST)
                return None
            if isinstance(value, list):
                return [self.value(item, f"{place}[{n}]", inner=True) for n, item in enumerate(value)]
            return {
                self.name(key, f"{place}.{key[:40]}"): self.value(item, f"{place}.{key[:40]}", inner=True)
                for key, item in value.items()
            }
        self.fault(place, "value")
        return None


def _below(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
