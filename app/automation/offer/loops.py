"""Who sets off whom: what the steps of one automation write, against what starts the others.

This is what can be told without running anything; at run time the depth of a chain and a fuse stand behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.automation.model import Automation
from app.automation.offer.operations import operation
from app.automation.offer.registry import all_triggers


@dataclass(frozen=True, slots=True)
class Edge:
    """One automation writes (``effect``) what starts another; both by id."""

    writer: str
    started: str
    effect: str


def writes(automation: Automation) -> frozenset[str]:
    """Return the effects of an automation's steps."""
    found: set[str] = set()
    for step in automation.acting_steps():
        kind = operation(step.operation)
        if kind is not None:
            found |= kind.writing(step.inputs)
    return frozenset(found)


def reacts_to(automation: Automation) -> frozenset[str]:
    """Return the effects that start an automation."""
    kind = all_triggers().get(automation.trigger.kind)
    return kind.reacts_to(automation.trigger.parameters) if kind else frozenset()


def touching(written: frozenset[str], started_by: frozenset[str]) -> list[str]:
    """Return the effects by which what is written starts something; one that ends in ``*`` stands for all that begin
    alike."""
    wild = tuple(one[:-1] for one in written if one.endswith("*"))
    found = written & started_by
    return sorted(found | {one for one in started_by if one.startswith(wild)} if wild else found)


def own_loop(automation: Automation) -> list[str]:
    """Return the contact fields by which an automation would start itself on the same contact."""
    same_record = frozenset(one for one in writes(automation) if one.startswith("contact.") and one != "contact.create")
    return touching(same_record, reacts_to(automation))


def edges(automations: Sequence[Automation]) -> list[Edge]:
    """Return who starts whom; an automation is not started by what it wrote itself."""
    started: dict[str, list[str]] = {}
    for one in automations:
        for effect in sorted(reacts_to(one)):
            started.setdefault(effect, []).append(one.id)
    found = []
    for writer in automations:
        pairs: dict[str, str] = {}
        for effect in touching(writes(writer), frozenset(started)):
            for other in started[effect]:
                if other != writer.id:
                    pairs.setdefault(other, effect)
        found += [Edge(writer.id, other.id, pairs[other.id]) for other in automations if other.id in pairs]
    return found


def cycles(automations: Sequence[Automation]) -> list[tuple[str, ...]]:
    """Return the groups of automations that start each other in a ring, each by ids in their order."""
    following: dict[str, list[str]] = {one.id: [] for one in automations}
    for edge in edges(automations):
        following[edge.writer].append(edge.started)
    reached = {one: _reached(one, following) for one in following}
    found: list[tuple[str, ...]] = []
    for one in following:
        ring = tuple(other for other in following if other in reached[one] and one in reached[other])
        if len(ring) > 1 and ring not in found:
            found.append(ring)
    return found


def _reached(start: str, following: dict[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(following[start])
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += following[one]
    return seen
