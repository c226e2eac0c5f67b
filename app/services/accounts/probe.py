"""Ask both services who an account is and what it may, with few real calls that change nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from app.errors import CredentialsRefused, RequestRefused

if TYPE_CHECKING:
    from app.clock import Clock
    from app.connectors.fattura24.answers import KeyInfo
    from app.connectors.highlevel.client import HighLevelClient
    from app.connectors.highlevel.http.tokens import TokenSource
    from app.services.calls.calls import Calls


class NetworkProbe:
    """Implements `app.services.accounts.accounts.Probe`."""

    def __init__(self, clock: Clock, calls: Callable[[], Calls]) -> None:
        self._clock, self._calls = clock, calls

    async def highlevel(self, token: str | TokenSource, location_id: str, base_url: str) -> dict[str, str]:
        """Return name, timezone and country of a location. Raises CredentialsRefused and others."""
        async with self._client(token, location_id, base_url) as client:
            location = await client.get_location()
        return {"name": location.name, "timezone": location.timezone, "country": location.country}

    async def highlevel_missing(self, token: str | TokenSource, location_id: str, base_url: str) -> tuple[str, ...]:
        """Return the permissions to read that a token lacks, by trying them: one contact, the custom fields, and what
        the agenda rests on: one task, the calendars, who works there.

        Whether it may write is not tried, because only a write would tell. Raises CredentialsRefused and others for
        anything but a missing permission.
        """
        missing = []
        async with self._client(token, location_id, base_url) as client:
            reads: tuple[Callable[[], Awaitable[Any]], ...] = (
                lambda: client.search_contacts_advanced(page_limit=1),
                client.get_custom_fields,
                lambda: client.task_search(limit=2),
                client.get_calendars,
                client.get_user_by_location,
            )
            for read in reads:
                try:
                    await read()
                except CredentialsRefused as error:
                    if error.code != "highlevel_scope_missing":
                        raise
                    missing.append(str(error.params["scope"]))
                except RequestRefused:
                    continue  # it was allowed to ask
        return tuple(missing)

    async def fattura24(self, key: str, base_url: str, *, same_account: bool) -> dict[str, str]:
        """Return the account behind a key, by a call that is counted. Raises CredentialsRefused and others."""
        async with self._calls().client(key, base_url, checked=same_account) as client:
            answer = await client.test_key()
        return account_facts(answer)

    def _client(self, token: str | TokenSource, location_id: str, base_url: str) -> HighLevelClient:
        from app.connectors.highlevel.client import HighLevelClient

        return HighLevelClient(token, location_id, base_url=base_url, clock=self._clock)


def account_facts(answer: KeyInfo) -> dict[str, str]:
    """Return what TestKey told by the names under which an account is remembered."""
    return {
        "name": answer.email,
        "identifier": answer.account_id,
        "plan": answer.plan_type,
        "expire": answer.expire,
        "calls_24h": "" if answer.calls_24h is None else str(answer.calls_24h),
    }
