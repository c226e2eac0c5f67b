"""What a step would change, from an event's values: the same for a try and for a run, and nothing is sent.

A missing value, a record that is not there or a text that cannot be filled is a `StepFault`: the step fails before
anything is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.automation.actions.tasks import needs_of
from app.automation.data.values import Value
from app.automation.data.working_days import next_working
from app.automation.declared.kinds import ActionKind, Field
from app.automation.faults import Fault
from app.automation.model import Automation, Change, Event, Step, step_key
from app.automation.offer.operations import operation
from app.automation.offer.registry import schema_of
from app.automation.texts.templates import TemplateFault, render
from app.automation.words import Words


class StepFault(Exception):
    """A step cannot be carried out for an event; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Situation:
    """What a run knows: its automation and event, the event's typed values, the present day."""

    automation: Automation
    event: Event
    values: Mapping[str, Value]
    today: date


def plan_step(step: Step, situation: Situation) -> Change:
    """Return what an acting step would change. Raises StepFault."""
    kind = operation(step.operation)
    if kind is None:
        raise StepFault(Fault(step.id, "operation", {"operation": step.operation}))
    event = situation.event
    target = _target(kind, step, event)
    goal = {field.name: value for field in kind.inputs if (value := fill(field, step, situation)) is not None}
    return Change(
        step_key(situation.automation.id, event.key, step.id),
        step.id,
        kind.id,
        kind.verb,
        title_of(kind, goal, "it"),
        kind.side,
        kind.record,
        target,
        event.customer,
        event.contact,
        goal=goal,
        requests=dict(kind.requests),
        danger=kind.danger,
    )


def title_of(kind: ActionKind, goal: Mapping[str, Any], language: str) -> str:
    """Return what a planned step does, with its values, in one line."""
    told = " ".join(kind.say(goal, language).split())
    return told[:1].upper() + (told[1:] if len(told) <= 160 else told[1:159] + "…")


def told(change: Change, language: str) -> str:
    """Return what a change does, in one line of a language; as it was kept where its operation is no more."""
    kind = operation(change.operation)
    return title_of(kind, change.goal, language) if kind is not None else change.title


def _target(kind: ActionKind, step: Step, event: Event) -> str:
    """Return the record that is written, after a look whether the event is about what the step needs."""
    needs = needs_of(step.inputs) if kind.id == "task.complete" else kind.needs
    if needs == "contact" and not event.contact:
        raise StepFault(Fault(step.id, "no_contact"))
    if needs == "customer" and not event.customer:
        raise StepFault(Fault(step.id, "no_customer"))
    if needs == "party" and not (event.customer or event.contact):
        raise StepFault(Fault(step.id, "no_party"))
    if needs in ("task", "instalment", "appointment") and not event.record.startswith(f"{needs}:"):
        raise StepFault(Fault(step.id, f"no_{needs}"))
    if needs in ("task", "appointment") or (kind.id == "task.complete" and needs == "instalment"):
        return event.record
    return event.contact if kind.needs == "contact" and kind.verb != "create" else ""


def fill(field: Field, step: Step, situation: Situation) -> Any:
    """Return an input of a step with its values filled in, as JSON; None where nothing is given."""
    raw = step.inputs.get(field.name, field.default)
    try:
        value = _fill(field, raw, situation)
    except TemplateFault as problem:
        raise StepFault(problem.at(step.id)) from None
    if value is None and field.required:
        raise StepFault(Fault(step.id, "value_missing", {"title": field.words}))
    return value


def _fill(field: Field, raw: Any, situation: Situation) -> Any:
    schema = schema_of(situation.automation.trigger.kind)
    if field.kind == "day":
        return _day(raw, situation)
    if isinstance(raw, str):
        return render(raw, situation.values, schema).strip() or None
    if isinstance(raw, list):
        filled = [render(x, situation.values, schema).strip() if isinstance(x, str) else x for x in raw]
        return [x for x in filled if x != ""] or None
    return raw


def _day(raw: Any, situation: Situation) -> str | None:
    if raw is None or raw == "":
        return None
    if isinstance(raw, str):
        try:
            return date.fromisoformat(raw).isoformat()
        except ValueError:  # kept before such days were refused
            raise TemplateFault("operand_date") from None
    path = raw.get("from") or "oggi"
    found = situation.today if path == "oggi" else situation.values.get(path)
    if isinstance(found, datetime):
        found = found.date()
    if not isinstance(found, date):
        schema = schema_of(situation.automation.trigger.kind)
        title = schema.paths[path].title if path in schema else None
        words = Words(title("it"), title("en")) if title else Words(path, path)
        raise TemplateFault("value_missing", title=words)
    try:
        day = found + timedelta(days=int(raw.get("days") or 0))
        return (next_working(day) if raw.get("working") else day).isoformat()
    except OverflowError:  # "31/12/9999" stands in files for "never"
        raise TemplateFault("day_far") from None


def waits_until(step: Step, now: float, situation: Situation) -> float:
    """Return when a waiting step is over (epoch seconds): so many days, hours and minutes after it was reached."""
    inputs = step.inputs
    minutes = int(inputs.get("minutes") or 0) + 60 * int(inputs.get("hours") or 0)
    return now + 60.0 * (minutes + 1440 * int(inputs.get("days") or 0))
