"""A code that a customer has in Fattura24 and that nobody has told here: a create lands on that customer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.records.contact import Contact
from app.sync.plan.operation import OperationState
from tests.engine.machine import Machine
from tests.engine.people import VATS

LUCA = Contact(first_name="Luca", last_name="Bianchi", mobile="+393401234567", fiscal_code="BNCLCU85M10F205N")
OFFICINA = Contact(company="Officina Bella", email="officina@bella.it", vat_code=VATS[1])


@pytest.fixture
def m() -> Iterator[Machine]:
    made = Machine()
    yield made
    made.close()


def test_a_create_that_lands_on_another_customer_takes_nothing_of_its_contact(m: Machine) -> None:
    m.add_customer(replace(LUCA, vat_code=VATS[1]))  # he has a firm's code in Fattura24, and no export has said so
    luca, officina = m.add_contact(LUCA), m.add_contact(OFFICINA)
    m.unattended()
    assert m.states()[OperationState.UNCONFIRMED] == 1
    keys = {i: m.origin(i) for i in (luca, officina)}
    assert sorted(map(bool, keys.values())) == [False, True], "the two do not bear one key"
    (run, *_) = m.store.journal.runs(1)
    (told,) = run.result["errors"]
    assert told["title"] in ("Luca Bianchi", "Officina Bella")
    before = {i: m.contact(i) for i in (luca, officina)}
    writes = len(m.customers.customers)
    for _ in range(2):
        m.unattended()
    assert len(m.customers.customers) == writes, "and it is not sent again"
    m.save_export()
    m.import_export()
    m.unattended()
    assert {i: (m.contact(i).person, m.contact(i).company) for i in before} == {
        i: (c.person, c.company) for i, c in before.items()
    }, "nobody is called what the other is called"
