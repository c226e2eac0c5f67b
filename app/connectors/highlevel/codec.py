"""Between HighLevel's contact and ours. Pure: no request, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import RequestRefused
from app.records.contact import Contact, Further
from app.records.normalise import normalise_address, normalise_phone
from app.records.phone import kind_of, to_e164
from app.sync.contacts.mapping import ORIGIN_FIELD
from app.sync.contacts.mapping import Mapping as FieldMapping

CLEARED = ""
"""What is sent to clear a value. Whether HighLevel wants this or null is not known (reference: HighLevel
11); the answer is checked, so a value that stays is reported and not taken for cleared."""

FIELD_VALUE = "field_value"
FIELD_VALUE_CAMEL = "fieldValue"
"""Both spellings under which a custom field's value has been seen to be taken (reference: HighLevel 2.8)."""

# Search answers with lower-cased names and `address` (reference: HighLevel 2.1): the better source first.
_SOURCES = {
    "firstName": ("firstNameRaw", "firstName"),
    "lastName": ("lastNameRaw", "lastName"),
    "address1": ("address1", "address"),
}
_PHONES = ("mobile", "landline")
_PHONE = "phone"
_ENTRY = {"email": "email", "mobile": "phone"}
"""What an additional e-mail or phone is called in its own object."""


@dataclass(frozen=True, slots=True)
class Change:
    """What has to be written to turn one contact into another.

    ``values`` are HighLevel's own attributes, ``custom`` values by the custom field's id. ``missing`` names
    the contact fields (or `ORIGIN_FIELD`) for whose values the location has no custom field. ``fields``
    names all that change.
    """

    values: dict[str, str] = field(default_factory=dict)
    custom: dict[str, str] = field(default_factory=dict)
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    def body(self, custom_key: str = FIELD_VALUE) -> dict[str, Any]:
        """Return the body of a write; tags are not in it because they would replace all others."""
        body: dict[str, Any] = dict(self.values)
        if self.custom:
            body["customFields"] = [{"id": i, custom_key: v} for i, v in self.custom.items()]
        return body


