from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.codes.fiscal_code import (
    fiscal_code_is_valid,
    fiscal_code_key,
    is_person_code,
    name_letters,
    omocodia_key,
    surname_letters,
    tidy_fiscal_code,
    without_omocodia,
)
from app.records.codes.vat import (
    canonical_vat,
    country_prefix,
    is_placeholder,
    pad_vat,
    tidy_vat,
    vat_is_valid,
    vat_key,
)
from app.records.places.country import country_code, tidy_country
from app.records.places.province import province_code, tidy_province

CODES = (
    "AG AL AN AO AP AQ AR AT AV BA BG BI BL BN BO BR BS BT BZ CA CB CE CH CL CN CO CR CS CT CZ EN FC FE "
    "FG FI FM FR GE GO GR IM IS KR LC LE LI LO LT LU MB MC ME MI MN MO MS MT NA NO NU OR PA PC PD PE PG "
    "PI PN PO PR PT PU PV PZ RA RC RE RG RI RM RN RO SA SI SO SP SR SS SU SV TA TE TN TO TP TR TS TV UD "
    "VA VB VC VE VI VR VT VV "
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("IT01234567890", "01234567890"),
        ("it 0123 456 7890", "01234567890"),
        ("DE 707.462.682", "DE707462682"),
        ("P.IVA 01234567890", "01234567890"),
        ("P. IVA: IT01234567890", "01234567890"),
        (" - ", "-"),
        ("", ""),
        ("IT1234567890", "1234567890"),
        ("ITALIA", "ITALIA"),
    ],
)
def test_vat_codes_are_kept_without_it(typed: str, kept: str) -> None:
    assert tidy_vat(typed) == kept
    assert tidy_vat(kept) == kept


def test_vat_check_digit_warns_only() -> None:
    assert vat_is_valid("00743110157")
    assert vat_is_valid("IT 00743110157")
    assert vat_is_valid("82774710881")  # an issuing office that the library does not know
    assert not vat_is_valid("00743110158")
    assert not vat_is_valid("03912377542")  # an example of Fattura24's own documentation
    assert not vat_is_valid("DE123456789")
    assert pad_vat("743110157") == "00743110157"
    assert pad_vat("DE743110157") == "DE743110157"
    assert country_prefix("DE707462682") == "DE"
    assert country_prefix("01234567890") == ""


@given(st.text(max_size=20))
def test_vat_functions_take_any_text(text: str) -> None:
    assert tidy_vat(tidy_vat(text)) == tidy_vat(text)
    assert vat_key(vat_key(text)) == vat_key(text)
    assert vat_is_valid(text) in (True, False)


def test_fiscal_codes() -> None:
    assert tidy_fiscal_code(" rss mra 80a01 h501u ") == "RSSMRA80A01H501U"
    assert is_person_code("rssmra80a01h501u")
    assert not is_person_code("01234567890")
    assert fiscal_code_is_valid("RSSMRA80A01H501U")
    assert not fiscal_code_is_valid("RSSMRA80A01H501X")
    assert fiscal_code_is_valid("97103880585")
    assert not fiscal_code_is_valid("ÀÈÌÒÙÀÈÌÒÙÀÈÌÒÙÀ")


def test_omocodia_is_undone_for_comparing_only() -> None:
    assert without_omocodia("RSSMRA80A01H50MM") == "RSSMRA80A01H501U"
    assert without_omocodia("RSSMRA80A01H501U") == "RSSMRA80A01H501U"
    assert omocodia_key("rssmra80a01h50mm") == omocodia_key("RSSMRA80A01H501U") == "RSSMRA80A01H501U"
    assert fiscal_code_key("rssmra80a01h50mm") != fiscal_code_key("RSSMRA80A01H501U"), "they may be two persons"
    assert omocodia_key("01234567890") == ""
    assert fiscal_code_key("RSSMRA80A01H501X") != fiscal_code_key("RSSMRA80A01H501U")
    assert tidy_fiscal_code("RSSMRA80A01H50MM") == "RSSMRA80A01H50MM"


@given(st.one_of(st.text(max_size=20), st.from_regex(r"[A-Z]{6}[0-9L-V]{2}[A-T][0-9L-V]{2}[A-Z][0-9L-V]{3}[A-Z]")))
def test_fiscal_code_functions_take_any_text(text: str) -> None:
    once = without_omocodia(text)
    assert without_omocodia(once) == once
    assert fiscal_code_key(fiscal_code_key(text)) == fiscal_code_key(text)
    assert fiscal_code_is_valid(text) in (True, False)


