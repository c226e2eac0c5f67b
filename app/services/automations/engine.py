"""One pass of the automations, between reading and planning: events, runs, and what they want of the plan.

Implements `app.services.sync.planning.automate.Automate`. Everything in it is of this machine: nothing is sent but by
the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from app.automation.model import Cause, Event, State
from app.clock import Clock
from app.services.automations import accounts, definitions
from app.services.automations.events.facts import Facts
from app.services.automations.events.observing import Observer, stored
from app.services.automations.events.ticking import Looked, Watching, due_events
from app.services.automations.local import LocalEffects, pause
from app.services.automations.runs import evaluating
from app.services.automations.runs.running import BAD, DONE, OPEN, PLANNED, PUSHES, Runs, change_of
from app.services.automations.runs.wanted import KEPT_FREE, MOST_CALLS, Counterpart, Wanted, Wishes, with_names
from app.services.calls.counting import calls_made
from app.services.sync.plans import plans
from app.services.sync.reading.snapshot import Snapshot
from app.services.sync.schedule import SYNC
from app.services.webhooks.calls import CALLS
from app.store import Store
from app.store.automations.runs import AutomationRun
from app.sync.contacts.policy import WANTED, record_key
from app.sync.plan.budget import DAY, used
from app.sync.plan.model import Action, Kind, Plan, RecordType, Side

FAILING = 3
"""Runs in a row that failed alike, after which an automation is paused."""


@dataclass(slots=True)
class Engine:
    """Runs the automations of a home. ``off`` is the safe start without them: nothing is evaluated and nothing wanted,
    but events are kept."""

    store: Store
    clock: Clock
    language: Callable[[], str]
    effects: LocalEffects
    off: bool = False
    begun: int = 0
    """Runs that began in the last pass."""
    _wanted: Wanted = field(default_factory=Wanted)
    _looked: Looked = field(default_factory=dict)

    def pass_over(self, snapshot: Snapshot) -> None:
        """Take in what changed, evaluate it, lead the runs on, and note what they want. Heavy where much has
        changed: call it off the loop; cheap where no automation is on."""
        self._wanted, self.begun = Wanted(), 0
        store = self.store
        if store.settings.get(SYNC, False):
            store.settings.set(SYNC, False)  # this is what was wanted
        if not store.automations.any_watching() and not store.automation_runs.in_states([OPEN]):
            return
        definitions.follow_clock(store, self.clock.now())
        accounts.follow(store, self.clock.now())
        while Observer(store, Facts(store, self.clock, snapshot), snapshot.decode).take_in():
            pass
        if self.off:
            return
        facts = Facts(store, self.clock, snapshot)
        runs = Runs(store, facts)
        those = evaluating.looking(store)
        store.events.add(stored(event) for event in self._calls(facts))
        watching = [Watching(one.automation, one.kept.since) for one in those]
        looked = dict(self._looked)
        store.events.add(stored(event) for event in due_events(store, facts, watching, plans.open_plan(store), looked))
        self._looked = looked
        self.begun = evaluating.evaluate(store, runs, those)
        self._go_on(runs, snapshot)

    def _calls(self, facts: Facts) -> list[Event]:
        """Return the calls of workflows as events, now that their contacts have been read, and forget them."""
        waiting = self.store.settings.get(CALLS, [])
        if not waiting:
            return []
        known = {kept.id: kept for kept in self.store.automations.all()}
        events = []
        for call in waiting:
            kept = known.get(str(call["automation"]))
            if kept is None or self.store.highlevel.get(str(call["contact"])) is None:
                continue
            person, parameters = ("", str(call["contact"])), {"automation": kept.id}
            kind = definitions.automation_of(kept).trigger.kind
            key, record = str(call["key"]), f"contact:{call['contact']}"
            events.append(facts.event(key, kind, record, person, {}, parameters=parameters))
        self.store.settings.set(CALLS, [])
        return events

    def _go_on(self, runs: Runs, snapshot: Snapshot) -> None:
        wishes = Wishes(self.store, runs.facts, snapshot, self.language())
        paused = self._blow(runs)
        for run in self.store.automation_runs.in_states([OPEN]):
            if run.automation in paused or run.body.get(evaluating.HELD):
                continue
            self._one(runs, wishes, run)
        self._wanted = wishes.wanted
        self._wanted.actions[:] = with_names(self.store, self._wanted.actions)
        self._within_budget(runs.facts.now)
        self._forget_undecided()
        wishes.decide()

    def _one(self, runs: Runs, wishes: Wishes, run: AutomationRun) -> None:
        """Lead a run on until something must be written for it, or it ends."""
        automation = definitions.version_of(self.store, run.automation, run.version)
        for _ in range(100):
            run = runs.go_on(run, automation)
            if run.state != OPEN:
                self._ended(run, runs.facts.now)
                return
            if not self._locally(run, runs.facts.now):
                before = [s.state for s in self.store.automation_runs.steps(run.id)]
                wishes.of_run(run)
                if before == [s.state for s in self.store.automation_runs.steps(run.id)]:
                    return

    def _locally(self, run: AutomationRun, now: float) -> bool:
        """Carry out the next step if it stays on this machine; tell whether it was one."""
        for step in self.store.automation_runs.steps(run.id):
            change = change_of(step)
            if step.state != PLANNED:
                continue
            if change is None or change.verb != "local":
                return False
            with self.store.transaction():
                self.effects.carry_out(change, str(run.body.get("name", "")), now)
                self.store.automation_runs.put_steps([replace(step, state=DONE, at=now)])
            return True
        return False

    def _blow(self, runs: Runs) -> set[str]:
        """Pause the automations that begin too many runs by themselves; return those that are not on."""
        standing = {kept.id: kept for kept in self.store.automations.all()}
        for kept in standing.values():
            if kept.state == State.ON and kept.mode == "auto" and evaluating.blown(self.store, kept.id, runs.facts.now):
                self._pause(kept.id, Cause.FUSE, runs.facts.now)
        kept_now = {kept.id: kept.state for kept in self.store.automations.all()}
        return {automation for automation, state in kept_now.items() if state != State.ON}

    def _pause(self, automation: str, cause: Cause, now: float) -> None:
        kept = self.store.automations.get(automation)
        if kept is None or kept.state != State.ON:
            return
        pause(self.store, kept, cause, now)

    def _ended(self, run: AutomationRun, now: float) -> None:
        """Count failures: three in a row that failed alike pause the automation."""
        kept = self.store.automations.get(run.automation)
        if kept is None:
            return
        failures = list(kept.facts.get("failures", []))
        if run.state not in BAD:
            if failures:
                self.store.automations.standing(kept.id, facts={**kept.facts, "failures": []})
            return
        steps = self.store.automation_runs.steps(run.id)
        bad = next((s for s in steps if s.state in BAD), None)
        details = [p.get("detail", "") for p in bad.output.get("parts", {}).values()] if bad else []
        told = [str(d).split(" ", 1)[0] for d in details if d]
        why = f"{run.state}:{bad.seq if bad else ''}:{told[0] if told else ''}"
        failures = [*failures, why][-FAILING:]
        self.store.automations.standing(kept.id, facts={**kept.facts, "failures": failures})
        if len(failures) == FAILING and len(set(failures)) == 1:
            self._pause(kept.id, Cause.FAILING, now)

    def _within_budget(self, now: float) -> None:
        """Leave of Fattura24's calls what belongs to the person and to the sync."""
        mine = [key for key in self._wanted.counterparts if key[0] is Side.FATTURA24]
        if not mine:
            return
        day = now - DAY.span
        spent = sum(
            step.at > day and change is not None and PUSHES.get(change.operation) == Side.FATTURA24
            for run in self.store.automation_runs.recent(limit=1000)
            if run.started_at > day or not run.ended_at or run.ended_at > day
            for step in self.store.automation_runs.steps(run.id)
            if step.state == DONE and (change := change_of(step)) is not None
        )
        room = min(MOST_CALLS - spent, DAY.limit - KEPT_FREE - used(calls_made(self.store, now), DAY, now))
        for key in mine[max(0, room) :]:
            del self._wanted.counterparts[key]

    def _forget_undecided(self) -> None:
        """Take back what was decided for runs that do not want it any more."""
        live = {record_key(one.side.other, one.source) for one in self._wanted.counterparts.values()}
        known = self.store.settings.get(_DECIDED, [])
        gone = [key for key in known if key not in live]
        if gone:
            mine = [k for k in gone if (self.store.decisions.get(k) or {}).get("automation")]
            self.store.decisions.remove_many(mine)
        if set(known) != live:
            self.store.settings.set(_DECIDED, sorted(live))

    # --- the plan's side ---

    def actions(self) -> Sequence[Action]:
        """Return what the runs want, for the plan to carry."""
        return self._wanted.actions

    def bind(self, plan: Plan) -> Plan:
        """Bind what the comparison creates to the steps that wait for it: one that only the automation wants is asked
        for where the automation asks."""
        if not self._wanted.counterparts:
            return plan
        bound = []
        for action in plan.actions:
            found = self._of(action)
            if found is not None:
                asks = found.asks and action.reason.key == WANTED
                bound.append(replace(action, automation=found.name, step=found.step, asks=asks))
        return plan.with_actions(bound) if bound else plan

    def _of(self, action: Action) -> Counterpart | None:
        if action.kind is not Kind.CREATE or action.record is not RecordType.CONTACT or action.note:
            return None
        return self._wanted.counterparts.get((action.side, action.source_id))

    def confirmed(self, plan: Plan) -> None:
        """Note that a person confirmed a plan: what its runs still have to do needs no more asking."""
        runs = {a.step.partition("/")[0] for a in plan.actions if a.asks and a.effective}
        for run in self.store.automation_runs.get_many(runs).values():
            self.store.automation_runs.save(replace(run, body={**run.body, "approved": True}))


_DECIDED = "automations.decided"
"""Setting: the decisions that automations have taken for records to be created."""
