"""What was kept in an earlier form is brought into the present one, and nothing is written because of that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.records.contact import Contact
from app.services.sync.reading import renewal
from app.services.sync.reading.renewal import renew
from tests.engine.machine import Machine
from tests.engine.people import PEOPLE

UNTIDY = Contact(
    first_name="Dott. Ugo",
    last_name="Neri",
    email="ugo@neri.it",
    street="Via Po 1 - ROMA RM",
    city="ROMA RM",
    province="RM",
    fiscal_code="NREGUO80A01H501X",
)


@pytest.fixture
def machine() -> Iterator[Machine]:
    made = Machine()
    yield made
    made.close()


def earlier(machine: Machine) -> None:
    """Keep of everybody what an earlier version kept, which took values as they were typed."""
    store = machine.store
    typed = {n: UNTIDY.get(n) for n in ("first_name", "street", "city")}
    for link in store.links.all():
        bases = ({n: typed.get(n, v) for n, v in b.items()} for b in (link.base_highlevel, link.base_fattura24))
        store.links.put(replace(link, base_highlevel=next(bases), base_fattura24=next(bases)))
    for customer in store.mirror.all():
        store.mirror.put(replace(customer, contact=customer.contact.with_values(typed), source="write"))
    store.settings.set("records.form", 0)


def test_values_kept_in_an_earlier_form_bring_no_changes(machine: Machine) -> None:
    machine.add_contact(UNTIDY)
    machine.settle()
    writes = machine.writes()
    earlier(machine)
    plan = machine.plan()
    assert plan is not None
    assert [a for a in plan.actions if a.effective or a.waits_for_person] == []
    (customer,) = machine.store.mirror.all()
    assert (customer.contact.first_name, customer.contact.city, customer.contact.street) == ("Ugo", "ROMA", "Via Po 1")
    machine.apply(plan)
    assert machine.writes() == writes


def test_what_is_in_the_present_form_stays_as_it_is(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    for person in PEOPLE:
        machine.add_contact(person)
        machine.add_customer(person)
    machine.settle()
    before = machine.store.mirror.all(), machine.store.links.all()
    monkeypatch.setattr(renewal, "FORM", renewal.FORM + 1)
    assert renew(machine.store) == 0
    assert (machine.store.mirror.all(), machine.store.links.all()) == before