@pytest.mark.parametrize(
    ("surname", "letters"),
    [("Rossi", "RSS"), ("Fo", "FOX"), ("Bue", "BUE"), ("De Luca", "DLC"), ("Dell'Acqua", "DLL"), ("Nicolò", "NCL")],
)
def test_letters_of_surnames(surname: str, letters: str) -> None:
    assert surname_letters(surname) == letters


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Mario", "MRA"), ("Gianfranco", "GFR"), ("Zoè", "ZOE"), ("Ada", "DAA"), ("Alessandro", "LSN"), ("", "XXX")],
)
def test_letters_of_first_names(name: str, letters: str) -> None:
    assert name_letters(name) == letters


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ITALIA", "IT"),
        ("Italy", "IT"),
        ("it", "IT"),
        ("ITA", "IT"),
        ("GERMANIA", "DE"),
        ("Germany", "DE"),
        ("Svizzera", "CH"),
        ("Regno Unito", "GB"),
        ("UK", "GB"),
        ("U.S.A.", "US"),
        ("Paesi Bassi", "NL"),
        ("Olanda", "NL"),
        ("Austria", "AT"),
        ("Repubblica Ceca", "CZ"),
        ("San Marino", "SM"),
        ("EL", "GR"),
        ("Côte d'Ivoire", "CI"),
        ("Atlantide", ""),
        ("", ""),
        ("XX", ""),
        ("France", "FR"),
        ("Stati Uniti d'America", "US"),
    ],
)
def test_countries(typed: str, code: str) -> None:
    assert country_code(typed) == code
    assert tidy_country(typed) == (code or typed)


def test_every_province_is_known_by_its_code() -> None:
    for code in CODES.split():
        assert province_code(code.lower()) == code
    assert len(CODES.split()) == 107


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Napoli", "NA"),
        ("Forlì-Cesena", "FC"),
        ("FORLI' CESENA", "FC"),
        ("(MI)", "MI"),
        ("Reggio nell'Emilia", "RE"),
        ("FO", "FC"),
        ("Monza e della Brianza", "MB"),
        ("Provincia di Isernia", "IS"),
        ("Rimini", "RN"),
        ("EE", ""),
        ("", ""),
    ],
)
def test_provinces(typed: str, code: str) -> None:
    assert province_code(typed) == code


def test_unknown_provinces_stay_as_typed() -> None:
    assert tidy_province(" ee ") == "EE"
    assert tidy_province("Baviera") == "Baviera"


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("027408226", "GR", "EL027408226"),
        ("GR027408226", "GR", "EL027408226"),
        ("EL 027408226", "", "EL027408226"),
        ("GREL027408226", "GR", "EL027408226"),
        ("ITIT01234567897", "IT", "01234567897"),
        ("DEDE136695976", "DE", "DE136695976"),
        ("136695976", "DE", "DE136695976"),
        ("136695976", "", "136695976"),
        ("FRFR123456789", "FR", "FRFR123456789"),  # the first FR is the country, the second the key
        ("05426", "SM", "SM05426"),
        ("5426", "SM", "SM05426"),
        ("SM05426", "", "SM05426"),
        ("33392005961", "HR", "HR33392005961"),  # passes the Italian check digit, too
        ("00743110157", "US", "00743110157"),  # HighLevel's default country says nothing about an Italian firm
        ("CHE-107.787.577 MWST", "CH", "CHE107787577"),
        ("ATU13585627", "AT", "ATU13585627"),
        ("U13585627", "AT", "ATU13585627"),
        ("12-3456789", "US", "US123456789"),
        ("RSSMRA80A01H501U", "DE", "RSSMRA80A01H501U"),
        ("esente", "DE", "esente"),
        ("IT00743110157", "LU", "00743110157"),  # registered in Italy, at home in Luxembourg
        ("IT12345678900", "LU", "IT12345678900"),
        ("XI123456789", "GB", "XI123456789"),
        ("SM3473", "SM", "SM03473"),
        ("SMSM03473", "SM", "SM03473"),
        ("OO99999999999", "", ""),
        ("99999999999", "US", ""),
        ("00000000000", "IT", ""),
        ("EE0000000", "EE", ""),
    ],
)
def test_one_canonical_form_from_country_and_code(typed: str, country: str, kept: str) -> None:
    assert canonical_vat(typed, country) == kept
    assert canonical_vat(kept, country) == kept


def test_placeholders_are_no_codes() -> None:
    assert all(map(is_placeholder, ["OO99999999999", "XXXXXXXXXXXXXXXX", "XXXXXX00X00X000X", "0", "IT00000000000"]))
    assert not any(map(is_placeholder, ["01234567897", "SM05426", "DE136695976", "RSSMRA80A01H501U", ""]))


def test_a_short_code_is_a_key_behind_its_country_only() -> None:
    assert vat_key("SM05426") == "SM05426"
    assert vat_key("05426") == "" and vat_key("SM1") == ""
