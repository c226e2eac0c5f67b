"""What HighLevel's own SDK writes into the sandbox it reads back from it, in the shapes that it promises."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.connectors.highlevel.client import HighLevelClient
from app.errors import RecordGone
from app.sandbox.clock import SandboxClock
from app.sandbox.server import SandboxServer
from app.services.work.highlevel import HighLevelWork
from tests.contract.vendor_sdk import faults_of, use_sdk

Work = Callable[[Any], Awaitable[None]]
HALF = timedelta(minutes=30)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(contacts=20, clock=SandboxClock(manual=True)) as server:
        server.state.switches.highlevel.search_lag_seconds = 0
        yield server


@pytest.fixture
def use(sandbox: SandboxServer) -> Callable[[Work], None]:
    """Run something with the SDK under the world's Private Integration Token, with all of the burst's calls left."""
    sandbox.state.clock.advance(10)
    return lambda work: use_sdk(sandbox.highlevel_url, work, private_integration_token=sandbox.token)


@pytest.fixture
def location(sandbox: SandboxServer) -> str:
    return sandbox.location_id


def test_contacts(use: Callable[[Work], None], location: str) -> None:
    async def work(sdk: Any) -> None:
        contacts, sent = sdk.contacts, {"firstName": "Ida", "lastName": "Re", "email": "ida@x.it", "country": "IT"}
        dnd = {"email": {"status": "active"}}
        made = (await contacts.create_contact({"locationId": location, **sent, "dndSettings": dnd}))["contact"]
        assert sent.items() <= made.items()
        read = (await contacts.get_contact(made["id"]))["contact"]
        assert sent.items() <= read.items()
        assert read["dndSettings"] == dnd
        changed = await contacts.update_contact(made["id"], {"city": "Bari"})
        assert (changed["succeeded"], changed["contact"]["city"]) == (True, "Bari")
        again = await contacts.upsert_contact({"locationId": location, "email": "IDA@x.it", "companyName": "Re Srl"})
        assert (again["new"], again["contact"]["id"], again["contact"]["companyName"]) == (False, made["id"], "Re Srl")
        fresh = await contacts.upsert_contact({"locationId": location, "email": "new@x.it"})
        assert fresh["new"] is True
        wanted = {"field": "email", "operator": "eq", "value": "ida@x.it"}
        found = await contacts.search_contacts_advanced({"locationId": location, "pageLimit": 10, "filters": [wanted]})
        assert [(one["id"], one["city"], one["firstNameRaw"]) for one in found["contacts"]] == [
            (made["id"], "Bari", "Ida")
        ]
        twin = await contacts.get_duplicate_contact(location, email="ida@x.it")
        assert twin["contact"]["id"] == made["id"]
        assert (await contacts.delete_contact(made["id"]))["succeeded"] is True
        assert (await contacts.get_duplicate_contact(location, email="ida@x.it"))["contact"] is None

    use(work)


def test_answers_are_judged_by_the_sdks_own_models(use: Callable[[Work], None], location: str) -> None:
    async def work(sdk: Any) -> None:
        method = sdk.contacts._service.get_all_notes
        assert list(faults_of(method, {"notes": [{"id": "N", "body": "x"}]})) == []
        [(place, _)] = faults_of(method, {"notes": [{"id": 5}]})
        assert place == "notes[].id"

    use(work)


def test_what_is_refused_reaches_the_caller(use: Callable[[Work], None], location: str) -> None:
    from highlevel.error import GHLError

    async def work(sdk: Any) -> None:
        with pytest.raises(GHLError) as missing:
            await sdk.contacts.get_contact("missing")
        assert missing.value.status_code == 400
        with pytest.raises(GHLError) as unknown:
            await sdk.contacts.create_contact({"locationId": location, "additionalEmails": ["a@x.it"]})
        assert unknown.value.status_code == 422

    use(work)


def test_tags(use: Callable[[Work], None], sandbox: SandboxServer, location: str) -> None:
    contact_id = next(iter(sandbox.state.highlevel.contacts))

    async def work(sdk: Any) -> None:
        added = await sdk.contacts.add_tags(contact_id, {"tags": ["Estate"]})
        assert "estate" in added["tags"]
        assert "estate" in (await sdk.contacts.get_contact(contact_id))["contact"]["tags"]
        assert "estate" in [tag["name"] for tag in (await sdk.locations.get_location_tags(location))["tags"]]
        removed = await sdk.contacts.remove_tags(contact_id, {"tags": ["estate"]})
        assert "estate" not in removed["tags"]
        made = await sdk.locations.create_tag(location, {"name": "Inverno"})
        assert made["tag"]["name"] == "inverno"

    use(work)


def test_tasks(use: Callable[[Work], None], sandbox: SandboxServer, location: str) -> None:
    contact_id = next(iter(sandbox.state.highlevel.contacts))

    async def work(sdk: Any) -> None:
        sent = {"title": "Call", "body": "B", "dueDate": "2026-10-01T09:00:00Z", "completed": False}
        made = (await sdk.contacts.create_task(contact_id, sent))["task"]
        assert (await sdk.contacts.get_task(contact_id, made["id"]))["task"] == made
        assert {**made, "dueDate": sent["dueDate"]} == {**made, **sent}
        changed = (await sdk.contacts.update_task(contact_id, made["id"], {"title": "Write"}))["task"]
        done = (await sdk.contacts.update_task_completed(contact_id, made["id"], {"completed": True}))["task"]
        assert done == {**changed, "completed": True}
        assert done in (await sdk.contacts.get_all_tasks(contact_id))["tasks"]
        found = await sdk.locations.task_search(location, {"contactId": [contact_id], "query": "Write"})
        assert [task["_id"] for task in found["tasks"]] == [made["id"]]
        await sdk.contacts.delete_task(contact_id, made["id"])
        assert made["id"] not in [task["id"] for task in (await sdk.contacts.get_all_tasks(contact_id))["tasks"]]

    use(work)


def test_notes(use: Callable[[Work], None], sandbox: SandboxServer) -> None:
    contact_id = next(iter(sandbox.state.highlevel.contacts))

    async def work(sdk: Any) -> None:
        made = (await sdk.contacts.create_note(contact_id, {"body": "Likes rye", "title": "Bread"}))["note"]
        assert (await sdk.contacts.get_note(contact_id, made["id"]))["note"] == made
        changed = (await sdk.contacts.update_note(contact_id, made["id"], {"body": "Likes spelt"}))["note"]
        assert changed == {**made, "body": "Likes spelt"}
        assert changed in (await sdk.contacts.get_all_notes(contact_id))["notes"]
        assert (await sdk.contacts.delete_note(contact_id, made["id"]))["succeeded"] is True
        assert changed not in (await sdk.contacts.get_all_notes(contact_id))["notes"]

    use(work)


def test_appointments(use: Callable[[Work], None], sandbox: SandboxServer, location: str) -> None:
    contact_id, now = next(iter(sandbox.state.highlevel.contacts)), sandbox.state.clock.now_ms()

    async def work(sdk: Any) -> None:
        calendar = (await sdk.calendars.get_calendars(location))["calendars"][0]
        days = await sdk.calendars.get_slots(calendar["id"], now, now + 20 * 86_400_000)
        slot = next(day["slots"][0] for day in days.values())
        sent = {"calendarId": calendar["id"], "contactId": contact_id, "startTime": slot, "title": "Torta"}
        made = await sdk.calendars.create_appointment({"locationId": location, **sent})
        assert sent.items() <= made.items()
        read = (await sdk.calendars.get_appointment(made["id"]))["event"]
        assert sent.items() <= read.items()
        await sdk.calendars.edit_appointment(made["id"], {"appointmentStatus": "showed"})
        assert (await sdk.calendars.get_appointment(made["id"]))["event"]["appointmentStatus"] == "showed"
        listed = (await sdk.contacts.get_appointments_for_contact(contact_id))["events"]
        assert made["id"] in [event["id"] for event in listed]
        assert (await sdk.calendars.delete_event(made["id"], {}))["succeeded"] is True
        listed = (await sdk.contacts.get_appointments_for_contact(contact_id))["events"]
        assert made["id"] not in [event["id"] for event in listed]

    use(work)


def test_custom_fields(use: Callable[[Work], None], sandbox: SandboxServer, location: str) -> None:
    contact_id = next(iter(sandbox.state.highlevel.contacts))

    async def work(sdk: Any) -> None:
        sent = {"name": "Partita IVA", "dataType": "TEXT", "model": "contact"}
        field = (await sdk.locations.create_custom_field(location, sent))["customField"]
        assert sent.items() <= field.items()
        assert (await sdk.locations.get_custom_field(location, field["id"]))["customField"] == field
        for key in ("fieldValue", "field_value"):  # the second one is deprecated
            value = {"id": field["id"], key: f"by {key}"}
            await sdk.contacts.update_contact(contact_id, {"customFields": [value]})
            read = (await sdk.contacts.get_contact(contact_id))["contact"]["customFields"]
            assert {"id": field["id"], "value": f"by {key}"} in read
        await sdk.locations.update_custom_field(location, field["id"], {"name": "P. IVA"})
        names = [one["name"] for one in (await sdk.locations.get_custom_fields(location))["customFields"]]
        assert "P. IVA" in names
        await sdk.locations.delete_custom_field(location, field["id"])
        assert (await sdk.contacts.get_contact(contact_id))["contact"]["customFields"] == []

    use(work)


def test_businesses(use: Callable[[Work], None], sandbox: SandboxServer, location: str) -> None:
    contact_id = next(iter(sandbox.state.highlevel.contacts))

    async def work(sdk: Any) -> None:
        sent = {"locationId": location, "name": "Forno Re", "city": "Roma"}
        made = (await sdk.businesses.create_business(sent))["buiseness"]
        assert sent.items() <= made.items()
        assert (await sdk.businesses.get_business(made["id"]))["business"] == made
        changed = (await sdk.businesses.update_business(made["id"], {"phone": "+39061234567"}))["buiseness"]
        assert changed in (await sdk.businesses.get_businesses_by_location(location))["businesses"]
        link = {"locationId": location, "ids": [contact_id], "businessId": made["id"]}
        assert (await sdk.contacts.add_remove_contact_from_business(link))["ids"] == [contact_id]
        linked = await sdk.contacts.get_contacts_by_business_id(made["id"], location)
        assert [contact["id"] for contact in linked["contacts"]] == [contact_id]
        await sdk.contacts.add_remove_contact_from_business({**link, "businessId": None})
        assert (await sdk.contacts.get_contacts_by_business_id(made["id"], location))["contacts"] == []
        assert (await sdk.businesses.delete_business(made["id"]))["success"] is True

    use(work)


def test_memberships(use: Callable[[Work], None], sandbox: SandboxServer, location: str) -> None:
    contact_id, user_id = next(iter(sandbox.state.highlevel.contacts)), sandbox.state.highlevel.users[0]["id"]

    async def work(sdk: Any) -> None:
        contacts = sdk.contacts
        assert (await contacts.add_followers_contact(contact_id, {"followers": [user_id]}))["followers"] == [user_id]
        assert (await contacts.get_contact(contact_id))["contact"]["followers"] == [user_id]
        assert (await contacts.remove_followers_contact(contact_id, {"followers": [user_id]}))["followers"] == []
        workflow = (await sdk.workflows.get_workflow(location))["workflows"][0]["id"]
        assert (await contacts.add_contact_to_workflow(contact_id, workflow, {}))["succeeded"] is True
        assert sandbox.state.highlevel.contacts[contact_id]["activeWorkflows"] == [workflow]
        assert (await contacts.delete_contact_from_workflow(contact_id, workflow, {}))["succeeded"] is True
        assert (await contacts.add_contact_to_campaign(contact_id, "C1", {}))["succeeded"] is True
        assert (await contacts.remove_contact_from_every_campaign(contact_id))["succeeded"] is True
        assert sandbox.state.highlevel.contacts[contact_id]["campaigns"] == []

    use(work)


def test_the_location_and_its_users(use: Callable[[Work], None], sandbox: SandboxServer, location: str) -> None:
    async def work(sdk: Any) -> None:
        read = (await sdk.locations.get_location(location))["location"]
        assert (read["name"], read["timezone"]) == ("Bottega Ponte", "Europe/Rome")
        users = (await sdk.users.search_users(read["companyId"]))["users"]
        assert (await sdk.users.get_user(users[0]["id"]))["email"] == users[0]["email"]
        made = (await sdk.locations.create_custom_value(location, {"name": "Saluto", "value": "Ciao"}))["customValue"]
        sent = {"name": "Saluto", "value": "A presto"}
        changed = (await sdk.locations.update_custom_value(location, made["id"], sent))["customValue"]
        assert (await sdk.locations.get_custom_value(location, made["id"]))["customValue"] == changed
        assert changed["value"] == "A presto"
        await sdk.locations.delete_custom_value(location, made["id"])
        assert changed not in (await sdk.locations.get_custom_values(location))["customValues"]
        tag = (await sdk.locations.create_tag(location, {"name": "Fiera 2026"}))["tag"]
        await sdk.locations.update_tag(location, tag["id"], {"name": "Fiera 2027"})
        assert (await sdk.locations.get_tag_by_id(location, tag["id"]))["tag"]["name"] == "fiera 2027"
        assert (await sdk.locations.delete_tag(location, tag["id"]))["succeeded"] is True

    use(work)


def test_ponte24_reads_what_the_sdk_wrote_and_the_sdk_what_ponte24_wrote(
    use: Callable[[Work], None], sandbox: SandboxServer, location: str
) -> None:
    contact_id, now = next(iter(sandbox.state.highlevel.contacts)), sandbox.state.clock.now_ms()
    sandbox.state.highlevel.records.clear()
    sandbox.state.owner.fill(sandbox.world.work)
    due = datetime(2026, 10, 1, 9, tzinfo=UTC)

    async def work(sdk: Any) -> None:
        async with HighLevelClient(sandbox.token, location, base_url=sandbox.highlevel_url) as mine:
            sent = {"title": "Call", "body": "B", "dueDate": "2026-10-01T09:00:00Z", "completed": False}
            theirs = (await sdk.contacts.create_task(contact_id, sent))["task"]["id"]
            task = await mine.get_task(contact_id, theirs)
            assert (task.title, task.body, task.due_date, task.completed) == ("Call", "B", due, False)
            found = [one async for page in mine.iterate_tasks(contact_ids=[contact_id]) for one in page.items]
            assert [one.date_updated is not None for one in found if one.id == theirs] == [True]
            own = await mine.create_task(contact_id, "Write", due, body="C")
            read = (await sdk.contacts.get_task(contact_id, own.id))["task"]
            assert (read["title"], read["dueDate"]) == ("Write", "2026-10-01T09:00:00.000Z")
            await mine.update_task_completed(contact_id, theirs, True)
            assert (await sdk.contacts.get_task(contact_id, theirs))["task"]["completed"] is True

            note = (await sdk.contacts.create_note(contact_id, {"body": "<p>Likes rye</p>"}))["note"]["id"]
            assert [one.text for one in await mine.get_all_notes(contact_id) if one.id == note] == ["Likes rye"]
            own_note = await mine.create_note(contact_id, "Due 10", title="Pagamenti")
            assert (await sdk.contacts.get_note(contact_id, own_note.id))["note"]["title"] == "Pagamenti"

            calendar = (await sdk.calendars.get_calendars(location))["calendars"][0]["id"]
            days = await sdk.calendars.get_slots(calendar, now, now + 20 * 86_400_000)
            first, second = next(day["slots"] for day in days.values() if len(day["slots"]) > 1)[:2]
            booking = {"locationId": location, "calendarId": calendar, "contactId": contact_id, "startTime": first}
            theirs = (await sdk.calendars.create_appointment(booking))["id"]
            assert (await mine.get_appointment(theirs)).start_time == datetime.fromisoformat(first)
            made = await mine.create_appointment(calendar, contact_id, datetime.fromisoformat(second))
            assert (await sdk.calendars.get_appointment(made.id))["event"]["startTime"] == second

    use(work)


def test_changes_moves_and_deletions_are_read_right_both_ways(
    use: Callable[[Work], None], sandbox: SandboxServer, location: str
) -> None:
    contact_id, now = next(iter(sandbox.state.highlevel.contacts)), sandbox.state.clock.now_ms()
    sandbox.state.highlevel.records.clear()
    sandbox.state.owner.fill(sandbox.world.work)
    due = datetime(2026, 10, 25, 8, tzinfo=UTC)

    async def work(sdk: Any) -> None:
        async with HighLevelClient(sandbox.token, location, base_url=sandbox.highlevel_url) as mine:
            ours = HighLevelWork(mine)
            # a task that Ponte24 made, marked, is changed, opened again and deleted there
            made = await ours.create_task(contact_id, "Write", "text\n\nPonte24:abcdefgh", due.timestamp(), "")
            assert (await sdk.contacts.get_task(contact_id, made.id))["task"]["body"].endswith("Ponte24:abcdefgh")
            await sdk.contacts.update_task(contact_id, made.id, {"title": "Call", "dueDate": "2026-03-29T01:00:00Z"})
            await sdk.contacts.update_task_completed(contact_id, made.id, {"completed": True})
            read = await ours.task(contact_id, made.id)
            assert (read.title, read.body, read.marker, read.completed) == ("Call", "text", "Ponte24:abcdefgh", True)
            assert datetime.fromtimestamp(read.moment, UTC) == datetime(2026, 3, 29, 1, tzinfo=UTC)
            await ours.change_task(contact_id, made.id, {"completed": False, "moment": due.timestamp()})
            there = (await sdk.contacts.get_task(contact_id, made.id))["task"]
            assert (there["completed"], there["dueDate"]) == (False, "2026-10-25T08:00:00.000Z")
            await sdk.contacts.delete_task(contact_id, made.id)
            with pytest.raises(RecordGone):
                await ours.task(contact_id, made.id)

            # a note: written here, rewritten there, put right here, deleted here
            note = await ours.create_note(contact_id, "Pagamenti", "one\nPonte24:pagamenti:abcdefgh")
            await sdk.contacts.update_note(contact_id, note.id, {"body": "<p>one</p><p>two &amp; three</p>"})
            assert (await ours.note(contact_id, note.id)).text.split() == ["one", "two", "&", "three"]
            await ours.change_note(contact_id, note.id, "four\nPonte24:pagamenti:abcdefgh")
            assert (await sdk.contacts.get_note(contact_id, note.id))["note"]["body"].startswith("four\n")
            await ours.delete_note(contact_id, note.id)
            assert note.id not in [n["id"] for n in (await sdk.contacts.get_all_notes(contact_id))["notes"]]

            # an appointment: made here with its mark, moved and called off there, made there and deleted here
            calendar = (await sdk.calendars.get_calendars(location))["calendars"][0]["id"]
            days = await sdk.calendars.get_slots(calendar, now, now + 20 * 86_400_000)
            first, second, third = next(day["slots"] for day in days.values() if len(day["slots"]) > 2)[:3]
            at = datetime.fromisoformat(first).timestamp()
            mark = "about it\n\nPonte24:ijklmnop"
            meeting = await ours.create_appointment(calendar, contact_id, at, "Visit", mark, "")
            told = (await sdk.calendars.get_appointment(meeting.id))["event"]
            assert (told["title"], told["startTime"], told["contactId"]) == ("Visit", first, contact_id)
            moved = {"startTime": second, "endTime": (datetime.fromisoformat(second) + HALF).isoformat()}
            await sdk.calendars.edit_appointment(meeting.id, moved)
            read_again = await ours.appointment(meeting.id)
            assert (read_again.moment, read_again.marker) == (
                datetime.fromisoformat(second).timestamp(),
                "Ponte24:ijklmnop",
            )
            await sdk.calendars.edit_appointment(meeting.id, {"appointmentStatus": "cancelled"})
            assert (await ours.appointment(meeting.id)).status == "cancelled"
            booking = {"locationId": location, "calendarId": calendar, "contactId": contact_id, "startTime": third}
            theirs = (await sdk.calendars.create_appointment(booking))["id"]
            await ours.delete_appointment(theirs)
            with pytest.raises(RecordGone):
                await ours.appointment(theirs)

    use(work)
