from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.contact import CONTACT_FIELDS, Contact
from app.records.normalise import normalise
from app.records.places.home import home_of
from app.records.text.clean import clean_text, clean_value, plain_digits


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ("info@pro\u00adva.example", "info@prova.example"),
        ("Bar\u200b Sport\ufeff", "Bar Sport"),
        ("０７６４３５２０５６７", "07643520567"),
        ("Caffe\u0300", "Caffè"),
        ("Rossi &amp; Figli", "Rossi & Figli"),
        ("Rossi &amp;amp; Figli", "Rossi & Figli"),
        ("Citt&agrave; &#8211; Fond&#233;", "Città – Fondé"),
        ("AT&T; R&D", "AT&T; R&D"),
        ("Via Po 1_x000D_\nInterno 4", "Via Po 1\r\nInterno 4"),
        ("a\x00b", "ab"),
        ("Piazza d’Armi", "Piazza d’Armi"),
    ],
)
def test_what_nobody_typed_goes(found: str, kept: str) -> None:
    assert clean_text(found) == kept


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("company", "-"),
        ("city", "n.d."),
        ("street", "N/D"),
        ("email", "null"),
        ("pec", "#N/A"),
        ("mobile", "0000000"),
        ("landline", "0"),
        ("sdi_code", "0000000"),
        ("sdi_code", "XXXXXXX"),
        ("postal_code", "00000"),
        ("vat_code", "nessuna"),
        ("website", "non disponibile"),
        ("province", "--"),
    ],
)
def test_placeholders_are_blank(field: str, value: str) -> None:
    assert clean_value(field, value) == ""
    assert normalise(Contact().with_values({field: value})) == Contact()


@pytest.mark.parametrize(
    ("field", "value"),
    [("province", "NA"), ("city", "None"), ("last_name", "Null"), ("sdi_code", "M5UXCR1"), ("note", "-")],
)
def test_what_only_looks_like_a_placeholder_stays(field: str, value: str) -> None:
    assert clean_value(field, value) == value


@given(st.sampled_from(CONTACT_FIELDS), st.text())
def test_cleaning_twice_changes_nothing(field: str, text: str) -> None:
    once = clean_value(field, text)
    assert clean_value(field, once) == once


def test_values_are_read_in_their_records_country() -> None:
    lugano = normalise(Contact(country="Svizzera", landline="091 911 11 11", vat_code="CHE-107.787.577 IVA"))
    assert (lugano.landline, lugano.vat_code) == ("+41919111111", "CHE107787577")
    munich = normalise(Contact(vat_code="DE136695976", landline="089 1234567"))
    assert munich.landline == "+49891234567"
    unclear = normalise(Contact(country="CH", mobile="347 1234567"))
    assert unclear.mobile == "347 1234567"
    assert normalise(Contact(landline="٠٦ ٩١١٢٥٨")).landline == "+3906911258"
    assert home_of("", "EL027408226") == "GR" and home_of("", "01234567897") == ""
    assert plain_digits("٣") == "3"
