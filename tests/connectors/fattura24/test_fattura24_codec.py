"""What a customer is sent as, and which updates cannot be sent without risk."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from app.clock import ManualClock
from app.connectors.fattura24.client import Fattura24Client
from app.connectors.fattura24.codec import (
    CODE_UNUSUAL,
    CREATABLE,
    IDENTITY_SHARED,
    UPDATABLE,
    create_elements,
    customer_name,
    update_blocker,
    update_elements,
)
from app.connectors.fattura24.gateway import Fattura24Gateway
from app.errors import LostAnswer, RequestRefused
from app.records.contact import CONTACT_FIELDS, Contact
from app.sync.plan.model import Record, Side
from tests.connectors.conftest import Script
from tests.connectors.fattura24.test_fattura24_client import KEY, form, saved

BAKERY = Contact(
    company="Forno Rossi srl",
    email="info@forno.example",
    mobile="+393331234567",
    street="Via Po 1",
    postal_code="10100",
    city="Torino",
    province="TO",
    country="IT",
    vat_code="01234567897",
    sdi_code="ABC1234",
    pec="forno@pec.example",
)
ANNA = Contact(first_name="Anna", last_name="Bianchi", landline="+390611223344", fiscal_code="BNCNNA80A41H501X")


def test_name_is_the_company_or_the_person() -> None:
    assert customer_name(BAKERY) == "Forno Rossi srl"
    assert customer_name(ANNA) == "Anna Bianchi"
    assert customer_name(Contact(email="a@b.it")) == ""


def test_create_sends_all_that_is_known_and_the_landline_in_place_of_a_mobile() -> None:
    assert create_elements(BAKERY)["CustomerCellPhone"] == "+393331234567"
    elements = create_elements(ANNA)
    assert elements == {
        "CustomerName": "Anna Bianchi",
        "CustomerCellPhone": "+390611223344",
        "CustomerFiscalCode": "BNCNNA80A41H501X",
    }


def test_foreign_vat_code_goes_without_its_countrys_prefix() -> None:
    german = replace(BAKERY, country="DE", vat_code="DE123456789")
    assert create_elements(german)["CustomerVatCode"] == "123456789"
    assert create_elements(replace(german, country="IT"))["CustomerVatCode"] == "DE123456789"


def test_update_sends_name_tax_codes_and_changes_only() -> None:
    assert update_elements(BAKERY, replace(BAKERY, city="Milano")) == {
        "CustomerName": "Forno Rossi srl",
        "CustomerVatCode": "01234567897",
        "CustomerCity": "Milano",
    }


@pytest.mark.parametrize(
    ("changes", "held", "sent"),
    [
        ({"city": "Milano"}, "FORNO ROSSI SRL", "FORNO ROSSI SRL"),
        ({"city": "Milano"}, "", "Forno Rossi srl"),
        ({"city": "Milano"}, "Forno Bianchi", "Forno Rossi srl"),
        ({"company": "Forno Rossi snc"}, "FORNO ROSSI SRL", "Forno Rossi snc"),
    ],
)
def test_update_spells_the_name_as_fattura24_has_it_unless_it_is_another(
    changes: dict[str, str], held: str, sent: str
) -> None:
    elements = update_elements(BAKERY, BAKERY.with_values(changes), held_name=held)
    assert elements["CustomerName"] == sent


@pytest.mark.parametrize(
    ("before", "changes", "reason"),
    [
        (BAKERY, {"city": "Milano"}, None),
        (BAKERY, {"company": "Forno Verdi srl"}, None),
        (BAKERY, {"fiscal_code": "01234567897"}, None),
        (replace(BAKERY, vat_code=""), {"city": "Milano"}, "needs_tax_code"),
        (replace(BAKERY, vat_code=""), {"vat_code": "01234567897"}, "needs_tax_code"),
        (BAKERY, {"vat_code": "09876543217"}, "identity_change"),
        (BAKERY, {"vat_code": ""}, "cannot_clear"),
        (BAKERY, {"pec": ""}, "cannot_clear"),
        (BAKERY, {"company": ""}, "cannot_clear"),
        (ANNA, {"first_name": ""}, None),
        (BAKERY, {"landline": "+390611223344"}, "no_element"),
        (BAKERY, {"website": "forno.example"}, "no_element"),
        (BAKERY, {"note": "x"}, "no_element"),
        (BAKERY, {"tags": "vip"}, "no_element"),
    ],
)
def test_update_blocker(before: Contact, changes: dict[str, str], reason: str | None) -> None:
    assert update_blocker(before, before.with_values(changes)) == reason


def test_shared_tax_code_blocks() -> None:
    after = replace(BAKERY, city="Milano")
    assert update_blocker(BAKERY, after, {"01234567897"}) == "identity_shared"
    assert update_blocker(ANNA, replace(ANNA, vat_code="01234567897"), ["01234567897"]) == "identity_shared"


def test_field_sets_are_fields() -> None:
    assert set(CONTACT_FIELDS) >= CREATABLE > UPDATABLE
    assert {"landline"} == CREATABLE - UPDATABLE


def run(script: Script, act: Any) -> Any:
    async def go() -> Any:
        async with Fattura24Client(KEY, clock=ManualClock(), inner=script) as client:
            return await act(Fattura24Gateway(client))

    return asyncio.run(go())


def test_created_record_has_the_services_id_and_what_was_sent() -> None:
    record = run(Script(saved("88")), lambda g: g.create(ANNA, ""))
    assert record.side is Side.FATTURA24
    assert (record.id, record.origins) == ("88", ("88",))
    assert record.contact == ANNA
    assert record.seen_at > 0


def test_nameless_customer_is_not_sent() -> None:
    script = Script(saved())
    with pytest.raises(RequestRefused) as caught:
        run(script, lambda g: g.create(Contact(email="a@b.it"), ""))
    assert caught.value.code == "customer_name_missing"
    assert not script.requests


def test_update_keeps_what_was_known_and_learns_the_id() -> None:
    current = Record(Side.FATTURA24, "mirror-1", BAKERY, ("C7",))
    after = replace(BAKERY, city="Milano")
    script = Script(saved("88"))
    record = run(script, lambda g: g.update(current, after, ""))
    assert record.contact == after
    assert record.origins == ("C7", "88")
    assert "Torino" not in form(script.requests[0])["xml"]


def test_unsafe_update_is_not_sent() -> None:
    script = Script(saved())
    current = Record(Side.FATTURA24, "m", replace(BAKERY, vat_code=""))
    with pytest.raises(RequestRefused) as caught:
        run(script, lambda g: g.update(current, replace(current.contact, city="Milano"), ""))
    assert caught.value.code == "update_needs_tax_code"
    assert not script.requests


def test_lost_create_may_be_repeated_only_with_a_tax_code() -> None:
    assert run(Script(saved()), lambda g: g.find_created(ANNA, "", 0.0)) is None
    with pytest.raises(LostAnswer):
        run(Script(saved()), lambda g: g.find_created(replace(ANNA, fiscal_code=""), "", 0.0))


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda g: g.read("1"), "fattura24_cannot_read"),
        (lambda g: g.delete("1"), "fattura24_cannot_delete"),
        (lambda g: g.create_custom_field("x"), "fattura24_no_fields"),
        (lambda g: g.delete_custom_field("x"), "fattura24_no_fields"),
    ],
)
def test_what_fattura24_cannot_do(act: Any, code: str) -> None:
    with pytest.raises(RequestRefused) as caught:
        run(Script(saved()), act)
    assert caught.value.code == code


def test_a_shared_code_stays_the_same_remark_however_it_is_written() -> None:
    """What a person has seen must not come back under another name when the next export shows labels before codes."""
    current = Contact(company="Nova Srl", vat_code="12345670587")
    after = replace(current, city="Torino")
    for odd in ((), ("vat_code",)):
        assert update_blocker(current, after, {"12345670587"}, odd) == IDENTITY_SHARED
    assert update_blocker(current, after, (), ("vat_code",)) == CODE_UNUSUAL
