"""Fattura24 says which customer it has changed; where that is another one than was meant, it is told at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from tests.services.stage import stage


def test_a_change_that_made_a_second_customer_is_told_at_once(tmp_path: Path) -> None:
    async def scene() -> None:
        await made.connect()
        await made.import_export()
        await made.whole_sync()
        fattura24, highlevel = made.sandbox.state.fattura24, made.sandbox.state.highlevel
        store, links = made.service.store, made.service.store.links.contacts()
        mine = next(c for c in store.mirror.all() if c.contact.vat_code and c.id in links and c.contact.mobile)
        known = next(c for c in fattura24.customers.values() if c.vat_code == mine.contact.vat_code)
        store.mirror.put(replace(mine, api_id=known.id))  # as if Ponte24 had made it
        contact_id = links[mine.id]
        # the owner has deleted it in Fattura24 meanwhile: the change makes it once more, with a number of its own
        fattura24.remove(known.id)
        contact = dict(highlevel.contacts[contact_id])
        highlevel.put({**contact, "phone": "+393331234567", "dateUpdated": highlevel.moment_after(contact)})
        made.clock.sandbox.advance(7200.0)
        await made.whole_sync()
        told = [row.params for row in store.activity.recent() if row.key == "other_customer_answered"]
        assert [one["title"] for one in told] == [mine.contact.title]
        noted = [o.detail for o in store.journal.operations(store.journal.runs(1)[0].id)]
        assert [d for d in noted if d] == ["other_customer_answered"]

    with stage(tmp_path, contacts=20, highlevel={"search_lag_seconds": 0}) as made:
        asyncio.run(scene())
