"""All that the review needs to show a plan, made outside the GUI thread at one go."""

from __future__ import annotations

from dataclasses import dataclass

from app.sync.plan.model import Action, Plan
from app.texts import catalogue
from app.ui.i18n import language
from app.ui.models import plan_words as words
from app.ui.models.plan_index import PlanIndex, Query, build_index, fold, renew
from app.ui.models.plan_view import PlanView, look
from app.ui.review.cost import Cost, cost_of


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan sorted for looking at, what a query shows of it, and what it costs."""

    index: PlanIndex
    view: PlanView
    cost: Cost


class Wording:
    """What a row says beside its values, folded: what is done, where, with which fields and why. Many say the same."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], str] = {}

    def __call__(self, action: Action) -> str:
        names = tuple(f.name for f in action.fields)
        key = (action.kind, action.side, action.record, action.note, bool(action.candidates), action.reason.key, names)
        if (found := self._known.get(key)) is None:
            parts = (words.verb(action), words.direction_sentence(action), words.field_labels(names))
            found = self._known[key] = fold("\n".join((*parts, words.reason(action))))
        return found


def prepare(plan: Plan, query: Query, before: PlanIndex | None) -> Prepared:
    """Prepare a plan; ``before`` is the same plan as it was shown so far, of which all that is still so is kept."""
    catalogue(language())  # read from their files here: else the first row that is painted waits for it
    if before is not None and before.plan is plan and before.actions == list(plan.actions):
        index = before
    else:
        index = build_index(plan, Wording()) if before is None else renew(before, plan)
    return Prepared(index, look(index, query), cost_of(plan))