class Codec:
    """Translates for one mapping and the custom fields of one location (see `fields.resolve_custom_fields`).

    ``native`` are HighLevel's own attributes by our fields, ``custom`` the ids of custom fields, ``origin_id`` that of
    Fattura24's key: all that decoding depends on besides what HighLevel sent.
    """

    def __init__(self, mapping: FieldMapping, ids: Mapping[str, str | None]) -> None:
        self.ids = dict(ids)
        self.origin_id = self.ids.get(ORIGIN_FIELD)
        self.native = {r.field: r.highlevel for r in mapping if r.highlevel and not r.custom_field}
        self.custom = {r.field: self.ids.get(r.field) for r in mapping if r.custom_field}
        # Usual case: one native phone for the mobile, or for the landline while there is no mobile.
        self._shared_phone = self.native.get("mobile") == _PHONE and self.native.get("landline") != _PHONE
        self._names = {r.field: r.custom_field or r.highlevel for r in mapping}
        self._readers = [(f, _SOURCES.get(a, (a,))) for f, a in self.native.items() if f != "tags"]

    def label(self, name: str) -> str:
        """Return what HighLevel's user calls a contact field."""
        return self._names.get(name) or name

    def decode(self, wire: Mapping[str, Any]) -> tuple[Contact, tuple[str, ...]]:
        """Return the contact (not normalised) and its origin keys, from a search or a read by id."""
        values, origins = self.values_of(wire)
        return Contact(**values), origins

    def values_of(self, wire: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
        """Do as `decode`, with the contact's values by field."""
        values: dict[str, Any] = {}
        for name, sources in self._readers:
            for source in sources:
                value = wire.get(source)
                if value:
                    values[name] = text_of(value)
                    break
        custom = custom_values(wire)
        for name, field_id in self.custom.items():
            if field_id:
                values[name] = custom.get(field_id, "")
        if self._shared_phone:
            values["mobile"], values["landline"] = split_phones(values.get("mobile", ""), values.get("landline", ""))
        if "tags" in self.native:
            tags = wire.get(self.native["tags"])
            if isinstance(tags, list):
                values["tags"] = tuple(sorted({text_of(t).lower() for t in tags} - {""}))
        origin = custom.get(self.origin_id, "") if self.origin_id else ""
        return values, (origin,) if origin else ()

    def encode(
        self,
        before: Contact,
        after: Contact,
        *,
        origins: tuple[str, ...] = (),
        origin: str | None = None,
        native_phone: str = "",
    ) -> Change:
        """Return what has to be written so that ``before`` becomes ``after``.

        ``origin`` is the key to write unless it is among ``origins`` (None: leave it, blank: clear it);
        ``native_phone`` the phone that HighLevel holds now. Raises RequestRefused (country_unknown): HighLevel
        takes ISO codes only.
        """
        changed = [n for n, v in after.items() if v != before.get(n) and (n in self.native or n in self.custom)]
        values: dict[str, str] = {}
        custom: dict[str, str] = {}
        missing: list[str] = []
        for name in changed:
            if name == "tags":
                continue
            if name in self.native:
                if not (self._shared_phone and name == "mobile"):
                    values[self.native[name]] = _outgoing(name, after.get(name))
            elif field_id := self.custom[name]:
                custom[field_id] = after.get(name) or CLEARED
            elif name != "landline" or not self._shared_phone or after.mobile:
                missing.append(name)  # a landline alone still finds its place in the native phone
        if self._shared_phone and any(n in changed for n in _PHONES):
            wanted = after.mobile or after.landline
            if wanted != native_phone:
                values[_PHONE] = wanted or CLEARED
        if origin and origin not in origins:
            if self.origin_id:
                custom[self.origin_id] = origin
            else:
                missing.append(ORIGIN_FIELD)
            changed.append(ORIGIN_FIELD)
        elif origin == "" and origins and self.origin_id:  # without the field there is no value to clear
            custom[self.origin_id] = CLEARED
            changed.append(ORIGIN_FIELD)
        old, new = set(before.tags), set(after.tags)
        has_tags = "tags" in changed and "tags" in self.native
        return Change(
            values,
            custom,
            tuple(sorted(new - old)) if has_tags else (),
            tuple(sorted(old - new)) if has_tags else (),
            tuple(missing),
            tuple(changed),
        )

    def only(self, change: Change, names: frozenset[str]) -> Change:
        """Return the custom values of a change that belong to some of its fields."""
        wanted = {self.origin_id if n == ORIGIN_FIELD else self.custom.get(n) for n in names}
        return Change(custom={i: v for i, v in change.custom.items() if i in wanted}, fields=tuple(names))

    def names(self, change: Change) -> frozenset[str]:
        """Return the contact fields (or `ORIGIN_FIELD`) whose values are in a change's body."""
        attributes = {attribute: name for name, attribute in self.native.items()}
        if self._shared_phone:
            attributes[_PHONE] = "mobile"
        fields = {field_id: name for name, field_id in self.custom.items() if field_id}
        if self.origin_id:
            fields[self.origin_id] = ORIGIN_FIELD
        found = {attributes.get(attribute, attribute) for attribute in change.values}
        return frozenset(found | {fields.get(field_id, field_id) for field_id in change.custom})

    def is_custom(self, name: str) -> bool:
        """Tell whether a contact field (or the origin key) is kept in a custom field."""
        return name == ORIGIN_FIELD or name in self.custom


def custom_values(wire: Mapping[str, Any]) -> dict[str, str]:
    """Return the custom fields' values by id; read as ``{id, value}``, other spellings tolerated."""
    found: dict[str, str] = {}
    entries = wire.get("customFields") or wire.get("customField") or ()
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and entry.get("id"):
            value = next((entry[k] for k in ("value", FIELD_VALUE, FIELD_VALUE_CAMEL) if k in entry), None)
            found[str(entry["id"])] = text_of(value)
    return found


def text_of(value: object) -> str:
    """Return any JSON value as text: lists joined by comma, whole numbers without a point, objects as
    blank."""
    if isinstance(value, str):
        return value.strip()
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return ", ".join(t for t in map(text_of, value) if t)
    return str(value)


def further_of(wire: Mapping[str, Any]) -> Further:
    """Return a contact's additional e-mails and phones, each with our field; they can be read and never written
    (reference: HighLevel 2.8)."""
    found: list[tuple[str, str]] = []
    for attribute, name in (("additionalEmails", "email"), ("additionalPhones", "mobile")):
        entries = wire.get(attribute)
        for entry in entries if isinstance(entries, list) else ():
            value = text_of(entry.get(_ENTRY[name]) if isinstance(entry, dict) else entry)
            kept = normalise_address(value) if name == "email" else normalise_phone(value)
            if kept and (name, kept) not in found:
                found.append((name, kept))
    return tuple(found)


def split_phones(native: str, landline: str) -> tuple[str, str]:
    """Return mobile and landline, given HighLevel's one phone and the custom field for the landline."""
    if landline:
        same_number = native == landline or (to_e164(native) or native) == to_e164(landline)
        return ("" if same_number else native), landline
    if kind_of(native) == "landline":
        return "", native
    return native, ""


def _outgoing(name: str, value: str) -> str:
    """Return a native value as HighLevel takes it."""
    if name == "country" and value and not (len(value) == 2 and value.isalpha() and value.isascii()):
        raise RequestRefused("country_unknown", service="HighLevel", value=value)
    return value.upper() if name == "country" else value or CLEARED
