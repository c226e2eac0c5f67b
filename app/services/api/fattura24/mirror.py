"""The mirror's age, and what was handed over as a file, as the window and the command line get them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.sync.plan.model import Plan

SETTLEMENTS = ("send", "wait", "drop")
"""What the owner can say of a file that was not loaded: send it by API, it will be loaded yet, or it is not wanted."""


@dataclass(frozen=True, slots=True)
class SourceAge:
    """One source of the mirror: how many customers it told of last, and the newest moment it speaks for."""

    source: str
    customers: int
    at: float


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """Something to know about a plan: a text key under ``plan_warnings`` and its parameters."""

    key: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MissingCustomer:
    """A customer that the last whole export had no more, and since when (epoch seconds)."""

    id: str
    title: str
    since: float
    linked: bool


@dataclass(frozen=True, slots=True)
class HandoverState:
    """What was saved as a file and is open: ``missing`` of it is not in a newer whole export, as it seems not loaded.

    ``saved_at`` and ``asked_at`` are the last such moments (epoch seconds, 0: none).
    """

    creates: int = 0
    updates: int = 0
    missing: int = 0
    saved_at: float = 0.0
    asked_at: float = 0.0
    titles: tuple[str, ...] = ()

    @property
    def open(self) -> int:
        """How many customers wait for the file to be loaded."""
        return self.creates + self.updates


@dataclass(frozen=True, slots=True)
class HandoverOffer:
    """What of a plan could be saved as a file: new customers that must wait for the limits, all new ones, and changes
    of known customers (of those that wait, and of all)."""

    plan: str = ""
    creates: int = 0
    all_creates: int = 0
    updates: int = 0
    all_updates: int = 0


@dataclass(frozen=True, slots=True)
class HandoverSaved:
    """A file that was saved; ``again`` says that it is the same content as before, of what is still open."""

    file: Path
    creates: int
    updates: int
    again: bool = False


class MirrorService(Protocol):
    """How old the mirror is and what it lacks. All methods touch only the local database."""

    def sources(self) -> tuple[SourceAge, ...]:
        """Return the sources, the newest first."""
        ...

    def missing(self) -> tuple[MissingCustomer, ...]:
        """Return the customers that the last whole export had no more."""
        ...

    def warnings(self, plan: Plan) -> tuple[PlanWarning, ...]:
        """Return what to know before a plan is applied: old data, a file that seems not to be loaded."""
        ...


class HandoverService(Protocol):
    """The bulk way: writes to Fattura24 as a file that its owner loads, in place of the API."""

    def state(self) -> HandoverState:
        """Return what is open."""
        ...

    def offer(self, plan_id: str = "") -> HandoverOffer:
        """Return what of a plan (default: the open one) could be saved."""
        ...

    async def save(
        self, path: Path, plan_id: str = "", *, everything: bool = False, updates: bool = False, again: bool = False
    ) -> HandoverSaved:
        """Save new customers of a plan as a file; from then on the API does not send them.

        Without ``everything`` those that must wait for the limits; with ``updates`` changes of known customers, too;
        with ``again`` what is open already, once more. Raises UsageError (unknown_plan, plan_closed, no_plan,
        nothing_to_hand_over), FileRefused (handover_not_written).
        """
        ...

    async def settle(self, choice: str, *, only_missing: bool = False) -> int:
        """Take the owner's word for what is open (see `SETTLEMENTS`) and return how many it was."""
        ...
