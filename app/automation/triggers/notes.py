"""Notes on HighLevel's contacts."""

from __future__ import annotations

from app.automation.declared.kinds import TriggerKind
from app.automation.words import Words

TRIGGERS = (
    TriggerKind(
        "highlevel.NoteCreate",
        ("cliente", "nota"),
        Words("arriva una nuova nota su un contatto", "a contact gets a new note"),
        set_off_by=frozenset({"note.create"}),
        icon="file",
    ),
    TriggerKind(
        "highlevel.NoteUpdate",
        ("cliente", "nota"),
        Words("una nota di un contatto viene modificata", "a note of a contact is changed"),
        set_off_by=frozenset({"note.update"}),
        icon="file",
    ),
    TriggerKind(
        "highlevel.NoteDelete",
        ("cliente", "nota"),
        Words("una nota di un contatto viene eliminata", "a note of a contact is deleted"),
        icon="file",
    ),
)
