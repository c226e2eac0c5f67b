"""Days by chance with automations on: people come and are labelled, reads lag and come twice, answers are lost, the
owner edits, pauses and confirms, the program dies anywhere. Each event acts once, and none is lost.

    .venv/bin/python -m tests.engine.automation_days --first 0 --count 1000
"""

from __future__ import annotations

import logging
import random
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from app.automation.model import Mode, State
from app.errors import Ponte24Error
from app.records.contact import Contact
from tests.engine.automation_machine import STEPS, AutomationMachine
from tests.many import play_many, without_fuse

VIP = {"tag": "vip", "change": "added"}
NAMES = ("Alba Srl", "Brina snc", "Corte Srl", "Delta sas", "Elce Srl", "Fiume snc")


@dataclass
class Days:
    """One example; ``labelled`` are the contacts that got the label while it was watched."""

    dice: random.Random
    m: AutomationMachine = field(default_factory=lambda: AutomationMachine(lag=0.0))
    labelled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        people = [Contact(company=n, email=f"{n[:4].lower()}@posta.it") for n in NAMES[:4]]
        self.m.in_step(*people)
        self.m.contacts.switches.search_lag_seconds = self.dice.choice((0, 0, 45))
        self.mode = self.dice.choice((Mode.AUTO, Mode.AUTO, Mode.ASK))
        self.one = self.m.automation("highlevel.ContactTagUpdate", *STEPS, mode=self.mode, **VIP)
        self.m.sandbox_clock.advance(60)

    def weather(self) -> dict[str, Any]:
        """Faults at some calls, or a death at some boundary; mostly neither."""
        kind = self.dice.random()
        if kind < 0.45:
            return {}
        if kind < 0.7:
            return {"die_at": self.dice.randint(1, 90)}
        faults = ("lost", "cut", "down", "busy", "lost")
        return {"faults": {self.dice.randint(0, 30): (self.dice.choice(faults), 0) for _ in range(3)}}

    def label(self) -> None:
        """Somebody puts the label on a contact: for the first time, or again after it was taken off."""
        free = sorted(set(self.m.contacts.contacts) - self.labelled)
        if free:
            contact = self.dice.choice(free)
            self.m.sandbox_clock.advance(self.dice.choice((1, 20, 500)))
            self.m.work.label(contact, on=("vip", "nuovo")[: self.dice.randint(1, 2)])
            self.labelled.add(contact)

    def other(self) -> None:
        """Somebody changes something that is none of the automation's business."""
        contact = self.dice.choice(sorted(self.m.contacts.contacts))
        if self.dice.random() < 0.5:
            self.m.work.label(contact, on=("altro",))
        else:
            self.m.edit_contact(contact, {"city": self.dice.choice(("Asti", "Bari"))})

    def new(self) -> None:
        """Somebody types a new contact, perhaps with the label: that is no change of labels."""
        name = f"Nuova {self.dice.randint(0, 99)}"
        self.m.add_contact(Contact(company=name, email=f"{name[6:]}@nuova.it"))

    def timer(self) -> None:
        """The timer goes off."""
        self.m.highlevel.late = self.dice.random() < 0.2
        weather = self.weather()
        with suppress(Ponte24Error):
            self.m.scheduled(weather.get("faults"), weather.get("die_at", 0), awaits="die_at" in weather)
        if "die_at" in weather:
            self.m.restart()

    def person(self) -> None:
        """The owner looks at the plan and confirms what the automation wants."""
        weather = self.weather()
        self.m.sandbox_clock.advance(400)
        with suppress(Ponte24Error):
            plan = self.m.plan()
            if plan is not None and any(a.effective for a in plan.actions):
                self.m.apply(plan, weather.get("faults"), weather.get("die_at", 0), awaits="die_at" in weather)
        if "die_at" in weather:
            self.m.restart()

    def edit(self) -> None:
        """The owner saves it under another name."""
        desk = self.m.service.automations
        desk.save(replace(desk.get(self.one).automation, name=f"Prova {self.dice.randint(1, 9)}"))

    def pause(self) -> None:
        """Something pauses it; later it goes on."""
        kept = self.m.store.automations.get(self.one)
        assert kept is not None
        state = State.PAUSED if kept.state == State.ON else State.ON
        self.m.store.automations.standing(self.one, state=state.value)

    def restart(self) -> None:
        self.m.restart()

    def again(self) -> None:
        """The owner lets what failed go on. What nobody could tell of may then be there twice: that is said."""
        runs = self.m.store.automation_runs.recent(limit=100)
        if not any(run.state == "unconfirmed" for run in runs):
            self.m.service.automations.replay(self.one)

    def play(self, steps: int) -> None:
        """Go through some days and check what must hold at their end."""
        moves = [self.label] * 3 + [self.timer] * 3 + [self.other, self.new]
        moves += [self.person, self.edit, self.pause, self.restart, self.again]
        for _ in range(steps):
            self.dice.choice(moves)()
            self.hold()
        self.m.contacts.switches.search_lag_seconds = 0
        for _ in range(7):
            self.m.store.automations.standing(self.one, state=State.ON.value)
            self.again()
            self.m.sandbox_clock.advance(4_000)
            plan = self.m.plan()
            assert plan is not None
            if any(a.effective and a.step for a in plan.actions):
                self.m.apply(plan)
        self.hold()
        self.nothing_lost()
        self.m.close()

    def hold(self) -> None:
        """At no moment has anything been done twice."""
        m = self.m
        assert max(m.work.sent.values(), default=0) <= 1, m.work.sent
        for texts in ([n["body"] for n in m.work.notes.values()], [t["contactId"] for t in m.work.tasks.values()]):
            assert len(texts) == len(set(texts)), texts
        told = [r.params["text"] for r in m.store.activity.recent(1000) if r.key == "automation_notice"]
        assert len(told) == len(set(told)), told

    def nothing_lost(self) -> None:
        """Each contact that was labelled had its run, and all of it came about but what nobody can tell of."""
        m = self.m
        runs = {run.record.removeprefix("contact:"): run for run in m.store.automation_runs.recent(limit=1000)}
        assert set(runs) == self.labelled, (set(runs), self.labelled)
        for contact, run in runs.items():
            assert run.state in ("done", "unconfirmed"), (run.state, m.store.automation_runs.steps(run.id))
            assert "seguito" in m.tags(contact)
            if run.state == "done":
                assert "nuovo" not in m.tags(contact)
                assert m.work.sent[f"add-contact-to-workflow {contact}"] == 1
                assert sum(n["contactId"] == contact for n in m.work.notes.values()) == 1
        assert all(t["contactId"] in self.labelled for t in m.work.tasks.values())


def one_example(seed: int, steps: int = 14) -> None:
    """Play the days of a number."""
    with without_fuse():
        Days(random.Random(seed)).play(steps)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    play_many("days", one_example, 100)
