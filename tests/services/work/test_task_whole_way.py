"""Tasks both ways against the sandbox, as the owner sees them: HighLevel's in the book, the book's in HighLevel."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from app.errors import GuardStop
from app.records.contact import Contact
from app.records.task import Removed, TaskKind
from app.store import Customer
from app.sync.plan.model import Choice, Kind, RecordType, Side
from app.ui.models import plan_words
from tests.services.work_stage import WorkStage, work_stage


@pytest.fixture
def w(tmp_path: Path) -> Iterator[WorkStage]:
    with work_stage(tmp_path) as stage:
        yield stage


def told(actions: Any) -> list[tuple[str, str, str, str]]:
    return [(a.kind.value, a.side.value, a.record.value, a.reason.key) for a in actions]


def test_a_task_of_highlevel_reaches_the_customer_in_the_book_and_goes_with_it(w: WorkStage) -> None:
    customer, contact = w.linked()
    w.typed(contact, "Richiamare", "2026-12-01T13:30:00Z", body="per il preventivo", assignedTo="u1")
    assert told(w.sync()) == [("create", "fattura24", "task", "task_new_in_highlevel")]
    task = w.in_book("Richiamare").task
    assert (task.kind, task.customer, task.contact) == (TaskKind.HIGHLEVEL, customer, contact)
    assert (task.body, task.assignee, str(task.due), task.at) == ("per il preventivo", "u1", "2026-12-01", time(14, 30))
    w.edited("Richiamare", dueDate="2026-12-03T13:30:00Z", body="con lo sconto")
    assert told(w.sync()) == [("update", "fattura24", "task", "task_changed_in_highlevel")]
    task = w.in_book("Richiamare").task
    assert (str(task.due), task.at, task.body) == ("2026-12-03", time(14, 30), "con lo sconto")
    w.edited("Richiamare", completed=True)
    assert told(w.sync()) == [("update", "fattura24", "task", "task_done")]
    assert w.in_book("Richiamare").task.completed
    w.edited("Richiamare", completed=False)
    assert told(w.sync()) == [("update", "fattura24", "task", "task_reopened")]
    assert w.in_book("Richiamare").task.open


def test_a_to_do_becomes_a_task_of_highlevel_with_contact_title_and_day_and_goes_with_it(w: WorkStage) -> None:
    customer, contact = w.linked()
    agenda = w.s.service.agenda
    line = agenda.add("Mandare il contratto", customer=customer, due=w.day(3), body="firmato")
    assert told(w.sync()) == [("create", "highlevel", "task", "task_own")]
    there = w.in_highlevel("Mandare il contratto")
    assert there["contactId"] == contact
    assert there["body"].splitlines() == ["firmato", "", line.task.marker]
    assert w.in_book("Mandare il contratto").in_highlevel
    agenda.edit(line.task.id, title="Mandare il contratto nuovo", body="", due=w.day(5), at=time(16), assignee="")
    assert told(w.sync()) == [("update", "highlevel", "task", "task_changed")]
    there = w.in_highlevel("Mandare il contratto nuovo")
    assert there["body"] == line.task.marker
    agenda.done(line.task.id)
    assert told(w.sync()) == [("update", "highlevel", "task", "task_done")]
    assert w.in_highlevel("Mandare il contratto nuovo")["completed"]
    agenda.reopen(line.task.id)
    w.sync()
    assert not w.in_highlevel("Mandare il contratto nuovo")["completed"]
    w.edited("Mandare il contratto nuovo", completed=True)
    assert told(w.sync()) == [("update", "fattura24", "task", "task_done")]
    assert w.in_book("Mandare il contratto nuovo").task.completed


def test_what_is_deleted_in_highlevel_stays_as_a_memory_and_never_comes_again(w: WorkStage) -> None:
    customer, contact = w.linked()
    w.typed(contact, "Sua")
    w.s.service.agenda.add("Mia", customer=customer, due=w.day(2))
    w.sync()
    w.deleted("Sua")
    w.deleted("Mia")
    assert {a.reason.key for a in w.sync()} == {"task_gone"}
    assert {w.in_book(t).task.removed for t in ("Sua", "Mia")} == {Removed.HIGHLEVEL}
    assert w.tasks == {}
    w.s.clock.sandbox.advance(90_000)
    assert w.sync() == []


def test_what_is_taken_away_in_the_book_is_completed_there(w: WorkStage) -> None:
    customer, _ = w.linked()
    line = w.s.service.agenda.add("Mia", customer=customer, due=w.day(2))
    w.sync()
    w.s.service.agenda.remove(line.task.id)
    assert told(w.sync()) == [("update", "highlevel", "task", "task_removed")]
    assert w.in_highlevel("Mia")["completed"]


def test_both_changed_is_asked_for_the_owners_own_and_decided_by_origin_otherwise(w: WorkStage) -> None:
    customer, contact = w.linked()
    w.typed(contact, "Sua")
    mine = w.s.service.agenda.add("Mia", customer=customer, due=w.day(2)).task
    w.sync()
    theirs = w.in_book("Sua").task
    w.edited("Mia", title="Mia, di là")
    w.edited("Sua", title="Sua, di là")
    for task in (mine, theirs):
        w.s.service.agenda.edit(
            task.id, title=f"{task.title}, di qua", body=task.body, due=task.due, at=task.at, assignee=""
        )
    plan = w.plan()
    (asked,) = [a for a in w.work(plan) if a.kind is Kind.CONFLICT]
    assert (asked.title, asked.waits_for_person) == ("Mia, di qua", True)
    plan = w.s.service.decide(plan.id, [asked.id], Choice.FATTURA24)
    w.apply(plan)
    assert {t["title"] for t in w.tasks.values()} == {"Mia, di qua", "Sua, di là"}
    assert w.sync() == []
    assert w.in_book("Sua, di là").task.kind is TaskKind.HIGHLEVEL


def test_a_decision_to_leave_both_as_they_are_is_kept(w: WorkStage) -> None:
    customer, _ = w.linked()
    mine = w.s.service.agenda.add("Mia", customer=customer, due=w.day(2)).task
    w.sync()
    w.edited("Mia", title="Di là")
    w.s.service.agenda.edit(mine.id, title="Di qua", body="", due=mine.due, at=None, assignee="")
    plan = w.plan()
    w.apply(w.s.service.decide(plan.id, [a.id for a in w.work(plan)], Choice.SKIP))
    assert w.work(w.plan()) == []


def test_a_task_without_contact_is_shown_and_never_written(w: WorkStage) -> None:
    w.typed("", "Di nessuno")
    w.sync()
    line = w.in_book("Di nessuno")
    assert (line.task.customer, line.task.contact) == ("", "")
    assert line.hint == "alone", "and the agenda says that what is changed here stays here"
    w.s.service.agenda.done(line.task.id)
    plan = w.plan()
    remarks = w.work(plan)
    assert told(remarks) == [("update", "highlevel", "task", "task_without_contact")]
    assert not remarks[0].effective, "no route leads to it"
    w.s.service.decide(plan.id, [remarks[0].id], Choice.SEEN)
    assert w.sync() == [], "said once"
    assert not w.in_highlevel("Di nessuno")["completed"]
    w.s.service.agenda.edit(line.task.id, title="Di chi?", body="", due=line.task.due, at=None, assignee="")
    assert told(w.work(w.plan())) == [("update", "highlevel", "task", "task_without_contact")], (
        "and again when it moves"
    )


def test_a_task_without_a_day_stays_in_the_book_and_says_so(w: WorkStage) -> None:
    customer, _contact = w.linked()
    agenda = w.s.service.agenda
    mine = agenda.add("Senza giorno", customer=customer)
    assert mine.hint == "no_day", "HighLevel takes none without one"
    assert agenda.add("Mia", due=w.day(1)).hint == "no_customer", "and none without a contact"
    alone = w.s.service.store.mirror.put(
        Customer("", "", "", Contact(company="Nuovo Srl"), "CLIENTE", {}, "export", 1.0, True)
    )
    assert agenda.add("Sua", customer=alone, due=w.day(1)).hint == "no_contact"
    agenda.remove(w.in_book("Sua").task.id)
    assert w.sync() == []
    agenda.save_settings(replace(agenda.settings(), without_day="week"))
    assert w.in_book("Senza giorno").hint == ""
    assert told(w.sync()) == [("create", "highlevel", "task", "task_own")]
    agenda.move(mine.task.id, w.day(3))
    assert told(w.sync()) == [("update", "highlevel", "task", "task_changed")]
    assert agenda.move(mine.task.id, None).hint == "day_stays", "HighLevel lets no day be cleared"
    assert w.sync() == []
    assert agenda.done(mine.task.id).hint == ""


def test_a_task_that_gets_a_contact_is_written_as_any_other(w: WorkStage) -> None:
    customer, contact = w.linked()
    w.typed("", "Di nessuno")
    w.sync()
    w.s.service.agenda.done(w.in_book("Di nessuno").task.id)
    w.edited("Di nessuno", contactId=contact)
    assert told(w.sync()) == [("update", "highlevel", "task", "task_done")]
    assert w.in_highlevel("Di nessuno")["completed"]
    line = w.in_book("Di nessuno")
    assert (line.hint, line.task.customer, line.contact) == ("", customer, contact), "and it is about somebody now"


def test_an_undo_takes_both_sides_back_and_the_next_plan_leaves_them_alone(w: WorkStage) -> None:
    customer, contact = w.linked()
    w.typed(contact, "Sua")
    w.s.service.agenda.add("Mia", customer=customer, due=w.day(2))
    w.sync()
    undo = w.undo()
    assert {(a.kind, a.side, a.record) for a in undo.actions} == {
        (Kind.DELETE, Side.HIGHLEVEL, RecordType.TASK),
        (Kind.DELETE, Side.FATTURA24, RecordType.TASK),
    }
    w.apply(undo)
    assert {t["title"] for t in w.tasks.values()} == {"Sua"}
    assert w.sync() == []


def test_an_undone_change_is_not_made_again(w: WorkStage) -> None:
    customer, _ = w.linked()
    line = w.s.service.agenda.add("Mia", customer=customer, due=w.day(2))
    w.sync()
    w.s.service.agenda.edit(line.task.id, title="Nuova", body="", due=w.day(2), at=None, assignee="")
    w.sync()
    w.apply(w.undo())
    assert w.in_highlevel("Mia")
    assert w.sync() == []
    w.s.service.agenda.edit(line.task.id, title="Ancora nuova", body="", due=w.day(2), at=None, assignee="")
    w.sync()
    assert w.in_highlevel("Ancora nuova")


def test_a_token_that_may_not_read_tasks_leaves_contacts_in_step_and_tasks_alone(tmp_path: Path) -> None:
    with work_stage(tmp_path) as w:
        customer, _ = w.linked()
        w.s.service.agenda.add("Mia", customer=customer, due=w.day(2))
        token = w.s.sandbox.state.highlevel.tokens[w.s.sandbox.token]
        scopes = set(token.scopes)
        token.scopes = {scope for scope in token.scopes if "tasks" not in scope}
        assert w.sync() == []
        account = w.s.service.status().accounts[Side.HIGHLEVEL]
        assert (account.missing, account.lacking) == ((), ("locations/tasks.readonly",))
        w.plan()
        told = [e for e in w.s.service.store.activity.recent() if e.key == "permission_missing"]
        assert [e.params for e in told] == [{"scope": "locations/tasks.readonly"}]
        token.scopes = scopes
        assert w.sync() != []
        assert w.s.service.status().accounts[Side.HIGHLEVEL].lacking == ()


def test_a_quiet_look_costs_one_request_more(w: WorkStage) -> None:
    customer, contact = w.linked()
    w.typed(contact, "Sua")
    w.s.service.agenda.add("Mia", customer=customer, due=w.day(2))
    w.sync()
    w.s.forget()
    w.plan()
    asked = [r["path"] for r in w.s.requests("highlevel")]
    assert [p for p in asked if "task" in p] == [f"/locations/{w.s.sandbox.location_id}/tasks/search"]


def test_a_scheduled_run_takes_over_own_to_dos_and_leaves_what_only_a_person_can_say(w: WorkStage) -> None:
    customer, contact = w.linked()
    agenda = w.s.service.agenda
    both = agenda.add("Da cambiare", customer=customer, due=w.day(3))
    w.sync()
    w.edited("Da cambiare", title="Cambiata là")
    agenda.edit(both.task.id, title="Cambiata qui", body="", due=w.day(3), at=None, assignee="")
    agenda.add("Nuova", customer=customer, due=w.day(2))
    w.s.clock.sandbox.advance(400)
    outcome = asyncio.run(w.s.service.sync(origin="scheduled"))
    assert outcome.run is not None
    asked = [a for a in outcome.plan.actions if a.record is RecordType.TASK and a.waits_for_person]
    assert ([a.reason.key for a in asked], outcome.run.applied) == (["task_both_changed"], 1)
    assert w.in_highlevel("Nuova")["contactId"] == contact
    assert (w.in_highlevel("Cambiata là")["title"], w.in_book("Cambiata qui").task.open) == ("Cambiata là", True)
    for n in range(21):
        agenda.add(f"Molte {n}", customer=customer, due=w.day(2))
    w.s.clock.sandbox.advance(400)
    with pytest.raises(GuardStop):
        asyncio.run(w.s.service.sync(origin="scheduled"))
    many = [t for t in w.tasks.values() if t["title"].startswith("Molte")]
    assert not many, "so many are looked at by a person first"


def test_a_plan_names_whom_a_task_is_about_and_who_does_it(w: WorkStage) -> None:
    customer, contact = w.linked()
    w.s.service.store.settings.set("agenda.users", {"users": [{"id": "u1", "name": "Rita Sala"}]})
    w.typed(contact, "Richiamare", assignedTo="u1")
    w.s.service.agenda.add("Mia", customer=customer, due=w.day(2), assignee="u2")
    plan = w.plan()
    name = w.s.service.store.mirror.titles([customer])[customer]
    told = {a.title: dict(a.reason.params) for a in w.work(plan)}
    assert told == {"Richiamare": {"who": name, "user:u1": "Rita Sala"}, "Mia": {"who": name}}
    theirs = next(a for a in plan.actions if a.title == "Richiamare")
    assert "Rita Sala" in plan_words.summary(theirs)
    assert plan_words.summary(theirs).startswith(name)
    w.apply(plan)
    w.edited("Richiamare", assignedTo="u3")
    (moved,) = w.work(w.plan())
    assert plan_words.summary(moved).endswith("Rita Sala → (name not known yet)"), "an id says nothing to anybody"


@pytest.mark.parametrize(
    "text",
    [
        "se a<b e c>d",
        "scrivere a <mario@rossi.it>",
        "prezzo < 100 e > 50",
        "R&D &amp; altro &lt;b&gt;",
        "vedi <cliente> e <br> in fondo",
        "🎂 torta per 12 <3",
        "riga uno\n\n\nriga due   con spazi\n- elenco",
        "x" * 5_000,
    ],
)
def test_a_text_that_looks_like_markup_stays_as_it_was_written(w: WorkStage, text: str) -> None:
    customer, _ = w.linked()
    book = w.s.service.agenda
    line = book.add("Testo strano", customer=customer, due=w.day(2), body=text)
    w.sync()
    assert w.in_highlevel("Testo strano")["body"].startswith(text)
    assert not w.work(w.plan()), "not even a question"
    book.move(line.task.id, w.day(3))
    w.sync()
    assert w.in_book("Testo strano").task.body == text
    w.edited("Testo strano", title="Testo strano, cambiato")
    w.sync()
    assert w.in_book("Testo strano, cambiato").task.body == text
    assert w.in_highlevel("Testo strano, cambiato")["body"].startswith(text)


def test_a_new_task_is_not_taken_for_one_that_had_its_number_before_a_backup_was_put_back(w: WorkStage) -> None:
    book, (customer, _) = w.s.service.agenda, w.linked()
    line = book.add("Chiamare Rossi", customer=customer, due=w.day(2))
    w.sync()
    store = w.s.service.store
    # a backup of an hour ago: the task is not in it, and the next one gets its number
    store.task_links.remove([line.task.id])
    with store.database.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM tasks WHERE id = ?", (int(line.task.id),))
        connection.exec_driver_sql("DELETE FROM counters WHERE name = 'tasks'")
    w.s.clock.sandbox.advance(60)
    new = book.add("Comprare farina", customer=customer, due=w.day(4))
    assert new.task.id == line.task.id
    w.sync()
    assert {x.task.title for x in book.tasks()} == {"Chiamare Rossi", "Comprare farina"}
    assert {t["title"] for t in w.tasks.values()} == {"Chiamare Rossi", "Comprare farina"}
