"""The operations that put contacts into something: tags in bulk, a business, followers, campaigns, workflows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.connectors.highlevel.http.dates import appointment_time
from app.connectors.highlevel.http.paging import Page, chunks, offset_pages
from app.connectors.highlevel.http.refusals import SERVICE
from app.connectors.highlevel.http.session import Operations
from app.connectors.highlevel.http.wire import Wire, confirmed, inner, listed, segment, texts
from app.connectors.highlevel.resources.models import Contact
from app.connectors.transport_retry import Effect
from app.errors import RecordGone, RequestRefused

BULK_TAGS = 50
"""Contacts whose tags are changed at once; the limit is not documented (reference: HighLevel 7, #315)."""

BULK_BUSINESS = 50
"""Contacts that are linked to a business at once (reference: HighLevel 2.8)."""

_LEAST_PAGE = 25


@dataclass(frozen=True, slots=True)
class BulkTags:
    """What became of a change of many contacts' tags: ids of contacts that have them now, and of the others."""

    done: tuple[str, ...]
    failed: tuple[str, ...]


class MembershipOperations(Operations):
    """What contacts belong to."""

    async def create_association(
        self,
        kind: Literal["add", "remove"],
        contact_ids: Sequence[str],
        tags: Sequence[str],
        *,
        remove_all_tags: bool = False,
    ) -> BulkTags:
        """Add tags to many contacts, or remove them, `BULK_TAGS` a request; return what became of it.

        ``remove_all_tags``, with "remove" only, takes away all that the contacts have. A contact that the
        answer does not name counts as failed. Repeating it is safe.
        """
        done: list[str] = []
        failed: list[str] = []
        for some in chunks(list(dict.fromkeys(contact_ids)), BULK_TAGS):
            sent: Wire = {"contacts": list(some), "tags": list(tags), "locationId": self.location_id}
            if remove_all_tags:
                sent["removeAllTags"] = True
            path = f"/contacts/bulk/tags/update/{kind}"
            body = await self.session.write("create-association", "POST", path, Effect.IDEMPOTENT, sent)
            answers = {str(one.get("contactId")): str(one.get("type")) for one in listed(body, "responses")}
            for contact_id in some:
                (done if answers.get(contact_id) == "success" else failed).append(contact_id)
        return BulkTags(tuple(done), tuple(failed))

    async def add_remove_contact_from_business(self, contact_ids: Sequence[str], business_id: str | None) -> list[str]:
        """Link contacts to a business, or to none (None), `BULK_BUSINESS` a request; return the linked ids.

        This is the only way to write ``businessId`` (reference: HighLevel 2.8; 7, #22). Unlinking is looked
        after at one contact of each request. Raises RequestRefused (value_not_taken).
        """
        linked: list[str] = []
        for some in chunks(list(dict.fromkeys(contact_ids)), BULK_BUSINESS):
            sent = {"locationId": self.location_id, "ids": list(some), "businessId": business_id or None}
            body = await self.session.write(
                "add-remove-contact-from-business", "POST", "/contacts/bulk/business", Effect.IDEMPOTENT, sent
            )
            confirmed(body)
            done = texts(body, "ids")
            if not business_id and done and await self._still_linked(done[0]):
                raise RequestRefused("value_not_taken", service=SERVICE, fields="businessId")
            linked += done
        return linked

    async def _still_linked(self, contact_id: str) -> bool:
        path = f"/contacts/{segment(contact_id)}"
        try:
            contact = inner(await self.session.read("get-contact", path, record_id=contact_id), "contact")
        except RecordGone:
            return False
        return bool(contact.get("businessId"))

    async def get_contacts_by_business_id(
        self, business_id: str, *, limit: int = _LEAST_PAGE, skip: int = 0, query: str = ""
    ) -> list[Contact]:
        """Return a page of the contacts of a business."""
        params = {"locationId": self.location_id, "limit": str(limit), "skip": str(skip)}
        if query:
            params["query"] = query
        path = f"/contacts/business/{segment(business_id)}"
        body = await self.session.read("get-contacts-by-businessId", path, params, business_id)
        return [Contact.of(one) for one in listed(body, "contacts", each=True)]

    async def iterate_contacts_of_business(
        self, business_id: str, page_limit: int = 100
    ) -> AsyncIterator[Page[Contact]]:
        """Yield all contacts of a business page by page; the last page tells whether none can be missing."""

        async def fetch(limit: int, skip: int) -> list[Contact]:
            return await self.get_contacts_by_business_id(business_id, limit=limit, skip=skip)

        async for page in offset_pages(fetch, page_limit, _LEAST_PAGE):
            yield page

    async def add_followers_contact(self, contact_id: str, user_ids: Sequence[str]) -> list[str]:
        """Let users follow a contact; return all its followers."""
        return await self._followers("add-followers-contact", "POST", contact_id, user_ids)

    async def remove_followers_contact(self, contact_id: str, user_ids: Sequence[str]) -> list[str]:
        """Let users no longer follow a contact; return the followers left."""
        return await self._followers("remove-followers-contact", "DELETE", contact_id, user_ids)

    async def add_contact_to_campaign(self, contact_id: str, campaign_id: str) -> None:
        """Start a campaign for a contact. Raises LostAnswer: twice would send its messages twice."""
        path = f"/contacts/{segment(contact_id)}/campaigns/{segment(campaign_id)}"
        confirmed(await self.session.write("add-contact-to-campaign", "POST", path, Effect.ONCE, {}, contact_id))

    async def remove_contact_from_campaign(self, contact_id: str, campaign_id: str) -> None:
        """Take a contact out of a campaign."""
        path = f"/contacts/{segment(contact_id)}/campaigns/{segment(campaign_id)}"
        confirmed(
            await self.session.write(
                "remove-contact-from-campaign", "DELETE", path, Effect.IDEMPOTENT, record_id=contact_id
            )
        )

    async def remove_contact_from_every_campaign(self, contact_id: str) -> None:
        """Take a contact out of all campaigns."""
        path = f"/contacts/{segment(contact_id)}/campaigns/removeAll"
        confirmed(
            await self.session.write(
                "remove-contact-from-every-campaign", "DELETE", path, Effect.IDEMPOTENT, record_id=contact_id
            )
        )

    async def add_contact_to_workflow(
        self, contact_id: str, workflow_id: str, event_start: datetime | str | None = None
    ) -> None:
        """Start a workflow for a contact, ``event_start`` being the moment it is about.

        Raises LostAnswer: twice would do twice what the workflow does. Raises RequestRefused
        (date_unreadable).
        """
        sent = {} if event_start is None else {"eventStartTime": appointment_time(event_start, "eventStartTime")}
        path = f"/contacts/{segment(contact_id)}/workflow/{segment(workflow_id)}"
        confirmed(await self.session.write("add-contact-to-workflow", "POST", path, Effect.ONCE, sent, contact_id))

    async def delete_contact_from_workflow(self, contact_id: str, workflow_id: str) -> None:
        """Take a contact out of a workflow."""
        path = f"/contacts/{segment(contact_id)}/workflow/{segment(workflow_id)}"
        confirmed(
            await self.session.write(
                "delete-contact-from-workflow", "DELETE", path, Effect.IDEMPOTENT, {}, record_id=contact_id
            )
        )

    async def _followers(self, operation: str, method: str, contact_id: str, user_ids: Sequence[str]) -> list[str]:
        path = f"/contacts/{segment(contact_id)}/followers"
        sent = {"followers": list(user_ids)}
        body = await self.session.write(operation, method, path, Effect.IDEMPOTENT, sent, contact_id)
        return texts(body, "followers")
