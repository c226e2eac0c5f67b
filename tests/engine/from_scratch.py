"""Hold every plan that a program makes against the one that it would make if it had just been started."""

from __future__ import annotations

from typing import Any

import pytest

from app.services.facade import Ponte24
from app.services.sync.planning import planning
from app.services.sync.reading.blockers import update_blocker
from app.services.sync.reading.snapshot import Snapshot
from app.services.work.planning import plan_tasks_and_notes
from app.sync.contacts.planner import make_plan
from app.sync.plan.model import Plan


def told(plan: Plan) -> tuple[object, ...]:
    """Return all that a plan says, but for its id and its moment."""
    return plan.actions, plan.guards, dict(plan.calls), plan.unchanged


def watch(service: Ponte24) -> list[bool]:
    """Compare from now on each plan with one from scratch; returns a list that notes which were no first plans."""
    incremental = service.syncing.incremental
    compute = incremental.compute
    again: list[bool] = []

    def watched(snapshot: Snapshot, **read: Any) -> Plan:
        again.append(incremental._kept is not None)
        work = plan_tasks_and_notes(service.store, service.clock)
        rules = planning.rules(service.store, service.clock, update_blocker(service.store), beside=work.actions, **read)
        facts = planning.with_records(service.store, snapshot, rules)
        whole = planning.with_awaiting(service.store, service.clock, make_plan(facts, "scratch").plan, facts)
        scratch = planning.without_held(whole, facts)
        plan = compute(snapshot, **read)
        if told(plan) != told(scratch):
            pytest.fail(f"planned from what was kept:\n{told(plan)}\nfrom scratch:\n{told(scratch)}")
        return plan

    incremental.compute = watched  # type: ignore[method-assign]
    return again
