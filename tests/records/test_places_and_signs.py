"""Postal codes of few digits, Campione's telephones, houses that sound like people, and signs that are no words."""

from __future__ import annotations

import pytest

from app.connectors.exports.address_book.address_book_repair import repair
from app.records.naming.casing import tidy_case
from app.records.naming.names import is_company, split_name
from app.records.phone import to_e164
from app.records.places.home import UNCLEAR, may_be_eaten, place_abroad


@pytest.mark.parametrize(
    ("row", "code"),
    [
        # nine neighbours have codes of four digits, and nothing says that these are Italy's
        ({"city": "Wels", "postal_code": "4600"}, "4600"),
        ({"city": "Odense", "postal_code": "5000", "mobile": "20 12 34 56"}, "5000"),
        ({"city": "Szeged", "postal_code": "6720", "email": "a@b.hu"}, "6720"),
        ({"city": "Oslo", "postal_code": "150"}, "150"),
        ({"city": "Aarau", "postal_code": "5000", "province": "AG"}, "5000"),
        ({"city": "Solothurn", "postal_code": "4500", "province": "SO", "country": "IT"}, "4500"),
        ({"city": "Campione d'Italia", "postal_code": "6911", "province": "CO"}, "6911"),
        # something does
        ({"city": "Foligno", "postal_code": "6034", "province": "PG"}, "06034"),
        ({"city": "Foligno", "postal_code": "6034.0", "province": "Perugia"}, "06034"),
        ({"city": "Foligno", "postal_code": "6034", "country": "IT"}, "06034"),
        ({"city": "Foligno", "postal_code": "6034", "landline": "742 351234"}, "06034"),
        ({"city": "Foligno", "postal_code": "6034", "mobile": "3331234567"}, "06034"),
        ({"city": "Foligno", "postal_code": "6034", "vat_code": "7643520567"}, "06034"),
        ({"city": "Foligno", "postal_code": "6034", "fiscal_code": "RSSMRA80A01H501U"}, "06034"),
        ({"city": "Foligno", "postal_code": "6034", "sdi_code": "M5UXCR1"}, "06034"),
        ({"city": "Olbia", "postal_code": "7026", "province": "SS"}, "07026"),
        ({"city": "Roma", "postal_code": "184"}, "00184"),
        ({"city": "Dresden", "postal_code": "1067", "country": "Germania"}, "01067"),
    ],
)
def test_only_a_postal_code_of_italy_gets_its_zeros_back(row: dict[str, str], code: str) -> None:
    assert repair(row)[0]["postal_code"] == code


def test_a_province_tells_whether_zeros_may_be_missing() -> None:
    assert may_be_eaten("6034", "PG") and may_be_eaten("184", "RM")
    assert not may_be_eaten("5000", "AG") and not may_be_eaten("6911", "CO") and not may_be_eaten("6034", "")


def test_nobody_can_say_whose_the_telephones_of_campione_are() -> None:
    assert place_abroad("22061", "Campione d'Italia", "CO") == UNCLEAR
    assert place_abroad("22061", "CAMPIONE D’ITALIA", "Como") == UNCLEAR
    assert place_abroad("22100", "Como", "CO") == ""


@pytest.mark.parametrize("city", ["Roma - RM", "Roma/RM", "Roma, RM", "Roma (RM)"])
def test_the_province_behind_a_town_goes_into_its_place(city: str) -> None:
    found = repair({"city": city, "postal_code": "00184"})[0]
    assert (found["city"], found["province"]) == ("Roma", "RM")


@pytest.mark.parametrize(
    "name",
    [
        "AVIS Comunale",
        "C.R.A.L. Poste",
        'I.C. "G. Mazzini"',
        "Ist. Comprensivo Mazzini",
        "Pro Loco di Arona",
        "Suore Orsoline",
        "Edicola Rossi",
        "Gasthof Post",
        "Ambulatorio Veterinario",
    ],
)
def test_houses_are_no_people(name: str) -> None:
    assert is_company(name)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Don Luigi Bianchi", "Luigi", "Bianchi"),
        ("Mons. Bianchi Aldo", "Aldo", "Bianchi"),
        ("Padre Pio Rossi", "Pio", "Rossi"),
        ("Mario «Pippo» Rossi", "Mario", "«Pippo» Rossi"),
    ],
)
def test_people_stay_people(name: str, first: str, last: str) -> None:
    assert not is_company(name)
    assert split_name(name)[:2] == (first, last)


@pytest.mark.parametrize(
    ("typed", "written"), [("A2A", "A2A"), ("GELATERIA K2", "Gelateria K2"), ("VIA ROMA 12BIS", "Via Roma 12bis")]
)
def test_letters_and_digits_in_one_word_are_a_sign(typed: str, written: str) -> None:
    assert tidy_case(typed, company=True) == written


def test_a_scottish_surname() -> None:
    assert tidy_case("MCDONALD RONALD") == "McDonald Ronald"
    assert tidy_case("MCCOY") == "Mccoy"  # too short to tell


@pytest.mark.parametrize("cell", ["02 1234567 4 linee", "02 1234567 (3 linee)", "02 1234567, 10 linee"])
def test_how_many_lines_a_switchboard_has_is_no_part_of_its_number(cell: str) -> None:
    assert to_e164(cell) == "+39021234567"
