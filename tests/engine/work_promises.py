"""What must always hold of tasks and notes, too; each raises AssertionError with the promise's number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.records.task import TaskKind, TaskLink, without_marker
from app.services.settings.preferences import load_decisions
from app.services.work.planning import place_of
from app.services.work.shelf import WorkShelf
from app.sync.contacts.policy import conflict_key
from app.sync.plan.model import Action, Choice, Kind, Plan, RecordType, Side
from app.sync.work.merge import merge
from app.sync.work.planner import digest_of, link_name, skip_key
from app.sync.work.values import FIELDS, base_values, book_values, remote_values, same

if TYPE_CHECKING:
    from tests.engine.machine import Machine
    from tests.engine.memory_tasks import Written

WORK = (RecordType.TASK, RecordType.NOTE, RecordType.APPOINTMENT)
ATTRIBUTES = {"title": "title", "body": "body", "due": "dueDate", "completed": "completed", "assignee": "assignedTo"}


def bases_move(machine: Machine, before: Mapping[str, TaskLink]) -> None:
    """I3: the base of a task moves only to values that both sides have (an undo may agree on a difference)."""
    if any(run.undoes for run in machine.store.journal.runs(3)):
        return
    place, shelf = place_of(machine.store), WorkShelf(machine.store, machine.clock)
    for link in machine.store.task_links.all():
        old = before.get(link.task)
        task, remote = shelf.task(link.task), shelf.remote(link.highlevel_id)
        if task is None or remote is None or (old is not None and old.base == link.base):
            continue
        now, was = base_values(link.base, place), base_values(old.base, place) if old else {}
        book, there = book_values(task, place), remote_values(remote, link.base, place)
        for name in FIELDS:
            if now[name] == was.get(name) or name == "due":  # its moment moves with the hour and the zone
                continue
            known = old is not None or same(name, now[name], "no" if name == "completed" else "")
            one_of = any(same(name, now[name], side[name]) for side in (book, there))
            assert one_of or known, f"I3: the base of a task's {name} moved to {now[name]!r}"


def one_task_each(machine: Machine) -> None:
    """I6: for a task of the book Ponte24 makes at most one in HighLevel, ever, and takes over each of HighLevel's at
    most once. One that went down with its contact does not count: the customer's next contact gets another."""
    creates = [w for w in machine.work.writes if _is(w, "task", "create") and not _sunk(machine, w.after["id"])]
    made = Counter(without_marker(w.after.get("body", ""))[1] for w in creates)
    twice = {marker: n for marker, n in made.items() if n > 1}
    assert not twice, f"I6: more than one task made for one of the book: {twice}"
    links = machine.store.task_links.all()
    assert len({k.highlevel_id for k in links}) == len(links), "I6: two tasks of the book for one of HighLevel"
    _one_appointment_each(machine)


def _sunk(machine: Machine, task: str) -> bool:
    """Return whether a task lies at a contact that is no more."""
    there = machine.work.tasks.get(task)
    return there is not None and bool(there["contactId"]) and there["contactId"] not in machine.contacts.contacts


def _one_appointment_each(machine: Machine) -> None:
    """I6: for a follow-up Ponte24 makes no second appointment, unless people took the first away before it was known
    here that it had come about."""
    made = Counter(_mark_in(w.after) for w in machine.work.writes if _is(w, "appointment", "create"))
    lost = Counter(_mark_in(wire) for wire in machine.work.lost)
    twice = {mark: n for mark, n in made.items() if n > 1 + lost[mark]}
    assert not twice, f"I6: more than one appointment for a follow-up: {twice}"
    standing = [a for a in machine.work.appointments.values() if a["appointmentStatus"] != "cancelled"]
    marks = Counter(filter(None, map(_mark_in, standing)))
    assert max(marks.values(), default=0) <= 1, f"I6: two appointments stand for one follow-up: {marks}"


def equal_where_linked(machine: Machine) -> None:
    """I15: where "in step" is said, no linked pair of tasks has anything to say to the other side."""
    place, shelf = place_of(machine.store), WorkShelf(machine.store, machine.clock)
    decisions = load_decisions(machine.store)
    for link in machine.store.task_links.all():
        task, remote = shelf.task(link.task), shelf.remote(link.highlevel_id)
        if task is None or remote is None:
            continue
        name = link_name(task.id)

        def decided(field: str, theirs: str, mine: str, name: str = name) -> str:
            return decisions.about(conflict_key(name, field), digest_of(field, theirs, mine))

        merged = merge(task, remote, link.base, place, decided)
        left = (merged.to_book, merged.conflicts)
        assert not any(left), f"I15: in step, and task {task.title} differs: {left}"


