"""HighLevel's tasks and notes in memory, as badly behaved as a test wants them, the book, and the engine between."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.clock import ManualClock
from app.errors import LostAnswer, RecordGone, ServiceUnavailable
from app.records.task import Task, TaskLink, without_marker
from app.sync.apply.apply import Applied, Applier
from app.sync.apply.kinds import Kinds
from app.sync.apply.recover import recover
from app.sync.apply.undo import undo_actions
from app.sync.contacts.mapping import default_mapping
from app.sync.contacts.planner import finish
from app.sync.contacts.policy import Decisions, PlanInput, SideState
from app.sync.plan.model import Action, Plan, Side
from app.sync.plan.operation import Operation
from app.sync.work.days import Place
from app.sync.work.notes import NoteRecords, OwnNote, RemoteNote, plan_notes
from app.sync.work.planner import Wanted, Work, WorkInput, origin_of, plan_work
from app.sync.work.tasks import TaskRecords
from app.sync.work.values import RemoteTask

ROME = ZoneInfo("Europe/Rome")
CONTACT, CUSTOMER = "h1", "1"


class Crash(BaseException):
    """The process dies here."""


@dataclass
class FakeWork:
    """``trouble`` names what happens at the coming requests, in order: "lost before", "lost after", "offline", "die",
    "die after" or nothing."""

    tasks: dict[str, RemoteTask] = field(default_factory=dict)
    notes: dict[str, RemoteNote] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)
    writes: list[tuple[str, str]] = field(default_factory=list)
    requests: int = 0
    made: Counter[str] = field(default_factory=Counter)
    ids: dict[str, str] = field(default_factory=dict)
    doubled: set[str] = field(default_factory=set)
    """Marks of tasks that were made while one made before was still there."""
    number: int = 0

    def _before(self) -> str:
        self.requests += 1
        what = self.trouble.pop(0) if self.trouble else ""
        if what == "lost before":
            raise LostAnswer(service="HighLevel")
        if what == "offline":
            raise ServiceUnavailable("offline", service="HighLevel", host="x")
        if what == "die":
            raise Crash
        return what

    def _after(self, what: str) -> None:
        if what == "lost after":
            raise LostAnswer(service="HighLevel")
        if what == "die after":
            raise Crash

    def new_id(self) -> str:
        self.number += 1
        return f"t{self.number}"

    async def task(self, contact: str, task_id: str) -> RemoteTask:
        what = self._before()
        self._after(what)
        if task_id not in self.tasks:
            raise RecordGone(service="HighLevel")
        return self.tasks[task_id]

    async def tasks_of(self, contact: str) -> Sequence[RemoteTask]:
        self._after(self._before())
        return [t for t in self.tasks.values() if t.contact == contact]

    async def create_task(self, contact: str, title: str, body: str, moment: float, assignee: str) -> RemoteTask:
        what = self._before()
        text, marker = without_marker(body)
        made = RemoteTask(self.new_id(), contact, title, text, marker, moment, False, assignee)
        self.tasks[made.id] = made
        self.made[marker] += 1
        if self.ids.get(marker) in self.tasks:
            self.doubled.add(marker)
        self.ids[marker] = made.id
        self.writes.append(("create", made.id))
        self._after(what)
        return made

    async def change_task(self, contact: str, task_id: str, values: Mapping[str, str | float | bool]) -> RemoteTask:
        what = self._before()
        if task_id not in self.tasks:
            raise RecordGone(service="HighLevel")
        changed: dict[str, Any] = dict(values)
        if "body" in changed:
            changed["body"], changed["marker"] = without_marker(str(changed["body"]))
        self.tasks[task_id] = replace(self.tasks[task_id], **changed)
        self.writes.append(("change", task_id))
        self._after(what)
        return self.tasks[task_id]

    async def delete_task(self, contact: str, task_id: str) -> None:
        what = self._before()
        if self.tasks.pop(task_id, None) is None:
            raise RecordGone(service="HighLevel")
        self.writes.append(("delete", task_id))
        self._after(what)

    async def note(self, contact: str, note_id: str) -> RemoteNote:
        self._after(self._before())
        if note_id not in self.notes:
            raise RecordGone(service="HighLevel")
        return self.notes[note_id]

    async def notes_of(self, contact: str) -> Sequence[RemoteNote]:
        self._after(self._before())
        return [n for n in self.notes.values() if n.contact == contact]

    async def create_note(self, contact: str, title: str, body: str) -> RemoteNote:
        what = self._before()
        made = RemoteNote(self.new_id(), contact, body, body)
        self.notes[made.id] = made
        self.writes.append(("note", made.id))
        self._after(what)
        return made

    async def change_note(self, contact: str, note_id: str, body: str) -> RemoteNote:
        what = self._before()
        if note_id not in self.notes:
            raise RecordGone(service="HighLevel")
        self.notes[note_id] = replace(self.notes[note_id], body=body, text=body)
        self.writes.append(("note changed", note_id))
        self._after(what)
        return self.notes[note_id]

    async def delete_note(self, contact: str, note_id: str) -> None:
        what = self._before()
        if self.notes.pop(note_id, None) is None:
            raise RecordGone(service="HighLevel")
        self._after(what)


class Shelf:
    """The book and all that is remembered, in memory."""

    def __init__(self) -> None:
        self.tasks: dict[str, Task] = {}
        self.links: dict[str, TaskLink] = {}
        self.seen: dict[str, RemoteTask] = {}
        self.used: set[str] = set()
        self.decisions: dict[str, dict[str, str]] = {}
        self.notes: dict[str, OwnNote] = {}

    def task(self, task_id: str) -> Task | None:
        return self.tasks.get(task_id)

    def link(self, task_id: str) -> TaskLink | None:
        return self.links.get(task_id)

    def link_of(self, highlevel_id: str) -> TaskLink | None:
        return next((k for k in self.links.values() if k.highlevel_id == highlevel_id), None)

    def remote(self, highlevel_id: str) -> RemoteTask | None:
        return self.seen.get(highlevel_id)

    def contact(self, task: Task) -> str:
        return CONTACT if task.customer == CUSTOMER else task.contact

    def customer(self, contact: str) -> str:
        return CUSTOMER if contact == CONTACT else ""

    def about(self, source: str) -> tuple[str, str, str]:
        return "", "", ""

    def add(self, task: Task) -> Task | None:
        if task.origin and task.origin in self.used:
            return None
        self.used.add(task.origin)
        made = replace(task, id=str(len(self.tasks) + 1))
        self.tasks[made.id] = made
        return made

    def save(self, task: Task) -> Task:
        self.tasks[task.id] = task
        return task

    def put_remote(self, remote: RemoteTask) -> None:
        self.seen[remote.id] = remote

    def drop_remote(self, highlevel_id: str) -> None:
        self.seen.pop(highlevel_id, None)

    def put_link(self, link: TaskLink) -> None:
        other = self.link_of(link.highlevel_id)
        assert other is None or other.task == link.task, "a task of HighLevel stands for two"
        self.links[link.task] = link

    def drop_link(self, link: TaskLink) -> None:
        self.links.pop(link.task, None)
        self.used.add(origin_of(link.highlevel_id))

    def let_go(self, link: TaskLink) -> None:
        self.links.pop(link.task, None)

    def came_over(self, highlevel_id: str) -> bool:
        return origin_of(highlevel_id) in self.used

    def own(self, key: str) -> OwnNote | None:
        return self.notes.get(key)

    def put(self, note: OwnNote) -> None:
        self.notes[note.key] = note

    def decide(self, key: str, choice: str, digest: str = "") -> None:
        self.decisions[key] = {"choice": choice, "digest": digest}

    def forget(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.decisions.pop(key, None)


class Journal:
    """The ledger as far as tasks need it. ``crash_at`` dies right after so many writes to it."""

    def __init__(self) -> None:
        self.operations_by_id: dict[str, Operation] = {}
        self.crash_at, self.steps = -1, 0

    def together(self, operation: Operation | None = None) -> AbstractContextManager[object]:
        return nullcontext()

    def begin(self, operation: Operation, calls: Mapping[Side, int]) -> None:
        assert not calls, "Fattura24 is told nothing of tasks"
        self._write(operation)

    def finish(self, operation: Operation, record: Any = None, link: Any = None, unlink: str = "") -> None:
        self._write(operation)

    def operations(self, run: str) -> list[Operation]:
        return [o for o in self.operations_by_id.values() if o.run == run]

    def link(self, link_id: str) -> None:
        return None

    def link_of(self, side: Side, record_id: str) -> None:
        return None

    def answering(self, answered: str) -> None:
        return None

    def record(self, side: Side, record_id: str) -> None:
        return None

    def answers_to(self, *_given: Any) -> Any:
        return ()

    def _write(self, operation: Operation) -> None:
        self.operations_by_id[operation.id] = operation
        self.steps += 1
        if self.steps == self.crash_at:
            raise Crash


class TaskWorld:
    """One customer with its contact. ``read`` brings what HighLevel shows, as a complete look does."""

    def __init__(self, zone: ZoneInfo = ROME, now: datetime | None = None) -> None:
        self.clock = ManualClock()
        if now is not None:
            self.clock.advance(now.timestamp() - self.clock.now())
        self.place = Place(zone)
        self.service, self.shelf, self.journal = FakeWork(), Shelf(), Journal()
        self.wanted = Wanted()
        self.read_only: frozenset[Side] = frozenset()
        self.number = 0
        self.gone: set[str] = set()

    # --- what people do ---

    def add(self, title: str, **more: Any) -> Task:
        made = self.shelf.add(Task(title, **{"customer": CUSTOMER, **more}))
        assert made is not None
        return made

    def edit(self, task_id: str, **values: Any) -> None:
        self.shelf.tasks[task_id] = replace(self.shelf.tasks[task_id], **values)

    def typed(self, title: str, moment: float, **more: Any) -> str:
        task = RemoteTask(self.service.new_id(), more.pop("contact", CONTACT), title, moment=moment, **more)
        self.service.tasks[task.id] = task
        return task.id

    def edit_there(self, task_id: str, **values: Any) -> None:
        self.service.tasks[task_id] = replace(self.service.tasks[task_id], **values)

    # --- Ponte24 ---

    @property
    def today(self) -> Any:
        return self.place.local(self.clock.now())[0]

    def read(self) -> None:
        linked = {k.highlevel_id for k in self.shelf.links.values()}
        self.gone = linked - self.service.tasks.keys()
        self.shelf.seen = dict(self.service.tasks)

    def work(self) -> Work:
        links = dict(self.shelf.links)
        return plan_work(
            WorkInput(
                {i: t for i, t in self.shelf.tasks.items() if t.open or i in links},
                links,
                dict(self.shelf.seen),
                {CUSTOMER: CONTACT},
                self.place,
                self.today,
                self.clock.now(),
                self.gone,
                {origin for origin in self.shelf.used if origin.startswith("highlevel:")},
                self.wanted,
                Decisions(self.shelf.decisions),
                self.read_only,
            )
        )

    def plan(self) -> Plan:
        self.read()
        writes = len(self.service.writes)
        work = self.work()
        for link in work.settled:
            self.shelf.put_link(link)
        for task_id in work.dropped:
            self.shelf.drop_link(self.shelf.links[task_id])
        notes = plan_notes(self.shelf.notes.values(), Decisions(self.shelf.decisions))
        assert len(self.service.writes) == writes, "I1: planning wrote"
        return self._numbered([*work.actions, *notes])

    def _numbered(self, actions: list[Action], undoes: str = "") -> Plan:
        self.number += 1
        state = SideState((), True, 0)
        given = PlanInput(state, state, (), default_mapping(), self.clock.now())
        return finish(f"p{self.number}", given, actions, undoes=undoes)

    def kinds(self, undoing: bool = False) -> Kinds:
        tasks = TaskRecords(self.journal, self.clock, self.service, self.shelf, self.place, undoing=undoing)
        return Kinds([tasks, NoteRecords(self.journal, self.clock, self.service, self.shelf)])

    def apply(self, plan: Plan, **more: Any) -> Applied:
        applier = Applier(
            plan, f"run-{plan.id}", self.kinds(bool(plan.undoes)), self.journal, _Budget(), self.clock, **more
        )
        return asyncio.run(applier.apply())

    def recover(self) -> None:
        asyncio.run(recover(list(self.journal.operations_by_id.values()), self.kinds()))

    def sync(self) -> Applied:
        return self.apply(self.plan())

    def undo(self, plan: Plan) -> Plan:
        actions = undo_actions(self.journal.operations(f"run-{plan.id}"), self.kinds())
        return self._numbered(actions, undoes=f"run-{plan.id}")


class _Budget:
    def wait(self) -> float:
        raise AssertionError("tasks cost no call of Fattura24")
