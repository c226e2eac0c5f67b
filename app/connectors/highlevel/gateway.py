"""HighLevel as the engine sees it: every write is checked against its answer."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.codec import FIELD_VALUE, Change, Codec
from app.connectors.highlevel.fields import field_named, resolve_custom_fields
from app.connectors.highlevel.http.refusals import SERVICE, plainly_invalid
from app.connectors.highlevel.http.wire import Wire
from app.connectors.highlevel.lookup import find_by_keys, find_by_origin
from app.connectors.highlevel.reader import OVERLAP, ContactRead, ProgressSink, read_contacts, record_of
from app.connectors.highlevel.writer import ContactWriter, without_refused
from app.errors import (
    CredentialsRefused,
    DuplicateRefused,
    LimitReached,
    LostAnswer,
    RecordGone,
    RequestRefused,
    ServiceUnavailable,
)
from app.records.contact import Contact
from app.sync.contacts.mapping import ORIGIN_FIELD
from app.sync.contacts.mapping import Mapping as FieldMapping
from app.sync.plan.model import Record, Side

Cache = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Location:
    """The location as far as it matters here; ``allows_duplicates`` is its setting for contacts."""

    id: str
    name: str
    timezone: str
    country: str
    allows_duplicates: bool


class HighLevelGateway:
    """Implements `app.sync.apply.ports.Gateway` for one location and one mapping.

    ``cache`` is what `cache` of an earlier gateway returned: then neither location nor fields are asked for
    again. A field that turns out to be missing is always looked for anew.
    """

    side = Side.HIGHLEVEL

    def __init__(self, client: HighLevelClient, mapping: FieldMapping, cache: Mapping[str, Any] | None = None) -> None:
        self.client = client
        self.mapping = mapping
        usable = cache is not None and cache.get("location_id") == client.location_id
        self._cache: Cache = dict(cache) if cache is not None and usable else {}
        self._location_asked = False
        self._codec: Codec | None = None
        self._writer = ContactWriter(client, str(self._cache.get("custom_key", "")))

    @property
    def requests(self) -> int:
        """The number of requests sent so far."""
        return self.client.requests

    async def aclose(self) -> None:
        """Close the client's connections."""
        await self.client.aclose()

    # --- the location, cached ---

    def cache(self) -> Cache:
        """Return what was learnt about the location, as JSON values, for a later gateway."""
        return {**self._cache, "location_id": self.client.location_id, "custom_key": self._writer.custom_key}

    async def location(self, refresh: bool = False) -> Location:
        """Return the location; asked for once, with ``refresh`` anew if it was not in this session."""
        if (refresh and not self._location_asked) or "location" not in self._cache:
            self._cache["location"] = (await self.client.get_location()).wire
            self._location_asked = True
        wire: Mapping[str, Any] = self._cache["location"]
        settings = wire.get("settings")
        return Location(
            self.client.location_id,
            str(wire.get("name") or ""),
            str(wire.get("timezone") or ""),
            str(wire.get("country") or ""),
            bool(isinstance(settings, Mapping) and settings.get("allowDuplicateContact")),
        )

    async def custom_fields(self, refresh: bool = False) -> list[Wire]:
        """Return the location's custom contact fields; asked for once."""
        if refresh or "custom_fields" not in self._cache:
            self._cache["custom_fields"] = [field.wire for field in await self.client.get_custom_fields()]
            self._codec = None
        fields: list[Wire] = self._cache["custom_fields"]
        return fields

    async def custom_field_names(self) -> tuple[str, ...]:
        """Return the names of the location's custom contact fields."""
        return tuple(str(f.get("name") or "") for f in await self.custom_fields())

    async def missing_fields(self) -> tuple[str, ...]:
        """Return the names of the custom fields that the mapping needs in HighLevel and the location
        lacks."""
        ids = resolve_custom_fields(self.mapping, await self.custom_fields())
        wanted = [
            r.custom_field
            for r in self.mapping.active()
            if r.custom_field and r.direction.allows(Side.HIGHLEVEL) and ids[r.field] is None
        ]
        return (*wanted, *(() if ids[ORIGIN_FIELD] else (ORIGIN_FIELD,)))

    async def codec(self) -> Codec:
        """Return the translator for the mapping and the location's custom fields."""
        fields = await self.custom_fields()
        if self._codec is None:
            self._codec = Codec(self.mapping, resolve_custom_fields(self.mapping, fields))
        return self._codec

    # --- reading ---

    async def read_all(self, progress: ProgressSink | None = None, stop: Any = None) -> ContactRead:
        """Return all contacts."""
        return await read_contacts(self.client, await self.codec(), progress=progress, stop=stop)

    async def read_changed(
        self, since: float, progress: ProgressSink | None = None, stop: Any = None, *, overlap: float = OVERLAP
    ) -> ContactRead:
        """Return the contacts changed since a moment (epoch seconds) less the ``overlap``; deleted ones do not show up
        there."""
        return await read_contacts(
            self.client, await self.codec(), since, overlap=overlap, progress=progress, stop=stop
        )

    async def read(self, record_id: str) -> Record:
        """Return a contact as it is now. Raises RecordGone."""
        return await self._record((await self.client.get_contact(record_id)).wire)

    # --- writing ---

    async def create(self, contact: Contact, origin: str) -> Record:
        """Create a contact and return it as it is then.

        A 422 is not believed at once: HighLevel has been seen to answer it and create the contact all the
        same (reference: HighLevel 7, #64). Once created, a value that was not taken is no error: the record
        shows it and the next plan says what is still to do.
        """
        if (await self.location()).allows_duplicates:
            await self._refuse_duplicate(contact)
        sent_at = self.client.clock.now()
        change = await self._change(Contact(), contact, (), origin, "")
        tags = {"tags": list(contact.tags)} if contact.tags and change.add_tags else {}
        # a create is known in this one spelling only (reference: HighLevel 2.8): what it leaves out is then updated
        taken, wire = change, None
        while wire is None:
            body = {**taken.body(FIELD_VALUE), **tags}
            try:
                wire = (await self.client.create_contact(body)).wire
            except DuplicateRefused:
                raise
            except RequestRefused as refused:
                try:
                    found = await self._created_in_spite(refused, contact, origin, sent_at)
                except (CredentialsRefused, LimitReached) as error:  # of looking, not of creating
                    raise LostAnswer(details=str(error), service=SERVICE) from error
                if found is not None:
                    return found
                # by its e-mail, phone and key a create is found again: it is not made without them
                taken = without_refused(taken, refused, (), (await self.codec()).ids[ORIGIN_FIELD])
        codec = await self.codec()
        # It exists, which is what counts; the record tells what it holds.
        with suppress(CredentialsRefused, LimitReached, RequestRefused, ServiceUnavailable):
            wire = await self._writer.settle(codec, wire, contact, change, origin, FIELD_VALUE, taken)
        return record_of(wire, codec, self.client.clock.now())

    async def update(self, current: Record, after: Contact, origin: str | None) -> Record:
        """Write what differs and return the contact as answered; see `Gateway.update` for the key.

        Raises RequestRefused: custom_field_missing; value_refused and value_not_taken when HighLevel took all
        but the named values.
        """
        phone = current.wire.get("phone")
        native = str(phone or "") if current.wire else current.contact.mobile or current.contact.landline
        change = await self._change(current.contact, after, current.origins, origin, native)
        if not change.fields:
            return current
        codec = await self.codec()
        wire = await self._writer.update(codec, current, after, change, origin)
        return record_of(wire, codec, self.client.clock.now())

    async def delete(self, record_id: str) -> None:
        """Delete a contact. Raises RecordGone if it no longer exists."""
        await self.client.delete_contact(record_id)

    async def find_created(self, contact: Contact, origin: str, sent_at: float) -> Record | None:
        """Look for the contact that a create without an answer may have made; see `Gateway.find_created`."""
        codec = await self.codec()
        found = await find_by_keys(self.client, codec, contact, origin)
        return found or await find_by_origin(self.client, codec, contact, origin, sent_at)

    async def create_custom_field(self, name: str) -> str:
        """Create a text field for contacts, unless there is one that serves; return its id."""
        for attempt in (1, 2):
            fields = await self.custom_fields(refresh=True)
            known = field_named(fields, name) or self._serving(name, fields)
            if known:
                return known
            try:
                created = await self.client.create_custom_field(name)
            except LostAnswer:
                if attempt == 2:
                    raise
                continue  # the list of fields is no lagging index: it tells whether the field was made
            fields.append(created.wire)
            self._codec = None
            return created.id
        raise AssertionError("unreachable")

    async def delete_custom_field(self, name: str) -> None:
        """Delete the contact field of exactly this name; no error if there is none."""
        fields = await self.custom_fields(refresh=True)
        field_id = field_named(fields, name)
        if field_id is None:
            return
        with suppress(RecordGone):
            await self.client.delete_custom_field(field_id)
        self._cache["custom_fields"] = [f for f in fields if f.get("id") != field_id]
        self._codec = None

    # --- helpers ---

    async def _refuse_duplicate(self, contact: Contact) -> None:
        """Look for a contact of the same e-mail or phone first, where the location itself would not.

        With "Allow Duplicate Contact" HighLevel creates a second one without a word (reference: HighLevel 2.6).
        """
        for field, value in (("email", contact.email), ("phone", contact.mobile or contact.landline)):
            if not value:
                continue
            keys = {"email": value} if field == "email" else {"number": value}
            found = await self.client.get_duplicate_contact(**keys)
            if found is not None:
                raise DuplicateRefused(contact_id=found.id, matching_field=field, service=SERVICE)

    async def _record(self, wire: Wire) -> Record:
        return record_of(wire, await self.codec(), self.client.clock.now())

    async def _change(
        self, before: Contact, after: Contact, origins: tuple[str, ...], origin: str | None, native: str
    ) -> Change:
        codec = await self.codec()
        change = codec.encode(before, after, origins=origins, origin=origin, native_phone=native)
        if change.missing:
            await self.custom_fields(refresh=True)  # perhaps somebody has made the field meanwhile
            codec = await self.codec()
            change = codec.encode(before, after, origins=origins, origin=origin, native_phone=native)
        if change.missing:
            names = ", ".join(codec.label(n) for n in change.missing)
            raise RequestRefused("custom_field_missing", service=SERVICE, fields=names)
        return change

    async def _created_in_spite(
        self, refused: RequestRefused, contact: Contact, origin: str, sent_at: float
    ) -> Record | None:
        if refused.params.get("status") != 422:
            return None
        codec = await self.codec()
        found = await find_by_keys(self.client, codec, contact, origin)
        if found is None and not plainly_invalid(refused):
            try:
                found = await find_by_origin(self.client, codec, contact, origin, sent_at)
            except LostAnswer:
                return None  # the service said no, and nothing speaks against it
        return found

    def _serving(self, name: str, fields: list[Wire]) -> str | None:
        """Return the field that the mapping takes in place of one of this name."""
        ids = resolve_custom_fields(self.mapping, fields)
        keys = [r.field for r in self.mapping if r.custom_field == name]
        return ids[keys[0]] if keys else ids[ORIGIN_FIELD] if name == ORIGIN_FIELD else None
