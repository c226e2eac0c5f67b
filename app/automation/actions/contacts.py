"""Contacts of HighLevel and customers of Fattura24: brought over, tagged, filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.automation.declared.kinds import ActionKind, Field
from app.automation.words import Words
from app.records.text.words import fold
from app.sync.plan.parts import RecordType, Side

_ONE = {"highlevel": 1}

API_FIELDS: Mapping[str, str] = {
    "firstName": "first_name",
    "lastName": "last_name",
    "name": "company",
    "email": "email",
    "phone": "mobile",
    "address1": "street",
    "city": "city",
    "state": "province",
    "postalCode": "postal_code",
    "website": "website",
    "tags": "tags",
    "companyName": "company",
    "country": "country",
}
"""The contact field that an input of HighLevel's contact operations writes."""


def tag_effects(sign: str) -> Any:
    """Return what tells the effects of a step that adds (+) or takes (-) tags."""

    def effects(inputs: Mapping[str, Any]) -> frozenset[str]:
        tags = inputs.get("tags") or []
        named = {"*" if "{" in str(tag) else fold(str(tag)) for tag in tags} if isinstance(tags, list) else {"*"}
        return frozenset({"contact.tags", *(f"contact.tags{sign}{name}" for name in named)})

    return effects


def written_fields(inputs: Mapping[str, Any]) -> frozenset[str]:
    """Return the contact fields that a step fills in."""
    return frozenset(f"contact.{API_FIELDS[name]}" for name in inputs if name in API_FIELDS)


_TAGS = Field("tags", "tags", Words("Quali etichette", "Which tags"), required=True)

ACTIONS = (
    ActionKind(
        "contact.push",
        Words("porta il cliente in HighLevel", "bring the customer to HighLevel"),
        verb="create",
        side=Side.HIGHLEVEL,
        record=RecordType.CONTACT,
        needs="customer",
        writes=frozenset({"contact.create"}),
        requests=_ONE,
        danger=1,
        icon="person",
    ),
    ActionKind(
        "fattura24.SaveCustomer",
        Words("porta il contatto in Fattura24 come cliente", "bring the contact to Fattura24 as a customer"),
        verb="create",
        side=Side.FATTURA24,
        record=RecordType.CONTACT,
        needs="contact",
        writes=frozenset({"customer.create"}),
        requests={"fattura24": 1, "highlevel": 1},
        danger=2,
        icon="person",
    ),
    ActionKind(
        "highlevel.add-tags",
        Words("aggiungi al contatto: {tags}", "add to the contact: {tags}"),
        (_TAGS,),
        verb="update",
        side=Side.HIGHLEVEL,
        record=RecordType.CONTACT,
        needs="contact",
        effects=tag_effects("+"),
        requests=_ONE,
        danger=1,
        icon="plus",
    ),
    ActionKind(
        "highlevel.remove-tags",
        Words("togli dal contatto: {tags}", "take from the contact: {tags}"),
        (_TAGS,),
        verb="update",
        side=Side.HIGHLEVEL,
        record=RecordType.CONTACT,
        needs="contact",
        effects=tag_effects("-"),
        requests=_ONE,
        danger=1,
        icon="close",
    ),
    ActionKind(
        "highlevel.update-contact",
        Words("cambia i dati del contatto", "change the contact's data"),
        (
            Field("email", "text", Words("E-mail", "E-mail")),
            Field("phone", "text", Words("Telefono", "Phone")),
            Field("firstName", "text", Words("Nome", "First name")),
            Field("lastName", "text", Words("Cognome", "Last name")),
            Field("address1", "text", Words("Via", "Street")),
            Field("postalCode", "text", Words("CAP", "Postal code")),
            Field("city", "text", Words("Città", "City")),
            Field("state", "text", Words("Provincia", "Province")),
            Field("website", "text", Words("Sito", "Website")),
        ),
        verb="update",
        side=Side.HIGHLEVEL,
        record=RecordType.CONTACT,
        needs="contact",
        effects=written_fields,
        requests={"highlevel": 2},
        danger=1,
        icon="pencil",
    ),
    ActionKind(
        "highlevel.add-contact-to-workflow",
        Words("avvia il flusso di HighLevel per il contatto", "start the HighLevel workflow for the contact"),
        (Field("workflowId", "workflow", Words("Quale flusso", "Which workflow"), required=True),),
        verb="call",
        side=Side.HIGHLEVEL,
        record=RecordType.CONTACT,
        needs="contact",
        writes=frozenset({"contact.workflow"}),
        requests=_ONE,
        danger=2,
        icon="play",
    ),
    ActionKind(
        "highlevel.delete-contact-from-workflow",
        Words("togli il contatto dal flusso di HighLevel", "take the contact out of the HighLevel workflow"),
        (Field("workflowId", "workflow", Words("Quale flusso", "Which workflow"), required=True),),
        verb="call",
        side=Side.HIGHLEVEL,
        record=RecordType.CONTACT,
        needs="contact",
        writes=frozenset({"contact.workflow"}),
        requests=_ONE,
        danger=2,
        icon="stop",
    ),
)
