"""Bring the book up to what is known: invoices, schedule, new customers, the day."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta

from app.clock import Clock
from app.records.task import TaskKind
from app.services.agenda.derived import address_book_note, instalments, newcomers, payment_note, payments
from app.services.agenda.derived.context import Context
from app.services.agenda.derived.positions import Position, positions
from app.services.agenda.derived.scheduled import scheduled
from app.services.agenda.derived.words import Words
from app.services.api.agenda import WEEK
from app.services.settings import agenda as preferences
from app.services.settings import place
from app.services.work.people import without_leavers
from app.store import Store
from app.store.agenda.notes import OwnNote
from app.store.agenda.payments import Payment

STAMP, MONEY, SCHEDULE_SINCE = "agenda.derived", "agenda.money", "agenda.schedule_since"


_REMINDING = frozenset({"task.ensure", "appointment.ensure", "highlevel.create-task"})
"""What an automation does in place of the agenda's own reminder after a payment."""


def refresh(store: Store, clock: Clock, language: str) -> bool:
    """Derive tasks, payments and notes anew where anything they rest on has changed; tell whether it had.

    Cheap when nothing has: one look at a number and the day. Raises StorageError.
    """
    settings = without_leavers(store, preferences.load(store))
    context = Context(place.today(store, clock), clock.now(), settings, Words(language))
    choices = hashlib.sha256(json.dumps(asdict(settings), sort_keys=True).encode()).hexdigest()[:16]
    # only the notes of the address book rest on more than which customers there are
    changed = store.changes.newest() if settings.address_book_note else 0
    stamp = [store.payments.revision(), store.mirror.count(), changed, context.today.isoformat(), choices]
    if store.settings.get(STAMP) == stamp:
        return False
    with store.transaction():
        stamp[:2] = [store.payments.revision(), store.mirror.count()]
        if store.settings.get(STAMP) == stamp:
            return False  # another program of this home has just done it
        _derive(store, context)
        store.settings.set(STAMP, stamp)
    return True


def _derive(store: Store, context: Context) -> None:
    invoiced = positions(store)
    found = [*invoiced, *scheduled(store, (p.invoice for p in invoiced))]
    changes, owing = _payments(store, found, context)
    outcome = instalments.derive(found, store.tasks.following(instalments.KINDS), context)
    store.tasks.save(outcome.changed)
    store.tasks.add(outcome.new)
    _followups(store, changes, context)
    _welcome(store, invoiced, context)
    _notes(store, found, changes, owing, context)
    if context.settings.address_book_note:
        store.notes.put_own(address_book_note.wanted(store, context.now))
    store.settings.set(MONEY, _money(found, context.today))


def _payments(store: Store, found: Sequence[Position], context: Context) -> tuple[list[Payment], set[str]]:
    first = not store.settings.get(SCHEDULE_SINCE) and store.schedule.count() > 0
    moved = payments.transitions(found, store.payments.standing(), context, first_schedule=first)
    if first:
        store.settings.set(SCHEDULE_SINCE, context.now)
    store.payments.look(moved.standing, moved.gone)
    return store.payments.note(moved.changes), moved.owing


def _followups(store: Store, changes: Sequence[Payment], context: Context) -> None:
    paid = [c for c in changes if c.kind == "paid" and not c.baseline]
    if not paid or _automated(store):
        return
    names = store.mirror.titles({c.customer for c in paid if c.customer})
    before = (t for tasks in store.tasks.following([TaskKind.FOLLOWUP]).values() for t in tasks)
    changed, shared = payments.taken_up(paid, before, names, context)
    store.tasks.save(changed)
    store.tasks.use(shared, context.now)
    used = frozenset(store.tasks.used(payments.FOLLOWUP + c.key for c in paid))
    tasks, shared = payments.followups(paid, names, used, context)
    store.tasks.add(tasks)
    store.tasks.use(shared, context.now)


def _automated(store: Store) -> bool:
    """Tell whether an automation makes the reminders after a payment: two of the same would come of one payment."""
    return any(
        kept.state == "on"
        and kept.mode != "try"
        and kept.body.get("trigger", {}).get("kind") == "f24.instalment_paid"
        and any(step.get("operation") in _REMINDING for step in kept.body.get("steps", ()))
        for kept in store.automations.all()
    )


def _welcome(store: Store, found: Sequence[Position], context: Context) -> None:
    fresh = newcomers.newcomers(store, found, context)
    if not fresh or not context.settings.onboarding:
        return
    if len(fresh) > newcomers.MANY:
        store.settings.set(newcomers.WAITING, [*store.settings.get(newcomers.WAITING, []), *fresh])
    else:
        store.tasks.add(newcomers.checklists(fresh, context))


def _notes(
    store: Store, found: Sequence[Position], changes: Sequence[Payment], owing: set[str], context: Context
) -> None:
    """Write anew the wanted text of the payment notes of those whose payments changed, or who owe another amount."""
    if context.settings.payment_note == "off":
        return
    known = {note.customer: note for note in store.notes.own(payment_note.KIND)}
    # a note that is there follows every change; history alone makes none
    touched = {c.customer for c in changes if c.customer and (not c.baseline or c.customer in known)}
    touched |= owing & known.keys()
    if context.settings.payment_note == "all":
        touched |= {p.customer for p in found} - known.keys()
        touched |= {c.customer for c in changes if c.customer}
    if not touched:
        return
    mine: dict[str, list[Position]] = defaultdict(list)
    for position in found:
        if position.customer in touched:
            mine[position.customer].append(position)
    read_at = store.schedule.read_at()
    read_on = place.local(store, read_at).date() if read_at else None
    wanted = []
    for customer in sorted(touched, key=int):
        history = store.payments.changes(customer=customer)
        text = payment_note.render(mine[customer], history, read_on, context.today, context.language)
        before = known.get(customer)
        if before is None:
            wanted.append(OwnNote(payment_note.KIND, customer, text, context.now))
        elif before.wanted != text:
            wanted.append(
                OwnNote(
                    before.kind,
                    customer,
                    text,
                    context.now,
                    before.contact,
                    before.note,
                    before.base,
                    before.answer,
                )
            )
    store.notes.put_own(wanted)


def _money(found: Iterable[Position], today: date) -> Mapping[str, Sequence[int]]:
    """Return what is open, overdue and due within the week, in cents by currency."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for position in found:
        if not position.open_cents:
            continue
        amounts = sums[position.invoice.currency]
        amounts[0] += position.open_cents
        if position.due is not None and position.due < today:
            amounts[1] += position.open_cents
        elif position.due is not None and position.due < today + timedelta(days=WEEK):
            amounts[2] += position.open_cents
    return dict(sums)
