"""What only a person knows: asked in the agenda, never answered by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from app.errors import UsageError
from app.records.task import Removed, Task, TaskKind
from app.services.agenda.derived import newcomers, payments
from app.services.agenda.derived.context import Context
from app.services.agenda.derived.paying import mark_positions_paid
from app.services.agenda.derived.positions import Position, positions
from app.services.agenda.derived.words import cents, day
from app.services.api.agenda import AgendaQuestion
from app.services.work.shelf import OFF
from app.store import Store
from app.sync.work.appointments import OVER
from app.sync.work.followups import BOOKED

GONE_PAID, MANY_NEW, FOLLOWUP_UNPAID = "gone_paid", "many_new", "followup_unpaid"

_NOT_PAID = "agenda.not_gone"
"""Setting: instalments of which the owner said that they are not paid, with the schedule that raised the question."""
_KEPT = "agenda.followups_kept"
"""Setting: follow-ups of payments taken back that the owner keeps."""


def questions(store: Store, language: str, now: float) -> tuple[AgendaQuestion, ...]:
    """Return all questions that wait."""
    found = []
    if gone := _gone(store):
        lines = tuple(f"{p.invoice.customer.title}: {_described(p, language)}" for p in gone)
        found.append(AgendaQuestion(GONE_PAID, tuple(p.key for p in gone), lines))
    if waiting := store.settings.get(newcomers.WAITING, []):
        names = store.mirror.get_many(waiting)
        there = [c for c in waiting if c in names]
        found.append(AgendaQuestion(MANY_NEW, tuple(there), tuple(names[c].contact.title for c in there)))
    if tasks := _followups(store, now):
        found.append(AgendaQuestion(FOLLOWUP_UNPAID, tuple(t.id for t in tasks), tuple(map(_about, tasks))))
    return tuple(question for question in found if question.keys)


def answer(store: Store, kind: str, keys: Sequence[str], context: Context, *, yes: bool) -> None:
    """Carry out an answer. Raises UsageError (unknown_question)."""
    with store.transaction():
        if kind == GONE_PAID:
            _answer_gone(store, keys, context.today, yes=yes)
        elif kind == MANY_NEW:
            if yes:
                store.tasks.add(newcomers.checklists(keys, context))
            left = [c for c in store.settings.get(newcomers.WAITING, []) if c not in set(keys)]
            store.settings.set(newcomers.WAITING, left)
        elif kind == FOLLOWUP_UNPAID:
            _answer_followups(store, keys, context, yes=yes)
        else:
            raise UsageError("unknown_question", value=kind[:40])


def _gone(store: Store) -> list[Position]:
    """Return the open instalments of which an earlier schedule spoke and the newest does not: an export of what is
    open does not name what was paid, but nor does one of another month."""
    left_out = store.schedule.left_out()
    if not left_out:
        return []
    answered = store.settings.get(_NOT_PAID, {})
    newest = store.schedule.read_at()
    return [
        p
        for p in positions(store)
        if p.state == "open"
        and p.source == "schedule"
        and {(p.invoice.number, p.invoice.date.isoformat()), (p.invoice.number, "")} & left_out
        and answered.get(p.key) != newest
    ]


def _answer_gone(store: Store, keys: Sequence[str], today: date, *, yes: bool) -> None:
    asked = {p.key for p in _gone(store)} & set(keys)
    if yes:
        mark_positions_paid(store, asked, today)
        return
    newest = store.schedule.read_at()
    store.settings.set(_NOT_PAID, {**store.settings.get(_NOT_PAID, {}), **dict.fromkeys(asked, newest)})


def _followups(store: Store, now: float) -> list[Task]:
    """Return the follow-ups of payments that were taken back since: open, or with an appointment still to come."""
    by_reference = store.tasks.following([TaskKind.FOLLOWUP])
    open_ones = [t for tasks in by_reference.values() for t in tasks if t.open]
    open_ones += _still_booked(store, (t for tasks in by_reference.values() for t in tasks), now)
    if not open_ones:
        return []
    kept = set(store.settings.get(_KEPT, []))
    standing = store.payments.standing()

    def keys(task: Task) -> list[str]:
        return task.derived.get("paid") or [task.reference.removeprefix(payments.PAID)]

    def unpaid(task: Task) -> bool:
        states = {standing[key].state for key in keys(task) if key in standing}
        return bool(states) and "paid" not in states

    doubtful = [task for task in open_ones if task.id not in kept and unpaid(task)]
    # an instalment that has another number by now was never taken back
    back = {c.key for c in store.payments.changes() if c.kind == "unpaid"} if doubtful else set()
    return [task for task in doubtful if back.intersection(keys(task))]


def _still_booked(store: Store, tasks: Iterable[Task], now: float) -> list[Task]:
    """Return the tasks for which an appointment stands that is still to come."""
    booked = [(t, str(t.derived[BOOKED])) for t in tasks if t.completed and not t.removed and BOOKED in t.derived]
    there = store.appointments.get_many(appointment for _, appointment in booked) if booked else {}
    coming = {i for i, one in there.items() if one.starts_at > now and not one.gone_at and one.status not in OVER}
    return [task for task, appointment in booked if appointment in coming]


def _answer_followups(store: Store, keys: Sequence[str], context: Context, *, yes: bool) -> None:
    asked = [task for task in _followups(store, context.now) if task.id in set(keys)]
    if yes:
        at = context.now
        off = [str(t.derived[BOOKED]) for t in asked if t.completed and BOOKED in t.derived]
        if off:  # taking it away in HighLevel comes with the next plan
            store.settings.set(OFF, sorted({*store.settings.get(OFF, []), *off}))
        store.tasks.save(replace(t, removed=Removed.REASON, removed_at=at, changed_at=at) for t in asked)
    else:
        store.settings.set(_KEPT, [*store.settings.get(_KEPT, []), *(t.id for t in asked)])


def _about(task: Task) -> str:
    """Return what a follow-up is called, and which payments it is about."""
    paid = "; ".join(line.removeprefix("– ") for line in task.body.splitlines() if line.startswith("– "))
    return f"{task.title} ({paid})" if paid else task.title


def _described(position: Position, language: str) -> str:
    amount = cents(position.open_cents, position.invoice.currency, language)
    return f"{position.invoice.number}, {day(position.due)}, {amount}"
