"""Decisions last, are made for many at once, become rules, and each action can say why it is there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from app.errors import UsageError
from app.records.contact import Contact
from app.sync.contacts.conflicts import conflicts
from app.sync.contacts.mapping import ConflictRule
from app.sync.plan.explaining import explain
from app.sync.plan.model import Action, Choice, FieldChange, Kind, Plan, Reason, RecordType, Side
from app.texts import LANGUAGES, has_text, text
from tests.engine.machine import Machine
from tests.engine.people import VATS

FIRMS = tuple(
    Contact(company=name, email=f"info@{name.lower()}.it", vat_code=vat, city="Roma")
    for name, vat in zip(("Nova", "Bella", "Verde"), VATS, strict=True)
)
NOON = 1_795_000_000.0


@pytest.fixture
def m() -> Iterator[Machine]:
    machine = Machine()
    for firm in FIRMS:
        machine.add_contact(firm)
        machine.add_customer(firm)
    imported(machine)
    machine.sync()
    yield machine
    machine.close()


def imported(m: Machine) -> None:
    m.save_export()
    m.import_export()


def planned(m: Machine) -> Plan:
    plan = m.plan()
    assert plan is not None
    return plan


def contact(m: Machine, name: str) -> str:
    return next(i for i in m.contacts.contacts if m.contact(i).title == name)


def number(m: Machine, name: str) -> str:
    return next(c.id for c in m.customers.customers.values() if c.name.lower() == name.lower())


def differ(m: Machine, name: str, highlevel: str, fattura24: str, field: str = "email") -> None:
    m.edit_contact(contact(m, name), {field: highlevel})
    m.edit_customer(number(m, name), {field: fattura24})


def asked(plan: Plan) -> list[tuple[str, str]]:
    return [(a.title, f.name) for a in plan.actions if a.waits_for_person for f in a.fields]


def test_a_decided_conflict_is_asked_again_only_if_one_of_the_three_values_changed(m: Machine) -> None:
    differ(m, "Nova", "uno@nova.it", "due@nova.it")
    imported(m)
    plan = planned(m)
    assert asked(plan) == [("Nova", "email")]
    m.service.decide(plan.id, [a.id for a in plan.actions], Choice.SKIP)
    m.apply(m.service.load_plan(plan.id))
    assert asked(planned(m)) == []
    m.edit_contact(contact(m, "Nova"), {"email": "UNO@nova.it", "city": "Asti"})
    assert asked(planned(m)) == [], "another spelling and another field are no new question"
    m.edit_customer(number(m, "Nova"), {"email": "tre@nova.it"})
    imported(m)
    assert asked(planned(m)) == [("Nova", "email")], "Fattura24's value changed"
    m.edit_customer(number(m, "Nova"), {"email": "due@nova.it"})
    imported(m)
    assert asked(planned(m)) == [("Nova", "email")], "it may be an old export, saved again"
    m.import_export(even_old=True)
    assert asked(planned(m)) == [], "back to what was decided"
    link = next(k for k in m.store.links.all() if k.highlevel_id == contact(m, "Nova"))
    base = {"email": "zero@nova.it"}
    m.store.links.put(
        replace(link, base_highlevel={**link.base_highlevel, **base}, base_fattura24={**link.base_fattura24, **base})
    )
    assert asked(planned(m)) == [("Nova", "email")], "the base changed"


def test_a_remark_that_was_seen_stays_so_when_an_export_spells_the_name_in_other_letters(m: Machine) -> None:
    m.add_contact(Contact(company="studio pellegrini", email="info@pellegrini.it"))
    m.sync()
    assert number(m, "studio pellegrini"), "made in Fattura24, with the letters it has in HighLevel"
    m.edit_contact(contact(m, "studio pellegrini"), {"company": "studio pellegrini di Villa Sara"})
    plan = planned(m)
    (remark,) = [a for a in plan.actions if a.note]
    assert remark.reason.key == "needs_tax_code"
    m.service.decide(plan.id, [remark.id], Choice.SEEN)
    assert asked(planned(m)) == []
    imported(m)
    assert {c.contact.company for c in m.store.mirror.all()} >= {"Studio Pellegrini"}
    assert asked(planned(m)) == []


def test_an_address_that_cannot_go_over_is_one_remark_however_an_export_writes_the_codes(m: Machine) -> None:
    m.edit_contact(contact(m, "Nova"), {"street": "Via Po, 1", "city": "Torino"})
    m.edit_customer(number(m, "Nova"), {"street": "Via Toledo, 9", "city": "Napoli", "postal_code": "80134"})
    imported(m)
    plan = planned(m)
    m.apply(m.service.decide(plan.id, conflicts(plan), Choice.HIGHLEVEL))
    plan = planned(m)
    (remark,) = [a for a in plan.actions if a.note]
    assert remark.reason.key == "cannot_clear"
    m.service.decide(plan.id, [remark.id], Choice.SEEN)
    m.save_export("labelled")
    m.import_export()
    assert asked(planned(m)) == []


def test_all_conflicts_are_decided_at_once_or_only_those_of_a_field(m: Machine) -> None:
    for name in ("Nova", "Bella"):
        differ(m, name, f"uno@{name}.it", f"due@{name}.it")
    differ(m, "Verde", "Asti", "Bari", "city")
    imported(m)
    plan = planned(m)
    assert len(conflicts(plan)) == 3
    assert len(conflicts(plan, ["email"])) == 2
    assert len(conflicts(plan, ["street"])) == 1, "an address is decided as a whole"
    plan = m.service.decide(plan.id, conflicts(plan, ["email"]), Choice.FATTURA24)
    assert asked(plan) == [("Verde", "city")]
    m.apply(plan)
    assert {m.contact(contact(m, n)).email for n in ("Nova", "Bella")} == {"due@nova.it", "due@bella.it"}


def test_always_for_this_field_decides_the_whole_plan_and_every_later_one(m: Machine) -> None:
    for name in ("Nova", "Bella"):
        differ(m, name, f"uno@{name}.it", f"due@{name}.it")
    differ(m, "Verde", "Asti", "Bari", "city")
    imported(m)
    plan = planned(m)
    one = next(a.id for a in plan.actions if a.title == "Nova")
    plan = m.service.decide_always(plan.id, [one], Choice.FATTURA24)
    assert asked(plan) == [("Verde", "city")]
    assert m.service.mapping().rule("email").conflict is ConflictRule.FATTURA24
    assert m.service.mapping().rule("city").conflict is ConflictRule.ASK
    result = m.apply(plan)
    assert result is not None
    assert result.applied == 2, result.errors
    differ(m, "Nova", "quattro@nova.it", "cinque@nova.it")
    imported(m)
    later = planned(m)
    assert asked(later) == [("Verde", "city")]
    assert later.guards == (), "the rule was agreed to when it was made"
    email = next(a for a in later.actions if a.title == "Nova")
    assert (email.kind, email.side, email.fields[0].after) == (Kind.UPDATE, Side.HIGHLEVEL, "cinque@nova.it")
    assert "Fattura24" in explain(email, "en")


def test_always_for_an_address_is_the_rule_of_all_its_fields(m: Machine) -> None:
    differ(m, "Verde", "Asti", "Bari", "city")
    imported(m)
    plan = planned(m)
    m.service.decide_always(plan.id, conflicts(plan), Choice.HIGHLEVEL)
    rules = {r.field: r.conflict for r in m.service.mapping()}
    assert {rules[n] for n in ("street", "postal_code", "city", "province", "country")} == {ConflictRule.HIGHLEVEL}
    assert rules["email"] is ConflictRule.ASK


def test_always_wants_a_side_and_a_conflict_and_changes_nothing_otherwise(m: Machine) -> None:
    differ(m, "Nova", "uno@nova.it", "due@nova.it")
    m.edit_contact(contact(m, "Bella"), {"city": "Asti"})
    imported(m)
    plan = planned(m)
    mapping, update = m.service.mapping(), next(a.id for a in plan.actions if a.kind is Kind.UPDATE)
    with pytest.raises(UsageError, match="always_side"):
        m.service.decide_always(plan.id, conflicts(plan), Choice.SKIP)
    with pytest.raises(UsageError, match="always_conflict"):
        m.service.decide_always(plan.id, [*conflicts(plan), update], Choice.HIGHLEVEL)
    assert m.service.mapping() == mapping
    assert m.service.load_plan(plan.id) == plan


def test_an_update_says_field_by_field_what_changed_where_and_when(m: Machine) -> None:
    m.edit_contact(contact(m, "Nova"), {"email": "nuova@nova.it", "pec": "nova@pec.it"})
    plan = planned(m)
    told = explain(plan.actions[0], "en", m.clock.now())
    date = f"(as of {datetime.fromtimestamp(m.clock.now()).day} September)"
    assert told == (
        f"E-mail and certified e-mail (PEC) changed in HighLevel {date}; Fattura24 still has the old value."
    )
    italian = explain(plan.actions[0], "it", m.clock.now())
    assert italian.startswith("E-mail")
    assert "modifica fatta in HighLevel (2" in italian


def reason_keys() -> list[str]:
    file = Path(__file__).parents[2] / "resources" / "texts" / "en" / "engine.toml"
    return [key for key in tomllib.loads(file.read_text(encoding="utf-8"))["reasons"] if key != "none"]


@pytest.mark.parametrize("key", reason_keys())
def test_every_reason_can_be_said_in_both_languages_without_a_gap(key: str) -> None:
    moments = {"at": f"{NOON:.0f}", "highlevel_at": f"{NOON:.0f}", "fattura24_at": f"{NOON:.0f}"}
    for params in ({}, moments):
        for kind in (Kind.UPDATE, Kind.CREATE, Kind.CONFLICT, Kind.UNLINK):
            for why in ("", key):
                action = Action(
                    "A1",
                    kind,
                    Side.FATTURA24,
                    RecordType.CONTACT,
                    "Nova",
                    fields=(FieldChange("email", "a", "b", why), FieldChange("city", "c", "d", why)),
                    reason=Reason(key, params),
                )
                for language in LANGUAGES:
                    told = explain(action, language, NOON)
                    assert told, (key, kind, language)
                    assert not re.search(r"[{}]", told), told
                    assert "  " not in told, told
                    assert told.endswith("."), told


def test_every_reason_the_engine_gives_has_a_text_in_both_languages() -> None:
    folder = Path(__file__).parents[2] / "app" / "sync"
    source = "\n".join(p.read_text(encoding="utf-8") for p in folder.glob("*.py"))
    given = set(re.findall(r'Reason\("([a-z_0-9]+)"', source)) | set(re.findall(r'question\("([a-z_0-9]+)"', source))
    given |= {"blank_filled", "both_changed", "different_from_the_start", "decided", "held_by_another"}
    for key in given:
        for language in LANGUAGES:
            assert has_text(f"reasons.{key}", language), key


def test_a_date_of_another_year_says_so() -> None:
    action = Action("A1", Kind.CREATE, Side.HIGHLEVEL, RecordType.CONTACT, "Nova", reason=Reason("only_in_fattura24"))
    dated = replace(action, reason=Reason("only_in_fattura24", {"at": f"{NOON:.0f}"}))
    assert explain(action, "en") == "“Nova” is only in Fattura24 so far; it is created in HighLevel."
    assert "2026" not in explain(dated, "en", NOON)
    assert "2026" in explain(dated, "en", NOON + 366 * 86_400)
    assert text("explain_parts.month_11", "it") in explain(dated, "it", NOON)
