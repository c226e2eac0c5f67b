"""HighLevel's API v2 for one location: every operation the product needs, named by the vendor's operation
ids."""

from __future__ import annotations

import httpx

from app.clock import Clock
from app.connectors.highlevel.http.session import Session
from app.connectors.highlevel.http.tokens import TokenSource
from app.connectors.highlevel.resources.businesses import BusinessOperations
from app.connectors.highlevel.resources.calendars import CalendarOperations
from app.connectors.highlevel.resources.custom_fields import CustomFieldOperations
from app.connectors.highlevel.resources.location import LocationOperations
from app.connectors.highlevel.resources.memberships import MembershipOperations
from app.connectors.highlevel.resources.notes import NoteOperations
from app.connectors.highlevel.resources.saving import SavingOperations
from app.connectors.highlevel.resources.tasks import TaskOperations
from app.connectors.transport_limit import LIMIT, PERIOD
from app.connectors.transport_retry import RetryPolicy


class HighLevelClient(
    SavingOperations,
    MembershipOperations,
    TaskOperations,
    NoteOperations,
    CalendarOperations,
    BusinessOperations,
    LocationOperations,
    CustomFieldOperations,
):
    """Speaks with one location, by a Private Integration Token or a token source (reference: HighLevel 1).

    All operations raise CredentialsRefused, ServiceUnavailable, LimitReached, RequestRefused and, if they
    write, LostAnswer; RecordGone where the record they are about no longer exists. Records come typed, with
    the wire behind them, on which mapping and codec work. ``inner`` replaces the network in tests.
    """

    def __init__(
        self,
        token: str | TokenSource,
        location_id: str,
        *,
        base_url: str = "",
        clock: Clock | None = None,
        retry: RetryPolicy | None = None,
        inner: httpx.AsyncBaseTransport | None = None,
        requests_per_window: int = LIMIT,
        window_seconds: float = PERIOD,
    ) -> None:
        """Raises UsageError (insecure_address) for a base address that must not get the token."""
        super().__init__(
            Session(
                token,
                location_id,
                base_url=base_url,
                clock=clock,
                retry=retry,
                inner=inner,
                requests_per_window=requests_per_window,
                window_seconds=window_seconds,
            )
        )

    @property
    def requests(self) -> int:
        """The number of requests sent so far, repeats included."""
        return self.session.requests

    async def aclose(self) -> None:
        """Close the connections."""
        await self.session.aclose()

    async def __aenter__(self) -> HighLevelClient:
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.aclose()
