"""What the client writes into the sandbox is what it reads there, group by group."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.connectors.highlevel.client import HighLevelClient
from app.errors import RecordGone
from tests.connectors.bench import Bench


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def ida(bench: Bench) -> str:
    return str(bench.state.create_contact({"firstName": "Ida", "email": "ida@forno.it"})["id"])


def test_contacts(bench: Bench) -> None:
    async def act(client: HighLevelClient) -> None:
        values = {
            "firstName": "Ida",
            "lastName": "De Re",
            "email": "ida@forno.it",
            "phone": "333 1111111",
            "country": "IT",
        }
        made = await client.create_contact({**values, "dateOfBirth": "1980/01/31", "companyName": "Forno"})
        assert (made.first_name, made.last_name, made.phone) == ("Ida", "De Re", "+393331111111")
        saved = await client.save_contact({"email": "IDA@forno.it", "city": "Roma"})
        assert (saved.contact.id, saved.new) == (made.id, False)
        assert (await client.save_contact({"email": "leo@forno.it"})).new
        assert (await client.upsert_contact({"email": "ida@forno.it", "state": "RM"})).dropped == ()
        assert await client.add_tags(made.id, ["VIP", "nord"]) == ["vip", "nord"]
        assert await client.remove_tags(made.id, ["nord"]) == ["vip"]
        now = await client.get_contact(made.id)
        assert (now.city, now.state, now.tags, now.company_name) == ("Roma", "RM", ("vip",), "Forno")
        assert now.date_of_birth is not None and now.date_of_birth.isoformat() == "1980-01-31"
        assert now.date_updated is not None and now.date_updated >= (now.date_added or now.date_updated)
        await client.delete_contact(made.id)
        with pytest.raises(RecordGone):
            await client.get_contact(made.id)

    bench.ask(act)


def test_tasks(bench: Bench, ida: str) -> None:
    due = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    users = [user["id"] for user in bench.state.highlevel.users]

    async def act(client: HighLevelClient) -> None:
        made = await client.create_task(ida, "Richiamare", due, body="Preventivo", assigned_to=users[0])
        assert await client.get_task(ida, made.id) == made
        assert (made.title, made.body, made.due_date, made.completed) == ("Richiamare", "Preventivo", due, False)
        later = await client.update_task(ida, made.id, {"dueDate": due + timedelta(days=1), "title": "Chiamare"})
        assert (later.due_date, later.title, later.assigned_to) == (due + timedelta(days=1), "Chiamare", users[0])
        assert [t.id for t in await client.task_search(contact_ids=[ida], completed=False)] == [made.id]
        assert (await client.update_task_completed(ida, made.id, True)).completed
        assert await client.task_search(contact_ids=[ida], completed=False) == []
        assert [(t.id, t.contact_id) for t in await client.get_all_tasks(ida)] == [(made.id, ida)]
        await client.delete_task(ida, made.id)
        assert await client.get_all_tasks(ida) == []

    bench.ask(act)


@pytest.mark.parametrize(("limit", "most"), [(100, 1000), (25, 25), (7, 1000), (100, 40), (100, 25)])
def test_many_tasks_page_by_page(bench: Bench, ida: str, limit: int, most: int) -> None:
    bench.state.switches.highlevel.task_search_limit = most
    made = {
        bench.state.owner.create("tasks", {"contactId": ida, "title": f"t{n}", "dueDate": "2026-12-01T09:00:00Z"})["id"]
        for n in range(260)
    }
    pages = bench.ask(lambda c: c.iterate_tasks(contact_ids=[ida], page_limit=limit))
    assert {task.id for page in pages for task in page.items} == made
    assert (pages[-1].collected, pages[-1].complete) == (260, True)


def test_notes(bench: Bench, ida: str) -> None:
    async def act(client: HighLevelClient) -> None:
        made = await client.create_note(ida, "Al mattino", title="Orari", pinned=True)
        assert (made.body, made.title, made.pinned) == ("Al mattino", "Orari", True)
        assert (await client.update_note(ida, made.id, {"body": "<p>Alla sera</p>"})).text == "Alla sera"
        assert (await client.get_note(ida, made.id)).body == "<p>Alla sera</p>"
        assert [n.id for n in await client.get_all_notes(ida)] == [made.id]
        await client.delete_note(ida, made.id)
        assert await client.get_all_notes(ida) == []

    bench.ask(act)


def test_calendars_and_appointments(bench: Bench, ida: str) -> None:
    async def act(client: HighLevelClient) -> None:
        assert await client.time_zone() == (await client.get_location()).timezone == "Europe/Rome"
        calendars = await client.get_calendars()
        active = next(c for c in calendars if c.is_active and len(c.team_members) < 2)
        assert (await client.get_calendar(active.id)).name == active.name
        now = datetime.fromtimestamp(client.clock.now(), UTC)
        slots = await client.get_slots(active.id, now, now + timedelta(days=14))
        first, second = slots[0], slots[5]
        made = await client.create_appointment(active.id, ida, first, {"title": "Prova", "toNotify": False})
        assert (made.title, made.start_time, made.contact_id) == ("Prova", first, ida)
        moved = await client.edit_appointment(made.id, {"startTime": second, "appointmentStatus": "confirmed"})
        assert (moved.start_time, moved.status) == (second, "confirmed")
        events = [one async for one in client.iterate_events(now, now + timedelta(days=30))]
        assert made.id in {one.id for one in events}
        assert [one.start_time for one in await client.get_appointments_for_contact(ida)] == [second]
        await client.delete_event(made.id)
        with pytest.raises(RecordGone):
            await client.get_appointment(made.id)

    bench.ask(act)


def test_the_location_and_what_it_holds(bench: Bench) -> None:
    async def act(client: HighLevelClient) -> None:
        tag = await client.create_tag("Clienti")
        assert tag.name == "clienti"
        assert (await client.update_tag(tag.id, "Amici")).name == (await client.get_tag_by_id(tag.id)).name == "amici"
        assert tag.id in {one.id for one in await client.get_location_tags()}
        await client.delete_tag(tag.id)
        assert tag.id not in {one.id for one in await client.get_location_tags()}

        field = await client.create_custom_field("P.IVA")
        await client.update_custom_field(field.id, "Partita IVA")
        assert (await client.get_custom_field(field.id)).name == "Partita IVA"
        await client.delete_custom_field(field.id)
        with pytest.raises(RecordGone):
            await client.get_custom_field(field.id)

        value = await client.create_custom_value("Orari", "8-13")
        changed = await client.update_custom_value(value.id, "Orari", "8-19")
        assert (await client.get_custom_value(value.id)).value == changed.value == "8-19"
        await client.delete_custom_value(value.id)
        assert value.id not in {one.id for one in await client.get_custom_values()}

        people = await client.get_user_by_location()
        assert (await client.get_user(people[0].id)).name == people[0].name != ""

    bench.ask(act)


def test_what_contacts_belong_to(bench: Bench, ida: str) -> None:
    def held(name: str) -> Any:
        return bench.contact(ida).get(name)

    async def act(client: HighLevelClient) -> None:
        firm = await client.create_business("Forno Re", {"city": "Roma"})
        assert (firm.name, firm.city) == ("Forno Re", "Roma")
        assert await client.add_remove_contact_from_business([ida], firm.id) == [ida]
        assert [c.id for c in await client.get_contacts_by_business_id(firm.id)] == [ida]
        await client.delete_business(firm.id)
        with pytest.raises(RecordGone):
            await client.get_business(firm.id)

        users = [user.id for user in await client.get_user_by_location()]
        assert await client.add_followers_contact(ida, users) == users
        assert await client.remove_followers_contact(ida, users[1:]) == users[:1]

        await client.add_contact_to_campaign(ida, "K1")
        await client.add_contact_to_campaign(ida, "K2")
        await client.remove_contact_from_campaign(ida, "K1")
        assert held("campaigns") == ["K2"]
        await client.remove_contact_from_every_campaign(ida)
        assert not held("campaigns")

        flow = (await client.get_workflow())[0]
        await client.add_contact_to_workflow(ida, flow.id, datetime(2026, 12, 1, 9, tzinfo=UTC))
        assert held("activeWorkflows") == [flow.id]
        await client.delete_contact_from_workflow(ida, flow.id)
        assert not held("activeWorkflows")

        assert (await client.create_association("add", [ida, "nobody"], ["vip", "nord"])).failed == ("nobody",)
        assert (await client.create_association("remove", [ida], ["nord"])).done == (ida,)
        assert held("tags") == ["vip"]

    bench.ask(act)
