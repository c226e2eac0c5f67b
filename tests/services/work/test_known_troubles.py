"""What other programs that keep tasks or calendars in step got wrong, by their public reports, played here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.http.paging import Page
from app.connectors.highlevel.resources.models import Task
from app.records.task import Removed, TaskKind
from app.sandbox.highlevel.resources.tasks import put_task
from app.sync.plan.model import Kind, RecordType, Side
from tests.services.work.test_followup_appointment import appointments, calendar, choose, planned
from tests.services.work.test_payment_whole_way import invoice, notes, pay
from tests.services.work_stage import WorkStage, work_stage


@pytest.fixture
def w(tmp_path: Path) -> Iterator[WorkStage]:
    with work_stage(tmp_path) as stage:
        yield stage


def test_opened_again_there_and_changed_at_once_both_come_over(w: WorkStage) -> None:
    """Tasks.org 4245: the description came over, that it was open again did not."""
    customer, _ = w.linked()
    mine = w.s.service.agenda.add("Mia", customer=customer, due=w.day(2)).task
    w.sync()
    w.edited("Mia", completed=True)
    w.sync()
    assert w.in_book("Mia").task.completed
    due = w.day(6)
    w.edited("Mia", completed=False, dueDate=f"{due}T08:00:00Z", body=f"nuovo testo\n\n{mine.marker}")
    w.s.clock.sandbox.advance(90_000)  # an edit of a done one is seen once a day
    w.sync()
    task = w.in_book("Mia").task
    assert (task.open, task.body, task.due) == (True, "nuovo testo", due)


def test_done_elsewhere_asks_nothing(w: WorkStage) -> None:
    """DAV-4-TbSync 203: a task done on the server came back as a question."""
    customer, _ = w.linked()
    w.s.service.agenda.add("Mia", customer=customer, due=w.day(2))
    w.sync()
    w.edited("Mia", completed=True)
    plan = w.plan()
    assert [(a.kind, a.waits_for_person) for a in w.work(plan)] == [(Kind.UPDATE, False)]


@pytest.mark.parametrize("how", ["empty", "short"])
def test_a_list_that_comes_back_empty_makes_nothing_again_and_deletes_nothing(
    w: WorkStage, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OutlookGoogleCalendarSync 1989: the service answered with no events at all, and all were made once more."""
    customer, contact = w.linked()
    for n in range(3):
        w.s.service.agenda.add(f"Mia {n}", customer=customer, due=w.day(2 + n))
        w.typed(contact, f"Sua {n}")
    w.sync()
    # the search knows nothing of them, by their ids they are there
    search = HighLevelClient.iterate_tasks

    async def answer(client: HighLevelClient, **how_read: Any) -> AsyncIterator[Page[Task]]:
        async for page in search(client, **how_read):
            left = [] if how == "empty" else [t for t in page.items if not t.title.endswith("1")]
            yield replace(page, items=left)

    monkeypatch.setattr(HighLevelClient, "iterate_tasks", answer)
    before = dict(w.tasks)
    for hours in (1, 30):
        plan = w.plan(hours * 3600)
        assert not [a for a in w.work(plan) if a.effective], w.work(plan)
    assert w.tasks.keys() == before.keys()
    assert all(x.task.open for x in w.s.service.agenda.tasks())


def test_a_copy_of_one_of_ours_is_a_task_of_its_own(w: WorkStage) -> None:
    """OutlookGoogleCalendarSync 511: copied with its hidden mark, an entry was made over and over."""
    customer, contact = w.linked()
    w.s.service.agenda.add("Mia", customer=customer, due=w.day(2), body="testo")
    w.sync()
    ours = w.in_highlevel("Mia")
    store = w.s.sandbox.state.highlevel
    copy = put_task(store, contact, {"title": "Mia, copia", "dueDate": f"{w.day(9)}T08:00:00Z", "body": ours["body"]})
    w.sync()
    assert w.in_book("Mia, copia").task.kind is TaskKind.HIGHLEVEL
    w.edited("Mia, copia", completed=True)
    w.sync()
    assert w.in_book("Mia").task.open
    assert w.in_book("Mia, copia").task.completed
    for hours in (1, 30):
        assert not w.work(w.plan(hours * 3600))
    assert len(w.tasks) == 2
    assert copy["id"] != ours["id"]


def test_done_tasks_do_not_come_back_after_days(w: WorkStage) -> None:
    """Tasks.org 244: done and in step, and days later they were to be done again."""
    customer, contact = w.linked()
    mine = w.s.service.agenda.add("Mia", customer=customer, due=w.day(2)).task
    w.typed(contact, "Sua")
    w.sync()
    w.s.service.agenda.done(mine.id)
    w.edited("Sua", completed=True)
    w.sync()
    for days in (1, 3, 10, 40):
        assert not w.work(w.plan(days * 86_400))
    assert not [x for x in w.s.service.agenda.tasks() if x.task.title in ("Mia", "Sua")]


def test_a_calendar_with_another_name_is_the_same_calendar(w: WorkStage) -> None:
    """GAS-ICS-Sync 514: found by its name, a renamed calendar was made and filled once more."""
    choose(w)
    customer, _ = w.linked()
    one = invoice(w, customer)
    w.sync()
    w.s.sandbox.state.highlevel.records.calendars[calendar(w)]["name"] = "Tutt'altro nome"
    w.s.clock.sandbox.advance(90_000)
    asyncio.run(w.s.service.agenda.read())
    pay(w, one)
    w.sync()
    assert [a["calendarId"] for a in appointments(w)] == [calendar(w)]


