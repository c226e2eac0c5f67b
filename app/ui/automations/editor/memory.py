"""What is edited and not saved, kept between windows."""

from __future__ import annotations

import json

from PySide6.QtCore import QSettings

from app.automation.faults import AutomationRefused
from app.automation.kept.format import from_json, to_json
from app.automation.model import Automation

_DRAFT = "automations/draft"


class DraftMemory:
    """Keeps one draft in the window's memory; without one it forgets everything."""

    def __init__(self, memory: QSettings | None) -> None:
        self._memory = memory

    def keep(self, automation: Automation) -> None:
        """Keep what is being edited."""
        if self._memory is not None:
            self._memory.setValue(_DRAFT, json.dumps(to_json(automation)))

    def forget(self) -> None:
        """Let it go: it was saved, or thrown away."""
        if self._memory is not None:
            self._memory.remove(_DRAFT)

    def read(self) -> Automation | None:
        """Return what was kept; None for nothing, or for what can no longer be read."""
        kept = self._memory.value(_DRAFT) if self._memory is not None else None
        if not kept:
            return None
        try:
            return from_json(json.loads(str(kept)))
        except (AutomationRefused, ValueError):
            self.forget()
            return None
