"""Automations between the store and the engine's nouns, and what switching one on means."""

from __future__ import annotations

from dataclasses import replace

from app.automation.kept.format import from_json, to_json
from app.automation.model import Automation, Cause, Mode, State
from app.services.automations.events.observing import whole_pictures
from app.services.sync.reading import clocks
from app.store import Store
from app.store.automations.definitions import StoredAutomation

AHEAD = "ahead"
"""Fact: by how many seconds HighLevel's clock was before this computer's when it was switched on."""
_LIVE = ("id", "version", "state", "cause", "trusted", "mode")
"""What is kept beside a version: going back to an older one does not change how it stands."""


def automation_of(kept: StoredAutomation) -> Automation:
    """Return an automation as it stands now."""
    read = from_json(dict(kept.body))
    return replace(
        read,
        id=kept.id,
        name=kept.name,
        version=kept.version,
        state=State(kept.state),
        cause=Cause(kept.cause) if kept.cause in set(Cause) else Cause.INVALID,
        mode=Mode(kept.mode),
        trusted=bool(kept.facts.get("trusted")),
    )


def version_of(store: Store, automation_id: str, version: int) -> Automation | None:
    """Return an automation as it was when a run began with it; None where it is no more."""
    kept = store.automations.get(automation_id)
    body = store.automations.version(automation_id, version)
    if kept is None or body is None:
        return None
    return replace(automation_of(replace(kept, body=body)), version=version)


def body_of(automation: Automation) -> dict[str, object]:
    """Return what makes a version: all but how it stands."""
    told = to_json(automation, whole=True)
    return {name: value for name, value in told.items() if name not in _LIVE}


def keep(store: Store, automation: Automation, now: float) -> StoredAutomation:
    """Keep an automation, new or changed. Saving never moves what it has seen, unless its trigger is another one."""
    before = store.automations.get(automation.id)
    facts = {**(before.facts if before else {}), "trusted": automation.trusted}
    moved = before is None or dict(before.body).get("trigger") != body_of(automation)["trigger"]
    if moved:
        facts[AHEAD] = clocks.ahead(store)
    with store.transaction():
        watched = automation.state is not State.OFF
        if watched:
            _look(store, now)
        return store.automations.put(
            StoredAutomation(
                automation.id,
                automation.name,
                body_of(automation),
                automation.state.value,
                automation.cause.value,
                automation.mode.value,
                since=now if moved or before is None else before.since,
                seen=_newest(store) if moved or before is None else before.seen,
                facts=facts,
                created_at=before.created_at if before else now,
            ),
            now,
        )


def switch(store: Store, kept: StoredAutomation, state: State, now: float, *, cause: Cause = Cause.NONE) -> None:
    """Switch an automation on or off, or pause it. Switching on is the baseline: what happened before sets nothing
    off; going on after a pause is not, for its events were kept."""
    values: dict[str, object] = {"state": state.value, "cause": cause.value}
    with store.transaction():
        if state is State.ON and kept.state == State.OFF:
            _look(store, now)
            values |= {"since": now, "seen": _newest(store)}
            kept = replace(kept, facts={**kept.facts, AHEAD: clocks.ahead(store)})
        if state is State.ON:
            values["facts"] = {**kept.facts, "failures": []}
        store.automations.standing(kept.id, **values)


def _look(store: Store, now: float) -> None:
    """Begin to note differences: what is in the picture now is where they start from."""
    if not store.automations.any_watching():
        store.automations.take_baseline(whole_pictures(store), now)


def follow_clock(store: Store, now: float) -> None:
    """Move since when automations look with this computer's clock, where it was set right or wrong meanwhile: what
    happened after the switch is after it, whatever the clock said then.

    HighLevel's own clock tells by how much it was moved. Before it was asked again, a moment still to come tells that
    the clock was ahead then and is right now; without either, no moment still to come is kept.
    """
    apart = clocks.ahead(store)
    for kept in store.automations.all():
        then = float(kept.facts.get(AHEAD, apart))
        if abs(then - apart) > clocks.SAME:
            moved, told = kept.since + then - apart, apart
        elif kept.since > now and then < -clocks.SAME:
            moved, told = kept.since + then, 0.0
        elif AHEAD not in kept.facts and kept.state != State.OFF:
            moved, told = kept.since, apart
        else:
            continue
        store.automations.standing(kept.id, since=moved, facts={**kept.facts, AHEAD: told})
    store.automations.not_after(now)


def _newest(store: Store) -> int:
    return store.events.newest()
