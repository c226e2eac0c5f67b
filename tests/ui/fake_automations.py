"""A stand-in for automations that keeps their promises in memory: trying is the real, pure code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.automation import validate
from app.automation.kept.format import dumps, loads
from app.automation.kept.recipes import make
from app.automation.model import Automation, Cause, Event, Mode, State, Trigger
from app.automation.planning.trial import Trial, sample_event, try_out
from app.errors import Ponte24Error, UsageError
from app.services.api.automations.automations import (
    AutomationChoices,
    AutomationCost,
    AutomationLine,
    AutomationRunLine,
    AutomationVersion,
    PassedOverLine,
    SampleEvent,
    StepLine,
)

TODAY, NOW = date(2026, 11, 26), 1_795_700_000.0
CUSTOMERS = (("Mulino Rossi SRL", 24_400), ("Bar Centrale SNC", 61_000), ("Anna Bianchi", 9_900))


def sample_automations() -> list[Automation]:
    """Three automations as a bakery would have them: on, paused with its cause, off."""
    return [
        replace(make("overdue_task", {}, "it"), id="a1", state=State.ON),
        replace(make("payment_note", {}, "it"), id="a2", state=State.PAUSED, cause=Cause.CREDENTIALS),
        replace(make("monday_digest", {}, "it"), id="a3"),
    ]


class FakeAutomations:
    """Implements `app.services.api.automations.automations.AutomationService`."""

    def __init__(self) -> None:
        self.kept: list[Automation] = []
        self.runs: list[AutomationRunLine] = []
        self.standing: dict[str, AutomationLine] = {}
        self.calls: list[tuple[Any, ...]] = []
        self.problem: Ponte24Error | None = None
        self.hinted: tuple[str, ...] = ()

    def all(self) -> tuple[AutomationLine, ...]:
        return tuple(self.get(one.id) for one in self.kept)

    def get(self, automation_id: str) -> AutomationLine:
        for one in self.kept:
            if one.id == automation_id:
                return replace(self.standing.get(one.id, AutomationLine(one)), automation=one)
        raise UsageError("unknown_automation", automation=automation_id)

    def save(self, automation: Automation) -> Automation:
        if self.problem is not None:
            raise self.problem
        validate.checked(automation)
        if not automation.id:
            automation = replace(automation, id=f"n{len(self.kept) + 1}")
            self.kept.append(automation)
            return automation
        automation = automation.with_version(automation.version + 1)
        self.kept = [automation if one.id == automation.id else one for one in self.kept]
        return automation

    def add_recipe(self, recipe: str, answers: Mapping[str, Any], language: str) -> Automation:
        return self.save(make(recipe, answers, language))

    def switch(self, automation_id: str, *, on: bool, mode: Mode | None = None, trusted: bool = False) -> Automation:
        self.calls.append(("switch", automation_id, on, mode, trusted))
        one = self.get(automation_id).automation
        one = replace(one, state=State.ON if on else State.OFF, cause=Cause.NONE, mode=mode or one.mode)
        one = validate.checked(replace(one, trusted=trusted or one.trusted))
        self.kept = [one if other.id == automation_id else other for other in self.kept]
        return one

    def remove(self, automation_id: str) -> None:
        self.kept = [one for one in self.kept if one.id != automation_id]

    def samples(self, trigger: Trigger, limit: int = 20) -> tuple[SampleEvent, ...]:
        event = sample_event(Automation("", "", trigger))
        found = []
        for n, (name, amount) in enumerate(CUSTOMERS):
            values = {k: amount if k in ("rata.importo", "fattura.totale") else v for k, v in event.values.items()}
            values |= {"cliente.nome": name, "cliente.etichette": ["insoluto"]} if "cliente.nome" in values else {}
            values |= {"fattura.numero": str(n + 5)} if "fattura.numero" in values else {}
            record = f"{'task' if 'attivita.titolo' in values else 'instalment'}:{n}"
            one = replace(event, key=f"k{n}", record=record, customer=str(n), contact=f"c{n}", values=values)
            found.append(SampleEvent(one, name))
        return tuple(found[:limit])

    def try_out(self, automation: Automation, event: Event | None = None, record: str = "") -> Trial:
        self.calls.append(("try", automation.name))
        return try_out(validate.checked(automation), event or sample_event(automation), TODAY, NOW)

    async def run_now(self, automation_id: str, record: str, **_more: Any) -> AutomationRunLine:
        self.calls.append(("run", automation_id, record))
        return self._run(self.get(automation_id).automation, "open")

    def _run(self, one: Automation, state: str) -> AutomationRunLine:
        sample = self.samples(one.trigger)[0]
        trial = try_out(one, sample.event, TODAY, NOW)
        steps = tuple(StepLine(s.step, "done" if s.change else "skipped", s.change, at=NOW) for s in trial.steps)
        return AutomationRunLine(
            "r1",
            one.id,
            one.name,
            sample.event,
            sample.title,
            one.mode,
            state,
            NOW,
            NOW,
            0.0,
            trial.conditions,
            steps,
            run="sync7",
            undo=("A3", "A4"),
        )

    def log(self, automation_id: str = "", limit: int = 200) -> tuple[AutomationRunLine, ...]:
        wanted = [self.get(automation_id).automation] if automation_id else self.kept
        return tuple(self._run(one, "done") for one in wanted if one.state is not State.OFF)

    def passed_over(self, automation_id: str) -> tuple[PassedOverLine, ...]:
        one = self.get(automation_id).automation
        sample = self.samples(one.trigger)[1]
        values = {k: v for k, v in sample.event.values.items() if k != "rata.certa"}
        trial = try_out(one, replace(sample.event, values=values), TODAY, NOW)
        return (PassedOverLine(one.id, sample.title, NOW, trial.conditions),)

    def replay(self, automation_id: str) -> int:
        self.calls.append(("replay", automation_id))
        return 3

    def settle(self, automation_id: str, *, arrived: bool) -> int:
        self.calls.append(("settle", automation_id, arrived))
        return 2

    def release(self, automation_id: str, *, run: bool) -> int:
        self.calls.append(("release", automation_id, run))
        return 47

    def versions(self, automation_id: str) -> tuple[AutomationVersion, ...]:
        one = self.get(automation_id).automation
        return tuple(AutomationVersion(n, NOW - n, one.with_version(n)) for n in range(one.version, 0, -1))

    def restore(self, automation_id: str, version: int) -> Automation:
        self.calls.append(("restore", automation_id, version))
        return self.get(automation_id).automation

    def import_text(self, text: bytes, name: str) -> Automation:
        return self.save(replace(loads(text, name), id="", state=State.OFF, mode=Mode.ASK))

    def export(self, automation_id: str) -> str:
        return dumps(self.get(automation_id).automation)

    def cost(self, automation: Automation) -> AutomationCost:
        return AutomationCost(12, {"highlevel": 0.8})

    def hints(self, automation: Automation) -> tuple[str, ...]:
        return self.hinted

    async def read_choices(self) -> bool:
        return False

    def choices(self) -> AutomationChoices:
        return AutomationChoices(
            ("cliente", "insoluto", "vip"),
            (("u1", "Anna Verdi"), ("u2", "Luca Neri")),
            (("cal1", "Consulenze"),),
            (("w1", "Benvenuto"),),
        )
