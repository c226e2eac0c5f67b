"""What stays on this machine: notices, the calendar file, a sync that is wanted, and pauses that are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.automation.model import Cause, Change, State
from app.services.automations import definitions
from app.services.sync.schedule import SYNC
from app.store import Store
from app.store.automations.definitions import StoredAutomation

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


def pause(store: Store, kept: StoredAutomation, cause: Cause, now: float) -> None:
    """Pause an automation, in sight: noted, and told on the desktop once."""
    definitions.switch(store, kept, State.PAUSED, now, cause=cause)
    store.activity.add(now, "warning", "automation_paused", {"name": kept.name, "cause": cause.value})
    waiting = store.settings.get(NOTICES, [])
    store.settings.set(NOTICES, [*waiting, {"name": kept.name, "cause": cause.value, "at": now}][-MOST:])


def take_notices(store: Store) -> list[dict[str, object]]:
    """Return the notices that nobody has shown, once: each has a ``text``, or the ``cause`` of a pause."""
    with store.transaction():
        found: list[dict[str, object]] = store.settings.get(NOTICES, [])
        if found:
            store.settings.set(NOTICES, [])
    return found
