"""What changed in the payment of instalments since the last look, and what follows from it.

An e-invoice never says that it was paid: the schedule, the owner and own documents do. The first schedule ever read is
where everything starts: what it says was paid sets nothing off (reference: tasks 1.2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from app.records.task import Removed, Task, TaskKind
from app.services.agenda.derived.context import Context
from app.services.agenda.derived.positions import Position
from app.store.agenda.payments import Payment, Receivable

RECENT = timedelta(days=60)
"""Something paid longer ago, that is seen for the first time, is history: it sets nothing off."""

FOLLOWUP, PAID = "followup:", "paid:"


@dataclass(slots=True)
class Transitions:
    """How instalments stand that stood otherwise at the last look, which are gone, and what changed; ``owing`` are the
    customers who owe another amount by now, for whatever reason."""

    standing: list[Receivable] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    changes: list[Payment] = field(default_factory=list)
    owing: set[str] = field(default_factory=set)


def transitions(
    positions: Iterable[Position], before: Mapping[str, Receivable], context: Context, *, first_schedule: bool
) -> Transitions:
    """Compare instalments with how they stood. ``first_schedule``: none had ever been read until now."""
    found = Transitions()
    left = dict(before)
    for position in positions:
        old = left.pop(position.key, None)
        for key in position.earlier_keys:
            before_it = left.pop(key, None)
            if before_it is not None:
                found.gone.append(key)
                old = old or before_it  # the same instalment, of which an invoice has come meanwhile
        said = (position.state, position.paid_on, position.part_cents)
        same = old is not None and (old.state, old.paid_on, old.part_cents) == said
        since = old.since if old is not None and old.state == position.state else context.now
        now = Receivable(
            position.key,
            position.customer,
            position.state,
            position.amount_cents,
            position.open_cents,
            position.paid_on,
            position.source,
            since,
            position.part_cents,
        )
        if old is not None and old.open_cents != now.open_cents and now.customer:
            found.owing.add(now.customer)
        if now != old:
            found.standing.append(now)
        if not same:
            found.changes += _changed(position, old, context, first_schedule=first_schedule)
    found.gone += left
    found.changes = _without_renumbered(found.changes, before)
    return found


def _without_renumbered(changes: Sequence[Payment], before: Mapping[str, Receivable]) -> list[Payment]:
    """Leave out what is no payment: instalments of one document that stand in another order now. Then one of an amount
    seems to be paid, and another of the same amount to be paid no more."""
    gone: set[int] = set()
    for n, one in enumerate(changes):
        if one.kind != "unpaid":
            continue
        document, was = one.key.partition("#")[0], before.get(one.key)
        amount = was.amount_cents if was is not None else one.amount_cents
        for m, other in enumerate(changes):
            same = (other.kind, other.amount_cents, other.currency) == ("paid", amount, one.currency)
            if same and m not in gone and other.key.partition("#")[0] == document:
                gone |= {n, m}
                break
    return [one for n, one in enumerate(changes) if n not in gone]


def _changed(
    position: Position, old: Receivable | None, context: Context, *, first_schedule: bool
) -> Iterable[Payment]:
    was = old.state if old is not None else "unknown"
    if position.state == "paid" and was != "paid":
        history = position.source == "schedule" and (first_schedule or (old is None and not _recent(position, context)))
        yield _payment(position, "paid", context, baseline=history)
    elif was == "paid" and position.state in ("open", "unknown"):
        yield _payment(position, "unpaid", context, baseline=first_schedule)
    elif (now := position.part_cents - (old.part_cents if old is not None else 0)) > 0:
        # a part of it: the note says so, and nothing is set off as if it were paid
        history = first_schedule or old is None
        yield replace(_payment(position, "partial", context, baseline=history), amount_cents=now)


def _recent(position: Position, context: Context) -> bool:
    return (position.paid_on or position.invoice.date) >= context.today - RECENT


def _payment(position: Position, kind: str, context: Context, *, baseline: bool) -> Payment:
    return Payment(
        position.key,
        position.customer,
        kind,
        context.now,
        position.paid_cents,
        position.invoice.currency,
        context.words.document(position),
        position.paid_on,
        position.source,
        baseline,
    )


def followups(
    changes: Iterable[Payment], names: Mapping[str, str], used: frozenset[str], context: Context
) -> tuple[list[Task], list[str]]:
    """Return the tasks that follow payments, one a customer however many instalments were paid at once, and the origin
    keys used up by those that share one. ``used`` are keys that have made one before."""
    settings = context.settings
    if not settings.followup:
        return [], []
    paid: dict[str, list[Payment]] = defaultdict(list)
    for change in changes:
        if change.kind == "paid" and not change.baseline and change.customer and FOLLOWUP + change.key not in used:
            paid[change.customer].append(change)
    tasks, shared = [], []
    for customer, those in paid.items():
        tasks.append(_followup(customer, names.get(customer, ""), those, context))
        shared += [FOLLOWUP + change.key for change in those[1:]]
    return tasks, shared


def taken_up(
    changes: Iterable[Payment], standing: Iterable[Task], names: Mapping[str, str], context: Context
) -> tuple[list[Task], list[str]]:
    """Return the follow-ups that payments change instead of making another, and the origin keys that this uses up: one
    of the same day is about what is paid later that day, too, and one that went with a payment that was taken back is
    there again when that is paid after all."""
    settings = context.settings
    due = context.today + timedelta(days=settings.followup_days)
    known = list(standing)
    gone = {key: t for t in known if t.removed is Removed.REASON for key in t.derived.get("paid", ())}
    of_today = {t.customer: t for t in known if t.open and t.due == due and t.derived.get("paid")}
    changed: dict[str, Task] = {}
    used = []
    back_first = sorted(changes, key=lambda change: change.key not in gone)  # what comes back takes the others along
    for change in back_first if settings.followup else ():
        if change.kind != "paid" or change.baseline or not change.customer:
            continue
        title, body = context.words.followup(names.get(change.customer, ""), [change])
        old, one = gone.get(change.key), of_today.get(change.customer)
        if old is not None and old.id not in changed:
            again = replace(old, removed=Removed.NO, removed_at=0.0, completed=False, completed_at=0.0)
            derived = {**old.derived, "paid": [change.key]}
            changed[old.id] = replace(again, title=title, body=body, due=due, derived=derived, changed_at=context.now)
            of_today.setdefault(change.customer, changed[old.id])
        elif (one := old or one) is not None:
            one = changed.get(one.id, one)
            if change.key in (paid := one.derived["paid"]):
                continue
            told = {**one.derived, "paid": [*paid, change.key]}
            text = f"{one.body}\n{body.partition(chr(10))[2]}"
            changed[one.id] = replace(one, body=text, derived=told, changed_at=context.now)
        else:
            continue
        used.append(FOLLOWUP + change.key)
    return list(changed.values()), used


def _followup(customer: str, name: str, paid: Sequence[Payment], context: Context) -> Task:
    title, body = context.words.followup(name, paid)
    due = context.today + timedelta(days=context.settings.followup_days)
    return Task(
        title,
        TaskKind.FOLLOWUP,
        customer=customer,
        body=body,
        due=due,
        assignee=context.settings.assignees.get(TaskKind.FOLLOWUP.value, ""),
        origin=FOLLOWUP + paid[0].key,
        reference=PAID + paid[0].key,
        derived={"paid": [change.key for change in paid]},
        created_at=context.now,
        changed_at=context.now,
    )
