"""Numbers and codes of those who live beside the border, and cells as hands and programs leave them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.compare import match_key, same
from app.records.contact import Contact
from app.records.mail import addresses_in, is_address, is_web_address
from app.records.naming.casing import tidy_case
from app.records.naming.legal_form import parse_company
from app.records.naming.names import is_company, split_name
from app.records.normalise import normalise
from app.records.phone import numbers_in, to_e164
from app.records.places.country import country_code
from app.records.places.home import UNCLEAR, fits_region, home_of, home_of_contact, place_abroad
from app.records.places.province import province_code
from app.records.text.clean import clean_value


def kept(**values: Any) -> Contact:
    return normalise(Contact(**values))


@pytest.mark.parametrize(
    ("typed", "where", "number"),
    [
        ("091 922 33 44", {"city": "Lugano", "postal_code": "6900"}, "+41919223344"),
        ("091 922 33 44", {"city": "Lugano", "postal_code": "CH-6900"}, "+41919223344"),
        ("091 922 33 44", {"city": "LUGANO (CH)"}, "+41919223344"),
        ("091 922 33 44", {"city": "Lamone (Svizzera)"}, "+41919223344"),
        ("091 922 33 44", {"city": "6900 Lugano"}, "+41919223344"),
        ("091 922 33 44", {"city": "Vacallo", "province": "TI"}, "+41919223344"),
        ("079 123 45 67", {"city": "Mendrisio"}, "+41791234567"),
        ("091 922 33 44", {"city": "Chiasso", "country": "IT"}, "091 922 33 44"),  # Italy is a mere default there
        ("091 922 33 44", {"city": "Vezia", "postal_code": "6943"}, "091 922 33 44"),
        ("091 922 33 44", {"country": "Estero"}, "091 922 33 44"),
        ("091 922 33 44", {"city": "Palermo", "province": "PA"}, "+390919223344"),
        ("05 333 1234", {"city": "Nova Gorica"}, "+38653331234"),
        ("04242 12345", {"city": "Villach", "postal_code": "A-9500"}, "+43424212345"),
        ("089 1234567", {"postal_code": "D 80331"}, "+49891234567"),
        ("04 93 12 34 56", {"city": "Menton", "postal_code": "F-06500"}, "+33493123456"),
        ("0549 991234", {"postal_code": "47899", "city": "Serravalle"}, "+3780549991234"),
        ("0549 991234", {"province": "RSM"}, "+3780549991234"),
        ("0549 991234", {"city": "San Marino", "country": "IT"}, "+390549991234"),
        ("335 7331234", {"country": "SM"}, "+393357331234"),  # its people carry Italian mobiles
        ("06 69812345", {"city": "Città del Vaticano"}, "+390669812345"),
        ("06 1234567", {"city": "Roma (RM)", "postal_code": "I-00184"}, "+39061234567"),
        ("0431 12345", {"city": "Grado (Italia)"}, "+39043112345"),
        ("091 922 33 44", {"city": "Lugano", "province": "CH"}, "+41919223344"),
        ("070 920911", {"city": "Pula"}, "+39070920911"),  # in Sardinia, and in Croatia
        ("0583 22001", {"city": "Montecarlo"}, "+39058322001"),
        ("0141 721234", {"city": "Nizza", "province": "AT"}, "+390141721234"),
        ("030 2691234", {"city": "San Gallo", "province": "BS"}, "+390302691234"),
        ("0873 123456", {"city": "Vasto (CH)", "province": "CH"}, "+390873123456"),  # Chieti
    ],
)
def test_the_place_says_whose_numbers_they_are_where_no_country_does(
    typed: str, where: dict[str, str], number: str
) -> None:
    found = kept(landline=typed, **where)
    assert found.landline == number
    assert normalise(found) == found


def test_an_own_country_goes_before_the_place() -> None:
    assert home_of("DE", "", "6900", "Lugano", "TI") == "DE"
    assert home_of("", "CHE107787577", "", "Como", "CO") == "CH"
    assert home_of("IT", "", "6900", "Lugano", "") == UNCLEAR
    assert home_of("", "", "", "", "") == home_of("IT", "", "20121", "Milano", "MI").replace("IT", "") == ""
    assert home_of_contact(Contact(city="Zurigo")) == "CH"
    assert place_abroad("6012", "Gubbio", "PG") == "" and place_abroad("6012", "", "") == UNCLEAR


def test_a_postal_code_that_lost_its_zero_is_told_by_its_telephone() -> None:
    assert fits_region("6012", ("075 9271234",)) and fits_region("6012", ("759271234",))
    assert fits_region("6012", ("333 1234567", "+39 02 1234567"))
    assert not fits_region("6900", ("091 922 33 44",)) and not fits_region("6850", ("079 123 45 67",))


@given(st.text(max_size=12), st.text(max_size=30), st.text(max_size=5))
def test_any_place_is_taken(postal_code: str, city: str, province: str) -> None:
    assert len(place_abroad(postal_code, city, province)) in (0, 2)


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("0039 0333 1234567", ("+393331234567",)),
        ("+39 (0)333 1234567", ("+393331234567",)),
        ("+39 (0)331 1234567", ("+393311234567",)),
        ("+39 0331 123456", ("+390331123456",)),
        ("+39 2 1234567", ("+39021234567",)),  # the zero is left out as in other countries
        ("0039 45 8001234", ("+390458001234",)),
        ("02-1234567/68/69", ("+39021234567",)),
        ("0721/123456-7-8", ("+390721123456",)),
        ("02 1234567-8", ("+39021234567",)),
        ("02 1234567-5", ()),
        ("333-123-45-67", ("+393331234567",)),
        ("3,331,234,567", ("+393331234567",)),
        ("333 I234567", ("+393331234567",)),
        ("o2 1234567", ("+39021234567",)),
        ("333 A234567", ()),  # never the number without its letter
        ("333 1234567 (Mario) 347 7654321 (Anna)", ("+393331234567", "+393477654321")),
        ("333 1234567 02 7654321", ("+393331234567", "+39027654321")),
        ("333 1234567 + 347 7654321", ("+393331234567", "+393477654321")),
        ("333 1234567 & 347 7654321", ("+393331234567", "+393477654321")),
        ("333 1234567 — 347 7654321", ("+393331234567", "+393477654321")),
        ("333 1234567\\347 7654321", ("+393331234567", "+393477654321")),
        ("tel 02 1234567 fax 02 7654321", ("+39021234567", "+39027654321")),
        ("fax 02 7654321 tel 02 1234567", ("+39021234567", "+39027654321")),
        ("tel/fax 02 1234567", ("+39021234567",)),
        ("Fax: 02 7654321", ()),
        ("015254599371", ()),  # a German mobile as it is dialled at home: one digit too many for Italy
    ],
)
def test_numbers_of_a_cell(cell: str, numbers: tuple[str, ...]) -> None:
    assert numbers_in(cell) == numbers
    assert all(to_e164(n) == n for n in numbers)


def test_one_line_is_one_however_its_prefix_is_written() -> None:
    assert same("landline", "+390549991234", "+3780549991234")
    assert match_key("phone", "0549 991234") == match_key("phone", "0549 991234", "SM") == "+3780549991234"
    assert same("landline", "091 922 33 44", "+41919223344")  # typed where nobody could say whose it is
    assert not same("landline", "091 922 33 45", "+41919223344")
    assert not same("landline", "fax 091 922 33 44", "+41919223344")


@pytest.mark.parametrize("number", ["1234567890", "0123456789", "123456", "non ha", "da chiedere", "TBD"])
def test_what_is_typed_for_want_of_a_number_is_none(number: str) -> None:
    assert kept(mobile=number) == Contact()


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("info(at)rossi.it", ("info@rossi.it",)),
        ("info [at] rossi.it", ("info@rossi.it",)),
        ("info chiocciola rossi.it", ("info@rossi.it",)),
        ("info%40rossi.it", ("info@rossi.it",)),
        ("“info@rossi.it”", ("info@rossi.it",)),
        ("«info@rossi.it»", ("info@rossi.it",)),
        ("info@rossi.it…", ("info@rossi.it",)),
        ("http://info@rossi.it", ("info@rossi.it",)),
        ("info@rossi.it\\anna@rossi.it", ("info@rossi.it", "anna@rossi.it")),
        ("jürgen@müller.de", ("jürgen@müller.de",)),
        ("no@no.it", ()),
        ("noemail@noemail.com", ()),
        ("xxx@xxx.it", ()),
        ("m.rossi.gmail.com", ()),
        ("m.rossiàgmail.com", ()),
    ],
)
def test_addresses_as_hands_leave_them(cell: str, found: tuple[str, ...]) -> None:
    assert addresses_in(cell) == found


def test_an_address_without_its_sign_is_no_site() -> None:
    assert not any(
        map(is_web_address, ["m.rossi.gmail.com", "m.rossiàlibero.it", "info(at)rossi.it", "info%40rossi.it"])
    )
    assert is_web_address("rossi.it") and is_web_address("shop.rossi-verdi.com/")
    assert not is_address("a" * 65 + "@rossi.it") and not is_address("info@rossi.it…")


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ({"sdi_code": "rossi@pec.it"}, {"pec": "rossi@pec.it"}),
        ({"sdi_code": "M5UXCR1 - rossi@pec.it"}, {"sdi_code": "M5UXCR1", "pec": "rossi@pec.it"}),
        ({"pec": "m5uxcr1"}, {"sdi_code": "M5UXCR1"}),
        ({"pec": "M5UXCR1", "sdi_code": "0000000"}, {"sdi_code": "M5UXCR1"}),
        ({"sdi_code": "Codice univoco: M5UXCR1"}, {"sdi_code": "M5UXCR1"}),
        ({"sdi_code": "SZLUBAI"}, {"sdi_code": "SZLUBAI"}),  # letters alone, and a code
        ({"sdi_code": "PRIVATO"}, {}),
        ({"sdi_code": "via pec"}, {}),
        ({"pec": "0000000"}, {}),
    ],
)
def test_code_and_pec_go_where_they_belong(given: dict[str, str], right: dict[str, str]) -> None:
    assert kept(**given) == Contact().with_values(right)


def test_a_code_and_somebody_elses_pec_stay_as_typed() -> None:
    assert kept(sdi_code="rossi@pec.it", pec="verdi@pec.it").pec == "verdi@pec.it"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("ITO7643520567", "07643520567"),
        ("07643520567IT", "07643520567"),
        ("HR 33392005961", "HR33392005961"),  # eleven digits behind another country's prefix are not Italian
        ("FR 40303265045", "FR40303265045"),
        ("LV-40003521600", "LV40003521600"),
        ("EX 07643520567", "07643520567"),
    ],
)
def test_a_vat_code_keeps_its_country(cell: str, code: str) -> None:
    assert kept(vat_code=cell).vat_code == code


def test_fiscal_codes_of_two_persons_are_not_pushed_together() -> None:
    both = "RSSMRA80A01H501U / BNCNNA80A41H501K"
    assert kept(fiscal_code=both).fiscal_code == both
    assert kept(fiscal_code="CFRSSMRA80A01H501U").fiscal_code == "RSSMRA80A01H501U"
    assert kept(fiscal_code="AAAAAA00A00A000A") == Contact()


@pytest.mark.parametrize(
    ("field", "value", "right"),
    [
        ("city", "null", ""),
        ("city", "nan", ""),
        ("city", "None", "None"),  # near Turin
        ("street", "NULL", ""),
        ("province", "None", ""),
        ("province", "NA", "NA"),
        ("country", "nan", ""),
        ("country", "NO", "NO"),
        ("website", "http://", ""),
        ("last_name", "Nan", "Nan"),
        ("company", "True", "True"),
    ],
)
def test_what_programs_write_for_a_blank(field: str, value: str, right: str) -> None:
    assert clean_value(field, value) == right


@pytest.mark.parametrize(
    ("text", "code"),
    [("R M", "RM"), ("R.M.", "RM"), ("Metropolitan City of Milan", "MI"), ("Province of Turin", "TO"), ("Rome", "RM")],
)
def test_provinces_as_maps_and_hands_write_them(text: str, code: str) -> None:
    assert province_code(text) == code
    assert same("city", "Milan", "MILANO") and not same("city", "Milan", "Melano")
    assert country_code("E.A.U.") == "AE" and country_code("Canton Ticino") == "CH"


@pytest.mark.parametrize("name", ["Da Gino", "Il Punto", "La Bottega di Anna"])
def test_an_inn_and_a_shop_are_no_persons(name: str) -> None:
    assert is_company(name)


@pytest.mark.parametrize("name", ["Da Rold Marco", "La Rosa Mario", "Lo Presti Anna", "Da Silva Ana"])
def test_a_surname_that_begins_likewise_is_a_persons(name: str) -> None:
    assert not is_company(name)


def test_titles_quotes_and_shortened_words() -> None:
    assert split_name("Gent.ma Sig.ra Bianchi Anna")[:2] == ("Anna", "Bianchi")
    assert split_name('"Mario Rossi"')[:2] == ("Mario", "Rossi")
    assert parse_company("Spett.le Rossi Srl") == parse_company("Rossi Srl")
    assert tidy_case("P.ZZA GARIBALDI", company=True) == "P.zza Garibaldi"
    assert tidy_case("F.LLI ROSSI", company=True) == "F.lli Rossi"
    assert tidy_case("V.LE EUROPA", company=True) == "V.le Europa"
