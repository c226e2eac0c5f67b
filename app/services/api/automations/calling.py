"""Any operation of HighLevel's catalogue, called by whoever knows what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class CallPreview:
    """What a call would send. ``danger`` and the id are the catalogue's; nothing has been sent."""

    id: str
    title: str
    meaning: str
    danger: int
    effect: str
    method: str
    path: str
    query: Mapping[str, str]
    body: Mapping[str, Any] | None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "id": self.id,
            "title": self.title,
            "danger": self.danger,
            "effect": self.effect,
            "method": self.method,
            "path": self.path,
            "query": dict(self.query),
            "body": dict(self.body) if self.body is not None else None,
        }


class CallService(Protocol):
    """Calls operations by their ids in the catalogue, with or without ``highlevel.`` before them."""

    def preview(self, operation: str, inputs: Mapping[str, Any]) -> CallPreview:
        """Check the inputs and say what would be sent. Raises UsageError: call_unknown, call_refused (with the reason),
        call_inputs (all faults at once)."""
        ...

    async def call(self, operation: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send it and return HighLevel's answer. Raises what `preview` raises, and what the service answers."""
        ...
