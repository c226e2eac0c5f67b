"""What is to be done about tasks and notes, out of what the store holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.clock import Clock
from app.records.task import TaskKind, due_of
from app.services.api.agenda import AgendaSettings
from app.services.settings import agenda as preferences
from app.services.settings import place as places
from app.services.settings.preferences import load_decisions, load_settings, policy_of
from app.services.work.highlevel import as_kept, task_from_wire
from app.services.work.naming import named
from app.services.work.reading import READABLE
from app.services.work.shelf import GONE, OFF, WorkShelf
from app.services.work.slots import booking
from app.store import Store
from app.sync.plan.model import Action, Kind, RecordType, Side
from app.sync.plan.ordering import in_order
from app.sync.work.appointments import OVER, booked, values_of
from app.sync.work.days import Place
from app.sync.work.followups import BOOKED, CalledOff
from app.sync.work.notes import plan_notes
from app.sync.work.planner import Wanted, Work, WorkInput, origin_of, plan_work


@dataclass(frozen=True, slots=True)
class Planned:
    """Actions for the plan, and what was settled by looking."""

    actions: tuple[Action, ...] = ()
    work: Work = field(default_factory=Work)


def place_of(store: Store, settings: AgendaSettings | None = None) -> Place:
    """Return where the business is and the hour at which tasks are due there."""
    return Place(places.zone(store), preferences.hour_of(settings or preferences.load(store)))


def work_input(store: Store, clock: Clock) -> WorkInput:
    """Gather all that is known of tasks."""
    settings = preferences.load(store)
    links = {link.task: link for link in store.task_links.all()}
    tasks = {task.id: task for task in store.tasks.all(only_open=True)}
    tasks |= store.tasks.get_many(i for i in links if i not in tasks)
    cached = {c.id: c for c in store.highlevel_tasks.all()}
    known = {link.highlevel_id for link in links.values()}
    used = store.tasks.used(origin_of(i) for i in cached if i not in known)
    contacts = store.links.contacts_of({task.customer for task in tasks.values()})
    gone = frozenset(store.settings.get(GONE, []))
    told = {link.contact for link in links.values() if link.highlevel_id in gone}
    told |= {t.contact for t in tasks.values() if t.contact and t.kind is not TaskKind.HIGHLEVEL}
    there = store.highlevel.there({*contacts.values(), *told})
    return WorkInput(
        tasks,
        links,
        {i: task_from_wire(c.wire, c.contact) for i, c in cached.items()},
        {customer: contact for customer, contact in contacts.items() if contact in there},
        place_of(store, settings),
        places.today(store, clock),
        clock.now(),
        gone,
        used,
        wanted_of(settings),
        load_decisions(store),
        policy_of(load_settings(store)).read_only,
        booking(store, settings),
        _called_off(store, place_of(store, settings), clock.now()),
        told - there,
    )


def _called_off(store: Store, place: Place, now: float) -> list[CalledOff]:
    """Return the coming appointments that stand for follow-ups which the owner wants no more."""
    wanted: list[str] = store.settings.get(OFF, [])
    if not wanted:
        return []
    by_appointment = {
        str(t.derived.get(BOOKED, "")): t.id for ts in store.tasks.following([TaskKind.FOLLOWUP]).values() for t in ts
    }
    shelf = ((i, as_kept(one)) for i, one in store.appointments.get_many(wanted).items() if one.starts_at > now)
    return [
        CalledOff(i, by_appointment.get(i, ""), values_of(remote, place))
        for i, remote in sorted(shelf)
        if remote.status not in OVER
    ]


def plan_tasks_and_notes(store: Store, clock: Clock) -> Planned:
    """Compare tasks and notes, where HighLevel's have been read. Heavy: call it off the loop."""
    if not store.settings.get(READABLE, False):
        return Planned()
    given = work_input(store, clock)
    work = plan_work(given)
    notes = plan_notes(WorkShelf(store, clock).own_notes(), given.decisions)
    if Side.HIGHLEVEL in given.read_only:
        notes = []
    return Planned(tuple(named(store, [*work.actions, *notes])), work)


