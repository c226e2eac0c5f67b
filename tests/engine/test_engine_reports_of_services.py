"""What users of other programs have reported of services that answer late, half or otherwise, played here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from app.records.contact import Contact
from app.records.task import Removed, Task
from app.store.agenda.notes import OwnNote
from app.sync.plan.model import Choice, Kind, RecordType
from tests.engine.machine import Machine, SharedClock
from tests.engine.test_engine_reports import both, contact, counts, imported, planned

DAY = date(2026, 12, 2)


@pytest.fixture
def m() -> Iterator[Machine]:
    machine = Machine(tasks=True)
    yield machine
    machine.close()


def firms(count: int) -> list[Contact]:
    names = ("Alba", "Bora", "Cima", "Duna", "Edera", "Faro", "Golfo", "Isola", "Lido", "Monte", "Nido", "Onda")
    return [
        Contact(company=f"{name} Srl", email=f"info@{name.lower()}.it", vat_code=code)
        for name, code in zip(names, codes(count), strict=False)
    ]


def codes(count: int) -> list[str]:
    """Valid VAT codes, one after the other."""
    found = []
    for number in range(1, count + 1):
        ten = f"{1234560 + number:07d}058"
        total = sum(int(d) for d in ten[::2]) + sum(sum(divmod(2 * int(d), 10)) for d in ten[1::2])
        found.append(f"{ten}{-total % 10}")
    return found


def synced(m: Machine, people: list[Contact]) -> None:
    both(m, *people)
    m.apply(imported(m))
    assert len(m.store.links.all()) == len(people)


def number(m: Machine, name: str) -> str:
    return next(c.id for c in m.customers.customers.values() if c.name == name)


def test_a_code_that_fattura24_gives_out_again_does_not_make_one_firm_of_two(m: Machine) -> None:
    """A record was deleted and another one got its number: the sync wrote the new one over the old one's partner."""
    old, *rest = firms(4)
    synced(m, [old, *rest])
    code = m.customers.customers[number(m, old.company)].code
    m.delete_customer(number(m, old.company))
    new = Contact(company="Zenit Srl", email="info@zenit.it", vat_code=codes(5)[4])
    made = m.add_customer(new)
    m.customers.put(replace(m.customers.customers[made], code=code))
    m.sandbox_clock.advance(7200)
    plan = imported(m)
    (asked,) = plan.actions
    assert (asked.kind, asked.reason.key) == (Kind.CONFLICT, "made_again"), "it may be the old one under a new name"
    plan = m.decide(plan, asked.id, Choice.NEW)
    m.apply(plan)
    kept = m.contact(contact(m, old.company))
    assert (kept.email, kept.vat_code) == (old.email, old.vat_code), "the contact of the old firm is as it was"
    assert m.contact(contact(m, new.company)).vat_code == new.vat_code, "and the new one has its own"
    (gone,) = (c for c in m.store.mirror.all() if c.missing_since)
    assert (gone.contact.company, gone.code) == (old.company, "")
    m.sandbox_clock.advance(7200)
    m.apply(imported(m))  # the key goes with the code
    keys = {m.contact(i).company: m.origin(i) for i in m.contacts.contacts}
    assert keys[new.company] == code != keys[old.company]
    assert not [a for a in imported(m).actions if a.effective]
    m.import_export(0)
    assert {c.contact.company: c.code for c in m.store.mirror.all()}[new.company] == code, "an old file takes none back"


@pytest.mark.parametrize("ahead", [7200.0, -7200.0])
def test_a_clock_that_goes_wrong_hides_no_change(m: Machine, ahead: float) -> None:
    """The moment of the last look was the computer's: with a clock ahead, changes of the service were never seen."""
    m.highlevel.clock = m.fattura24.clock = m.work.clock = SharedClock(m.sandbox_clock)
    m.clock.now = lambda: m.sandbox_clock.now() + ahead  # type: ignore[method-assign]
    one, *rest = firms(3)
    synced(m, [one, *rest])
    for n, city in enumerate(("Asti", "Bari", "Como")):
        m.sandbox_clock.advance(400)
        m.edit_contact(contact(m, one.company), {"city": city})
        m.sandbox_clock.advance(400)
        m.apply(planned(m))
        assert m.customers.customers[number(m, one.company)].city == city, n


def test_an_address_that_moves_on_to_another_arrives_with_both(m: Machine) -> None:
    """Two records exchanged values that must be unique: the service refused one, and the sync stopped for good."""
    one, other, *_ = firms(3)
    synced(m, firms(3))
    m.edit_customer(number(m, one.company), {"email": other.email})
    m.edit_customer(number(m, other.company), {"email": "nuova@altra.it"})
    m.sandbox_clock.advance(7200)
    m.apply(imported(m))
    for _ in range(2):
        m.sandbox_clock.advance(400)
        m.apply(planned(m))
    assert m.contact(contact(m, other.company)).email == "nuova@altra.it"
    assert m.contact(contact(m, one.company)).email == other.email


