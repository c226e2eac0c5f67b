"""Change a contact in spite of what HighLevel is known to drop or refuse, and believe only its answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.codec import FIELD_VALUE, FIELD_VALUE_CAMEL, Change, Codec
from app.connectors.highlevel.http.refusals import SERVICE, names_property
from app.connectors.highlevel.http.wire import Wire
from app.connectors.highlevel.reader import placed
from app.errors import RequestRefused, ServiceUnavailable
from app.records.compare import same
from app.records.contact import Contact
from app.records.normalise import normalise
from app.sync.contacts.mapping import ORIGIN_FIELD
from app.sync.plan.model import Record

ALONE = ("companyName", "email", "phone", "website")
"""Attributes that are a value each; the others are parts of a name or an address."""


class ContactWriter:
    """Writes contacts of one location; remembers for its life which spelling of a custom field the service takes."""

    def __init__(self, client: HighLevelClient, custom_key: str = FIELD_VALUE) -> None:
        self._client = client
        self.custom_key = custom_key if custom_key in (FIELD_VALUE, FIELD_VALUE_CAMEL) else FIELD_VALUE

    async def update(self, codec: Codec, current: Record, after: Contact, change: Change, origin: str | None) -> Wire:
        """Write a change and return the contact as it is then.

        Raises RequestRefused: value_refused after all else was written, value_not_taken.
        """
        taken, wire, key = change, None, self.custom_key
        while wire is None and (body := taken.body(key)):
            try:
                wire = (await self._client.update_contact(current.id, body)).wire
            except RequestRefused as refused:
                taken = without_refused(taken, refused)
        if wire is None:
            wire = dict(current.wire) if current.wire else (await self._client.get_contact(current.id)).wire
        if change.add_tags:
            wire = {**wire, "tags": await self._client.add_tags(current.id, change.add_tags)}
        if change.remove_tags:
            wire = {**wire, "tags": await self._client.remove_tags(current.id, change.remove_tags)}
        return await self.settle(codec, wire, after, change, origin, key, taken)

    async def settle(
        self,
        codec: Codec,
        wire: Wire,
        after: Contact,
        change: Change,
        origin: str | None,
        key: str,
        taken: Change | None = None,
    ) -> Wire:
        """Return the contact once every value of the change is in it, trying the other spelling of custom fields.

        ``key`` is the spelling that was sent: of several contacts written at once, another one may have learnt
        meanwhile which is taken. ``taken`` is what of the change the service did not refuse, if that is not all of it.
        Raises RequestRefused (value_refused, value_not_taken).
        """
        contact_id = str(wire["id"])
        refused = codec.names(change) - codec.names(taken or change)
        left = _not_taken(codec, wire, after, change, origin) - refused
        if left:
            wire = (await self._client.get_contact(contact_id)).wire  # an answer may be partial: the record is not
            left = _not_taken(codec, wire, after, change, origin) - refused
        if any(codec.is_custom(name) for name in left):
            other = FIELD_VALUE_CAMEL if key == FIELD_VALUE else FIELD_VALUE
            await self._client.update_contact(contact_id, codec.only(change, left).body(other))
            wire = (await self._client.get_contact(contact_id)).wire
            still = _not_taken(codec, wire, after, change, origin) - refused
            if len(still) < len(left):
                self.custom_key = other
            left = still
        for code, names in (("value_refused", refused), ("value_not_taken", left)):
            if names:
                fields = ", ".join(sorted(codec.label(name) for name in names))
                raise RequestRefused(code, service=SERVICE, fields=fields)
        return wire


def without_refused(
    change: Change, refused: RequestRefused, alone: Sequence[str] = ALONE, keep: str | None = None
) -> Change:
    """Return the part of a change that a refusal says nothing about, so that one value does not keep back the others.

    A custom field is named by its id (reference: HighLevel 12.1), another value by its attribute. Parts of an address
    and of a name are one value and never go alone. Raises the refusal if it names nothing that can go: ``alone`` are
    the attributes that can, ``keep`` is the id of a custom field that cannot.
    """
    told = " ".join(refused.params.get("messages", ()))
    custom = {i: v for i, v in change.custom.items() if i not in told or i == keep}
    values = {n: v for n, v in change.values.items() if n not in alone or not names_property(refused, n)}
    if len(custom) + len(values) == len(change.custom) + len(change.values):
        raise refused
    return replace(change, custom=custom, values=values)


def _not_taken(codec: Codec, wire: Wire, after: Contact, change: Change, origin: str | None) -> frozenset[str]:
    """Return the names of the changed fields whose value the contact does not hold."""
    try:
        contact, origins = codec.decode(wire)
    except (TypeError, ValueError) as error:
        raise ServiceUnavailable("service_unreadable", service=SERVICE, details=str(error)) from error
    held, wanted = normalise(contact), placed(after)
    left = {
        name
        for name in change.fields
        if name not in (ORIGIN_FIELD, "tags") and not same(name, held.get(name), wanted.get(name))
    }
    if ORIGIN_FIELD in change.fields and (origin not in origins if origin else origins):
        left.add(ORIGIN_FIELD)
    if not set(change.add_tags) <= set(held.tags) or set(change.remove_tags) & set(held.tags):
        left.add("tags")
    return frozenset(left)
