"""What an automation names and HighLevel does not have is said in words, and the forms offer what it has by name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.automation.model import Automation, Condition, Group
from tests.services.automations.play import Play, made, play, tag, task

WORKFLOW = "highlevel.add-contact-to-workflow"


@pytest.fixture
def p(tmp_path: Path) -> Iterator[Play]:
    with play(tmp_path) as stage:
        stage.service.language = "it"
        yield stage


def watching(label: str, change: str = "added") -> Automation:
    return made("highlevel.ContactTagUpdate", task(), parameters={"tag": label, "change": change})


def test_a_tag_that_is_nowhere_is_told_and_one_that_exists_is_not(p: Play) -> None:
    p.ask("POST", f"/locations/{p.w.s.sandbox.location_id}/tags", {"name": "in arrivo"})
    assert asyncio.run(p.service.automations.read_choices())
    hints = p.service.automations.hints
    [told] = hints(watching("refuso"))
    assert "«refuso»" in told and "HighLevel" in told
    assert hints(watching("In Arrivo")) == (), "it may be put on somebody at any time"
    [nobody] = hints(watching("in arrivo", "removed"))
    assert "nessun contatto" in nobody
    p.tag(p.contact(), "in arrivo")
    p.sync()
    assert hints(watching("in arrivo", "removed")) == ()


def test_conditions_and_steps_are_looked_at_too(p: Play) -> None:
    asyncio.run(p.service.automations.read_choices())
    asked = replace(
        made("f24.invoice_new", tag("mai vista", off=True), tag("nuova")),
        conditions=Group("all", (Condition("cliente.etichette", "has", "altrove"),)),
    )
    told = p.service.automations.hints(asked)
    assert [("«altrove»" in one, "«mai vista»" in one) for one in told] == [(True, False), (False, True)]


def test_what_is_gone_in_highlevel_is_told_once_that_is_known(p: Play) -> None:
    gone = made("highlevel.ContactCreate", {"operation": WORKFLOW, "inputs": {"workflowId": "nonesiste"}})
    assert p.service.automations.hints(gone) == (), "nobody has asked yet"
    asyncio.run(p.service.automations.read_choices())
    [told] = p.service.automations.hints(gone)
    assert "Quale flusso" in told
    there = p.service.automations.choices().workflows[0][0]
    known = made("highlevel.ContactCreate", {"operation": WORKFLOW, "inputs": {"workflowId": there}})
    assert p.service.automations.hints(known) == ()


def test_tags_and_custom_values_are_offered_by_name_and_asked_for_at_most_every_ten_minutes(p: Play) -> None:
    place = f"/locations/{p.w.s.sandbox.location_id}"
    number = p.ask("POST", f"{place}/tags", {"name": "saldo"})["tag"]["id"]
    value = p.ask("POST", f"{place}/customValues", {"name": "Orario", "value": "8-13"})["customValue"]["id"]
    assert asyncio.run(p.service.automations.read_choices())
    choices = p.service.automations.choices()
    assert (number, "saldo") in choices.tag_ids and "saldo" in choices.tags
    assert (value, "Orario") in choices.custom_values
    p.w.s.forget()
    assert not asyncio.run(p.service.automations.read_choices())
    assert p.w.s.requests("highlevel") == []


def test_a_token_that_may_not_read_one_of_them_still_brings_the_others(p: Play) -> None:
    faults = p.w.s.sandbox.state.faults
    faults.add("401-scope", service="highlevel", path="*/tags", times=9)
    asyncio.run(p.service.automations.read_choices())
    assert p.service.automations.choices().workflows
    assert p.service.automations.choices().tag_ids == ()
