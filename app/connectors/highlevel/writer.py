"""Change a contact in spite of what HighLevel is known to drop or refuse, and believe only its answers."""

from __future__ import annotations

from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.codec import FIELD_VALUE, FIELD_VALUE_CAMEL, Change, Codec
from app.connectors.highlevel.reader import placed
from app.connectors.highlevel.refusals import SERVICE, names_property
from app.connectors.highlevel.wire import Wire
from app.errors import RequestRefused, ServiceUnavailable
from app.records.compare import same
from app.records.contact import Contact
from app.records.normalise import normalise
from app.sync.contacts.mapping import ORIGIN_FIELD
from app.sync.plan.model import Record

COMPANY = "companyName"


class ContactWriter:
    """Writes contacts of one location; remembers for its life which spelling and which way the service
    takes."""

    def __init__(self, client: HighLevelClient) -> None:
        self._client = client
        self._custom_key = FIELD_VALUE
        self._company_by_put = True

    async def update(self, codec: Codec, current: Record, after: Contact, change: Change, origin: str) -> Wire:
        """Write a change and return the contact as it is then. Raises RequestRefused for a value not
        taken."""
        wire = await self._put(current, change)
        if change.add_tags:
            wire = {**wire, "tags": await self._client.add_tags(current.id, change.add_tags)}
        if change.remove_tags:
            wire = {**wire, "tags": await self._client.remove_tags(current.id, change.remove_tags)}
        return await self.settle(codec, wire, after, change, origin)

    async def _put(self, current: Record, change: Change) -> Wire:
        body = change.body(self._custom_key)
        if not self._company_by_put:
            body.pop(COMPANY, None)
        try:
            if body:
                return (await self._client.update_contact(current.id, body)).wire
        except RequestRefused as refused:
            if COMPANY not in body or not names_property(refused, COMPANY):
                raise
            # The specification does not list it for PUT; whether it is taken is not settled (HighLevel 2.5).
            self._company_by_put = False
            del body[COMPANY]
            if body:
                return (await self._client.update_contact(current.id, body)).wire
        return dict(current.wire) if current.wire else (await self._client.get_contact(current.id)).wire

    async def settle(self, codec: Codec, wire: Wire, after: Contact, change: Change, origin: str) -> Wire:
        """Return the contact once every value of the change is in it, trying the known ways around.

        Raises RequestRefused (value_not_taken, company_not_writable).
        """
        contact_id = str(wire["id"])
        left = _not_taken(codec, wire, after, change, origin)
        if left:
            wire = (await self._client.get_contact(contact_id)).wire  # an answer may be partial: the record is not
            left = _not_taken(codec, wire, after, change, origin)
        if any(codec.is_custom(name) for name in left):
            other = FIELD_VALUE_CAMEL if self._custom_key == FIELD_VALUE else FIELD_VALUE
            await self._client.update_contact(contact_id, codec.only(change, left).body(other))
            wire = (await self._client.get_contact(contact_id)).wire
            still = _not_taken(codec, wire, after, change, origin)
            if len(still) < len(left):
                self._custom_key = other
            left = still
        if "company" in left and COMPANY in change.values:
            wire = await self._company_by_upsert(wire, change.values[COMPANY])
            left = _not_taken(codec, wire, after, change, origin)
        if left:
            names = ", ".join(sorted(codec.label(name) for name in left))
            raise RequestRefused("value_not_taken", service=SERVICE, fields=names)
        return wire

    async def _company_by_upsert(self, wire: Wire, company: str) -> Wire:
        """Set the company through an upsert that is proven to hit this very contact."""
        self._company_by_put = False
        contact_id = str(wire["id"])
        for key, parameter in (("email", "email"), ("phone", "number")):
            value = str(wire.get(key) or "")
            if not value:
                continue
            twin = await self._client.get_duplicate_contact(**{parameter: value})
            if twin is None or twin.id != contact_id:
                continue
            try:
                answer = await self._client.upsert_contact(
                    {key: value, COMPANY: company, "createNewIfDuplicateAllowed": False}
                )
            except RequestRefused:  # an upsert with a phone alone was seen to be refused (HighLevel 7, n8n 11353)
                break
            if answer.new and answer.contact.id != contact_id:
                # Against what it said a moment ago the service made a second one: take that back at once.
                await self._client.delete_contact(answer.contact.id)
                break
            if answer.contact.id != contact_id:
                break
            wire = (await self._client.get_contact(contact_id)).wire
            if same("company", str(wire.get(COMPANY) or ""), company):
                return wire
            break
        raise RequestRefused("company_not_writable", service=SERVICE, company=company)


def _not_taken(codec: Codec, wire: Wire, after: Contact, change: Change, origin: str) -> frozenset[str]:
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
    if ORIGIN_FIELD in change.fields and origin not in origins:
        left.add(ORIGIN_FIELD)
    if not set(change.add_tags) <= set(held.tags) or set(change.remove_tags) & set(held.tags):
        left.add("tags")
    return frozenset(left)
