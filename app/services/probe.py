"""Ask both services who an account is, with one real call each."""

from __future__ import annotations

from app.clock import Clock
from app.connectors.fattura24.client import Fattura24Client
from app.connectors.highlevel.client import HighLevelClient


class NetworkProbe:
    """Implements `app.services.accounts.Probe`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def highlevel(self, token: str, location_id: str, base_url: str) -> dict[str, str]:
        """Return name, timezone and country of a location. Raises CredentialsRefused and others."""
        async with HighLevelClient(token, location_id, base_url=base_url, clock=self._clock) as client:
            location = await client.get_location()
        return {name: str(location.get(name) or "") for name in ("name", "timezone", "country")}

    async def fattura24(self, key: str, base_url: str) -> dict[str, str]:
        """Return the account behind a key. Raises CredentialsRefused and others."""
        client = Fattura24Client(key, base_url=base_url, clock=self._clock)
        try:
            answer = await client.test_key()
        finally:
            await client.aclose()
        return {
            "name": answer.email,
            "identifier": answer.account_id,
            "plan": answer.plan_type,
            "expire": answer.expire,
            "calls_24h": "" if answer.calls_24h is None else str(answer.calls_24h),
        }
