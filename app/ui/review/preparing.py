"""All that the review needs to show a plan, made outside the GUI thread at one go."""

from __future__ import annotations

from dataclasses import dataclass

from app.sync.plan.model import Plan
from app.ui.models.plan_index import PlanIndex, Query, build_index, renew
from app.ui.models.plan_view import PlanView, look
from app.ui.review.cost import Cost, cost_of


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan sorted for looking at, what a query shows of it, and what it costs."""

    index: PlanIndex
    view: PlanView
    cost: Cost


def prepare(plan: Plan, query: Query, before: PlanIndex | None) -> Prepared:
    """Prepare a plan; ``before`` is the same plan as it was shown so far, of which all that is still so is kept."""
    if before is not None and before.plan is plan and before.actions == list(plan.actions):
        index = before
    else:
        index = build_index(plan) if before is None else renew(before, plan)
    return Prepared(index, look(index, query), cost_of(plan))
