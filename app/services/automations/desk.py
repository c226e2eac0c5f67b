"""The automations' use cases behind one object: `AutomationService` of `app.services.api.automations.automations`."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from app.automation.declared.kinds import Field
from app.automation.kept import format as formats
from app.automation.kept import recipes
from app.automation.model import Automation, Cause, Event, Mode, State, Trigger
from app.automation.offer import loops
from app.automation.offer.operations import operation
from app.automation.planning.trial import Trial, try_out
from app.automation.validate import checked
from app.clock import Clock
from app.errors import UsageError
from app.services.api.automations.automations import (
    AutomationChoices,
    AutomationCost,
    AutomationLine,
    AutomationRunLine,
    AutomationVersion,
    PassedOverLine,
    SampleEvent,
)
from app.services.api.progress import ProgressSink, StopSignal
from app.services.automations import choices, definitions, hints
from app.services.automations.engine import Engine
from app.services.automations.events.facts import Facts
from app.services.automations.events.observing import stored
from app.services.automations.events.samples import Samples
from app.services.automations.runs.evaluating import HELD
from app.services.automations.runs.log import Log
from app.services.automations.runs.running import AGAIN, OPEN, STOPPED, UNCONFIRMED, Runs, run_id
from app.services.sync import schedule
from app.services.sync.reading.snapshot import Snapshot
from app.services.webhooks.calls import new_address
from app.store import Store
from app.store.automations.definitions import StoredAutomation


class Sync(Protocol):
    """Plans, and applies what needs no judgement."""

    async def __call__(self, *, progress: ProgressSink | None = None, stop: StopSignal | None = None) -> object:
        """Raises what a sync raises."""
        ...


class AutomationDesk:
    """Makes, changes, tries and explains automations. ``language`` is that of what is said and written."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        language: Callable[[], str],
        snapshot: Callable[[], Snapshot],
        engine: Engine,
        sync: Sync,
        connect: choices.Connect,
    ) -> None:
        self._store, self._clock, self._language, self._snapshot = store, clock, language, snapshot
        self.engine, self._sync, self._connect = engine, sync, connect

    # --- what there is ---

    def all(self) -> tuple[AutomationLine, ...]:
        """Return all automations in the order in which they were made."""
        log = self._log()
        return tuple(log.row(kept, definitions.automation_of(kept)) for kept in self._store.automations.all())

    def get(self, automation_id: str) -> AutomationLine:
        """Return an automation with how it stands."""
        kept = self._kept(automation_id)
        return self._log().row(kept, definitions.automation_of(kept))

    def show(self, automation_id: str) -> Automation:
        """Return an automation as it stands. Raises UsageError (unknown_automation)."""
        return definitions.automation_of(self._kept(automation_id))

    # --- making and changing ---

    def save(self, automation: Automation) -> Automation:
        """Keep an automation; see `AutomationService`. Saving never moves what it has seen, unless the trigger is
        another one."""
        if not automation.id:
            automation = replace(automation, id=uuid.uuid4().hex[:12])
        elif (there := self._store.automations.get(automation.id)) is not None:
            now = definitions.automation_of(there)  # it may stand otherwise than when the editor was opened
            automation = replace(automation, state=now.state, cause=now.cause, mode=now.mode, trusted=now.trusted)
        kept = definitions.keep(self._store, checked(automation), self._clock.now())
        return definitions.automation_of(kept)

    def add_recipe(self, recipe: str, answers: Mapping[str, Any], language: str) -> Automation:
        """Make an automation of a recipe; see `AutomationService`. Answers may be typed texts."""
        known = recipes.recipes().get(recipe)
        questions = {q.name: q for q in known.questions} if known is not None else {}
        given = {key: _answer(questions.get(key), value) for key, value in answers.items()}
        return self.save(recipes.make(recipe, given, language))

    def import_text(self, text: bytes, name: str) -> Automation:
        """Keep the automation of a file, off and asking; see `AutomationService`."""
        read = formats.loads(text, name)
        fresh = replace(read, id="", state=State.OFF, cause=Cause.NONE, mode=Mode.ASK, trusted=False, version=1)
        return self.save(fresh)

    def export(self, automation_id: str) -> str:
        """Return the text of a file that others can import."""
        return formats.dumps(self.show(automation_id))

    def switch(self, automation_id: str, *, on: bool, mode: Mode | None = None, trusted: bool = False) -> Automation:
        """Switch on or off, and set its mode; see `AutomationService`."""
        kept = self._kept(automation_id)
        before = definitions.automation_of(kept)
        wanted = replace(before, mode=mode or before.mode, trusted=before.trusted or trusted)
        if on:
            checked(wanted)
        with self._store.transaction():
            facts = {**kept.facts, "trusted": wanted.trusted}
            self._store.automations.standing(kept.id, mode=wanted.mode.value, facts=facts)
            state = State.ON if on else State.OFF
            definitions.switch(self._store, self._kept(automation_id), state, self._clock.now())
            if not on:
                self._stop_runs(kept.id)
        return self.show(automation_id)

    def _stop_runs(self, automation_id: str) -> None:
        """What an automation that is switched off still wanted, it wants no more."""
        now = self._clock.now()
        for run in self._store.automation_runs.in_states([OPEN], automation_id):
            body = {**run.body, "why": "off"}
            self._store.automation_runs.save(replace(run, state=STOPPED, ended_at=now, due_at=0.0, body=body))

    def remove(self, automation_id: str) -> None:
        """Forget an automation with its versions; its runs stay in the log."""
        kept = self._kept(automation_id)
        with self._store.transaction():
            self._stop_runs(kept.id)
            self._store.automations.remove(kept.id)

    def versions(self, automation_id: str) -> tuple[AutomationVersion, ...]:
        """Return all versions, newest first."""
        kept = self._kept(automation_id)
        found = []
        for one in self._store.automations.versions(kept.id):
            told = definitions.version_of(self._store, kept.id, one.version)
            if told is not None:
                found.append(AutomationVersion(one.version, one.at, told))
        return tuple(found)

    def restore(self, automation_id: str, version: int) -> Automation:
        """Make an older version the present one. Raises UsageError (unknown_version)."""
        self._kept(automation_id)
        found = definitions.version_of(self._store, automation_id, version)
        if found is None:
            raise UsageError("unknown_version", version=version)
        return self.save(found)

    # --- trying and running ---

    def samples(self, trigger: Trigger, limit: int = 20) -> tuple[SampleEvent, ...]:
        """Return what an automation with this trigger can be tried with."""
        return self._samples(self._facts()).of(trigger, limit)

    def try_out(self, automation: Automation, event: Event | None = None, record: str = "") -> Trial:
        """Return what it would do; nothing is sent, and nothing kept."""
        facts = self._facts()
        found = event or self._samples(facts).event(automation.trigger, record)
        return try_out(checked(automation), found, facts.today, facts.now)

    def begin(self, automation_id: str, record: str) -> AutomationRunLine:
        """Begin a real run on a record, whatever sets it off; what it wants goes into the next plan."""
        automation = checked(self.show(automation_id))
        facts = self._facts()
        event = self._samples(facts).event(automation.trigger, record)
        real = replace(event, key=f"manual:{automation.id}:{uuid.uuid4().hex[:12]}", at=facts.now, cause="", depth=0)
        trial = try_out(automation, real, facts.today, facts.now)
        run = run_id(automation.id, real.key)
        with self._store.transaction():
            # kept under a kind of its own: it sets off nothing but the run that it was made for
            self._store.events.add([stored(replace(real, kind="manual.run"))])
            Runs(self._store, facts).begin(automation, real, trial, automation.mode)
            begun = self._store.automation_runs.get(run)
            assert begun is not None
            if not trial.passed:
                body = {**begun.body, "why": "conditions"}
                self._store.automation_runs.save(replace(begun, state=STOPPED, ended_at=facts.now, body=body))
        return self._run(run)

    async def run_now(
        self,
        automation_id: str,
        record: str,
        *,
        progress: ProgressSink | None = None,
        stop: StopSignal | None = None,
    ) -> AutomationRunLine:
        """Run an automation for a record now, as its mode has it; see `AutomationService`."""
        begun = await asyncio.to_thread(self.begin, automation_id, record)
        if begun.state == OPEN:
            await self._sync(progress=progress, stop=stop)
        return await asyncio.to_thread(self._run, begun.id)

    # --- what happened ---

    def log(self, automation_id: str = "", limit: int = 200) -> tuple[AutomationRunLine, ...]:
        """Return runs, newest first."""
        log = self._log()
        return tuple(log.line(run) for run in self._store.automation_runs.recent(automation_id, limit))

    def passed_over(self, automation_id: str) -> tuple[PassedOverLine, ...]:
        """Return the last events that did not set an automation off."""
        kept = self._kept(automation_id)
        log = self._log()
        return tuple(log.passed(one) for one in self._store.automation_runs.passed(kept.id))

    def replay(self, automation_id: str) -> int:
        """Let failed runs go on at their first unfinished step; see `AutomationService`."""
        kept = self._kept(automation_id)
        runs = Runs(self._store, self._facts())
        present = definitions.automation_of(kept)
        with self._store.transaction():
            failed = self._store.automation_runs.in_states(AGAIN, kept.id)
            for run in failed:
                runs.again(run, present)
            if kept.state == State.PAUSED and kept.cause == Cause.FAILING:
                definitions.switch(self._store, kept, State.ON, self._clock.now())
        return len(failed)

    def settle(self, automation_id: str, *, arrived: bool) -> int:
        """Answer for what was sent and nobody knows whether it arrived; see `AutomationService`."""
        kept = self._kept(automation_id)
        runs = Runs(self._store, self._facts())
        with self._store.transaction():
            found = self._store.automation_runs.in_states([UNCONFIRMED], kept.id)
            for run in found:
                runs.arrived(run) if arrived else runs.again(run)
        return len(found)

    def release(self, automation_id: str, *, run: bool) -> int:
        """Answer for the events that were held because they are many; see `AutomationService`."""
        kept = self._kept(automation_id)
        found = [r for r in self._store.automation_runs.in_states([OPEN], kept.id) if r.body.get(HELD)]
        with self._store.transaction():
            for one in found:
                body = {name: value for name, value in one.body.items() if name != HELD}
                if run:
                    self._store.automation_runs.save(replace(one, body=body))
                else:
                    ended = replace(one, state=STOPPED, ended_at=self._clock.now(), body={**body, "why": "let_go"})
                    self._store.automation_runs.save(ended)
            if kept.state == State.PAUSED and kept.cause == Cause.MASS:
                definitions.switch(self._store, kept, State.ON, self._clock.now())
        return len(found)

    def cost(self, automation: Automation) -> AutomationCost:
        """Return what it would have cost, by the events of the last 30 days."""
        month = self._clock.now() - 30 * 86_400
        events = self._store.events.count_since(automation.trigger.kind, month)
        requests: dict[str, float] = {"highlevel": 0.0, "fattura24": 0.0}
        for step in automation.acting_steps():
            kind = operation(step.operation)
            for side, number in (kind.requests if kind else {}).items():
                requests[side] += number
        return AutomationCost(events, {side: number * events / 30 for side, number in requests.items()})

    def choices(self) -> AutomationChoices:
        """Return what the forms offer, as last read."""
        return choices.known(self._store)

    async def read_choices(self) -> bool:
        """Ask HighLevel for what the forms offer beyond what syncs read; see `AutomationService`."""
        return await choices.read_location(self._store, self._clock, self._connect)

    def hints(self, automation: Automation) -> tuple[str, ...]:
        """Return what it names and HighLevel does not have; see `AutomationService`."""
        return hints.hints(automation, self.choices(), choices.tags_in_use(self._store), self._language())

    def map(self) -> tuple[Sequence[loops.Edge], Sequence[tuple[str, ...]]]:
        """Return who sets off whom, and the rings in it."""
        found = [definitions.automation_of(kept) for kept in self._store.automations.all()]
        return loops.edges(found), loops.cycles(found)

    def tick(self) -> bool:
        """Evaluate what time and files brought, without the network; tell whether a sync is wanted for it (the schedule
        knows). Heavy where much happened: call it off the loop."""
        if not self._store.automations.any_watching():
            return False
        self.engine.pass_over(self._snapshot())
        if self.engine.begun and any(not action.asks for action in self.engine.actions()):
            self._store.settings.set(schedule.SYNC, True)
        return bool(self._store.settings.get(schedule.SYNC, False))

    def address(self, automation_id: str) -> str:
        """Return a new secret path by which a workflow of HighLevel's starts an automation with the trigger "by hand";
        an earlier one is no longer good. Raises UsageError (automation_not_by_hand)."""
        if self.show(automation_id).trigger.kind != "manual.button":
            raise UsageError("automation_not_by_hand")
        return new_address(self._store, automation_id)

    # --- helpers ---

    def _kept(self, automation_id: str) -> StoredAutomation:
        kept = self._store.automations.get(automation_id)
        if kept is None:
            raise UsageError("unknown_automation", id=automation_id[:60])
        return kept

    def _facts(self) -> Facts:
        return Facts(self._store, self._clock, self._snapshot())

    def _samples(self, facts: Facts) -> Samples:
        return Samples(self._store, facts, self._language())

    def _run(self, run: str) -> AutomationRunLine:
        found = self._store.automation_runs.get(run)
        assert found is not None
        return self._log().line(found)

    def _log(self) -> Log:
        return Log(self._store, self._language(), self._clock.now())


def _answer(question: Field | None, value: Any) -> Any:
    if question is None or not isinstance(value, str):
        return value
    try:
        return recipes.parse_answer(question, value)
    except ValueError:
        return value
