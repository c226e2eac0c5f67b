"""A customer whose code Fattura24 holds in other letters than it is sent with is never written: it would be doubled."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.sandbox.fattura24.store import Customer
from tests.services.stage import Stage, stage

VAT, PERSON = "07643520567", "RSSMRA80A01H501U"


def wire(made: Stage) -> dict[str, Any]:
    now = int(made.clock.now() * 1000)
    return {
        "id": "c0000000000000000001",
        "locationId": made.sandbox.location_id,
        "type": "lead",
        "firstName": "Mario",
        "lastName": "Rossi",
        "email": "mario@prova.example",
        "phone": "",
        "tags": [],
        "customFields": {},
        "dateAdded": now - 9 * 86_400_000,
        "dateUpdated": now - 86_400_000,
    }


async def edited(made: Stage, customer: Customer) -> tuple[set[str], list[Customer]]:
    """Bring both into step, edit the contact's e-mail, apply all; return the reasons and who is in Fattura24 then."""
    highlevel, fattura24 = made.sandbox.state.highlevel, made.sandbox.state.fattura24
    highlevel.fill([wire(made)])
    fattura24.fill([customer])
    await made.connect()
    await made.import_export()
    await made.whole_sync()
    contact = dict(highlevel.contacts["c0000000000000000001"])
    highlevel.put({**contact, "email": "nuova@prova.example", "dateUpdated": highlevel.moment_after(contact)})
    made.clock.sandbox.advance(7200.0)
    plan = await made.service.plan()
    reasons = {a.reason.key for a in plan.actions if any(f.name == "email" for f in a.fields)}
    await made.service.apply(plan.id, digest=plan.digest, confirmed=True)
    return reasons, list(fattura24.customers.values())


WHO = Customer(id="2000000", code="1000", name="Rossi Mario", email="mario@prova.example")


@pytest.mark.parametrize(
    ("vat", "fiscal"),
    [
        (f"{VAT} {PERSON}", ""),
        (f"P.IVA {VAT}", ""),
        ("O7643520567", ""),
        ("076.435.205.67", ""),
        ("", f"C.F. {PERSON}"),
        (PERSON, ""),
        ("0764352\u200b0567", ""),
    ],
)
def test_who_would_not_be_recognised_is_not_written(tmp_path: Path, vat: str, fiscal: str) -> None:
    with stage(tmp_path, contacts=0) as made:
        reasons, there = asyncio.run(edited(made, replace(WHO, vat_code=vat, fiscal_code=fiscal)))
    assert reasons == {"code_unusual"}
    assert [(c.vat_code, c.fiscal_code, c.email) for c in there] == [(vat, fiscal, "mario@prova.example")]


@pytest.mark.parametrize(
    ("vat", "fiscal"),
    [
        (VAT, ""),
        (f"IT {VAT}", ""),
        ("", PERSON.lower()),
        ("privato", PERSON),
        (f"P.IVA {VAT}", PERSON),
        (VAT, f"CF {PERSON}"),
    ],
)
def test_one_code_in_plain_letters_is_enough(tmp_path: Path, vat: str, fiscal: str) -> None:
    with stage(tmp_path, contacts=0) as made:
        reasons, there = asyncio.run(edited(made, replace(WHO, vat_code=vat, fiscal_code=fiscal)))
    assert reasons == {"changed_in_highlevel"}
    assert [(c.id, c.email) for c in there] == [("2000000", "nuova@prova.example")]


@pytest.mark.parametrize(
    "name", ["DOTT. ROSSI MARIO", "ROSSI MARIO (VECCHIO)", "Rossi Mario - Idraulico", "Rossi Mario", "MARIO ROSSI"]
)
def test_a_name_that_nobody_changed_stays_as_it_stands(tmp_path: Path, name: str) -> None:
    with stage(tmp_path, contacts=0) as made:
        reasons, there = asyncio.run(edited(made, replace(WHO, name=name, fiscal_code=PERSON)))
        contact = made.sandbox.state.highlevel.contacts["c0000000000000000001"]
    assert reasons == {"changed_in_highlevel"}
    assert [(c.name, c.email) for c in there] == [(name, "nuova@prova.example")]
    assert (contact["firstName"], contact["lastName"]) == ("Mario", "Rossi")
