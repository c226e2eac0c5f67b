"""Appointments of HighLevel."""

from __future__ import annotations

from app.automation.declared.kinds import ActionKind, Field
from app.automation.words import Words
from app.sync.plan.parts import RecordType, Side

ACTIONS = (
    ActionKind(
        "appointment.ensure",
        Words("fissa l'appuntamento «{title}», {day} alle {time}", "make the appointment “{title}”, {day} at {time}"),
        (
            Field("title", "text", Words("Che cosa", "What"), required=True),
            Field("calendar", "calendar", Words("In quale calendario", "In which calendar"), required=True),
            Field(
                "day",
                "day",
                Words("Quando", "When"),
                required=True,
                default={"from": "oggi", "days": 7, "working": True},
            ),
            Field("time", "time", Words("A che ora", "At what time"), required=True, default="09:00"),
        ),
        verb="create",
        side=Side.HIGHLEVEL,
        record=RecordType.APPOINTMENT,
        needs="contact",
        writes=frozenset({"appointment.create"}),
        requests={"highlevel": 2},
        danger=2,
        icon="calendar",
    ),
)
