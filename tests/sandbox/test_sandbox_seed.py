"""The seeded world: valid codes, names that can be recovered, and the truth about who is who."""

from __future__ import annotations

import re
from datetime import date

import pytest
import stdnum.it.codicefiscale
import stdnum.it.iva
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as iban_number

from app.sandbox.clock import MANUAL_START
from app.sandbox.fattura24.store import Customer
from app.sandbox.seeding.seed import World, build_world
from app.sandbox.seeding.seed_codes import first_name_letters, fiscal_code, iban, surname_letters, vat_code
from app.sandbox.seeding.seed_tables import PLACES


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(3, 600)


def test_deterministic_by_seed() -> None:
    assert build_world(5, 40) == build_world(5, 40)
    assert build_world(5, 40).token == build_world(5, 80).token
    assert build_world(5, 40).token != build_world(6, 40).token
    assert build_world(5, 40).api_key != build_world(6, 40).api_key
    assert build_world(5, 40).location["id"] != build_world(6, 40).location["id"]


@pytest.mark.parametrize("number", [0, 1, 5, 19, 20, 60, 333])
def test_exact_number_of_contacts_two_thirds_in_both(number: int) -> None:
    world = build_world(1, number)
    assert len(world.contacts) == number
    assert len({contact["id"] for contact in world.contacts}) == number
    assert abs(len(world.truth["pairs"]) - number * 2 / 3) <= 1
    customers = [customer.id for customer in world.customers]
    assert len(set(customers)) == len(customers)
    assert len(world.truth["pairs"]) + len(world.truth["fattura24_only"]) == len(customers)
    assert len(world.truth["pairs"]) + len(world.truth["highlevel_only"]) == number


def test_negative_number() -> None:
    with pytest.raises(ValueError):
        build_world(1, -1)


def test_codes_are_valid_and_unique(world: World) -> None:
    vats = [re.sub("^IT", "", c.vat_code) for c in world.customers if re.match(r"(IT)?\d", c.vat_code)]
    assert len(vats) > 100
    assert all(stdnum.it.iva.is_valid(vat) for vat in vats)
    assert len(set(vats)) == len(vats)
    codes = [c.fiscal_code.upper() for c in world.customers if len(c.fiscal_code) == 16]
    assert len(codes) > 100
    assert all(stdnum.it.codicefiscale.is_valid(code) for code in codes)
    assert len(set(codes)) == len(codes)
    ibans = [c.iban for c in world.customers if c.iban]
    assert ibans
    assert all(iban_number.is_valid(number) for number in ibans)


def test_names_can_be_recovered_from_the_fiscal_code(world: World) -> None:
    for customer in world.customers:
        if len(customer.fiscal_code) == 16 and not customer.vat_code:
            code, words = customer.fiscal_code.upper(), customer.name.split()
            splits = [(words[:i], words[i:]) for i in range(1, len(words))]
            fitting = {
                (" ".join(last), " ".join(first))
                for one, other in splits
                for last, first in ((one, other), (other, one))
                if surname_letters(" ".join(last)) + first_name_letters(" ".join(first)) == code[:6]
            }
            assert fitting, customer


def test_places_are_consistent(world: World) -> None:
    provinces = {place.city.upper(): (place.province, place.postal_code[:2]) for place in PLACES}
    for customer in world.customers:
        if customer.postal_code != "00000":
            assert provinces[customer.city.upper()] == (customer.province, customer.postal_code[:2])
        else:
            assert (customer.province, customer.sdi_code) == ("", "XXXXXXX")


def test_phones_and_emails_belong_to_one_contact(world: World) -> None:
    emails = [contact["email"].lower() for contact in world.contacts if "email" in contact]
    assert len(emails) == len(set(emails))
    phones = [contact["phone"] for contact in world.contacts if "phone" in contact]
    assert len(phones) - len(set(phones)) == 1  # the hand-made case of a shared phone
    assert all(re.fullmatch(r"\+[1-9]\d{6,14}", phone) for phone in phones)


