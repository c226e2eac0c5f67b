"""Recipes, what steps would do, what may be kept, and who sets off whom."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.automation import validate
from app.automation.data.working_days import easter, is_working, next_working
from app.automation.faults import AutomationRefused
from app.automation.kept.format import dumps, from_json, loads, to_json
from app.automation.kept.recipes import make, parse_answer, recipes
from app.automation.model import (
    CHOOSE,
    CONDITION,
    FLOW,
    WAIT,
    Automation,
    Condition,
    Event,
    Group,
    Mode,
    Step,
    Trigger,
    step_key,
)
from app.automation.offer.catalogue import NEVER, entries
from app.automation.offer.loops import cycles, edges, own_loop
from app.automation.offer.operations import AUTOMATIC, always_asks, catalogued, declared, operation, reason_against
from app.automation.offer.registry import all_triggers, schema_of
from app.automation.planning.trial import sample_event, try_out

TODAY, NOW = date(2026, 11, 26), 1_795_700_000.0
ALL = sorted(recipes())


def test_there_are_the_twelve_in_their_order() -> None:
    assert [r.order for r in recipes().values()] == list(range(1, 13))
    assert all(len(r.questions) <= 3 for r in recipes().values())


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("recipe", ALL)
def test_a_recipe_becomes_an_automation_that_may_be_kept(recipe: str, language: str) -> None:
    made = make(recipe, {}, language)
    assert validate.faults(made) == []
    assert made.mode is Mode.ASK
    assert "@" not in dumps(made)
    assert loads(dumps(made)) == made
    trial = try_out(made, event_for(made), TODAY, NOW)
    assert trial.passed, [c for c in trial.conditions if not c.passed]
    assert [s.fault for s in trial.steps if s.fault] == []
    assert trial.changes


def event_for(automation: Automation) -> Event:
    """An event as it would be for a customer that is on both sides."""
    event = sample_event(automation)
    group = {"task.complete": "task" if automation.trigger.kind.startswith("highlevel") else "instalment"}
    record = next((group[s.operation] for s in automation.acting_steps() if s.operation in group), "invoice")
    values = dict(event.values) | {"cliente.etichette": ["insoluto"], "rata.importo": 24_400}
    if automation.recipe == "tagged_contact_customer":
        values["cliente.in_fattura24"] = False
    return replace(event, record=f"{record}:1", values=values)


def test_answers_are_taken_and_wrong_ones_are_told() -> None:
    made = make("overdue_task", {"days": 10, "tag": "moroso", "amount": 5_000}, "it")
    assert made.trigger.parameters == {"days": 10}
    assert made.conditions.items[1] == Condition("rata.importo", "at_least", 5_000)
    assert made.steps[2].inputs == {"tags": ["moroso"]}
    for answers in ({"days": 0}, {"days": "7"}, {"tag": ""}, {"tag": "{{ oggi }}"}, {"colour": 1}, {"amount": -1}):
        with pytest.raises(AutomationRefused):
            make("overdue_task", answers, "it")
    with pytest.raises(AutomationRefused):
        make("nothing", {}, "it")
    questions = {q.name: q for q in recipes()["overdue_task"].questions}
    assert parse_answer(questions["amount"], "1.234,5") == 123_450
    assert parse_answer(questions["amount"], "50") == 5_000
    assert parse_answer(questions["days"], " 9 ") == 9


def test_a_step_is_planned_with_its_values() -> None:
    made = replace(make("overdue_task", {}, "it"), id="a1")
    event = replace(event_for(made), key="k", contact="c1", customer="7")
    trial = try_out(made, event, TODAY, NOW)
    task, tag = trial.changes
    assert task.goal["title"] == "Sollecitare Mulino Rossi SRL: 244,00 €"
    assert task.goal["body"] == "Fattura Numero della fattura, scaduta il 1 dicembre 2026."
    assert task.goal["due"] == "2026-11-26"
    assert (task.customer, task.contact, task.danger) == ("7", "c1", 1)
    assert task.key == step_key("a1", "k", "remind")
    assert (tag.target, tag.goal, tag.requests) == ("c1", {"tags": ["insoluto"]}, {"highlevel": 1})
    assert trial.requests() == {"highlevel": 2, "fattura24": 0}
    told = trial.to_json("it")
    assert told["passed"] and [c["title"] for c in told["changes"]] == [task.title, tag.title]
    assert trial.to_json("en")["changes"][1]["title"] == "Add to the contact: insoluto"
    assert json.loads(json.dumps(told)) == told


def test_what_is_missing_fails_the_step_and_ends_the_run_there() -> None:
    made = make("overdue_task", {}, "it")
    event = event_for(made)
    values = {k: v for k, v in event.values.items() if k != "fattura.numero"}
    trial = try_out(made, replace(event, values=values), TODAY, NOW)
    assert [s.state for s in trial.steps] == ["failed", "skipped", "skipped"]
    assert trial.steps[0].fault is not None
    assert "Numero della fattura" in trial.steps[0].fault.words("it")
    trial = try_out(
        make("settled_untag", {}, "it"), replace(event_for(make("settled_untag", {}, "it")), contact=""), TODAY, NOW
    )
    assert [s.fault.key for s in trial.steps if s.fault] == ["no_contact"]


def test_conditions_that_do_not_hold_leave_every_step_alone() -> None:
    made = make("overdue_task", {"amount": 99_999_00}, "it")
    trial = try_out(made, event_for(made), TODAY, NOW)
    assert not trial.passed and trial.changes == ()
    assert [c.passed for c in trial.conditions] == [True, False]


def flow(*steps: Step) -> Automation:
    return Automation("a1", "x", Trigger("f24.invoice_new"), steps=steps)


def notify(step: str, text: str = "x") -> Step:
    return Step(step, "local.notify", {"text": text})


def test_flow_waits_chooses_and_stops() -> None:
    rich = Group("all", (Condition("fattura.totale", "more", 100),))
    made = flow(
        Step("w", WAIT, {"days": 1, "hours": 2}),
        Step("c", CHOOSE, when=rich, then=(notify("yes"),), otherwise=(notify("no"),)),
        replace(notify("off"), disabled=True),
        Step("o", CONDITION, when=Group("all", (Condition("cliente.email", "blank"),))),
        notify("never"),
    )
    assert validate.faults(made) == []
    trial = try_out(made, sample_event(made), TODAY, NOW)
    states = {s.step: s.state for s in trial.steps}
    assert states == {
        "w": "waits", "c": "passed", "yes": "would", "no": "skipped", "off": "off", "o": "stopped", "never": "skipped"
    }  # fmt: skip
    assert trial.steps[0].until == NOW + 26 * 3600
    assert {s.id for s in made.all_steps()} == set(states)


@pytest.mark.parametrize(
    ("made", "place", "key"),
    [
        (replace(flow(notify("a")), trigger=Trigger("no")), "trigger.kind", "trigger"),
        (
            replace(flow(notify("a")), trigger=Trigger("f24.instalment_overdue", {"days": 0})),
            "trigger.parameters.days",
            "out_of_range",
        ),
        (
            replace(flow(notify("a")), trigger=Trigger("f24.invoice_new", {"x": 1})),
            "trigger.parameters.x",
            "unknown_key",
        ),
        (
            replace(flow(notify("a")), conditions=Group("all", (Condition("rata.importo", "more", 1),))),
            "conditions.items[0].path",
            "template_path",
        ),
        (
            replace(flow(notify("a")), conditions=Group("all", (Condition("fattura.totale", "contains", "1"),))),
            "conditions.items[0].op",
            "operator",
        ),
        (
            replace(flow(notify("a")), conditions=Group("all", (Condition("fattura.totale", "more", "1"),))),
            "conditions.items[0].value",
            "operand_money",
        ),
        (flow(), "steps", "no_steps"),
        (flow(replace(notify("a"), disabled=True)), "steps", "no_steps"),
        (flow(notify("a"), notify("a")), "steps[1].id", "twice"),
        (flow(notify("a", "")), "steps[0].inputs.text", "needed"),
        (flow(notify("a", "{{ rata.importo }}")), "steps[0].inputs.text", "template_path"),
        (flow(notify("a", "{% for x in y %}")), "steps[0].inputs.text", "template_syntax"),
        (flow(notify("a"), Step("w", WAIT)), "steps[1].inputs", "wait"),
        (flow(notify("a"), Step("w", WAIT, {"days": 366})), "steps[1].inputs", "wait"),
        (flow(notify("a"), Step("c", CONDITION)), "steps[1].when", "no_conditions"),
        (flow(Step("a", "highlevel.delete-contact")), "steps[0].operation", "refused"),
        (flow(Step("a", "highlevel.get-contact")), "steps[0].operation", "refused"),
        (flow(Step("a", "shell.run")), "steps[0].operation", "operation"),
        (flow(Step("a", "task.complete", {"which": "task"})), "steps[0]", "needs_task"),
        (
            flow(Step("a", "task.ensure", {"title": "x", "due": {"from": "fattura.numero"}})),
            "steps[0].inputs.due",
            "day_path",
        ),
        (flow(Step("a", "task.ensure", {"title": "x", "time": "25:00"})), "steps[0].inputs.time", "not_time"),
        (flow(Step("a", "highlevel.add-tags", {"tags": "vip"})), "steps[0].inputs.tags", "not_texts"),
        (replace(flow(Step("a", "highlevel.delete-event")), mode=Mode.AUTO), "mode", "mode_asks"),
        (flow(Step("a", "highlevel.delete-event")), "steps[0]", "needs_appointment"),
        (replace(flow(Step("a", "fattura24.SaveCustomer")), mode=Mode.AUTO), "mode", "mode_trust"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(made: Automation, place: str, key: str) -> None:
    found = validate.faults(made)
    assert (place, key) in [(f.place, f.key) for f in found]
    for fault in found:
        assert fault.line("it") and fault.line("en")
    with pytest.raises(AutomationRefused):
        validate.checked(made)


def test_trust_lets_danger_two_go_alone_and_nothing_lets_three() -> None:
    made = replace(flow(Step("a", "fattura24.SaveCustomer")), mode=Mode.AUTO, trusted=True)
    assert validate.faults(made) == []
    for entry in entries():
        kind = operation(entry.id)
        if kind is not None and entry.danger >= 3:
            assert always_asks(entry.id)
            given = {
                f.name: True if f.kind == "bool" else ["x"] if f.kind in ("tags", "lines") else "x" for f in kind.inputs
            }
            one = replace(flow(Step("a", entry.id, given)), mode=Mode.AUTO, trusted=True)
            assert "mode_asks" in [f.key for f in validate.faults(one)]


def test_what_the_catalogue_refuses_has_a_reason_in_both_languages() -> None:
    for entry in entries():
        reason = reason_against(entry)
        if entry.kind == "action" and entry.id not in FLOW:
            assert (operation(entry.id) is None) == bool(reason)
        if entry.exposure in ("refuse", "internal") or entry.danger >= NEVER:
            assert reason, entry.id
        if reason:
            assert validate.against(reason).it and validate.against(reason).en
    assert set(declared()) <= set(catalogued())
    for name, kind in declared().items():
        assert kind.danger == catalogued()[name].danger, name
        assert kind.say({}, "it") and kind.say({}, "en")


@pytest.mark.parametrize("name", sorted(declared()))
def test_an_automation_may_say_everything_that_an_action_offers(name: str) -> None:
    kind = declared()[name]
    trigger = "f24.instalment_overdue"
    given: dict[str, Any] = {}
    for field in kind.inputs:
        given[field.name] = {"tags": ["x"], "day": "2026-12-01", "time": "10:00", "choice": field.default}.get(
            field.kind, "{{ cliente.nome }}"
        )
    made = Automation("a", "x", Trigger(trigger), steps=(Step("s", name, given),))
    assert validate.faults(made) == []
    event = replace(event_for(replace(made, recipe="")), record="instalment:1", contact="c", customer="1")
    trial = try_out(made, event, TODAY, NOW)
    assert [s.state for s in trial.steps] == ["would"]


def mutate(rng: random.Random, value: Any, pool: list[Any]) -> Any:
    """Return a copy of JSON in which something is another."""
    if rng.random() < 0.12:
        return rng.choice(pool)
    if isinstance(value, dict):
        told = {
            k if rng.random() > 0.03 else rng.choice(["x", "then", "when", "operation"]): mutate(rng, v, pool)
            for k, v in value.items()
        }
        if rng.random() < 0.05:
            told[rng.choice(["inputs", "steps", "state", "trusted", "mode", "then"])] = rng.choice(pool)
        return told
    if isinstance(value, list):
        changed = [mutate(rng, v, pool) for v in value]
        return changed * 2 if rng.random() < 0.03 else changed
    return value


def test_a_thousand_mutated_files_cannot_do_what_the_catalogue_refuses() -> None:
    rng = random.Random(20261126)
    sources = [to_json(make(r, {}, "it")) for r in ALL]
    pool: list[Any] = [e.id for e in entries()]
    pool += [None, True, 0, -1, 10**12, "", "auto", "on", [], {}, "{{ cliente.__class__ }}", "x" * 5_000]
    pool += ["{% for i in (1..9) %}{% endfor %}", ["{{ x }}"], {"from": "oggi", "days": 10**9}]
    kept = 0
    for n in range(1_000):
        data = mutate(rng, sources[n % len(sources)], pool)
        if isinstance(data, dict) and n % 2:  # half of them by what matters most
            data = json.loads(json.dumps(sources[n % len(sources)]))
            wanted = rng.choice([e for e in entries() if e.kind == "action" and e.id not in FLOW])
            named = {i.name: {"boolean": True, "array<string>": ["x"]}.get(i.type, "x") for i in wanted.inputs}
            given = {name: value for name, value in named.items() if name not in AUTOMATIC}
            data["steps"] = [{"id": "s", "operation": wanted.id, "inputs": given}]
            data["mode"] = rng.choice(["auto", "ask"])
            data["trusted"] = rng.random() < 0.5
        try:
            made = validate.checked(from_json(json.loads(json.dumps(data))))
        except AutomationRefused as refused:
            assert refused.describe("it").meaning and refused.faults
            continue
        kept += 1
        for step in made.acting_steps():
            entry = catalogued()[step.operation]
            assert entry.exposure not in ("refuse", "internal") and entry.danger < NEVER
            assert entry.effect in ("write", "delete")
            if made.mode is Mode.AUTO:
                assert not always_asks(step.operation) and (entry.danger < 2 or made.trusted)
        trial = try_out(made, sample_event(made), TODAY, NOW)
        assert len(json.dumps(trial.to_json("it"))) < 1_000_000
    assert kept > 20


def test_an_automation_that_starts_itself_is_refused() -> None:
    made = Automation(
        "a",
        "x",
        Trigger("highlevel.ContactUpdate", {"fields": ["city"]}),
        steps=(Step("s", "highlevel.update-contact", {"city": "Como"}),),
    )
    assert own_loop(made) == ["contact.city"]
    assert "own_loop" in [f.key for f in validate.faults(made)]
    other = replace(made, trigger=Trigger("highlevel.ContactUpdate", {"fields": ["email"]}))
    assert validate.faults(other) == []
    tagged = Automation(
        "t",
        "x",
        Trigger("highlevel.ContactTagUpdate", {"tag": "A"}),
        steps=(Step("s", "highlevel.add-tags", {"tags": ["b"]}),),
    )
    assert own_loop(tagged) == []
    tagged_too = replace(tagged, steps=(Step("s", "highlevel.add-tags", {"tags": ["{{ cliente.citta }}"]}),))
    assert not own_loop(replace(tagged, trigger=Trigger("f24.first_invoice")))
    assert own_loop(tagged_too)


def test_rings_of_automations_are_found() -> None:
    def one(name: str, trigger: Trigger, operation_: str, **inputs: Any) -> Automation:
        return Automation(name, name, trigger, steps=(Step("s", operation_, inputs),))

    a = one("a", Trigger("highlevel.TaskComplete"), "highlevel.add-tags", tags=["x"])
    b = one("b", Trigger("highlevel.ContactTagUpdate", {"tag": "x"}), "task.complete", which="customer")
    c = one("c", Trigger("highlevel.ContactTagUpdate", {"tag": "y"}), "highlevel.create-note", body="x")
    assert {(e.writer, e.started) for e in edges([a, b, c])} == {("a", "b"), ("b", "a")}
    assert cycles([a, b, c]) == [("a", "b")]
    assert cycles([a, c]) == []
    assert cycles([make(r, {}, "it") for r in ALL]) == []


def test_every_trigger_has_a_sample_that_its_schema_takes() -> None:
    for kind in all_triggers():
        made = Automation("a", "x", Trigger(kind), steps=(notify("s", "{{ oggi }}"),))
        assert try_out(made, sample_event(made), TODAY, NOW).changes
        assert set(schema_of(kind).typed(sample_event(made).values).values()) != {None}


def test_working_days_leave_out_weekends_and_italian_holidays() -> None:
    assert [easter(y) for y in (2024, 2025, 2026, 2027)] == [
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
    ]
    assert not is_working(date(2026, 4, 6))
    assert not is_working(date(2027, 10, 4)) and is_working(date(2024, 10, 4))
    assert next_working(date(2026, 12, 25)) == date(2026, 12, 28)
    assert next_working(date(2026, 8, 14)) == date(2026, 8, 14)
    assert all(
        next_working(date(2026, 1, 1) + timedelta(days=n)) - (date(2026, 1, 1) + timedelta(days=n)) < timedelta(days=6)
        for n in range(365)
    )
