"""Nothing goes out of sight by itself: remarks, differences left alone, and what may be called in step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.records.contact import Contact
from app.services.api.status import AgreementState
from app.sync.contacts.mapping import ConflictRule
from app.sync.plan.model import Action, Choice, Kind, Plan
from tests.engine.machine import Machine
from tests.engine.people import VATS

NOVA = Contact(company="Nova Srl", email="info@nova.it", vat_code=VATS[0], city="Torino", mobile="+393331234567")
LEA = Contact(first_name="Lea", last_name="Solo", email="lea@solo.it", city="Roma")


@pytest.fixture
def m() -> Iterator[Machine]:
    machine = Machine()
    machine.all_fields()
    yield machine
    machine.close()


def imported(m: Machine) -> Plan:
    m.save_export()
    m.import_export()
    return planned(m)


def planned(m: Machine) -> Plan:
    plan = m.plan()
    assert plan is not None
    return plan


def contact(m: Machine, name: str) -> str:
    return next(i for i in m.contacts.contacts if m.contact(i).title == name)


def remarks(plan: Plan) -> list[tuple[str, str]]:
    return sorted((a.reason.key, a.title) for a in plan.actions if a.note)


def unattended(m: Machine) -> int:
    """A scheduled run; returns what it says waits."""
    found = m.do(m.service.sync(confirmed=True, origin="scheduled"))
    return int(found.waiting)


def state(m: Machine) -> AgreementState:
    return m.service.status().agreement.state


def together(m: Machine, *people: Contact) -> None:
    for one in people:
        m.add_contact(one)
        m.add_customer(one)
    imported(m)
    m.sync()
    m.sync()


def test_an_unattended_run_acknowledges_no_remark(m: Machine) -> None:
    """The VAT code corrected in HighLevel was told once to nobody, and then "everything is in step"."""
    together(m, NOVA, LEA)
    assert state(m) is AgreementState.IN_STEP
    m.edit_contact(contact(m, "Nova Srl"), {"vat_code": VATS[1]})
    m.edit_contact(contact(m, "Lea Solo"), {"city": "Milano"})
    for _ in range(3):
        assert unattended(m) == 2
        assert state(m) is AgreementState.WAITING
    plan = planned(m)
    assert remarks(plan) == [("identity_change", "Nova Srl"), ("needs_tax_code", "Lea Solo")]
    first = next(a for a in plan.actions if a.title == "Nova Srl")
    m.service.decide(plan.id, [first.id], Choice.SEEN)
    assert unattended(m) == 1
    m.edit_contact(contact(m, "Nova Srl"), {"vat_code": VATS[2]})
    assert remarks(planned(m)) == [("identity_change", "Nova Srl"), ("needs_tax_code", "Lea Solo")], "another value"


def test_a_confirmed_plan_acknowledges_no_remark_either(m: Machine) -> None:
    together(m, LEA)
    m.edit_contact(contact(m, "Lea Solo"), {"city": "Milano"})
    m.apply(planned(m))
    assert remarks(planned(m)) == [("needs_tax_code", "Lea Solo")]


def test_taking_back_that_one_has_seen_a_remark_brings_it_back(m: Machine) -> None:
    together(m, LEA)
    m.edit_contact(contact(m, "Lea Solo"), {"city": "Milano"})
    plan = planned(m)
    m.service.decide(plan.id, [plan.actions[0].id], Choice.SEEN)
    m.service.decide(plan.id, [plan.actions[0].id], "")
    assert remarks(planned(m)) == [("needs_tax_code", "Lea Solo")]


def test_swapped_mailboxes_are_told_until_somebody_looks(m: Machine) -> None:
    other = Contact(company="Bella Srl", email="info@bella.it", vat_code=VATS[1])
    together(m, NOVA, other)
    numbers = {c.name: c.id for c in m.customers.customers.values()}
    m.edit_customer(numbers["Nova Srl"], {"email": "info@bella.it"})
    m.edit_customer(numbers["Bella Srl"], {"email": "info@nova.it"})
    imported(m)
    for _ in range(2):
        assert unattended(m) == 2
    assert {r for r, _ in remarks(planned(m))} == {"held_by_another"}


def test_what_was_cleared_on_one_side_only_is_told_until_somebody_looks(m: Machine) -> None:
    together(m, NOVA)
    m.edit_contact(contact(m, "Nova Srl"), {"city": ""})
    plan = planned(m)
    assert remarks(plan) == [("blank_kept", "Nova Srl")]
    m.service.decide(plan.id, [plan.actions[0].id], Choice.SEEN)
    assert planned(m).actions == ()
    assert state(m) is AgreementState.APART, "seen, and still not equal"


def test_in_step_is_said_only_of_what_was_compared_and_is_equal(m: Machine) -> None:
    assert state(m) is AgreementState.TO_CHECK
    m.add_contact(NOVA)
    m.add_customer(NOVA)
    imported(m)
    assert state(m) is AgreementState.CHANGES
    m.sync()
    m.sync()
    assert state(m) is AgreementState.IN_STEP
    imported_again = m.save_export, m.import_export
    m.edit_customer(next(iter(m.customers.customers)), {"city": "Asti"})
    for act in imported_again:
        act()
    assert state(m) is AgreementState.TO_CHECK, "an export has brought something"
    m.sync()
    assert state(m) is AgreementState.IN_STEP, "what the plan had found is done"
    m.service.save_mapping(m.service.mapping().with_rule(replace(m.service.mapping().rule("pec"), clears=True)))
    assert state(m) is AgreementState.TO_CHECK, "by other rules nothing has been compared yet"


def test_a_conflict_left_as_it_is_is_no_agreement(m: Machine) -> None:
    together(m, NOVA)
    m.edit_contact(contact(m, "Nova Srl"), {"city": "Asti"})
    m.edit_customer(next(iter(m.customers.customers)), {"city": "Bari"})
    plan = imported(m)
    assert state(m) is AgreementState.WAITING
    m.service.decide(plan.id, [a.id for a in plan.actions], Choice.SKIP)
    later = planned(m)
    assert (later.actions, later.apart) == ((), 1)
    assert state(m) is AgreementState.APART
    assert later.to_json()["apart"] == 1


def test_a_firms_contact_person_whom_fattura24_cannot_keep_is_no_difference(m: Machine) -> None:
    m.add_contact(replace(NOVA, first_name="Ada", last_name="Neri"))
    m.add_customer(NOVA)
    imported(m)
    m.sync()
    assert planned(m).apart == 0
    assert state(m) is AgreementState.IN_STEP


def only_question(plan: Plan) -> Action:
    (action,) = [a for a in plan.actions if a.kind is Kind.CONFLICT and a.waits_for_person]
    return action


def test_a_contact_deleted_and_made_again_takes_its_place(m: Machine) -> None:
    together(m, NOVA)
    m.contacts.remove(contact(m, "Nova Srl"))
    m.add_contact(replace(NOVA, city="Asti"))
    m.sandbox_clock.advance(90_000)
    plan = planned(m)
    action = only_question(plan)
    assert action.reason.key == "made_again"
    plan = m.service.decide(plan.id, [action.id], action.choices[0])
    result = m.apply(plan)
    assert result is not None
    assert (result.applied, result.stale, result.failed) == (1, 0, 0), result.errors
    (link,) = m.store.links.all()
    assert link.highlevel_id == contact(m, "Nova Srl")
    assert not [a for a in planned(m).actions if a.kind in (Kind.CREATE, Kind.UNLINK)]


def test_a_customer_deleted_and_made_again_takes_its_place_and_blocks_no_edit(m: Machine) -> None:
    others = [
        Contact(first_name=n, last_name="Solo", email=f"{n}@solo.it") for n in ("Ada", "Eva", "Ida", "Lia", "Pia")
    ]
    together(m, NOVA, *others)
    old = next(c for c in m.customers.customers.values() if c.vat_code)
    m.sandbox_clock.advance(90_000)
    m.delete_customer(old.id)
    new = m.add_customer(NOVA)
    plan = imported(m)
    action = only_question(plan)
    assert (action.reason.key, action.choices[0]) == ("made_again", f"link:{contact(m, 'Nova Srl')}")
    m.apply(m.service.decide(plan.id, [action.id], action.choices[0]))
    link = next(k for k in m.store.links.all() if k.highlevel_id == contact(m, "Nova Srl"))
    assert m.store.mirror.get(link.fattura24_id).code == m.customers.customers[new].code  # type: ignore[union-attr]
    m.sync()
    m.edit_contact(contact(m, "Nova Srl"), {"city": "Asti"})
    m.sync()
    assert m.customers.customers[new].city == "Asti", "the one that is missing stands in nobody's way"


def test_a_swap_can_be_taken_back(m: Machine) -> None:
    together(m, NOVA)
    first = contact(m, "Nova Srl")
    m.add_contact(replace(NOVA, company="Nova Bari", email="bari@nova.it", mobile="", city="Bari"))
    second = contact(m, "Nova Bari")
    plan = planned(m)
    action = only_question(plan)
    assert action.choices == (f"link:{m.store.links.all()[0].fattura24_id}", "keep", "skip")
    m.apply(m.service.decide(plan.id, [action.id], action.choices[0]))
    assert [k.highlevel_id for k in m.store.links.all()] == [second]
    asked = [a for a in planned(m).actions if a.source_id == first and a.kind is Kind.CONFLICT]
    assert [a.reason.key for a in asked] == ["displaced"], "who lost its place is asked about, and not made anew"
    undo = m.do(m.service.plan_undo())
    m.apply(undo)
    assert [k.highlevel_id for k in m.store.links.all()] == [first]
    assert not [a for a in planned(m).actions if a.kind is Kind.CREATE]


def test_i15_a_remark_that_was_seen_stays_apart_whatever_else_is_answered_about_the_same_pair() -> None:
    m = Machine()
    try:
        m.service.save_mapping(
            m.service.mapping().with_rule(
                replace(m.service.mapping().rule("vat_code"), conflict=ConflictRule.HIGHLEVEL)
            )
        )
        nova = Contact(company="Nova Srl", email="info@nova.it", vat_code=VATS[0])
        contact = m.add_contact(replace(nova, email="altra@nova.it", vat_code=VATS[1]))
        m.add_customer(nova)
        m.save_export()
        m.import_export()
        m.plan()
        (customer,) = (c.id for c in m.store.mirror.all())
        m.do(m.service.pairs.link(customer, contact))
        plan = m.plan()
        assert plan is not None
        (seen,) = (a for a in plan.actions if a.note)
        (asked,) = (a for a in plan.actions if a.choices and not a.note)
        plan = m.decide(plan, seen.id, Choice.SEEN)
        plan = m.decide(plan, asked.id, Choice.HIGHLEVEL)
        m.apply(plan)
        assert m.service.status().agreement.state is not AgreementState.IN_STEP
    finally:
        m.close()


def test_a_remark_about_a_name_stays_the_same_when_an_export_parts_it_otherwise(m: Machine) -> None:
    """HighLevel has it the other way round; only the next export learnt that, and the remark came back anew."""
    together(m, Contact(first_name="Sala", last_name="Riccardo", email="sala@riccardo.it"))
    m.edit_contact(contact(m, "Sala Riccardo"), {"last_name": "Riccardo Croce"})
    plan = planned(m)
    (told,) = [a for a in plan.actions if a.note]
    assert [(f.name, f.before, f.after) for f in told.fields][-1] == ("last_name", "Riccardo", "Riccardo Croce")
    m.service.decide(plan.id, [told.id], Choice.SEEN)
    assert remarks(planned(m)) == []
    imported(m)
    assert remarks(planned(m)) == []


def test_what_a_person_left_out_is_not_in_step_after_the_next_comparison_either(m: Machine) -> None:
    together(m, NOVA)
    m.settle()
    m.edit_contact(contact(m, "Nova Srl"), {"city": "Milano"})
    plan = planned(m)
    m.service.include(plan.id, [a.id for a in plan.actions], False)
    assert state(m) is not AgreementState.IN_STEP
    m.sandbox_clock.advance(90_000)
    again = planned(m)
    assert [a.included for a in again.actions] == [False]
    assert state(m) is AgreementState.APART
    m.service.include(again.id, [a.id for a in again.actions], True)
    m.apply(planned(m))
    m.sandbox_clock.advance(90_000)
    m.save_export()
    assert not [a for a in imported(m).actions if a.effective]
    assert state(m) is AgreementState.IN_STEP


def test_a_remark_that_was_left_out_unread_is_not_in_step(m: Machine) -> None:
    together(m, LEA)
    m.settle()
    m.edit_contact(contact(m, "Lea Solo"), {"email": "lea."})
    m.edit_customer(next(iter(m.customers.customers)), {"city": "Roma"})
    plan = imported(m)
    assert remarks(plan)
    m.service.include(plan.id, [a.id for a in plan.actions], False)
    m.sandbox_clock.advance(90_000)
    planned(m)
    assert state(m) is not AgreementState.IN_STEP
