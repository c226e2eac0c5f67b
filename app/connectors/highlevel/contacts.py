"""The operations on contacts: searching, reading and writing them, and their tags."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.clock import iso
from app.connectors.highlevel.checks import (
    CONTACT_FIELDS,
    UPDATE_FIELDS,
    UPSERT_FIELDS,
    contact_values,
    search_filters,
    values_not_taken,
)
from app.connectors.highlevel.refusals import SERVICE
from app.connectors.highlevel.session import Operations
from app.connectors.highlevel.wire import Wire, confirmed, inner, listed, segment, written
from app.connectors.transport_retry import Effect
from app.errors import RequestRefused

PAGE_LIMIT = 500
"""Contacts a search page may hold at most (reference: HighLevel 2.1)."""


@dataclass(frozen=True, slots=True)
class ContactPage:
    """One page of a full or incremental read.

    ``collected`` counts the different contacts of all pages so far; ``total`` is what the service says
    there are; ``complete`` is True on the last page if nothing is missing.
    """

    contacts: Sequence[Wire]
    collected: int
    total: int
    complete: bool


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The answer of one search."""

    contacts: Sequence[Wire]
    total: int


class Upserted(NamedTuple):
    """What an upsert did: the contact as it is then, whether it is new, and the names of values not taken."""

    contact: Wire
    new: bool
    dropped: tuple[str, ...]


