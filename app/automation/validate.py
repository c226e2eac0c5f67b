"""Whether an automation may be kept: everything that it names exists, may be chosen, and fits what sets it off.

An imported file passes here like one that was clicked together; so neither can do what the catalogue refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from app.automation.actions.tasks import needs_of
from app.automation.data.schemas import Schema
from app.automation.data.values import ValueType
from app.automation.declared.kinds import HOUR, ActionKind, Field
from app.automation.faults import AutomationRefused, Fault
from app.automation.matching.conditions import operand_fault
from app.automation.model import CHOOSE, CONDITION, WAIT, Automation, Group, Mode, Step
from app.automation.offer.loops import own_loop
from app.automation.offer.operations import always_asks, catalogued, operation, reason_against
from app.automation.offer.registry import all_operators, all_triggers, schema_of
from app.automation.texts.templates import faults_of, is_template
from app.automation.triggers.contacts import PATH_OF
from app.automation.words import Words

LONGEST_WAIT = 365
"""Days that a step may wait."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
GROUP_OF = {
    "contact": "cliente",
    "customer": "cliente",
    "party": "cliente",
    "task": "attivita",
    "instalment": "rata",
    "appointment": "appuntamento",
}
"""The group that a trigger must have for a step that needs such a record."""


def danger(automation: Automation) -> int:
    """Return the highest danger of what an automation does."""
    kinds = [operation(step.operation) for step in automation.acting_steps()]
    return max((kind.danger for kind in kinds if kind), default=0)


def modes(automation: Automation) -> tuple[Mode, ...]:
    """Return the modes that an automation may have; `Mode.AUTO` with danger 2 wants its owner's own sentence."""
    asks = any(always_asks(step.operation) for step in automation.acting_steps())
    return (Mode.TRY, Mode.ASK) if asks or danger(automation) > 2 else (Mode.TRY, Mode.ASK, Mode.AUTO)


def needs_trust(automation: Automation) -> bool:
    """Tell whether going alone wants the sentence "it may reach outside without asking"."""
    return danger(automation) == 2


def checked(automation: Automation) -> Automation:
    """Return an automation that may be kept. Raises AutomationRefused with all that is wrong."""
    found = faults(automation)
    if found:
        raise AutomationRefused(found, automation.name)
    return automation


def faults(automation: Automation) -> list[Fault]:
    """Return all that is wrong with an automation; empty where it may be kept."""
    kind = all_triggers().get(automation.trigger.kind)
    if kind is None:
        return [Fault("trigger.kind", "trigger")]
    found = list(_values(kind.parameters, automation.trigger.parameters, "trigger.parameters", Schema(())))
    schema = schema_of(kind.id)
    found += _group(automation.conditions, schema, "conditions")
    seen: set[str] = set()
    for n, step in enumerate(automation.steps):
        found += _step(step, schema, f"steps[{n}]", seen)
        for name, inner in (("then", step.then), ("otherwise", step.otherwise)):
            for m, one in enumerate(inner):
                found += _step(one, schema, f"steps[{n}].{name}[{m}]", seen)
    if not any(True for _ in automation.acting_steps()):
        found.append(Fault("steps", "no_steps"))
    if automation.mode not in modes(automation):
        found.append(Fault("mode", "mode_asks"))
    elif automation.mode is Mode.AUTO and needs_trust(automation) and not automation.trusted:
        found.append(Fault("mode", "mode_trust"))
    found += [Fault("steps", "own_loop", {"effect": effect}) for effect in own_loop(automation)[:1]]
    return found


def _group(group: Group, schema: Schema, place: str) -> Iterator[Fault]:
    for n, item in enumerate(group.items):
        here = f"{place}.items[{n}]"
        if isinstance(item, Group):
            yield from _group(item, schema, here)
            continue
        path, operator = schema.paths.get(item.path), all_operators().get(item.op)
        if path is None:
            yield Fault(f"{here}.path", "template_path", {"path": item.path})
        elif operator is None or path.type not in operator.types:
            yield Fault(f"{here}.op", "operator")
        elif key := operand_fault(operator, path, item.value):
            yield Fault(f"{here}.value", key)


def _step(step: Step, schema: Schema, place: str, seen: set[str]) -> Iterator[Fault]:
    if step.id in seen:
        yield Fault(f"{place}.id", "twice", {"id": step.id})
    seen.add(step.id)
    if step.operation == WAIT:
        yield from _wait(step, place)
    elif step.operation in (CONDITION, CHOOSE):
        if not step.when.items:
            yield Fault(f"{place}.when", "no_conditions")
        if step.inputs:
            yield Fault(f"{place}.inputs", "unknown_key")
        yield from _group(step.when, schema, f"{place}.when")
    else:
        kind = operation(step.operation)
        if kind is None:
            yield Fault(f"{place}.operation", *_why_not(step.operation))
            return
        yield from _fits(kind, step, schema, place)
        yield from _values(kind.inputs, step.inputs, f"{place}.inputs", schema)