def overwrites_only_what_it_may(machine: Machine, plan: Plan, operation: Any) -> None:
    """I5: what is about to be overwritten in a task of HighLevel equalled its base, or the book is right by rule or a
    person chose; and the journal keeps it for the undo."""
    task = machine.store.tasks.get(operation.source_id)
    link = machine.store.task_links.of_tasks([operation.source_id]).get(operation.source_id)
    if task is None or link is None or plan.undoes or operation.side != Side.HIGHLEVEL.value:
        return
    chosen = {f.name for i in operation.actions if (a := plan.action(i)).decision for f in a.fields}
    base = base_values(link.base, place_of(machine.store))
    for name in operation.goal:
        assert name in operation.before, f"I5: a task's {name} is overwritten and not kept for the undo"
        if name in chosen or name == "due" or (task.kind.derived and task.kind is not TaskKind.HIGHLEVEL):
            continue
        old = operation.before[name]
        decided = machine.store.decisions.all().get(conflict_key(link_name(task.id), name))
        assert decided or same(name, old, base[name]), f"I5: a task's {name} changed and would be overwritten"


def only_agreed_work(machine: Machine, plan: Plan, writes: Sequence[Written]) -> None:
    """I8, I10 and I12: each write to a task or note belongs to an action that was agreed to, and nothing else of it
    moved; no read-only side was written."""
    if writes:
        assert Side.HIGHLEVEL not in machine.read_only(), "I10: HighLevel is read-only and its work was written"
    agreed = [a for a in plan.actions if a.effective and a.record in WORK]
    there = [a for a in agreed if a.writes_to is Side.HIGHLEVEL]
    for record in ("task", "note", "appointment"):
        mine = [a for a in there if a.record.value == record]
        made = sum(a.kind is Kind.CREATE for a in mine)
        notes = sum(a.kind is Kind.UPDATE for a in mine) if record == "note" else 0  # theirs by now: a new one is made
        assert sum(_is(w, record, "create") for w in writes) <= made + notes, f"I8: a {record} nobody agreed to"
        deleted = {a.target_id.rpartition("/")[2] for a in mine if a.kind is Kind.DELETE}
        fields: dict[str, set[str]] = {}
        for action in mine:
            if action.kind in (Kind.UPDATE, Kind.CONFLICT):
                allowed = fields.setdefault(action.target_id.rpartition("/")[2], set())
                allowed |= {ATTRIBUTES.get(f.name, "body") for f in action.fields}
        for write in writes:
            record_id = write.id.rpartition("/")[2]
            if _is(write, record, "delete"):
                assert record_id in deleted, f"I8: a {record} was deleted that nobody agreed to delete"
            if _is(write, record, "create") and record == "appointment":
                _at_the_time_shown(machine, mine, write)
            if _is(write, record, "update") and record == "task":
                assert record_id in fields, "I8: a task was changed that nobody agreed to change"
                moved = write.changed - fields[record_id]
                assert not moved, f"I12: {sorted(moved)} of a task moved, agreed was {sorted(fields[record_id])}"


def _at_the_time_shown(machine: Machine, agreed: Sequence[Action], write: Written) -> None:
    day, at = place_of(machine.store).local(write.after["at"])
    shown = {f.after for a in agreed if a.title == write.after["title"] for f in a.fields if f.name == "start"}
    assert f"{day} {at:%H:%M}" in shown, f"I8: an appointment at {day} {at}, shown was {shown}"


def _mark_in(wire: Mapping[str, Any]) -> str:
    return without_marker(str(wire.get("description", "")))[1]


def at_rest(machine: Machine) -> None:
    """I2 and I13: with both sides at rest, each open task has its counterpart, and the two say the same."""
    shelf, place = WorkShelf(machine.store, machine.clock), place_of(machine.store)
    decisions = machine.store.decisions.all()
    links = {k.task: k for k in machine.store.task_links.all()}
    parted = {key.split("|")[1] for key in decisions if key.startswith("conflict|task:")}
    for task in machine.store.tasks.all(only_open=True):
        contact = shelf.contact(task)
        if task.kind is TaskKind.HIGHLEVEL or contact not in machine.contacts.contacts or task.due is None:
            continue
        if decisions.get(skip_key(task.id), {}).get("choice") == Choice.SKIP:
            continue
        assert task.id in links, f"I2: {task.title} is open and not in HighLevel"
    for link in links.values():
        linked, wire = machine.store.tasks.get(link.task), machine.work.tasks.get(link.highlevel_id)
        if linked is None or wire is None or link_name(linked.id) in parted:
            continue
        task = linked
        remote = shelf.remote(link.highlevel_id)
        assert remote is not None
        book, there = book_values(task, place), remote_values(remote, link.base, place)
        if task.completed and wire["completed"]:
            continue  # an edit of a done one is seen once a day
        assert wire["completed"] == (there["completed"] == "yes"), f"I13: {task.title} is not as it was read"
        if not remote.contact:
            continue  # the routes that write a task go by its contact: one of nobody is only read
        names = ("title", "body", "completed", *(() if machine.rezoned else ("due",)))
        differ = [n for n in names if not same(n, book[n], there[n]) and not task.removed]
        assert not differ, f"I2: {differ} of {task.title} differ at rest"


def _is(write: Written, record: str, kind: str) -> bool:
    return (write.record, write.kind) == (record, kind)
