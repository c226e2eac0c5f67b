"""What the mapping allows, checks and says; no widgets here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.records.contact import ADDRESS_FIELDS, PERSON_FIELDS
from app.sync.contacts.mapping import CUSTOM, ORIGIN_FIELD, ConflictRule, Direction, FieldRule, Mapping, default_mapping
from app.sync.plan.model import Side
from app.ui.i18n import field_name

translate = QCoreApplication.translate

NOT_WRITABLE = frozenset({"landline", "website", "note"})
"""Fields that Fattura24's export shows and its API cannot write (reference: Fattura24 1.5)."""

NOT_IN_FATTURA24 = frozenset({"tags"})
"""Fields that only HighLevel knows."""

STANDARD = {rule.field: rule.highlevel for rule in default_mapping()}
"""Where HighLevel keeps each field unless its owner chooses otherwise."""


def allowed(field: str) -> tuple[Direction, ...]:
    """Return the directions that a field can travel in."""
    if field in NOT_IN_FATTURA24:
        return (Direction.OFF,)
    if field in NOT_WRITABLE:
        return Direction.TO_HIGHLEVEL, Direction.OFF
    return Direction.TO_HIGHLEVEL, Direction.BOTH, Direction.TO_FATTURA24, Direction.OFF


def why_not(field: str) -> str:
    """Return why some directions of a field cannot be chosen; blank where all can."""
    if field in NOT_IN_FATTURA24:
        return translate("MappingWords", "Fattura24 knows nothing of this kind: it stays in HighLevel.")
    if field in NOT_WRITABLE:
        return translate(
            "MappingWords",
            "Ponte24 can read this field from Fattura24's export, but Fattura24 offers "
            "no way to write it. So it only travels to HighLevel.",
        )
    return ""


def highlevel_label(rule: FieldRule) -> str:
    """Return the name of a rule's field in HighLevel."""
    if rule.custom_field:
        return rule.custom_field
    return field_name(rule.field) if rule.highlevel else translate("MappingWords", "(none)")


def direction_label(direction: Direction) -> str:
    """Return a direction in words."""
    return {
        Direction.BOTH: translate("MappingWords", "Both ways"),
        Direction.TO_HIGHLEVEL: translate("MappingWords", "Only from Fattura24 to HighLevel"),
        Direction.TO_FATTURA24: translate("MappingWords", "Only from HighLevel to Fattura24"),
        Direction.OFF: translate("MappingWords", "Not kept in step"),
    }[direction]


def conflict_label(conflict: ConflictRule) -> str:
    """Return a conflict rule in words."""
    return {
        ConflictRule.ASK: translate("MappingWords", "Ask me"),
        ConflictRule.HIGHLEVEL: translate("MappingWords", "HighLevel wins"),
        ConflictRule.FATTURA24: translate("MappingWords", "Fattura24 wins"),
    }[conflict]


def sentence(rule: FieldRule) -> str:
    """Return in plain sentences what a rule does."""
    name = field_name(rule.field)
    if rule.direction is Direction.OFF:
        return translate("MappingWords", "“{field}” is not kept in step: each side keeps its own value.").format(
            field=name
        )
    parts = []
    if rule.direction is Direction.BOTH:
        parts.append(
            translate(
                "MappingWords",
                "When “{field}” changes in HighLevel it is written to Fattura24, and the other way round.",
            ).format(field=name)
        )
    elif rule.direction is Direction.TO_FATTURA24:
        parts.append(
            translate(
                "MappingWords",
                "When “{field}” changes in HighLevel it is written to Fattura24. A change in Fattura24 stays there.",
            ).format(field=name)
        )
    else:
        parts.append(
            translate(
                "MappingWords",
                "When “{field}” changes in Fattura24 it is written to HighLevel. A change in HighLevel stays there.",
            ).format(field=name)
        )
    parts.append(
        {
            ConflictRule.ASK: translate("MappingWords", "If both sides changed differently, you are asked."),
            ConflictRule.HIGHLEVEL: translate(
                "MappingWords", "If both sides changed differently, HighLevel's value holds."
            ),
            ConflictRule.FATTURA24: translate(
                "MappingWords", "If both sides changed differently, Fattura24's value holds."
            ),
        }[rule.conflict]
    )
    parts.append(_blank(rule))
    if rule.field in ADDRESS_FIELDS:
        parts.append(translate("MappingWords", "In a conflict the parts of an address are decided together."))
    elif rule.field in PERSON_FIELDS:
        parts.append(translate("MappingWords", "In a conflict first name and surname are decided together."))
    return " ".join(parts)


