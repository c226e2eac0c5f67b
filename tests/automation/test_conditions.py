"""Conditions: how values compare, what is missing, and the sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.automation.data.schemas import GROUPS, Schema
from app.automation.data.values import ValueType
from app.automation.matching.conditions import (
    Checked,
    Reading,
    check,
    checked,
    holds,
    operand_fault,
    said,
    sentence,
    sentences,
)
from app.automation.model import Automation, Condition, Event, Group, Trigger
from app.automation.offer.registry import all_operators, all_triggers, matches, operators_for, values_of

SCHEMA = Schema(["cliente", "fattura", "rata", "appuntamento", "cambiato"])
TODAY = date(2026, 11, 26)
RAW: dict[str, Any] = {
    "cliente.nome": "Mulino Rossi S.R.L.",
    "cliente.azienda": "Mulino Rossi S.R.L.",
    "cliente.citta": "Cantù",
    "cliente.cellulare": "+393331234567",
    "cliente.etichette": ["VIP", "bar"],
    "cliente.in_highlevel": True,
    "cliente.in_fattura24": False,
    "fattura.totale": 12_000,
    "fattura.data": "2026-11-01",
    "rata.scadenza": "2026-11-30",
    "rata.numero": 2,
    "appuntamento.inizio": "2026-11-26T23:30:00+01:00",
    "appuntamento.stato": "showed",
}


def reading(before: dict[str, Any] | None = None) -> Reading:
    return Reading(SCHEMA, SCHEMA.typed(RAW), TODAY, before or {})


@pytest.mark.parametrize(
    ("path", "op", "operand", "passed"),
    [
        ("cliente.azienda", "is", "mulino rossi srl", True),
        ("cliente.azienda", "is", "Mulino Rossi", True),
        ("cliente.azienda", "is_not", "Mulino Bianchi", True),
        ("cliente.cellulare", "is", "333 123 4567", True),
        ("cliente.citta", "is", "cantu", True),
        ("cliente.citta", "contains", "ANT", True),
        ("cliente.citta", "starts_with", "tu", False),
        ("cliente.email", "is", "", False),
        ("cliente.email", "is_not", "a@b.it", False),
        ("cliente.email", "contains", "a", False),
        ("cliente.email", "blank", None, True),
        ("cliente.email", "not_blank", None, False),
        ("cliente.citta", "blank", None, False),
        ("cliente.etichette", "has", "vip", True),
        ("cliente.etichette", "has", "insoluto", False),
        ("cliente.etichette", "has_not", "insoluto", True),
        ("cliente.in_highlevel", "yes", None, True),
        ("cliente.in_fattura24", "yes", None, False),
        ("cliente.in_fattura24", "no", None, True),
        ("fattura.totale", "equals", 12_000, True),
        ("fattura.totale", "not_equals", 12_000, False),
        ("fattura.totale", "more", 12_000, False),
        ("fattura.totale", "at_least", 12_000, True),
        ("fattura.totale", "less", 12_001, True),
        ("fattura.totale", "at_most", 11_999, False),
        ("fattura.totale", "between", [20_000, 10_000], True),
        ("fattura.residuo", "less", 12_001, False),
        ("rata.numero", "equals", 2, True),
        ("fattura.data", "before_day", "2026-11-02", True),
        ("fattura.data", "after_day", "2026-11-01", False),
        ("fattura.data", "before_day", "2027-02-30", False),
        ("fattura.data", "after_day", "0000-01-01", False),
        ("fattura.data", "older_than", 24, True),
        ("fattura.data", "older_than", 25, False),
        ("rata.scadenza", "within", 4, True),
        ("rata.scadenza", "within", 3, False),
        ("fattura.data", "within", 30, False),
        ("appuntamento.inizio", "is_today", None, True),
        ("appuntamento.stato", "is", "showed", True),
        ("appuntamento.stato", "is", "noshow", False),
        ("cliente.citta", "more", 3, False),
        ("cliente.citta", "explodes", 3, False),
        ("attivita.titolo", "blank", None, False),
    ],
)
def test_values_compare_as_a_person_would(path: str, op: str, operand: Any, passed: bool) -> None:
    condition = Condition(path, op, operand)
    result = check(condition, reading())
    assert result.passed is passed
    assert Checked.from_json(result.to_json()) == result
    for language in ("it", "en"):
        assert said(result, SCHEMA, language)


def test_a_missing_value_is_said_to_be_missing() -> None:
    result = check(Condition("cliente.email", "is", "a@b.it"), reading())
    assert said(result, SCHEMA, "it") == "E-mail è «a@b.it» (manca)"
    result = check(Condition("fattura.totale", "more", 10_000), reading())
    assert said(result, SCHEMA, "it") == "Totale è più di 100,00 € (120,00 €)"


def test_changes_compare_with_what_was_before() -> None:
    before = {"cliente.citta": "Como", "cliente.email": None}
    assert check(Condition("cliente.citta", "changed"), reading(before)).passed
    assert not check(Condition("cliente.email", "changed"), reading(before)).passed
    assert not check(Condition("cliente.nome", "changed"), reading(before)).passed
    assert check(Condition("cliente.citta", "changed_to", ["como", "Cantu"]), reading(before)).passed
    assert not check(Condition("cliente.citta", "changed_to", ["Lecco", "Cantù"]), reading(before)).passed


def test_groups_want_all_or_any() -> None:
    yes, no = Condition("fattura.totale", "more", 1), Condition("fattura.totale", "less", 1)
    assert holds(Group(), reading()) and holds(Group("any"), reading())
    assert not holds(Group("all", (yes, no)), reading())
    assert holds(Group("any", (yes, no)), reading())
    assert holds(Group("all", (yes, Group("any", (no, yes)))), reading())
    assert [c.passed for c in checked(Group("all", (yes, Group("any", (no, yes)))), reading())] == [True, False, True]
    lines = list(sentences(Group("all", (yes, Group("any", (no, yes)))), SCHEMA, "it"))
    assert lines == ["totale è più di 0,01 €", "e (totale è meno di 0,01 € oppure totale è più di 0,01 €)"]


@pytest.mark.parametrize("kind", list(ValueType))
def test_every_type_has_operators_with_sentences(kind: ValueType) -> None:
    path = next(p for p in Schema(["cliente", "fattura", "rata", "appuntamento"]).paths.values() if p.type is kind)
    sample: dict[str, Any] = {"money": 5, "number": 5, "date": "2026-01-02", "moment": "2026-01-02", "choice": "new"}
    for operator in operators_for(kind):
        value = sample.get(kind.value, "x")
        operand = {"none": None, "days": 3, "text": "x", "pair": [value, value]}.get(operator.operand, value)
        assert operand_fault(operator, path, operand) == ""
        for language in ("it", "en"):
            told = sentence(Condition(path.name, operator.id, operand), SCHEMA, language)
            assert path.title(language) in told or operator.id == "no"
        if operator.operand != "none":
            assert operand_fault(operator, path, None)
        assert operand_fault(operator, path, {})


@pytest.mark.parametrize("language", ["it", "en"])
def test_whatever_may_be_said_of_yes_and_no_has_a_sentence_of_its_own(language: str) -> None:
    asked = {path.name: path for group in GROUPS.values() for path in group if path.type is ValueType.BOOL}
    assert len(asked) >= 4
    schema = Schema(list(GROUPS))
    for name, path in asked.items():
        told = sentence(Condition(name, "no", None), schema, language)
        assert told != path.title(language) and ":" not in told
        assert said(Checked(Condition(name, "no", None), True, False, False), schema, language) == told


def test_every_operator_is_reached_by_some_type() -> None:
    assert {o.id for kind in ValueType for o in operators_for(kind)} == set(all_operators())


def automation(kind: str, **parameters: Any) -> Automation:
    return Automation("a1", "x", Trigger(kind, parameters))


def test_events_match_by_kind_and_by_what_they_were_derived_for() -> None:
    seven = Event("k", "f24.instalment_overdue", parameters={"days": 7})
    assert matches(automation("f24.instalment_overdue"), seven)
    assert not matches(automation("f24.instalment_overdue", days=8), seven)
    assert not matches(automation("f24.instalment_due_soon", days=7), seven)
    assert not matches(automation("no.such"), seven)
    mine, other = Event("k", "clock.schedule", parameters={"automation": "a1"}), Event("k", "clock.schedule")
    assert matches(automation("clock.schedule"), mine)
    assert not matches(automation("clock.schedule"), other)


def test_a_changed_contact_matches_by_its_fields_and_tells_the_change() -> None:
    event = Event(
        "k", "highlevel.ContactUpdate", values={"cliente.email": "b@x.it"}, before={"cliente.email": "a@x.it"}
    )
    one = automation("highlevel.ContactUpdate", fields=["city", "email"])
    assert matches(one, event)
    assert not matches(automation("highlevel.ContactUpdate", fields=["city"]), event)
    found = values_of(one, event, TODAY)
    told = [found[f"cambiato.{x}"] for x in ("campo", "prima", "dopo")]
    assert told == ["email", "a@x.it", "b@x.it"]
    assert all_triggers()["highlevel.ContactUpdate"].reacts_to({"fields": ["email"]}) == {"contact.email"}


def test_tags_match_by_tag_and_direction() -> None:
    event = Event("k", "highlevel.ContactTagUpdate", values={"etichette.aggiunte": ["Cliente"]})
    assert matches(automation("highlevel.ContactTagUpdate", tag="cliente"), event)
    assert not matches(automation("highlevel.ContactTagUpdate", tag="altro"), event)
    assert not matches(automation("highlevel.ContactTagUpdate", tag="cliente", change="removed"), event)


def test_values_of_another_type_count_as_missing() -> None:
    found = SCHEMA.typed(
        {"fattura.totale": "12", "fattura.data": "x", "cliente.nome": 5, "appuntamento.inizio": "2026-01-01T10:00"}
    )
    assert all(value is None for value in found.values())