def test_written_differently_on_the_two_sides(world: World) -> None:
    contacts = {contact["id"]: contact for contact in world.contacts}
    customers = {customer.id: customer for customer in world.customers}
    pairs = [(contacts[p["highlevel"]], customers[p["fattura24"]], p["evidence"]) for p in world.truth["pairs"]]

    def share(test: list[bool]) -> float:
        return sum(test) / len(test)

    assert 0.3 < share([customer.name == customer.name.upper() for _, customer, _ in pairs]) < 0.6
    assert 0 < share([not evidence for *_, evidence in pairs]) < 0.15  # only the name tells
    assert share(["email" in evidence for *_, evidence in pairs]) > 0.5
    assert any(c.landline and not c.landline.startswith("+") for _, c, _ in pairs)
    assert any(c.name.lower().startswith(contact.get("lastName", "?").lower()) for contact, c, _ in pairs)
    assert any("email" not in contact for contact, *_ in pairs)
    assert {kind for c in world.customers for kind in c.kind.split()} == {"CLIENTE", "FORNITORE"}
    assert any("\n" in c.note for c in world.customers)
    assert any(c.note.startswith("=") for c in world.customers)


def test_dates_are_in_the_past_and_in_order(world: World) -> None:
    for contact in world.contacts:
        assert contact["dateAdded"] <= contact["dateUpdated"] <= MANUAL_START * 1000


def _case(world: World, name: str) -> tuple[list[dict[str, str]], list[Customer]]:
    case = next(case for case in world.truth["cases"] if case["name"] == name)
    contacts = {contact["id"]: contact for contact in world.contacts}
    customers = {customer.id: customer for customer in world.customers}
    return [contacts[i] for i in case["highlevel"]], [customers[i] for i in case["fattura24"]]


def test_hand_made_cases() -> None:
    world = build_world()
    (contact,), (customer,) = _case(world, "same name, different person")
    assert f"{contact['firstName']} {contact['lastName']}" == customer.name
    assert contact["email"] != customer.email
    assert contact["id"] in world.truth["highlevel_only"]
    (contact,), customers = _case(world, "shared e-mail")
    assert {customer.email for customer in customers} == {contact["email"]}
    assert len(customers) == 2
    (contact,), (customer,) = _case(world, "conflict of e-mail")
    assert contact["phone"] == customer.mobile
    assert contact["email"] != customer.email
    _, customers = _case(world, "without VAT and fiscal code")
    assert all(not customer.vat_code and not customer.fiscal_code for customer in customers)
    contacts, (customer,) = _case(world, "shared phone")
    assert {contact["phone"] for contact in contacts} == {customer.landline}


@given(st.integers(0, 9_999_999), st.integers(1, 100))
def test_every_vat_code_passes_its_check(number: int, office: int) -> None:
    code = vat_code(number, office)
    assert len(code) == 11
    assert stdnum.it.iva.is_valid(code) or number == 0


@given(
    st.dates(date(1930, 1, 1), date(2010, 12, 31)), st.booleans(), st.sampled_from(["Rossi", "Bò", "D'Angelo", "Re"])
)
def test_every_fiscal_code_passes_its_check(born: date, woman: bool, surname: str) -> None:
    code = fiscal_code(surname, "Niccolò", born, woman, "H501")
    assert stdnum.it.codicefiscale.is_valid(code)
    assert stdnum.it.codicefiscale.get_birth_date(code, minyear=1930) == born
    assert stdnum.it.codicefiscale.get_gender(code) == ("F" if woman else "M")


def test_known_codes() -> None:
    assert fiscal_code("Rossi", "Mario", date(1980, 1, 1), False, "H501") == "RSSMRA80A01H501U"
    assert (surname_letters("Bo"), surname_letters("Fo'"), surname_letters("Aiello")) == ("BOX", "FOX", "LLA")
    assert (first_name_letters("Gianfranco"), first_name_letters("Ida"), first_name_letters("Mario")) == (
        "GFR",
        "DIA",
        "MRA",
    )
    assert iban(5428, 11101, 123456) == "IT60X0542811101000000123456"


def test_work_follows_from_the_seed_and_belongs_to_the_world() -> None:
    world, again, other = build_world(3, 40), build_world(3, 40), build_world(4, 40)
    assert world.work == again.work
    assert world.work.tasks != other.work.tasks
    contacts = {contact["id"] for contact in world.contacts}
    users = {user["id"] for user in world.users}
    for record in [*world.work.tasks, *world.work.notes, *world.work.appointments]:
        assert record["contactId"] in contacts
    assert {note["userId"] for note in world.work.notes} <= users
    places = [(made["calendarId"], made["startTime"]) for made in world.work.appointments]
    assert len(set(places)) == len(places) == 4
