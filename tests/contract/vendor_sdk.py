"""HighLevel's own Python SDK (gohighlevel-api-client), pointed at the sandbox.

It speaks v3 and nothing else. It is imported late: it takes seconds, because it brings all of HighLevel and a
driver for MongoDB.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any


def use_sdk(base_url: str, work: Callable[[Any], Awaitable[None]], **credentials: Any) -> None:
    """Run `work` with the SDK, whose credentials are the arguments of its class HighLevel."""
    from highlevel import HighLevel

    class Local(HighLevel):  # type: ignore[misc]
        BASE_URL = base_url

    async def run() -> None:
        sdk = Local(log_level="error", **credentials)
        try:
            await work(sdk)
        finally:
            await sdk.disconnect_session_storage()
            await sdk.http_client.aclose()

    asyncio.run(run())