def test_a_task_on_a_merged_contact_goes_on_with_the_contact_it_is_on_now(w: WorkStage) -> None:
    """Merging two contacts moves the tasks of the one that goes to the one that stays."""
    customer, contact = w.linked(0)
    _, other = w.linked(1)
    w.s.service.agenda.add("Mia", customer=customer, due=w.day(2))
    w.sync()
    task = w.in_highlevel("Mia")
    w.s.sandbox.state.highlevel.records.tasks.put({**task, "contactId": other})
    w.s.sandbox.state.delete_contact(contact)
    for _ in range(2):
        plan = w.plan(4000)
        assert not [a for a in w.work(plan) if a.kind is Kind.CREATE or a.reason.key in ("task_gone",)]
        if any(a.effective for a in plan.actions):
            asyncio.run(w.s.service.apply(plan.id, digest=plan.digest, confirmed=True))
    w.s.service.agenda.done(w.in_book("Mia").task.id)
    plan = w.plan()
    asyncio.run(w.s.service.apply(plan.id, digest=plan.digest, confirmed=True))
    assert w.in_highlevel("Mia")["completed"]
    assert len(w.tasks) == 1


def test_cleared_on_one_side_is_not_filled_again_from_the_other(w: WorkStage) -> None:
    """A description that was emptied came back with the next look (several programs)."""
    customer, contact = w.linked()
    mine = w.s.service.agenda.add("Mia", customer=customer, due=w.day(2), body="vecchio").task
    w.typed(contact, "Sua", body="vecchio")
    w.sync()
    w.s.service.agenda.edit(mine.id, title="Mia", body="", due=w.day(2), at=None, assignee="")
    w.edited("Sua", body="")
    w.sync()
    assert w.in_highlevel("Mia")["body"] == mine.marker
    assert w.in_book("Sua").task.body == ""
    assert not w.work(w.plan(90_000))


def test_two_of_the_same_words_and_day_stay_two(w: WorkStage) -> None:
    """Joined by title and day, different tasks became one (Sage CRM and others)."""
    customer, contact = w.linked()
    for _ in range(2):
        w.s.service.agenda.add("Richiamare", customer=customer, due=w.day(2))
        w.typed(contact, "Richiamare", f"{w.day(2)}T08:00:00Z")
    w.sync()
    assert len(w.tasks) == 4
    assert len([x for x in w.s.service.agenda.tasks() if x.task.title == "Richiamare"]) == 4
    first = next(x for x in w.s.service.agenda.tasks() if x.task.title == "Richiamare")
    w.s.service.agenda.done(first.task.id)
    w.sync()
    assert sum(t["completed"] for t in w.tasks.values()) == 1


def test_all_deleted_there_to_start_clean_does_not_empty_the_book_unasked(w: WorkStage) -> None:
    """GogTasks: everything deleted on one side to start anew, and the other side was emptied."""
    customer, contact = w.linked()
    for n in range(30):
        w.typed(contact, f"Sua {n}")
    w.s.service.agenda.add("Mia", customer=customer, due=w.day(2))
    w.sync()
    for task in list(w.tasks.values()):
        w.deleted(task["title"])
    w.s.clock.sandbox.advance(4000)
    plan = w.plan()
    gone = [a for a in w.work(plan) if a.reason.key == "task_gone"]
    assert len(gone) == 31
    assert all(a.side is Side.FATTURA24 and a.kind is Kind.UPDATE for a in gone)
    w.apply(plan)
    # taken away, not lost: each is there and can be opened again
    found = [x for x in w.s.service.agenda.tasks(everything=True) if x.task.removed is Removed.HIGHLEVEL]
    assert len(found) == 31
    w.s.service.agenda.reopen(found[0].task.id)
    assert w.s.service.agenda.task(found[0].task.id).task.open


@pytest.mark.parametrize("kind", ["task", "appointment"])
def test_a_follow_up_for_a_contact_that_the_same_plan_makes(w: WorkStage, kind: str) -> None:
    """The contact, its note, and its follow-up of either kind: all by one plan, and nothing is left for a second."""
    customer, contact = w.linked()
    if kind == "appointment":
        choose(w)
    store = w.s.service.store
    # an invoice of a customer that HighLevel does not know yet, and it is paid
    known = store.mirror.get_many([customer])[customer]
    new = store.mirror.put(
        replace(
            known,
            id="",
            code="9001",
            api_id="",
            contact=replace(
                known.contact,
                company="Gelateria Artica S.r.l.",
                first_name="",
                last_name="",
                vat_code="04815160371",
                fiscal_code="",
                email="ciao@artica.example",
                mobile="",
                landline="",
            ),
        )
    )
    one = invoice(w, new)
    w.s.service.agenda.refresh()
    pay(w, one)
    plan = w.plan()
    (made,) = [a for a in plan.actions if a.kind is Kind.CREATE and a.record is RecordType.CONTACT and a.effective]
    hanging = [a for a in plan.actions if a.needs == made.id]
    assert RecordType.NOTE in {a.record for a in hanging}
    wanted = RecordType.APPOINTMENT if kind == "appointment" else RecordType.TASK
    (follow,) = [a for a in hanging if "followup" in a.reason.key]
    assert follow.record is wanted
    done = asyncio.run(w.s.service.apply(plan.id, digest=plan.digest, confirmed=True))
    assert (done.failed, done.stale) == (0, 0), done.errors
    contact = store.links.contacts()[new]
    assert len(notes(w, contact)) == 1
    if kind == "appointment":
        assert [a["contactId"] for a in appointments(w)] == [contact]
    else:
        assert [t["contactId"] for t in w.tasks.values() if not t["completed"]] == [contact]
    again = w.plan()
    assert not [a for a in again.actions if a.effective], again.actions
    assert not planned(again)
