"""How tasks are told apart, which of them come over, and what is never written: rules of others' broken syncs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from app.errors import RequestRefused
from app.records.task import Removed, TaskKind
from app.sync.plan.model import Kind, Side
from app.sync.work.planner import RECENT, Wanted
from app.sync.work.values import RemoteTask, same
from tests.sync.work.task_world import CONTACT, CUSTOMER, TaskWorld

DAY = date(2026, 12, 1)


@pytest.fixture
def w() -> TaskWorld:
    return TaskWorld()


def moment(w: TaskWorld, days: int = 0, at: time | None = None) -> float:
    return w.place.moment(DAY + timedelta(days=days), at)


def told(w: TaskWorld) -> list[tuple[str, str, str]]:
    return [(a.kind.value, a.side.value, a.reason.key) for a in w.plan().actions]


# --- who is who ---


def test_equal_titles_and_days_make_no_one_the_same(w: TaskWorld) -> None:
    w.typed("Chiamare", moment(w))
    w.add("Chiamare", due=DAY)
    w.sync()
    assert len(w.service.tasks) == len(w.shelf.tasks) == len(w.shelf.links) == 2
    assert w.plan().actions == ()


def test_another_computer_knows_its_tasks_by_their_marks_and_makes_none_twice(w: TaskWorld) -> None:
    w.add("Sollecitare", due=DAY, kind=TaskKind.OVERDUE, origin="overdue:7#1")
    w.sync()
    (task_id,) = w.service.tasks
    w.edit_there(task_id, title="Sollecitare ancora", completed=True)
    new = TaskWorld()
    new.service.tasks = dict(w.service.tasks)
    new.add("Sollecitare", due=DAY, kind=TaskKind.OVERDUE, origin="overdue:7#1")
    assert told(new) == [("update", "fattura24", "task_done")]
    new.sync()
    (task,) = new.shelf.tasks.values()
    assert (task.title, task.completed, len(new.service.tasks)) == ("Sollecitare ancora", True, 1)


def test_a_copy_that_a_person_or_a_recurrence_made_is_a_task_of_its_own(w: TaskWorld) -> None:
    """Its last line is Ponte24's, but the task that it marks has one already."""
    w.add("Mia", due=DAY, body="testo")
    w.sync()
    (task,) = w.service.tasks.values()
    copy = replace(task, id=w.service.new_id(), moment=moment(w, 7))
    w.service.tasks[copy.id] = copy
    assert told(w) == [("create", "fattura24", "task_new_in_highlevel")]
    w.sync()
    assert w.shelf.tasks["2"].body == "testo"
    w.edit("2", body="altro")
    w.sync()
    assert {(t.body, bool(t.marker)) for t in w.service.tasks.values()} == {("testo", True), ("altro", False)}
    assert w.plan().actions == ()


def test_a_task_whose_mark_a_person_wiped_out_stays_linked_and_is_marked_again_when_it_is_written(w: TaskWorld) -> None:
    task = w.add("Mia", due=DAY, body="testo")
    w.sync()
    (task_id,) = w.service.tasks
    w.edit_there(task_id, marker="")
    assert w.plan().actions == ()
    w.edit("1", body="nuovo")
    w.sync()
    assert w.service.tasks[task_id].marker == task.marker


def test_a_task_goes_along_when_its_contact_is_merged_into_another(w: TaskWorld) -> None:
    w.add("Mia", due=DAY)
    w.sync()
    (task_id,) = w.service.tasks
    w.edit_there(task_id, contact="h2")
    assert w.plan().actions == ()
    w.edit("1", title="Mia, cambiata")
    w.sync()
    assert (w.service.tasks[task_id].title, w.shelf.links["1"].contact) == ("Mia, cambiata", "h2")


# --- which come over ---


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        (Wanted(), {"aperta", "di u1"}),
        (Wanted(done_too=True), {"aperta", "di u1", "fatta ieri"}),
        (Wanted(assignee="u1"), {"di u1"}),
    ],
)
def test_the_owner_says_which_tasks_come_over(w: TaskWorld, wanted: Wanted, titles: set[str]) -> None:
    w.wanted = wanted
    now = w.clock.now()
    w.typed("aperta", moment(w))
    w.typed("di u1", moment(w), assignee="u1")
    w.typed("fatta ieri", moment(w), completed=True, changed=now - 86_400)
    w.typed("fatta da tanto", moment(w), completed=True, changed=now - RECENT - 1)
    w.sync()
    assert {t.title for t in w.shelf.tasks.values()} == titles
    assert w.plan().actions == ()


