"""HighLevel's contact and ours: names, phones, custom fields of any type, and only what differs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.highlevel.codec import Codec, custom_values, split_phones, text_of
from app.connectors.highlevel.fields import field_named, fold, resolve_custom_fields
from app.errors import RequestRefused
from app.records.contact import CONTACT_FIELDS, Contact
from app.sync.contacts.mapping import CUSTOM, ORIGIN_FIELD, default_mapping

IDS = {
    "landline": "c-land",
    "vat_code": "c-vat",
    "fiscal_code": "c-cf",
    "sdi_code": "c-sdi",
    "pec": "c-pec",
    "note": "c-note",
    ORIGIN_FIELD: "c-origin",
}
CODEC = Codec(default_mapping(), IDS)


def fields(*names: str, kind: str = "TEXT") -> list[dict[str, Any]]:
    return [{"id": f"id-{n}", "name": n, "dataType": kind, "model": "contact"} for n in names]


def apply(contact: Contact, origin: str = "", before: dict[str, Any] | None = None) -> dict[str, Any]:
    """What HighLevel would hold after a create."""
    change = CODEC.encode(Contact(), contact, origin=origin)
    wire: dict[str, Any] = {**(before or {}), **change.values, "tags": list(change.add_tags)}
    wire["customFields"] = [{"id": i, "value": v} for i, v in change.custom.items()]
    return wire


VALUES = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=("Cs", "Cc", "Z")), max_size=12
)
CONTACTS = st.builds(
    Contact,
    **{name: VALUES for name in CONTACT_FIELDS if name not in ("tags", "country", "mobile", "landline")},
    country=st.sampled_from(["", "IT", "DE"]),
    mobile=st.sampled_from(["", "+393331234567", "+4915112345678"]),
    landline=st.sampled_from(["", "+390611223344", "+493012345678"]),
    tags=st.lists(st.sampled_from(["vip", "nord"]), unique=True).map(lambda t: tuple(sorted(t))),
)


@given(CONTACTS, st.sampled_from(["", "F1"]))
def test_what_is_written_is_read_back(contact: Contact, origin: str) -> None:
    assert CODEC.decode(apply(contact, origin)) == (contact, (origin,) if origin else ())


@given(CONTACTS, CONTACTS)
def test_a_change_turns_one_contact_into_the_other(before: Contact, after: Contact) -> None:
    wire = apply(before)
    change = CODEC.encode(before, after, native_phone=wire.get("phone", ""))
    wire.update(change.values)
    custom = custom_values(wire) | change.custom
    wire["customFields"] = [{"id": i, "value": v} for i, v in custom.items()]
    wire["tags"] = sorted(set(wire["tags"]) - set(change.remove_tags) | set(change.add_tags))
    assert CODEC.decode(wire)[0] == after


@given(CONTACTS)
def test_equal_contacts_need_no_write(contact: Contact) -> None:
    wire = apply(contact)
    change = CODEC.encode(contact, contact, native_phone=wire.get("phone", ""))
    assert change.fields == ()
    assert change.body() == {}


def test_names_of_a_search_come_from_their_raw_form() -> None:
    wire = {"firstName": "anna maria", "lastName": "d'aquino", "firstNameRaw": "Anna Maria", "lastNameRaw": "D'Aquino"}
    contact, _ = CODEC.decode(wire)
    assert (contact.first_name, contact.last_name) == ("Anna Maria", "D'Aquino")


def test_address_of_a_search_and_of_a_read_by_id() -> None:
    assert CODEC.decode({"address": "Via Po 1"})[0].street == "Via Po 1"
    assert CODEC.decode({"address1": "Via Po 1", "address": "x"})[0].street == "Via Po 1"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  a ", "a"),
        (None, ""),
        (1234567897, "1234567897"),
        (12.0, "12"),
        (1.5, "1.5"),
        (True, "true"),
        (["a", None, "b"], "a, b"),
        ({"url": "x"}, ""),
    ],
)
def test_custom_values_of_any_type_are_text(value: object, text: str) -> None:
    assert text_of(value) == text
    assert CODEC.decode({"customFields": [{"id": "c-vat", "value": value}]})[0].vat_code == text


@pytest.mark.parametrize("wire", [{}, {"customFields": None}, {"customFields": [None, {"value": "x"}]}, {"tags": None}])
def test_poor_contacts_are_read(wire: dict[str, Any]) -> None:
    assert CODEC.decode(wire) == (Contact(), ())


@pytest.mark.parametrize(
    ("native", "custom", "mobile", "landline"),
    [
        ("+393331234567", "", "+393331234567", ""),
        ("+390611223344", "", "", "+390611223344"),
        ("+390611223344", "+390611223344", "", "+390611223344"),
        ("+390611223344", "06 11223344", "", "06 11223344"),
        ("+393331234567", "+390611223344", "+393331234567", "+390611223344"),
        ("+493012345678", "", "", "+493012345678"),
        ("+12125550123", "", "+12125550123", ""),
        ("interno 5", "", "interno 5", ""),
        ("", "+390611223344", "", "+390611223344"),
    ],
)
def test_one_native_phone_holds_two_kinds(native: str, custom: str, mobile: str, landline: str) -> None:
    assert split_phones(native, custom) == (mobile, landline)


def test_landline_alone_needs_no_custom_field_but_beside_a_mobile_it_does() -> None:
    codec = Codec(default_mapping(), {**IDS, "landline": None})
    alone = codec.encode(Contact(), Contact(landline="+390611223344"))
    assert (alone.values, alone.missing) == ({"phone": "+390611223344"}, ())
    both = codec.encode(Contact(), Contact(mobile="+393331234567", landline="+390611223344"))
    assert both.missing == ("landline",)


def test_missing_fields_are_named() -> None:
    codec = Codec(default_mapping(), {})
    change = codec.encode(Contact(), Contact(vat_code="1", pec="p"), origin="F1")
    assert set(change.missing) == {"vat_code", "pec", ORIGIN_FIELD}


def test_unknown_country_is_refused() -> None:
    with pytest.raises(RequestRefused):
        CODEC.encode(Contact(), Contact(country="Itallia"))
    assert CODEC.encode(Contact(), Contact(country="it")).values == {"country": "IT"}


def test_custom_key_of_the_body() -> None:
    change = CODEC.encode(Contact(), Contact(pec="p"))
    assert change.body("fieldValue") == {"customFields": [{"id": "c-pec", "fieldValue": "p"}]}


def test_mapping_decides_where_a_field_lives() -> None:
    mapping = default_mapping()
    mapping = mapping.with_rule(replace(mapping.rule("company"), highlevel=f"{CUSTOM}Ragione sociale"))
    codec = Codec(mapping, {**IDS, "company": "c-company"})
    change = codec.encode(Contact(), Contact(company="Forno"))
    assert change.custom == {"c-company": "Forno"}
    assert codec.decode({"companyName": "Other"})[0].company == ""


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("P.IVA", "vat_code"),
        ("p. iva", "vat_code"),
        ("VAT Number", "vat_code"),
        ("CF", "fiscal_code"),
        ("Codice Fiscale", "fiscal_code"),
        ("SDI", "sdi_code"),
        ("Codice univoco", "sdi_code"),
        ("pec", "pec"),
        ("Indirizzo PEC", "pec"),
        ("Telefono Fisso", "landline"),
        ("ID Fattura24", ORIGIN_FIELD),
    ],
)
def test_usual_names_are_recognised(name: str, field: str) -> None:
    found = resolve_custom_fields(default_mapping(), fields("Budget", name))
    assert {key for key, value in found.items() if value} == {field}


def test_the_mappings_own_name_wins() -> None:
    found = resolve_custom_fields(default_mapping(), fields("VAT", "Partita IVA"))
    assert found["vat_code"] == "id-Partita IVA"


def test_key_is_recognised_after_renaming() -> None:
    field = {"id": "x", "name": "Dati fiscali", "fieldKey": "contact.partita_iva", "dataType": "TEXT"}
    assert resolve_custom_fields(default_mapping(), [field])["vat_code"] == "x"


def test_number_field_is_no_place_for_a_code_with_leading_zeros() -> None:
    assert resolve_custom_fields(default_mapping(), fields("VAT", kind="NUMERICAL"))["vat_code"] is None


def test_no_field_serves_twice_and_all_keys_are_there() -> None:
    found = resolve_custom_fields(default_mapping(), fields("PEC"))
    assert list(found.values()).count("id-PEC") == 1
    assert set(found) == {r.field for r in default_mapping() if r.custom_field} | {ORIGIN_FIELD}


def test_exact_name_for_deleting() -> None:
    assert field_named(fields("VAT"), "Partita IVA") is None
    assert field_named(fields("Partita iva "), "partita IVA") == "id-Partita iva "


def test_folding() -> None:
    assert fold("P. IVA") == fold("p_iva") == "piva"
    assert fold("Città") == "citta"


def test_a_key_is_left_alone_or_cleared_and_without_its_field_there_is_nothing_to_clear() -> None:
    left = CODEC.encode(Contact(), Contact(), origins=("F1",))
    cleared = CODEC.encode(Contact(), Contact(), origins=("F1",), origin="")
    assert (left.custom, left.fields) == ({}, ())
    assert (cleared.custom, cleared.fields) == ({"c-origin": ""}, (ORIGIN_FIELD,))
    assert CODEC.encode(Contact(), Contact(), origins=(), origin="").fields == ()
    without = Codec(default_mapping(), {n: i for n, i in IDS.items() if n != ORIGIN_FIELD})
    assert without.encode(Contact(), Contact(), origins=("F1",), origin="").fields == ()
