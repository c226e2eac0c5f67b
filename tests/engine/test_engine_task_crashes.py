"""The process dies at the boundaries of writing tasks and notes; a rerun ends as if it had not (I11)."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.records.task import Task
from app.store.agenda.notes import OwnNote
from app.sync.plan.model import Plan, RecordType
from tests.engine.machine import Machine
from tests.engine.test_engine_crashes import NOVA, planned

STRIDE = int(os.environ.get("PONTE24_TEST_STRIDE", "15"))
MARK = "Ponte24:pagamenti:abcd2345"
DUE = "2026-12-01T08:00:00Z"


def linked() -> Machine:
    """One customer whose contact has a task, and to-dos in the book; all that has been done once."""
    m = Machine(tasks=True)
    m.add_contact(NOVA)
    m.add_customer(NOVA)
    m.save_export()
    m.import_export()
    m.apply(planned(m))
    (contact,) = m.contacts.contacts
    (customer,) = m.store.links.contacts()
    m.work.typed(contact, "Sua", DUE)
    m.work.typed(contact, "Sua da fare", DUE)
    for title in ("Mia", "Mia da fare", "Mia da togliere"):
        m.store.tasks.add([Task(title, customer=customer, due=date(2026, 12, 2), created_at=1.0)])
    m.store.notes.put_own([OwnNote("payments", customer, f"uno\n{MARK}")])
    return m


def first() -> tuple[Machine, Plan]:
    """Tasks that are made on either side, and a note."""
    m = linked()
    return m, planned(m)


def later() -> tuple[Machine, Plan]:
    """Changes, completions, a deletion and a removal, and the note anew."""
    m, plan = first()
    m.apply(plan)
    book = {t.title: t for t in m.store.tasks.all()}
    m.work.titled("Sua")["title"] = "Sua, cambiata"
    m.work.titled("Mia")["completed"] = True
    del m.work.tasks[m.work.titled("Mia da togliere")["id"]]
    agenda = m.service.agenda
    agenda.edit(
        book["Mia da fare"].id, title="Mia, cambiata", body="testo", due=date(2026, 12, 9), at=None, assignee=""
    )
    agenda.done(book["Sua da fare"].id)
    (note,) = m.store.notes.own()
    m.store.notes.put_own([OwnNote("payments", note.customer, f"due\n{MARK}", 0.0, note.contact, note.note, note.base)])
    m.sandbox_clock.advance(4000)
    return m, planned(m)


def undoing() -> tuple[Machine, Plan]:
    """The first run is taken back: what it made is deleted on both sides."""
    m, plan = first()
    m.apply(plan)
    return m, m.do(m.service.plan_undo())


Scene = Callable[[], tuple[Machine, Plan]]


def end(m: Machine) -> tuple[Any, ...]:
    """What a person sees in HighLevel and in the book, and what the next plan would do."""
    there = sorted((t["title"], t["dueDate"], t["completed"], t.get("body", "")) for t in m.work.tasks.values())
    book = sorted((t.title, t.due, t.completed, t.removed) for t in m.store.tasks.all())
    notes = sorted(n["body"] for n in m.work.notes.values())
    left = [(a.kind, a.title) for a in planned(m).actions if a.effective and a.record is not RecordType.CONTACT]
    return there, book, notes, left


@pytest.mark.parametrize("scene", [first, later, undoing], ids=lambda s: s.__name__)
def test_i11_a_crash_while_tasks_are_written_then_a_rerun_ends_as_without(scene: Scene) -> None:
    m, plan = scene()
    try:
        result = m.apply(plan, awaits=True)
        assert result is not None
        assert (result.failed, result.stale) == (0, 0), result.errors
        passed = list(m.weather.passed)
        expected = end(m)
        assert expected[-1] == []
    finally:
        m.close()
    assert sum(name.endswith("done") for name in passed) >= 4
    for at in range(1, len(passed) + 1, STRIDE):
        m, plan = scene()
        try:
            assert m.apply(plan, die_at=at, awaits=True) is None
            loaded = m.store.plans.load(plan.id)
            if not loaded or loaded[2] != "applied":
                went_on = m.service.open_plan()
                m.apply(went_on if went_on is not None and went_on.id == plan.id else planned(m))
            assert end(m) == expected, f"died at {at}: {passed[at - 1]}"
        finally:
            m.close()


@pytest.mark.parametrize("fault", ["lost", "cut", "down"])
@pytest.mark.parametrize("scene", [first, later], ids=lambda s: s.__name__)
def test_i6_a_lost_answer_makes_no_task_and_no_note_twice(scene: Scene, fault: str) -> None:
    m, plan = scene()
    try:
        m.apply(plan)
        expected = end(m)
    finally:
        m.close()
    for call in range(0, 12, max(1, STRIDE // 3)):
        m, plan = scene()
        try:
            m.apply(plan, {call: (fault, 0)})
            for _ in range(2):
                m.sandbox_clock.advance(400)
                m.apply(planned(m))
            assert end(m) == expected, f"{fault} at {call}"
        finally:
            m.close()
