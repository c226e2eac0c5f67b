"""The book of tasks and what stands beside it, across restarts; an origin key makes something once and never again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from app.clock import ManualClock
from app.paths import Home
from app.records.task import (
    Removed,
    Task,
    TaskBase,
    TaskKind,
    TaskLink,
    marker_of,
    with_marker,
    without_marker,
)
from app.store import Store
from app.store.agenda.appointments import StoredAppointment
from app.store.agenda.links import CachedTask
from app.store.agenda.notes import OwnNote, StoredNote
from app.store.agenda.payments import Payment, Receivable

DUE = Task(
    "Scade la fattura 5",
    TaskKind.DUE,
    customer="7",
    body="Rata 1 di 2",
    due=date(2026, 3, 29),
    at=time(9, 30),
    amount_cents=12_345,
    origin="due:IT1|TD01|5|2026-01-01#1",
    reference="IT1|TD01|5|2026-01-01#1",
    derived={"due": "2026-03-29"},
    created_at=5.0,
    changed_at=5.0,
)


def test_a_task_comes_back_as_it_was_kept(store: Store, home: Home) -> None:
    made = store.tasks.add([DUE, Task("Chiamare")])
    store.close()
    again = Store.open(home, ManualClock())
    assert again.tasks.all() == [replace(DUE, id="1", revision=1), replace(Task("Chiamare"), id="2", revision=1)]
    assert again.tasks.following([TaskKind.OVERDUE]) == {}
    assert made == again.tasks.all()
    assert again.tasks.following([TaskKind.DUE]) == {DUE.reference: [made[0]]}
    again.close()


def test_an_origin_key_makes_one_task_ever(store: Store) -> None:
    [made] = store.tasks.add([DUE, DUE])
    store.tasks.save([replace(made, removed=Removed.PERSON, removed_at=9.0)])
    assert store.tasks.add([DUE]) == []
    assert store.tasks.used([DUE.origin, "due:other"]) == {DUE.origin}
    store.tasks.use(["due:other", DUE.origin], 1.0)
    assert store.tasks.add([replace(DUE, origin="due:other")]) == []
    assert store.tasks.count() == 1
    assert store.tasks.count(only_open=True) == 0


def test_a_change_raises_the_revision_and_open_tasks_come_by_day(store: Store) -> None:
    a, b, c = store.tasks.add([Task("senza giorno"), Task("dopo", due=date(2026, 5, 2)), Task("x", customer="3")])
    [b2] = store.tasks.save([replace(b, due=date(2026, 5, 1))])
    assert b2.revision == 2
    store.tasks.save([replace(c, completed=True)])
    assert [t.id for t in store.tasks.all(only_open=True)] == [b.id, a.id]
    assert [t.id for t in store.tasks.all(customer="3")] == [c.id]


def test_a_task_has_one_link_and_a_task_of_highlevel_too(store: Store) -> None:
    a, b = store.tasks.add([Task("a"), Task("b")])
    base = TaskBase("a", "testo", date(2026, 10, 25), None, 1_792_918_800.0, False, "u1")
    link = TaskLink(a.id, "c1", "t1", base)
    store.task_links.put([link])
    assert store.task_links.of_tasks([a.id]) == {a.id: link}
    assert store.task_links.of_highlevel(["t1", "t2"]) == {"t1": link}
    with pytest.raises(IntegrityError):
        store.task_links.put([TaskLink(b.id, "c1", "t1")])
    store.task_links.remove([a.id])
    assert store.task_links.all() == []


def test_highlevels_tasks_are_kept_as_read(store: Store) -> None:
    one = CachedTask("t1", "c1", {"_id": "t1", "title": "x"}, 5.0)
    store.highlevel_tasks.put([one, replace(one, id="t2", contact="")])
    store.highlevel_tasks.put([replace(one, seen_at=6.0)])
    store.highlevel_tasks.remove(["t2"])
    assert store.highlevel_tasks.all() == [replace(one, seen_at=6.0)]


def test_a_note_that_is_no_more_stays_marked_so(store: Store) -> None:
    one = StoredNote("n1", "c1", "ciao", {"body": "<p>ciao</p>"}, 3.0)
    store.notes.read("c1", [one, replace(one, id="n2")], 10.0)
    store.notes.read("c1", [one], 20.0)
    assert store.notes.of_contact("c1") == [replace(one, seen_at=20.0)]
    assert {n.id: n.gone_at for n in store.notes.of_contact("c1", gone=True)} == {"n1": 0.0, "n2": 20.0}
    assert store.notes.read_at() == {"c1": 20.0}
    own = OwnNote("payments", "7", "testo", 1.0)
    store.notes.put_own([own])
    store.notes.put_own([replace(own, note="n9", base="testo", answer="testo")])
    assert store.notes.own("payments") == [replace(own, note="n9", base="testo", answer="testo")]


def test_appointments_are_found_by_their_beginning(store: Store) -> None:
    one = StoredAppointment("e1", "cal", "c1", "Visita", "confirmed", 100.0, 200.0)
    store.appointments.put([one, replace(one, id="e2", starts_at=300.0)])
    assert [e.id for e in store.appointments.between(100.0, 300.0)] == ["e1"]
    assert [e.id for e in store.appointments.of_contact("c1")] == ["e2", "e1"]
    store.appointments.prune(200.0)
    assert store.appointments.get_many(["e1", "e2"]).keys() == {"e2"}


def test_payments_are_remembered_in_order(store: Store) -> None:
    standing = Receivable("k#1", "7", "open", 1000, 1000)
    store.payments.look([standing])
    store.payments.look([replace(standing, state="paid", open_cents=0, paid_on=date(2026, 11, 3), source="schedule")])
    assert store.payments.standing()["k#1"].state == "paid"
    [paid] = store.payments.note([Payment("k#1", "7", "paid", 5.0, 1000, document="5")])
    [back] = store.payments.note([Payment("k#1", "7", "unpaid", 6.0, 1000)])
    assert store.payments.changes() == [paid, back]
    assert store.payments.changes(customer="7", after=paid.id) == [back]
    store.payments.look([], ["k#1"])
    assert store.payments.standing() == {}


def test_a_marker_is_found_and_taken_off_whatever_stands_before_it() -> None:
    marker = marker_of("due:x#1")
    assert marker == marker_of("due:x#1") != marker_of("due:x#2")
    assert without_marker(with_marker("riga\n\nfine", marker)) == ("riga\n\nfine", marker)
    assert without_marker(with_marker("", marker)) == ("", marker)
    assert without_marker("Ponte24: bello") == ("Ponte24: bello", "")
    assert without_marker("niente") == ("niente", "")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=st.lists(st.lists(st.sampled_from("abcde"), max_size=4), max_size=6))
def test_however_often_keys_are_offered_each_makes_one(home: Home, keys: list[list[str]]) -> None:
    store = Store.open(home, ManualClock())
    before = {t.origin for t in store.tasks.all()}
    for batch in keys:
        for task in store.tasks.add([replace(DUE, origin=key) for key in batch]):
            assert task.origin not in before
            before.add(task.origin)
            store.tasks.save([replace(task, removed=Removed.HIGHLEVEL)])
    assert sorted(before) == sorted(t.origin for t in store.tasks.all())
    store.close()