def _why_not(wanted: str) -> tuple[str, Mapping[str, object]]:
    entry = catalogued().get(wanted)
    if entry is None:
        return "operation", {"operation": wanted}
    title = Words(entry.title("it"), entry.title("en"))
    return "refused", {"title": title, "why": against(reason_against(entry))}


def against(reason: str) -> Words:
    """Return why an entry cannot be chosen, in words."""
    from app.automation.words import word

    return Words(word(f"against.{reason}", "it"), word(f"against.{reason}", "en"))


def _wait(step: Step, place: str) -> Iterator[Fault]:
    for name in step.inputs:
        if name not in ("days", "hours", "minutes"):
            yield Fault(f"{place}.inputs.{name}", "unknown_key")
    numbers = [step.inputs.get(name, 0) for name in ("days", "hours", "minutes")]
    if not all(_whole(n) and 0 <= n <= LONGEST_WAIT * 1440 for n in numbers):
        yield Fault(f"{place}.inputs", "not_number")
    elif not 0 < numbers[0] * 1440 + numbers[1] * 60 + numbers[2] <= LONGEST_WAIT * 1440:
        yield Fault(f"{place}.inputs", "wait")


def _fits(kind: ActionKind, step: Step, schema: Schema, place: str) -> Iterator[Fault]:
    needs = needs_of(step.inputs) if kind.id == "task.complete" else kind.needs
    needs = "party" if needs == "customer" and kind.id == "task.complete" else needs
    if needs in GROUP_OF and GROUP_OF[needs] not in schema.groups:
        yield Fault(place, f"needs_{needs}")


def _values(fields: tuple[Field, ...], given: Mapping[str, Any], place: str, schema: Schema) -> Iterator[Fault]:
    known = {field.name: field for field in fields}
    for name in given:
        if name not in known:
            yield Fault(f"{place}.{name}", "unknown_key")
    for field in fields:
        value = given.get(field.name, field.default)
        here = f"{place}.{field.name}"
        if value is None or value == "" or value == []:
            if field.required:
                yield Fault(here, "needed", {"title": field.words})
            continue
        key = _value(field, value, schema)
        if key:
            yield Fault(here, key, {"title": field.words, "lowest": field.lowest, "highest": field.highest})
        else:
            yield from _templates(value, here, schema)


def _value(field: Field, value: Any, schema: Schema) -> str:
    """Return the key of what is wrong with a value of a field, or blank."""
    match field.kind:
        case "number" | "days":
            return "" if _whole(value) and field.lowest <= value <= field.highest else "out_of_range"
        case "bool":
            return "" if isinstance(value, bool) else "not_yes_or_no"
        case "choice":
            return "" if isinstance(value, str) and value in field.choices else "operand_choice"
        case "time":
            return "" if isinstance(value, str) and HOUR.match(value) else "not_time"
        case "day":
            return _day(value, schema)
        case "tags" | "lines" | "users":
            return "" if isinstance(value, list) and all(isinstance(x, str) for x in value) else "not_texts"
        case "weekdays":
            fine = isinstance(value, list) and all(_whole(x) and 0 <= x <= 6 for x in value)
            return "" if fine else "not_weekdays"
        case "fields":
            return "" if isinstance(value, list) and all(x in PATH_OF for x in value) else "operand_choice"
    return "" if isinstance(value, str) else "operand_text"


def _day(value: Any, schema: Schema) -> str:
    if isinstance(value, str):
        return "" if _is_day(value) else "operand_date"
    if not isinstance(value, dict) or not set(value) <= {"from", "days", "working"}:
        return "operand_date"
    path = schema.paths.get(value.get("from") or "oggi")
    if path is None or path.type not in (ValueType.DATE, ValueType.MOMENT):
        return "day_path"
    days, working = value.get("days", 0), value.get("working", False)
    return "" if _whole(days) and abs(days) <= 3650 and isinstance(working, bool) else "operand_days"


def _is_day(value: str) -> bool:
    """Tell whether a text is a day that there is: a run would stop at the 30th of February."""
    if not _DAY.match(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _templates(value: Any, place: str, schema: Schema) -> Iterator[Fault]:
    if isinstance(value, str) and is_template(value):
        yield from (problem.at(place) for problem in faults_of(value, schema))
    elif isinstance(value, list):
        for n, one in enumerate(value):
            yield from _templates(one, f"{place}[{n}]", schema)
