"""Labels: each by itself, looked at before and after, found again after a lost answer, taken back as far as changed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from app.clock import ManualClock
from app.errors import LostAnswer, RecordGone, RequestRefused
from app.sync.apply.apply import Applied, Applier
from app.sync.apply.kinds import Kinds
from app.sync.plan.model import Action, FieldChange, Kind, Plan, RecordType, Side
from app.sync.plan.operation import OperationState
from app.sync.work.tags import TAGS, Tagged, TagRecords
from tests.sync.world import World


@dataclass
class Labels:
    """HighLevel's labels in memory; ``lose`` answers of writes are lost, ``deaf`` takes nothing."""

    of: dict[str, set[str]] = field(default_factory=lambda: {"c1": {"vip"}})
    writes: list[str] = field(default_factory=list)
    lose: int = 0
    deaf: bool = False

    async def tagged(self, contact: str) -> Tagged:
        if contact not in self.of:
            raise RecordGone(service="HighLevel")
        return Tagged(contact, frozenset(self.of[contact]), {"id": contact})

    async def put_on(self, contact: str, tags: Sequence[str]) -> None:
        self._write(f"+{','.join(tags)}")
        self.of[contact] |= set() if self.deaf else set(tags)
        self._answer()

    async def take_off(self, contact: str, tags: Sequence[str]) -> None:
        self._write(f"-{','.join(tags)}")
        self.of[contact] -= set() if self.deaf else set(tags)
        self._answer()

    def _write(self, what: str) -> None:
        self.writes.append(what)

    def _answer(self) -> None:
        if self.lose:
            self.lose -= 1
            raise LostAnswer(service="HighLevel")

    def keep_tagged(self, contact: Tagged) -> None:
        pass


@dataclass
class Bench:
    labels: Labels = field(default_factory=Labels)
    world: World = field(default_factory=World)

    @property
    def kind(self) -> TagRecords:
        return TagRecords(self.world.ledger, ManualClock(), self.labels, self.labels)

    def run(self, *actions: Action, run: str = "R1") -> Applied:
        plan = Plan("P1", 0.0, actions)
        return asyncio.run(Applier(plan, run, Kinds([self.kind]), self.world.ledger, NoLimit(), ManualClock()).apply())


class NoLimit:
    def wait(self) -> float:
        return 0.0


def act(number: int, before: str, after: str, contact: str = "c1", step: str = "r1/000/000") -> Action:
    change = FieldChange(TAGS, before, after)
    return Action(
        f"A{number}",
        Kind.UPDATE,
        Side.HIGHLEVEL,
        RecordType.TAG,
        "Anna",
        fields=(change,),
        target_id=contact,
        step=step,
    )


def test_only_what_is_missing_is_put_on_and_all_others_stay() -> None:
    bench = Bench()
    assert bench.run(act(1, "", "vip, insoluto")).applied == 1
    assert bench.labels.of["c1"] == {"vip", "insoluto"}
    assert bench.labels.writes == ["+insoluto"]
    assert bench.run(act(1, "", "insoluto"), run="R2").applied == 1  # it is there: nothing is sent
    assert bench.labels.writes == ["+insoluto"]


def test_taking_back_is_only_what_the_run_has_changed() -> None:
    bench = Bench()
    bench.run(act(1, "", "vip, insoluto"))
    (done,) = bench.world.ledger.operations("R1")
    (back,) = bench.kind.inverse(done)
    assert bench.run(back, run="R2").applied == 1
    assert bench.labels.of["c1"] == {"vip"}


def test_a_lost_answer_is_settled_by_looking() -> None:
    bench = Bench(Labels(lose=1))
    bench.run(act(1, "", "insoluto"))
    (sent,) = bench.world.ledger.operations("R1")
    asyncio.run(bench.kind.settle(sent))
    (settled,) = bench.world.ledger.operations("R1")
    assert settled.state is OperationState.DONE
    assert bench.labels.writes == ["+insoluto"]


def test_what_is_not_taken_is_said_and_a_contact_that_is_gone_is_stale() -> None:
    bench = Bench(Labels(deaf=True))
    outcome = bench.run(act(1, "", "insoluto"), act(2, "", "insoluto", "c9", "r2/000/000"))
    assert (outcome.failed, outcome.stale) == (1, 1)
    assert isinstance(outcome.failures[0].error, RequestRefused)


@pytest.mark.parametrize("fails", [True, False])
def test_a_step_that_fails_stops_those_behind_it_in_its_run_and_no_other(fails: bool) -> None:
    bench = Bench(Labels({"c1": set(), **({} if fails else {"c2": set()})}))
    outcome = bench.run(
        act(3, "", "dopo", "c1", "r1/001/000"),
        act(2, "", "altro", "c1", "r2/000/000"),
        act(1, "", "prima", "c2", "r1/000/000"),
    )
    assert outcome.deferred == (1 if fails else 0)
    assert bench.labels.of["c1"] == ({"altro"} if fails else {"altro", "dopo"})


def test_what_an_automation_asks_for_is_left_out_where_nobody_confirms() -> None:
    from dataclasses import replace

    from app.sync.plan.steps import steps_of

    bench = Bench()
    plan = Plan("P1", 0.0, (replace(act(1, "", "insoluto"), asks=True), act(2, "", "altro", step="r2/000/000")))
    assert [s.goal[TAGS] for s in steps_of(plan, Kinds([bench.kind]).step, only_safe=True)] == ["altro"]
    assert len(steps_of(plan, Kinds([bench.kind]).step)) == 2
    assert (plan.waiting, plan.asking) == (1, 1)
    assert Plan("P1", 0.0, tuple(Action.from_json(a.to_json()) for a in plan.actions)).digest == plan.digest
