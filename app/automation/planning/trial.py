"""What an automation would do with an event: every condition and step with its result. Nothing is sent: this is the
code of a run, up to where a run begins to write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.automation.data.values import ValueType
from app.automation.faults import Fault
from app.automation.matching.conditions import Checked, Reading, checked, holds, said
from app.automation.model import CHOOSE, CONDITION, WAIT, Automation, Change, Event, Group, Step
from app.automation.offer.registry import schema_of, values_of
from app.automation.planning.plan import Situation, StepFault, plan_step, told, waits_until

WOULD, PASSED, STOPPED, WAITS, SKIPPED, FAILED, OFF = "would", "passed", "stopped", "waits", "skipped", "failed", "off"


@dataclass(frozen=True, slots=True)
class StepResult:
    """How a step came out: ``would`` (with its change), ``passed`` or ``stopped`` (an only-if, with its conditions),
    ``waits`` (``until``, epoch seconds), ``skipped`` (not reached), ``failed`` (with its fault), ``off``."""

    step: str
    state: str
    change: Change | None = None
    conditions: tuple[Checked, ...] = ()
    fault: Fault | None = None
    until: float = 0.0


@dataclass(frozen=True, slots=True)
class Trial:
    """The whole result for one event; ``passed`` says whether the conditions held at all."""

    automation: Automation
    event: Event
    passed: bool
    conditions: tuple[Checked, ...]
    steps: tuple[StepResult, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """What would be changed, in order."""
        return tuple(result.change for result in self.steps if result.change is not None)

    def requests(self) -> dict[str, int]:
        """Return what it would cost per side."""
        told = {"highlevel": 0, "fattura24": 0}
        for change in self.changes:
            for side, number in change.requests.items():
                told[side] = told.get(side, 0) + number
        return told

    def to_json(self, language: str) -> dict[str, Any]:
        """Return the promised JSON form of ``automations try``, with a few more keys."""
        schema = schema_of(self.automation.trigger.kind)
        return {
            "passed": self.passed,
            "conditions": [{"text": said(c, schema, language), "passed": c.passed} for c in self.conditions],
            "changes": [change.to_json() | {"title": told(change, language)} for change in self.changes],
            "requests": self.requests(),
            "steps": [
                {"step": s.step, "state": s.state, "why": s.fault.words(language) if s.fault else ""}
                for s in self.steps
            ],
        }


def situation_of(automation: Automation, event: Event, today: date) -> Situation:
    """Return what a run of an automation for an event knows."""
    return Situation(automation, event, values_of(automation, event, today), today)


def reading_of(situation: Situation) -> Reading:
    """Return what its conditions are evaluated against."""
    schema = schema_of(situation.automation.trigger.kind)
    before = {
        name: value for name, value in schema.typed(situation.event.before).items() if name in situation.event.before
    }
    return Reading(schema, situation.values, situation.today, before)


def passes(automation: Automation, event: Event, today: date) -> bool:
    """Tell whether the conditions hold for an event."""
    return holds(automation.conditions, reading_of(situation_of(automation, event, today)))


def try_out(automation: Automation, event: Event, today: date, now: float) -> Trial:
    """Return what an automation would do with an event at a moment (epoch seconds)."""
    situation = situation_of(automation, event, today)
    reading = reading_of(situation)
    passed = holds(automation.conditions, reading)
    conditions = tuple(checked(automation.conditions, reading))
    if not passed:
        results: tuple[StepResult, ...] = tuple(StepResult(s.id, SKIPPED) for s in automation.all_steps())
    else:
        results = tuple(_walk(automation.steps, situation, reading, now, [True]))
    return Trial(automation, event, passed, conditions, results)


def _walk(
    steps: tuple[Step, ...], situation: Situation, reading: Reading, now: float, going: list[bool]
) -> Iterator[StepResult]:
    """Yield how each step comes out; ``going`` holds whether the run still goes on, for the steps inside, too."""
    for step in steps:
        if step.disabled or not going[0]:
            yield from _untouched(step, OFF if step.disabled else SKIPPED)
            continue
        if step.operation == WAIT:
            now = waits_until(step, now, situation)
            yield StepResult(step.id, WAITS, until=now)
        elif step.operation == CONDITION:
            going[0] = holds(step.when, reading)
            yield StepResult(step.id, PASSED if going[0] else STOPPED, conditions=_results(step.when, reading))
        elif step.operation == CHOOSE:
            held = holds(step.when, reading)
            yield StepResult(step.id, PASSED if held else STOPPED, conditions=_results(step.when, reading))
            for inner, taken in ((step.then, held), (step.otherwise, not held)):
                if taken:
                    yield from _walk(inner, situation, reading, now, going)
                else:
                    yield from (StepResult(s.id, SKIPPED) for s in inner)
        else:
            yield _acting(step, situation, going)


def _results(group: Group, reading: Reading) -> tuple[Checked, ...]:
    return tuple(checked(group, reading))


def _untouched(step: Step, state: str) -> Iterator[StepResult]:
    yield StepResult(step.id, state)
    for inner in (*step.then, *step.otherwise):
        yield StepResult(inner.id, state)


def _acting(step: Step, situation: Situation, going: list[bool]) -> StepResult:
    try:
        return StepResult(step.id, "would", plan_step(step, situation))
    except StepFault as problem:
        going[0] = False
        return StepResult(step.id, FAILED, fault=problem.fault)


def sample_event(automation: Automation) -> Event:
    """Return an event with invented values, to show a text where there is no real record yet."""
    schema = schema_of(automation.trigger.kind)
    samples: dict[ValueType, Any] = {
        ValueType.MONEY: 24_400,
        ValueType.NUMBER: 3,
        ValueType.DATE: "2026-12-01",
        ValueType.MOMENT: "2026-12-01T09:30:00+01:00",
        ValueType.BOOL: True,
        ValueType.TAG: ["cliente"],
    }
    values = {
        name: samples.get(path.type, path.choices[0] if path.choices else path.title("it"))
        for name, path in schema.paths.items()
    }
    values["cliente.nome"] = values["cliente.azienda"] = "Mulino Rossi SRL"
    return Event("sample", automation.trigger.kind, "", "sample", "sample", values=values)
