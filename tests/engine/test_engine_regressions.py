"""Faults that the state machine found, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.records.contact import Contact
from app.records.phone import place_phones
from app.services.api.status import AgreementState
from app.sync.contacts.mapping import Direction
from app.sync.plan.model import Choice, Kind, Plan
from tests.engine.machine import Machine
from tests.engine.people import VATS

NOVA = Contact(company="Nova Srl", email="info@nova.it", vat_code=VATS[0], city="Torino")


@pytest.fixture
def m() -> Iterator[Machine]:
    machine = Machine()
    yield machine
    machine.close()


def planned(m: Machine) -> Plan:
    plan = m.plan()
    assert plan is not None
    return plan


def imported(m: Machine) -> Plan:
    m.save_export()
    m.import_export()
    return planned(m)


def number_of(m: Machine, name: str) -> str:
    return next(c.id for c in m.customers.customers.values() if c.name == name)


def test_two_questions_answered_with_the_same_contact_link_it_once_and_the_other_is_stale(m: Machine) -> None:
    m.add_contact(Contact(company="Nova", city="Torino", email="uno@nova.it"))
    for street in ("Via Po, 1", "Via Roma, 2"):
        m.add_customer(Contact(company="Nova", city="Torino", street=street))
    plan = imported(m)
    asked = [a for a in plan.actions if a.kind is Kind.CONFLICT]
    contact = next(iter(m.contacts.contacts))
    for action in asked:
        link = next(c for c in action.choices if c.startswith("link:"))
        plan = m.service.decide(plan.id, [action.id], link)
    if len(asked) == 1:  # asked from HighLevel's end only: answer for the other customer from its own end, too
        other = replace(asked[0], id="A99", decision=f"link:{asked[0].candidates[1].id}")
        stored = m.store.plans.load(plan.id)
        assert stored is not None
        m.store.plans.save(plan.id, plan.created_at, stored[0], [a.to_json() for a in (*plan.actions, other)])
        plan = m.service.load_plan(plan.id)
    result = m.apply(plan)
    assert result is not None
    assert result.stale == 1
    assert [k.highlevel_id for k in m.store.links.all()] == [contact]


def test_a_customer_is_not_created_where_the_mapping_holds_its_name_back(m: Machine) -> None:
    m.add_contact(Contact(company="Nova Srl", email="info@nova.it", vat_code=VATS[0]))
    mapping = m.service.mapping()
    m.service.save_mapping(mapping.with_rule(replace(mapping.rule("company"), direction=Direction.TO_HIGHLEVEL)))
    plan = planned(m)
    assert not [a for a in plan.actions if a.kind is Kind.CREATE and a.effective and a.record == "contact"]
    assert [a.reason.key for a in plan.actions if a.note] == ["no_name"]


def test_a_person_goes_over_under_their_own_name_where_the_company_is_held_back(m: Machine) -> None:
    m.add_contact(Contact(first_name="Lea", last_name="Solo", company="Nova Srl", email="lea@solo.it"))
    mapping = m.service.mapping()
    m.service.save_mapping(mapping.with_rule(replace(mapping.rule("company"), direction=Direction.TO_HIGHLEVEL)))
    m.apply(planned(m))
    assert [c.name for c in m.customers.customers.values()] == ["Lea Solo"]


def test_a_field_that_the_owner_made_meanwhile_is_read_and_not_written_over(m: Machine) -> None:
    m.add_contact(NOVA)
    m.add_customer(replace(NOVA, pec="fattura24@pec.it"))
    m.save_export()
    m.import_export()
    field = next(i for i, f in m.contacts.fields.items() if f["name"] == "Partita IVA")
    planned(m)  # the location's fields are known from here on
    made = m.contacts.add_field("PEC")["id"]
    contact = next(iter(m.contacts.contacts.values()))
    m.contacts.put(
        {
            **contact,
            "customFields": {field: VATS[0], made: "highlevel@pec.it"},
            "dateUpdated": contact["dateUpdated"] + 9,
        }
    )
    m.sandbox_clock.advance(60)
    plan = planned(m)
    assert not [a for a in plan.actions if a.record == "custom_field" and a.title == "PEC"]
    assert [f.before for a in plan.actions for f in a.fields if f.name == "pec"] == ["highlevel@pec.it"]
    m.apply(plan)
    assert next(iter(m.contacts.contacts.values()))["customFields"][made] == "highlevel@pec.it"


def test_a_process_that_dies_before_its_session_ends_does_not_forget_the_fields_it_made(m: Machine) -> None:
    m.add_contact(NOVA)
    m.add_customer(NOVA)
    plan = imported(m)
    m.apply(plan)
    known = [f["name"] for f in m.store.settings.get("highlevel.cache")["custom_fields"]]
    assert "PEC" in known
    m.do(m.service.plan_undo())
    undo = m.service.open_plan()
    assert undo is not None
    m.apply(undo)
    assert "PEC" not in [f["name"] for f in m.store.settings.get("highlevel.cache")["custom_fields"]]


def test_a_refused_key_does_not_make_a_created_customer_a_failure(m: Machine) -> None:
    m.add_contact(NOVA)
    plan = planned(m)
    reads = 3 * sum(a.record == "custom_field" for a in plan.actions)
    result = m.apply(plan, {reads + 2: ("refused", 0)})
    assert result is not None
    assert (result.applied, result.failed) == (len([a for a in plan.actions if a.effective]), 0), result.errors
    states = {(o.verb, o.state) for o in m.store.journal.operations(result.run) if o.verb in ("create", "mark")}
    assert states == {("create", "done"), ("mark", "failed")}
    again = planned(m)
    assert [f.name for a in again.actions for f in a.fields] == ["fattura24_id"], "the next plan makes up for it"


def test_a_value_that_another_contact_holds_is_named_until_a_person_has_seen_it_and_never_tried(m: Machine) -> None:
    m.add_contact(Contact(company="Altra Srl", email="altra@posta.it", vat_code=VATS[1]))
    m.add_contact(NOVA)
    m.add_customer(NOVA)
    m.apply(imported(m))
    m.edit_customer(number_of(m, "Nova Srl"), {"email": "altra@posta.it", "city": "Asti"})
    plan = imported(m)
    assert [(a.reason.key, a.note, [f.name for f in a.fields]) for a in plan.actions] == [
        ("changed_in_fattura24", False, ["city"]),
        ("held_by_another", True, ["email"]),
    ]
    result = m.apply(plan)
    assert result is not None
    assert (result.applied, result.failed) == (1, 0), result.errors
    later = planned(m)
    assert [(a.reason.key, a.effective) for a in later.actions] == [("held_by_another", False)], "nobody has seen it"
    m.service.decide(later.id, [later.actions[0].id], "seen")
    assert planned(m).actions == ()


def test_a_decision_to_unlink_is_carried_out_by_a_later_plan_if_its_own_was_never_applied(m: Machine) -> None:
    contact = m.add_contact(NOVA)
    m.add_customer(NOVA)
    m.apply(imported(m))
    m.contacts.remove(contact)
    m.sandbox_clock.advance(90_000)
    plan = planned(m)
    unlink = next(a for a in plan.actions if a.kind is Kind.UNLINK)
    m.service.decide(plan.id, [unlink.id], Choice.HIGHLEVEL)
    again = planned(m)
    assert [(a.kind, a.decision) for a in again.actions if a.effective] == [(Kind.UNLINK, Choice.HIGHLEVEL)]
    m.apply(again)
    assert m.store.links.count() == 0
    assert not [k for k in m.store.decisions.all() if k.startswith("gone|")], "asked anew, should they be linked again"
    assert not [a for a in planned(m).actions if a.effective], "whoever was let go is not made anew"


@pytest.mark.parametrize(
    ("mobile", "landline", "placed"),
    [
        ("+390612345678", "06 12345678", ("", "06 12345678")),
        ("+393331234567", "333 1234567", ("+393331234567", "")),
        ("+393331234567", "+390612345678", ("+393331234567", "+390612345678")),
    ],
)
def test_a_number_in_both_places_is_kept_in_the_one_of_its_kind(
    mobile: str, landline: str, placed: tuple[str, str]
) -> None:
    assert place_phones(mobile, landline) == placed


def test_a_key_that_an_undo_could_not_take_back_keeps_nobody_from_another_contact(m: Machine) -> None:
    """HighLevel must not be written while the undo runs: the contact that was let go keeps the key of its customer. The
    person then says that a new contact is that customer."""
    m.add_contact(NOVA)
    m.add_customer(NOVA)
    m.apply(imported(m))
    settings = m.service.settings()
    m.service.save_settings(replace(settings, highlevel_read_only=True))
    m.apply(m.do(m.service.plan_undo()))
    assert m.origins() == {"1001": 1}
    assert not m.store.links.count()
    m.add_contact(NOVA.with_values({"company": "Nova S.r.l.", "email": "amministrazione@nova.it"}))
    m.service.save_settings(settings)
    m.settle()
    (link,) = m.store.links.all()
    assert m.contact(link.highlevel_id).email == "amministrazione@nova.it"
    plan = planned(m)
    assert not [a for a in plan.actions if a.effective]


def test_an_address_chosen_for_fattura24_that_would_clear_a_part_does_not_go_in_halves(m: Machine) -> None:
    """HighLevel knew a postal code and a province, Fattura24 a street and a town: choosing HighLevel made one address
    of both, because Fattura24 lets nothing be cleared."""
    m.add_contact(replace(NOVA, street="", city="", postal_code="00100", province="RM"))
    m.add_customer(replace(NOVA, street="Via Po, 1", city="Torino", postal_code="", province=""))
    plan = imported(m)
    m.apply(plan)
    plan = planned(m)
    (asked,) = (a for a in plan.actions if a.choices)
    plan = m.decide(plan, asked.id, "highlevel")
    m.apply(plan)
    (customer,) = m.customers.customers.values()
    assert (customer.address, customer.city, customer.postal_code) == ("Via Po, 1", "Torino", "")
    assert m.service.status().agreement.state is not AgreementState.IN_STEP
    left = [(a.reason.key, a.note) for a in planned(m).actions]
    assert left == [("cannot_clear", True)], "it is told that this has to be done by hand"


def in_conflict(m: Machine) -> Plan:
    """Bring one firm in step, let both sides change its town, and return the plan that asks."""
    contact = m.add_contact(NOVA)
    number = m.add_customer(NOVA)
    m.apply(imported(m))
    m.apply(imported(m))
    m.sandbox_clock.advance(4_000)
    m.edit_contact(contact, {"city": "Asti"})
    m.edit_customer(number, {"city": "Bari"})
    m.sandbox_clock.advance(4_000)
    plan = imported(m)
    assert plan.waiting
    return plan


def test_a_question_is_as_open_as_before_where_the_plan_of_an_undo_takes_its_plan_s_place(m: Machine) -> None:
    in_conflict(m)
    undo = m.do(m.service.plan_undo())
    assert undo is not None
    assert m.service.status().agreement.state is AgreementState.TO_CHECK
    assert planned(m).waiting  # whoever looks again is asked again
    assert m.service.status().agreement.state is AgreementState.WAITING


def test_other_settings_are_yet_to_be_compared_by(m: Machine) -> None:
    in_conflict(m)
    m.service.save_settings(replace(m.service.settings(), create_in_fattura24="never"))
    assert m.service.status().agreement.state is AgreementState.TO_CHECK