def _blank(rule: FieldRule) -> str:
    if not rule.clears:
        return translate("MappingWords", "A blank never removes a value.")
    if rule.direction.allows(Side.FATTURA24):
        return translate(
            "MappingWords",
            "A value removed on one side is removed on the other, too; in Fattura24 you "
            "are reminded to do it by hand, because it cannot be cleared from outside.",
        )
    return translate("MappingWords", "A value removed in Fattura24 is removed in HighLevel, too.")


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A place in HighLevel where a field can be kept; ``exists`` is False where it is still to be created."""

    highlevel: str
    label: str
    exists: bool = True


def choices(rule: FieldRule, custom_names: Sequence[str]) -> tuple[FieldChoice, ...]:
    """Return where in HighLevel a field can be kept: its standard field, or any custom field."""
    standard = STANDARD.get(rule.field, rule.highlevel)
    names = [n for n in custom_names if n.casefold() != ORIGIN_FIELD.casefold()]
    known = {n.casefold() for n in names}
    found: list[FieldChoice] = []
    if not standard.startswith(CUSTOM):
        found.append(
            FieldChoice(
                standard, translate("MappingWords", "{field} (standard field)").format(field=field_name(rule.field))
            )
        )
        if not rule.custom_field:
            return tuple(found)
    for wanted in dict.fromkeys((rule.custom_field, standard.removeprefix(CUSTOM))):
        if wanted and wanted.casefold() not in known and (wanted == rule.custom_field or standard.startswith(CUSTOM)):
            label = translate("MappingWords", "{name} (will be created)").format(name=wanted)
            found.append(FieldChoice(CUSTOM + wanted, label, exists=False))
    found += [FieldChoice(CUSTOM + n, n) for n in sorted(names, key=str.casefold)]
    return tuple(found)


def takes_custom(rule: FieldRule) -> bool:
    """Tell whether a field is kept in a custom field, so that its owner may choose or name it."""
    return rule.highlevel.startswith(CUSTOM) or STANDARD.get(rule.field, "").startswith(CUSTOM)


def problems(mapping: Mapping) -> dict[str, str]:
    """Return what is wrong, by field: a HighLevel field used twice, a name missing or reserved."""
    found: dict[str, str] = {}
    users: dict[str, list[FieldRule]] = {}
    for rule in mapping:
        place = rule.highlevel.casefold().strip()
        if rule.custom_field and rule.custom_field.strip().casefold() == ORIGIN_FIELD.casefold():
            found[rule.field] = translate(
                "MappingWords", "“{name}” is reserved: Ponte24 keeps Fattura24's key in it."
            ).format(name=ORIGIN_FIELD)
        elif place in ("", CUSTOM) and rule.direction is not Direction.OFF:
            found[rule.field] = translate("MappingWords", "Choose a field of HighLevel.")
        elif rule.direction not in allowed(rule.field):
            found[rule.field] = why_not(rule.field)
        if rule.direction is not Direction.OFF and place:
            users.setdefault(place, []).append(rule)
    for rules in users.values():
        for rule in rules[1:]:
            found.setdefault(
                rule.field,
                translate("MappingWords", "“{field}” already uses the HighLevel field “{name}”.").format(
                    field=field_name(rules[0].field), name=highlevel_label(rules[0])
                ),
            )
    return found


def creates(mapping: Mapping, custom_names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the custom fields that the next sync will create."""
    known = {n.casefold() for n in custom_names}
    return tuple(r.custom_field for r in mapping.active() if r.custom_field and r.custom_field.casefold() not in known)
