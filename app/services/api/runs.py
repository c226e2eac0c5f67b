"""What applying a plan did, now and in the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.errors import ExitCode, Ponte24Error
from app.sync.plan.model import Plan, RecordType, Side


@dataclass(frozen=True, slots=True)
class RunError:
    """An action that failed, in words of the chosen language."""

    action: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class RunResult:
    """What applying a plan did; ``calls`` are requests per side. ``waiting`` counts what waits for a person,
    ``problem`` is what ended the run early, ``resume_at`` when the limits allow more (epoch seconds)."""

    run: str
    applied: int = 0
    failed: int = 0
    stale: int = 0
    deferred: int = 0
    waiting: int = 0
    calls: Mapping[str, int] = field(default_factory=lambda: {"highlevel": 0, "fattura24": 0})
    errors: tuple[RunError, ...] = ()
    stopped: bool = False
    resume_at: float = 0.0
    problem: Ponte24Error | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the promised JSON form of ``apply --json``."""
        return {
            "run": self.run,
            "applied": self.applied,
            "failed": self.failed,
            "stale": self.stale,
            "deferred": self.deferred,
            "waiting": self.waiting,
            "calls": dict(self.calls),
            "errors": [{"action": e.action, "title": e.title, "detail": e.detail} for e in self.errors],
        }


class RunState(StrEnum):
    """How a run ended, or that it goes on."""

    RUNNING = "running"
    DONE = "done"
    WAITING = "waiting"
    DEFERRED = "deferred"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A row of the history. ``started_at`` and ``ended_at`` are epoch seconds (0: not yet)."""

    id: str
    plan: str
    started_at: float
    ended_at: float
    state: RunState
    applied: int
    failed: int
    stale: int
    deferred: int
    can_undo: bool
    undoes: str = ""
    origin: str = "manual"


@dataclass(frozen=True, slots=True)
class SyncResult:
    """A plan and, if anything of it was applied, the run. ``waiting`` counts what a person must decide."""

    plan: Plan
    run: RunResult | None
    waiting: int


def exit_code(result: RunResult) -> int:
    """Return the exit code of the command line for a run."""
    if result.problem is not None:
        return result.problem.exit_code
    if result.deferred or result.stopped:
        return ExitCode.LIMIT if result.deferred and not result.stopped else ExitCode.FAILED
    if result.failed:
        return ExitCode.FAILED
    return ExitCode.NEEDS_PERSON if result.waiting or result.stale else ExitCode.DONE


@dataclass(frozen=True, slots=True)
class OperationInfo:
    """One write of a past run: what was done to which record; ``fields`` are (name, before, after). ``actions`` are the
    rows of the plan that it carried out, ``undone`` says that they were taken back, ``target`` and ``source`` are the
    ids of the record written and of the other side's."""

    side: Side
    verb: str
    title: str
    state: str
    detail: str
    fields: tuple[tuple[str, str, str], ...]
    at: float
    record: RecordType = RecordType.CONTACT
    actions: tuple[str, ...] = ()
    undone: bool = False
    target: str = ""
    source: str = ""

    @property
    def can_undo(self) -> bool:
        """Whether it came about and still stands."""
        return self.state == "done" and bool(self.actions) and not self.undone
