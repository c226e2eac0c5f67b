"""What the window asks of the automations by its clock, and the map of who sets off whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.automation.offer.loops import Edge


class AutomationTicks(Protocol):
    """All of it is of this machine."""

    def tick(self) -> bool:
        """Evaluate what time and files brought; tell whether a sync is wanted for what came of it. Cheap where no
        automation is on; heavy where much happened: call it off the loop."""
        ...

    def notices(self) -> tuple[tuple[str, str], ...]:
        """Return name and text of the notices that automations want shown, once."""
        ...

    def pressing(self) -> bool:
        """Tell whether a webhook has told of something that an automation may be waiting for. Cheap."""
        ...

    def address(self, automation_id: str) -> str:
        """Return a new secret path by which a workflow of HighLevel's starts an automation with the trigger "by hand";
        an earlier one is no longer good. Raises UsageError (automation_not_by_hand)."""
        ...

    def map(self) -> tuple[Sequence[Edge], Sequence[tuple[str, ...]]]:
        """Return who sets off whom, and the rings in it."""
        ...
