"""Joined and parted by hand: what it changes, what it leaves alone, and that it can be taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.commands.sync.pairs import customer_json
from app.errors import UsageError
from app.records.contact import Contact
from app.services.api.status import AgreementState
from app.sync.plan.model import Kind, Plan
from tests.engine.machine import Machine
from tests.engine.people import VATS

NOVA = Contact(company="Nova Srl", email="info@nova.it", vat_code=VATS[0], city="Torino")
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


def contact(m: Machine, name: str) -> str:
    return next(i for i in m.contacts.contacts if m.contact(i).title == name)


def customer(m: Machine, name: str) -> str:
    return next(c.id for c in m.store.mirror.all() if c.contact.title == name)


def pairs(m: Machine) -> set[tuple[str, str]]:
    return {(k.highlevel_id, k.fattura24_id) for k in m.store.links.all()}


def test_two_are_joined_that_nothing_proves_to_be_one(m: Machine) -> None:
    m.add_contact(Contact(first_name="Lea", email="l.solo@lavoro.it"))
    m.add_customer(LEA)
    imported(m)
    writes = m.writes()
    done = m.do(m.service.pairs.link(customer(m, "Lea Solo"), contact(m, "Lea")))
    assert (done.applied, done.failed, done.stale) == (1, 0, 0), done.errors
    assert pairs(m) == {(contact(m, "Lea"), customer(m, "Lea Solo"))}
    assert m.writes() == writes, "nothing is sent"
    assert m.service.status().agreement.state is AgreementState.TO_CHECK
    assert not m.store.settings.get("synced_before", False), "it is no first sync"
    assert not [a for a in planned(m).actions if a.kind is Kind.CREATE and a.record == "contact"]
    assert m.do(m.service.pairs.link(customer(m, "Lea Solo"), contact(m, "Lea"))).run == "", "once more is nothing"


def test_a_pair_parted_by_hand_stays_apart_and_neither_is_made_anew(m: Machine) -> None:
    for one in (NOVA, LEA):
        m.add_contact(one)
        m.add_customer(one)
    imported(m)
    m.sync()
    for name in ("Nova Srl", "Lea Solo"):
        done = m.do(m.service.pairs.unlink(customer(m, name)))
        assert (done.applied, done.stale) == (1, 0), done.errors
    assert pairs(m) == set()
    assert [a for a in imported(m).actions if a.effective] == []
    m.sync()
    assert pairs(m) == set()
    undo = m.do(m.service.plan_undo())
    m.apply(undo)
    assert pairs(m) == {(contact(m, "Lea Solo"), customer(m, "Lea Solo"))}, "the last one is taken back"


def test_joining_takes_the_place_of_what_both_were_linked_to(m: Machine) -> None:
    m.add_contact(NOVA)
    m.add_contact(LEA)
    m.add_customer(NOVA)
    m.add_customer(LEA)
    imported(m)
    m.sync()
    m.do(m.service.pairs.link(customer(m, "Nova Srl"), contact(m, "Lea Solo")))
    assert pairs(m) == {(contact(m, "Lea Solo"), customer(m, "Nova Srl"))}
    asked = {(a.reason.key, a.source_id) for a in planned(m).actions if a.kind is Kind.CONFLICT and not a.link}
    assert ("displaced", contact(m, "Nova Srl")) in asked
    assert not [a for a in planned(m).actions if a.kind is Kind.CREATE]
    m.apply(m.do(m.service.plan_undo()))
    assert pairs(m) == {
        (contact(m, "Lea Solo"), customer(m, "Lea Solo")),
        (contact(m, "Nova Srl"), customer(m, "Nova Srl")),
    }


def test_what_cannot_be_joined_is_said(m: Machine) -> None:
    m.add_contact(NOVA)
    m.add_customer(LEA)
    imported(m)
    for customer_id, contact_id, code in (
        ("999", contact(m, "Nova Srl"), "unknown_customer"),
        (customer(m, "Lea Solo"), "nobody", "unknown_contact"),
    ):
        with pytest.raises(UsageError, match=code):
            m.do(m.service.pairs.link(customer_id, contact_id))
    with pytest.raises(UsageError, match="not_linked"):
        m.do(m.service.pairs.unlink(customer(m, "Lea Solo")))


def test_customers_and_contacts_are_found_by_their_words(m: Machine) -> None:
    m.add_contact(NOVA)
    m.add_contact(LEA)
    m.add_customer(NOVA)
    m.add_customer(replace(LEA, city="Roma"))
    imported(m)
    m.sync()
    (found,) = m.service.pairs.customers("torino")
    told = customer_json(found)
    assert list(told) == [
        *("id", "code", "company", "first_name", "last_name", "vat_code", "fiscal_code", "sdi_code", "pec", "email"),
        *("mobile", "landline", "address", "postal_code", "city", "province", "country", "contact"),
        *("to_collect_cents", "overdue_cents"),
    ]
    assert (told["company"], told["contact"], told["overdue_cents"]) == ("Nova Srl", contact(m, "Nova Srl"), 0)
    assert json.dumps(told)
    (lea,) = m.service.pairs.contacts("lea solo")
    assert (lea.title, lea.linked_to) == ("Lea Solo", "Lea Solo")
    assert len(m.service.pairs.contacts()) == 2
    assert len(m.service.pairs.contacts("", 1)) == 1
