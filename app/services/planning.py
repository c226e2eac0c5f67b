"""Make a plan out of what the store holds."""

from __future__ import annotations

from dataclasses import replace

from app.clock import Clock
from app.services import plans
from app.services.counting import calls_made
from app.services.ledger import StoreLedger, to_operation
from app.services.picture import Picture, to_link
from app.services.preferences import load_decisions, load_mapping, load_settings, policy_of
from app.services.running import last_undoable
from app.store import Store, StoredLink
from app.sync.guards import raised
from app.sync.model import Link, Plan, Side
from app.sync.planner import finish, make_plan, refresh
from app.sync.policy import PlanInput, SideState, UpdateBlocker
from app.sync.undo import undo_actions


def given(
    store: Store,
    clock: Clock,
    picture: Picture,
    blocker: UpdateBlocker,
    *,
    complete: bool = True,
    before: int = 0,
    missing_fields: tuple[str, ...] = (),
) -> PlanInput:
    """Gather the planner's input. ``complete`` and ``before`` describe the read of HighLevel."""
    now = clock.now()
    customers, bystanders = picture.split()
    return PlanInput(
        highlevel=SideState(picture.highlevel(), complete, before),
        fattura24=SideState(customers, True, int(store.settings.get("fattura24.before", 0))),
        links=[to_link(link) for link in store.links.all()],
        mapping=load_mapping(store),
        now=now,
        policy=policy_of(load_settings(store)),
        decisions=load_decisions(store),
        missing_fields=missing_fields,
        bystanders=bystanders,
        calls_made=calls_made(store, now),
        synced_before=bool(store.settings.get("synced_before", False)),
        last_mapping=store.settings.get("last_mapping", ""),
        mirror_seen_at=store.mirror.newest_export_at(),
        update_blocker=blocker,
        handed={item.link: item.state for item in store.handovers.open()},
    )


def compute(store: Store, facts: PlanInput) -> Plan:
    """Make and keep a plan, and move the bases that the comparison proved equal. Heavy: call it off the loop."""
    planned = make_plan(facts, plans.new_id())
    plan = plans.hold_back(planned.plan, facts.decisions)
    if plan is not planned.plan:
        plan = refresh(plan, facts.calls_made, facts.now)
        plan = replace(plan, guards=raised(plan, facts))
    with store.transaction():
        store.links.put_many(stored_link(link) for link in planned.settled)
        store.settings.set("fattura24.before", len(facts.fattura24.records))
        plans.save(store, plan)
        counts = sum(a.effective for a in plan.actions)
        waiting = sum(a.waits_for_person for a in plan.actions)
        store.activity.add(facts.now, "info", "planned", {"changes": counts, "waiting": waiting})
    return plan


def compute_undo(store: Store, clock: Clock, picture: Picture, blocker: UpdateBlocker, run_id: str) -> Plan:
    """Make and keep the plan that takes a run back. Raises UsageError (unknown_run, nothing_to_undo)."""
    row = last_undoable(store, run_id)
    facts = given(store, clock, picture, blocker)
    operations = [to_operation(o) for o in store.journal.operations(row.id)]
    ledger = StoreLedger(store, picture, clock)

    def link_of(side: Side, record_id: str) -> str:
        link = ledger.link_of(side, record_id)
        return link.id if link else ""

    actions = undo_actions(operations, picture.record, link_of, blocker)
    plan = finish(plans.new_id(), replace(facts, synced_before=True, last_mapping=""), actions, undoes=row.id)
    plans.save(store, plan)
    return plan


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
