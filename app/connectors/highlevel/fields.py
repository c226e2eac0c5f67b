"""Find the location's custom fields that hold what HighLevel has no field of its own for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.sync.contacts.mapping import ORIGIN_FIELD
from app.sync.contacts.mapping import Mapping as FieldMapping
from app.wellformed import normalised

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "vat_code": ("Partita IVA", "P.IVA", "Part. IVA", "Numero partita IVA", "VAT", "VAT number", "VAT code", "VAT ID"),
    "fiscal_code": ("Codice fiscale", "Cod. fiscale", "C.F.", "CF", "Fiscal code", "Tax code"),
    "sdi_code": (
        "Codice destinatario",
        "Cod. destinatario",
        "SDI",
        "Codice SDI",
        "Codice univoco",
        "Codice univoco SDI",
        "SDI code",
        "Recipient code",
    ),
    "pec": ("PEC", "Indirizzo PEC", "E-mail PEC", "Posta certificata", "Posta elettronica certificata"),
    "landline": ("Telefono fisso", "Tel. fisso", "Telefono", "Landline", "Landline phone"),
    "note": ("Nota Fattura24", "Note Fattura24"),
    ORIGIN_FIELD: ("Fattura24 ID", "ID Fattura24"),
}
"""Names under which people keep the same thing; taken when the mapping's own name does not exist."""

_TEXT_TYPES = {"", "TEXT", "LARGE_TEXT", "PHONE", "EMAIL"}


def resolve_custom_fields(mapping: FieldMapping, fields: Sequence[Mapping[str, Any]]) -> dict[str, str | None]:
    """Return the custom field's id per contact field that the mapping keeps in one, and for the origin key.

    Keys are names of contact fields and `ORIGIN_FIELD`. None: the location has no such field. A field of
    the mapping's very name wins; without one a text field with a usual name for the same thing is taken. No
    field serves twice.
    """
    wanted = [(rule.field, rule.custom_field) for rule in mapping if rule.custom_field]
    wanted.append((ORIGIN_FIELD, ORIGIN_FIELD))
    found: dict[str, str | None] = {}
    taken: set[str] = set()
    for key, name in wanted:
        found[key] = _first(fields, [name], taken, exact=True)
        if found[key]:
            taken.add(str(found[key]))
    for key, name in wanted:
        if found[key] is None:
            found[key] = _first(fields, [name, *SYNONYMS.get(key, ())], taken)
            if found[key]:
                taken.add(str(found[key]))
    return found


def field_named(fields: Iterable[Mapping[str, Any]], name: str) -> str | None:
    """Return the id of the custom field with exactly this name (case aside), or None."""
    return _first(list(fields), [name], set(), exact=True)


def _first(
    fields: Sequence[Mapping[str, Any]], names: Sequence[str], taken: set[str], exact: bool = False
) -> str | None:
    for name in names:
        for field in fields:
            field_id = str(field.get("id") or "")
            if not field_id or field_id in taken:
                continue
            own = str(field.get("name") or "")
            if exact:
                if own.strip().casefold() == name.strip().casefold():
                    return field_id
                continue
            if str(field.get("dataType") or "") not in _TEXT_TYPES:
                continue
            # The key survives when the owner renames the field.
            key = str(field.get("fieldKey") or "").removeprefix("contact.")
            if fold(name) in (fold(own), fold(key)):
                return field_id
    return None


def fold(name: str) -> str:
    """Return a name without case, accents, spaces and punctuation: ``P. IVA`` becomes ``piva``."""
    plain = normalised("NFKD", name).casefold()
    return "".join(c for c in plain if c.isalnum())
