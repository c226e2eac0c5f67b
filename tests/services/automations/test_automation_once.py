"""What others' users suffered from, played: an event acts once however short the memory, a stale editor wakes nothing,
and the hour that comes twice or never is one."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.automation.model import Cause, Mode, State
from app.services.automations import definitions, ticking
from app.services.automations.observing import stored
from app.services.automations.ticking import Watching, due_events
from app.store.automations.events import COMPUTED
from tests.services.automations.play import TAGGED, Play, made, play, tag, task
from tests.services.automations.test_recipes_played import business, invoice

DAY = 86_400.0
NOTICE = {"operation": "local.notify", "inputs": {"text": "Scade presto: {{ cliente.nome }}"}}


@pytest.fixture
def p(tmp_path: Path) -> Iterator[Play]:
    with play(tmp_path) as stage:
        yield stage


def test_a_threshold_that_was_reached_acts_once_however_short_the_memory(tmp_path: Path) -> None:
    with business(tmp_path) as p:
        p.service.save_settings(replace(p.service.settings(), keep_days=7))
        invoice(p, p.w.linked(0)[0], "R0", 62)
        one = p.on(made("f24.instalment_due_soon", NOTICE, parameters={"days": 60}))
        for _ in range(8):
            p.w.s.clock.sandbox.advance(5 * DAY)
            p.sync()
            p.service.housekeeping.upkeep()
        told = [r for r in p.service.store.activity.recent(1000) if r.key == "automation_notice"]
        assert len(told) <= 1, "of what happened so long ago even the log is gone"
        assert len(p.service.store.events.recent("f24.instalment_due_soon")) == 1
        assert p.runs(one) == []
        samples = p.service.automations.samples(p.service.automations.get(one).automation.trigger)
        assert all(s.event.values for s in samples), "nothing is tried with what was forgotten"


def test_every_kind_that_time_brings_keeps_its_key() -> None:
    cases = inspect.getsource(ticking).partition("match kind:")[2].partition("def _first_day")[0]
    assert {part for part in cases.split('"')[1::2] if "." in part} == set(COMPUTED)


def test_what_a_paused_automation_has_not_seen_stays_for_it(p: Play) -> None:
    p.service.save_settings(replace(p.service.settings(), keep_days=7))
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED))
    p.service.store.automations.standing(one, state="paused", cause="failing")
    p.tag(p.contact(), "vip")
    p.sync()
    p.w.s.clock.sandbox.advance(20 * DAY)
    p.service.housekeeping.upkeep()
    p.service.automations.switch(one, on=True)
    p.sync(), p.sync()
    assert [run.state for run in p.runs(one)] == ["done"]


def test_saving_what_an_editor_held_wakes_nothing_that_was_paused_or_switched_off(p: Play) -> None:
    desk = p.service.automations
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED), Mode.AUTO)
    opened = desk.get(one).automation
    p.service.store.automations.standing(one, state="paused", cause="fuse")
    desk.save(replace(opened, name="Altro nome"))
    kept = desk.get(one).automation
    assert (kept.name, kept.state, kept.cause) == ("Altro nome", State.PAUSED, Cause.FUSE)
    desk.switch(one, on=False, mode=Mode.ASK)
    desk.save(replace(opened, name="Ancora"))
    kept = desk.get(one).automation
    assert (kept.name, kept.state, kept.mode) == ("Ancora", State.OFF, Mode.ASK)


@pytest.mark.parametrize(
    ("at", "day", "expected"),
    [
        ("02:30", datetime(2027, 3, 28, tzinfo=UTC), "2027-03-28T01:30:00+00:00"),  # half past two never comes
        ("02:30", datetime(2026, 10, 25, tzinfo=UTC), "2026-10-25T00:30:00+00:00"),  # and here it comes twice
    ],
)
def test_an_hour_that_never_comes_or_comes_twice_is_one(p: Play, at: str, day: datetime, expected: str) -> None:
    store, clock = p.service.store, p.w.s.clock.sandbox
    clock.advance((day - timedelta(hours=3)).timestamp() - clock.now() + 365 * DAY * (day.timestamp() < clock.now()))
    if day.timestamp() < clock.now():
        day = day.replace(year=2027, day=31)  # the last Sunday of October a year later
        clock.advance((day - timedelta(hours=3)).timestamp() - clock.now())
        expected = "2027-10-31T00:30:00+00:00"
    told = made("clock.schedule", NOTICE, parameters={"weekdays": list(range(7)), "time": at, "missed": "skip"})
    kept = definitions.keep(store, replace(told, id="u1"), clock.now())
    watching = Watching(definitions.automation_of(kept), clock.now())
    seen: list[tuple[str, float]] = []
    for _ in range(24):
        clock.advance(900)
        for event in due_events(store, p.service.automations._facts(), [watching]):
            if store.events.add([stored(event)]):
                seen.append((event.key, event.at))
    assert [datetime.fromtimestamp(moment, UTC).isoformat() for _key, moment in seen] == [expected]


def test_the_same_file_imported_twice_makes_two_that_share_nothing(p: Play) -> None:
    desk = p.service.automations
    text = desk.export(desk.save(made("highlevel.ContactTagUpdate", task(), **TAGGED)).id).encode()
    two = [desk.import_text(text, "prova.json").id for _ in range(2)]
    for one in two:
        desk.switch(one, on=True, mode=Mode.AUTO)
    p.w.s.clock.sandbox.advance(1)
    p.tag(p.contact(), "vip")
    p.sync()
    assert sorted(run.automation for run in p.runs()) == sorted(two)
    assert len([title for title in p.book() if title.startswith("Chiamare")]) == 2
