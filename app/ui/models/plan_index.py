"""A plan sorted for looking at: groups, counts, search.

Plain Python without Qt, so that a big plan is prepared and searched outside the GUI thread.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.sync.model import Action, Choice, Kind, Plan, RecordType, Side


class Group(StrEnum):
    """What a person looks through together, in the order of the list."""

    CONFLICT = "conflict"
    ATTENTION = "attention"
    NEW = "new"
    CHANGED = "changed"
    LINKED = "linked"
    REMOVED = "removed"
    LATER = "later"
    SETUP = "setup"


GROUPS: tuple[Group, ...] = tuple(Group)


def group_of(action: Action) -> Group:
    """Return the group of an action. A decision does not move a row, so that it stays under the eyes."""
    if action.note:
        return Group.ATTENTION
    if action.record is RecordType.CUSTOM_FIELD:
        return Group.SETUP
    if action.choices or action.kind is Kind.CONFLICT:
        return Group.CONFLICT if is_field_conflict(action) else Group.ATTENTION
    if action.kind in (Kind.UNLINK, Kind.DELETE):
        return Group.REMOVED
    if action.deferred_until and action.included:
        return Group.LATER
    if action.kind is Kind.LINK:
        return Group.LINKED
    return Group.NEW if action.kind is Kind.CREATE else Group.CHANGED


def is_field_conflict(action: Action) -> bool:
    """Tell whether two values stand against each other (and not the question which record is the same)."""
    return action.kind is Kind.CONFLICT and Choice.HIGHLEVEL in action.choices


def can_exclude(action: Action) -> bool:
    """Tell whether a row has a check box: questions are answered instead, and notes are not carried out."""
    return not action.note and not action.choices


def sides_of(action: Action) -> tuple[Side, ...]:
    """Return the sides that an action concerns for the filter by side."""
    if action.kind is Kind.LINK or is_field_conflict(action):
        return tuple(Side)
    return (action.side,)


def fold(text: str) -> str:
    """Return a text as searching compares it: without case and accents."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


def haystack(action: Action) -> str:
    """Return all that searching looks through: the title, the values and the candidates."""
    parts = [action.title]
    for change in action.fields:
        parts += (change.before, change.after)
    for candidate in action.candidates:
        parts += (candidate.title, candidate.detail)
    return fold("\n".join(parts))


@dataclass(frozen=True, slots=True)
class Query:
    """What is shown: rows that hold all the words of ``text``, are of ``groups`` and concern ``side``.

    No groups and no side mean all of them. ``open_only`` leaves only what still waits for a decision.
    """

    text: str = ""
    groups: frozenset[Group] = frozenset()
    side: Side | None = None
    open_only: bool = False


@dataclass(slots=True)
class PlanIndex:
    """A plan with the group and the search text of each action, by its position in the plan."""

    plan: Plan
    actions: list[Action]
    groups: list[Group]
    texts: list[str]
    position: dict[str, int]
    counts: dict[Group, int] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many actions wait for a decision."""
        return sum(a.waits_for_person for a in self.actions)

    @property
    def effective(self) -> int:
        """How many actions applying the plan carries out now or later."""
        return sum(a.effective for a in self.actions)


def build_index(plan: Plan) -> PlanIndex:
    """Sort a plan for looking at."""
    actions = list(plan.actions)
    groups = [group_of(a) for a in actions]
    return PlanIndex(
        plan, actions, groups, [haystack(a) for a in actions], {a.id: n for n, a in enumerate(actions)}, _count(groups)
    )


def renew(index: PlanIndex, plan: Plan) -> PlanIndex:
    """Return the index of a plan after a decision or a change of inclusion; keeps the search texts."""
    if len(plan.actions) != len(index.actions):
        return build_index(plan)
    actions = list(plan.actions)
    for old, new in zip(index.actions, actions, strict=True):
        if old is not new and (old.id != new.id or old.fields != new.fields or old.title != new.title):
            return build_index(plan)
    groups = [group_of(a) for a in actions]
    return PlanIndex(plan, actions, groups, index.texts, index.position, _count(groups))


def select(index: PlanIndex, query: Query) -> dict[Group, list[int]]:
    """Return the positions of the actions that a query shows, by group and in the plan's order."""
    words = fold(query.text).split()
    found: dict[Group, list[int]] = {group: [] for group in GROUPS}
    wanted: Collection[Group] = query.groups or frozenset(GROUPS)
    for n, group in enumerate(index.groups):
        if group not in wanted:
            continue
        action = index.actions[n]
        if query.side is not None and query.side not in sides_of(action):
            continue
        if query.open_only and not action.waits_for_person:
            continue
        if words:
            text = index.texts[n]
            if not all(word in text for word in words):
                continue
        found[group].append(n)
    return {group: positions for group, positions in found.items() if positions}


def shown(positions: Sequence[int], index: PlanIndex, choice: str) -> list[str]:
    """Return the ids of those actions that allow a choice (blank: of those with a decision to take back)."""
    actions = (index.actions[n] for n in positions)
    if not choice:
        return [a.id for a in actions if a.choices and a.decision]
    return [a.id for a in actions if choice in a.choices and a.decision != choice]


def _count(groups: Sequence[Group]) -> dict[Group, int]:
    counts = dict.fromkeys(GROUPS, 0)
    for group in groups:
        counts[group] += 1
    return counts
