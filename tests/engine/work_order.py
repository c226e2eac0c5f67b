"""What must hold of tasks and notes whatever the order, the side and the age of what is read; each raises
AssertionError with the promise's number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, Any

from app.records.task import Task, TaskKind, due_of, without_marker
from app.services.work.planning import place_of, work_input
from app.services.work.reading import READABLE
from app.services.work.shelf import WorkShelf
from app.sync.plan.model import Action, Kind, Plan, RecordType, Side
from app.sync.plan.operation import Verb
from app.sync.work.merge import merge
from app.sync.work.planner import WorkInput, origin_of, plan_work
from app.sync.work.tasks import OWN
from app.sync.work.values import RemoteTask, same, split_key

if TYPE_CHECKING:
    from tests.engine.machine import Machine
    from tests.engine.memory_tasks import Written

_KEPT = ("title", "assignee")
"""What a blank never clears in HighLevel: there the two sides are not alike (the due date is HighLevel's moment)."""


def order_and_sides(machine: Machine) -> None:
    """I9: tasks in another order give the same plan, and for a task of the owner the sides may be swapped."""
    if not machine.store.settings.get(READABLE, False):
        return
    given = work_input(machine.store, machine.clock)
    turned = replace(
        given,
        tasks=_turned(given.tasks),
        links=_turned(given.links),
        remote=_turned(given.remote),
        contacts=_turned(given.contacts),
    )
    one, other = plan_work(given), plan_work(turned)
    assert sorted(map(repr, one.actions)) == sorted(map(repr, other.actions)), "I9: another order, another plan"
    assert sorted(map(repr, one.settled)) == sorted(map(repr, other.settled)), "I9: another order, other bases"
    for link in given.links.values():
        task, remote = given.tasks.get(link.task), given.remote.get(link.highlevel_id)
        if task is not None and remote is not None and task.kind is TaskKind.OWN and not task.removed:
            _mirrored(given, task, remote)


def _turned(values: Mapping[str, Any]) -> dict[str, Any]:
    return dict(reversed(list(values.items())))


def _mirrored(given: WorkInput, task: Task, remote: RemoteTask) -> None:
    base = given.links[task.id].base

    def nobody(_name: str, _theirs: str, _mine: str) -> str:
        return ""

    there = {n: getattr(remote, n) for n in ("title", "body", "completed", "assignee")}
    here = {n: getattr(task, n) for n in ("title", "body", "completed", "assignee")}
    straight = merge(task, remote, base, given.place, nobody)
    swapped = merge(replace(task, **there), replace(remote, **here), base, given.place, nobody)
    for one, other in ((straight.to_highlevel, swapped.to_book), (swapped.to_highlevel, straight.to_book)):
        up = [c for c in one if c.name != "due"]
        down = [c for c in other if c.name != "due" and (c.after or c.name not in _KEPT)]
        assert up == down, f"I9: {task.title} is merged otherwise when the sides are swapped: {up}, {down}"


def offered_once(machine: Machine, plan: Plan) -> None:
    """I14: no plan offers to make what is there already, even if applying it would notice."""
    if plan.undoes:
        return
    for action in plan.actions:
        if action.kind is Kind.CREATE and action.record is RecordType.TASK:
            _is_nowhere(machine, action.title, action.source_id, in_book=action.side is Side.FATTURA24)


def lands_on_nobody(machine: Machine, operation: Any) -> None:
    """I14: what is about to be made is nowhere yet, as far as anybody here can know."""
    if operation.verb == Verb.CREATE.value and operation.record == RecordType.TASK.value:
        in_book = operation.side == Side.FATTURA24.value
        _is_nowhere(machine, operation.title, operation.source_id, in_book=in_book)


def _is_nowhere(machine: Machine, title: str, source_id: str, *, in_book: bool) -> None:
    store = machine.store
    if in_book and not source_id.startswith(OWN):
        _contact, task_id = split_key(source_id)
        known = store.task_links.of_highlevel([task_id])
        assert not known, f"I14: {title} of HighLevel comes over a second time"
        assert not store.tasks.used([origin_of(task_id)]), f"I14: {title} of HighLevel was in the book once"
    elif not in_book:
        task = store.tasks.get(source_id)
        assert task is not None and not store.task_links.of_tasks([task.id]), f"I14: {title} is there already"
        shelf = WorkShelf(store, machine.clock)
        linked = {link.highlevel_id for link in store.task_links.all()}
        for cached in store.highlevel_tasks.all():
            remote = shelf.remote(cached.id)
            if remote is not None and remote.contact and remote.id not in linked and remote.marker == task.marker:
                assert store.tasks.used([origin_of(remote.id)]), f"I14: {title} is there, with its mark"


def revisions(machine: Machine) -> dict[str, int]:
    """Return of each task of HighLevel that is known here how often it had been changed by then."""
    return {c.id: int(c.wire.get("revision", 0)) for c in machine.store.highlevel_tasks.all()}


def no_older_look(machine: Machine, before: Mapping[str, int]) -> None:
    """I16: a search that lags never brings back how a task was before it was written or read by its id."""
    for task_id, revision in revisions(machine).items():
        known = before.get(task_id, 0)
        assert revision >= known, f"I16: task {task_id} went from its change {known} back to {revision}"


def due_days(machine: Machine) -> dict[str, tuple[date | None, time | None]]:
    """Return day and time of each task of the book."""
    return {task.id: (task.due, task.at) for task in machine.store.tasks.all()}


def whole_values(
    machine: Machine,
    plan: Plan,
    writes: Sequence[Written],
    before: Mapping[str, tuple[date | None, time | None]],
) -> None:
    """I17: a due day goes with its own time, a text with its own mark, and what people wrote below a note stays."""
    agreed = [a for a in plan.actions if a.effective and a.record is RecordType.TASK]
    _due_in_the_book(machine, agreed, before)
    place = place_of(machine.store)
    for write in writes:
        if write.record == "note" and write.kind == "update":
            _note_as_a_whole(write)
        if write.record != "task" or write.kind == "delete" or plan.undoes:
            continue
        marks = {_mark(write.before), _mark(write.after)} - {""}
        assert len(marks) <= 1, f"I17: a task has the mark of another: {marks}"
        wanted = {f.after for a in agreed for f in a.fields if f.name == "due" and _is_about(a, write)}
        wanted |= {f.before for a in agreed for f in a.fields if f.name == "due" and a.choices and _is_about(a, write)}
        if "dueDate" in write.changed and wanted:
            moments = {place.moment(day, at) for day, at in map(due_of, wanted - {""}) if day is not None}
            told = _moment(write.after["dueDate"])
            assert told in moments, f"I17: due {write.after['dueDate']}, agreed was {wanted}"


def _due_in_the_book(
    machine: Machine, agreed: Sequence[Action], before: Mapping[str, tuple[date | None, time | None]]
) -> None:
    for task in machine.store.tasks.all():
        old = before.get(task.id)
        if old is None or old == (task.due, task.at):
            continue
        said = [f for a in agreed if task.id in (a.target_id, a.source_id) for f in a.fields if f.name == "due"]
        texts = {text for f in said for text in (f.before, f.after)}
        assert (task.due, task.at) in {due_of(text) for text in texts}, f"I17: {task.title} is due {task.due} {task.at}"


def _is_about(action: Action, write: Written) -> bool:
    if write.kind == "create":
        return bool(action.title == write.after["title"])
    return split_key(action.target_id)[1] == split_key(write.id)[1]


def _mark(wire: Mapping[str, Any]) -> str:
    return without_marker(str(wire.get("body", "")))[1]


def _moment(text: str) -> float:
    from app.clock import parse_iso

    return parse_iso(text) or 0.0


def _note_as_a_whole(write: Written) -> None:
    def below(body: str) -> str:
        _head, _line, rest = body.partition("Ponte24:")
        return rest.partition("\n")[2].strip()

    kept = below(str(write.before["body"]))
    assert same("body", below(str(write.after["body"])), kept), f"I17: {kept!r} below a note was lost"
