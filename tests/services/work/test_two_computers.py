"""Ponte24 on two computers over one location, each with its own book, and a book that was put back from a backup: no
task, note or appointment is made twice, nothing that was done is undone, and the two do not answer each other for ever.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.records.task import Task, TaskKind
from tests.services.stage import Stage
from tests.services.work.test_followup_appointment import appointments, calendar, choose
from tests.services.work.test_payment_whole_way import invoice, notes, pay
from tests.services.work_stage import WorkStage, work_stage


@pytest.fixture
def w(tmp_path: Path) -> Iterator[WorkStage]:
    with work_stage(tmp_path) as stage:
        yield stage


@contextmanager
def copied(w: WorkStage, folder: Path) -> Iterator[WorkStage]:
    """Another computer on which the first one's backup is put back, as it is at this moment."""
    w.s.service.store.close()
    shutil.copytree(w.s.home.root, folder / "home")
    w.s.open()
    with opened(w, folder) as other:
        yield other


@contextmanager
def installed(w: WorkStage, folder: Path) -> Iterator[WorkStage]:
    """Another computer with a new installation, connected and in step."""
    folder.mkdir()
    with opened(w, folder) as other:

        async def begin() -> None:
            await other.s.connect()
            await other.s.import_export()
            await other.s.whole_sync()

        asyncio.run(begin())
        other.sync()
        yield other


@contextmanager
def opened(w: WorkStage, folder: Path) -> Iterator[WorkStage]:
    stage = Stage(folder, w.s.sandbox, w.s.clock)
    try:
        yield WorkStage(stage)
    finally:
        stage.close()


def customer_of(w: WorkStage, contact: str) -> str:
    return next(c for c, h in w.s.service.store.links.contacts().items() if h == contact)


def quiet(*computers: WorkStage) -> None:
    """Round after round, nobody has anything to write: neither now nor after the daily look at all of it."""
    for hours in (1, 1, 30):
        for one in computers:
            plan = one.plan(hours * 3600)
            assert not [a for a in plan.actions if a.effective], plan.actions


@pytest.mark.parametrize("kind", ["installed", "copied"])
def test_what_is_done_on_one_is_done_on_both_and_is_not_turned_back(w: WorkStage, tmp_path: Path, kind: str) -> None:
    customer, contact = w.linked()
    for title in ("Prima", "Seconda", "Terza"):
        w.s.service.agenda.add(title, customer=customer, due=w.day(2), body="come d'accordo")
    w.typed(contact, "Di là")
    w.sync()
    with (installed if kind == "installed" else copied)(w, tmp_path / "other") as other:
        w.s.service.agenda.done(w.in_book("Prima").task.id)
        w.sync()
        other.sync()
        assert other.in_book("Prima").task.completed
        other.s.service.agenda.done(other.in_book("Seconda").task.id)
        other.s.service.agenda.done(other.in_book("Di là").task.id)
        other.sync()
        w.sync()
        assert [w.in_book(t).task.completed for t in ("Prima", "Seconda", "Terza", "Di là")] == [True] * 2 + [
            False,
            True,
        ]
        w.s.service.agenda.reopen(w.in_book("Prima").task.id)
        w.sync()
        other.sync()
        assert other.in_book("Prima").task.open
        assert len(w.tasks) == 4
        quiet(w, other)
        assert {t["title"]: t["completed"] for t in w.tasks.values()} == {
            "Prima": False,
            "Seconda": True,
            "Terza": False,
            "Di là": True,
        }


