"""Find out whether a contact was created although the answer was lost or said otherwise."""

from __future__ import annotations

from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.codec import Codec
from app.connectors.highlevel.http.checks import SEARCH_TEXT
from app.connectors.highlevel.http.wire import record_id
from app.connectors.highlevel.reader import placed, record_of
from app.errors import LostAnswer, RecordGone
from app.records.compare import same
from app.records.contact import Contact
from app.sync.contacts.mapping import ORIGIN_FIELD
from app.sync.plan.model import Record

INDEX_LAG = 75.0
"""Seconds after which the search index has caught up for sure: 12 to 60 were seen (reference: HighLevel
2.1)."""

_PAGE = 20


async def find_by_keys(client: HighLevelClient, codec: Codec, contact: Contact, origin: str) -> Record | None:
    """Look by e-mail, then by phone, which needs no index; a stranger with the same e-mail does not count."""
    number = contact.mobile or contact.landline
    for email, phone in ((contact.email, ""), ("", number)):
        if not email and not phone:
            continue
        twin = await client.get_duplicate_contact(email=email, number=phone)
        if twin is not None:
            found = await _verified(client, codec, twin.id, contact, origin)
            if found is not None:
                return found
    return None


async def find_by_origin(
    client: HighLevelClient, codec: Codec, contact: Contact, origin: str, sent_at: float
) -> Record | None:
    """Look by the origin key in the search index, after it has caught up with ``sent_at`` (epoch seconds).

    Raises LostAnswer if the search cannot tell.
    """
    field_id = codec.ids.get(ORIGIN_FIELD)
    if not origin or not field_id:
        if contact.email or contact.mobile or contact.landline:
            return None  # the look-up by these is all there is, and it found nothing
        raise LostAnswer(service="HighLevel", details="neither e-mail, phone nor key to look it up by")
    if len(origin) > SEARCH_TEXT:
        raise LostAnswer(service="HighLevel", details="the key is too long to be searched for")
    await client.clock.sleep(max(0.0, sent_at + INDEX_LAG - client.clock.now()))
    # This form of the filter works; by the bare field name it is ignored (reference: HighLevel 7, #42).
    answer = await client.search_contacts_advanced(
        filters=[{"field": f"customFields.{field_id}", "operator": "eq", "value": origin}], page_limit=_PAGE
    )
    for wire in answer.wires:
        _, origins = codec.decode(wire)
        if origin in origins or not wire.get("customFields"):
            if not record_id(wire):
                raise LostAnswer(service="HighLevel", details="the contact that was found has no id")
            found = await _verified(client, codec, record_id(wire), contact, origin)
            if found is not None:
                return found
    if answer.total > len(answer.wires) or (answer.wires and not answer.told):
        # the filter was ignored: these are just any contacts
        raise LostAnswer(service="HighLevel", details="the search does not filter by the custom field")
    return None


async def _verified(
    client: HighLevelClient, codec: Codec, contact_id: str, contact: Contact, origin: str
) -> Record | None:
    """Return the contact if it is the one that was sent: same key, or no key yet and every sent value."""
    try:
        wire = (await client.get_contact(contact_id)).wire
    except RecordGone:
        return None
    record = record_of(wire, codec, client.clock.now())
    if record.origins:
        return record if origin in record.origins else None
    sent = placed(contact)
    equal = all(same(name, value, record.contact.get(name)) for name, value in sent.items() if value and name != "tags")
    return record if equal else None
