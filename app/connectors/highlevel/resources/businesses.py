"""The operations on businesses, the companies that contacts can belong to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from app.connectors.highlevel.http.paging import Page, offset_pages
from app.connectors.highlevel.http.refusals import SERVICE
from app.connectors.highlevel.http.session import Operations
from app.connectors.highlevel.http.wire import confirmed, inner, listed, segment, written
from app.connectors.highlevel.resources.models import Business
from app.connectors.transport_retry import Effect
from app.errors import RequestRefused

BUSINESS_PAGE = 100
"""Businesses that a page holds (reference: HighLevel 4)."""

BUSINESS_FIELDS = frozenset(
    ["name", "phone", "email", "website", "address", "city", "postalCode", "state", "country", "description"]
)
"""What can be written; custom fields cannot (reference: HighLevel 4; 7, #329)."""


class BusinessOperations(Operations):
    """Businesses. There is no search among them (reference: HighLevel 7, #34): `iterate_businesses`."""

    async def get_businesses_by_location(self, *, limit: int = BUSINESS_PAGE, skip: int = 0) -> list[Business]:
        """Return a page of the location's businesses."""
        params = {"locationId": self.location_id, "limit": str(limit), "skip": str(skip)}
        body = await self.session.read("get-businesses-by-location", "/businesses/", params)
        return [Business.of(one) for one in listed(body, "businesses", each=True)]

    async def iterate_businesses(self, page_limit: int = BUSINESS_PAGE) -> AsyncIterator[Page[Business]]:
        """Yield all businesses page by page; the last page tells whether none can be missing."""

        async def fetch(limit: int, skip: int) -> list[Business]:
            return await self.get_businesses_by_location(limit=limit, skip=skip)

        async for page in offset_pages(fetch, page_limit, BUSINESS_PAGE):
            yield page

    async def get_business(self, business_id: str) -> Business:
        """Return a business as it is now. Raises RecordGone."""
        body = await self.session.read("get-business", f"/businesses/{segment(business_id)}", record_id=business_id)
        return Business.of(inner(body, "business", "buiseness"))

    async def create_business(self, name: str, values: Mapping[str, str] | None = None) -> Business:
        """Create a business and return it. Raises RequestRefused (field_not_writable), LostAnswer."""
        sent = {**_checked(values or {}), "name": name, "locationId": self.location_id}
        body = await self.session.write("create-business", "POST", "/businesses/", Effect.ONCE, sent)
        return Business.of(written(body, "buiseness", "business"))

    async def update_business(self, business_id: str, values: Mapping[str, str]) -> Business:
        """Change some values of a business and return it. Raises RequestRefused, RecordGone."""
        path = f"/businesses/{segment(business_id)}"
        body = await self.session.write(
            "update-business", "PUT", path, Effect.IDEMPOTENT, _checked(values), business_id
        )
        return Business.of(written(body, "buiseness", "business"))

    async def delete_business(self, business_id: str) -> None:
        """Delete a business (operation delete-Business). Raises RecordGone if it no longer exists."""
        path = f"/businesses/{segment(business_id)}"
        confirmed(await self.session.write("delete-Business", "DELETE", path, Effect.IDEMPOTENT, record_id=business_id))


def _checked(values: Mapping[str, str]) -> dict[str, str]:
    strange = sorted(set(values) - BUSINESS_FIELDS)
    if strange:
        raise RequestRefused("field_not_writable", service=SERVICE, fields=", ".join(strange))
    return dict(values)