def test_both_change_the_same_to_do_and_end_with_the_same(w: WorkStage, tmp_path: Path) -> None:
    customer, _ = w.linked()
    mine = w.s.service.agenda.add("Mandare il contratto", customer=customer, due=w.day(2)).task
    w.sync()
    with installed(w, tmp_path / "other") as other:
        theirs = other.in_book("Mandare il contratto").task
        w.s.service.agenda.move(mine.id, w.day(5))
        other.s.service.agenda.edit(
            theirs.id, title="Mandare il contratto firmato", body="", due=theirs.due, at=theirs.at, assignee=""
        )
        w.sync()
        other.sync()
        w.sync()
        for one in (w, other):
            line = one.in_book("Mandare il contratto firmato")
            assert line.task.due == w.day(5)
        quiet(w, other)
        assert len(w.tasks) == 1


@pytest.mark.parametrize("done_before", [False, True])
def test_a_reminder_that_both_derive_is_there_once_even_where_it_is_done_already(
    w: WorkStage, tmp_path: Path, done_before: bool
) -> None:
    customer, contact = w.linked()
    with installed(w, tmp_path / "other") as other:
        invoice(w, customer)
        w.sync()
        (task,) = w.tasks.values()
        if done_before:  # the open scan does not show it any more
            w.s.service.agenda.done(w.in_book(task["title"]).task.id)
            w.sync()
        invoice(other, customer_of(other, contact))
        plan = other.plan()
        done = asyncio.run(other.s.service.apply(plan.id, digest=plan.digest, confirmed=True))
        assert done.failed == 0
        assert done.stale == int(done_before)
        if done_before:
            assert "another computer" in str(done.errors[0]).lower()
        other.sync()
        assert len(w.tasks) == 1
        assert other.in_book(task["title"]).task.completed is done_before
        assert other.in_book(task["title"]).in_highlevel
        quiet(w, other)
        assert [t["completed"] for t in w.tasks.values()] == [done_before]


def test_both_plan_before_either_writes_and_one_task_is_made(w: WorkStage, tmp_path: Path) -> None:
    customer, contact = w.linked()
    with installed(w, tmp_path / "other") as other:
        invoice(w, customer)
        invoice(other, customer_of(other, contact))
        mine, theirs = w.plan(), other.plan()
        w.apply(mine)
        done = asyncio.run(other.s.service.apply(theirs.id, digest=theirs.digest, confirmed=True))
        assert (done.applied, done.failed, done.stale) == (0, 0, 1)
        assert len(w.tasks) == 1
        other.sync()
        quiet(w, other)
        assert len(w.tasks) == 1


def test_one_payment_known_to_both_writes_one_note_and_one_follow_up(w: WorkStage, tmp_path: Path) -> None:
    customer, contact = w.linked()
    with installed(w, tmp_path / "other") as other:
        theirs = customer_of(other, contact)
        for one, of in ((w, customer), (other, theirs)):
            invoice(one, of)
            one.sync()
        assert len(w.tasks) == 1
        for one in (w, other):
            pay(one, _number(one))
        for one in (w, other, w, other):
            one.sync()
        assert len(notes(w, contact)) == 1
        assert sorted(t["completed"] for t in w.tasks.values()) == [False, True]
        quiet(w, other)
        assert len(notes(w, contact)) == 1


def _number(w: WorkStage) -> str:
    (found,) = w.s.service.store.invoices.all()
    return found.id


@pytest.mark.parametrize("at_once", [False, True])
def test_one_follow_up_known_to_both_is_one_appointment(w: WorkStage, tmp_path: Path, at_once: bool) -> None:
    customer, contact = w.linked()
    records = w.s.sandbox.state.highlevel.records
    records.calendars[calendar(w)]["appoinmentPerSlot"] = 3  # the calendar itself would take both
    with installed(w, tmp_path / "other") as other:
        for one, of in ((w, customer), (other, customer_of(other, contact))):
            choose(one)
            invoice(one, of)
            one.sync()
            pay(one, _number(one))
        if at_once:
            mine, theirs = w.plan(), other.plan()
            w.apply(mine)
            done = asyncio.run(other.s.service.apply(theirs.id, digest=theirs.digest, confirmed=True))
            assert done.failed == 0
            assert done.stale >= 1
        else:
            w.sync()
        other.sync()
        assert len(appointments(w)) == 1
        w.sync()
        for one in (w, other):
            (follow_up,) = [
                x.task for x in one.s.service.agenda.tasks(everything=True) if x.task.kind is TaskKind.FOLLOWUP
            ]
            assert follow_up.completed
        quiet(w, other)
        assert len(appointments(w)) == 1


