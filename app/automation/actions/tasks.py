"""Tasks of the agenda: make one, complete those of what happened, the checklist for a new customer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from app.automation.declared.kinds import ActionKind, Field
from app.automation.words import Words
from app.sync.plan.parts import RecordType, Side

_of_the_book = partial(ActionKind, side=Side.FATTURA24, record=RecordType.TASK, requests={"highlevel": 1}, danger=1)

OF_INSTALMENT, OF_CUSTOMER, THIS = "instalment", "customer", "task"


def needs_of(inputs: Mapping[str, Any]) -> str:
    """Return what the event of a completing step must be about."""
    return str(inputs.get("which") or OF_INSTALMENT)


ACTIONS = (
    _of_the_book(
        "task.ensure",
        Words("crea l'attività «{title}», {due}", "make the task “{title}”, {due}"),
        (
            Field("title", "text", Words("Che cosa c'è da fare", "What is to be done"), required=True),
            Field("due", "day", Words("Quando", "When"), default={"from": "oggi", "days": 1, "working": True}),
            Field("time", "time", Words("A che ora", "At what time")),
            Field("body", "long", Words("Note", "Notes")),
            Field("assignee", "user", Words("Assegnata a", "Assigned to")),
        ),
        verb="create",
        writes=frozenset({"task.create"}),
        icon="done",
    ),
    _of_the_book(
        "task.complete",
        Words("completa le attività: {which}", "complete the tasks: {which}"),
        (
            Field(
                "which",
                "choice",
                Words("Quali", "Which"),
                required=True,
                default=OF_INSTALMENT,
                choices={
                    OF_INSTALMENT: Words("quelle di questa rata", "those of this instalment"),
                    OF_CUSTOMER: Words("tutti i solleciti del cliente", "all reminders of the customer"),
                    THIS: Words("proprio questa", "this one"),
                },
            ),
        ),
        verb="update",
        writes=frozenset({"task.complete"}),
        icon="check",
    ),
    _of_the_book(
        "task.checklist",
        Words(
            "crea la lista di accoglienza (le righe sono nelle Impostazioni)", "make the welcome list (see Settings)"
        ),
        verb="create",
        needs="party",
        writes=frozenset({"task.create"}),
        icon="done",
    ),
)
