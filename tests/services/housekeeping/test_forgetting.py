"""Forgetting a person: nothing of them is left in any file of the home, and nobody else loses anything."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.errors import UsageError
from app.paths import Home
from app.store.home.archive import save_backup
from tests.services.stage import stage

SOMEBODY = {
    "firstName": "Zaccaria",
    "lastName": "Quattrocchi",
    "email": "zaccaria.quattrocchi@example.it",
    "phone": "+393331234567",
    "address1": "Via delle Ortensie 77",
}
TRACES = (b"Quattrocchi", b"quattrocchi", b"QUATTROCCHI", b"3331234567", b"Ortensie")


def everything(home: Home) -> bytes:
    """All bytes of all files of a home."""
    return b"".join(path.read_bytes() for path in sorted(home.root.rglob("*")) if path.is_file())


def test_no_file_holds_the_person_any_more(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=6) as it:

        async def live() -> str:
            await it.connect()
            await it.import_export()
            contact = it.sandbox.state.create_contact(dict(SOMEBODY))
            it.clock.sandbox.advance(120)
            await it.whole_sync()
            it.sandbox.state.edit_contact(contact["id"], {"city": "Lecce"})
            it.clock.sandbox.advance(120)
            await it.whole_sync()
            await it.service.plan_undo()
            return str(contact["id"])

        contact = asyncio.run(live())
        service = it.service
        service.housekeeping.upkeep()
        assert all(trace in everything(it.home) for trace in TRACES[:1])
        link = service.store.links.by_highlevel(contact)
        assert link is not None
        others = service.store.mirror.count()
        done = service.housekeeping.forget(link.fattura24_id)
        assert done.title
        assert {key for key, _ in done.returns} == {"highlevel", "fattura24"}
        assert "operations" in {key for key, _ in done.stays}
        assert done.copies == 1
        assert service.store.mirror.count() == others - 1
        found = [trace for trace in TRACES if trace in everything(it.home)]
        assert found == []

        async def again() -> None:
            plan = await it.service.plan()
            assert plan.id
            await it.service.close()

        # the world goes on: the contact is still in HighLevel and comes back as a new one
        asyncio.run(again())
        assert SOMEBODY["lastName"].encode() in everything(it.home)


def test_a_namesake_loses_nothing(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=2) as it:

        async def live() -> tuple[str, str]:
            await it.connect()
            one = it.sandbox.state.create_contact({**SOMEBODY})
            two = it.sandbox.state.create_contact({**SOMEBODY, "email": "altro@example.it", "phone": "+393339999999"})
            it.clock.sandbox.advance(120)
            await it.import_export()
            plan = await it.service.plan()
            questions = [a.id for a in plan.actions if a.waits_for_person]
            plan = it.service.decide(plan.id, questions, "skip") if questions else plan
            await it.service.apply(plan.id, confirmed=True)
            return str(one["id"]), str(two["id"])

        one, two = asyncio.run(live())
        it.service.housekeeping.forget(one)
        kept = it.service.store.highlevel.get(two)
        assert kept is not None
        assert kept.wire["lastName"] == "Quattrocchi"
        assert it.service.store.highlevel.get(one) is None


def test_somebody_unknown_is_said(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=0) as it:
        for word in ("", "7", "nobody"):
            with pytest.raises(UsageError, match="forget_unknown"):
                it.service.housekeeping.forget(word)


def test_a_backup_restored_elsewhere_runs_first_like_a_new_home(tmp_path: Path) -> None:
    from app.services.housekeeping.restoring import restore

    with stage(tmp_path, contacts=4) as it:

        async def live() -> None:
            await it.connect()
            await it.import_export()
            await it.whole_sync()

        asyncio.run(live())
        file = tmp_path / "copy.zip"
        it.service.housekeeping.backup(file, moving=True)
        assert it.service.status().paused_until > it.clock.now() + 10 * 365 * 86_400
        other = Home(tmp_path / "other")
        restore(other, file, it.clock)
        it.home = other
        it.open()
        assert it.service.status().links == 4
        assert it.service.status().paused_until == 0
        assert not it.service.due()

        async def go_on() -> tuple[str, ...]:
            plan = await it.service.plan()
            assert not plan.summary.nothing_to_do or plan.actions == ()
            assert sum(plan.summary.create.values()) == 0
            assert plan.guards  # as with a new home
            return plan.guards

        asyncio.run(go_on())


def test_the_support_bundle_names_nobody(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=5) as it:

        async def live() -> None:
            await it.connect()
            it.sandbox.state.create_contact(dict(SOMEBODY))
            it.clock.sandbox.advance(120)
            await it.import_export()
            await it.whole_sync()

        asyncio.run(live())
        text = "".join(file.text for file in it.service.housekeeping.support_files())
        assert "applied" in text
        names = [str(c.wire.get("lastName") or c.wire.get("companyName")) for c in it.service.store.highlevel.all()]
        assert [name for name in names if len(name) > 3 and name in text] == []
        assert it.sandbox.token not in text
        assert it.sandbox.api_key not in text
        assert it.sandbox.location_id not in text


def test_the_upkeep_happens_once_a_day(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=0) as it:
        keeper = it.service.housekeeping
        assert keeper.upkeep().copy is not None
        assert keeper.upkeep().copy is None
        it.clock.sandbox.advance(86_401)
        assert keeper.upkeep().copy is not None


def test_a_backup_is_taken_while_the_home_is_open(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=0) as it:
        it.service.store.settings.set("word", "x" * 100_000)
        assert save_backup(it.home, tmp_path / "c.zip", it.clock.now()).size > 100_000


def test_a_preview_says_the_same_and_changes_nothing(tmp_path: Path) -> None:
    with stage(tmp_path) as s:

        async def way() -> None:
            await s.connect()
            await s.import_export()
            await s.whole_sync()
            customer = next(link.fattura24_id for link in s.service.store.links.all())
            before = (s.service.store.mirror.count(), s.service.store.links.count(), s.service.runs())
            said = s.service.housekeeping.forget_preview(customer)
            assert (s.service.store.mirror.count(), s.service.store.links.count(), s.service.runs()) == before
            assert s.service.housekeeping.forget(customer) == said
            assert s.service.store.mirror.get(customer) is None

        asyncio.run(way())
