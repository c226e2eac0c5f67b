"""Random histories of tasks on both sides, with lost answers, an unreachable service and crashes at any moment.

After each step and at the end: planning writes nothing (I1); a task of the book is made in HighLevel at most once (I6);
what was taken away never comes back; what only one side changed goes over and nothing else does (I5, I17); when the
edits stop both sides come to rest equal, and a second plan is empty (I2, I11).
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from app.records.task import Removed, TaskKind
from app.sync.plan.model import Choice, Kind
from app.sync.work.values import book_values, remote_values, same
from tests.sync.work.task_world import CONTACT, Crash, TaskWorld

EXAMPLES = int(os.environ.get("PONTE24_TEST_EXAMPLES", "80"))
FIRST = date(2026, 3, 27)

titles = st.sampled_from(["Chiamare", "Scrivere", "Andare", "Chiamare "])
bodies = st.sampled_from(["", "una riga", "due\n\nrighe", "Ponte24: il nome del programma"])
days = st.integers(0, 4).map(lambda n: FIRST + timedelta(days=n))
times = st.sampled_from([None, time(9), time(2, 30), time(23, 59)])
people = st.sampled_from(["", "u1", "u2"])
troubles = st.lists(st.sampled_from(["", "", "lost before", "lost after", "offline", "die", "die after"]), max_size=6)
which = st.integers(0, 30)
kinds = st.sampled_from([TaskKind.OWN, TaskKind.OVERDUE, TaskKind.FOLLOWUP])


class Histories(RuleBasedStateMachine):
    """``w`` is the world; ``put_away`` are tasks of the book that nobody may bring back but a person,
    ``opened`` those that one did."""

    def __init__(self) -> None:
        super().__init__()
        self.w = TaskWorld()
        self.put_away: set[str] = set()
        self.opened: set[str] = set()
        self.keys = 0

    # --- people ---

    @rule(title=titles, body=bodies, day=days, at=times, who=people, kind=kinds)
    def add_in_book(self, title: str, body: str, day: date, at: time | None, who: str, kind: TaskKind) -> None:
        self.keys += 1
        origin = f"{kind}:{self.keys}" if kind.derived else ""
        self.w.add(title, body=body, due=day, at=at, assignee=who, kind=kind, origin=origin)

    @rule(title=titles, body=bodies, day=days, at=times, who=people, nobody=st.booleans(), done=st.booleans())
    def type_there(self, title: str, body: str, day: date, at: time | None, who: str, nobody: bool, done: bool) -> None:
        contact = "" if nobody else CONTACT
        moment = self.w.place.moment(day, at)
        self.w.typed(title, moment, body=body, assignee=who, contact=contact, completed=done)

    def _of_book(self, n: int) -> str:
        return sorted(self.w.shelf.tasks, key=int)[n % len(self.w.shelf.tasks)]

    def _there(self, n: int) -> str:
        return sorted(self.w.service.tasks)[n % len(self.w.service.tasks)]

    @precondition(lambda self: self.w.shelf.tasks)
    @rule(n=which, values=st.fixed_dictionaries({}, optional={"title": titles, "body": bodies, "assignee": people}))
    def edit_in_book(self, n: int, values: dict[str, Any]) -> None:
        self.w.edit(self._of_book(n), **values)

    @precondition(lambda self: self.w.shelf.tasks)
    @rule(n=which, day=days, at=times)
    def move_in_book(self, n: int, day: date, at: time | None) -> None:
        self.w.edit(self._of_book(n), due=day, at=at)

    @precondition(lambda self: self.w.shelf.tasks)
    @rule(n=which, done=st.booleans())
    def tick_in_book(self, n: int, done: bool) -> None:
        task_id = self._of_book(n)
        self.put_away.discard(task_id)
        if not done:
            self.opened.add(task_id)
        self.w.edit(task_id, completed=done, removed=Removed.NO)

    @precondition(lambda self: self.w.shelf.tasks)
    @rule(n=which)
    def remove_in_book(self, n: int) -> None:
        task_id = self._of_book(n)
        self.put_away.add(task_id)
        self.w.edit(task_id, removed=Removed.PERSON)

    @precondition(lambda self: self.w.service.tasks)
    @rule(n=which, values=st.fixed_dictionaries({}, optional={"title": titles, "body": bodies, "assignee": people}))
    def edit_there(self, n: int, values: dict[str, Any]) -> None:
        self.w.edit_there(self._there(n), **values)

    @precondition(lambda self: self.w.service.tasks)
    @rule(n=which, day=days, at=times)
    def move_there(self, n: int, day: date, at: time | None) -> None:
        self.w.edit_there(self._there(n), moment=self.w.place.moment(day, at))

    @precondition(lambda self: self.w.service.tasks)
    @rule(n=which, done=st.booleans())
    def tick_there(self, n: int, done: bool) -> None:
        self.w.edit_there(self._there(n), completed=done)

    @precondition(lambda self: self.w.service.tasks)
    @rule(n=which)
    def delete_there(self, n: int) -> None:
        task_id = self._there(n)
        del self.w.service.tasks[task_id]

    @precondition(lambda self: self.w.service.tasks)
    @rule(n=which)
    def copy_there(self, n: int) -> None:
        """A person duplicates a task, Ponte24's last line and all; recurring tasks do so by themselves."""
        task = self.w.service.tasks[self._there(n)]
        copy = replace(task, id=self.w.service.new_id())
        self.w.service.tasks[copy.id] = copy

    # --- Ponte24 ---

    @rule(trouble=troubles, crash=st.integers(-1, 12), later=st.booleans())
    def sync(self, trouble: list[str], crash: int, later: bool) -> None:
        w = self.w
        plan = w.plan()
        if later and w.service.tasks:
            w.edit_there(self._there(0), title="nel frattempo")
        w.service.trouble = list(trouble)
        w.journal.crash_at = w.journal.steps + crash if crash > 0 else -1
        try:
            w.apply(plan)
            died = False
        except (Crash, BaseExceptionGroup):
            died = True
        w.service.trouble, w.journal.crash_at = [], -1
        if died:
            w.recover()
            w.apply(plan)  # the run is taken up again
        w.recover()

    @rule()
    def sync_in_peace(self) -> None:
        assert not self.w.sync().failures

    @rule(n=which)
    def undo(self, n: int) -> None:
        runs = sorted({o.plan for o in self.w.journal.operations_by_id.values() if o.plan})
        if not runs:
            return
        plan = replace(self.w.plan(), id=runs[n % len(runs)])
        self.w.apply(self.w.undo(plan))

    @invariant()
    def made_once_each(self) -> None:
        assert not self.w.service.doubled, "I6: a task was made twice"
        twice = {mark for mark, times in self.w.service.made.items() if times > 1}
        opened = {self.w.shelf.tasks[i].marker for i in self.opened}
        assert twice <= opened, "what was gone came again though nobody had opened it"

    @invariant()
    def what_a_person_put_away_stays_away(self) -> None:
        assert all(self.w.shelf.tasks[i].removed is Removed.PERSON for i in self.put_away)

    def teardown(self) -> None:
        w = self.w
        for _ in range(6):
            plan = w.plan()
            asked = [replace(a, decision=Choice.HIGHLEVEL) for a in plan.actions if a.kind is Kind.CONFLICT]
            outcome = w.apply(plan.with_actions(asked))
            assert not outcome.failures, outcome.failures
            if plan.summary.nothing_to_do:
                break
        else:
            raise AssertionError(f"no rest: {plan.actions}")
        self._all_equal()

    def _all_equal(self) -> None:
        w = self.w
        for link in w.shelf.links.values():
            task, remote = w.shelf.tasks[link.task], w.service.tasks[link.highlevel_id]
            if task.removed or not remote.contact:
                continue
            book, there = book_values(task, w.place), remote_values(remote, link.base, w.place)
            left = [n for n in book if not same(n, book[n], there[n])]
            skipped = {k.rsplit("|", 1)[1] for k in w.shelf.decisions if k.startswith(f"conflict|task:{task.id}|")}
            cleared = {"assignee"} if not book["assignee"] else set()
            assert not set(left) - skipped - cleared, (left, book, there)
        linked = {k.highlevel_id for k in w.shelf.links.values()}
        for remote in w.service.tasks.values():
            used = f"highlevel:{remote.id}" in w.shelf.used
            assert remote.id in linked or remote.completed or used, remote
        for task in w.shelf.tasks.values():
            outgoing = task.open and task.kind is not TaskKind.HIGHLEVEL and task.due
            assert not outgoing or task.id in w.shelf.links or f"task|{task.id}" in w.shelf.decisions, task


def test_both_sides_come_to_rest_after_any_history() -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
