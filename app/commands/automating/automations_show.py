"""Automations as lines for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from app.automation.data.schemas import Schema
from app.automation.matching.conditions import said, sentences
from app.automation.model import CHOOSE, CONDITION, WAIT, Automation, Step
from app.automation.offer.operations import operation
from app.automation.offer.registry import all_triggers, schema_of
from app.automation.planning.plan import title_of
from app.automation.validate import danger

if TYPE_CHECKING:
    from app.automation.kept.recipes import Recipe
    from app.automation.matching.conditions import Checked
    from app.automation.planning.trial import Trial
    from app.commands.common.console import Output
    from app.services.api.automations.automations import AutomationLine, AutomationRunLine, PassedOverLine, StepLine


def row(out: Output, one: AutomationLine) -> None:
    """Print a row of the list."""
    found = one.automation
    state = out.name("cli.automations_state", found.state.value)
    mode = out.name("cli.automations_mode", found.mode.value)
    out.result(out.say("automations_row", id=found.id, name=found.name, state=state, mode=mode))
    trigger = all_triggers()[found.trigger.kind]
    out.result(out.say("automations_when", sentence=trigger.say(found.trigger.parameters, out.language)))
    if found.cause:
        out.result(f"    ! {out.name('automations.why', found.cause.value)}")
    if one.held:
        out.result(f"    ! {out.say('automations_held', n=one.held, id=found.id)}")


def line_json(one: AutomationLine, language: str) -> dict[str, Any]:
    """Return a row of the list as JSON."""
    found = one.automation
    trigger = all_triggers().get(found.trigger.kind)
    return {
        "id": found.id,
        "name": found.name,
        "when": trigger.say(found.trigger.parameters, language) if trigger else found.trigger.kind,
        "state": found.state.value,
        "cause": found.cause.value,
        "mode": found.mode.value,
        "version": found.version,
        "recipe": found.recipe,
        "danger": danger(found),
        "last_at": one.last_at,
        "runs": one.runs,
        "waiting": one.waiting,
        "failed": one.failed,
        "deferred": one.deferred,
        "held": one.held,
    }


def recipe(out: Output, one: Recipe) -> None:
    """Print a recipe with its questions."""
    out.result(f"{one.id}: {one.name.of(out.language)}")
    out.result(f"    {one.summary.of(out.language)}")
    for question in one.questions:
        default = question.shown(one.default(question.name, out.language), out.language)
        out.result(f"    --set {question.name}=…  {question.words.of(out.language)} ({default})")


def recipe_json(one: Recipe, language: str) -> dict[str, Any]:
    """Return a recipe as JSON."""
    return {
        "id": one.id,
        "name": one.name.of(language),
        "summary": one.summary.of(language),
        "questions": [
            {
                "key": q.name,
                "kind": q.kind,
                "question": q.words.of(language),
                "default": one.default(q.name, language),
                "required": q.required,
            }
            for q in one.questions
        ],
    }


def whole(out: Output, found: Automation) -> None:
    """Print an automation as sentences."""
    language = out.language
    trigger = all_triggers()[found.trigger.kind]
    schema = schema_of(trigger.id)
    words = {"it": ("Quando", "Solo se", "Allora"), "en": ("When", "Only if", "Then")}[language]
    out.result(f"{found.name}  ({found.id})")
    out.result(f"{words[0]} {trigger.say(found.trigger.parameters, language)}")
    for line in sentences(found.conditions, schema, language):
        out.result(f"{words[1]} {line}")
    for step in found.steps:
        _step(out, step, schema, words[2])


def _step(out: Output, step: Step, schema: Schema, word: str, indent: str = "") -> None:
    language = out.language
    if step.operation == WAIT:
        told = ", ".join(f"{name}: {value}" for name, value in step.inputs.items())
        out.result(f"{indent}{out.name('automations.step', 'waits')} ({told})")
    elif step.operation in (CONDITION, CHOOSE):
        out.result(f"{indent}? {' '.join(sentences(step.when, schema, language))}")
        for inner in step.then:
            _step(out, inner, schema, word, f"{indent}  + ")
        for inner in step.otherwise:
            _step(out, inner, schema, word, f"{indent}  - ")
    else:
        kind = operation(step.operation)
        out.result(f"{indent}{word} {kind.say(step.inputs, language) if kind else step.operation}")


def trial(out: Output, found: Trial) -> None:
    """Print what an automation would do."""
    schema = schema_of(found.automation.trigger.kind)
    out.result(out.say("automations_try_passed" if found.passed else "automations_try_not"))
    for one in found.conditions:
        out.result(f"  {'+' if one.passed else '-'} {said(one, schema, out.language)}")
    for result in found.steps:
        if result.change is not None:
            kind = operation(result.change.operation)
            title = title_of(kind, result.change.goal, out.language) if kind else result.change.title
            out.result(f"  > {title}")
        elif result.fault is not None:
            out.result(f"  ! {result.fault.words(out.language)}")
        elif result.state == "waits":
            out.result(f"  … {out.name('automations.step', 'waits')}")
        for one in result.conditions:
            out.result(f"  {'+' if one.passed else '-'} {said(one, schema, out.language)}")
    if not found.changes:
        out.result(out.say("automations_try_nothing"))
    out.result(out.say("automations_try_cost", **found.requests()))


def run(out: Output, one: AutomationRunLine) -> None:
    """Print a run of the log."""
    state = out.name("cli.automations_run_state", one.state)
    out.result(f"{out.moment(one.at)}  {one.name} · {one.title} · {state}  ({one.id})")
    for text, held in _told(one.conditions, one.event.kind, out.language):
        out.result(f"    {'+' if held else '-'} {text}")
    for step in one.steps:
        if step.change is None and step.conditions:
            for text, held in _told(step.conditions, one.event.kind, out.language):
                out.result(f"    {'+' if held else '-'} {text}")
            continue
        told = (_title(step, out.language), step.detail) if step.change is not None else (step.detail or step.step,)
        why = "".join(f": {part}" for part in told[1:] if part)
        out.result(f"    > {told[0]} [{out.name('cli.automations_run_state', step.state)}]{why}")
    if one.detail:
        out.result(f"    {one.detail}")


def run_json(one: AutomationRunLine, language: str) -> dict[str, Any]:
    """Return a run as JSON."""
    return {
        "id": one.id,
        "automation": one.automation,
        "name": one.name,
        "event": one.event.key,
        "title": one.title,
        "mode": one.mode.value,
        "state": one.state,
        "at": one.at,
        "ended_at": one.ended_at,
        "due_at": one.due_at,
        "detail": one.detail,
        "run": one.run,
        "conditions": [{"text": t, "passed": p} for t, p in _told(one.conditions, one.event.kind, language)],
        "steps": [
            {
                "step": s.step,
                "title": _title(s, language),
                "state": s.state,
                "detail": s.detail,
                "at": s.at,
                "change": s.change.to_json() if s.change is not None else None,
            }
            for s in one.steps
        ],
    }


def passed(out: Output, others: Iterable[PassedOverLine], kind: str) -> None:
    """Print the events that set nothing off."""
    out.result()
    out.result(out.say("automations_passed_head"))
    for one in others:
        out.result(f"{out.moment(one.at)}  {one.title}")
        for text, held in _told(one.conditions, kind, out.language):
            out.result(f"    {'+' if held else '-'} {text}")


def passed_json(one: PassedOverLine, kind: str, language: str) -> dict[str, Any]:
    """Return an event that set nothing off as JSON."""
    told = [{"text": t, "passed": p} for t, p in _told(one.conditions, kind, language)]
    return {"title": one.title, "at": one.at, "conditions": told, "detail": one.detail}


def _told(conditions: Iterable[Checked], kind: str, language: str) -> list[tuple[str, bool]]:
    schema = schema_of(kind) if kind in all_triggers() else Schema(())
    return [(said(one, schema, language), one.passed) for one in conditions]


def _title(step: StepLine, language: str) -> str:
    if step.change is None:
        return step.step
    kind = operation(step.change.operation)
    return title_of(kind, step.change.goal, language) if kind else step.change.title
