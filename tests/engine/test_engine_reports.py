"""What users of other programs that keep contacts in step have reported, played here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.records.contact import Contact
from app.services.api.status import AgreementState
from app.sync.plan.model import Kind, Plan
from tests.engine.machine import Machine
from tests.engine.people import VATS

NOVA = Contact(company="Nova Srl", email="info@nova.it", vat_code=VATS[0], city="Torino", landline="+390111234567")
ADA = Contact(first_name="Ada", last_name="Neri", email="ada@nova.it", landline="+390111234567", company="Nova Srl")
UGO = replace(ADA, first_name="Ugo", last_name="Bo", email="ugo@nova.it")
LEA = Contact(first_name="Lea", last_name="Solo", email="lea@solo.it", city="Roma")


@pytest.fixture
def m() -> Iterator[Machine]:
    machine = Machine()
    machine.all_fields()
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


def both(m: Machine, *people: Contact) -> None:
    for one in people:
        m.add_contact(one)
        m.add_customer(one)
    imported(m)
    m.sync()
    m.sync()


def contact(m: Machine, title: str) -> str:
    return next(i for i in m.contacts.contacts if m.contact(i).title == title)


def counts(m: Machine) -> tuple[int, int]:
    return len(m.contacts.contacts), len(m.customers.customers)


def test_the_people_of_a_firm_are_not_the_firm(m: Machine) -> None:
    """Deduplicating by VAT code took a company's contacts, who have none of their own, for the company."""
    m.add_customer(NOVA)
    for one in (ADA, UGO):
        m.add_contact(one)
    plan = imported(m)
    assert not [a for a in plan.actions if a.kind is Kind.LINK]
    m.unattended()
    (firm,) = (c for c in m.customers.customers.values() if c.vat_code)
    assert (firm.name, firm.email) == ("Nova Srl", "info@nova.it")


def test_run_after_run_makes_nobody_twice(m: Machine) -> None:
    """Every run of a sync made each contact once more, with a number behind its name."""
    both(m, NOVA, LEA)
    m.add_contact(ADA)
    m.add_customer(replace(LEA, email="", city="Bari"))
    imported(m)
    m.sync()
    before = counts(m)
    for _ in range(4):
        m.sandbox_clock.advance(90_000)
        imported(m)
        m.unattended()
    assert counts(m) == before


def test_two_that_were_merged_on_one_side_are_not_taken_apart_again_by_the_other(m: Machine) -> None:
    """The other account still had both, and brought the second one back."""
    both(m, LEA, NOVA)
    kept, gone = contact(m, "Nova Srl"), contact(m, "Lea Solo")
    m.merge_contacts(kept, gone)
    m.sandbox_clock.advance(90_000)
    for _ in range(3):
        m.unattended()
    assert counts(m) == (1, 2)
    asked = [a.reason.key for a in planned(m).actions if a.waits_for_person and not a.note]
    assert "gone_from_highlevel" in asked, "what becomes of the other customer is asked"


def test_what_was_erased_does_not_come_back_twice(m: Machine) -> None:
    """A contact erased at the source came back twice after the next sync."""
    both(m, LEA)
    m.contacts.remove(contact(m, "Lea Solo"))
    m.sandbox_clock.advance(90_000)
    for _ in range(3):
        m.unattended()
    assert counts(m) == (0, 1)


def test_a_new_computer_knows_everybody_again(m: Machine) -> None:
    """After a reinstallation every contact that had been edited was there twice."""
    both(m, NOVA, LEA)
    m.edit_contact(contact(m, "Lea Solo"), {"email": "nuova@posta.it", "city": "Milano"})
    m.store.links.remove([k.id for k in m.store.links.all()])
    before = counts(m)
    plan = planned(m)
    assert {a.reason.key for a in plan.actions if a.kind is Kind.LINK} == {"matched_origin"}
    m.apply(plan)
    assert counts(m) == before
    assert len(m.store.links.all()) == 2


