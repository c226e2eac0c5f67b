"""Webhooks in, against the sandbox: what is taken, what is refused, and what the next check does about it."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.clock import iso
from app.errors import CredentialsRefused, ServiceUnavailable, StorageError, UsageError
from app.sandbox.highlevel.hooks.webhook_keys import WebhookKeys
from app.sandbox.switches import Switches
from app.services.api.webhooks import WebhookSettings
from app.services.webhooks.receiver import WebhookReceiver
from app.store import Mark
from app.sync.plan.model import Kind, Plan
from tests.services.stage import Stage, stage


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Both accounts connected and in step: made once, since no test here applies anything."""
    with stage(tmp_path_factory.mktemp("webhooks"), contacts=60, highlevel={"search_lag_seconds": 0}) as made:
        asyncio.run(_in_step(made))
        yield made
        made.service.webhooks.stop()


@pytest.fixture
def s(world: Stage) -> Stage:
    """The world with its snapshot up to date, webhooks arriving, and nothing taken yet."""
    state = world.sandbox.state
    state.switches.change({**Switches().model_dump(), "highlevel": {"search_lag_seconds": 0}})
    state.faults.clear()
    world.clock.sandbox.advance(400)  # what was seen a while ago may be missing for good
    asyncio.run(world.service.plan())
    world.service.store.webhooks.forget_all()
    world.service.store.settings.remove("webhooks.status")
    world.service.webhooks.stop()
    state.webhooks.deliveries.clear()
    listen(world)
    return world


async def _in_step(s: Stage) -> None:
    await s.connect()
    await s.import_export()
    await s.whole_sync()
    s.clock.sandbox.advance(400)
    await s.service.plan()


def listen(s: Stage) -> str:
    """Start the receiver with the sandbox's key and tell the sandbox where it is."""
    sender = s.sandbox.state.webhooks
    address = s.service.webhooks.start(WebhookSettings(port=0, public_key=sender.keys.public_pem))
    sender.register(address)
    sender.installed = True
    s.forget()
    return address


def deliver(s: Stage) -> list[int | None]:
    """Deliver what is due and return the answers."""
    sender = s.sandbox.state.webhooks
    before = {id(d): len(d.statuses) for d in sender.deliveries}
    sender.deliver_due()
    return [status for d in sender.deliveries for status in d.statuses[before.get(id(d), 0) :]]


def linked(s: Stage) -> list[str]:
    """The linked contacts that still exist."""
    ids = [link.highlevel_id for link in s.service.store.links.all()]
    return [i for i in ids if i in s.sandbox.state.highlevel.contacts]


def edit(s: Stage, contact_id: str, city: str = "") -> None:
    """Change a contact to what it never was before."""
    s.sandbox.state.edit_contact(contact_id, {"city": city or f"Borgo {s.clock.now():.0f}"})


def marks(s: Stage, record: str = "contact") -> list[str]:
    return [mark.id for mark in s.service.store.webhooks.marks(record)]


def essence(plan: Plan) -> list[Any]:
    """What a plan would do, without its id and its moments."""
    return sorted(
        (a.kind.value, a.side.value, a.title, a.target_id, sorted((f.name, f.before, f.after) for f in a.fields))
        for a in plan.actions
        if not a.note
    )


def of_contacts(s: Stage) -> list[str]:
    """What was asked of contacts themselves; tasks have a look of their own."""
    return [r["path"] for r in s.requests("highlevel") if re.fullmatch(r"/contacts/[^/]+", r["path"])]


# ------------------------------------------------------------------------------------------ what it is good for
def test_a_deletion_is_found_by_the_next_check_and_costs_two_requests(s: Stage) -> None:
    gone = linked(s)[0]
    s.sandbox.state.delete_contact(gone)
    assert deliver(s) == [200]
    assert marks(s) == [gone]
    s.forget()
    plan = asyncio.run(s.service.plan())
    assert of_contacts(s) == ["/contacts/search", f"/contacts/{gone}"]
    assert [a.kind for a in plan.actions if a.kind in (Kind.UNLINK, Kind.DELETE)]
    assert marks(s) == []


def test_a_change_is_read_by_id_though_the_index_still_lags(s: Stage) -> None:
    s.sandbox.state.switches.highlevel.search_lag_seconds = 60
    changed = linked(s)[0]
    edit(s, changed, "Roccacannuccia")
    deliver(s)
    plan = asyncio.run(s.service.plan())
    assert any(f.after == "Roccacannuccia" for a in plan.actions for f in a.fields)


