"""Appointments of HighLevel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.automation.declared.kinds import Field, TriggerKind
from app.automation.model import Event
from app.automation.words import Words

_GROUPS = ("cliente", "appuntamento")


def _status(parameters: Mapping[str, Any], event: Event) -> bool:
    return event.values.get("appuntamento.stato") == (parameters.get("status") or "showed")


TRIGGERS = (
    TriggerKind(
        "highlevel.AppointmentCreate",
        _GROUPS,
        Words("viene fissato un appuntamento", "an appointment is made"),
        set_off_by=frozenset({"appointment.create"}),
        icon="calendar",
    ),
    TriggerKind(
        "highlevel.AppointmentUpdate",
        _GROUPS,
        Words("un appuntamento viene modificato", "an appointment is changed"),
        set_off_by=frozenset({"appointment.update"}),
        icon="calendar",
    ),
    TriggerKind(
        "highlevel.AppointmentDelete",
        _GROUPS,
        Words("un appuntamento viene eliminato", "an appointment is deleted"),
        icon="trash",
    ),
    TriggerKind(
        "appointment.soon",
        _GROUPS,
        Words("manca poco a un appuntamento (ore: {hours})", "an appointment is near (hours: {hours})"),
        (
            Field(
                "hours", "number", Words("Quante ore prima?", "How many hours before?"), True, 24, lowest=1, highest=336
            ),
        ),
        derived=("hours",),
        icon="clock",
    ),
    TriggerKind(
        "appointment.status",
        _GROUPS,
        Words("un appuntamento è {status}", "an appointment is {status}"),
        (
            Field(
                "status",
                "choice",
                Words("Com'è andato?", "How did it go?"),
                True,
                "showed",
                {
                    "showed": Words("svolto", "held"),
                    "noshow": Words("saltato", "missed"),
                    "cancelled": Words("annullato", "cancelled"),
                    "confirmed": Words("confermato", "confirmed"),
                },
            ),
        ),
        matches=_status,
        set_off_by=frozenset({"appointment.update"}),
        icon="calendar",
    ),
)
