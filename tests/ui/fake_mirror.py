"""The mirror's age and the bulk way for tests of the window."""

from __future__ import annotations

from pathlib import Path

from app.services.api.fattura24.mirror import (
    HandoverOffer,
    HandoverSaved,
    HandoverState,
    MissingCustomer,
    PlanWarning,
    SourceAge,
)
from app.sync.plan.model import Plan


class FakeMirror:
    """Tells what it was given."""

    def __init__(self) -> None:
        self.told: tuple[PlanWarning, ...] = ()

    def sources(self) -> tuple[SourceAge, ...]:
        return (SourceAge("export", 3, 5.0),)

    def missing(self) -> tuple[MissingCustomer, ...]:
        return ()

    def warnings(self, plan: Plan) -> tuple[PlanWarning, ...]:
        return self.told


class FakeHandover:
    """Keeps what it was asked to save."""

    def __init__(self) -> None:
        self.open = HandoverState()
        self.offered = HandoverOffer()
        self.saved: list[tuple[Path, bool, bool, bool]] = []
        self.settled: list[tuple[str, bool]] = []

    def state(self) -> HandoverState:
        return self.open

    def offer(self, plan_id: str = "") -> HandoverOffer:
        return self.offered

    async def save(
        self, path: Path, plan_id: str = "", *, everything: bool = False, updates: bool = False, again: bool = False
    ) -> HandoverSaved:
        self.saved.append((path, everything, updates, again))
        creates = self.offered.all_creates if everything else self.offered.creates
        return HandoverSaved(path, creates, self.offered.updates if updates else 0, again)

    async def settle(self, choice: str, *, only_missing: bool = False) -> int:
        self.settled.append((choice, only_missing))
        return self.open.missing if only_missing else self.open.open
