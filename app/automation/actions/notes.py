"""Notes on contacts."""

from __future__ import annotations

from app.automation.declared.kinds import ActionKind, Field
from app.automation.words import Words
from app.sync.plan.parts import RecordType, Side

ACTIONS = (
    ActionKind(
        "note.payments",
        Words("aggiorna la nota «Pagamenti Fattura24» del contatto", "renew the contact's note “Pagamenti Fattura24”"),
        verb="update",
        side=Side.HIGHLEVEL,
        record=RecordType.NOTE,
        needs="party",
        writes=frozenset({"note.create", "note.update"}),
        requests={"highlevel": 2},
        danger=1,
        icon="file",
    ),
    ActionKind(
        "highlevel.create-note",
        Words("scrivi sul contatto la nota: {body}", "write on the contact the note: {body}"),
        (Field("body", "long", Words("Testo della nota", "Text of the note"), required=True),),
        verb="create",
        side=Side.HIGHLEVEL,
        record=RecordType.NOTE,
        needs="contact",
        writes=frozenset({"note.create"}),
        requests={"highlevel": 1},
        danger=1,
        icon="file",
    ),
)
