"""Contacts of HighLevel: new, changed, gone, "do not disturb"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.automation.declared.kinds import Field, TriggerKind
from app.automation.model import Event
from app.automation.words import Words

PATH_OF: Mapping[str, str] = {
    "first_name": "cliente.persona",
    "last_name": "cliente.persona",
    "company": "cliente.azienda",
    "email": "cliente.email",
    "mobile": "cliente.cellulare",
    "landline": "cliente.telefono",
    "street": "cliente.via",
    "postal_code": "cliente.cap",
    "city": "cliente.citta",
    "province": "cliente.provincia",
    "country": "cliente.paese",
    "vat_code": "cliente.partita_iva",
    "fiscal_code": "cliente.codice_fiscale",
    "sdi_code": "cliente.codice_sdi",
    "pec": "cliente.pec",
    "website": "cliente.sito",
    "note": "cliente.nota",
    "tags": "cliente.etichette",
}
"""Where the value of a contact field is read; an event of a change has the old values of the paths that changed."""


def wanted(parameters: Mapping[str, Any]) -> list[str]:
    """Return the fields that the owner named."""
    named = parameters.get("fields") or ["email"]
    return [code for code in named if code in PATH_OF] if isinstance(named, list) else []


def changed(parameters: Mapping[str, Any], event: Event) -> bool:
    """Tell whether one of the named fields changed."""
    return any(PATH_OF[code] in event.before for code in wanted(parameters))


def what_changed(parameters: Mapping[str, Any], event: Event) -> Mapping[str, Any]:
    """Return the first named field that changed, with both its values."""
    for code in wanted(parameters):
        path = PATH_OF[code]
        if path in event.before:
            return {
                "cambiato.campo": code,
                "cambiato.prima": _text(event.before[path]),
                "cambiato.dopo": _text(event.values.get(path)),
            }
    return {}


def _text(value: Any) -> str:
    return ", ".join(str(v) for v in value) if isinstance(value, (list, tuple)) else str(value or "")


def fields_changed(parameters: Mapping[str, Any]) -> frozenset[str]:
    """Return the effects that change one of the named fields."""
    return frozenset(f"contact.{code}" for code in wanted(parameters))


FIELDS = Field("fields", "fields", Words("Quali campi?", "Which fields?"), required=True, default=["email"])

TRIGGERS = (
    TriggerKind(
        "highlevel.ContactCreate",
        ("cliente",),
        Words("arriva un nuovo contatto in HighLevel", "a new contact comes to HighLevel"),
        set_off_by=frozenset({"contact.create"}),
        icon="person",
    ),
    TriggerKind(
        "highlevel.ContactUpdate",
        ("cliente", "cambiato"),
        Words("in un contatto di HighLevel cambia: {fields}", "of a contact in HighLevel this changes: {fields}"),
        (FIELDS,),
        matches=changed,
        completes=what_changed,
        effects=fields_changed,
        icon="pencil",
    ),
    TriggerKind(
        "highlevel.ContactDelete",
        ("cliente",),
        Words("un contatto viene eliminato in HighLevel", "a contact is deleted in HighLevel"),
        icon="trash",
    ),
    TriggerKind(
        "highlevel.ContactDndUpdate",
        ("cliente",),
        Words("un contatto cambia le preferenze «non disturbare»", 'a contact changes "do not disturb"'),
        icon="eye-off",
    ),
)
