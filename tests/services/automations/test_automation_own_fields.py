"""Custom fields are filled by a step: offered by name, checked by their type, not sent where nothing changes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.automation.model import Automation
from tests.services.automations.play import TAGGED, Play, made, play


@pytest.fixture
def p(tmp_path: Path) -> Iterator[Play]:
    with play(tmp_path) as stage:
        stage.service.language = "it"
        yield stage


def field(p: Play, name: str, kind: str, *options: str) -> str:
    """Somebody makes a custom field in HighLevel; the forms read it."""
    body: dict[str, Any] = {"name": name, "dataType": kind, **({"options": list(options)} if options else {})}
    told = p.ask("POST", f"/locations/{p.w.s.sandbox.location_id}/customFields", body)
    p.w.s.clock.sandbox.advance(700)
    asyncio.run(p.service.automations.read_choices())
    return str(told["customField"]["id"])


def writing(own: str, value: str) -> Automation:
    step = {"operation": "contact.custom_field", "inputs": {"field": own, "value": value}}
    return made("highlevel.ContactTagUpdate", step, **TAGGED)


def held(p: Play, own: str) -> Any:
    fields = p.ask("GET", f"/contacts/{p.contact()}")["contact"]["customFields"]
    return next((f.get("value") for f in fields if f["id"] == own), None)


@pytest.mark.parametrize(
    ("kind", "options", "value", "expected"),
    [
        ("TEXT", (), "Ciao {{ cliente.nome }}", None),
        ("NUMERICAL", (), "1.234,50", 1234.5),
        ("MONETORY", (), "{{ 'x' }}", "refused"),
        ("DATE", (), "{{ oggi | data }}", "day"),
        ("SINGLE_OPTIONS", ("Oro", "Argento"), "ORO", "Oro"),
        ("SINGLE_OPTIONS", ("Oro", "Argento"), "Bronzo", "refused"),
    ],
)
def test_a_field_is_filled_as_its_type_wants_it(
    p: Play, kind: str, options: tuple[str, ...], value: str, expected: Any
) -> None:
    own = field(p, "Fascia", kind, *options)
    assert "Fascia" in [one.name for one in p.service.automations.choices().own_fields]
    one = p.on(writing(own, value))
    p.tag(p.contact(), "vip")
    p.sync()
    [run] = p.runs(one)
    if expected == "refused":
        assert (run.state, held(p, own)) == ("failed", None)
        assert "campo personalizzato" in run.steps[0].detail
        return
    assert run.steps[0].state == "done", run.steps[0].detail
    there = held(p, own)
    assert there == expected if expected not in (None, "day") else str(there)[:4] in ("Ciao", "2026")
    p.sync()
    assert p.runs(one)[0].state == "done"


def test_what_stands_there_is_not_sent_again(p: Play) -> None:
    own = field(p, "Fascia", "SINGLE_OPTIONS", "Oro", "Argento")
    p.ask("PUT", f"/contacts/{p.contact()}", {"customFields": [{"id": own, "field_value": "Oro"}]})
    p.sync()
    one = p.on(writing(own, "oro"))
    p.tag(p.contact(), "vip")
    plan = p.plan()
    assert not [a for a in plan.actions if a.automation]
    assert p.runs(one)[0].steps[0].state == "done"


def test_fields_of_the_sync_are_not_offered_and_a_value_that_cannot_fit_is_told_beforehand(p: Play) -> None:
    own = field(p, "Punti", "NUMERICAL")
    names = {one.name for one in p.service.automations.choices().own_fields}
    assert "Punti" in names and "Fattura24 ID" not in names
    [told] = p.service.automations.hints(writing(own, "tanti"))
    assert "«tanti»" in told and "«Punti»" in told
    assert p.service.automations.hints(writing(own, "12")) == ()
    [gone] = p.service.automations.hints(writing("nonesiste", "12"))
    assert "Quale campo" in gone


def test_businesses_are_offered_by_name(p: Play) -> None:
    p.ask("POST", "/businesses/", {"name": "Forno Rossi", "locationId": p.w.s.sandbox.location_id})
    p.w.s.clock.sandbox.advance(700)
    asyncio.run(p.service.automations.read_choices())
    assert "Forno Rossi" in [name for _id, name in p.service.automations.choices().businesses]
