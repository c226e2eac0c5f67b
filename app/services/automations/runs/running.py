"""Runs: their steps as the trial planned them, how they go on, and how they end.

A run is walked with the very code of a try; what it would change is kept with each step and becomes actions of the one
plan. It is walked up to the next "wait"; what comes after is walked when that is over, with the values of then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.automation.model import CHOOSE, Automation, Change, Event, Group, Mode, Step, step_key
from app.automation.offer.operations import always_asks
from app.automation.planning.trial import StepResult, Trial, try_out
from app.services.automations.events.facts import Facts
from app.store import Store
from app.store.automations.runs import AutomationRun, AutomationStep

PUSHES = {"contact.push": "highlevel", "fattura24.SaveCustomer": "fattura24"}
"""Steps that give a person a counterpart, and the side on which: those behind it may wait for that."""
_NOBODY = frozenset({"no_contact", "no_customer"})

OPEN, TRIED, DONE, FAILED, STOPPED = "open", "tried", "done", "failed", "stopped"
PLANNED, WAITING, SKIPPED = "planned", "waiting", "skipped"
UNCONFIRMED = "unconfirmed"
AGAIN = ("failed", "stale")
"""How a run ends that can be taken up again: what it wanted to write was not written."""
BAD = (UNCONFIRMED, *AGAIN)
"""How a run or step ends badly; the run bears the state of the step."""


def run_id(automation: str, event: str) -> str:
    """Return the id of a run: the same automation and event always give the same."""
    return step_key(automation, event, "run")


@dataclass(slots=True)
class Runs:
    """Begins runs and leads them on, for one pass."""

    store: Store
    facts: Facts

    def begin(self, automation: Automation, event: Event, trial: Trial, mode: Mode, *, why: str = "") -> bool:
        """Begin a run with what a try has shown; False where there has been one for this event."""
        body: dict[str, Any] = {
            "event": event.to_json(),
            "conditions": [one.to_json() for one in trial.conditions],
            "name": automation.name,
        }
        if why:
            body["why"] = why
        subject = f"customer:{event.customer}" if event.customer else f"contact:{event.contact}"
        run = AutomationRun(
            run_id(automation.id, event.key),
            automation.id,
            automation.version,
            event.key,
            event.record or subject,
            subject if event.customer or event.contact else "",
            mode.value,
            TRIED if mode is Mode.TRY else OPEN,
            self.facts.now,
            self.facts.now if mode is Mode.TRY else 0.0,
            depth=event.depth,
            body=body,
        )
        with self.store.transaction():
            if not self.store.automation_runs.add(run):
                return False
            self._keep(run, trial.steps, [])
        return True

    def _keep(self, run: AutomationRun, results: Sequence[StepResult], known: Sequence[AutomationStep]) -> None:
        """Keep the steps up to the next that must wait, behind those known, and how the run stands then."""
        pushing = any(s.input.get("change", {}).get("operation") in PUSHES for s in known)
        rows: list[AutomationStep] = []
        rest, due = "", 0.0
        for result in results:
            key = step_key(run.automation, run.event, result.step)
            seq = len(known) + len(rows)
            if result.fault is not None and result.fault.key in _NOBODY and pushing and run.mode != Mode.TRY:
                rest = f"from:{result.step}"
                break
            row = AutomationStep(run.id, seq, key, _state_of(result), _input(result), at=self.facts.now)
            if result.fault is not None:
                row = replace(row, output={"why": {"it": result.fault.words("it"), "en": result.fault.words("en")}})
            rows.append(row)
            change = result.change
            if change is not None and change.operation in PUSHES and run.mode != Mode.TRY:
                pushing = True
                if not all(self.facts.people(change.customer, change.contact)):
                    rest = f"after:{result.step}"  # what comes after looks at a person who is on both sides
                    break
            if result.state == "waits" and run.mode != Mode.TRY:
                rest, due = f"after:{result.step}", result.until
                break
        self.store.automation_runs.put_steps(rows)
        if rest or run.body.get("rest") or run.due_at or known:
            self.store.automation_runs.save(replace(run, body={**run.body, "rest": rest}, due_at=due))

    def go_on(self, run: AutomationRun, automation: Automation | None) -> AutomationRun:
        """Lead a run on as far as nothing has to be written for it, and return how it stands."""
        while run.state == OPEN:
            steps = self.store.automation_runs.steps(run.id)
            bad = next((s for s in steps if s.state in BAD), None)
            if bad is not None:
                return self._end(run, bad.state)
            if any(s.state == PLANNED for s in steps):
                return run
            waiting = next((s for s in steps if s.state == WAITING), None)
            if waiting is not None:
                if run.due_at > self.facts.now:
                    return run
                self.store.automation_runs.put_steps([replace(waiting, state=DONE, at=self.facts.now)])
                continue
            if not run.body.get("rest"):
                return self._end(run, DONE)
            if automation is None:
                return self._end(run, FAILED, "gone")
            if not self._walk_rest(run, automation):
                return run
            again = self.store.automation_runs.get(run.id)
            assert again is not None
            run = again
        return run

    def _walk_rest(self, run: AutomationRun, automation: Automation) -> bool:
        how, _, step = str(run.body["rest"]).partition(":")
        left = tuple(rest_of(automation.steps, step, inclusive=how in ("from", "again")))
        event = self.refreshed(Event.from_json(run.body["event"]))
        if how == "from" and not (event.customer and event.contact):
            return False  # the counterpart is not there yet
        rest = replace(automation, steps=left, conditions=Group())
        trial = try_out(rest, event, self.facts.today, self.facts.now)
        with self.store.transaction():
            known = self.store.automation_runs.steps(run.id)
            self._keep(replace(run, body={**run.body, "event": event.to_json()}), trial.steps, known)
        return True

    def refreshed(self, event: Event) -> Event:
        """Return an event with the values of now: whom it is about, and how the instalment or task stands."""
        customer, contact = self.facts.people(event.customer, event.contact)
        values = {**event.values, **self.facts.client(customer, contact)} if customer or contact else event.values
        kind, _, record = event.record.partition(":")
        if kind == "instalment" and (position := self.facts.positions.get(record)) is not None:
            values = {**values, **self.facts.instalment(position)}
        return replace(event, customer=customer, contact=contact, values=values)

    def _end(self, run: AutomationRun, state: str, why: str = "") -> AutomationRun:
        ended = replace(run, state=state, ended_at=self.facts.now, due_at=0.0)
        if why:
            ended = replace(ended, body={**run.body, "why": why})
        self.store.automation_runs.save(ended)
        return ended

    def arrived(self, run: AutomationRun) -> AutomationRun:
        """Open a run of which somebody has seen that what it sent arrived: it goes on behind that."""
        steps = []
        for step in self.store.automation_runs.steps(run.id):
            if step.state == UNCONFIRMED:
                parts = {name: {**told, "state": DONE} for name, told in step.output.get("parts", {}).items()}
                whole = DONE if len(parts) >= int(step.input.get("parts", 1)) else PLANNED
                steps.append(replace(step, state=whole, output={**step.output, "parts": parts}, at=self.facts.now))
        opened = replace(run, state=OPEN, ended_at=0.0)
        with self.store.transaction():
            self.store.automation_runs.put_steps(steps)
            self.store.automation_runs.save(opened)
        return opened

    def again(self, run: AutomationRun, present: Automation | None = None) -> AutomationRun:
        """Open a run that ended badly: it goes on at the first step that is not done.

        Of one whose step failed before anything of it was sent, that step and those behind it are planned anew, with
        the values of now and as the automation is at ``present``: it may have been mended since.
        """
        if present is not None and (mended := self._mended(run, present)) is not None:
            return mended
        steps = [
            replace(s, state=PLANNED, output={**s.output, "parts": _good(s)})
            for s in self.store.automation_runs.steps(run.id)
            if s.state in BAD and "change" in s.input
        ]
        opened = replace(run, state=OPEN, ended_at=0.0)
        with self.store.transaction():
            self.store.automation_runs.put_steps(steps)
            self.store.automation_runs.save(opened)
        return opened

    def _mended(self, run: AutomationRun, present: Automation) -> AutomationRun | None:
        """Open a run with its failed step left to be planned anew; None where that one must be repeated as it was."""
        steps = self.store.automation_runs.steps(run.id)
        bad = next((s for s in steps if s.state in AGAIN), None)
        if bad is None or _good(bad) or any(s.state == UNCONFIRMED for s in steps):
            return None
        step, newer = str(bad.input.get("step", "")), present.version != run.version
        if not any(one.id == step for one in present.all_steps()) or not (newer or "change" not in bad.input):
            return None
        body = {name: value for name, value in run.body.items() if name != "approved" or not newer}
        opened = replace(run, state=OPEN, ended_at=0.0, version=present.version, body={**body, "rest": f"again:{step}"})
        with self.store.transaction():
            self.store.automation_runs.drop_steps(run.id, bad.seq)
            self.store.automation_runs.save(opened)
        return opened


def _good(step: AutomationStep) -> dict[str, Any]:
    return {part: told for part, told in step.output.get("parts", {}).items() if told.get("state") == DONE}


def _state_of(result: StepResult) -> str:
    match result.state:
        case "would":
            return PLANNED
        case "waits":
            return WAITING
        case "failed":
            return FAILED
        case "passed" | "stopped":
            return DONE
    return SKIPPED


def _input(result: StepResult) -> dict[str, Any]:
    told: dict[str, Any] = {"step": result.step, "state": result.state}
    if result.change is not None:
        told["change"] = result.change.to_json()
    if result.conditions:
        told["conditions"] = [one.to_json() for one in result.conditions]
    if result.until:
        told["until"] = result.until
    return told


def change_of(step: AutomationStep) -> Change | None:
    """Return what a step would change; None for one that changes nothing."""
    return Change.from_json(step.input["change"]) if "change" in step.input else None


def asks(run: AutomationRun, change: Change) -> bool:
    """Tell whether a person must confirm what a step wants."""
    if change.verb == "local" or (run.body.get("approved") and not always_asks(change.operation)):
        return False
    return run.mode == Mode.ASK or always_asks(change.operation)


def rest_of(steps: Sequence[Step], step: str, *, inclusive: bool) -> Iterator[Step]:
    """Yield what comes after a step (or from it on), out of "if … otherwise", too: of that the branch that was not
    taken is left out."""
    for n, one in enumerate(steps):
        if one.id == step:
            yield from steps[n if inclusive else n + 1 :]
            return
        if one.operation == CHOOSE:
            for branch in (one.then, one.otherwise):
                if any(inner.id == step for inner in branch):
                    yield from rest_of(branch, step, inclusive=inclusive)
                    yield from steps[n + 1 :]
                    return
