"""A plan sorted for looking at: groups, counts, search.

Plain Python without Qt, so that a big plan is prepared and searched outside the GUI thread.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.garbage import drain
from app.sync.contacts.conflicts import is_field_conflict
from app.sync.plan.model import Action, Choice, Kind, Plan, RecordType, Side
from app.sync.plan.parts import WHO
from app.wellformed import normalised


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

ASKED = frozenset({Group.CONFLICT, Group.ATTENTION, Group.SETUP})
"""Groups that may hold rows without a box."""


# asked for each of 100,000 rows; in Python 3.11 naming a member costs as much as a call
_CUSTOM_FIELD, _CONFLICT, _HIGHLEVEL = RecordType.CUSTOM_FIELD, Kind.CONFLICT, Choice.HIGHLEVEL
_ATTENTION, _LATER, _CONFLICTS, _SETUP = Group.ATTENTION, Group.LATER, Group.CONFLICT, Group.SETUP
_BY_KIND = {
    Kind.UNLINK: Group.REMOVED,
    Kind.DELETE: Group.REMOVED,
    Kind.LINK: Group.LINKED,
    Kind.CREATE: Group.NEW,
    Kind.UPDATE: Group.CHANGED,
}


def group_of(action: Action) -> Group:
    """Return the group of an action. A decision does not move a row, so that it stays under the eyes."""
    if action.note:
        return _ATTENTION
    if action.record is _CUSTOM_FIELD:
        return _SETUP
    kind = action.kind
    if action.choices or kind is _CONFLICT:
        return _CONFLICTS if is_field_conflict(action) else _ATTENTION
    group = _BY_KIND[kind]
    if action.deferred_until and action.included and group is not Group.REMOVED:
        return _LATER
    return group


def can_exclude(action: Action) -> bool:
    """Tell whether a row has a check box: questions are answered instead, and notes are not carried out."""
    return not action.note and not action.choices


def is_ticked(action: Action) -> bool:
    """Tell whether a row's box is ticked: what waits for a row that was left out is left out with it."""
    return action.included and not action.blocked


def sides_of(action: Action) -> tuple[Side, ...]:
    """Return the sides that an action concerns for the filter by side."""
    if action.kind is Kind.LINK or is_field_conflict(action):
        return tuple(Side)
    return (action.side,)


def fold(text: str) -> str:
    """Return a text as searching compares it: without case and accents."""
    if text.isascii():
        return text.lower()
    parts = normalised("NFKD", text.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


def haystack(action: Action) -> str:
    """Return all that searching looks through: the title, the values and the candidates."""
    parts = [action.title, action.reason.params.get(WHO, "")]
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
    """A plan with the group of each action by its position in the plan, and what of it has been counted."""

    plan: Plan
    actions: list[Action]
    groups: list[Group]
    counts: dict[Group, int]
    known_texts: list[str] = field(default_factory=list)
    wording: Callable[[Action], str] = lambda _action: ""
    """Returns what a row says beside its values, folded; searched, too."""

    def position(self, action_id: str) -> int:
        """Return the place of an action by its id. Raises KeyError for one that there is not."""
        guess = int(action_id[1:]) - 1 if action_id[1:].isdecimal() else -1  # planning numbers them from A1
        if 0 <= guess < len(self.actions) and self.actions[guess].id == action_id:
            return guess
        for place, action in enumerate(self.actions):
            if action.id == action_id:
                return place
        raise KeyError(action_id)

    @property
    def texts(self) -> list[str]:
        """What searching looks through, action by action; made when it is first asked for, since most never search."""
        if len(self.known_texts) != len(self.actions):
            # in place: a renewed index shares it
            self.known_texts[:] = [f"{haystack(a)}\n{self.wording(a)}" for a in self.actions]
        return self.known_texts

    @property
    def waiting(self) -> int:
        """How many actions wait for a decision."""
        return sum(a.waits_for_person for a in self.actions)

    @property
    def effective(self) -> int:
        """How many actions applying the plan carries out now or later."""
        return sum(a.effective for a in self.actions)


def build_index(plan: Plan, wording: Callable[[Action], str] = lambda _action: "") -> PlanIndex:
    """Sort a plan for looking at; ``wording`` returns what a row says beside its values."""
    actions = list(plan.actions)
    groups = list(map(group_of, actions))
    return PlanIndex(plan, actions, groups, _count(groups), wording=wording)


def renew(index: PlanIndex, plan: Plan) -> PlanIndex:
    """Return the index of a plan after a decision or a change of inclusion; keeps what is still so."""
    if len(plan.actions) != len(index.actions):
        return build_index(plan, index.wording)
    actions, groups = list(plan.actions), index.groups.copy()
    for n, (old, new) in enumerate(zip(index.plan.actions, actions, strict=True)):
        if old is new:
            continue
        if old.id != new.id or old.fields != new.fields or old.title != new.title:
            return build_index(plan, index.wording)
        groups[n] = group_of(new)
    return PlanIndex(plan, actions, groups, _count(groups), index.known_texts, index.wording)


def let_go(left: list[PlanIndex | None]) -> None:
    """Give back a plan that is shown no more, a little at a time; call it outside the GUI thread. ``left`` holds it and
    is emptied, so that whoever calls has it no more."""
    index = left.pop()
    if index is None:
        return
    held: list[object] = [*index.actions, *index.plan.actions, *index.known_texts]
    del index
    drain(held)


def select(index: PlanIndex, query: Query) -> dict[Group, list[int]]:
    """Return the positions of the actions that a query shows, by group and in the plan's order."""
    words = fold(query.text).split()
    found: dict[Group, list[int]] = {group: [] for group in GROUPS}
    wanted: Collection[Group] = query.groups or frozenset(GROUPS)
    texts = index.texts if words else []
    picky = bool(words) or query.side is not None or query.open_only
    if not picky:
        for n, group in enumerate(index.groups):
            found[group].append(n)
        return {group: found[group] for group in GROUPS if group in wanted and found[group]}
    for n, group in enumerate(index.groups):
        if group not in wanted:
            continue
        action = index.actions[n]
        if query.side is not None and query.side not in sides_of(action):
            continue
        if query.open_only and not action.waits_for_person:
            continue
        if words:
            text = texts[n]
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
    counts = Counter(groups)
    return {group: counts[group] for group in GROUPS}
