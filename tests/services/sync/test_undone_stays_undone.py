"""What a person has taken back is not proposed again as if nothing had been: it waits, left out, until it is ticked."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app.errors import UsageError
from app.sandbox.fattura24.store import Customer
from app.sync.plan.model import RecordType
from tests.services.stage import Stage, stage


def fill(made: Stage) -> None:
    now = int(made.clock.now() * 1000)
    dates = {"dateAdded": now - 9 * 86_400_000, "dateUpdated": now - 86_400_000}
    made.sandbox.state.highlevel.fill(
        {
            **dates,
            "id": f"c000000000000000000{n}",
            "locationId": made.sandbox.location_id,
            "type": "lead",
            "firstName": first,
            "lastName": last,
            "email": f"{first.lower()}@prova.example",
            "phone": "",
            "tags": [],
            "customFields": {},
        }
        for n, (first, last) in enumerate((("Mario", "Rossi"), ("Luca", "Verdi")), 1)
    )
    made.sandbox.state.fattura24.fill(
        [
            Customer(id="1", code="1", name="Rossi Mario", fiscal_code="RSSMRA80A01H501U", email="mario@prova.example"),
            Customer(id="2", code="2", name="Neri Srl", vat_code="07643520567", email="neri@prova.example"),
        ]
    )


def test_fields_and_keys_that_an_undo_took_away_wait_until_a_person_wants_them(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=0) as made:
        fill(made)

        async def way() -> tuple[Any, ...]:
            service = made.service
            await made.connect()
            await made.import_export()
            first = await made.whole_sync()
            made.clock.sandbox.advance(3600.0)
            undo = await service.plan_undo(first.run)
            await service.apply(undo.id, digest=undo.digest, confirmed=True)
            made.clock.sandbox.advance(3600.0)
            await made.import_export()
            after = await service.plan()
            fields = [a for a in after.actions if a.record is RecordType.CUSTOM_FIELD]
            wanted = service.include(after.id, [a.id for a in fields], True)
            done = await service.apply(wanted.id, digest=wanted.digest, confirmed=True)
            made.clock.sandbox.advance(3600.0)
            return after, fields, wanted, done, await service.plan()

        after, fields, wanted, done, back = asyncio.run(way())
    assert not any(a.effective for a in after.actions), "nothing by itself"
    assert len(fields) == 6 and not any(a.included for a in fields), "and yet it is there to be ticked"
    assert done.applied == 6 and not done.failed
    assert dict(wanted.calls) == dict(done.calls) == {"highlevel": 12, "fattura24": 0}, "as was said before"
    # whoever wants the field wants the key of the customer that stayed linked
    assert [(a.title, [f.name for f in a.fields]) for a in back.actions] == [("Luca Verdi", ["fattura24_id"])]


def test_whoever_asks_twice_to_undo_goes_further_back_and_gets_nothing_back_again(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=0) as made:
        fill(made)

        async def way() -> tuple[str, str, str, str]:
            service = made.service
            await made.connect()
            await made.import_export()
            first = await made.whole_sync()
            undo = await service.plan_undo()
            done = await service.apply(undo.id, digest=undo.digest, confirmed=True)
            with pytest.raises(UsageError) as caught:
                await service.plan_undo()
            again = await service.plan_undo(done.run)  # by its id an undo, too, can be taken back
            return first.run, undo.undoes, caught.value.code, again.undoes if done.run == again.undoes else ""

        run, undone, code, again = asyncio.run(way())
    assert undone == run and code == "nothing_to_undo" and again
