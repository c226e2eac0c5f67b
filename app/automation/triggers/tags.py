"""Tags of HighLevel's contacts: one comes, one goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.automation.declared.kinds import Field, TriggerKind
from app.automation.model import Event
from app.automation.words import Words
from app.records.text.words import fold


def _matches(parameters: Mapping[str, Any], event: Event) -> bool:
    where = "etichette.tolte" if parameters.get("change") == "removed" else "etichette.aggiunte"
    found = event.values.get(where) or ()
    tag = fold(str(parameters.get("tag") or ""))
    return any(not tag or fold(str(t)) == tag for t in found)


def _effects(parameters: Mapping[str, Any]) -> frozenset[str]:
    sign = "-" if parameters.get("change") == "removed" else "+"
    return frozenset({f"contact.tags{sign}{fold(str(parameters.get('tag') or 'cliente'))}"})


TRIGGERS = (
    TriggerKind(
        "highlevel.ContactTagUpdate",
        ("cliente", "etichette"),
        Words("a un contatto viene {change} l'etichetta «{tag}»", "the tag “{tag}” is {change} a contact"),
        (
            Field("tag", "tag", Words("Quale etichetta?", "Which tag?"), required=True, default="cliente"),
            Field(
                "change",
                "choice",
                Words("Quando?", "When?"),
                default="added",
                choices={"added": Words("aggiunta", "put on"), "removed": Words("tolta", "taken off")},
            ),
        ),
        matches=_matches,
        effects=_effects,
        icon="pencil",
    ),
)
