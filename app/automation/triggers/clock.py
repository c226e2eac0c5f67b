"""At a time, and by hand. Their events name the automation they were made for."""

from __future__ import annotations

from app.automation.declared.kinds import Field, TriggerKind
from app.automation.words import Words

TRIGGERS = (
    TriggerKind(
        "clock.schedule",
        ("settimana",),
        Words("è {weekdays} alle {time}", "it is {weekdays} at {time}"),
        (
            Field("weekdays", "weekdays", Words("In quali giorni?", "On which days?"), True, [0]),
            Field("time", "time", Words("A che ora?", "At what time?"), True, "08:00"),
            Field(
                "missed",
                "choice",
                Words("Se il computer era spento?", "If the computer was off?"),
                default="once",
                choices={
                    "once": Words("una volta, appena si riaccende", "once, as soon as it is on"),
                    "skip": Words("salta", "skip"),
                },
            ),
        ),
        icon="clock",
    ),
    TriggerKind(
        "manual.button",
        ("cliente",),
        Words("premo «Esegui ora» su un cliente", "I press “Run now” on a customer"),
        icon="play",
    ),
)
"""`wants` cannot know the automation: `matching.matches` compares it."""
