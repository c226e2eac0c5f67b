"""What the global options said, and how a command gets at the services of a home."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from app.commands.common.console import Output
from app.paths import Home

if TYPE_CHECKING:
    from app.errors import ImportRunning
    from app.services.api.service import Service

T = TypeVar("T")


class Context:
    """What the global options said."""

    def __init__(self, home: Path | None, language: str, *, automations: bool = True) -> None:
        self.home = Home.choose(home)
        self.output = Output(language)
        self.language = language
        self._automations = automations

    def run(self, work: Callable[[Service], Coroutine[Any, Any, T]]) -> T:
        """Do some work with the services of this home and end them cleanly. Raises Ponte24Error."""

        import asyncio

        from app import assembly

        async def whole() -> T:
            service = assembly.build(self.home, self.language, waiting=self._waiting)
            service.without_automations = not self._automations
            try:
                return await work(service)
            finally:
                await service.close()

        return asyncio.run(whole())

    def _waiting(self, other: ImportRunning | None) -> None:
        """Say why nothing seems to happen."""
        since = {"since": str(other.params["since"])} if other else {}
        self.output.note(self.output.say("waiting_import" if other else "waiting_database", **since))
