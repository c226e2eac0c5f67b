"""An address of which several parts stand in one value, read alike wherever it comes from."""

from __future__ import annotations

import pytest

from app.connectors.exports.address_book.address_book_repair import repair
from app.records.contact import ADDRESS_FIELDS, Contact
from app.records.normalise import normalise

PARTED = [
    ({"city": "Roma (RM)"}, {"city": "Roma", "province": "RM"}),
    ({"city": "ROMA RM"}, {"city": "ROMA", "province": "RM"}),
    ({"city": "REGGIO EMILIA RE"}, {"city": "REGGIO EMILIA", "province": "RE"}),
    ({"city": "CARPI MO", "province": "Modena"}, {"city": "CARPI", "province": "MO"}),
    ({"city": "Milano, MI"}, {"city": "Milano", "province": "MI"}),
    ({"city": "00187 Roma"}, {"city": "Roma", "postal_code": "00187"}),
    ({"city": "Milano", "street": "Via Po 1 - MILANO MI", "province": "MI"}, {"street": "Via Po 1"}),
    ({"postal_code": "I-20100", "city": "Milano"}, {"postal_code": "20100"}),
    ({"postal_code": "20 100", "city": "Milano"}, {"postal_code": "20100"}),
    (
        {"street": "Via Roma 1, 00187 Roma RM"},
        {"street": "Via Roma 1", "postal_code": "00187", "city": "Roma", "province": "RM"},
    ),
    ({"street": "Via Po 3 - 10121 Torino", "city": "TORINO"}, {"street": "Via Po 3", "postal_code": "10121"}),
    ({"street": "Via Roma 1, 00187 Roma", "city": "Milano"}, {}),
    ({"street": "Via Roma 1, 00187 Roma", "postal_code": "00184"}, {}),
    ({"street": "Strada 12, 6900 Lugano"}, {}),
    ({"street": "RUE 5, 75001 PARIS"}, {}),
    ({"street": "Via dei Mille, 12345 bis"}, {}),
    # a town's own name, of another country, or contradicted by what stands beside it
    ({"city": "SAN BENEDETTO PO", "province": "MN"}, {}),
    ({"city": "SAN BENEDETTO PO"}, {}),
    ({"city": "Portland OR"}, {}),
    ({"city": "Los Angeles, CA", "country": "US"}, {}),
    ({"city": "ROMA RM", "province": "MI"}, {}),
    ({"postal_code": "D 80331", "city": "Monaco"}, {}),
    ({"postal_code": "SW1A 1AA", "city": "London", "country": "GB"}, {}),
]


@pytest.mark.parametrize(("typed", "parted"), PARTED, ids=[str(n) for n in range(len(PARTED))])
def test_both_sides_read_an_address_alike(typed: dict[str, str], parted: dict[str, str]) -> None:
    """Of what Ponte24 wrote, the next export would otherwise be read as another address, or another customer."""
    contact = normalise(Contact().with_values(typed))
    wanted = typed | parted
    assert {n: v for n in ADDRESS_FIELDS if (v := contact.get(n))} == {n: v for n, v in wanted.items() if v}
    assert normalise(contact) == contact
    exported, _ = repair({n: contact.get(n) for n in ADDRESS_FIELDS})
    assert {n: exported[n] for n in ADDRESS_FIELDS if exported.get(n)} == {n: v for n, v in wanted.items() if v}


@pytest.mark.parametrize(
    ("first", "last", "kept"),
    [
        ("Dott. Ugo", "Neri", ("Ugo", "Neri")),
        ("Sig.ra Anna", "Verdi", ("Anna", "Verdi")),
        ("Dott.", "Gallo", ("", "Gallo")),
        ("Don", "Bosco", ("Don", "Bosco")),
        ("Don", "De Luca", ("Don", "De Luca")),
        ("Sig", "Hansen Olsen", ("Sig", "Hansen Olsen")),
        ("Per Anders", "Olsson", ("Per Anders", "Olsson")),
        ("Per. Ind. Ugo", "Neri", ("Ugo", "Neri")),
        ("Mario", "Rossi geom.", ("Mario", "Rossi")),
        ("Rosa", "Rosa", ("Rosa", "Rosa")),
    ],
)
def test_titles_are_no_part_of_a_name(first: str, last: str, kept: tuple[str, str]) -> None:
    contact = normalise(Contact(first_name=first, last_name=last))
    assert (contact.first_name, contact.last_name) == kept


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("CaffÃ¨ PerchÃ© Srl", "Caffè Perché Srl"),
        ("Bar Dellâ€™Angelo", "Bar Dell’Angelo"),
        ("BAR DELLÂ€™ANGELO", "BAR DELL’ANGELO"),
        ("SocietÃ\u00a0 Verde", "Società Verde"),
        ("Dvo\u0159Ã¡k â‚¬", "Dvo\u0159ák €"),
        ("JOÃO IRMÃO", "JOÃO IRMÃO"),
        ("PERCHÉ’ CITTÀ»", "PERCHÉ’ CITTÀ»"),
        ("Ångström Ä", "Ångström Ä"),
    ],
)
def test_what_was_encoded_twice_is_read_as_meant(typed: str, meant: str) -> None:
    assert normalise(Contact(company=typed)).company == meant


@pytest.mark.parametrize("text", ["P.IVA 1-mar", "C.F. 1,23E+10"])
def test_a_label_before_it_does_not_save_a_damaged_code(text: str) -> None:
    mended, _ = repair({"vat_code": text, "fiscal_code": text})
    assert (mended["vat_code"], mended["fiscal_code"]) == ("", "")
    assert repair({"vat_code": "P.IVA 7643520567.0"})[0]["vat_code"] == "07643520567"


@pytest.mark.parametrize("text", ["1-mar", "mar-05", "05/03/2024", "2005-03-01 00:00:00", "1 marzo 2024"])
def test_a_code_that_a_spreadsheet_took_for_a_day_is_left_out(text: str) -> None:
    for field in ("vat_code", "fiscal_code", "sdi_code", "mobile"):
        mended, kinds = repair({field: text})
        assert mended[field] == "", field
        assert any(kind.endswith("_lost") for kind in kinds)


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("123450058", "", "00123450058"),
        ("123450058", "IT", "00123450058"),
        ("136695976", "DE", "DE136695976"),
        ("1-mar", "", ""),
        ("51000200587 / 51000210586", "", "51000200587 / 51000210586"),
    ],
)
def test_a_code_that_was_damaged_on_its_way_into_highlevel_is_read_as_one_of_a_file(
    typed: str, country: str, kept: str
) -> None:
    contact = normalise(Contact(company="Uno Srl", vat_code=typed, country=country))
    assert contact.vat_code == kept
    assert normalise(contact) == contact