def plan_awaiting(store: Store, clock: Clock, joined: Mapping[str, str], taken: Iterable[float] = ()) -> list[Action]:
    """Return what goes to contacts that a plan only makes or links: ``joined`` gives, for each customer, the action
    that does, ``taken`` are moments at which the plan makes appointments already. Heavy for very many customers: call
    it off the loop."""
    if not joined or not _may_be_awaited(store):
        return []
    # first what waits at all, which is little: there may be thousands whose contact the plan makes
    notes = [note for note in WorkShelf(store, clock).own_notes() if not note.contact and note.customer in joined]
    waiting = joined.keys() & store.tasks.waiting_customers()
    if not notes and not waiting:
        return []
    settings, contacts = preferences.load(store), store.links.contacts_of(waiting)
    there = store.highlevel.there(contacts.values())
    waiting -= {customer for customer, contact in contacts.items() if contact in there}
    tasks = {t.id: t for t in store.tasks.open_of(waiting) if not t.contact}
    linked = store.task_links.of_tasks(tasks)
    given = WorkInput(
        {i: t for i, t in tasks.items() if i not in linked},
        {},
        {},
        joined,
        place_of(store, settings),
        places.today(store, clock),
        clock.now(),
        wanted=wanted_of(settings),
        decisions=load_decisions(store),
        booking=booking(store, settings, taken),
    )
    made = [replace(a, needs=joined[tasks[a.source_id].customer]) for a in plan_work(given).actions]
    wanted = plan_notes([replace(note, contact=note.customer) for note in notes], given.decisions)
    hanging = [*made, *(replace(a, needs=joined[a.source_id.partition(":")[2]]) for a in wanted)]
    return in_order(named(store, hanging))


def somebody_awaits(store: Store, clock: Clock) -> bool:
    """Tell whether there is any task or note whose customer may have no contact yet: else nothing is awaited, whatever
    a plan makes or links."""
    return _may_be_awaited(store) and (
        bool(store.tasks.waiting_customers()) or any(not note.contact for note in WorkShelf(store, clock).own_notes())
    )


def _may_be_awaited(store: Store) -> bool:
    read_only = policy_of(load_settings(store)).read_only
    return bool(store.settings.get(READABLE, False)) and Side.HIGHLEVEL not in read_only


def appointments_in(store: Store, actions: Iterable[Action]) -> list[float]:
    """Return the moments at which actions that hang on no other make appointments."""
    place = place_of(store)
    found = []
    for action in actions:
        if action.record is RecordType.APPOINTMENT and action.kind is Kind.CREATE and not action.needs:
            day, at = due_of(next((f.after for f in action.fields if f.name == "start"), ""))
            if day is not None:
                found.append(place.moment(day, at))
    return found


def wanted_of(settings: AgendaSettings) -> Wanted:
    """Return the owner's choices as planning takes them."""
    return Wanted(
        settings.which == "linked",
        settings.mine if settings.which == "mine" else "",
        settings.without_day == "week",
    )


def settle(store: Store, clock: Clock, planned: Planned) -> None:
    """Keep what looking has proved: bases that moved, links and appointments found by their marks, links that are
    over."""
    work = planned.work
    if not (work.settled or work.dropped or work.booked):
        return
    with store.transaction():
        store.task_links.put(work.settled)
        _follow_contacts(store, {link.task: link.contact for link in work.settled}, clock.now())
        there, now = store.tasks.get_many(task for task, _ in work.booked), clock.now()
        store.tasks.save(booked(there[task], found, now) for task, found in work.booked if task in there)
        WorkShelf(store, clock).give_up(list(store.task_links.of_tasks(work.dropped).values()))


def _follow_contacts(store: Store, contacts: Mapping[str, str], now: float) -> None:
    """Let HighLevel's tasks be about whom they are about there: one was put on a contact, or its contact was merged
    into another."""
    moved = [
        task
        for task in store.tasks.get_many(contacts).values()
        if task.kind is TaskKind.HIGHLEVEL and contacts[task.id] and task.contact != contacts[task.id]
    ]
    customers = store.links.customers_of({contacts[task.id] for task in moved}) if moved else {}
    store.tasks.save(
        replace(task, contact=contact, customer=customers.get(contact, ""), changed_at=now)
        for task in moved
        for contact in (contacts[task.id],)
    )
