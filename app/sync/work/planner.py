"""What is to be done about tasks: pure, from the book, HighLevel's tasks as last read, and the links between them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.records.task import Removed, Task, TaskKind, TaskLink
from app.sync.contacts.policy import Decisions, changes_digest, conflict_digest, conflict_key, note_key
from app.sync.plan.model import Action, Choice, FieldChange, Kind, Reason, RecordType, Side
from app.sync.work.days import Place
from app.sync.work.followups import BOOKED, Booking, CalledOff, called_off, follow
from app.sync.work.merge import merge
from app.sync.work.values import KEPT, NO, REMOVED, YES, RemoteTask, first_base, rebased, remote_values

TASK = RecordType.TASK
WEEK = timedelta(days=7)
RECENT = 30 * 86_400.0
"""Seconds for which a task that is done already may still come over, where the owner wants those."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The owner's choices: which of HighLevel's tasks come over, and what becomes of one without a day."""

    done_too: bool = False
    assignee: str = ""
    week_without_day: bool = False


@dataclass(frozen=True, slots=True)
class WorkInput:
    """``tasks`` are those of the book by id, ``links`` by the book's id, ``remote`` HighLevel's by its id; ``gone`` are
    ids that HighLevel said it has no more, ``contacts`` the contact of each linked customer, ``used`` the ids of
    HighLevel's tasks that came over once. ``now`` is epoch seconds, ``today`` the day where the business is;
    ``booking`` makes appointments of follow-ups (None: they are tasks), ``off`` are appointments to be taken away;
    ``missing`` are contacts that HighLevel has no more."""

    tasks: Mapping[str, Task]
    links: Mapping[str, TaskLink]
    remote: Mapping[str, RemoteTask]
    contacts: Mapping[str, str]
    place: Place
    today: date
    now: float
    gone: Collection[str] = ()
    used: Collection[str] = ()
    wanted: Wanted = Wanted()
    decisions: Decisions = field(default_factory=Decisions)
    read_only: frozenset[Side] = frozenset()
    booking: Booking | None = None
    off: Collection[CalledOff] = ()
    missing: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """``actions`` for the plan; ``settled`` the links whose base moved or that were found by their marks, ``dropped``
    the book's ids of links that are over, ``booked`` tasks with the appointment that was found to stand for each: all
    proved by looking, without a write anywhere."""

    actions: tuple[Action, ...] = ()
    settled: tuple[TaskLink, ...] = ()
    dropped: tuple[str, ...] = ()
    booked: tuple[tuple[str, str], ...] = ()


def origin_of(highlevel_id: str) -> str:
    """Return the origin key of a task that came from HighLevel."""
    return f"highlevel:{highlevel_id}"


def link_name(task_id: str) -> str:
    """Return how a plan names the link of a task of the book."""
    return f"task:{task_id}"


def skip_key(task_id: str) -> str:
    """Return the key of the decision that a task of the book is not made in HighLevel (again)."""
    return f"task|{task_id}"


def plan_work(given: WorkInput) -> Work:
    """Compare the tasks of both sides."""
    links = dict(given.links)
    found = dict(_found_by_marker(given))
    links |= found
    actions: list[Action] = []
    settled: list[TaskLink] = []
    dropped: list[str] = []
    for task_id, link in links.items():
        task, remote = given.tasks.get(task_id), given.remote.get(link.highlevel_id)
        if task is None:
            continue
        if link.highlevel_id in given.gone:
            if task.open:
                # with its contact HighLevel's task went; what the owner, or a debt, wants done is still to be done
                stays = link.contact in given.missing and task.kind is not TaskKind.HIGHLEVEL
                actions.append(_stays(task, link) if stays else _gone(task, link))
            else:
                dropped.append(task_id)
        elif remote is not None and (task_id in found or not _as_they_were(task, remote, link)):
            base = rebased(link.base, task, remote, given.place, frozenset())
            now = replace(link, base=base, contact=remote.contact)
            if now != link or task_id in found:
                settled.append(now)
            actions += _pair(task, remote, now, given)
    known = {link.highlevel_id for link in links.values()}
    actions += [_incoming(r, given) for r in given.remote.values() if r.id not in known and _comes_over(r, given)]
    booked: tuple[tuple[str, str], ...] = ()
    if Side.HIGHLEVEL not in given.read_only:
        going = [t for t in given.tasks.values() if t.id not in links and _goes_over(t, given)]
        if given.booking is not None and (waiting := [t for t in going if t.kind is TaskKind.FOLLOWUP]):
            # one that a person opened again has had its appointment: it goes over as any other task
            fresh = {t.id: t for t in waiting if BOOKED not in t.derived}
            followed = follow(fresh.values(), given.booking, given.place, given.today)
            going = [t for t in going if t.id not in fresh]
            actions += [a for t in followed.tasks if (a := _outgoing(t, given, "task_followup_no_time"))]
            actions += followed.actions
            booked = followed.found
        actions += [made for t in going if (made := _outgoing(t, given))]
        actions += called_off(given.off)
    return Work(tuple(actions), tuple(settled), tuple(dropped), booked)


