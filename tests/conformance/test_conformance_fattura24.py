"""What every Fattura24 gateway must do: the one in memory that the proofs run on, and the real connector."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.errors import LostAnswer, RequestRefused, ServiceUnavailable
from app.records.contact import Contact
from app.sync.plan.model import Record, Side
from tests.conformance.rigs import MemoryFattura24Rig, SandboxFattura24Rig, close

NOVA = Contact(
    company="Nova Srl",
    email="info@nova.it",
    mobile="+393401234567",
    street="Via Po 1",
    city="Torino",
    country="IT",
    vat_code="12345670587",
    pec="nova@pec.it",
)
LEAD = Contact(first_name="Lea", last_name="Solo", email="lea@solo.it")


@pytest.fixture(params=[MemoryFattura24Rig, SandboxFattura24Rig], ids=["memory", "connector"])
def rig(request: pytest.FixtureRequest) -> Iterator[Any]:
    made = request.param()
    yield made
    close(made)


def create(rig: Any, contact: Contact = NOVA) -> Record:
    record: Record = rig.run(lambda g: g.create(contact, ""))
    return record


def only(rig: Any) -> Any:
    (customer,) = rig.records().values()
    return customer


def test_a_customer_is_created_with_all_that_was_sent_and_answered_with_its_id(rig: Any) -> None:
    made = create(rig)
    assert (made.side, made.contact) == (Side.FATTURA24, NOVA)
    stored = rig.records()[made.id]
    assert (stored.name, stored.email, stored.mobile) == ("Nova Srl", "info@nova.it", "+393401234567")
    assert (stored.vat_code, stored.pec, stored.city) == ("12345670587", "nova@pec.it", "Torino")


def test_the_same_tax_code_is_the_same_customer(rig: Any) -> None:
    first = create(rig)
    again = create(rig, replace(NOVA, city="Asti"))
    assert again.id == first.id
    assert only(rig).city == "Asti"


def test_without_a_tax_code_a_second_one_is_made(rig: Any) -> None:
    create(rig, LEAD)
    create(rig, LEAD)
    assert len(rig.records()) == 2, "which is why a create is never repeated blindly"


def test_an_update_sends_name_tax_codes_and_what_changed_and_leaves_the_rest(rig: Any) -> None:
    made = create(rig)
    changed = rig.run(lambda g: g.update(made, NOVA.with_values({"city": "Asti"}), ""))
    assert (changed.id, changed.contact.city) == (made.id, "Asti")
    assert (only(rig).city, only(rig).email, only(rig).pec) == ("Asti", "info@nova.it", "nova@pec.it")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"city": ""}, "update_cannot_clear"),
        ({"vat_code": "12345680586"}, "update_identity_change"),
        ({"website": "nova.it"}, "update_no_element"),
    ],
)
def test_what_could_reach_another_customer_or_do_nothing_is_refused_unsent(
    rig: Any, values: dict[str, str], code: str
) -> None:
    made = create(rig)
    before = only(rig)
    with pytest.raises(RequestRefused) as refused:
        rig.run(lambda g: g.update(made, NOVA.with_values(values), ""))
    assert refused.value.code == code
    assert only(rig) == before


def test_a_customer_without_tax_codes_is_not_updated(rig: Any) -> None:
    made = create(rig, LEAD)
    with pytest.raises(RequestRefused, match="update_needs_tax_code"):
        rig.run(lambda g: g.update(made, LEAD.with_values({"city": "Asti"}), ""))


def test_a_customer_without_a_name_is_refused_unsent(rig: Any) -> None:
    with pytest.raises(RequestRefused, match="customer_name_missing"):
        create(rig, Contact(email="a@x.it"))
    assert rig.records() == {}


@pytest.mark.parametrize(("how", "arrived"), [("lost", 1), ("cut", 0)])
def test_a_write_without_an_answer_is_a_lost_answer(rig: Any, how: str, arrived: int) -> None:
    rig.spoil(how)
    with pytest.raises(LostAnswer):
        create(rig)
    assert len(rig.records()) == arrived


def test_an_ill_service_is_told_apart_from_a_refusal(rig: Any) -> None:
    rig.spoil("busy")
    with pytest.raises(ServiceUnavailable):
        create(rig)
    assert rig.records() == {}


def test_a_repeat_is_safe_only_with_a_tax_code(rig: Any) -> None:
    assert rig.run(lambda g: g.find_created(NOVA, "", 0.0)) is None
    with pytest.raises(LostAnswer):
        rig.run(lambda g: g.find_created(LEAD, "", 0.0))


@pytest.mark.parametrize("name", ["read", "delete", "create_custom_field", "delete_custom_field"])
def test_what_the_service_cannot_do_is_refused(rig: Any, name: str) -> None:
    with pytest.raises(RequestRefused, match="fattura24_"):
        rig.run(lambda g: getattr(g, name)("x"))
