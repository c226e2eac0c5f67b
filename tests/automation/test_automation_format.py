"""Automations as JSON: what is kept comes back, and what is wrong is told with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.automation import words
from app.automation.faults import AutomationRefused
from app.automation.kept.format import LONGEST_FILE, dumps, from_json, loads, to_json
from app.automation.model import (
    CHOOSE,
    CONDITION,
    WAIT,
    Automation,
    Change,
    Condition,
    Event,
    Group,
    Mode,
    State,
    Step,
    Trigger,
    step_key,
)
from app.sync.plan.parts import RecordType, Side

WHOLE = Automation(
    "a1",
    "Solleciti",
    Trigger("f24.instalment_overdue", {"days": 7}),
    Group(
        "all",
        (
            Condition("rata.importo", "more", 10_000),
            Group("any", (Condition("cliente.etichette", "has", "vip"), Condition("cliente.email", "blank"))),
        ),
    ),
    (
        Step("s1", "task.ensure", {"title": "Sollecitare {{ fattura.numero }}", "due": {"from": "oggi", "days": 2}}),
        Step("s2", WAIT, {"days": 3}),
        Step("s3", CONDITION, when=Group("all", (Condition("rata.certa", "yes"),))),
        Step(
            "s4",
            CHOOSE,
            when=Group("any", (Condition("cliente.pec", "blank"),)),
            then=(Step("s5", "highlevel.add-tags", {"tags": ["insoluto"]}, disabled=True),),
            otherwise=(Step("s6", "local.notify", {"text": "{{ cliente.nome }}"}),),
        ),
    ),
    Mode.AUTO,
    State.ON,
    version=4,
    recipe="overdue_task",
)


def test_what_is_kept_comes_back() -> None:
    assert from_json(json.loads(json.dumps(to_json(WHOLE)))) == WHOLE
    assert [s.id for s in WHOLE.all_steps()] == ["s1", "s2", "s3", "s4", "s5", "s6"]
    assert [s.id for s in WHOLE.acting_steps()] == ["s1", "s6"]


def test_a_file_for_others_holds_neither_id_nor_state() -> None:
    told = json.loads(dumps(WHOLE))
    assert not {"id", "state", "version", "cause", "trusted"} & set(told)
    assert loads(dumps(WHOLE)).steps == WHOLE.steps


def test_events_and_changes_come_back() -> None:
    event = Event("k", "f24.first_invoice", "invoice:1", "3", "c1", 5.0, {"fattura.totale": 12}, parameters={"days": 1})
    assert Event.from_json(json.loads(json.dumps(event.to_json()))) == event
    change = Change(
        "key", "s1", "task.ensure", "create", "Chiamare", Side.FATTURA24, RecordType.TASK,
        customer="3", before={"title": "x"}, goal={"title": "y", "tags": ["a"]}, requests={"highlevel": 1}, danger=1,
    )  # fmt: skip
    assert Change.from_json(json.loads(json.dumps(change.to_json()))) == change


def test_a_step_keeps_its_key_in_every_version_and_shares_it_with_none() -> None:
    assert step_key("a1", "k", "s1") == step_key(WHOLE.with_version(9).id, "k", "s1")
    assert len(step_key("a1", "k", "s1")) == 16
    assert (
        len({step_key("a", "b", "c"), step_key("ab", "", "c"), step_key("", "ab", "c"), step_key("a", "bc", "")}) == 4
    )


def changed(**parts: Any) -> dict[str, Any]:
    return to_json(WHOLE) | parts


DEEP = {"match": "all", "items": [{"match": "any", "items": [{"match": "any", "items": []}]}]}


@pytest.mark.parametrize(
    ("data", "place", "key"),
    [
        ([], "", "not_table"),
        ({}, "format", "format"),
        (changed(format=2), "format", "format"),
        (changed(format=True), "format", "format"),
        (changed(name=" "), "name", "not_text"),
        (changed(name="x" * 121), "name", "too_long"),
        (changed(mode="alone"), "mode", "not_one_of"),
        (changed(version=0), "version", "not_number"),
        (changed(shell="rm"), "shell", "unknown_key"),
        (changed(trigger={"kind": "../x"}), "trigger.kind", "not_id"),
        (changed(trigger={"kind": "a", "parameters": {"days": 1.5}}), "trigger.parameters.days", "value"),
        (changed(conditions=DEEP), "conditions.items[0].items[0]", "group_too_deep"),
        (changed(conditions={"items": [{"path": "a", "op": "is", "value": {}}]}), "conditions.items[0].value", "value"),
        (changed(steps={}), "steps", "not_list"),
        (changed(steps=[{"id": "a", "operation": "x"}] * 9), "steps", "too_many"),
        (changed(steps=[{"id": "", "operation": "x"}]), "steps[0].id", "not_id"),
        (changed(steps=[{"id": "a", "operation": "x", "then": []}]), "steps[0].then", "unknown_key"),
        (changed(steps=[{"id": "a", "operation": "x", "inputs": {"t": "x" * 4001}}]), "steps[0].inputs.t", "too_long"),
        (changed(steps=[{"id": "a", "operation": "x", "inputs": {"t": [[1]]}}]), "steps[0].inputs.t[0]", "value"),
        (
            changed(steps=[{"id": "a", "operation": CHOOSE, "then": [{"id": "b", "operation": CHOOSE}]}]),
            "steps[0].then[0]",
            "choose_too_deep",
        ),
    ],
)
def test_each_fault_is_told_with_its_place(data: Any, place: str, key: str) -> None:
    with pytest.raises(AutomationRefused) as refused:
        from_json(data, "solleciti.json")
    assert (place, key) in [(f.place, f.key) for f in refused.value.faults]
    for language in ("it", "en"):
        told = refused.value.describe(language)
        assert "solleciti.json" in f"{told.title} {told.meaning}"
        assert all(fault.line(language) in told.meaning for fault in refused.value.faults)


@pytest.mark.parametrize("source", ["", "{", "[" * 100_000, b"\xff\xfe", '"' + "x" * LONGEST_FILE + '"', "null", "NaN"])
def test_a_damaged_file_is_refused(source: str | bytes) -> None:
    with pytest.raises(AutomationRefused):
        loads(source)


def test_both_languages_have_the_same_words() -> None:
    assert words.keys("it") == words.keys("en")
