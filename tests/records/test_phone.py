from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.phone import has_extension, is_plausible, is_scientific, kind_of, numbers_in, place_phones, to_e164


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("342-8930204", "+393428930204"),
        ("0039 3905743037", "+393905743037"),
        ("+39 356 1213266", "+393561213266"),
        ("393912345678", "+393912345678"),
        ("06 911258", "+3906911258"),
        ("02/1234567", "+39021234567"),
        ("+49 30 901820", "+4930901820"),
        ("'3425556666", "+393425556666"),
        ("00 39 02 1234567", "+39021234567"),
        ("tel. 333 1234567", "+393331234567"),
        ("3331234567 (casa)", "+393331234567"),
    ],
)
def test_numbers_as_people_type_them(typed: str, kept: str) -> None:
    assert to_e164(typed) == kept
    assert to_e164(kept) == kept


@pytest.mark.parametrize(
    "typed", ["", "0", "3,93912E+11", "3.93912e11", "n.d.", "333 3333333", "0000000000", "12", "+", "x" * 500]
)
def test_what_is_no_number(typed: str) -> None:
    assert to_e164(typed) == ""


@given(st.one_of(st.text(max_size=25), st.text("+0123456789 -/.()E,", max_size=20)))
def test_reading_is_total_and_idempotent(text: str) -> None:
    once = to_e164(text)
    assert to_e164(once) == once
    assert not once or once[0] == "+"


def test_kinds_decide_the_slot() -> None:
    assert kind_of("342 8930204") == "mobile"
    assert kind_of("055 1234567") == "landline"
    assert kind_of("+49 30 901820") == "landline"
    assert kind_of("091 911 11 11", "CH") == "landline"
    assert kind_of("+1 212 555 0123") == ""
    assert place_phones("055 1234567", "") == ("", "055 1234567")
    assert place_phones("", "342 8930204") == ("342 8930204", "")
    assert place_phones("055 1234567", "342 8930204") == ("055 1234567", "342 8930204")
    assert place_phones("", "") == ("", "")


def test_what_only_looks_like_a_number() -> None:
    assert is_scientific("3,93912E+11")
    assert not is_scientific("393912345678")
    assert is_plausible("055 1234567")
    assert not is_plausible("399 12")
    assert has_extension("02 1234567 int. 3")
    assert not has_extension("02 1234567")


@given(st.from_regex(r"(?:\+39|0039)?(?:0[1-9][0-9]{4,9}|3[0-9]{8,9})", fullmatch=True))
def test_the_quick_way_says_what_the_library_says(text: str) -> None:
    international = f"+{text[2:]}" if text.startswith("00") else text
    number = phonenumbers.parse(international, "IT")
    digits = str(number.national_number)
    if phonenumbers.is_possible_number(number) and len(set(digits.lstrip("0"))) > 1:
        assert to_e164(text) == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        assert is_plausible(text) == phonenumbers.is_valid_number(number)


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("091 911 11 11", "CH", "+41919111111"),  # Lugano; in Italy 091 is Palermo
        ("0041 91 911 11 11", "CH", "+41919111111"),
        ("41919111111", "CH", "+41919111111"),
        ("91 123 45 67", "ES", "+34911234567"),
        ("09 1234567", "FI", "+35891234567"),
        ("089 1234567", "DE", "+49891234567"),
        ("0549 886886", "SM", "+3780549886886"),
        ("347 1234567", "CH", ""),  # no Swiss number, and nobody said that it is an Italian one
        ("+39 347 1234567", "CH", "+393471234567"),
        ("436601234567", "", ""),  # Austria's prefix without its plus
        ("12125550123", "IT", ""),
        ("800 123456", "IT", "+39800123456"),
        ("02 1234567/8", "", "+39021234567"),
        ("Tel. 02 1234567", "IT", "+39021234567"),
    ],
)
def test_a_number_without_a_prefix_is_one_of_its_records_country(typed: str, country: str, kept: str) -> None:
    assert to_e164(typed, country) == kept
    assert not kept or to_e164(kept, country) == kept


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("333 1234567 / 02 7654321", ("+393331234567", "+39027654321")),
        ("3331234567/3337654321", ("+393331234567", "+393337654321")),
        ("333 1234567; 347 7654321", ("+393331234567", "+393477654321")),
        ("333 1234567 ::: 347 7654321", ("+393331234567", "+393477654321")),
        ("333 1234567 - 347 7654321", ("+393331234567", "+393477654321")),
        ("0172/426111 - 0172/426112", ("+390172426111", "+390172426112")),
        ("tel. 02 1234567 - cell. 333 1234567", ("+39021234567", "+393331234567")),
        ("333 1234567 oppure 02 7654321", ("+393331234567", "+39027654321")),
        ("02/1234567", ("+39021234567",)),
        ("0471/971345", ("+390471971345",)),
        ("06 12345 - 678", ("+390612345678",)),
        ("02 1234567/8", ("+39021234567",)),
        ("chiamare ore pasti", ()),
    ],
)
def test_several_numbers_in_a_cell(cell: str, numbers: tuple[str, ...]) -> None:
    assert numbers_in(cell) == numbers
