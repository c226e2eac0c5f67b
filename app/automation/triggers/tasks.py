"""Tasks: those of HighLevel, and those of the agenda by their day."""

from __future__ import annotations

from app.automation.declared.kinds import Field, TriggerKind
from app.automation.words import Words

_GROUPS = ("cliente", "attivita")

TRIGGERS = (
    TriggerKind(
        "highlevel.TaskCreate",
        _GROUPS,
        Words("arriva una nuova attività in HighLevel", "a new task comes to HighLevel"),
        set_off_by=frozenset({"task.create"}),
        icon="done",
    ),
    TriggerKind(
        "highlevel.TaskComplete",
        _GROUPS,
        Words("un'attività viene completata in HighLevel", "a task is completed in HighLevel"),
        set_off_by=frozenset({"task.complete"}),
        icon="done",
    ),
    TriggerKind(
        "highlevel.TaskDelete",
        _GROUPS,
        Words("un'attività viene eliminata in HighLevel", "a task is deleted in HighLevel"),
        icon="trash",
    ),
    TriggerKind(
        "task.due",
        _GROUPS,
        Words("è il giorno di un'attività", "it is the day of a task"),
        icon="calendar",
    ),
    TriggerKind(
        "task.overdue",
        _GROUPS,
        Words("un'attività è scaduta da {days}", "a task has been overdue for {days}"),
        (Field("days", "days", Words("Da quanti giorni?", "For how many days?"), True, 1, lowest=1, highest=365),),
        derived=("days",),
        icon="warning",
    ),
    TriggerKind(
        "task.completed",
        _GROUPS,
        Words("un'attività è completata, qui o in HighLevel", "a task is completed, here or in HighLevel"),
        set_off_by=frozenset({"task.complete"}),
        icon="done",
    ),
    TriggerKind(
        "task.edited",
        _GROUPS,
        Words("un'attività viene modificata in HighLevel", "a task is changed in HighLevel"),
        set_off_by=frozenset({"task.edit"}),
        icon="pencil",
    ),
)
