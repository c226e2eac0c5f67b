"""What the tests of automations do: make them, let people change things in HighLevel, and look at what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from app.automation.kept.format import from_json
from app.automation.model import Automation, Mode
from app.services.api.automations.automations import AutomationRunLine
from app.services.facade import Ponte24
from app.sync.plan.model import Action, Plan
from tests.services.work_stage import WorkStage, work_stage


def made(trigger: str, *steps: Mapping[str, Any], name: str = "Prova", **more: Any) -> Automation:
    """Return an automation in a line: the trigger's parameters and conditions are in ``more``."""
    told = {
        "format": 1,
        "name": name,
        "trigger": {"kind": trigger, "parameters": more.get("parameters", {})},
        "conditions": {"match": "all", "items": list(more.get("conditions", ()))},
        "steps": [{"id": f"s{n}", **step} for n, step in enumerate(steps)],
    }
    return from_json(told)


def tag(*tags: str, off: bool = False) -> dict[str, Any]:
    return {"operation": f"highlevel.{'remove' if off else 'add'}-tags", "inputs": {"tags": list(tags)}}


def task(title: str = "Chiamare {{ cliente.nome }}") -> dict[str, Any]:
    return {"operation": "task.ensure", "inputs": {"title": title}}


NOTE = {"operation": "highlevel.create-note", "inputs": {"body": "Da chiamare: {{ cliente.nome }}"}}
TAGGED: dict[str, Any] = {"parameters": {"tag": "vip", "change": "added"}}


class Play:
    """A home with its automations, on a stage where all is in step."""

    def __init__(self, w: WorkStage) -> None:
        self.w = w

    @property
    def service(self) -> Ponte24:
        return self.w.s.service

    def on(self, automation: Automation, mode: Mode = Mode.AUTO, *, trusted: bool = True) -> str:
        """Keep an automation and switch it on; time goes on, so that what follows is after that."""
        kept = self.service.automations.save(automation)
        self.service.automations.switch(kept.id, on=True, mode=mode, trusted=trusted)
        self.w.s.clock.sandbox.advance(1)
        return kept.id

    def contact(self, number: int = 0) -> str:
        return self.w.linked(number)[1]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Somebody else does something in HighLevel."""
        s = self.w.s.sandbox
        headers = {"Version": "2021-07-28", "Authorization": f"Bearer {s.token}"}
        self.w.s.clock.sandbox.advance(2)
        answer = httpx.request(method, s.highlevel_url + path, headers=headers, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def tag(self, contact: str, *tags: str) -> None:
        self.ask("POST", f"/contacts/{contact}/tags", {"tags": list(tags)})

    def untag(self, contact: str, *tags: str) -> None:
        self.ask("DELETE", f"/contacts/{contact}/tags", {"tags": list(tags)})

    def tags(self, contact: str) -> set[str]:
        return set(self.w.s.sandbox.state.highlevel.contacts[contact].get("tags", ()))

    def sync(self) -> Any:
        """What the timer does: plan, then apply what needs no judgement."""
        self.w.s.clock.sandbox.advance(400)
        return asyncio.run(self.service.sync(origin="scheduled", confirmed=True))

    def plan(self) -> Plan:
        return self.w.plan()

    def confirm(self, plan: Plan) -> Any:
        return asyncio.run(self.service.apply(plan.id, digest=plan.digest, confirmed=True))

    @staticmethod
    def wanted(plan: Plan) -> list[Action]:
        return [a for a in plan.actions if a.step]

    def runs(self, automation: str = "") -> list[AutomationRunLine]:
        return list(self.service.automations.log(automation))

    def book(self) -> list[str]:
        return [line.task.title for line in self.service.agenda.tasks(everything=True)]


@contextmanager
def play(folder: Path, **switches: Any) -> Iterator[Play]:
    """Open a stage for automations."""
    with work_stage(folder, **switches) as w:
        yield Play(w)
