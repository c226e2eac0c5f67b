"""What a look at HighLevel's tasks believes: the index lags, webhooks are hints, only a whole look proves absence."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from app.connectors.highlevel.resources.models import Task as HighLevelTask
from app.records.task import Removed
from app.services.api.progress import StopSignal
from app.services.work.highlevel import remote_task, task_from_wire
from app.store import Mark
from app.sync.plan.model import RecordType
from tests.services.work_stage import WorkStage, work_stage


@pytest.fixture
def w(tmp_path: Path) -> Iterator[WorkStage]:
    with work_stage(tmp_path) as stage:
        yield stage


def lag(w: WorkStage, seconds: float) -> None:
    w.s.sandbox.state.switches.change({"highlevel": {"search_lag_seconds": seconds}})


def task_requests(w: WorkStage) -> list[tuple[str, str]]:
    paths = [(r["method"], r["path"]) for r in w.s.requests("highlevel")]
    return [(m, p.rsplit("/", 1)[-1] if p.endswith("search") else "one") for m, p in paths if "task" in p]


def test_an_index_that_lags_takes_back_nothing_that_was_just_written(w: WorkStage) -> None:
    customer, contact = w.linked()
    agenda = w.s.service.agenda
    w.typed(contact, "Sua")
    line = agenda.add("Mia", customer=customer, due=w.day(2))
    w.sync()
    lag(w, 60)
    agenda.edit(line.task.id, title="Mia, cambiata", body="", due=w.day(4), at=None, assignee="")
    agenda.done(w.in_book("Sua").task.id)
    plan = w.plan()
    w.apply(plan)
    assert w.work(w.plan(after=1)) == [], "the index still shows how they were"
    assert w.in_book("Mia, cambiata").task.due == w.day(4)
    assert w.in_highlevel("Sua")["completed"]


def test_what_is_gone_and_still_shown_by_the_index_does_not_come_in_again(w: WorkStage) -> None:
    _, contact = w.linked()
    w.typed(contact, "Sua")
    w.sync()
    lag(w, 60)
    w.deleted("Sua")
    w.apply(w.plan(after=1))
    store = w.s.service.store
    if store.task_links.count():  # the index still showed it: a webhook tells
        now = w.s.clock.now()
        task_id = store.task_links.all()[0].highlevel_id
        store.webhooks.take("d1", now, [Mark("task", task_id, "TaskDelete", now, now, w.linked()[1])])
        w.apply(w.plan(after=1))
    assert w.work(w.plan(after=1)) == []
    assert w.sync() == []
    assert w.in_book("Sua").task.removed is Removed.HIGHLEVEL


def test_a_done_task_is_asked_for_once_and_no_more(w: WorkStage) -> None:
    _, contact = w.linked()
    for n in range(3):
        w.typed(contact, f"Sua {n}")
    w.sync()
    w.edited("Sua 1", completed=True)
    w.s.forget()
    w.apply(w.plan())
    assert task_requests(w) == [("POST", "search"), ("GET", "one")]
    w.s.forget()
    w.plan()
    assert task_requests(w) == [("POST", "search")]


def test_an_edit_of_a_done_task_is_found_within_a_day(w: WorkStage) -> None:
    _, contact = w.linked()
    w.typed(contact, "Sua")
    w.sync()
    w.edited("Sua", completed=True)
    w.sync()
    w.edited("Sua", title="Sua, fatta e ribattezzata")
    assert w.sync() == []
    w.s.clock.sandbox.advance(90_000)
    assert [a.reason.key for a in w.sync()] == ["task_changed_in_highlevel"]
    assert w.in_book("Sua, fatta e ribattezzata").task.completed


def test_what_a_webhook_told_is_looked_at_by_its_id(w: WorkStage) -> None:
    _, contact = w.linked()
    task_id = w.typed(contact, "Sua")
    w.sync()
    lag(w, 60)
    w.edited("Sua", completed=True)
    now = w.s.clock.now()
    marks = w.s.service.store.webhooks
    marks.take("d1", now, [Mark("task", task_id, "TaskComplete", now, now, contact)])
    assert [a.reason.key for a in w.work(w.plan(after=1))] == ["task_done"]
    assert marks.marks("task") == []


def test_a_webhook_about_a_deleted_task_leads_to_its_memory(w: WorkStage) -> None:
    _, contact = w.linked()
    task_id = w.typed(contact, "Sua")
    w.sync()
    w.deleted("Sua")
    now = w.s.clock.now()
    w.s.service.store.webhooks.take("d1", now, [Mark("task", task_id, "TaskDelete", now, now, contact)])
    assert [a.reason.key for a in w.sync()] == ["task_gone"]


def test_a_look_that_was_stopped_makes_nothing_disappear(w: WorkStage) -> None:
    _, contact = w.linked()
    w.typed(contact, "Sua")
    w.sync()
    w.deleted("Sua")
    stop = StopSignal()
    stop.stop()
    asyncio.run(w.s.service.plan(stop=stop))
    assert w.s.service.store.task_links.count() == 1
    assert w.in_book("Sua").task.open


def test_another_location_has_other_tasks(w: WorkStage) -> None:
    _, contact = w.linked()
    w.typed(contact, "Sua")
    w.sync()
    w.s.service._accounts._forget_location()
    store = w.s.service.store
    assert (store.task_links.count(), store.highlevel_tasks.all()) == (0, [])
    assert store.settings.all("work.") == {}


@pytest.mark.parametrize(
    "wire",
    [
        {"id": "t", "contactId": "c", "title": "a", "body": "b\n\nPonte24:abcdefgh", "dueDate": "2026-12-01T08:00:00Z"},
        {"id": "t", "title": "a", "completed": True, "assignedTo": "u", "dateUpdated": "2026-11-02T10:00:00.000Z"},
        {"id": "t", "title": "a", "body": "<p>uno</p><p>due</p>", "updatedAt": "2026-11-02T10:00:00Z"},
        {"id": "t", "title": None, "body": None, "dueDate": None, "completed": None, "contactId": None},
        {"id": "t", "dueDate": 1_796_112_000_000, "dateUpdated": None, "updatedAt": 1_796_112_000_000},
        {"_id": "t", "title": "a"},
        {"id": 7, "title": 8, "completed": "true", "body": ["x"]},
        {},
    ],
)
def test_a_task_that_was_kept_is_read_as_it_was_at_first(wire: dict[str, Any]) -> None:
    assert task_from_wire(wire, "elsewhere") == remote_task(HighLevelTask.of(wire), "elsewhere")


def test_a_page_size_that_was_refused_is_not_asked_for_in_each_run(tmp_path: Path) -> None:
    with work_stage(tmp_path) as w:
        switches = w.s.sandbox.state.switches
        switches.change({"highlevel": {"search_page_most": 100, "task_search_limit": 100}})

        def refused() -> list[str]:
            return [r["path"].rsplit("/", 2)[-2] for r in w.s.requests("highlevel") if r["status"] in (400, 422)]

        w.s.forget()
        w.plan()
        first = refused()
        w.s.forget()
        w.plan()
        assert (bool(first), refused()) == (True, [])
        w.s.clock.sandbox.advance(31 * 86_400.0)
        w.s.forget()
        w.plan()
        assert refused() == first, "once in a while the larger page is asked for again"


def test_a_list_of_tasks_that_is_broken_hinders_no_contact_and_is_told_once_a_day(w: WorkStage) -> None:
    customer, contact = w.linked()
    w.s.service.agenda.add("Mia", customer=customer, due=w.day(2))
    highlevel, faults = w.s.sandbox.state.highlevel, w.s.sandbox.state.faults
    faults.add("500", service="highlevel", path="/locations/*/tasks/search")
    wire = dict(highlevel.contacts[contact])
    highlevel.put({**wire, "phone": "+393331234567", "dateUpdated": highlevel.moment_after(wire)})
    for _ in range(2):
        plan = w.plan()
        assert [a.record for a in plan.actions if a.effective] == [RecordType.CONTACT]
    told = [row.key for row in w.s.service.store.activity.recent() if row.key == "tasks_not_read"]
    assert told == ["tasks_not_read"]
    faults.clear()
    assert {a.record for a in w.plan().actions if a.effective} == {RecordType.CONTACT, RecordType.TASK}


def test_a_location_that_gets_its_right_zone_has_its_times_anew_and_days_stay(w: WorkStage) -> None:
    customer, contact = w.linked()
    agenda = w.s.service.agenda
    agenda.add("Di un giorno", customer=customer, due=date(2026, 12, 1))
    w.typed(contact, "Alle undici", due="2026-12-01T10:00:00Z")
    w.typed(contact, "Spostata", due="2026-12-01T10:00:00Z")
    w.sync()
    agenda.edit(
        w.in_book("Spostata").task.id, title="Spostata", body="", due=date(2026, 12, 4), at=time(12), assignee=""
    )
    w.s.sandbox.state.highlevel.location["timezone"] = "America/New_York"
    w.s.clock.sandbox.advance(90_000)
    for _ in range(3):  # the location is read once a day, and known to the plan after that
        plan = w.plan()
    assert [a.title for a in w.work(plan) if a.effective] == ["Spostata"]
    found = {t: (w.in_book(t).task.due, w.in_book(t).task.at) for t in ("Di un giorno", "Alle undici", "Spostata")}
    assert found == {
        "Di un giorno": (date(2026, 12, 1), None),
        "Alle undici": (date(2026, 12, 1), time(5)),
        "Spostata": (date(2026, 12, 4), time(12)),
    }
