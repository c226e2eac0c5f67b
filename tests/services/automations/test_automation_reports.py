"""What people reported of other programs that run automations, played here: hours that the clocks skip or go through
twice, sleep, switching off, parts that are gone, labels that get another name, files of many records."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.automation.kept.format import from_json
from app.automation.model import Cause, Mode, State
from app.clock import ManualClock
from app.records.contact import Contact
from app.services.automations.assembling import desk
from app.services.automations.desk import AutomationDesk
from app.services.sync.reading.session import take_snapshot
from app.services.sync.reading.snapshot import READ_AT
from app.store import CachedContact, Customer, Store
from tests.engine.machine import fresh_store

ROME = ZoneInfo("Europe/Rome")
NOTIFY = {"id": "a", "operation": "local.notify", "inputs": {"text": "Ora"}}
WAIT = {"id": "w", "operation": "flow.wait", "inputs": {"hours": 2}}
VIP = {"kind": "highlevel.ContactTagUpdate", "parameters": {"tag": "vip", "change": "added"}}


def clock(at: str, weekdays: tuple[int, ...] = tuple(range(7)), **more: Any) -> dict[str, Any]:
    return {"kind": "clock.schedule", "parameters": {"time": at, "weekdays": list(weekdays), **more}}


class Shop:
    """A computer with automations and no network."""

    def __init__(self, begin: datetime) -> None:
        self.clock = ManualClock(begin.timestamp())
        self.store = fresh_store()
        self.store.settings.set(READ_AT, self.clock.now())
        self.start()

    def start(self) -> None:
        """Start the program anew."""
        self.store = Store(self.store.database)
        more = (lambda: "it", lambda: take_snapshot(self.store), lambda: None, _never, _unconnected)
        self.desk: AutomationDesk = desk(self.store, self.clock, *more, off=False)

    def on(self, trigger: dict[str, Any], *steps: dict[str, Any], mode: Mode = Mode.AUTO) -> str:
        told = {"format": 1, "name": "Prova", "trigger": trigger, "steps": list(steps) or [NOTIFY]}
        one = self.desk.save(from_json(told)).id
        self.desk.switch(one, on=True, mode=mode, trusted=True)
        self.clock.advance(1)
        return one

    def until(self, moment: datetime, step: float = 1200) -> None:
        """Let the timer go on until a moment."""
        while self.clock.now() < moment.timestamp():
            self.clock.advance(min(step, moment.timestamp() - self.clock.now()))
            self.desk.tick()

    def said(self) -> int:
        return sum(row.key == "automation_notice" for row in self.store.activity.recent(10_000))

    def contacts(self, *tags: str, count: int = 1) -> None:
        """Contacts are read as they are now."""
        at = self.clock.now()
        self.store.highlevel.put(
            CachedContact(f"c{n}", {"id": f"c{n}", "firstName": f"P{n}", "tags": list(tags)}, at, at)
            for n in range(count)
        )


async def _never(**_more: object) -> object:
    raise AssertionError("nothing is to be synced")


def _unconnected() -> Any:
    raise AssertionError("nothing is to be asked for")


def customer(name: str) -> Customer:
    return Customer("", name, "", Contact(company=name), "Cliente", {}, "export", 1.0, name_certain=True)


def rome(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=ROME)


@pytest.fixture
def shop() -> Shop:
    return Shop(rome("2026-10-20T10:00"))


# home-assistant/core 6545, 114612, 140771: what stands at half past two is skipped in the night that has no such hour
def test_an_hour_that_the_clocks_skip_is_not_left_out() -> None:
    shop = Shop(rome("2026-03-28T12:00"))
    shop.on(clock("02:30"))
    shop.until(rome("2026-03-29T12:00"))
    assert shop.said() == 1
    shop.until(rome("2026-03-30T12:00"))
    assert shop.said() == 2


# home-assistant/core 166783, OctopusDeploy 7433: in the night with two such hours it comes twice, or for an hour on end
def test_an_hour_that_the_clocks_go_through_twice_comes_once() -> None:
    shop = Shop(rome("2026-10-24T12:00"))
    shop.on(clock("02:30"))
    shop.until(rome("2026-10-25T12:00"), step=300)
    assert shop.said() == 1
    shop.until(rome("2026-10-26T12:00"))
    assert shop.said() == 2


# OctopusDeploy 9723: an edit that leaves the hours alone makes it fire at once
def test_an_edit_or_switching_off_and_on_fires_nothing_for_an_hour_that_is_past(shop: Shop) -> None:
    one = shop.on(clock("09:00"))
    shop.until(rome("2026-10-21T10:00"))
    assert shop.said() == 1
    shop.desk.save(replace(shop.desk.show(one), name="Altro nome"))
    shop.until(rome("2026-10-21T11:00"))
    shop.desk.switch(one, on=False)
    shop.desk.switch(one, on=True)
    shop.until(rome("2026-10-21T20:00"))
    assert shop.said() == 1
    changed = shop.desk.show(one)
    later = replace(changed.trigger, parameters={**changed.trigger.parameters, "time": "08:00"})
    shop.desk.save(replace(changed, trigger=later))
    shop.until(rome("2026-10-21T23:00"))
    assert shop.said() == 1
    shop.until(rome("2026-10-22T12:00"))
    assert shop.said() == 2


# openclaw 12671, node-schedule 221, CronScheduler.AspNetCore 42: after sleep either nothing or all that was missed
@pytest.mark.parametrize(("missed", "then"), [("once", 1), ("skip", 0)])
def test_after_days_of_sleep_it_comes_once_or_is_left_out_as_chosen(shop: Shop, missed: str, then: int) -> None:
    shop.on(clock("09:00", missed=missed))
    shop.clock.advance(5 * 86_400 + 7_200)
    for _ in range(3):
        shop.desk.tick()
    assert shop.said() == then
    shop.start()
    shop.desk.tick()
    assert shop.said() == then
    shop.until(rome("2026-10-26T09:30"))
    assert shop.said() == then + 1


# the zone of "every day at nine" is that of the business, wherever the computer thinks it is
def test_nine_is_nine_where_the_business_is(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        shop.on(clock("09:00"))
        shop.until(rome("2026-10-21T08:55"))
        assert shop.said() == 0
        shop.until(rome("2026-10-21T09:05"))
        assert shop.said() == 1
    finally:
        monkeypatch.undo()
        time.tzset()


# Ghost 28818, OrchardCore 5231, quckoo 35: what waits goes on although it was switched off meanwhile, or comes back
@pytest.mark.parametrize("how", ["off", "off_and_on", "removed"])
def test_what_waits_is_over_once_its_owner_switched_it_off(shop: Shop, how: str) -> None:
    shop.contacts()
    one = shop.on(VIP, WAIT, NOTIFY)
    shop.clock.advance(60)
    shop.contacts("vip")
    shop.desk.tick()
    assert shop.store.automation_runs.in_states(["open"])
    if how == "removed":  # cortezaproject/corteza 198
        shop.desk.remove(one)
    else:
        shop.desk.switch(one, on=False)
    if how == "off_and_on":
        shop.desk.switch(one, on=True)
    shop.start()
    shop.clock.advance(86_400)
    for _ in range(3):
        shop.desk.tick()
    assert shop.said() == 0
    assert not shop.store.automation_runs.in_states(["open"])


# n8n 2415, zammad 3280, twenty 15893 and 16775: what names a part that is gone can be neither opened nor switched off
def test_what_names_an_action_that_is_gone_fails_in_sight_can_be_opened_and_switched_off(shop: Shop) -> None:
    shop.contacts()
    one = shop.on(VIP, NOTIFY)
    kept = shop.store.automations.get(one)
    assert kept is not None
    body = {**kept.body, "steps": [{**NOTIFY, "operation": "local.gone"}]}
    shop.store.automations.put(replace(kept, body=body), shop.clock.now())
    shop.clock.advance(60)
    shop.contacts("vip")
    for _ in range(3):
        shop.desk.tick()
    [run] = shop.desk.log(one)
    assert run.state == "failed"
    assert run.steps[0].detail
    assert shop.desk.show(one).steps[0].operation == "local.gone"
    assert shop.desk.switch(one, on=False).state is State.OFF
    assert shop.desk.export(one)


# buttondown/roadmap 2709: a label that gets another name sets off what waits for it to go, for everybody at once
def test_a_label_that_gets_another_name_is_one_question_and_not_thirty_runs(shop: Shop) -> None:
    shop.contacts("vip", count=30)
    removed = {"kind": VIP["kind"], "parameters": {"tag": "vip", "change": "removed"}}
    one = shop.on(removed, NOTIFY)
    shop.clock.advance(60)
    shop.contacts("migliori", count=30)
    for _ in range(3):
        shop.desk.tick()
    assert shop.said() == 0
    shown = shop.desk.show(one)
    assert (shown.state, shown.cause) == (State.PAUSED, Cause.MASS)
    assert shop.desk.get(one).held == 30
    assert shop.desk.release(one, run=False) == 30
    shop.desk.tick()
    assert shop.said() == 0


# Budibase 12829, SuiteCRM 9376: an import of many records sets off nothing, or everything
def test_an_import_of_many_is_one_question_whichever_mode(shop: Shop) -> None:
    shop.store.mirror.put(customer("Prima Srl"))
    one = shop.on({"kind": "f24.customer_new", "parameters": {}}, NOTIFY)
    shop.clock.advance(60)
    shop.store.mirror.put_many(customer(f"Cliente {n} Srl") for n in range(40))
    shop.desk.tick()
    assert shop.said() == 0
    assert shop.desk.get(one).held == 40
    assert shop.desk.release(one, run=True) == 40
    for _ in range(3):
        shop.desk.tick()
    assert shop.said() == 40


# n8n 21770: a file that says "not active" changes nothing of the automation that is running, or stops its window only
def test_a_file_never_changes_an_automation_that_is_there(shop: Shop) -> None:
    one = shop.on(clock("09:00"))
    text = shop.desk.export(one)
    other = shop.desk.import_text(text.encode(), "prova.json")
    assert other.id != one
    assert other.state is State.OFF
    assert shop.desk.show(one).state is State.ON
    shop.until(rome("2026-10-21T10:00"))
    assert shop.said() == 1


# home-assistant/core 6745, 42855, OpenHomeFoundation 221: a start fires what held before, and forgets what waits
def test_a_start_fires_nothing_and_forgets_nothing(shop: Shop) -> None:
    shop.contacts("vip")
    shop.on(VIP, WAIT, NOTIFY)
    for _ in range(3):
        shop.start()
        shop.contacts("vip")
        shop.desk.tick()
    assert not shop.store.automation_runs.recent()
    shop.clock.advance(60)
    shop.contacts("vip", count=2)  # one more, with the label
    shop.desk.tick()
    shop.start()
    shop.clock.advance(7_300)
    shop.desk.tick()
    assert shop.said() == 1
