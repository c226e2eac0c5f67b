"""Tasks for instalments: one while it is due, another once it is overdue, none once it is paid.

A task follows the facts (day, amount) as long as nobody changed it; what a person did to it stays. It is made at most
once for each instalment and kind, ever. What Ponte24 itself has closed, because the reason was gone, it opens again
when the reason is back: that is the same task.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from app.records.task import Removed, Task, TaskKind
from app.services.agenda.derived.context import Context
from app.services.agenda.derived.positions import Position

KINDS = (TaskKind.DUE, TaskKind.OVERDUE)

CLOSED_BY = "closed"
"""Where a task says which fact completed it: paid or settled."""
KEPT = "kept"
"""Where a task says that a person opened it again, whatever the facts."""


@dataclass(slots=True)
class Outcome:
    """Tasks to make and tasks that changed."""

    new: list[Task] = field(default_factory=list)
    changed: list[Task] = field(default_factory=list)


def derive(positions: Iterable[Position], existing: Mapping[str, Sequence[Task]], context: Context) -> Outcome:
    """Return what becomes of the tasks for these instalments; ``existing`` are those there are, by reference."""
    outcome = Outcome()
    left = dict(existing)
    for position in positions:
        tasks = left.pop(position.key, ())
        for key in position.earlier_keys:
            # its invoice has come meanwhile: what was made, done or removed before stays so
            tasks = (*tasks, *(replace(task, reference=position.key) for task in left.pop(key, ())))
        wanted = _wanted(position, context)
        for task in tasks:
            after = _followed(task, position, wanted, context)
            if after != task or task.reference not in existing:
                outcome.changed.append(replace(after, changed_at=context.now))
        if wanted is not None and wanted not in {task.kind for task in tasks}:
            outcome.new.append(_made(position, wanted, context))
    for tasks in left.values():
        # the document is no longer one of those issued: nothing is to be collected
        outcome.changed += [_without_reason(task, context) for task in tasks if task.open and KEPT not in task.derived]
    return outcome


def origin_of(kind: TaskKind, key: str) -> str:
    """Return the origin key of an instalment's task."""
    return f"{kind.value}:{key}"


def _wanted(position: Position, context: Context) -> TaskKind | None:
    """Return which task the instalment has now; None for none."""
    if position.state not in ("open", "unknown") or position.due is None or position.open_cents <= 0:
        return None
    settings = context.settings
    if position.due + timedelta(days=max(1, settings.overdue_after)) > context.today:
        # between the day and the first reminder the task for the day stays
        return TaskKind.DUE if settings.due else None
    return TaskKind.OVERDUE if settings.overdue and not _forgotten(position, context) else None


def _forgotten(position: Position, context: Context) -> bool:
    """Tell whether it is so old that it was surely paid, though nothing says so."""
    back = timedelta(days=context.settings.unknown_back)
    return position.state == "unknown" and position.due is not None and position.due < context.today - back


def _followed(task: Task, position: Position, wanted: TaskKind | None, context: Context) -> Task:
    """Return a task as the facts have it now."""
    if not task.customer:
        task = replace(task, customer=position.customer)  # the address book has come meanwhile
    if task.kind is wanted:
        return _informed(_opened_again(task), position, context)
    if not task.open or KEPT in task.derived or (wanted is None and _forgotten(position, context)):
        return task
    if position.state in ("paid", "settled"):
        derived = {**task.derived, CLOSED_BY: position.state}
        return replace(task, completed=True, completed_at=context.now, derived=derived)
    return _without_reason(task, context)


def _without_reason(task: Task, context: Context) -> Task:
    return replace(task, removed=Removed.REASON, removed_at=context.now, changed_at=context.now)


def _opened_again(task: Task) -> Task:
    """Take back what Ponte24 itself has done; what a person or HighLevel did stays."""
    if task.removed is Removed.REASON:
        task = replace(task, removed=Removed.NO, removed_at=0.0)
    if task.completed and CLOSED_BY in task.derived:
        derived = {name: value for name, value in task.derived.items() if name != CLOSED_BY}
        task = replace(task, completed=False, completed_at=0.0, derived=derived)
    return task


def _informed(task: Task, position: Position, context: Context) -> Task:
    """Return an open task with new facts, where nobody has changed what the old ones said."""
    facts = _facts(position)
    if not task.open or all(task.derived.get(name) == value for name, value in facts.items()):
        return task
    title, body = _texts(task.kind, position, context)
    before = task.derived
    due = date.fromisoformat(str(before.get("due"))) if before.get("due") else None
    return replace(
        task,
        title=title if task.title == before.get("title") else task.title,
        body=body if task.body == before.get("body") else task.body,
        due=position.due if task.due == due else task.due,
        amount_cents=position.open_cents,
        currency=position.invoice.currency,
        derived={**before, **facts, "title": title, "body": body},
    )


def _made(position: Position, kind: TaskKind, context: Context) -> Task:
    title, body = _texts(kind, position, context)
    return Task(
        title,
        kind,
        customer=position.customer,
        body=body,
        due=position.due,
        assignee=context.settings.assignees.get(kind.value, ""),
        amount_cents=position.open_cents,
        currency=position.invoice.currency,
        origin=origin_of(kind, position.key),
        reference=position.key,
        derived={**_facts(position), "title": title, "body": body},
        created_at=context.now,
        changed_at=context.now,
    )


def _texts(kind: TaskKind, position: Position, context: Context) -> tuple[str, str]:
    words = context.words
    return words.instalment_title(kind, position), words.instalment_body(kind, position)


def _facts(position: Position) -> dict[str, Any]:
    return {
        "due": position.due.isoformat() if position.due else "",
        "cents": position.open_cents,
        "of": position.parts,  # its title says so
    }
