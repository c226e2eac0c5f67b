"""The open questions of a plan, sorted so that a person answers what is alike together.

Plain Python without Qt. Two questions are alike when they ask the same thing for the same reason and offer the same
answers: then one answer may hold for all, and never for others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.sync.contacts.claims import joined_pair
from app.sync.contacts.conflicts import is_field_conflict
from app.sync.contacts.merge import unit_of
from app.sync.plan.model import LINK_PREFIX, Action

FEW = 3
"""So many alike are asked together; fewer are answered as quickly one by one."""

SUGGESTED = "suggested"
"""The answer of a batch: each is the same as the one record that is suggested for it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions that are alike, in the plan's order, and the answers that all of them allow."""

    actions: tuple[Action, ...]
    choices: tuple[str, ...]

    def choice_of(self, action: Action, choice: str) -> str:
        """Return what an answer of the batch means for one of its actions."""
        return suggested(action) if choice == SUGGESTED else choice


def open_questions(actions: Iterable[Action]) -> list[Action]:
    """Return what still waits for a person, in the plan's order."""
    return [a for a in actions if a.waits_for_person and a.included]


def suggested(action: Action) -> str:
    """Return the one record that could be the same, as a choice; blank where there are several or none."""
    links = [choice for choice in action.choices if choice.startswith(LINK_PREFIX)]
    return links[0] if len(links) == 1 else ""


def kind_of(action: Action) -> tuple[object, ...]:
    """Return what makes two questions alike."""
    unit = unit_of(action.fields[0].name) if is_field_conflict(action) and action.fields else ""
    plain = tuple(choice for choice in action.choices if not choice.startswith(LINK_PREFIX))
    return (action.record, action.kind, action.side, action.reason.key, unit, plain, bool(suggested(action)))


def steps(actions: Iterable[Action]) -> list[Batch]:
    """Return the questions as they are best asked: many alike together first, the most first; then each by itself."""
    kinds: dict[tuple[object, ...], list[Action]] = {}
    for action in open_questions(actions):
        kinds.setdefault(kind_of(action), []).append(action)
    together = sorted((found for found in kinds.values() if len(found) >= FEW), key=len, reverse=True)
    alone = [action for found in kinds.values() if len(found) < FEW for action in found]
    return [_batch(found) for found in together] + [single(action) for action in alone]


def single(action: Action) -> Batch:
    """Return a question asked by itself, with all its answers."""
    return Batch((action,), action.choices)


def apart(batch: Batch) -> list[Batch]:
    """Return the questions of a batch, each by itself."""
    return [single(action) for action in batch.actions]


def _batch(actions: list[Action]) -> Batch:
    first = actions[0]
    plain = [choice for choice in first.choices if not choice.startswith(LINK_PREFIX)]
    return Batch(tuple(actions), (*([SUGGESTED] if suggested(first) else []), *plain))


class Taken:
    """Which records answers have joined already: each can be the same as one of the other side, never as two."""

    def __init__(self, actions: Iterable[Action]) -> None:
        self._by: dict[str, tuple[tuple[str, str], str]] = {}
        for action in actions:
            if action.decision:
                self.take(action, action.decision)

    def take(self, action: Action, choice: str) -> None:
        """Remember an answer; any other answer of the same question is forgotten."""
        self._by.pop(action.id, None)
        pair = joined_pair(replace(action, decision=choice))
        if pair is not None:
            self._by[action.id] = (pair, action.title)

    def by_whom(self, action: Action, choice: str) -> str:
        """Return whose answer stands in the way of another; blank where nothing does."""
        pair = joined_pair(replace(action, decision=choice))
        if pair is None:
            return ""
        for other, (known, title) in self._by.items():
            if other != action.id and known != pair and (known[0] == pair[0] or known[1] == pair[1]):
                return title
        return ""


def part_by_taken(batch: Batch, choice: str, taken: Taken) -> tuple[list[Action], list[Action]]:
    """Return those of a batch that an answer can hold for, which ``taken`` then knows, and those to be asked apart:
    what they would be the same as is somebody else already."""
    can: list[Action] = []
    cannot: list[Action] = []
    for action in batch.actions:
        meant = batch.choice_of(action, choice)
        if taken.by_whom(action, meant):
            cannot.append(action)
            continue
        taken.take(action, meant)
        can.append(action)
    return can, cannot
