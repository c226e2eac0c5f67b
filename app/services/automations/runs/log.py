"""Runs and events as the log shows them: what set a run off, what each step did, and why it ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.automation.matching.conditions import Checked
from app.automation.model import Automation, Event, Mode, State
from app.automation.words import keys, word
from app.services.api.automations.automations import AutomationLine, AutomationRunLine, PassedOverLine, StepLine
from app.services.automations.events.observing import event_of
from app.services.automations.events.samples import called
from app.services.automations.runs.evaluating import HELD
from app.services.automations.runs.running import AGAIN, BAD, DONE, OPEN, PLANNED, UNCONFIRMED, WAITING, asks, change_of
from app.store import Store
from app.store.automations.definitions import StoredAutomation
from app.store.automations.runs import AutomationRun, AutomationStep, PassedOver
from app.store.sync.journal import OperationRow, RunRow
from app.texts import has_text, text

MONTH = 30 * 86_400.0


class Log:
    """Says things in one language; ``now`` is epoch seconds."""

    def __init__(self, store: Store, language: str, now: float) -> None:
        self._store, self._language, self._now = store, language, now
        self._syncs: dict[str, tuple[RunRow | None, Sequence[OperationRow]]] = {}

    def row(self, kept: StoredAutomation, automation: Automation) -> AutomationLine:
        """Return a row of the list."""
        runs = self._store.automation_runs.recent(kept.id, 1000)
        opened = [run for run in runs if run.state == OPEN and not run.body.get(HELD)]
        waiting = deferred = 0
        for run in opened:
            steps = self._store.automation_runs.steps(run.id)
            asked = sum(
                step.state == PLANNED and (change := change_of(step)) is not None and asks(run, change)
                for step in steps
            )
            waiting += asked if automation.state is State.ON else 0
            deferred += not asked
        return AutomationLine(
            automation,
            max((run.started_at for run in runs), default=0.0),
            sum(run.started_at > self._now - MONTH for run in runs),
            waiting,
            sum(run.state in AGAIN for run in runs),
            deferred,
            sum(bool(run.body.get(HELD)) and run.state == OPEN for run in runs),
            sum(run.state == UNCONFIRMED for run in runs),
        )

    def line(self, run: AutomationRun) -> AutomationRunLine:
        """Return a run in words."""
        event = Event.from_json(run.body["event"])
        steps = self._store.automation_runs.steps(run.id)
        sync, actions = self._taken_back(run, steps)
        return AutomationRunLine(
            run.id,
            run.automation,
            str(run.body.get("name", "")),
            event,
            called(event, self._language),
            Mode(run.mode),
            run.state,
            run.started_at,
            run.ended_at,
            run.due_at,
            _conditions(run.body.get("conditions", ())),
            tuple(self._step(step, tried=run.mode == Mode.TRY) for step in steps),
            self.why(str(run.body.get("why", ""))),
            sync,
            actions,
        )

    def _taken_back(self, run: AutomationRun, steps: Iterable[AutomationStep]) -> tuple[str, tuple[str, ...]]:
        """Return the newest sync run that still has something of a run to take back, with the actions; where there is
        nothing, the newest that carried anything out."""
        syncs = list(dict.fromkeys(s.operation.partition(":")[0] for s in steps if s.operation))[::-1]
        for sync in syncs:
            row, written = self._written(sync)
            gone = frozenset(row.result.get("undone_actions", ())) if row is not None else frozenset()
            if row is None or row.result.get("undone") or row.undoes:
                continue
            mine = [
                action
                for one in written
                if one.state == DONE and one.record != "call" and any(s.startswith(f"{run.id}/") for s in one.steps)
                for action in one.actions
                if action not in gone
            ]
            if mine:
                return sync, tuple(dict.fromkeys(mine))
        return (syncs[0] if syncs else ""), ()

    def _written(self, sync: str) -> tuple[RunRow | None, Sequence[OperationRow]]:
        if sync not in self._syncs:
            self._syncs[sync] = self._store.journal.run(sync), self._store.journal.operations(sync)
        return self._syncs[sync]

    def passed(self, one: PassedOver) -> PassedOverLine:
        """Return an event that set nothing off, with the reason."""
        kept = self._store.events.get(one.event)
        title = called(event_of(kept), self._language) if kept is not None else one.event
        return PassedOverLine(one.automation, title, one.at, _conditions(one.why.get("conditions", ())))

    def why(self, key: str) -> str:
        """Return a cause or reason in words; blank where there is none."""
        path = f"automations.why.{key}"
        return text(path, self._language) if key and has_text(path, self._language) else key

    def _step(self, step: AutomationStep, *, tried: bool) -> StepLine:
        state = "tried" if tried and step.state in (PLANNED, WAITING) else step.state
        name = str(step.input.get("step", ""))
        asked = _conditions(step.input.get("conditions", ()))
        return StepLine(name, state, change_of(step), self._reason(step), step.at, asked)

    def _reason(self, step: AutomationStep) -> str:
        why = step.output.get("why", {})
        if self._language in why:
            return str(why[self._language])
        if "key" in why:
            path = f"faults.{why['key']}"
            return word(path, self._language) if path in keys(self._language) else str(why["key"])
        if step.output.get("already"):
            return text("automations.step.already", self._language)
        if step.state in BAD:
            for part in step.output.get("parts", {}).values():
                code = str(part.get("detail", "")).split(" ", 1)[0]
                for path in (f"errors.{code}.title", f"reasons.{code}"):
                    if code and has_text(path, self._language):
                        return _safe(path, self._language, part)
        state = str(step.input.get("state", ""))
        path = f"automations.step.{state}"
        return text(path, self._language) if has_text(path, self._language) else ""


def _conditions(told: Iterable[Mapping[str, Any]]) -> tuple[Checked, ...]:
    return tuple(Checked.from_json(one) for one in told)


def _safe(path: str, language: str, part: Mapping[str, Any]) -> str:
    try:
        return text(path, language, service="HighLevel", n="", fields="", name="")
    except (KeyError, IndexError, ValueError):
        return str(part.get("detail", ""))