def test_a_webhook_is_only_a_reason_to_look(s: Stage) -> None:
    """Its values are not believed: what it tells may be old by the time it comes."""
    changed = linked(s)[0]
    edit(s, changed, "Primaversione")
    edit(s, changed, "Secondaversione")
    s.sandbox.state.switches.webhooks.reorder = True
    deliver(s)
    plan = asyncio.run(s.service.plan())
    values = {f.after for a in plan.actions for f in a.fields}
    assert "Secondaversione" in values
    assert "Primaversione" not in values


def test_many_are_left_to_the_incremental_read(s: Stage) -> None:
    for contact_id in linked(s)[:30]:
        edit(s, contact_id)
    deliver(s)
    assert len(marks(s)) == 30
    s.forget()
    asyncio.run(s.service.plan())
    assert of_contacts(s) == ["/contacts/search"]
    assert marks(s) == []


def test_many_deletions_are_left_to_one_full_read(s: Stage) -> None:
    s.clock.sandbox.advance(400)  # what was seen just now would be asked for by id, as the index may lag
    for contact_id in linked(s)[:25]:
        s.sandbox.state.delete_contact(contact_id)
    deliver(s)
    s.forget()
    asyncio.run(s.service.plan())
    assert set(of_contacts(s)) == {"/contacts/search"}
    assert marks(s) == []


def test_what_the_index_does_not_show_yet_stays_marked(s: Stage) -> None:
    s.sandbox.state.switches.highlevel.search_lag_seconds = 60
    for contact_id in linked(s)[:30]:
        edit(s, contact_id)
    deliver(s)
    asyncio.run(s.service.plan())
    assert len(marks(s)) == 10, "twenty were read by id, the rest waits for the index"
    s.clock.sandbox.advance(120)
    asyncio.run(s.service.plan())
    assert marks(s) == []


def test_a_mark_stays_when_reading_fails_and_is_taken_up_again(s: Stage) -> None:
    gone = linked(s)[0]
    s.sandbox.state.delete_contact(gone)
    deliver(s)
    s.sandbox.state.faults.add("500", service="highlevel", method="GET", path=f"/contacts/{gone}")
    with pytest.raises(ServiceUnavailable):
        asyncio.run(s.service.plan())
    assert marks(s) == [gone]
    s.sandbox.state.faults.clear()
    asyncio.run(s.service.plan())
    assert marks(s) == []


def test_a_changed_location_is_asked_for_anew(s: Stage) -> None:
    location = s.sandbox.location_id
    s.sandbox.state.highlevel.events.emit("LocationUpdate", {"id": location, "name": "Forno Nuovo"})
    deliver(s)
    s.forget()
    asyncio.run(s.service.plan())
    assert f"/locations/{location}" in [r["path"] for r in s.requests("highlevel")]
    s.forget()
    asyncio.run(s.service.plan())
    assert f"/locations/{location}" not in [r["path"] for r in s.requests("highlevel")]


# ------------------------------------------------------------------------------- polling alone is complete
@pytest.mark.parametrize("fate", ["in order", "all lost", "doubled and out of order", "forged"])
def test_whatever_becomes_of_the_webhooks_the_plan_is_the_same(tmp_path: Path, fate: str) -> None:
    with stage(tmp_path, contacts=8) as made:
        asyncio.run(_in_step(made))
        listen(made)
        state, switches = made.sandbox.state, made.sandbox.state.switches.webhooks
        switches.lose_every = int(fate == "all lost")
        switches.duplicate_every = int(fate == "doubled and out of order")
        switches.reorder = fate == "doubled and out of order"
        if fate == "forged":
            state.webhooks.keys = WebhookKeys(99)
        seeded = {c["id"] for c in made.sandbox.world.contacts}  # the ids of others follow the order of the answers
        ids = sorted(seeded & set(linked(made)))
        state.edit_contact(ids[0], {"city": "Lecce"})
        state.edit_contact(ids[0], {"city": "Bari"})
        state.edit_contact(ids[1], {"tags": ["nuovo"], "firstName": "Rinominata"})
        state.delete_contact(ids[2])
        new = state.create_contact({"firstName": "Nuova", "lastName": "Cliente", "email": "nuova@example.it"})
        state.delete_contact(new["id"])
        answers = deliver(made)
        assert answers == {"all lost": [], "forged": [401] * len(answers)}.get(fate, [200] * len(answers))
        made.clock.sandbox.advance(86_500)  # a full read is due, which finds what no webhook told
        plan = asyncio.run(made.service.plan())
        made.service.webhooks.stop()
        assert any(a.kind is Kind.UNLINK for a in plan.actions)
        known = _expected.setdefault("plan", essence(plan))
        assert essence(plan) == known
        assert marks(made) == []


_expected: dict[str, list[Any]] = {}


