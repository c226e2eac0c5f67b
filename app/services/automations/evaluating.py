"""Hold events against the automations that look at them: one run for each that passes, a note of why for each other.

In parts, each of one transaction that also moves what was seen: a crash between them repeats nothing and loses nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.automation.conditions import holds
from app.automation.model import DEEPEST, Automation, Cause, Event, Mode, State
from app.automation.registry import matches
from app.automation.trial import Trial, reading_of, situation_of, try_out
from app.services.automations import definitions
from app.services.automations.observing import event_of
from app.services.automations.running import Runs
from app.store import Store
from app.store.automations.definitions import StoredAutomation
from app.store.automations.events import StoredEvent
from app.store.automations.runs import PassedOver

AT_ONCE = 500
"""Events in one transaction."""
MANY = 20
"""More runs of one automation in one pass than this are held until a person has looked at them."""
HELD = "held"
"""Where a run says that it is one of so many."""
HOUR = 3600.0
MOST_A_RECORD, MOST_AN_HOUR = 3, 50
"""The fuse: runs of one automation on one record, and of one that goes alone on all, in an hour."""


@dataclass(frozen=True, slots=True)
class Looking:
    """An automation that looks at events: since when, and which it has seen."""

    automation: Automation
    kept: StoredAutomation


@dataclass(slots=True)
class _Found:
    """What one part of the events gave."""

    begun: list[tuple[Looking, Event, Trial]] = field(default_factory=list)
    passed: list[PassedOver] = field(default_factory=list)
    paused: dict[str, tuple[Cause, int]] = field(default_factory=dict)


def looking(store: Store) -> list[Looking]:
    """Return the automations that are on."""
    found = [kept for kept in store.automations.all() if kept.state == State.ON]
    return [Looking(definitions.automation_of(kept), kept) for kept in found]


def by_trigger(those: Iterable[Looking]) -> Mapping[str, Sequence[Looking]]:
    """Return automations by what sets them off: an event is held against those of its kind only."""
    found: dict[str, list[Looking]] = defaultdict(list)
    for one in those:
        found[one.automation.trigger.kind].append(one)
    return found


def evaluate(store: Store, runs: Runs, those: Sequence[Looking]) -> int:
    """Evaluate what the automations have not seen yet and return how many runs began."""
    if not those:
        return 0
    seen = {one.kept.id: one.kept.seen for one in those}
    after, begun = min(seen.values()), 0
    counts: dict[str, int] = defaultdict(int)
    index = by_trigger(those)
    while events := store.events.after(after, AT_ONCE):
        after = events[-1].seq
        with store.transaction():
            found = _part(store, index, events, runs.facts.today, runs.facts.now, counts)
            for one, event, trial in found.begun:
                begun += runs.begin(one.automation, event, trial, one.automation.mode)
            store.automation_runs.pass_over(found.passed)
            for one in those:
                stopped = found.paused.get(one.kept.id)
                if stopped is None:
                    seen[one.kept.id] = max(seen[one.kept.id], after)
                    continue
                seen[one.kept.id] = max(seen[one.kept.id], stopped[1])
                definitions.switch(store, one.kept, State.PAUSED, runs.facts.now, cause=stopped[0])
                store.activity.add(
                    runs.facts.now,
                    "warning",
                    "automation_paused",
                    {"name": one.automation.name, "cause": stopped[0].value},
                )
            store.automations.seen(seen)
        those = [one for one in those if one.kept.id not in found.paused]
        index = by_trigger(those)
    _hold(store, those, counts, runs.facts.now)
    return begun


def _part(
    store: Store,
    index: Mapping[str, Sequence[Looking]],
    events: Sequence[StoredEvent],
    today: date,
    now: float,
    counts: dict[str, int],
) -> _Found:
    found = _Found()
    here: dict[tuple[str, str], int] = defaultdict(int)
    for kept in events:
        those = index.get(kept.kind, ())
        if not those:
            continue
        event = event_of(kept)
        for one in those:
            automation = one.automation
            if kept.seq <= one.kept.seen or automation.id in found.paused or not _concerns(one, event, store):
                continue
            if not matches(automation, event):
                continue
            if event.depth > DEEPEST:
                found.paused[automation.id] = (Cause.LOOP, kept.seq)
                continue
            # most events do not pass: these few lines decide that, the whole of a try only for those that do
            situation = situation_of(automation, event, today)
            trial = try_out(automation, event, today, now)
            if not holds(automation.conditions, reading_of(situation)):
                why = {"conditions": [c.to_json() for c in trial.conditions], "kind": event.kind}
                subject = kept.subject
                found.passed.append(PassedOver(automation.id, event.key, subject, event.at, why))
                continue
            record = event.record or kept.subject
            here[automation.id, record] += 1
            fused = (
                automation.mode is not Mode.TRY
                and record
                and here[automation.id, record] + store.automation_runs.started_since(automation.id, now - HOUR, record)
                > MOST_A_RECORD
            )
            if fused:
                found.paused[automation.id] = (Cause.FUSE, kept.seq - 1)
                continue
            counts[automation.id] += 1
            found.begun.append((one, event, trial))
    return found


def _concerns(one: Looking, event: Event, store: Store) -> bool:
    """Tell whether an event is one that the automation may look at: after it was switched on, and not its own doing."""
    if event.at <= one.kept.since and event.kind != "clock.schedule":
        return False
    if not event.cause:
        return True
    run = store.automation_runs.get(event.cause)
    return run is None or run.automation != one.automation.id


def _hold(store: Store, those: Iterable[Looking], counts: Mapping[str, int], now: float) -> None:
    """Where many runs began at once, hold them until a person has looked: none of them goes alone, and none asks one
    by one."""
    for one in those:
        number = counts.get(one.kept.id, 0)
        if number <= MANY or one.automation.mode is Mode.TRY:
            continue
        for run in store.automation_runs.in_states(["open"], one.kept.id):
            if run.started_at == now:
                store.automation_runs.save(replace(run, body={**run.body, HELD: number, "why": "many"}))
        definitions.switch(store, one.kept, State.PAUSED, now, cause=Cause.MASS)
        told = {"name": one.automation.name, "cause": Cause.MASS.value}
        store.activity.add(now, "warning", "automation_paused", told)


def blown(store: Store, automation: str, now: float) -> bool:
    """Tell whether an automation that goes alone has begun too many runs in an hour."""
    return store.automation_runs.started_since(automation, now - HOUR) > MOST_AN_HOUR
