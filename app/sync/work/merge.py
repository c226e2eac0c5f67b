"""Two versions of one task, field by field against their base."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.records.task import Task, TaskBase, TaskKind
from app.sync.plan.model import Choice, FieldChange
from app.sync.work.days import Place
from app.sync.work.values import FIELDS, RemoteTask, base_values, book_values, remote_values, same

_NEVER_CLEARED = ("title", "due", "assignee")
"""HighLevel demands a title and a due date, and whether it lets an assignee be cleared is not known: a blank of the
book stays in the book."""

Decided = Callable[[str, str, str], str]
"""Given a field, HighLevel's value and the book's, returns what a person decided about just these (blank: nothing)."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What each side needs, and what only a person can say; ``before`` is the value that is there now. In
    ``conflicts`` it is HighLevel's and ``after`` the book's."""

    to_highlevel: tuple[FieldChange, ...] = ()
    to_book: tuple[FieldChange, ...] = ()
    conflicts: tuple[FieldChange, ...] = ()


def merge(task: Task, remote: RemoteTask, base: TaskBase, place: Place, decided: Decided) -> Merged:
    """Compare a linked pair. Where both changed, HighLevel is right about its own tasks, the book about those that
    Ponte24 derived, and a person about the owner's. Done and not done cannot conflict: there is no third value."""
    book, was = book_values(task, place), base_values(base, place)
    there = remote_values(remote, base, place)
    unmoved = bool(remote.moment) and abs(remote.moment - base.moment) < 1
    remote_was = was | {"due": there["due"] if unmoved else ""}
    up: list[FieldChange] = []
    down: list[FieldChange] = []
    asked: list[FieldChange] = []
    for name in FIELDS:
        mine, theirs = book[name], there[name]
        if same(name, mine, theirs):
            continue
        here, over = not same(name, mine, was[name]), not same(name, theirs, remote_was[name])
        known = decided(name, theirs, mine)
        choice = known if known == Choice.SKIP else _choice(task, name, here, over) or known
        if choice == Choice.HIGHLEVEL:
            down.append(FieldChange(name, mine, theirs))
        elif choice == Choice.FATTURA24:
            if mine or name not in _NEVER_CLEARED:
                up.append(FieldChange(name, theirs, mine))
        elif choice != Choice.SKIP:
            asked.append(FieldChange(name, theirs, mine))
    if task.removed:  # nobody works on it any more: only that it is done goes over
        up = [c for c in up if c.name == "completed"]
        down, asked = [], []
    return Merged(tuple(up), tuple(down), tuple(asked))


def _choice(task: Task, name: str, here: bool, over: bool) -> str:
    if not here and not over:
        return Choice.SKIP
    if here != over:
        return Choice.FATTURA24 if here else Choice.HIGHLEVEL
    if name == "completed" or task.kind is TaskKind.HIGHLEVEL:
        return Choice.HIGHLEVEL
    return Choice.FATTURA24 if task.kind.derived else ""