# ---------------------------------------------------------------------- the faults of section 7, by their numbers
def test_312_notes_come_without_user_and_title_and_are_only_marked(s: Stage) -> None:
    contact = linked(s)[0]
    note = {"id": "n1", "contactId": contact, "body": "Torta", "userId": "u1", "title": "Ordine"}
    s.sandbox.state.highlevel.events.emit("NoteCreate", note)
    assert deliver(s) == [200]
    [mark] = s.service.store.webhooks.marks("note")
    assert (mark.id, mark.contact, mark.why) == ("n1", contact, "NoteCreate")


def test_332_a_task_without_contact_is_marked_by_its_own_id(s: Stage) -> None:
    contact = linked(s)[0]
    task = {"id": "t1", "contactId": contact, "title": "Chiamare", "body": "oggi"}
    s.sandbox.state.highlevel.events.emit("TaskCreate", task)
    assert deliver(s) == [200]
    assert "contactId" not in s.sandbox.state.webhooks.deliveries[-1].content
    [mark] = s.service.store.webhooks.marks("task")
    assert (mark.id, mark.contact) == ("t1", "")
    s.sandbox.state.highlevel.events.emit("TaskComplete", task)
    deliver(s)
    assert s.service.store.webhooks.marks("task")[0].contact == contact


def test_324_attachments_are_always_empty_and_change_nothing(s: Stage) -> None:
    contact = linked(s)[0]
    edit(s, contact)
    deliver(s)
    assert s.sandbox.state.webhooks.deliveries[-1].content["attachments"] == []
    asyncio.run(s.service.plan())
    cached = s.service.store.highlevel.get(contact)
    assert cached is not None
    assert "attachments" not in cached.wire


@pytest.mark.parametrize(
    ("row", "change", "switch"),
    [
        ("264", {"inboundDndSettings": {"all": {"status": "active", "message": ""}}}, "inbound_dnd_event"),
        ("77", {"timezone": "Europe/Malta"}, "timezone_event"),
    ],
)
def test_264_and_77_a_change_that_no_webhook_tells_is_found_by_polling(
    s: Stage, row: str, change: dict[str, Any], switch: str
) -> None:
    setattr(s.sandbox.state.switches.webhooks, switch, False)
    contact = linked(s)[0]
    s.sandbox.state.edit_contact(contact, change)
    assert deliver(s) == []
    asyncio.run(s.service.plan())
    cached = s.service.store.highlevel.get(contact)
    assert cached is not None
    [name] = change
    assert cached.wire[name] == change[name], row


def test_27_doubled_webhooks_count_once_each_and_mark_once(s: Stage) -> None:
    emit = s.sandbox.state.highlevel.events.emit
    emit("OpportunityCreate", {"id": "o1", "contactId": linked(s)[0]})
    s.sandbox.state.switches.webhooks.duplicate_every = 1
    edit(s, linked(s)[0])
    assert deliver(s) == [200] * 4
    assert s.service.webhooks.status().accepted == 3, "two ids of one opportunity, one of the contact"
    assert marks(s) == [linked(s)[0]]
    assert s.service.store.webhooks.count() == 1


# --------------------------------------------------------------------------------------------- what is refused
def _post(s: Stage, content: dict[str, Any], keys: WebhookKeys | None = None, *, unsigned: bool = False) -> int:
    body = json.dumps(content).encode()
    signed = (keys or s.sandbox.state.webhooks.keys).headers(body, "none" if unsigned else "ed25519")
    url = s.service.webhooks.status().address
    return httpx.post(url, content=body, headers=signed, trust_env=False).status_code


def _content(s: Stage, **values: Any) -> dict[str, Any]:
    head = {
        "type": "ContactUpdate",
        "locationId": s.sandbox.location_id,
        "id": linked(s)[0],
        "email": "segreta@example.it",
        "timestamp": iso(s.clock.now()),
        "webhookId": f"w{s.clock.now()}".replace(".", "-"),
    }
    return {**head, **values}


def test_a_repeated_delivery_counts_once_also_after_a_restart(s: Stage) -> None:
    content = _content(s)
    assert _post(s, content) == 200
    asyncio.run(s.service.plan())
    s.service.webhooks.stop()
    s.open()
    listen(s)
    assert _post(s, content) == 200
    assert marks(s) == []
    assert s.service.webhooks.status().accepted == 1


