from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.records.contact import CONTACT_FIELDS, Contact
from app.records.normalise import normalise
from app.records.validate import warnings
from app.texts import LANGUAGES, text

TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["IT01234567890", "0039 342 1234567", "02 1234567 int. 3", " Italia ", "Milano", "3,9E+11", "A@B.IT", "\r\n x"]
    ),
)
CONTACTS = st.builds(
    Contact, **{n: TEXTS for n in CONTACT_FIELDS if n != "tags"}, tags=st.lists(TEXTS, max_size=3).map(tuple)
)


def test_every_value_gets_its_kept_form() -> None:
    assert normalise(
        Contact(
            first_name=" Mario ",
            last_name="DE  LUCA",
            email=" Mario@X.IT ",
            mobile="342-8930204",
            landline="02 1234567 int. 3",
            street="Via  Roma, 1",
            postal_code=" 00184 ",
            province="milano",
            country="Italia",
            vat_code="IT 01234567890",
            fiscal_code="rssmra80a01h501u",
            sdi_code=" m5uxcr1 ",
            pec="MAILTO:A@Pec.it",
            note=" a\r\nb ",
            tags=("VIP ", "a", ""),
        )
    ) == Contact(
        first_name="Mario",
        last_name="DE LUCA",
        email="mario@x.it",
        mobile="+393428930204",
        landline="02 1234567 int. 3",
        street="Via Roma, 1",
        postal_code="00184",
        province="MI",
        country="IT",
        vat_code="01234567890",
        fiscal_code="RSSMRA80A01H501U",
        sdi_code="M5UXCR1",
        pec="a@pec.it",
        note="a\nb",
        tags=("a", "vip"),
    )


@given(CONTACTS)
def test_normalising_twice_changes_nothing(contact: Contact) -> None:
    once = normalise(contact)
    assert normalise(once) == once


GOOD = Contact(
    first_name="Mario",
    last_name="Rossi",
    email="mario@rossi.it",
    mobile="+393428930204",
    postal_code="00184",
    province="RM",
    country="IT",
    vat_code="00743110157",
    fiscal_code="RSSMRA80A01H501U",
    sdi_code="0000000",
    pec="rossi@pec.it",
)


def test_a_good_contact_has_no_warning() -> None:
    assert warnings(GOOD) == []
    assert warnings(Contact()) == []


def test_each_fault_has_its_warning() -> None:
    faults = {
        "vat_code": ("00743110158", "vat_code_check"),
        "fiscal_code": ("RSSMRA80A01H501X", "fiscal_code_check"),
        "sdi_code": ("0", "sdi_code_shape"),
        "mobile": ("12", "phone_implausible"),
        "landline": ("3,9E+11", "phone_damaged"),
        "email": ("mario@rossi", "email_malformed"),
        "pec": ("x", "email_malformed"),
        "postal_code": ("184", "postal_code_shape"),
        "province": ("XX", "province_unknown"),
        "country": ("Atlantide", "country_unknown"),
    }
    for field, (value, key) in faults.items():
        assert (field, f"warnings.{key}", {"value": value}) in warnings(GOOD.with_values({field: value}))
    assert warnings(GOOD.with_values({"vat_code": "123"}))[0][1] == "warnings.vat_code_length"
    assert warnings(GOOD.with_values({"fiscal_code": "ABC"}))[0][1] == "warnings.fiscal_code_shape"
    assert warnings(GOOD.with_values({"first_name": "Anna", "last_name": "Verdi"}))[0][1] == "warnings.fiscal_code_name"
    assert warnings(Contact(country="DE", vat_code="DE123456789", postal_code="1067", province="Sachsen")) == []


@given(CONTACTS)
def test_every_warning_has_a_text(contact: Contact) -> None:
    for field, key, params in warnings(contact):
        assert field in CONTACT_FIELDS
        assert all(text(key, language, **params) for language in LANGUAGES)
