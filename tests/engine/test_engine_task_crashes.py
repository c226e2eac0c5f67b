"""The process dies at the boundaries of writing tasks and notes; a rerun ends as if it had not (I11)."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.records.task import Task
from app.store.agenda.notes import OwnNote
from app.sync.plan.model import Choice, Kind, Plan, RecordType
from app.sync.plan.steps import steps_of
from tests.engine.machine import Machine
from tests.engine.test_engine_crashes import BELLA, NOVA, planned

STRIDE = int(os.environ.get("PONTE24_TEST_STRIDE", "15"))
MARK = "Ponte24:pagamenti:abcd2345"
WORK = (RecordType.TASK, RecordType.NOTE)
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


def newcomers() -> tuple[Machine, Plan]:
    """Contacts that the plan itself makes and links, and what the book has for them."""
    m = Machine(tasks=True)
    m.add_contact(NOVA)
    m.add_customer(NOVA)
    m.add_customer(BELLA)
    m.save_export()
    m.import_export()
    for n, customer in enumerate(c.id for c in m.store.mirror.all()):
        for title in ("Benvenuto", "Richiamare"):
            m.store.tasks.add([Task(f"{title} {n}", customer=customer, due=date(2026, 12, 2), created_at=1.0)])
        m.store.notes.put_own([OwnNote("payments", customer, f"uno {n}\n{MARK}{n}")])
    return m, planned(m)


def newcomers_undone() -> tuple[Machine, Plan]:
    """Their run is taken back: the contact goes, and so do the tasks."""
    m, plan = newcomers()
    m.apply(plan)
    return m, m.do(m.service.plan_undo())


Scene = Callable[[], tuple[Machine, Plan]]


def end(m: Machine) -> tuple[Any, ...]:
    """What a person sees in HighLevel and in the book, and what the next plan would do."""
    there = sorted((t["title"], t["dueDate"], t["completed"], t.get("body", "")) for t in m.work.present())
    book = sorted((t.title, t.due, t.completed, t.removed) for t in m.store.tasks.all())
    notes = sorted(n["body"] for n in m.work.notes.values() if n["contactId"] in m.contacts.contacts)
    left = [(a.kind, a.title) for a in planned(m).actions if a.effective and a.record in WORK]
    contacts = sorted(m.contact(i).title for i in m.contacts.contacts)
    on = sorted((t["title"], m.contact(t["contactId"]).title) for t in m.work.present())
    return there, book, notes, contacts, on, left


@pytest.mark.parametrize("scene", [first, later, undoing, newcomers, newcomers_undone], ids=lambda s: s.__name__)
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
@pytest.mark.parametrize("scene", [first, later, newcomers], ids=lambda s: s.__name__)
def test_i6_a_lost_answer_makes_no_task_and_no_note_twice(scene: Scene, fault: str) -> None:
    m, plan = scene()
    try:
        m.apply(plan)
        expected = end(m)
    finally:
        m.close()
    for call in range(0, 16, max(1, STRIDE // 3)):
        m, plan = scene()
        try:
            m.apply(plan, {call: (fault, 0)})
            for _ in range(2):
                m.sandbox_clock.advance(400)
                m.apply(planned(m))
            assert end(m) == expected, f"{fault} at {call}"
        finally:
            m.close()


def test_i2_also_for_work_nothing_is_left_after_the_first_sync() -> None:
    m, plan = newcomers()
    try:
        waiting = [a for a in plan.actions if a.needs]
        assert (
            sorted((a.record.value, a.kind.value) for a in waiting)
            == [("note", "create")] * 2 + [("task", "create")] * 4
        )
        parents = {plan.action(a.needs).kind.value for a in waiting}
        assert parents == {"create", "link"}
        result = m.apply(plan)
        assert result is not None
        assert (result.applied, result.failed, result.stale) == (len(plan.actions), 0, 0), result.errors
        assert len(m.work.tasks) == 4
        assert len(m.work.notes) == 2
        writes = m.writes(), dict(m.work.tasks), dict(m.work.notes)
        for _ in range(2):
            again = planned(m)
            assert not [a for a in again.actions if a.effective]
            m.apply(again)
        assert (m.writes(), m.work.tasks, m.work.notes) == writes
    finally:
        m.close()


def test_what_hangs_on_a_contact_that_is_left_out_waits_and_comes_back_with_it() -> None:
    m, plan = newcomers()
    try:
        create = next(a for a in plan.actions if a.kind is Kind.CREATE and a.record is RecordType.CONTACT)
        hanging = [a.id for a in plan.actions if a.needs == create.id]
        assert len(hanging) == 3
        calls = plan.calls["highlevel"]
        out = m.service.include(plan.id, [create.id], False)
        assert {a.id for a in out.actions if a.blocked} == set(hanging)
        assert not [a for a in out.actions if a.id in hanging and a.effective]
        assert calls - out.calls["highlevel"] == 7  # what is made is first looked for
        assert out.digest != plan.digest
        back = m.service.include(plan.id, [create.id], True)
        assert (back.actions, back.digest) == (plan.actions, plan.digest)
        out = m.service.include(plan.id, [create.id], False)
        result = m.apply(out)
        assert result is not None
        assert (result.failed, result.stale) == (0, 0)
        assert len(m.work.tasks) == 2
        later = planned(m)
        assert [a.title for a in later.actions if a.blocked] == []
        again = m.service.include(later.id, [a.id for a in later.actions if not a.included], True)
        assert sum(bool(a.needs) and a.effective for a in again.actions) == 3
        m.apply(again)
        assert len(m.work.tasks) == 4
        assert not [a for a in planned(m).actions if a.effective]
    finally:
        m.close()


@pytest.mark.parametrize("fault", ["refused", "down"])
def test_what_hangs_on_a_contact_that_could_not_be_made_is_named_and_made_with_it_later(fault: str) -> None:
    m, plan = newcomers()
    try:
        creates = [n for n, a in enumerate(plan.actions) if a.kind is Kind.CREATE and a.record is RecordType.CONTACT]
        assert len(creates) == 1
        with m.failing("create", fault):
            result = m.apply(plan)
        assert result is not None
        assert (result.failed, result.stale) == (1, 3)
        told = [e for e in result.errors if "contact it belongs to" in str(e)]
        assert len(told) == 3
        assert len(m.work.tasks) == 2
        m.sandbox_clock.advance(4000)
        m.apply(planned(m))
        assert len(m.work.tasks) == 4
        assert not [a for a in planned(m).actions if a.effective]
    finally:
        m.close()


def test_a_question_brings_its_work_as_soon_as_it_is_answered_and_takes_it_back() -> None:
    m = Machine(tasks=True)
    try:
        twin = replace(NOVA, vat_code="", email="altra@nova.it")
        m.add_contact(twin)
        m.add_customer(NOVA)
        m.save_export()
        m.import_export()
        (customer,) = (c.id for c in m.store.mirror.all())
        m.store.tasks.add([Task("Benvenuto", customer=customer, due=date(2026, 12, 2), created_at=1.0)])
        plan = planned(m)
        (asked,) = (a for a in plan.actions if a.choices and a.candidates)
        assert not [a for a in plan.actions if a.record is RecordType.TASK]
        link = next(c for c in asked.choices if c.startswith("link:"))
        linked = m.service.decide(plan.id, [asked.id], link)
        (task,) = (a for a in linked.actions if a.record is RecordType.TASK)
        assert (task.needs, task.effective) == (asked.id, True)
        skipped = m.service.decide(plan.id, [asked.id], Choice.SKIP)
        assert (skipped.action(task.id).blocked, skipped.action(task.id).effective) == (True, False)
        linked = m.service.decide(plan.id, [asked.id], link)
        assert len([a for a in linked.actions if a.record is RecordType.TASK]) == 1
        reopened = m.service.open_plan()
        assert reopened is not None
        assert reopened.actions == linked.actions
        m.apply(linked)
        assert [t["title"] for t in m.work.tasks.values()] == ["Benvenuto"]
    finally:
        m.close()


def test_a_scheduled_run_leaves_the_work_of_whom_only_a_person_may_link() -> None:
    m, plan = newcomers()
    try:
        steps = steps_of(plan, m.kinds().step, only_safe=True)
        assert sum(s.record is RecordType.TASK for s in steps) == 4
        (create,) = (a for a in plan.actions if a.kind is Kind.CREATE and a.record is RecordType.CONTACT)
        risky = plan.with_actions([replace(create, kind=Kind.CONFLICT, decision=Choice.NEW, choices=("new", "skip"))])
        steps = steps_of(risky, m.kinds().step, only_safe=True)
        assert sum(s.record is RecordType.TASK for s in steps) == 2
    finally:
        m.close()