def test_another_process_of_the_home_is_told_where_webhooks_are_received(s: Stage) -> None:
    here = s.service.webhooks.status()
    other = WebhookReceiver(s.service.store, s.clock)
    assert (here.elsewhere, other.status().elsewhere) == ("", here.address)
    s.service.webhooks.stop()
    assert other.status().elsewhere == ""
    with socket.socket() as free:  # a process that was killed leaves its port behind, and nobody answers there
        free.bind(("127.0.0.1", 0))
        s.service.store.settings.set("webhooks.serving", free.getsockname()[1])
    assert other.status().elsewhere == ""


def test_forged_unsigned_stale_early_foreign_and_shapeless_ones_mark_nothing(s: Stage) -> None:
    now = s.clock.now()
    assert _post(s, _content(s), WebhookKeys(99)) == 401
    assert _post(s, _content(s), unsigned=True) == 401
    assert _post(s, _content(s, timestamp=iso(now - 301))) == 400
    assert _post(s, _content(s, timestamp=iso(now + 301))) == 400
    assert _post(s, {"hello": "world"}) == 400
    assert _post(s, _content(s, locationId="another")) == 202
    status = s.service.webhooks.status()
    assert (status.accepted, status.refused) == (0, 5)
    assert s.service.store.webhooks.count() == 0
    s.service.webhooks.stop()
    assert s.service.webhooks.status().refused == 5
    assert s.service.webhooks.status().last_refusal == "unreadable"


def test_only_a_post_of_bounded_size_to_its_own_path_is_read(s: Stage) -> None:
    url = s.service.webhooks.status().address
    with httpx.Client(trust_env=False) as client:
        assert client.get(url).status_code == 405
        assert client.post(url + "/more", content=b"{}").status_code == 404
        assert client.post(url, content=b"x" * (1024 * 1024 + 1)).status_code == 413
    assert url.startswith("http://127.0.0.1:")


def test_an_event_that_concerns_nothing_is_taken_and_ignored(s: Stage) -> None:
    assert _post(s, _content(s, type="VoiceAiCallEnd")) == 200
    assert s.service.store.webhooks.count() == 0


def test_what_cannot_be_kept_is_asked_for_again(s: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> bool:
        raise StorageError("disk_full")

    monkeypatch.setattr(s.service.store.webhooks, "take", full)
    assert _post(s, _content(s)) == 429


def test_no_customer_data_reaches_the_log(s: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    _post(s, _content(s))
    _post(s, _content(s), WebhookKeys(99))
    _post(s, _content(s, type="VoiceAiCallEnd", webhookId="w2"))
    assert "ContactUpdate" in caplog.text
    assert "segreta" not in caplog.text
    assert linked(s)[0] not in caplog.text


# ------------------------------------------------------------------------------------------------ the settings
def test_it_is_off_until_it_is_switched_on_and_says_when_its_port_is_taken(s: Stage) -> None:
    hooks = s.service.webhooks
    assert not hooks.settings().enabled
    taken = int(hooks.status().address.split(":")[2].split("/")[0])
    hooks.stop()
    other = Stage(s.folder / "other", s.sandbox, s.clock)
    asyncio.run(other.connect())
    other.service.webhooks.save_settings(WebhookSettings(enabled=True, port=taken))
    with pytest.raises(UsageError) as caught:
        hooks.save_settings(WebhookSettings(enabled=True, port=taken))
    assert caught.value.code == "webhook_port"
    assert not hooks.settings().enabled
    other.service.webhooks.save_settings(WebhookSettings(enabled=False, port=taken))
    hooks.save_settings(WebhookSettings(enabled=True, port=taken))
    assert hooks.status().running
    hooks.save_settings(WebhookSettings(enabled=False))
    assert not hooks.status().running
    other.close()


def test_wrong_keys_and_ports_are_refused_and_nothing_changes(s: Stage) -> None:
    hooks = s.service.webhooks
    for wrong, code in (
        (WebhookSettings(enabled=True, public_key="rubbish"), "webhook_key"),
        (WebhookSettings(enabled=True, port=70_000), "webhook_port_range"),
    ):
        with pytest.raises(UsageError) as caught:
            hooks.save_settings(wrong)
        assert caught.value.code == code
    assert hooks.status().running


def test_without_an_account_there_is_nothing_to_receive(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=5) as made, pytest.raises(CredentialsRefused):
        made.service.webhooks.start(WebhookSettings(port=0))


def test_another_location_takes_its_marks_along(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=5) as made:
        asyncio.run(made.connect())
        made.service.store.webhooks.take("w1", 1.0, [Mark("contact", "c1", "ContactUpdate", 1.0, 1.0)])
        made.sandbox.state.highlevel.add_token("pit-other", location_id="Other")
        made.sandbox.state.highlevel.location["id"] = "Other"
        asyncio.run(made.service.connect_highlevel("Other", "pit-other", made.sandbox.highlevel_url))
        assert marks(made) == []