def test_addresses_that_are_exchanged_are_told_and_nothing_else_stops(m: Machine) -> None:
    """The same as a swap: neither can go first."""
    one, other, third = firms(3)
    synced(m, [one, other, third])
    m.edit_customer(number(m, one.company), {"email": other.email, "city": "Asti"})
    m.edit_customer(number(m, other.company), {"email": one.email})
    m.edit_customer(number(m, third.company), {"city": "Bari"})
    m.sandbox_clock.advance(7200)
    plan = imported(m)
    m.apply(plan)
    m.sandbox_clock.advance(400)
    again = planned(m)
    m.apply(again)
    assert m.contact(contact(m, third.company)).city == "Bari"
    assert m.contact(contact(m, one.company)).city == "Asti"
    swapped = {m.contact(contact(m, c.company)).email for c in (one, other)}
    assert swapped == {one.email, other.email}
    told = [a for a in planned(m).actions if a.waits_for_person or a.note]
    done = m.contact(contact(m, one.company)).email == other.email
    assert done or {a.title for a in told} >= {one.company, other.company}


def test_a_to_do_that_is_done_before_it_was_made_there_is_not_opened_there(m: Machine) -> None:
    """A task closed within seconds of being created was opened again: it was made from what it had been."""
    (one, *_) = firms(1)
    synced(m, [one])
    (customer,) = (c.id for c in m.store.mirror.all())
    (task,) = m.store.tasks.add([Task("Richiamare", customer=customer, due=DAY, created_at=1.0)])
    plan = planned(m)
    m.service.agenda.done(task.id)
    m.apply(plan)
    for _ in range(2):
        m.sandbox_clock.advance(400)
        m.apply(planned(m))
    kept = m.store.tasks.get(task.id)
    assert kept is not None and kept.completed
    assert not [t for t in m.work.present() if not t["completed"]]


def test_a_search_that_finds_nothing_removes_no_task_unless_each_is_gone(m: Machine) -> None:
    """An index that had lost its rows answered with an empty list, and everything was deleted on the other side."""
    (one, *_) = firms(1)
    synced(m, [one])
    (whose,) = m.contacts.contacts
    for n in range(12):
        m.work.typed(whose, f"Richiamare {n}", "2026-12-02T08:00:00Z")
    m.apply(planned(m))
    assert len(m.store.tasks.all(only_open=True)) == 12
    m.sandbox_clock.advance(400)
    m.work._indexed = lambda: []  # type: ignore[method-assign]
    assert not [a for a in planned(m).actions if a.record is RecordType.TASK]
    present = dict(m.work.tasks)
    m.work.tasks.clear()  # and now whoever asks by an id is told that there is none
    m.sandbox_clock.advance(400)
    plan = planned(m)
    assert len([a for a in plan.actions if a.record is RecordType.TASK]) == 12
    assert "many_removed" in plan.guards
    m.work.tasks.update(present)  # the next day they are there again
    del m.work.__dict__["_indexed"]
    m.sandbox_clock.advance(90_000)
    again = planned(m)
    assert not [a for a in again.actions if a.record is RecordType.TASK]
    assert not [t for t in m.store.tasks.all() if t.removed is not Removed.NO]


def test_a_note_of_a_contact_that_was_deleted_waits_and_nothing_is_tried(m: Machine) -> None:
    """Each sync tried to update what hung on a deleted record, failed, and never came to an end."""
    (one, *_) = firms(1)
    synced(m, [one])
    (customer,), (whose,) = (c.id for c in m.store.mirror.all()), m.contacts.contacts
    m.store.notes.put_own([OwnNote("payments", customer, "Saldo 10\nPonte24:pagamenti:abcdefg1")])
    m.apply(planned(m))
    (note,) = m.store.notes.own()
    m.store.notes.put_own([replace(note, wanted="Saldo 20\nPonte24:pagamenti:abcdefg1")])
    m.contacts.remove(whose)
    m.sandbox_clock.advance(90_000)
    assert not [a for a in planned(m).actions if a.record is RecordType.NOTE]


def test_a_contact_that_lost_its_partner_to_a_merge_takes_the_customer_of_the_one_that_is_gone(m: Machine) -> None:
    """After two were merged upstream the kept link was to a record that is no more, and every sync failed on it."""
    one, *rest = firms(3)
    synced(m, [one, *rest])
    twin = m.add_contact(Contact(company=one.company, mobile="+393401112233"))
    m.merge_contacts(twin, contact_of(m, one))
    m.sandbox_clock.advance(90_000)
    customers, contacts = counts(m)
    plan = planned(m)
    for action in plan.actions:
        if action.waits_for_person and action.choices:
            link = next((c for c in action.choices if c.startswith("link:")), "")
            if link:
                plan = m.decide(plan, action.id, link)
    m.apply(plan)
    m.sandbox_clock.advance(400)
    m.apply(planned(m))
    assert counts(m) == (customers, contacts), "nobody is made anew"
    linked = {k.highlevel_id for k in m.store.links.all()}
    assert twin in linked, [(a.kind, a.title, a.reason.key) for a in planned(m).actions]


def contact_of(m: Machine, who: Contact) -> str:
    return next(i for i in m.contacts.contacts if m.contact(i).email == who.email)


def test_a_new_address_of_a_linked_contact_is_no_new_customer(m: Machine) -> None:
    """The address was the key: whoever changed it was there twice afterwards."""
    one, *rest = firms(3)
    synced(m, [one, *rest])
    before = counts(m)
    m.edit_contact(contact(m, one.company), {"email": "nuovo@indirizzo.it"})
    m.sandbox_clock.advance(400)
    plan = planned(m)
    assert [a.kind for a in plan.actions if a.effective] == [Kind.UPDATE]
    m.apply(plan)
    assert counts(m) == before
