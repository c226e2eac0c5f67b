"""Ponte24's note on a contact: written once, kept up to date, never over what a person wrote."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.records.task import sealed
from app.sync.plan.model import Kind, Side
from app.sync.work.notes import OwnNote
from tests.sync.work.task_world import CONTACT, Crash, TaskWorld

ONE = sealed("Pagamenti Fattura24\nDa incassare: 100,00 €", "pagamenti")
TWO = sealed("Pagamenti Fattura24\nNiente da incassare", "pagamenti")
MARK = ONE.rpartition("\n")[2]
KEY = "payments:1"


def world(text: str = ONE) -> TaskWorld:
    w = TaskWorld()
    w.shelf.notes[KEY] = OwnNote(KEY, "Pagamenti Fattura24", text, CONTACT)
    return w


def want(w: TaskWorld, text: str) -> None:
    w.shelf.notes[KEY] = replace(w.shelf.notes[KEY], wanted=text)


def texts(w: TaskWorld) -> list[str]:
    return [n.body for n in w.service.notes.values()]


def test_it_is_written_once_and_costs_nothing_until_it_changes() -> None:
    w = world()
    plan = w.plan()
    assert [(a.kind, a.side, a.reason.key) for a in plan.actions] == [(Kind.CREATE, Side.HIGHLEVEL, "note_new")]
    w.apply(plan)
    assert texts(w) == [ONE]
    requests = w.service.requests
    assert w.plan().actions == ()
    assert w.service.requests == requests == 2  # is there one already; then it is written
    want(w, TWO)
    assert w.sync().applied == 1
    assert (texts(w), w.service.requests) == ([TWO], 4)
    assert w.plan().actions == ()


def test_a_customer_without_contact_waits() -> None:
    w = world()
    w.shelf.notes[KEY] = replace(w.shelf.notes[KEY], contact="")
    assert w.plan().actions == ()


def test_what_a_person_wrote_below_stays() -> None:
    w = world()
    w.sync()
    (note,) = w.service.notes.values()
    w.service.notes[note.id] = replace(
        note, body=f"{ONE}\n\nHa promesso per venerdì.", text=f"{ONE}\n\nHa promesso per venerdì."
    )
    want(w, TWO)
    w.sync()
    assert texts(w) == [f"{TWO}\nHa promesso per venerdì."]


@pytest.mark.parametrize(
    "body",
    [
        "<p>Pagamenti Fattura24</p><p>Da incassare: 100,00 €</p><p>" + MARK + "</p>",
        ONE.replace("100,00", "80,00"),
        "tutto cancellato",
    ],
)
def test_what_a_person_changed_is_theirs_and_a_new_note_is_written(body: str) -> None:
    w = world()
    w.sync()
    (note,) = w.service.notes.values()
    text = ONE if body.startswith("<") else body
    w.service.notes[note.id] = replace(note, body=body, text=text)
    want(w, TWO)
    w.sync()
    assert texts(w) == [body, TWO]
    want(w, ONE)
    w.sync()
    assert texts(w) == [body, ONE], "the new one is Ponte24's from now on"


def test_markup_that_highlevel_itself_makes_of_it_is_no_persons_change() -> None:
    w = world()
    w.sync()
    (note,) = w.service.notes.values()
    body = f"<p>{ONE}</p>"
    w.service.notes[note.id] = replace(note, body=body)
    w.shelf.notes[KEY] = replace(w.shelf.notes[KEY], answer=body)
    want(w, TWO)
    w.sync()
    assert texts(w) == [TWO]


def test_one_that_was_deleted_is_written_anew() -> None:
    w = world()
    w.sync()
    w.service.notes.clear()
    want(w, TWO)
    w.sync()
    assert texts(w) == [TWO]


@pytest.mark.parametrize("trouble", ["lost before", "lost after", "die", "die after"])
@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("what", ["new", "changed", "theirs"])
def test_no_answer_and_no_crash_makes_two_of_it(trouble: str, at: int, what: str) -> None:
    w = world()
    left: list[Any] = []
    if what != "new":
        w.sync()
        want(w, TWO)
    if what == "theirs":
        (note,) = w.service.notes.values()
        w.service.notes[note.id] = replace(note, body="di una persona", text="di una persona")
        left = ["di una persona"]
    plan = w.plan()
    w.service.trouble = [""] * at + [trouble]
    try:
        w.apply(plan)
    except (Crash, BaseExceptionGroup):
        w.service.trouble = []
        w.recover()
        w.apply(plan)
    w.service.trouble = []
    w.recover()
    w.sync()
    assert texts(w) == [*left, ONE if what == "new" else TWO]
    assert w.plan().actions == ()


def test_an_undo_takes_it_back_and_the_next_plan_leaves_it_so() -> None:
    w = world()
    first = w.plan()
    w.apply(first)
    want(w, TWO)
    second = w.plan()
    w.apply(second)
    assert w.undo(first).actions == (), "it was written anew since"
    w.apply(w.undo(second))
    assert texts(w) == [ONE]
    assert w.plan().actions == ()
    want(w, f"altro\n{MARK}")
    w.sync()
    assert texts(w) == [f"altro\n{MARK}"]


def test_an_undone_creation_is_deleted_unless_a_person_wrote_into_it() -> None:
    w = world()
    plan = w.plan()
    w.apply(plan)
    (note,) = w.service.notes.values()
    w.service.notes[note.id] = replace(note, body="mia", text="mia")
    assert w.apply(w.undo(plan)).stale == 1
    assert texts(w) == ["mia"]
    w.service.notes[note.id] = note
    assert w.apply(w.undo(plan)).applied == 1
    assert texts(w) == []
    assert w.plan().actions == ()


def test_it_follows_the_customer_to_another_contact() -> None:
    w = world()
    w.sync()
    w.shelf.notes[KEY] = replace(w.shelf.notes[KEY], contact="h2")
    w.sync()
    assert sorted(n.contact for n in w.service.notes.values()) == ["h1", "h2"]
    assert w.plan().actions == ()


def test_another_computer_goes_on_with_the_note_that_is_there() -> None:
    w = world()
    w.sync()
    (note,) = w.service.notes.values()
    w.service.notes[note.id] = replace(note, body=f"{ONE}\nMio.", text=f"{ONE}\nMio.")
    w.shelf.notes["payments:9"] = OwnNote("payments:9", "Pagamenti Fattura24", TWO, CONTACT)
    del w.shelf.notes[KEY]
    w.sync()
    assert texts(w) == [f"{TWO}\nMio."]


def test_a_backup_that_was_put_back_goes_on_with_the_note_that_is_there() -> None:
    w = world()
    w.sync()
    older = w.shelf.notes[KEY]
    want(w, TWO)
    w.sync()
    w.shelf.notes[KEY] = replace(older, wanted=sealed("Pagamenti Fattura24\nTutto pagato", "pagamenti"))
    w.sync()
    assert texts(w) == [sealed("Pagamenti Fattura24\nTutto pagato", "pagamenti")]


def test_one_that_a_person_changed_is_not_gone_on_with() -> None:
    w = world()
    w.sync()
    (note,) = w.service.notes.values()
    mine = ONE.replace("100,00", "80,00")
    w.service.notes[note.id] = replace(note, body=mine, text=mine)
    w.shelf.notes[KEY] = OwnNote(KEY, "Pagamenti Fattura24", TWO, CONTACT)
    w.sync()
    assert sorted(texts(w)) == sorted([mine, TWO])


def test_an_undo_takes_away_no_note_to_which_a_person_has_added() -> None:
    w = world()
    plan = w.plan()
    w.apply(plan)
    (note,) = w.service.notes.values()
    undo = w.undo(plan)
    w.service.notes[note.id] = replace(note, body=f"{ONE}\nHa promesso.", text=f"{ONE}\nHa promesso.")
    assert w.apply(undo).stale == 1
    assert texts(w) == [f"{ONE}\nHa promesso."]
