"""Apply a confirmed plan, operation by operation, so that a crash at any point can be repaired."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from app.clock import Clock
from app.errors import (
    CredentialsRefused,
    LimitReached,
    LostAnswer,
    Ponte24Error,
    RequestRefused,
    ServiceUnavailable,
    StorageError,
)
from app.sync.apply.kinds import OUTCOME_OPEN, Kinds, RecordKind
from app.sync.apply.ports import Budget, Ledger
from app.sync.plan.model import Plan, Side
from app.sync.plan.operation import Operation, OperationState, Stale
from app.sync.plan.steps import Phase, Step, steps_of

HIGHLEVEL_WORKERS = 12
"""Records of HighLevel in work at a time: up to 1.2 s an answer its limit (10 a second) and not the latency sets the
pace."""

GIVE_UP_AFTER = 3
"""Consecutive failures of a service after which the run stops bothering it."""

_SETTLED = (OperationState.DONE, OperationState.STALE, OperationState.FAILED, OperationState.UNCONFIRMED)
_NAMES = {Side.HIGHLEVEL: "HighLevel", Side.FATTURA24: "Fattura24"}


@dataclass(slots=True)
class Failure:
    """An action that could not be carried out, and the error (or the key of the reason it went stale)."""

    action: str
    title: str
    error: Ponte24Error


@dataclass(slots=True)
class Applied:
    """The outcome of applying: counts are actions of the plan. ``abort`` is what ended the run early, ``resume_at`` the
    moment (epoch seconds) at which the limits allow more, ``unconfirmed`` creates that nobody could confirm."""

    applied: int = 0
    failed: int = 0
    stale: int = 0
    deferred: int = 0
    unconfirmed: int = 0
    stopped: bool = False
    resume_at: float = 0.0
    abort: Ponte24Error | None = None
    failures: list[Failure] = field(default_factory=list)


class _Fate(Enum):
    """What became of an action, for those that hang on it."""

    DONE = 1
    FAILED = 2
    LATER = 3


@dataclass(slots=True)
class Applier:
    """Carries out the steps of one plan within one run. ``stop`` is asked between operations;
    ``read_only`` sides are not written, whatever the plan says: it may be older than the setting."""

    plan: Plan
    run: str
    kinds: Kinds
    ledger: Ledger
    budget: Budget
    clock: Clock
    stop: Callable[[], bool] = lambda: False
    progress: Callable[[int, int], None] = lambda _done, _total: None
    waiting: Callable[[float], None] = lambda _seconds: None
    only_safe: bool = False
    read_only: frozenset[Side] = frozenset()
    outcome: Applied = field(default_factory=Applied)
    _broken: set[str] = field(default_factory=set)
    _fates: dict[str, _Fate] = field(default_factory=dict)
    _failures_in_a_row: dict[Side, int] = field(default_factory=lambda: dict.fromkeys(Side, 0))

    async def apply(self) -> Applied:
        """Apply all that the plan says and the limits allow; what an earlier attempt settled is not repeated."""
        steps = steps_of(self.plan, self.kinds.step, self.only_safe)
        known = {op.id: op for op in self.ledger.operations(self.run)}
        total, done = len(steps), 0

        def tick() -> None:
            nonlocal done
            done += 1
            self.progress(done, total)

        for phase in Phase:
            some = [s for s in steps if s.phase is phase]
            if phase.one_by_one:
                await self._work(deque(some), known, tick)
                continue
            highlevel = deque(s for s in some if s.side is Side.HIGHLEVEL)
            fattura24 = deque(s for s in some if s.side is Side.FATTURA24)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._work(fattura24, known, tick))
                for _ in range(min(HIGHLEVEL_WORKERS, len(highlevel))):
                    group.create_task(self._work(highlevel, known, tick))
        return self.outcome

    async def _work(self, queue: deque[Step], known: Mapping[str, Operation], tick: Callable[[], None]) -> None:
        while queue:
            await self._guarded(queue.popleft(), known, tick)

    def _ended(self) -> bool:
        if self.stop():
            self.outcome.stopped = True
        return self.outcome.stopped or self.outcome.abort is not None

    async def _guarded(self, step: Step, known: Mapping[str, Operation], tick: Callable[[], None]) -> None:
        """Carry out one step and turn every expected error into the plan's bookkeeping."""
        operation = step.operation(self.run, self.plan.id)
        kind = self.kinds.of(step.record)
        before = known.get(operation.id)
        count = len(step.actions)
        if before is not None and before.state in _SETTLED:
            if before.state is OperationState.DONE and not self._ended():
                await self._attempt(step, operation, kind.complete(before, known))
            self._note(step, _Fate.DONE if before.state is OperationState.DONE else _Fate.FAILED)
            tick()
            return
        waits = step.automation_run in self._broken and bool(step.automation_run)
        if self._ended() or waits or self._fate_of(step.needs) is _Fate.LATER:
            self.outcome.deferred += count
            self._note(step, _Fate.LATER)
            return
        if self._fate_of(step.needs) is _Fate.FAILED:
            self._stale(step, operation, Stale("needs_its_contact", service=_NAMES[step.side]))
        elif step.side in self.read_only and not kind.is_local(operation):
            self._stale(step, operation, Stale("side_read_only", service=_NAMES[step.side]))
            self._broken.add(step.automation_run)
        elif await self._attempt(step, operation, self._send(operation, kind)):
            self.outcome.applied += count
        elif step.automation_run:
            self._broken.add(step.automation_run)
        tick()

    def _fate_of(self, action: str) -> _Fate:
        return self._fates.get(action, _Fate.DONE)

    def _note(self, step: Step, fate: _Fate) -> None:
        self._fates |= dict.fromkeys(step.actions, fate)

    async def _send(self, operation: Operation, kind: RecordKind) -> None:
        if kind.spends(operation):
            await self._send_in_turn(operation, kind)
        else:
            await kind.send(operation)

    async def _send_in_turn(self, operation: Operation, kind: RecordKind) -> None:
        while True:
            while (pause := self.budget.wait()) > 0:
                await self._pause(pause)
            try:
                await kind.send(operation)
            except LimitReached as limit:
                if limit.code != "limit_minute":
                    raise
                # another program of this home took the last place in between; nothing was sent
            else:
                return

    async def _pause(self, seconds: float) -> None:
        """Wait for the minute's limit in slices, so that Stop is heard."""
        end, left = self.clock.now() + seconds, seconds
        while left > 0:  # counted down, not looked up: a clock set back must not keep anybody waiting
            if self._ended():
                raise LimitReached("limit_minute", until=end, service="Fattura24")
            self.waiting(left)
            await self.clock.sleep(min(1.0, left))
            left -= 1.0

    async def _attempt(self, step: Step, operation: Operation, act: Coroutine[object, object, None]) -> bool:
        count = len(step.actions)
        out = self.outcome
        try:
            await act
        except Stale as stale:
            self._stale(step, operation, stale)
        except LimitReached as limit:
            out.deferred += count
            out.resume_at = min(out.resume_at, limit.until) if out.resume_at else limit.until
            self._note(step, _Fate.LATER)
        except (CredentialsRefused, StorageError) as error:
            self._give_up(step, error)
        except (ServiceUnavailable, RequestRefused) as error:
            self._failed(step, operation, error)
        else:
            self._failures_in_a_row[step.side] = 0
            self._note(step, _Fate.DONE)
            return True
        return False

    def _stale(self, step: Step, operation: Operation, stale: Stale) -> None:
        self.ledger.finish(replace(operation, state=OperationState.STALE, detail=stale.code))
        self._note(step, _Fate.FAILED)
        self.outcome.stale += len(step.actions)
        self.outcome.failures.append(Failure(step.actions[0], step.title, stale))

    def _failed(self, step: Step, operation: Operation, error: Ponte24Error) -> None:
        if isinstance(error, LostAnswer) and error.code in ("unconfirmed", "customer_overwritten"):
            self.outcome.unconfirmed += len(step.actions)
        elif not (isinstance(error, LostAnswer) and error.code == OUTCOME_OPEN):
            self.ledger.finish(replace(operation, state=OperationState.FAILED, detail=str(error)))
        self._note(step, _Fate.FAILED)
        self.outcome.failed += len(step.actions)
        self.outcome.failures.append(Failure(step.actions[0], step.title, error))
        if isinstance(error, ServiceUnavailable):
            self._failures_in_a_row[step.side] += 1
            if self._failures_in_a_row[step.side] >= GIVE_UP_AFTER and self.outcome.abort is None:
                self.outcome.abort = error

    def _give_up(self, step: Step, error: Ponte24Error) -> None:
        """Credentials or the disk: nothing else can work either, so nothing else is tried."""
        self._note(step, _Fate.LATER)
        self.outcome.deferred += len(step.actions)
        if self.outcome.abort is None:
            self.outcome.abort = error
