"""The operations on contacts: searching, reading and writing them, and their tags."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.clock import iso
from app.connectors.highlevel.http.checks import (
    CONTACT_FIELDS,
    UPDATE_FIELDS,
    UPSERT_FIELDS,
    contact_values,
    search_filters,
    search_text,
    values_not_taken,
)
from app.connectors.highlevel.http.refusals import SERVICE, about_property
from app.connectors.highlevel.http.session import Operations
from app.connectors.highlevel.http.wire import (
    Wire,
    confirmed,
    inner,
    listed,
    record_id,
    segment,
    texts,
    whole_number,
    written,
)
from app.connectors.highlevel.resources.models import Contact
from app.connectors.transport_retry import Effect
from app.errors import RequestRefused

PAGE_LIMIT = 500
"""Contacts a search page may hold at most (reference: HighLevel 2.1)."""

_PAGES = "contacts"
LEAST_PAGE = 100
"""A page of this size is asked for where a larger one is refused: it is what the lists of the service grant."""


@dataclass(frozen=True, slots=True)
class ContactPage:
    """One page of a full or incremental read.

    ``collected`` counts the different contacts of all pages so far; ``total`` is what the service says
    there are; ``complete`` is True on the last page if nothing is missing. ``wires`` are the contacts as
    they were sent: the sync, which reads tens of thousands, translates them without building models.
    """

    wires: Sequence[Wire]
    collected: int
    total: int
    complete: bool

    @property
    def contacts(self) -> list[Contact]:
        """The page's contacts, made anew at each call."""
        return [Contact.of(wire) for wire in self.wires]


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The answer of one search; ``wires`` are the contacts as they were sent. ``told`` is False where it does not say
    how many there are: then ``total`` are those of this page."""

    wires: Sequence[Wire]
    total: int
    told: bool = True

    @property
    def contacts(self) -> list[Contact]:
        """The contacts found, made anew at each call."""
        return [Contact.of(wire) for wire in self.wires]


@dataclass(frozen=True, slots=True)
class ContactList:
    """A page of the deprecated list; ``start_after`` (epoch milliseconds) and ``start_after_id`` ask for
    the next one, and are None and blank after the last (reference: HighLevel 2.2)."""

    contacts: Sequence[Contact]
    total: int
    start_after: int | None
    start_after_id: str


class Upserted(NamedTuple):
    """What an upsert did: the contact as it is then, whether it is new, and the names of values not taken."""

    contact: Contact
    new: bool
    dropped: tuple[str, ...]


class ContactOperations(Operations):
    """Contacts, typed, with the wire behind them: the codec of the sync works on that."""

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

        Raises RequestRefused: search_field_unknown for a filter that the service would ignore,
        search_text_too_long for a text of more than `checks.SEARCH_TEXT` characters.
        """
        body: Wire = {"locationId": self.location_id, "pageLimit": page_limit}
        if filters:
            body["filters"] = search_filters(filters)
        if sort:
            body["sort"] = [dict(s) for s in sort]
        if query:
            body["query"] = search_text(query)
        if search_after is not None:
            body["searchAfter"] = list(search_after)
        answer = await self.session.send("search-contacts-advanced", "POST", "/contacts/search", Effect.READ, body)
        contacts = listed(answer, "contacts")
        total = whole_number(answer.get("total"))
        return SearchAnswer(contacts, len(contacts) if total is None else total, total is not None)

    async def iterate_contacts(self, updated_since: float | None = None) -> AsyncIterator[ContactPage]:
        """Yield all contacts page by page, or those updated since a moment (epoch seconds).

        A contact that is changed meanwhile may come twice in an incremental read; the later one is newer. Where an
        answer does not say how many there are, or a contact has no id, the read is not complete. Where the service
        refuses the size of the page, smaller ones are asked for, also by later reads.
        """
        field = "dateAdded" if updated_since is None else "dateUpdated"
        filters = (
            []
            if updated_since is None
            else [{"field": "dateUpdated", "operator": "range", "value": {"gte": iso(updated_since)}}]
        )
        seen: set[str] = set()
        most = 0
        told = True
        after: Sequence[Any] | None = None
        while True:
            size = self.session.page_sizes.get(_PAGES, PAGE_LIMIT)
            try:
                answer = await self.search_contacts_advanced(
                    filters=filters,
                    sort=[{"field": field, "direction": "asc"}],
                    page_limit=size,
                    search_after=after,
                )
            except RequestRefused as refused:
                if size <= LEAST_PAGE or not about_property(refused, "pageLimit"):
                    raise
                granted = self.session.page_sizes.get(_PAGES, PAGE_LIMIT)
                self.session.page_sizes[_PAGES] = min(granted, max(LEAST_PAGE, size // 5))
                continue
            known = len(seen)
            seen.update(found for c in answer.wires if (found := record_id(c)))
            most = max(most, answer.total)
            told = told and answer.told
            following = answer.wires[-1].get("searchAfter") if answer.wires else None
            # A total that shrank meanwhile must not end the read early, hence the largest one seen.
            # Neither must one that is below what was seen already: behind a full page there may be more.
            reached = told and (len(seen) == most or (len(seen) > most and len(answer.wires) < size))
            ended = reached or not following or following == after or len(seen) == known
            yield ContactPage(answer.wires, len(seen), answer.total, told and ended and len(seen) >= answer.total)
            if ended:
                return
            after = following

    async def get_duplicate_contact(self, *, email: str = "", number: str = "") -> Contact | None:
        """Return the contact that the service takes for a duplicate of an e-mail or phone number, or None."""
        params = {"locationId": self.location_id}
        if email:
            params["email"] = email
        if number:
            params["number"] = number
        body = await self.session.read("get-duplicate-contact", "/contacts/search/duplicate", params)
        found = body.get("contact")
        return Contact.of(found) if isinstance(found, dict) and found.get("id") else None

    async def get_contact(self, contact_id: str) -> Contact:
        """Return a contact as it is now. Raises RecordGone if it is deleted."""
        body = await self.session.read("get-contact", f"/contacts/{segment(contact_id)}", record_id=contact_id)
        found = inner(body, "contact")
        return Contact.of(found if record_id(found) else {**found, "id": contact_id})

    async def get_contacts(
        self, *, limit: int = 100, start_after: int | None = None, start_after_id: str = "", query: str = ""
    ) -> ContactList:
        """Return a page of the deprecated list (reference: HighLevel 2.2); ``limit`` is 100 at most."""
        params = {"locationId": self.location_id, "limit": str(limit)}
        if start_after is not None:
            params["startAfter"] = str(start_after)
        if start_after_id:
            params["startAfterId"] = start_after_id
        if query:
            params["query"] = query
        body = await self.session.read("get-contacts", "/contacts/", params)
        contacts = [Contact.of(one) for one in listed(body, "contacts")]
        found = body.get("meta")
        meta: Wire = found if isinstance(found, dict) else {}
        total, after, after_id = (meta.get(key) for key in ("total", "startAfter", "startAfterId"))
        return ContactList(
            contacts,
            total if isinstance(total, int) else len(contacts),
            after if isinstance(after, int) else None,
            str(after_id or ""),
        )

    async def create_contact(self, values: Mapping[str, Any]) -> Contact:
        """Create a contact and return it.

        Raises DuplicateRefused, LostAnswer, RequestRefused (field_not_writable, date_unreadable).
        """
        sent = {**contact_values(values, CONTACT_FIELDS), "locationId": self.location_id}
        body = await self.session.write("create-contact", "POST", "/contacts/", Effect.ONCE, sent)
        return Contact.of(written(body, "contact"))

    async def update_contact(self, contact_id: str, values: Mapping[str, Any]) -> Contact:
        """Change some values of a contact and return it. ``tags`` would replace all tags: use `add_tags`.

        Raises RequestRefused (field_not_writable, date_unreadable, value_not_taken), RecordGone.
        """
        sent = contact_values(values, UPDATE_FIELDS)
        body = await self.session.write(
            "update-contact", "PUT", f"/contacts/{segment(contact_id)}", Effect.IDEMPOTENT, sent, contact_id
        )
        contact, dropped = await self._verified(written(body, "contact"), sent, ("dateOfBirth",))
        if dropped:
            raise RequestRefused("value_not_taken", service=SERVICE, fields=", ".join(dropped))
        return contact

    async def upsert_contact(self, values: Mapping[str, Any]) -> Upserted:
        """Create or update by the location's own rules; return what became of it.

        The service drops a phone or e-mail that belongs to another contact without a word (reference:
        HighLevel 7, #37): ``dropped`` names it. An e-mail that is a further one of a contact becomes its
        main one, and the old one is lost (#337): `SavingOperations.save_contact` avoids both.
        """
        sent = {**contact_values(values, UPSERT_FIELDS), "locationId": self.location_id}
        body = await self.session.write("upsert-contact", "POST", "/contacts/upsert", Effect.ONCE, sent)
        contact, dropped = await self._verified(written(body, "contact"), sent, ("email", "phone", "dateOfBirth"))
        return Upserted(contact, bool(body.get("new")), dropped)

    async def _verified(self, wire: Wire, sent: Wire, names: tuple[str, ...]) -> tuple[Contact, tuple[str, ...]]:
        """Return the contact of a write's answer, read again if it seems to lack a value, and what it lacks."""
        contact = Contact.of(wire)
        if values_not_taken(sent, contact.wire, names):
            contact = await self.get_contact(contact.id)  # an answer may be partial: the record is not
        return contact, values_not_taken(sent, contact.wire, names)

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
        return texts(body, "tags")

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
        return texts(body, "tags")
