"""Steps that stay on this machine: a notice, the calendar file, a sync."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.automation.model import Change
from app.services.sync.schedule import SYNC
from app.store import Store

NOTICES = "automations.notices"
"""Setting: notices that nobody has shown yet, oldest first."""
MOST = 20


@dataclass(slots=True)
class LocalEffects:
    """``calendar`` writes the calendar file anew, if there is one."""

    store: Store
    calendar: Callable[[], object] = lambda: None

    def carry_out(self, change: Change, name: str, now: float) -> None:
        """Do what a local step says."""
        if change.operation == "local.notify":
            text = str(change.goal.get("text", ""))
            self.store.activity.add(now, "info", "automation_notice", {"name": name, "text": text})
            waiting = self.store.settings.get(NOTICES, [])
            self.store.settings.set(NOTICES, [*waiting, {"name": name, "text": text, "at": now}][-MOST:])
        elif change.operation == "local.ics":
            self.calendar()
        elif change.operation == "local.sync":
            self.store.settings.set(SYNC, True)


def take_notices(store: Store) -> list[dict[str, object]]:
    """Return the notices that nobody has shown, once."""
    with store.transaction():
        found: list[dict[str, object]] = store.settings.get(NOTICES, [])
        if found:
            store.settings.set(NOTICES, [])
    return found
