"""What a step writes into a custom field of a contact, checked by the field's type before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.automation.data.own_fields import FILLABLE
from app.automation.model import Change
from app.connectors.highlevel.codec import FIELD_VALUE, custom_values, text_of
from app.services.automations.choices import own_fields
from app.store import Store


class CannotBeDone(Exception):
    """A step cannot be carried out; ``key`` is a text under ``faults``."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Filled:
    """A custom field with its new value: as HighLevel takes it, and as people read it."""

    wire: Mapping[str, Any]
    shown: str


def own_field_of(store: Store, change: Change) -> Filled | None:
    """Return what has to be written; None where it stands there already. Raises CannotBeDone."""
    cached = store.highlevel.get(change.contact) if change.contact else None
    if cached is None:
        raise CannotBeDone("no_contact")
    own = own_fields(store).get(str(change.goal.get("field")))
    if own is None or own.type not in FILLABLE:
        raise CannotBeDone("custom_field_gone")
    try:
        value = own.fit(str(change.goal.get("value")))
    except ValueError:
        raise CannotBeDone("custom_field_value") from None
    if custom_values(cached.wire).get(own.id, "") == text_of(value):
        return None
    return Filled({"id": own.id, FIELD_VALUE: value}, f"{own.name} = {text_of(value)}")