def _as_they_were(task: Task, remote: RemoteTask, link: TaskLink) -> bool:
    """Tell at a glance that neither side of a pair has changed: so it is with nearly all of ten thousand."""
    base = link.base
    return (
        task.title == base.title == remote.title
        and task.due == base.due
        and task.at == base.at
        and remote.moment == base.moment
        and task.completed == base.completed == remote.completed
        and task.body == base.body == remote.body
        and task.assignee == base.assignee == remote.assignee
        and not task.removed
        and bool(base.moment) == (base.due is not None)
        and remote.contact == link.contact
    )


def _found_by_marker(given: WorkInput) -> Iterator[tuple[str, TaskLink]]:
    """Join tasks that have no link with those of HighLevel that bear their mark: their link was lost on the way."""
    taken = {link.highlevel_id for link in given.links.values()}
    marked: dict[str, RemoteTask] = {}
    for remote in sorted(given.remote.values(), key=lambda r: r.id):
        if remote.marker and remote.contact and remote.id not in taken and origin_of(remote.id) not in given.used:
            marked.setdefault(remote.marker, remote)
    if not marked:
        return
    for task in given.tasks.values():
        mine = marked.get(task.marker) if task.id not in given.links and task.kind is not TaskKind.HIGHLEVEL else None
        if mine is not None:
            yield task.id, TaskLink(task.id, mine.contact, mine.id, first_base(task, mine, given.place))


def _pair(task: Task, remote: RemoteTask, link: TaskLink, given: WorkInput) -> Iterator[Action]:
    name = link_name(task.id)

    def decided(field_name: str, theirs: str, mine: str) -> str:
        return given.decisions.about(conflict_key(name, field_name), digest_of(field_name, theirs, mine))

    merged = merge(task, remote, link.base, given.place, decided)
    common = {"link": name, "record": TASK}
    writable = bool(remote.contact) and Side.HIGHLEVEL not in given.read_only
    if not remote.contact and Side.HIGHLEVEL not in given.read_only:
        yield from _kept_here(task, remote, merged.to_highlevel, given)
    if merged.to_highlevel and writable:
        reason = "task_removed" if task.removed else _done_or(merged.to_highlevel, "task_changed")
        yield Action(
            "",
            Kind.UPDATE,
            Side.HIGHLEVEL,
            title=remote.title,
            fields=merged.to_highlevel,
            reason=Reason(reason),
            target_id=remote.key,
            source_id=task.id,
            **common,  # type: ignore[arg-type]  # a link and a kind of record
        )
    if merged.to_book:
        yield Action(
            "",
            Kind.UPDATE,
            Side.FATTURA24,
            title=task.title,
            fields=merged.to_book,
            reason=Reason(_done_or(merged.to_book, "task_changed_in_highlevel")),
            target_id=task.id,
            source_id=remote.key,
            **common,  # type: ignore[arg-type]
        )
    choices = (Choice.HIGHLEVEL, Choice.FATTURA24, Choice.SKIP) if writable else (Choice.HIGHLEVEL, Choice.SKIP)
    for one in merged.conflicts:
        yield Action(
            "",
            Kind.CONFLICT,
            Side.HIGHLEVEL,
            title=task.title,
            fields=(one,),
            reason=Reason("task_both_changed"),
            target_id=remote.key,
            source_id=task.id,
            choices=tuple(c.value for c in choices),
            **common,  # type: ignore[arg-type]
        )


