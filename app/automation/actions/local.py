"""What stays on this computer: a notice, the calendar file, a sync."""

from __future__ import annotations

from app.automation.declared.kinds import ActionKind, Field
from app.automation.words import Words

ACTIONS = (
    ActionKind(
        "local.notify",
        Words("avvisami: {text}", "tell me: {text}"),
        (Field("text", "long", Words("Che cosa dire", "What to say"), required=True),),
        verb="local",
        icon="bell",
    ),
    ActionKind(
        "local.ics",
        Words("aggiorna il file del calendario", "renew the calendar file"),
        verb="local",
        icon="calendar",
    ),
    ActionKind(
        "local.sync",
        Words("avvia una sincronizzazione", "start a sync"),
        verb="local",
        writes=frozenset({"sync"}),
        requests={"highlevel": 2},
        danger=1,
        icon="sync",
    ),
)
