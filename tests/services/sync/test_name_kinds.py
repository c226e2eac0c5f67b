"""Whether Fattura24's one name is a person's or a firm's is told by the contact it is linked with, and at once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app.sandbox.fattura24.store import Customer
from tests.services.stage import Stage, stage


def wire(made: Stage, **values: Any) -> dict[str, Any]:
    now = int(made.clock.now() * 1000)
    dates = {"dateAdded": now - 9 * 86_400_000, "dateUpdated": now - 86_400_000}
    blank = {"type": "lead", "phone": "", "tags": [], "customFields": {}, "email": "info@prova.example"}
    return {"id": "c0000000000000000001", "locationId": made.sandbox.location_id, **blank, **dates, **values}


@pytest.mark.parametrize(
    ("name", "contact", "edit", "said"),
    [
        ("ROSA BIANCA", {"companyName": "Rosa Bianca"}, {"companyName": "Rosa Bianca di Villa"}, {"company"}),
        ("Mobili Serra", {"firstName": "Serra", "lastName": "Mobili"}, {"lastName": "Mobili Neri"}, {"last_name"}),
    ],
)
def test_what_is_said_of_a_new_name_is_said_alike_after_the_next_export(
    tmp_path: Path, name: str, contact: dict[str, str], edit: dict[str, str], said: set[str]
) -> None:
    with stage(tmp_path, contacts=0) as made:
        store = made.sandbox.state.highlevel
        store.fill([wire(made, **contact)])
        made.sandbox.state.fattura24.fill([Customer(id="1", code="1", name=name, email="info@prova.example")])

        async def way() -> list[Any]:
            await made.connect()
            await made.import_export()
            await made.whole_sync()
            now = dict(store.contacts["c0000000000000000001"])
            store.put({**now, **edit, "dateUpdated": store.moment_after(now)})
            made.clock.sandbox.advance(7200.0)
            before = await made.service.plan()
            await made.import_export()
            after = await made.service.plan()
            return [[(a.reason.key, a.fields) for a in plan.actions] for plan in (before, after)]

        before, after = asyncio.run(way())
    assert before == after
    assert len(before) == 1 and said <= {f.name for f in before[0][1]}
    assert all(f.before or f.after for f in before[0][1])