def _kept_here(task: Task, remote: RemoteTask, changes: tuple[FieldChange, ...], given: WorkInput) -> Iterator[Action]:
    """Say, until it was seen, that a change of the book stays there: HighLevel's task is on no contact, and each way to
    write one goes by the contact (reference: HighLevel 3)."""
    name, why = link_name(task.id), "task_without_contact"
    if changes and not given.decisions.about(note_key(name, why), changes_digest(changes)):
        yield Action(
            "",
            Kind.UPDATE,
            Side.HIGHLEVEL,
            TASK,
            remote.title,
            link=name,
            fields=changes,
            reason=Reason(why),
            target_id=remote.key,
            source_id=task.id,
            choices=(Choice.SEEN.value,),
            note=True,
        )


def digest_of(name: str, theirs: str, mine: str) -> str:
    """Return what a decision about a field of a task rests on: HighLevel's value and the book's."""
    return conflict_digest([(name, theirs, mine)], None)


def _done_or(changes: tuple[FieldChange, ...], other: str) -> str:
    for change in changes:
        if change.name == "completed":
            return "task_done" if change.after == YES else "task_reopened"
    return other


def _gone(task: Task, link: TaskLink) -> Action:
    return _in_book(task, link, FieldChange(REMOVED, task.removed.value, Removed.HIGHLEVEL.value), "task_gone")


def _stays(task: Task, link: TaskLink) -> Action:
    return _in_book(task, link, FieldChange(KEPT, "", "book"), "task_contact_gone")


def _in_book(task: Task, link: TaskLink, change: FieldChange, reason: str) -> Action:
    return Action(
        "",
        Kind.UPDATE,
        Side.FATTURA24,
        TASK,
        task.title,
        link=link_name(task.id),
        fields=(change,),
        reason=Reason(reason),
        target_id=task.id,
        source_id=f"{link.contact}/{link.highlevel_id}",
    )


def _comes_over(remote: RemoteTask, given: WorkInput) -> bool:
    if origin_of(remote.id) in given.used:
        return False
    if given.wanted.assignee and remote.assignee != given.wanted.assignee:
        return False
    return not remote.completed or (given.wanted.done_too and remote.changed > given.now - RECENT)


def _incoming(remote: RemoteTask, given: WorkInput) -> Action:
    values = remote_values(remote, None, given.place)
    if values["completed"] == NO:
        del values["completed"]
    fields = tuple(FieldChange(n, "", v) for n, v in values.items() if v)
    return Action(
        "",
        Kind.CREATE,
        Side.FATTURA24,
        TASK,
        remote.title,
        fields=fields,
        reason=Reason("task_new_in_highlevel"),
        source_id=remote.key,
    )


def _goes_over(task: Task, given: WorkInput) -> bool:
    if not task.open or task.kind is TaskKind.HIGHLEVEL:
        return False
    alone = task.contact if task.contact not in given.missing else ""
    if not (given.contacts.get(task.customer, "") or alone):
        return False
    return given.decisions.about(skip_key(task.id)) != Choice.SKIP


def _outgoing(task: Task, given: WorkInput, reason: str = "") -> Action | None:
    due = task.due or (given.today + WEEK if given.wanted.week_without_day else None)
    if due is None:
        return None
    values = {
        "title": task.title,
        "body": task.body,
        "due": given.place.due_text(due, task.at if task.due else None),
        "assignee": task.assignee,
    }
    return Action(
        "",
        Kind.CREATE,
        Side.HIGHLEVEL,
        TASK,
        task.title,
        fields=tuple(FieldChange(n, "", v) for n, v in values.items() if v),
        reason=Reason(reason or f"task_{task.kind.value}"),
        source_id=task.id,
    )