class ContactOperations(Operations):
    """Contacts, as the wire has them: the codec of the sync works on it."""

    async def search_contacts_advanced(
        self,
        *,
        filters: Sequence[Mapping[str, Any]] = (),
        sort: Sequence[Mapping[str, str]] = (),
        page_limit: int = PAGE_LIMIT,
        search_after: Sequence[Any] | None = None,
        query: str = "",
    ) -> SearchAnswer:
        """Search the lagging index (reference: HighLevel 2.1). Names come lower-cased, the originals as
        ``*Raw``.

        Raises RequestRefused (search_field_unknown) for a filter that the service would ignore.
        """
        body: Wire = {"locationId": self.location_id, "pageLimit": page_limit}
        if filters:
            body["filters"] = search_filters(filters)
        if sort:
            body["sort"] = [dict(s) for s in sort]
        if query:
            body["query"] = query[:75]
        if search_after is not None:
            body["searchAfter"] = list(search_after)
        answer = await self.session.send("search-contacts-advanced", "POST", "/contacts/search", Effect.READ, body)
        contacts = listed(answer, "contacts")
        total = answer.get("total")
        return SearchAnswer(contacts, total if isinstance(total, int) else len(contacts))

    async def iterate_contacts(self, updated_since: float | None = None) -> AsyncIterator[ContactPage]:
        """Yield all contacts page by page, or those updated since a moment (epoch seconds).

        A contact that is changed meanwhile may come twice in an incremental read; the later one is newer.
        """
        field = "dateAdded" if updated_since is None else "dateUpdated"
        filters = (
            []
            if updated_since is None
            else [{"field": "dateUpdated", "operator": "range", "value": {"gte": iso(updated_since)}}]
        )
        seen: set[str] = set()
        most = 0
        after: Sequence[Any] | None = None
        while True:
            answer = await self.search_contacts_advanced(
                filters=filters, sort=[{"field": field, "direction": "asc"}], search_after=after
            )
            known = len(seen)
            seen.update(str(c.get("id")) for c in answer.contacts)
            most = max(most, answer.total)
            following = answer.contacts[-1].get("searchAfter") if answer.contacts else None
            # A total that shrank meanwhile must not end the read early, hence the largest one seen.
            ended = len(seen) >= most or not following or following == after or len(seen) == known
            yield ContactPage(answer.contacts, len(seen), answer.total, ended and len(seen) >= answer.total)
            if ended:
                return
            after = following

    async def get_duplicate_contact(self, *, email: str = "", number: str = "") -> Wire | None:
        """Return the contact that the service takes for a duplicate of an e-mail or phone number, or None."""
        params = {"locationId": self.location_id}
        if email:
            params["email"] = email
        if number:
            params["number"] = number
        body = await self.session.read("get-duplicate-contact", "/contacts/search/duplicate", params)
        found = body.get("contact")
        return found if isinstance(found, dict) and found.get("id") else None

    async def get_contact(self, contact_id: str) -> Wire:
        """Return a contact as it is now. Raises RecordGone if it is deleted."""
        body = await self.session.read("get-contact", f"/contacts/{segment(contact_id)}", record_id=contact_id)
        return inner(body, "contact")

    async def get_contacts(
        self, *, limit: int = 100, start_after: int | None = None, start_after_id: str = "", query: str = ""
    ) -> Wire:
        """Return a page of the deprecated list: ``contacts`` and ``meta`` (reference: HighLevel 2.2)."""
        params = {"locationId": self.location_id, "limit": str(limit)}
        if start_after is not None:
            params["startAfter"] = str(start_after)
        if start_after_id:
            params["startAfterId"] = start_after_id
        if query:
            params["query"] = query
        return await self.session.read("get-contacts", "/contacts/", params)

    async def create_contact(self, values: Mapping[str, Any]) -> Wire:
        """Create a contact and return it.

        Raises DuplicateRefused, LostAnswer, RequestRefused (field_not_writable, date_unreadable).
        """
        sent = {**contact_values(values, CONTACT_FIELDS), "locationId": self.location_id}
        body = await self.session.write("create-contact", "POST", "/contacts/", Effect.ONCE, sent)
        return written(body, "contact")

    async def update_contact(self, contact_id: str, values: Mapping[str, Any]) -> Wire:
        """Change some values of a contact and return it. ``tags`` would replace all tags: use `add_tags`.

        Raises RequestRefused (field_not_writable, date_unreadable, value_not_taken), RecordGone.
        """
        sent = contact_values(values, UPDATE_FIELDS)
        body = await self.session.write(
            "update-contact", "PUT", f"/contacts/{segment(contact_id)}", Effect.IDEMPOTENT, sent, contact_id
        )
        wire, dropped = await self._verified(written(body, "contact"), sent, ("dateOfBirth",))
        if dropped:
            raise RequestRefused("value_not_taken", service=SERVICE, fields=", ".join(dropped))
        return wire

    async def upsert_contact(self, values: Mapping[str, Any]) -> Upserted:
        """Create or update by the location's own rules; return what became of it.

        The service drops a phone or e-mail that belongs to another contact without a word (reference:
        HighLevel 7, #37): ``dropped`` names it. An e-mail that is a further one of a contact becomes its
        main one, and the old one is lost (#337): `SavingOperations.save_contact` avoids both.
        """
        sent = {**contact_values(values, UPSERT_FIELDS), "locationId": self.location_id}
        body = await self.session.write("upsert-contact", "POST", "/contacts/upsert", Effect.ONCE, sent)
        wire, dropped = await self._verified(written(body, "contact"), sent, ("email", "phone", "dateOfBirth"))
        return Upserted(wire, bool(body.get("new")), dropped)

    async def _verified(self, wire: Wire, sent: Wire, names: tuple[str, ...]) -> tuple[Wire, tuple[str, ...]]:
        """Return the contact of a write's answer, read again if it seems to lack a value, and what it lacks."""
        if values_not_taken(sent, wire, names):
            wire = await self.get_contact(str(wire["id"]))  # an answer may be partial: the record is not
        return wire, values_not_taken(sent, wire, names)

    async def delete_contact(self, contact_id: str) -> None:
        """Delete a contact. Raises RecordGone if it no longer exists."""
        path = f"/contacts/{segment(contact_id)}"
        confirmed(await self.session.write("delete-contact", "DELETE", path, Effect.IDEMPOTENT, record_id=contact_id))

    async def add_tags(self, contact_id: str, tags: Sequence[str]) -> list[str]:
        """Add tags to a contact and return all it has now."""
        body = await self.session.write(
            "add-tags",
            "POST",
            f"/contacts/{segment(contact_id)}/tags",
            Effect.IDEMPOTENT,
            {"tags": list(tags)},
            contact_id,
        )
        return [str(t) for t in body.get("tags") or ()]

    async def remove_tags(self, contact_id: str, tags: Sequence[str]) -> list[str]:
        """Remove tags from a contact and return those left."""
        body = await self.session.write(
            "remove-tags",
            "DELETE",
            f"/contacts/{segment(contact_id)}/tags",
            Effect.IDEMPOTENT,
            {"tags": list(tags)},
            contact_id,
        )
        return [str(t) for t in body.get("tags") or ()]
