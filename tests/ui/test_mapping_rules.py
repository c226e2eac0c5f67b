"""What the mapping allows, checks and says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from app.records.contact import CONTACT_FIELDS
from app.sync.contacts.mapping import ConflictRule, Direction, FieldRule, Mapping, default_mapping
from app.sync.plan.model import Side
from app.ui import i18n
from app.ui.mapping.rules import (
    NOT_WRITABLE,
    allowed,
    choices,
    creates,
    problems,
    sentence,
    why_not,
)


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> None:
    i18n.install(qapp, "en")


def changed(field: str, **values: object) -> Mapping:
    mapping = default_mapping()
    return mapping.with_rule(replace(mapping.rule(field), **values))  # type: ignore[arg-type]


def test_the_default_mapping_is_allowed() -> None:
    assert problems(default_mapping()) == {}
    for rule in default_mapping():
        assert rule.direction in allowed(rule.field)


@pytest.mark.parametrize("field", CONTACT_FIELDS)
def test_what_cannot_be_chosen_is_explained(field: str) -> None:
    assert bool(why_not(field)) == (len(allowed(field)) < len(Direction))
    if field in NOT_WRITABLE:
        assert not any(direction.allows(Side.FATTURA24) for direction in allowed(field))


def test_a_highlevel_field_is_used_once() -> None:
    wrong = problems(changed("pec", highlevel="custom:partita iva"))
    assert list(wrong) == ["pec"]
    assert "VAT code" in wrong["pec"]


def test_a_row_that_does_not_travel_may_share_its_field() -> None:
    assert problems(changed("pec", highlevel="custom:Partita IVA", direction=Direction.OFF)) == {}


@pytest.mark.parametrize("place", ["custom:", "", "custom:Fattura24 ID", "custom:fattura24 id"])
def test_a_name_is_wanted_and_the_origin_key_is_reserved(place: str) -> None:
    assert list(problems(changed("pec", highlevel=place))) == ["pec"]


def test_a_direction_that_the_api_cannot_do_is_a_problem() -> None:
    assert list(problems(changed("website", direction=Direction.BOTH))) == ["website"]


def test_choices_are_custom_fields_without_the_reserved_one() -> None:
    rule = default_mapping().rule("pec")
    found = choices(rule, ("Compleanno", "Fattura24 ID", "PEC"))
    assert [(c.highlevel, c.exists) for c in found] == [("custom:Compleanno", True), ("custom:PEC", True)]
    fresh = choices(rule, ("Compleanno",))
    assert [(c.highlevel, c.exists) for c in fresh] == [("custom:PEC", False), ("custom:Compleanno", True)]


def test_a_standard_field_keeps_its_place() -> None:
    assert [c.highlevel for c in choices(default_mapping().rule("email"), ("Compleanno",))] == ["email"]


def test_new_custom_fields_are_announced() -> None:
    known = ("Partita IVA", "codice fiscale", "Telefono fisso", "PEC")
    assert creates(default_mapping(), known) == ("Codice destinatario",)


def test_the_sentence_follows_every_choice() -> None:
    said = set()
    for direction in Direction:
        for conflict in ConflictRule:
            for clears in (False, True):
                rule = FieldRule("email", "email", "Email", direction, conflict, clears)
                said.add((direction is Direction.OFF, sentence(rule)))
    # off says the same whatever the rest; a both-ways and a one-way blank towards Fattura24 read alike
    assert len(said) == 1 + 3 * 3 * 2


def test_addresses_and_names_are_decided_whole() -> None:
    assert "address" in sentence(default_mapping().rule("city"))
    assert "surname" in sentence(default_mapping().rule("first_name"))
