"""What is to be done about tasks and notes, out of what the store holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.clock import Clock
from app.services.api.agenda import AgendaSettings
from app.services.settings import agenda as preferences
from app.services.settings import place as places
from app.services.settings.preferences import load_decisions, load_settings, policy_of
from app.services.work.highlevel import task_from_wire
from app.services.work.reading import READABLE
from app.services.work.shelf import GONE, WorkShelf
from app.store import Store
from app.sync.plan.model import Action, Side
from app.sync.work.days import Place
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
    there = store.highlevel.ids()
    return WorkInput(
        tasks,
        links,
        {i: task_from_wire(c.wire, c.contact) for i, c in cached.items()},
        {customer: contact for customer, contact in store.links.contacts().items() if contact in there},
        place_of(store, settings),
        places.today(store, clock),
        clock.now(),
        frozenset(store.settings.get(GONE, [])),
        used,
        Wanted(
            settings.which == "linked",
            settings.mine if settings.which == "mine" else "",
            settings.without_day == "week",
        ),
        load_decisions(store),
        policy_of(load_settings(store)).read_only,
    )


def plan_tasks_and_notes(store: Store, clock: Clock) -> Planned:
    """Compare tasks and notes, where HighLevel's have been read. Heavy: call it off the loop."""
    if not store.settings.get(READABLE, False):
        return Planned()
    given = work_input(store, clock)
    work = plan_work(given)
    notes = plan_notes(WorkShelf(store, clock).own_notes(), given.decisions)
    if Side.HIGHLEVEL in given.read_only:
        notes = []
    return Planned((*work.actions, *notes), work)


def settle(store: Store, clock: Clock, planned: Planned) -> None:
    """Keep what looking has proved: bases that moved, links found by their marks, links that are over."""
    work = planned.work
    if not work.settled and not work.dropped:
        return
    with store.transaction():
        store.task_links.put(work.settled)
        WorkShelf(store, clock).give_up(list(store.task_links.of_tasks(work.dropped).values()))
