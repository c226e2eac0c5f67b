"""Which fields go where, in which direction, and who wins."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import Any

from app.records.contact import CONTACT_FIELDS, PERSON_FIELDS, Contact
from app.sync.plan.model import Side

CUSTOM = "custom:"
ORIGIN_FIELD = "Fattura24 ID"
"""Name of the HighLevel custom field that holds Fattura24's key of the customer."""


class Direction(StrEnum):
    """Which way a field's changes travel."""

    BOTH = "both"
    TO_HIGHLEVEL = "to_highlevel"
    TO_FATTURA24 = "to_fattura24"
    OFF = "off"

    def allows(self, target: Side) -> bool:
        """Tell whether values may be written to a side."""
        return self in (Direction.BOTH, f"to_{target.value}")


class ConflictRule(StrEnum):
    """What happens when both sides changed a field differently."""

    ASK = "ask"
    HIGHLEVEL = "highlevel"
    FATTURA24 = "fattura24"


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One row of the mapping.

    ``highlevel`` is a standard attribute of HighLevel's contact (``email``, ``address1`` …) or ``custom:NAME`` for a
    custom field by its name; ``fattura24`` is the heading of the address book's column. ``clears`` lets a blank
    remove the other side's value.
    """

    field: str
    highlevel: str
    fattura24: str
    direction: Direction = Direction.BOTH
    conflict: ConflictRule = ConflictRule.ASK
    clears: bool = False

    @property
    def custom_field(self) -> str:
        """The name of the HighLevel custom field, or blank for a standard one."""
        return self.highlevel.removeprefix(CUSTOM) if self.highlevel.startswith(CUSTOM) else ""


@dataclass(frozen=True)  # without slots: what is derived from the rules is kept beside them
class Mapping:
    """All rules, one per contact field, in the fields' order."""

    rules: tuple[FieldRule, ...]

    def __iter__(self) -> Iterator[FieldRule]:
        return iter(self.rules)

    def rule(self, field: str) -> FieldRule:
        """Return the rule of a field. Raises KeyError if the mapping has none."""
        for rule in self.rules:
            if rule.field == field:
                return rule
        raise KeyError(field)

    def active(self) -> tuple[FieldRule, ...]:
        """Return the rules whose fields travel at all."""
        return self._active

    @cached_property
    def values_of(self) -> Callable[[Contact], tuple[Any, ...]]:
        """Take from a contact the values of the active rules in their order, and those of a person's name."""
        # those of a person always, since a name is compared as a whole; two names make it a tuple in any case
        return attrgetter(*(r.field for r in self._active), *PERSON_FIELDS)

    def texts_of(self, contact: Contact) -> dict[str, str]:
        """Return a contact's values of the active rules by field, each as `Contact.get` does."""
        # the person's two beyond them are left out: there are no names for them
        texts = dict(zip(self._active_fields, self.values_of(contact), strict=False))
        if "tags" in texts:
            texts["tags"] = contact.get("tags")
        return texts

    @cached_property
    def _active_fields(self) -> tuple[str, ...]:
        return tuple(r.field for r in self._active)

    @cached_property
    def _active(self) -> tuple[FieldRule, ...]:
        return tuple(r for r in self.rules if r.direction is not Direction.OFF and r.highlevel)

    def with_rule(self, rule: FieldRule) -> Mapping:
        """Return a copy with one rule replaced."""
        return replace(self, rules=tuple(rule if r.field == rule.field else r for r in self.rules))

    @property
    def digest(self) -> str:
        """SHA-256 of the rules; a plan is bound to it and a changed mapping raises a guard."""
        lines = (f"{r.field}|{r.highlevel}|{r.direction}|{r.conflict}|{r.clears}" for r in self.rules)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def default_mapping() -> Mapping:
    """Return the mapping that suits most: standard fields both ways, fiscal ones in custom fields.

    Landline, website and note only travel to HighLevel because Fattura24's API has no element for them
    (reference: Fattura24 1.5); tags exist only in HighLevel.
    """
    both, to_hl, off = Direction.BOTH, Direction.TO_HIGHLEVEL, Direction.OFF
    rows: tuple[tuple[str, str, str, Direction], ...] = (
        ("first_name", "firstName", "Rag. Sociale", both),
        ("last_name", "lastName", "Rag. Sociale", both),
        ("company", "companyName", "Rag. Sociale", both),
        ("email", "email", "Email", both),
        ("mobile", "phone", "Cellulare", both),
        ("landline", f"{CUSTOM}Telefono fisso", "Telefono", to_hl),
        ("street", "address1", "Indirizzo", both),
        ("postal_code", "postalCode", "CAP", both),
        ("city", "city", "Città", both),
        ("province", "state", "Provincia", both),
        ("country", "country", "Paese", both),
        ("vat_code", f"{CUSTOM}Partita IVA", "P.IVA", both),
        ("fiscal_code", f"{CUSTOM}Codice fiscale", "Cod. fiscale", both),
        ("sdi_code", f"{CUSTOM}Codice destinatario", "Cod. Destinatario", both),
        ("pec", f"{CUSTOM}PEC", "Pec", both),
        ("website", "website", "Web", to_hl),
        ("note", f"{CUSTOM}Nota Fattura24", "Nota", off),
        ("tags", "tags", "", off),
    )
    assert tuple(r[0] for r in rows) == CONTACT_FIELDS
    return Mapping(tuple(FieldRule(*row) for row in rows))