def test_what_has_no_day_no_contact_or_no_reason_any_more_does_not_go_over(w: TaskWorld) -> None:
    w.add("senza giorno")
    w.add("di nessuno", due=DAY, customer="")
    w.add("fatta", due=DAY, completed=True)
    w.add("tolta", due=DAY, removed=Removed.PERSON)
    w.add("non più dovuta", due=DAY, removed=Removed.REASON, kind=TaskKind.DUE, origin="due:1#1")
    w.add("di là", due=DAY, kind=TaskKind.HIGHLEVEL, origin="highlevel:t9")
    assert w.plan().actions == ()


def test_a_task_of_a_contact_without_customer_goes_to_that_contact(w: TaskWorld) -> None:
    w.add("Mia", due=DAY, customer="", contact="h7")
    w.sync()
    assert [t.contact for t in w.service.tasks.values()] == ["h7"]


# --- what is never written ---


def test_a_side_that_is_only_read_gets_nothing_and_the_book_goes_on(w: TaskWorld) -> None:
    w.typed("Sua", moment(w))
    w.add("Mia", due=DAY)
    w.sync()
    w.read_only = frozenset({Side.HIGHLEVEL})
    w.edit("1", title="cambiata qui")
    w.add("Nuova", due=DAY)
    (sua,) = [t.id for t in w.service.tasks.values() if t.title == "Sua"]
    w.edit_there(sua, completed=True)
    assert told(w) == [("update", "fattura24", "task_done")]


@pytest.mark.parametrize(("name", "blank"), [("assignee", ""), ("due", None)])
def test_what_highlevel_may_not_let_be_cleared_is_left_there(w: TaskWorld, name: str, blank: object) -> None:
    w.add("Mia", due=DAY, assignee="u1")
    w.sync()
    w.edit("1", **{name: blank})
    assert w.plan().actions == ()
    (task,) = w.service.tasks.values()
    assert (task.assignee, task.moment) == ("u1", moment(w))


def test_a_value_that_highlevel_did_not_take_is_told(w: TaskWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    w.add("Mia", due=DAY)
    w.sync()
    change = w.service.change_task

    async def deaf(contact: str, task_id: str, values: object) -> RemoteTask:
        return await change(contact, task_id, {})

    monkeypatch.setattr(w.service, "change_task", deaf)
    w.edit("1", title="Nuova")
    outcome = w.sync()
    (failure,) = outcome.failures
    assert isinstance(failure.error, RequestRefused)
    assert failure.error.code == "value_not_taken"
    assert told(w) == [("update", "highlevel", "task_changed")], "it is proposed again, not taken for done"


def test_what_changed_after_the_preview_is_left_alone(w: TaskWorld) -> None:
    w.add("Mia", due=DAY)
    w.add("Altra", due=DAY)
    plan = w.plan()
    w.edit("1", title="cambiata dopo")
    outcome = w.apply(plan)
    assert (outcome.applied, outcome.stale) == (1, 1)
    w.sync()
    assert {t.title for t in w.service.tasks.values()} == {"cambiata dopo", "Altra"}


@pytest.mark.parametrize(
    ("name", "one", "other", "equal"),
    [
        ("title", "Chiamare  Rossi ", "Chiamare Rossi", True),
        ("title", "Chiamare", "chiamare", False),
        ("body", "a \nb\n", "a\nb", True),
        ("body", "a\n\nb", "a\nb", False),
        ("due", "2026-12-01", "2026-12-01 10:00", False),
    ],
)
def test_spaces_that_a_window_adds_are_no_change(name: str, one: str, other: str, equal: bool) -> None:
    assert same(name, one, other) is equal


# --- money and customers ---


def test_a_reminder_that_was_ticked_in_highlevel_is_done_and_one_that_is_paid_is_ticked_there(w: TaskWorld) -> None:
    w.add("Sollecitare 1", due=DAY, kind=TaskKind.OVERDUE, origin="overdue:1")
    w.add("Sollecitare 2", due=DAY, kind=TaskKind.OVERDUE, origin="overdue:2")
    w.sync()
    first, second = w.service.tasks
    w.edit_there(first, completed=True)
    w.edit("2", completed=True)
    assert told(w) == [("update", "fattura24", "task_done"), ("update", "highlevel", "task_done")] or told(w) == [
        ("update", "highlevel", "task_done"),
        ("update", "fattura24", "task_done"),
    ]
    w.sync()
    assert w.shelf.tasks["1"].completed
    assert w.service.tasks[second].completed


def test_a_task_comes_to_the_customer_of_its_contact(w: TaskWorld) -> None:
    w.typed("Sua", moment(w, at=time(16)))
    w.typed("Di altri", moment(w), contact="h5")
    w.sync()
    assert [(t.customer, t.contact) for t in w.shelf.tasks.values()] == [("", "h5"), (CUSTOMER, CONTACT)]
    assert all(a.kind is not Kind.CREATE for a in w.plan().actions)
