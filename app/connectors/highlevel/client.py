"""HighLevel's API v2: the operations on contacts, fields, tags and users, named by the vendor's operation
ids."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from app.clock import Clock, SystemClock, iso
from app.connectors.highlevel.refusals import SERVICE, refusal
from app.connectors.highlevel.versions import OPERATIONS
from app.connectors.transport import Call, Reply, Transport, is_json_object
from app.connectors.transport_limit import SlidingWindow
from app.connectors.transport_retry import Effect, RetryPolicy
from app.errors import LostAnswer, ServiceUnavailable

BASE_URL = "https://services.leadconnectorhq.com"
PAGE_LIMIT = 500
"""Contacts a search page may hold at most (reference: HighLevel 2.1)."""

Wire = dict[str, Any]
"""A record as HighLevel sends it."""


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


class HighLevelClient:
    """Speaks with one location by its Private Integration Token (reference: HighLevel 1.6).

    All operations raise CredentialsRefused, ServiceUnavailable, LimitReached, RequestRefused and, if they
    write, LostAnswer. ``inner`` replaces the network in tests.
    """

    def __init__(
        self,
        token: str,
        location_id: str,
        *,
        base_url: str = "",
        clock: Clock | None = None,
        retry: RetryPolicy | None = None,
        inner: httpx.AsyncBaseTransport | None = None,
        requests_per_window: int = 98,
        window_seconds: float = 10.1,
    ) -> None:
        """Raises UsageError (insecure_address) for a base address that must not get the token."""
        self.location_id = location_id
        self.clock = clock or SystemClock()
        self._transport = Transport(
            SERVICE,
            base_url or BASE_URL,
            clock=self.clock,
            retry=retry,
            secrets=(token,),
            inner=inner,
            window=SlidingWindow(SERVICE, self.clock, requests_per_window, window_seconds),
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
        )

    @property
    def requests(self) -> int:
        """The number of requests sent so far, repeats included."""
        return self._transport.requests

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def __aenter__(self) -> HighLevelClient:
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.aclose()

    # --- the location ---

    async def get_location(self) -> Wire:
        """Return the location: name, timezone, country, settings (reference: HighLevel 4)."""
        return _inner(await self._read("get-location", f"/locations/{_id(self.location_id)}"), "location")

    async def get_custom_fields(self, model: str = "contact") -> list[Wire]:
        """Return the custom fields of a model: ``contact``, ``opportunity`` or ``all``."""
        body = await self._read(
            "get-custom-fields", f"/locations/{_id(self.location_id)}/customFields", {"model": model}
        )
        return _list(body, "customFields")

    async def create_custom_field(self, name: str, data_type: str = "TEXT", model: str = "contact") -> Wire:
        """Create a custom field and return it."""
        body = await self._write(
            "create-custom-field",
            "POST",
            f"/locations/{_id(self.location_id)}/customFields",
            Effect.ONCE,
            {"name": name, "dataType": data_type, "model": model},
        )
        return _written(body, "customField")

    async def delete_custom_field(self, field_id: str) -> None:
        """Delete a custom field by its id. Raises RecordGone if it no longer exists."""
        await self._write(
            "delete-custom-field",
            "DELETE",
            f"/locations/{_id(self.location_id)}/customFields/{_id(field_id)}",
            Effect.IDEMPOTENT,
            record_id=field_id,
        )

    async def get_tags(self) -> list[Wire]:
        """Return the tags of the location (operation get-location-tags)."""
        body = await self._read("get-location-tags", f"/locations/{_id(self.location_id)}/tags")
        return _list(body, "tags")

    async def create_tag(self, name: str) -> Wire:
        """Create a tag in the location and return it."""
        body = await self._write(
            "create-tag", "POST", f"/locations/{_id(self.location_id)}/tags", Effect.ONCE, {"name": name}
        )
        return _written(body, "tag")

    async def get_users(self) -> list[Wire]:
        """Return the users of the location (operation get-user-by-location: deprecated, still answered)."""
        return _list(await self._read("get-user-by-location", "/users/", {"locationId": self.location_id}), "users")

    # --- contacts: reading ---

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
        ``*Raw``."""
        body: Wire = {"locationId": self.location_id, "pageLimit": page_limit}
        if filters:
            body["filters"] = [dict(f) for f in filters]
        if sort:
            body["sort"] = [dict(s) for s in sort]
        if query:
            body["query"] = query[:75]
        if search_after is not None:
            body["searchAfter"] = list(search_after)
        answer = await self._send("search-contacts-advanced", "POST", "/contacts/search", Effect.READ, body)
        contacts = _list(answer, "contacts")
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
        body = await self._read("get-duplicate-contact", "/contacts/search/duplicate", params)
        found = body.get("contact")
        return found if isinstance(found, dict) and found.get("id") else None

    async def get_contact(self, contact_id: str) -> Wire:
        """Return a contact as it is now. Raises RecordGone if it is deleted."""
        body = await self._read("get-contact", f"/contacts/{_id(contact_id)}", record_id=contact_id)
        return _inner(body, "contact")

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
        return await self._read("get-contacts", "/contacts/", params)

    # --- contacts: writing ---

    async def create_contact(self, values: Mapping[str, Any]) -> Wire:
        """Create a contact and return it. Raises DuplicateRefused, LostAnswer and others."""
        body = await self._write(
            "create-contact", "POST", "/contacts/", Effect.ONCE, {**values, "locationId": self.location_id}
        )
        return _written(body, "contact")

    async def update_contact(self, contact_id: str, values: Mapping[str, Any]) -> Wire:
        """Change some values of a contact and return it. ``tags`` would replace all tags: use `add_tags`."""
        body = await self._write(
            "update-contact", "PUT", f"/contacts/{_id(contact_id)}", Effect.IDEMPOTENT, dict(values), contact_id
        )
        return _written(body, "contact")

    async def upsert_contact(self, values: Mapping[str, Any]) -> tuple[Wire, bool]:
        """Create or update by the location's own rules; return the contact and whether it is new.

        The service drops a phone or e-mail that belongs to another contact without a word (reference:
        HighLevel 7).
        """
        body = await self._write(
            "upsert-contact", "POST", "/contacts/upsert", Effect.ONCE, {**values, "locationId": self.location_id}
        )
        return _written(body, "contact"), bool(body.get("new"))

    async def delete_contact(self, contact_id: str) -> None:
        """Delete a contact. Raises RecordGone if it no longer exists."""
        await self._write(
            "delete-contact", "DELETE", f"/contacts/{_id(contact_id)}", Effect.IDEMPOTENT, record_id=contact_id
        )

    async def add_tags(self, contact_id: str, tags: Sequence[str]) -> list[str]:
        """Add tags to a contact and return all it has now."""
        body = await self._write(
            "add-tags", "POST", f"/contacts/{_id(contact_id)}/tags", Effect.IDEMPOTENT, {"tags": list(tags)}, contact_id
        )
        return [str(t) for t in body.get("tags") or ()]

    async def remove_tags(self, contact_id: str, tags: Sequence[str]) -> list[str]:
        """Remove tags from a contact and return those left."""
        body = await self._write(
            "remove-tags",
            "DELETE",
            f"/contacts/{_id(contact_id)}/tags",
            Effect.IDEMPOTENT,
            {"tags": list(tags)},
            contact_id,
        )
        return [str(t) for t in body.get("tags") or ()]

    # --- sending ---

    async def _read(
        self, operation: str, path: str, params: Mapping[str, str] | None = None, record_id: str = ""
    ) -> Wire:
        return await self._send(operation, "GET", path, Effect.READ, None, record_id, params)

    async def _write(
        self, operation: str, method: str, path: str, effect: Effect, body: Wire | None = None, record_id: str = ""
    ) -> Wire:
        return await self._send(operation, method, path, effect, body, record_id)

    async def _send(
        self,
        operation: str,
        method: str,
        path: str,
        effect: Effect,
        body: Wire | None,
        record_id: str = "",
        params: Mapping[str, str] | None = None,
    ) -> Wire:
        spec = OPERATIONS[operation]
        reply: Reply = await self._transport.send(
            Call(method, path, effect, params or {}, json=body, headers={"Version": spec.version}),
            readable=lambda r: is_json_object(r) or (method == "DELETE" and not r.body),
        )
        if not reply.ok:
            raise refusal(reply, spec, self._transport.redactor, record_id)
        answer: Wire = reply.json() if reply.body else {}
        return answer


def _id(value: str) -> str:
    """Return an id as one path segment: an id with a slash must not reach another operation."""
    return quote(value, safe="")


def _inner(body: Wire, key: str) -> Wire:
    found = body.get(key)
    if not isinstance(found, dict):
        raise ServiceUnavailable("service_unreadable", details=f"the answer has no {key}", service=SERVICE)
    return found


def _written(body: Wire, key: str) -> Wire:
    """Return the record of a write's answer; without it the write has been done unseen."""
    found = body.get(key)
    if not isinstance(found, dict) or not found.get("id"):
        raise LostAnswer(details=f"the answer has no {key}", service=SERVICE)
    return found


def _list(body: Wire, key: str) -> list[Wire]:
    found = body.get(key)
    if not isinstance(found, list):
        raise ServiceUnavailable("service_unreadable", details=f"the answer has no {key}", service=SERVICE)
    return [one for one in found if isinstance(one, dict)]
