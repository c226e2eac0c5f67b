"""Address books and schedules whose columns have English names: read where they are an invoicing program's."""

from __future__ import annotations

import pytest

from app.connectors.exports.address_book.contact_row import _kind
from app.connectors.exports.tables.columns import Content
from app.connectors.exports.tables.table import KnownColumns

_KNOWN = KnownColumns()


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (
            "Customer code;Company name;VAT number;Tax code;Address;ZIP;City;Province;Country;Phone;Mobile;Email",
            "code name vat_code fiscal_code street postal_code city province country landline mobile email",
        ),
        ("Name,VAT No.,Street,Post code,Town", "name vat_code street postal_code city"),
        ("First name;Last name;Company;VAT ID", "first_name last_name name vat_code"),
        ("Business Name;Recipient code;PEC", "name sdi_code pec"),
        ("Client;Company name;VAT number", " name vat_code"),
    ],
)
def test_english_columns_of_an_address_book(header: str, fields: str) -> None:
    columns = _KNOWN.recognise(header.replace(",", ";").split(";"))
    assert columns is not None and columns.content is Content.ADDRESS_BOOK
    assert columns.fields == tuple(fields.split(" "))


@pytest.mark.parametrize(
    "header",
    [
        "First Name;Last Name;Company;Business Street;Business City;E-mail Address;Mobile Phone",
        "Contact Id;First Name;Last Name;Business Name;Phone;Email;Partita IVA;Created;Last Activity;Tags",
        "Name;Email;Phone",
    ],
    ids=["Outlook", "HighLevel with a field of one's own", "anybody's"],
)
def test_another_programs_contacts_are_asked_about(header: str) -> None:
    """They are nobody's customers yet: read unasked, the plan would take each of them for one of Fattura24."""
    assert _KNOWN.recognise(header.split(";")) is None


def test_what_a_person_has_said_goes_before_that() -> None:
    assert KnownColumns(said={"name": "name"}).recognise(["Name", "Email", "Phone"]) is not None


def test_an_italian_header_with_one_english_name_is_one() -> None:
    columns = _KNOWN.recognise(["Rag. Sociale", "Phone", "Email"])
    assert columns is not None and columns.fields == ("name", "landline", "email")


def test_english_columns_of_a_schedule() -> None:
    columns = _KNOWN.recognise(["Invoice number", "Invoice date", "Customer", "Due date", "Amount", "Paid"])
    assert columns is not None and columns.content is Content.SCHEDULE
    assert columns.fields == ("number", "document_date", "name", "due_date", "amount", "paid")


@pytest.mark.parametrize(("cell", "kind"), [("Supplier", "FORNITORE"), ("customer", "CLIENTE"), ("CLIENTE", "CLIENTE")])
def test_english_kinds(cell: str, kind: str) -> None:
    assert _kind(cell) == kind
