"""Hold events against the automations that look at them: one run for each that passes, a note of why for each other.

In parts, each of one transaction that also moves what was seen: a crash between them repeats nothing and loses nothing.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.automation.declared.kinds import TriggerKind
from app.automation.matching.conditions import checked
from app.automation.matching.quick import Before, Read, Test, ready
from app.automation.model import DEEPEST, Automation, Cause, Event, Mode, State
from app.automation.offer.registry import OF_ONE_AUTOMATION, all_triggers, matches, schema_of
from app.automation.planning.trial import reading_of, situation_of, try_out
from app.services.automations import definitions
from app.services.automations.events.facts import Facts
from app.services.automations.events.observing import event_of
from app.services.automations.local import pause
from app.services.automations.runs.running import Runs, run_id
from app.store import Store
from app.store.automations.definitions import StoredAutomation
from app.store.automations.events import StoredEvent
from app.store.automations.runs import PASSED_KEPT, PassedOver

AT_ONCE = 500
"""Events in one transaction."""
PASSED_OF_MANY = 10
"""Of many events at once, those kept for each automation to answer why it did not start."""
MANY = 20
"""More runs of one automation in one pass than this are held until a person has looked at them."""
HELD = "held"
"""Where a run says that it is one of so many."""
HOUR = 3600.0
MOST_A_RECORD, MOST_AN_HOUR = 3, 50
"""The fuse: runs of one automation on one record, and of one that goes alone on all, in an hour."""


@dataclass(frozen=True, slots=True)
class Looking:
    """An automation that looks at events: since when, which it has seen, and its conditions made ready. ``picky`` says
    that not every event of its kind is meant."""

    automation: Automation
    kept: StoredAutomation
    kind: TriggerKind
    test: Test
    picky: bool


@dataclass(slots=True)
class _Pass:
    """What one evaluation keeps between its parts: ``counts`` are runs begun by automation, ``recent`` those of the
    last hour by automation and record, ``passed`` the events that set nothing off, ``held`` those whose runs are held
    because they are many."""

    counts: dict[str, int]
    recent: dict[str, dict[str, int]]
    passed: dict[str, deque[tuple[Looking, Event]]]
    paused: dict[str, tuple[Cause, int]]
    held: set[str] = field(default_factory=set)


def looking(store: Store) -> list[Looking]:
    """Return the automations that are on. One that names what is no more is paused, with the cause."""
    found = []
    for kept in store.automations.all():
        if kept.state != State.ON:
            continue
        automation = definitions.automation_of(kept)
        kind = all_triggers().get(automation.trigger.kind)
        if kind is None:
            continue
        picky = kind.matches is not None or bool(kind.derived) or kind.id in OF_ONE_AUTOMATION
        found.append(Looking(automation, kept, kind, ready(automation.conditions, schema_of(kind.id)), picky))
    return found


def by_trigger(those: Iterable[Looking]) -> Mapping[str, Sequence[Looking]]:
    """Return automations by what sets them off: an event is held against those of its kind only."""
    found: dict[str, list[Looking]] = defaultdict(list)
    for one in those:
        found[one.kind.id].append(one)
    return found


def evaluate(store: Store, runs: Runs, those: Sequence[Looking]) -> int:
    """Evaluate what the automations have not seen yet and return how many runs began."""
    if not those:
        return 0
    seen = {one.kept.id: one.kept.seen for one in those}
    after, begun, watched = min(seen.values()), 0, those
    few = store.events.newest() - after <= AT_ONCE
    kept = PASSED_KEPT if few else PASSED_OF_MANY
    state = _Pass(defaultdict(int), {}, defaultdict(lambda: deque(maxlen=kept)), {})
    while events := store.events.after(after, AT_ONCE):
        after = events[-1].seq
        with store.transaction():
            fresh: dict[str, list[str]] = defaultdict(list)
            for one, event in _part(store, by_trigger(watched), events, runs.facts, state):
                trial = try_out(one.automation, event, runs.facts.today, runs.facts.now)
                begun += runs.begin(one.automation, event, trial, one.automation.mode)
                fresh[one.kept.id].append(run_id(one.automation.id, event.key))
            _hold(store, watched, fresh, state, runs.facts.now)
            for one in watched:
                stopped = state.paused.get(one.kept.id)
                seen[one.kept.id] = max(seen[one.kept.id], after if stopped is None else stopped[1])
                if stopped is not None:
                    pause(store, one.kept, stopped[0], runs.facts.now)
            store.automations.seen(seen)
        watched = [one for one in watched if one.kept.id not in state.paused]
    store.automation_runs.pass_over(_why_not(state, runs.facts))
    return begun


def _part(
    store: Store, index: Mapping[str, Sequence[Looking]], events: Sequence[StoredEvent], facts: Facts, state: _Pass
) -> list[tuple[Looking, Event]]:
    """Return which automations some events set off."""
    found = []
    for kept in events:
        those = index.get(kept.kind, ())
        if not those:
            continue
        event, schema = event_of(kept), schema_of(kept.kind)
        read, before = Read(schema, event.values, {"oggi": facts.today}), Before(schema, event.before)
        for one in those:
            if kept.seq <= one.kept.seen or one.kept.id in state.paused:
                continue
            if (one.picky and not matches(one.automation, event)) or not _concerns(one, event, store):
                continue
            if event.depth > DEEPEST:
                state.paused[one.kept.id] = (Cause.LOOP, kept.seq)
                continue
            values = read
            if one.kind.completes is not None:
                more = one.kind.completes(one.automation.trigger.parameters, event)
                values = Read(schema, {**event.values, **more}, {"oggi": facts.today})
            if not one.test(values, facts.today, before):
                state.passed[one.kept.id].append((one, event))
                continue
            if _fused(store, one, event.record or kept.subject, facts.now, state):
                state.paused[one.kept.id] = (Cause.FUSE, kept.seq - 1)
                continue
            state.counts[one.kept.id] += 1
            found.append((one, event))
    return found


def _fused(store: Store, one: Looking, record: str, now: float, state: _Pass) -> bool:
    """Count a run on a record, and tell whether it is one too many in an hour."""
    if one.automation.mode is Mode.TRY or not record:
        return False
    recent = state.recent.get(one.kept.id)
    if recent is None:
        recent = state.recent[one.kept.id] = store.automation_runs.records_since(one.kept.id, now - HOUR)
    recent[record] = recent.get(record, 0) + 1
    return recent[record] > MOST_A_RECORD


def _why_not(state: _Pass, facts: Facts) -> Iterator[PassedOver]:
    """Yield why events set nothing off, each condition with its result."""
    for automation, those in state.passed.items():
        for one, event in those:
            reading = reading_of(situation_of(one.automation, event, facts.today))
            told = [c.to_json() for c in checked(one.automation.conditions, reading)]
            subject = f"customer:{event.customer}" if event.customer else f"contact:{event.contact}"
            yield PassedOver(automation, event.key, subject, event.at, {"conditions": told, "kind": event.kind})


def _concerns(one: Looking, event: Event, store: Store) -> bool:
    """Tell whether an event is one that the automation may look at: after it was switched on, and not its own doing."""
    if event.at <= one.kept.since and event.kind != "clock.schedule":
        return False
    if not event.cause:
        return True
    run = store.automation_runs.get(event.cause)
    return run is None or run.automation != one.automation.id


def _hold(store: Store, those: Iterable[Looking], fresh: Mapping[str, Sequence[str]], state: _Pass, now: float) -> None:
    """Where many runs began at once, hold them until a person has looked: none of them goes alone, and none asks one
    by one. In the transaction that begins them: whoever dies right after it shall not find them free.

    ``fresh`` are the runs of this part; those of earlier parts are held with the first that are too many.
    """
    for one in those:
        number = state.counts.get(one.kept.id, 0)
        if number <= MANY or one.automation.mode is Mode.TRY or not fresh.get(one.kept.id):
            continue
        if one.kept.id in state.paused:
            continue  # it is paused for another cause, and what it began stands still with it
        if one.kept.id in state.held:
            runs = list(store.automation_runs.get_many(fresh[one.kept.id]).values())
        else:
            state.held.add(one.kept.id)
            runs = store.automation_runs.in_states(["open"], one.kept.id)
            pause(store, one.kept, Cause.MASS, now)
        for run in runs:
            if run.state == "open" and run.started_at == now:
                store.automation_runs.save(replace(run, body={**run.body, HELD: number, "why": "many"}))


def blown(store: Store, automation: str, now: float) -> bool:
    """Tell whether an automation that goes alone has begun too many runs in an hour."""
    return store.automation_runs.started_since(automation, now - HOUR) > MOST_AN_HOUR