def test_namesakes_stay_two(m: Machine) -> None:
    """Two persons of one name were shown, and written back, as one."""
    m.add_contact(Contact(first_name="Michele", last_name="Russo", email="michele@uno.it", city="Bari"))
    m.add_customer(Contact(first_name="Michele", last_name="Russo", email="m.russo@due.it", city="Como"))
    m.add_customer(Contact(first_name="Michele", last_name="Russo", email="m.russo@tre.it", city="Asti"))
    plan = imported(m)
    assert not [a for a in plan.actions if a.kind is Kind.LINK]
    m.unattended()
    emails = sorted(c.email for c in m.customers.customers.values())
    assert {"m.russo@due.it", "m.russo@tre.it"} <= set(emails)


def test_one_of_a_household_moves_alone(m: Machine) -> None:
    """Merging one contact moved all of its household to the other one."""
    anna = Contact(first_name="Anna", last_name="De Luca", email="casa@deluca.it", fiscal_code="DLCNNA79L41H501G")
    paolo = Contact(first_name="Paolo", last_name="De Luca", mobile="+393331000004", fiscal_code="DLCPLA77A15H501X")
    both(m, anna, paolo)
    old = contact(m, "Anna De Luca")
    m.recreate_contact(old)
    m.sandbox_clock.advance(90_000)
    plan = planned(m)
    (question,) = (a for a in plan.actions if a.reason.key == "made_again")
    links = {k.fattura24_id: k.highlevel_id for k in m.store.links.all()}
    m.apply(m.service.decide(plan.id, [question.id], question.choices[0]))
    after = {k.fattura24_id: k.highlevel_id for k in m.store.links.all()}
    moved = {f for f in links if after[f] != links[f]}
    assert moved == {question.choices[0].removeprefix("link:")}


def test_taking_a_swap_back_restores_the_pair_and_keeps_later_edits(m: Machine) -> None:
    """An undo of a merge brought back half of what was there, over edits made since."""
    both(m, NOVA)
    first = contact(m, "Nova Srl")
    m.add_contact(replace(NOVA, company="Nova Bari", email="bari@nova.it", landline="", city="Bari"))
    plan = planned(m)
    (question,) = (a for a in plan.actions if a.kind is Kind.CONFLICT)
    m.apply(m.service.decide(plan.id, [question.id], question.choices[0]))
    m.edit_contact(first, {"city": "Asti"})
    planned(m)
    m.apply(m.do(m.service.plan_undo()))
    assert [k.highlevel_id for k in m.store.links.all()] == [first]
    assert m.contact(first).city == "Asti"
    assert m.contact(contact(m, "Nova Bari")).city == "Bari"


def test_a_conflict_that_is_left_open_stays_in_sight(m: Machine) -> None:
    """Conflicts were skipped, and the sync reported success."""
    both(m, NOVA)
    m.edit_contact(contact(m, "Nova Srl"), {"city": "Asti"})
    m.edit_customer(next(iter(m.customers.customers)), {"city": "Bari"})
    imported(m)
    for _ in range(3):
        m.unattended()
        assert m.service.status().agreement.state is AgreementState.WAITING
        assert m.service.status().waiting == 1


def test_parting_what_was_joined_by_mistake_leaves_both_whole(m: Machine) -> None:
    """Two persons that were merged by mistake could not be parted any more."""
    m.add_contact(LEA)
    m.add_customer(NOVA)
    imported(m)
    customer = next(iter(m.store.mirror.all())).id
    m.do(m.service.pairs.link(customer, contact(m, "Lea Solo")))
    m.do(m.service.pairs.unlink(customer))
    m.sync()
    assert m.store.links.all() == []
    assert m.contact(contact(m, "Lea Solo")).values(("email", "city")) == {"email": "lea@solo.it", "city": "Roma"}
    assert counts(m) == (1, 1)
