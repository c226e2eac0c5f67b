"""Ponte24's own work: a sync that needs a person, or that failed."""

from __future__ import annotations

from app.automation.declared.kinds import TriggerKind
from app.automation.words import Words

TRIGGERS = (
    TriggerKind(
        "run.needs_person",
        ("sincronizzazione",),
        Words("una sincronizzazione aspetta una decisione", "a sync waits for a decision"),
        icon="bell",
    ),
    TriggerKind(
        "run.failed",
        ("sincronizzazione",),
        Words("una sincronizzazione non è riuscita", "a sync has failed"),
        icon="error",
    ),
)
