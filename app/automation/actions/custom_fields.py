"""Custom fields of HighLevel's contacts, one a step: chosen by name, and checked by the field's type."""

from __future__ import annotations

from app.automation.declared.kinds import About, ActionKind, Field
from app.automation.words import Words
from app.sync.plan.parts import RecordType, Side

ACTIONS = (
    ActionKind(
        "contact.custom_field",
        Words("scrivi in un campo personalizzato del contatto: {value}", "write into a custom field: {value}"),
        (
            Field("field", "custom_field", Words("Quale campo", "Which field"), required=True),
            Field("value", "text", Words("Che cosa scriverci", "What to write into it"), required=True),
        ),
        verb="call",
        side=Side.HIGHLEVEL,
        record=RecordType.CONTACT,
        needs="contact",
        writes=frozenset({"contact.custom"}),
        requests={"highlevel": 1},
        danger=2,  # one call: taking the run back does not bring back what stood there
        icon="pencil",
        about=About(
            Words("Compila un campo personalizzato", "Fill in a custom field"),
            Words(
                "Scrive un valore in un campo che avete creato in HighLevel. Annullando non torna quello di prima.",
                "Writes a value into a field that you made in HighLevel. Undoing does not bring back what was there.",
            ),
        ),
    ),
)
