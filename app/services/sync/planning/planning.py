"""Make a plan out of what the store holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.clock import Clock
from app.services.calls.counting import calls_made
from app.services.settings.preferences import load_decisions, load_mapping, load_settings, policy_of
from app.services.sync.plans import plans
from app.services.sync.plans.agreement import compared
from app.services.sync.reading.blockers import TaxCodes, present
from app.services.sync.reading.snapshot import Snapshot
from app.services.work.planning import appointments_in, plan_awaiting, somebody_awaits
from app.store import Customer, Store, StoredLink
from app.sync.contacts.planner import Planned, refresh
from app.sync.contacts.policy import PlanInput, SideState, UpdateBlocker
from app.sync.plan import awaiting
from app.sync.plan.guards import raised
from app.sync.plan.model import Action, Link, Plan


def rules(
    store: Store,
    clock: Clock,
    blocker: UpdateBlocker,
    *,
    complete: bool = True,
    before: int = 0,
    missing_fields: tuple[str, ...] = (),
    beside: Sequence[Action] = (),
) -> PlanInput:
    """Gather the planner's input but for records and links. ``complete`` and ``before`` describe the read of
    HighLevel; ``beside`` are the actions on tasks and notes."""
    now = clock.now()
    return PlanInput(
        highlevel=SideState((), complete, before),
        fattura24=SideState((), True, int(store.settings.get("fattura24.before", 0))),
        links=(),
        mapping=load_mapping(store),
        now=now,
        policy=policy_of(load_settings(store)),
        decisions=load_decisions(store),
        missing_fields=missing_fields,
        calls_made=calls_made(store, now),
        synced_before=bool(store.settings.get("synced_before", False)),
        last_mapping=store.settings.get("last_mapping", ""),
        mirror_seen_at=store.mirror.newest_export_at(),
        update_blocker=blocker,
        handed={item.link: item.state for item in store.handovers.open()},
        beside=beside,
        tasks_linked=store.task_links.count(),
    )


def with_records(store: Store, snapshot: Snapshot, facts: PlanInput, codes: TaxCodes | None = None) -> PlanInput:
    """Add all records and links to the rules; ``codes`` are told the customers on the way."""
    links = list(store.links.each(Link))

    def customers() -> Iterator[Customer]:
        for customer in store.mirror.plain():
            if codes is not None:
                codes.put(customer.id, present(customer))
            yield customer

    taking_part, bystanders = snapshot.split(customers(), {link.fattura24_id for link in links})
    return replace(
        facts,
        highlevel=replace(facts.highlevel, records=snapshot.highlevel(keep=True)),
        fattura24=replace(facts.fattura24, records=taking_part),
        bystanders=bystanders,
        links=links,
    )


def given(store: Store, clock: Clock, snapshot: Snapshot, blocker: UpdateBlocker) -> PlanInput:
    """Gather all of the planner's input, after a whole read of HighLevel."""
    return with_records(store, snapshot, rules(store, clock, blocker))


def without_held(plan: Plan, facts: PlanInput) -> Plan:
    """Return a plan without what a person left out of an earlier one, counted anew where that is anything."""
    held = plans.hold_back(plan, facts.decisions)
    if held is plan:
        return plan
    held = refresh(held, facts.calls_made, facts.now)
    return replace(held, guards=raised(held, facts))


def with_awaiting(store: Store, clock: Clock, plan: Plan, facts: PlanInput) -> Plan:
    """Return a plan with the tasks and notes of those whose contact it makes or links, counted anew."""
    if not somebody_awaits(store, clock):
        return plan
    joined = {customer: a.id for a in plan.actions if (customer := awaiting.joined(a))}
    further = plan_awaiting(store, clock, joined, appointments_in(store, plan.actions))
    if not further:
        return plan
    plan = refresh(awaiting.added(plan, further), facts.calls_made, facts.now)
    return replace(plan, guards=raised(plan, facts))


def keep(store: Store, clock: Clock, planned: Planned, facts: PlanInput) -> tuple[Plan, int, int]:
    """Keep a plan, and move the bases that the comparison proved equal.

    Returns the plan as it was kept, and the numbers of the newest change before and after: what lies between is our
    own.
    """
    plan = without_held(with_awaiting(store, clock, planned.plan, facts), facts)
    with store.transaction():
        before = store.changes.newest()
        store.links.put_many(stored_link(link) for link in planned.settled)
        store.settings.set("fattura24.before", len(facts.fattura24.records))
        plans.save(store, plan)
        counts = sum([a.effective for a in plan.actions])
        waiting = sum([a.waits_for_person for a in plan.actions])
        store.activity.add(facts.now, "info", "planned", {"changes": counts, "waiting": waiting})
        after = store.changes.newest()
        compared(store, plan, complete=facts.highlevel.complete, seq=after, pending=counts)
    return plan, before, after


def stored_link(link: Link) -> StoredLink:
    """Return the stored form of a link."""
    return StoredLink(
        id=link.id,
        highlevel_id=link.highlevel_id,
        fattura24_id=link.fattura24_id,
        base_highlevel=dict(link.base_highlevel),
        base_fattura24=dict(link.base_fattura24),
        confirmed=link.confirmed,
    )