def test_a_backup_put_back_makes_nothing_again_and_learns_what_was_done_since(w: WorkStage, tmp_path: Path) -> None:
    customer, _ = w.linked()
    agenda = w.s.service.agenda
    waiting = agenda.add("Non ancora di là", customer=customer, due=w.day(4))
    with copied(w, tmp_path / "other") as other:
        agenda = w.s.service.agenda
        w.sync()  # made, and done, after the backup
        agenda.done(waiting.task.id)
        w.sync()
        later = agenda.add("Scritta dopo", customer=customer, due=w.day(6))
        w.sync()
        plan = other.plan()
        done = asyncio.run(other.s.service.apply(plan.id, digest=plan.digest, confirmed=True))
        assert done.failed == 0
        other.sync()
        assert {t["title"]: t["completed"] for t in w.tasks.values()} == {
            "Non ancora di là": True,
            "Scritta dopo": False,
        }
        assert other.in_book("Non ancora di là").task.completed
        assert other.in_book("Scritta dopo").task.kind is TaskKind.HIGHLEVEL
        other.s.service.agenda.done(other.in_book("Scritta dopo").task.id)
        other.sync()
        w.sync()
        assert w.in_book("Scritta dopo").task.completed
        assert w.in_book("Scritta dopo").task.id == later.task.id
        quiet(w, other)


def test_the_same_number_in_two_books_is_not_the_same_to_do(w: WorkStage, tmp_path: Path) -> None:
    customer, _ = w.linked()
    with copied(w, tmp_path / "other") as other:
        w.s.service.agenda.add("Chiamare Rossi", customer=customer, due=w.day(2))
        w.s.clock.sandbox.advance(60)
        other.s.service.agenda.add("Comprare farina", customer=customer, due=w.day(2))
        w.sync()
        other.sync()
        w.sync()
        assert sorted(t["title"] for t in w.tasks.values()) == ["Chiamare Rossi", "Comprare farina"]
        for one in (w, other):
            assert {x.task.title for x in one.s.service.agenda.tasks()} == {"Chiamare Rossi", "Comprare farina"}
        quiet(w, other)


def test_the_checklist_of_a_new_customer_is_there_once(w: WorkStage, tmp_path: Path) -> None:
    customer, contact = w.linked()
    with installed(w, tmp_path / "other") as other:
        for one, of in ((w, customer), (other, customer_of(other, contact))):
            store = one.s.service.store
            store.tasks.add(
                [
                    Task(f"Riga {n}", TaskKind.ONBOARDING, customer=of, due=w.day(n + 1), origin=f"checklist:X#{n}")
                    for n in range(3)
                ]
            )
        w.sync()
        other.sync()
        assert len(w.tasks) == 3
        quiet(w, other)


def test_a_text_in_two_languages_does_not_go_to_and_fro(w: WorkStage, tmp_path: Path) -> None:
    customer, contact = w.linked()
    with installed(w, tmp_path / "other") as other:
        other.s.service.store.settings.set("language", "it")
        invoice(w, customer)
        w.sync()
        (before,) = (dict(t) for t in w.tasks.values())
        invoice(other, customer_of(other, contact))
        store = other.s.service.store
        other.s.service.agenda.refresh()
        (theirs,) = [t for t in store.tasks.all() if t.kind is TaskKind.OVERDUE]
        store.tasks.save([replace(theirs, title="Sollecitare la fattura 7")])
        other.sync()
        w.sync()
        quiet(w, other)
        (after,) = w.tasks.values()
        assert after["title"] == before["title"]
