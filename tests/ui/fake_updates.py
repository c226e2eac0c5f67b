"""A stand-in for the news of new versions."""

from __future__ import annotations

from dataclasses import replace

from app.services.api.updates import UpdateInfo, UpdateState


class FakeUpdates:
    """Answers with what a test lays down in ``known`` (now) and ``found`` (after the next look)."""

    def __init__(self) -> None:
        self.known = UpdateInfo(UpdateState.CLOSED)
        self.found = UpdateInfo(UpdateState.CURRENT, looked_at=1_790_000_000.0)
        self.is_due = False
        self.looks = 0

    def info(self) -> UpdateInfo:
        return self.known

    def choose(self, on: bool) -> UpdateInfo:
        self.known = UpdateInfo(UpdateState.NEVER if on else UpdateState.OFF)
        return self.known

    def skip(self) -> UpdateInfo:
        self.known = replace(self.known, skipped=True)
        return self.known

    def due(self) -> bool:
        return self.is_due

    async def look(self) -> UpdateInfo:
        self.looks += 1
        self.is_due = False
        self.known = self.found
        return self.known
