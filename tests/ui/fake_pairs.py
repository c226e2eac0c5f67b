"""Pairs by hand, as the window sees them: what it asked for is kept."""

from __future__ import annotations

from app.services.api.pairs import ContactRecord, CustomerRecord
from app.services.api.runs import RunResult


class FakePairs:
    """Two contacts to choose from; ``done`` lists what was joined and parted."""

    def __init__(self) -> None:
        self.found = (
            ContactRecord("h1", "Bar Sport", "bar@sport.it · Torino"),
            ContactRecord("h2", "Caffè Centrale", "info@centrale.it", "Caffè Centrale S.n.c."),
        )
        self.done: list[tuple[str, ...]] = []
        self.error: Exception | None = None

    def customers(self, search: str = "") -> tuple[CustomerRecord, ...]:
        return ()

    def contacts(self, search: str = "", limit: int = 50) -> tuple[ContactRecord, ...]:
        return tuple(c for c in self.found if search.lower() in f"{c.title} {c.details}".lower())[:limit]

    async def link(self, customer: str, contact: str) -> RunResult:
        if self.error:
            raise self.error
        self.done.append(("link", customer, contact))
        return RunResult("r1", 1)

    async def unlink(self, customer: str) -> RunResult:
        if self.error:
            raise self.error
        self.done.append(("unlink", customer))
        return RunResult("r2", 1)
