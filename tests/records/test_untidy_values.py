"""Values as people and programs leave them in cells: each is read as what it means, or left as it stands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.codes.tax_cell import codes_of, mended_person_code, mended_vat
from app.records.contact import Contact
from app.records.mail import addresses_in
from app.records.naming.casing import tidy_case
from app.records.naming.names import is_company, split_name
from app.records.normalise import normalise
from app.records.phone import numbers_in
from app.records.places.country import country_code
from app.records.places.province import province_code

VAT, PERSON = "07643520567", "RSSMRA80A01H501U"


def kept(**values: Any) -> Contact:
    return normalise(Contact(**values))


@pytest.mark.parametrize(
    "cell",
    [
        "IT IT07643520567",
        "it-076.435.205.67",
        "P.IVA n. 07643520567",
        "C.F. e P.IVA 07643520567",
        "CF/PIVA 07643520567",
        "P.I./C.F. 07643520567",
        "Partita Iva: IT07643520567",
        "VAT number IT07643520567",
        "O7643520567",
        "0764352O567",
        "07643520567.0",
        "07643520567 - 07643520567",
        "07643520567 (sede)",
    ],
)
def test_a_vat_code_behind_a_label_or_with_a_letter_for_a_digit(cell: str) -> None:
    assert kept(vat_code=cell).vat_code == VAT


@pytest.mark.parametrize(
    "cell", ["C.F. RSSMRA80A01H501U", "Codice Fiscale: rss mra 80a01 h501u", "RSSMRA8OAO1H501U", "ITRSSMRA80A01H501U"]
)
def test_a_fiscal_code_likewise(cell: str) -> None:
    assert kept(fiscal_code=cell).fiscal_code == PERSON


@pytest.mark.parametrize(
    ("vat", "fiscal", "right"),
    [
        (f"{VAT} / {PERSON}", "", (VAT, PERSON)),
        (f"P.IVA IT{VAT} C.F. {PERSON}", "", (VAT, PERSON)),
        (f"{VAT} {PERSON}", PERSON, (VAT, PERSON)),
        ("", f"{PERSON}/{VAT}", (VAT, PERSON)),
        (PERSON, "", ("", PERSON)),
        (PERSON, PERSON, ("", PERSON)),
    ],
)
def test_two_codes_of_one_cell_are_told_apart(vat: str, fiscal: str, right: tuple[str, str]) -> None:
    found = kept(vat_code=vat, fiscal_code=fiscal)
    assert (found.vat_code, found.fiscal_code) == right


def test_codes_of_two_firms_in_one_cell_are_nobodys() -> None:
    both = f"{VAT} / 00743110157"
    assert codes_of(both, "") == (both, "")
    assert codes_of(f"DE136695976 / {VAT}", "") == (f"DE136695976 / {VAT}", "")


def test_a_letter_is_only_mended_where_the_check_is_right_then() -> None:
    assert mended_person_code("RSSMRA8OA01H501X") == ""
    assert mended_vat("O7643520568") == ""
    assert mended_person_code("RSSMRAU0A01H501D") == "RSSMRAU0A01H501D"  # a letter of omocodia is no slip


@pytest.mark.parametrize("cell", ["privato", "esente", "in attesa", "non soggetto", "1.23457E+10", "7,64352E+09"])
def test_what_is_no_code_never_goes_over_as_one(cell: str) -> None:
    assert kept(vat_code=cell, fiscal_code=cell) == Contact()


@pytest.mark.parametrize(
    ("cell", "country", "right"),
    [
        ("CH-107.787.577", "CH", "CHE107787577"),
        ("107.787.577", "CH", "CHE107787577"),
        ("NO 974 760 673 MVA", "NO", "NO974760673"),
        ("974760673MVA", "NO", "NO974760673"),
        ("NL4495445B01", "NL", "NL004495445B01"),
        ("COE SM 05426", "SM", "SM05426"),
        ("USt-IdNr. DE136695976", "DE", "DE136695976"),
        ("UID CHE-107.787.577", "CH", "CHE107787577"),
        ("NIF ESA13585625", "ES", "ESA13585625"),
    ],
)
def test_codes_from_abroad_in_the_dress_of_their_country(cell: str, country: str, right: str) -> None:
    assert kept(vat_code=cell, country=country).vat_code == right


@pytest.mark.parametrize(
    "cell", ["#RIF!", "#REF!", "#VALORE!", "#VALUE!", "#NOME?", "#DIV/0!", "#NULL!", "#N/D", "#####", "Err:502"]
)
def test_an_error_of_a_spreadsheet_is_no_value(cell: str) -> None:
    names = ("company", "email", "mobile", "street", "postal_code", "city", "province", "country", "vat_code")
    assert kept(**dict.fromkeys((*names, "fiscal_code", "pec", "website", "landline"), cell)) == Contact()


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Germania (DE)", "DE"),
        ("IT - Italia", "IT"),
        ("IT-Italia", "IT"),
        ("D", "DE"),
        ("SLO", "SI"),
        ("U.K.", "GB"),
        ("Slowenien", "SI"),
        ("Sverige", "SE"),
        ("België", "BE"),
        ("Ελλάδα", "GR"),
        ("Repubblica d'Irlanda", "IE"),
        ("Irlanda del Nord", "GB"),
        ("Stato della Città del Vaticano", "VA"),
        ("Italia - Lombardia", ""),
        ("Italia/Francia", ""),
        ("Estero", ""),
    ],
)
def test_countries_as_others_name_them(cell: str, code: str) -> None:
    assert country_code(cell) == code


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("ROMA (RM)", "RM"),
        ("Bolzano/Bozen", "BZ"),
        ("Südtirol", "BZ"),
        ("Vallée d'Aoste", "AO"),
        ("BAT", "BT"),
        ("Spezia", "SP"),
        ("Roma/Milano", ""),
        ("Ticino", ""),
    ],
)
def test_provinces_as_people_write_them(cell: str, code: str) -> None:
    assert province_code(cell) == code


def test_abroad_is_no_province() -> None:
    assert kept(province="EE", country="DE").province == ""


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("mario rossi@gmail.com", ()),  # rossi@gmail.com is somebody else's
        ("Mario Rossi m.rossi@gmail.com", ("m.rossi@gmail.com",)),
        ("email info@rossi.it pec rossi@pec.it", ("info@rossi.it", "rossi@pec.it")),
        ("mario.rossi @gmail.com", ("mario.rossi@gmail.com",)),
        ("mario.rossi@ gmail.com", ("mario.rossi@gmail.com",)),
        ("amministrazione:info@rossi.it", ("info@rossi.it",)),
        ("info@rossi.it#mailto:info@rossi.it#", ("info@rossi.it",)),
        ("a@rossi.it e b@rossi.it", ("a@rossi.it", "b@rossi.it")),
        ("a@rossi.it b@rossi.it", ("a@rossi.it", "b@rossi.it")),
    ],
)
def test_a_space_in_an_address_makes_no_other_address(cell: str, found: tuple[str, ...]) -> None:
    assert addresses_in(cell) == found


@pytest.mark.parametrize(
    ("cell", "country", "found"),
    [
        ("3331234567 3347654321", "", ("+393331234567", "+393347654321")),
        ("333 1234567-334 7654321", "IT", ("+393331234567", "+393347654321")),
        ("+39 0039 333 1234567", "", ("+393331234567",)),
        ("+39+393331234567", "", ("+393331234567",)),
        ("3331234567.0", "", ("+393331234567",)),
        ("333 1234567", "DE", ()),  # Italian, or German without its zero: nobody can say
        ("0333 1234567", "DE", ("+493331234567",)),
        ("171 1234567", "DE", ("+491711234567",)),
    ],
)
def test_numbers_that_a_program_or_a_hurry_has_bent(cell: str, country: str, found: tuple[str, ...]) -> None:
    assert numbers_in(cell, country) == found


def test_a_prefix_alone_is_no_number() -> None:
    assert kept(mobile="+39", landline="0039 ") == Contact()


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("M. Rossi", "M.", "Rossi"),
        ("Rossi M.", "M.", "Rossi"),
        ("ROSSI G.B.", "G.B.", "ROSSI"),
        ("Arch. Rossi", "", "Rossi"),
        ("Rossi geom. Mario", "Mario", "Rossi"),
        ("Notaio Rossi Mario", "Mario", "Rossi"),
        ("Dr. med. Hans Müller", "Hans", "Müller"),
        ("Per Hansen", "Per", "Hansen"),
        ("Per Anders Olsson", "Per", "Anders Olsson"),
    ],
)
def test_initials_and_titles_in_a_name(name: str, first: str, last: str) -> None:
    assert not is_company(name)
    assert split_name(name)[:2] == (first, last)


@pytest.mark.parametrize("name", ["Ditta Rossi Mario", "Az. Agr. Rossi Mario", "Eredi Rossi Mario", "Famiglia Rossi"])
def test_a_firm_or_a_family_is_no_person(name: str) -> None:
    assert is_company(name)


def test_an_address_in_place_of_a_name_stays_one() -> None:
    assert tidy_case("mario@rossi.it", company=True) == "mario@rossi.it"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_cells_are_read_the_same_a_second_time(vat: str, fiscal: str) -> None:
    once = kept(vat_code=vat, fiscal_code=fiscal)
    assert normalise(once) == once
