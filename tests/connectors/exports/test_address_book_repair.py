"""Damage done by spreadsheets is undone where that is certain, and left blank where it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.exports.address_book.address_book_repair import repair
from app.connectors.exports.tables.address_book_columns import ADDRESS_BOOK
from app.connectors.exports.tables.columns import Columns, choose_separator, plain
from app.connectors.exports.tables.table import KnownColumns
from app.records.address import without_city


@pytest.mark.parametrize(
    ("field", "damaged", "mended", "kind"),
    [
        ("sdi_code", "0", "0000000", "sdi_code"),
        ("sdi_code", "000", "0000000", "sdi_code"),
        ("postal_code", "184", "00184", "postal_code"),
        ("postal_code", "6122", "06122", "postal_code"),
        ("postal_code", "0", "00000", "postal_code"),
        ("postal_code", "6122,0", "06122", "postal_code"),
        ("vat_code", "743110157", "00743110157", "vat_code"),
        ("vat_code", "1234566", "00001234566", "vat_code"),
        ("vat_code", "IT743110157", "00743110157", "vat_code"),
        ("vat_code", "8,27748E+10", "", "vat_code_lost"),
        ("fiscal_code", "743110157", "00743110157", "fiscal_code"),
        ("fiscal_code", "8.2E+10", "", "fiscal_code_lost"),
        ("mobile", "393561213266", "+393561213266", "phone"),
        ("landline", "61377915", "061377915", "phone"),
        ("landline", "352397565", "0352397565", "phone"),  # Bergamo, not the mobile prefix 352
        ("mobile", "3,93912E+11", "", "phone_lost"),
        ("landline", "3,91E+10", "", "phone_lost"),
        ("mobile", "3561213266.0", "3561213266", "phone"),
        ("sdi_code", "5,00E+06", "", "sdi_code_lost"),
        ("postal_code", "1E+4", "1E+4", ""),
        ("email", "a@b.it; c@d.it", "a@b.it", "email_several"),
        ("email", "a@b.it", "a@b.it", ""),
        ("vat_code", "IT00743110157", "00743110157", ""),
        ("vat_code", "0074 3110 157", "00743110157", ""),
        ("vat_code", "123456", "123456", ""),
        ("sdi_code", "M5UXCR1", "M5UXCR1", ""),
        ("postal_code", "00184", "00184", ""),
        ("mobile", "800123456", "800123456", ""),
        ("mobile", "342-8930204", "342-8930204", ""),
        ("fiscal_code", "rssmra80a01h501u", "RSSMRA80A01H501U", ""),
    ],
)
def test_one_value(field: str, damaged: str, mended: str, kind: str) -> None:
    values, kinds = repair({field: damaged, "country": "Italia"})
    assert values[field] == mended
    assert kinds == ((kind,) if kind else ())


@pytest.mark.parametrize(
    ("field", "value"),
    [("vat_code", "123456789"), ("postal_code", "8010"), ("landline", "61377915"), ("fiscal_code", "123456789")],
)
def test_values_of_other_countries_stay(field: str, value: str) -> None:
    assert repair({field: value, "country": "Austria"}) == ({field: value, "country": "Austria"}, ())


def test_postal_codes_of_neighbours_with_five_digits() -> None:
    assert repair({"postal_code": "1067", "country": "Germania"})[0]["postal_code"] == "01067"
    assert repair({"postal_code": "0", "country": "Austria"})[0]["postal_code"] == "00000"


def test_a_fiscal_code_in_the_vat_column_is_moved_unless_another_stands_there() -> None:
    code = "RSSMRA80A01H501U"
    moved, kinds = repair({"vat_code": code, "fiscal_code": ""})
    assert (moved["vat_code"], moved["fiscal_code"], kinds) == ("", code, ("fiscal_code_moved",))
    kept, kinds = repair({"vat_code": code, "fiscal_code": "VRDNNA80A41H501X"})
    assert (kept["vat_code"], kept["fiscal_code"], kinds) == (code, "VRDNNA80A41H501X", ())


@pytest.mark.parametrize(
    ("street", "city", "province", "kept"),
    [
        ("Via Roma, 3 - ROMA RM", "Roma", "RM", "Via Roma, 3"),
        ("Via Roma, 3 - NAPOLI NA", "NAPOLI", "NA", "Via Roma, 3"),
        ("Via Po 1 - REGGIO DI CALABRIA RC", "Reggio di Calabria", "RC", "Via Po 1"),
        ("Via Po 1 - Forlì (FC)", "FORLI'", "FC", "Via Po 1"),
        ("Via Po 1 - REGGIO NELL'EMILIA RE", "Reggio nell'Emilia", "RE", "Via Po 1"),
        ("Via Po 1 - L'Aquila", "L’AQUILA", "AQ", "Via Po 1"),
        ("Via Po 1 - BERLIN ", "Berlin", "", "Via Po 1"),
        ("Via Po 1 - 00184 Roma RM", "Roma", "RM", "Via Po 1"),
        ("Via Po 1 - ROMA", "Roma", "RM", "Via Po 1"),
        ("Via Po 1 - ROMA RM", "Roma", "MI", "Via Po 1 - ROMA RM"),
        ("Via Po 1 - MILANO MI", "Roma", "RM", "Via Po 1 - MILANO MI"),
        ("Via Po 1 - scala B", "Roma", "RM", "Via Po 1 - scala B"),
        ("Via Roma", "Roma", "RM", "Via Roma"),
        (" - ROMA RM", "Roma", "RM", " - ROMA RM"),
        ("Via Po - RM", "", "", "Via Po - RM"),
    ],
)
def test_the_city_is_taken_off_a_street_only_if_it_is_the_contacts(
    street: str, city: str, province: str, kept: str
) -> None:
    assert without_city(street, city, province, "00184") == kept


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "vat_code",
                "fiscal_code",
                "postal_code",
                "sdi_code",
                "mobile",
                "landline",
                "street",
                "city",
                "province",
                "country",
                "email",
            ]
        ),
        st.one_of(st.text(max_size=15), st.text("0123456789,.E+IT ", max_size=14)),
    )
)
def test_mending_twice_changes_nothing(values: dict[str, str]) -> None:
    once, _ = repair(values)
    again, kinds = repair(once)
    assert again == once
    assert kinds == ()


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Città", "city"),
        ("CITTA'", "city"),
        (" P. IVA ", "vat_code"),
        ("Partita  Iva", "vat_code"),
        ("cod.fiscale", "fiscal_code"),
        ("Ragione Sociale", "name"),
        ("Codice SDI", "sdi_code"),
        ("Cod. Destinatario", "sdi_code"),
        ("E-mail", "email"),
        ("Boh", ""),
        ("", ""),
    ],
)
def test_columns_are_known_by_tolerant_names(name: str, field: str) -> None:
    assert ADDRESS_BOOK.names.get(plain(name), "") == field


def test_the_separator_is_the_one_that_makes_columns_known() -> None:
    known = KnownColumns().knows
    assert choose_separator("Cod.,Rag. Sociale,P.IVA", known) == ","
    assert choose_separator("Cod.\tRag. Sociale", known) == "\t"
    assert choose_separator('"Cod.";"Rag. Sociale"', known) == ";"
    assert choose_separator("x", known) == ";"


def test_a_row_is_folded_back_only_one_way() -> None:
    columns = Columns.of(["Rag. Sociale", "Indirizzo", "CAP", "Nota", "Tipo", ""], ADDRESS_BOOK)
    assert columns.names[-1] == "Tipo"
    assert columns.fold_back(["Bar", "Via Po", "00184", "a", " b", "CLIENTE"], ";") == [
        "Bar",
        "Via Po",
        "00184",
        "a; b",
        "CLIENTE",
    ]
    assert columns.fold_back(["Bar", "Via", " Po", "00184", "a", "CLIENTE"], ";") is None  # "Bar;Via" would do as well
    assert columns.fold_back(["Bar", "Via Po", "00184", "a", "b@c", "1"], ";") is None
