"""Random histories: people put labels on and take them off, reads come late or twice, the owner edits, pauses and
switches off, the clock jumps and is set back, the program dies at any boundary of the database. No event may act twice,
and none may be lost.

    .venv/bin/python -m tests.services.automations.histories --first 0 --count 20000
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from app.automation.kept.format import from_json
from app.automation.model import Mode, State
from app.clock import ManualClock
from app.services.automations.assembling import desk
from app.services.automations.desk import AutomationDesk
from app.services.sync.reading.session import take_snapshot
from app.services.sync.reading.snapshot import READ_AT
from app.store import CachedContact, Store
from tests.engine.machine import fresh_store
from tests.many import play_many, without_fuse

CONTACTS = ("c1", "c2", "c3")


class Died(BaseException):
    """The process is gone; what was not committed is, too."""


@dataclass
class History:
    """One computer: ``truth`` is what HighLevel holds, ``expected`` how often the label came while it was watched."""

    dice: random.Random
    clock: ManualClock = field(default_factory=ManualClock)
    truth: dict[str, set[str]] = field(default_factory=lambda: {c: set() for c in CONTACTS})
    seen: dict[str, set[str]] = field(default_factory=lambda: {c: set() for c in CONTACTS})
    expected: int = 0
    automation: str = ""
    watched: bool = True
    behind: float = 0.0
    """By how many seconds this computer's clock is behind."""

    def __post_init__(self) -> None:
        self.store = fresh_store()
        self.open()
        self.store.highlevel.put(self.wire(c) for c in CONTACTS)
        self.store.settings.set(READ_AT, self.clock.now())
        told = {
            "format": 1,
            "name": "Storia",
            "trigger": {"kind": "highlevel.ContactTagUpdate", "parameters": {"tag": "vip", "change": "added"}},
            "steps": [
                {"id": "a", "operation": "local.notify", "inputs": {"text": "uno"}},
                {"id": "w", "operation": "flow.wait", "inputs": {"minutes": 5}},
                {"id": "b", "operation": "local.notify", "inputs": {"text": "due"}},
            ],
        }
        self.automation = self.desk.save(from_json(told)).id
        self.desk.switch(self.automation, on=True, mode=Mode.AUTO)
        self.clock.advance(1)

    def open(self) -> None:
        """Start the program: what it held in memory is gone, the file is as it was left."""
        self.store = Store(self.store.database)
        self.desk: AutomationDesk = desk(
            self.store,
            self.clock,
            lambda: "it",
            lambda: take_snapshot(self.store),
            lambda: None,
            _never,
            _unconnected,
            off=False,
        )

    def wire(self, contact: str) -> CachedContact:
        """What HighLevel tells of a contact: its moments are those of its own clock, which nobody sets."""
        at = self.clock.now() + self.behind
        wire = {"id": contact, "firstName": contact, "tags": sorted(self.truth[contact]), "dateUpdated": iso(at)}
        return CachedContact(contact, wire, at, at)

    @contextmanager
    def dying(self) -> Iterator[None]:
        """Let the process die at some boundary of what is done within, before the commit or right after it."""
        database: Any = self.store.database
        whole, left, after = database._outermost, self.dice.randint(1, 12), self.dice.random() < 0.5

        @contextmanager
        def outermost() -> Iterator[Any]:
            nonlocal left
            with whole() as connection:
                yield connection
                left -= 1
                if left == 0 and not after:
                    raise Died
            if left == 0:
                raise Died

        database._outermost = outermost
        try:
            yield
        except Died:
            self.open()
        finally:
            del database._outermost

    def change(self) -> None:
        """Somebody changes a label in HighLevel, and sooner or later it is read."""
        contact = self.dice.choice(CONTACTS)
        self.clock.advance(self.dice.choice((1, 30, 400)))
        self.truth[contact] ^= {self.dice.choice(("vip", "altro"))}

    def read(self) -> None:
        """Read all, some late, some twice; the process may die on the way."""
        self.clock.advance(2)
        for contact in self.dice.sample(CONTACTS, 3):
            one = self.wire(contact)
            with self.dying() if self.dice.random() < 0.2 else _calm():
                self.store.highlevel.put([one])
            held = self.store.highlevel.get(contact)
            assert held is not None
            now = set(held.wire["tags"])
            if self.watched:
                self.expected += "vip" in now - self.seen[contact]
            self.seen[contact] = now
            if self.dice.random() < 0.3:
                # a look that is older than what is held: the one before may have died before it was kept
                late = replace(held, updated_at=held.updated_at - 100, wire={**one.wire, "tags": []})
                self.store.highlevel.put([late])

    def look(self) -> None:
        """Evaluate, perhaps dying on the way."""
        with self.dying() if self.dice.random() < 0.6 else _calm():
            self.desk.tick()

    def edit(self) -> None:
        """The owner saves it under another name."""
        now = self.desk.get(self.automation).automation
        self.desk.save(replace(now, name=f"Storia {self.dice.randint(1, 9)}"))

    def pause(self) -> None:
        """Something pauses it; later it goes on."""
        kept = self.store.automations.get(self.automation)
        assert kept is not None
        state = State.PAUSED if kept.state == State.ON else State.ON
        self.store.automations.standing(self.automation, state=state.value)

    def jump(self) -> None:
        """The computer sleeps, or its clock is set back."""
        by = self.dice.choice((3_600, 86_400, -60, -7_000))
        self.clock.advance(by)
        self.behind -= min(0, by)

    def restart(self) -> None:
        self.open()

    def off_and_on(self) -> None:
        """The owner switches it off and on again: what waited of its runs is stopped, and what happens meanwhile sets
        nothing off."""
        if self.desk.get(self.automation).automation.state is not State.ON:
            return
        self.desk.tick()
        with self.dying() if self.dice.random() < 0.3 else _calm():
            self.desk.switch(self.automation, on=False)
        if self.desk.get(self.automation).automation.state is not State.OFF:
            return  # it died before
        self.watched = False
        self.change()
        self.read()
        self.look()
        self.read()
        self.desk.switch(self.automation, on=True)
        self.watched = True
        self.clock.advance(1)

    def play(self, steps: int) -> None:
        """Go through a history and check what must hold at its end."""
        moves = (
            self.change,
            self.change,
            self.read,
            self.look,
            self.look,
            self.edit,
            self.pause,
            self.jump,
            self.restart,
            self.off_and_on,
        )
        for _ in range(steps):
            self.dice.choice(moves)()
        self.store.automations.standing(self.automation, state=State.ON.value)
        for _ in range(3):
            self.clock.advance(8_000)  # also what waits by a clock that was set back goes on
            self.desk.tick()
        runs = self.store.automation_runs.recent(self.automation, 1000)
        assert len(runs) == self.expected, (len(runs), self.expected)
        assert {run.state for run in runs} <= {"done", "stopped"}, [run.state for run in runs]
        done = sum(run.state == "done" for run in runs)
        said = [row for row in self.store.activity.recent(10_000) if row.key == "automation_notice"]
        uno, due = (sum(row.params["text"] == text for row in said) for text in ("uno", "due"))
        assert uno == len(runs), (uno, len(runs))
        assert due == done, (due, done)


def iso(at: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@contextmanager
def _calm() -> Iterator[None]:
    yield


def _unconnected() -> Any:
    raise AssertionError("nothing is to be asked for")


async def _never(**_more: object) -> object:
    raise AssertionError("nothing is to be synced")


def one_history(seed: int, steps: int = 25) -> None:
    """Play the history of a number."""
    with without_fuse():
        History(random.Random(seed)).play(steps)


if __name__ == "__main__":
    play_many("histories", one_history, 1000)
