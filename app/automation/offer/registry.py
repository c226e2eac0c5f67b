"""All triggers, actions and operators that there are, found once when first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from app.automation import operators, triggers
from app.automation.data.schemas import Schema
from app.automation.data.values import Value, ValueType
from app.automation.declared.comparing import Operator
from app.automation.declared.kinds import TriggerKind, modules
from app.automation.model import Automation, Event

OF_ONE_AUTOMATION = frozenset({"clock.schedule", "manual.button"})
"""Triggers whose events are made for one automation, which they name."""


@cache
def all_triggers() -> Mapping[str, TriggerKind]:
    """Return all triggers by their ids."""
    return {kind.id: kind for module in modules(triggers) for kind in module.TRIGGERS}


@cache
def all_operators() -> Mapping[str, Operator]:
    """Return all operators by their ids, in the order in which they are offered."""
    found = [one for module in modules(operators) for one in module.OPERATORS]
    return {one.id: one for one in sorted(found, key=lambda o: o.rank)}


def operators_for(kind: ValueType) -> list[Operator]:
    """Return the operators that compare values of a type."""
    return [one for one in all_operators().values() if kind in one.types]


@cache
def schema_of(trigger: str) -> Schema:
    """Return what can be read of a trigger's events. Raises KeyError for an unknown trigger."""
    return Schema(all_triggers()[trigger].groups)


def known_schema(trigger: str) -> Schema:
    """Return what can be read of a trigger's events; of one that is no more, nothing but the day."""
    return schema_of(trigger) if trigger in all_triggers() else Schema(())


def matches(automation: Automation, event: Event) -> bool:
    """Tell whether an event sets an automation off; its conditions are another matter."""
    kind = all_triggers().get(automation.trigger.kind)
    if kind is None or not kind.wants(automation.trigger.parameters, event):
        return False
    return kind.id not in OF_ONE_AUTOMATION or event.parameters.get("automation") == automation.id


def values_of(automation: Automation, event: Event, today: Value) -> dict[str, Value]:
    """Return the typed values of an event as an automation reads them; ``today`` is the day of the business."""
    kind = all_triggers()[automation.trigger.kind]
    raw = dict(event.values)
    if kind.completes is not None:
        raw |= kind.completes(automation.trigger.parameters, event)
    found = schema_of(kind.id).typed(raw)
    found["oggi"] = today
    return found
