"""What the window asks every few seconds: light, so that a program idle in the tray loads no engine for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.services.automations.local import take_notices
from app.services.sync import schedule
from app.store import Store
from app.texts import text

if TYPE_CHECKING:
    from app.automation.offer.loops import Edge
    from app.services.automations.desk import AutomationDesk


class Rooms(Protocol):
    """Where the desk is made when it is first asked for."""

    @property
    def automations(self) -> AutomationDesk:
        """The desk with its engine."""
        ...


@dataclass(frozen=True, slots=True)
class Ticks:
    """``rooms`` are asked for the desk only when an automation is there to be looked at."""

    store: Store
    rooms: Rooms
    language: Callable[[], str] = lambda: "it"

    def tick(self) -> bool:
        """Evaluate what time and files brought; nothing is loaded where no automation is on."""
        return self.store.automations.any_watching() and self.rooms.automations.tick()

    def notices(self) -> tuple[tuple[str, str], ...]:
        """Return name and text of the notices that nobody has shown, once."""
        return tuple((str(n["name"]), self._said(n)) for n in take_notices(self.store))

    def _said(self, notice: Mapping[str, object]) -> str:
        if "cause" not in notice:
            return str(notice["text"])
        language = self.language()
        return text("automations.paused", language, cause=text(f"automations.why.{notice['cause']}", language))

    def pressing(self) -> bool:
        """Tell whether a webhook has told of something that an automation may be waiting for."""
        return schedule.pressing(self.store)

    def address(self, automation_id: str) -> str:
        """As the desk has it."""
        return self.rooms.automations.address(automation_id)

    def map(self) -> tuple[Sequence[Edge], Sequence[tuple[str, ...]]]:
        """As the desk has it."""
        return self.rooms.automations.map()
