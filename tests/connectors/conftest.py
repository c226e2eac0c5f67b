"""A network made of prepared answers, and a clock that never sleeps for real."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.clock import ManualClock
from tests.samples.books import book_folder

__all__ = ["book_folder"]

Step = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class Script(httpx.AsyncBaseTransport):
    """Gives the prepared answers in turn and remembers the requests; the last answer stays."""

    def __init__(self, *steps: Step) -> None:
        self.steps = list(steps)
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.requests.append(request)
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if isinstance(step, Exception):
            raise step
        if isinstance(step, httpx.Response):
            # a response can be read once only
            return httpx.Response(step.status_code, headers=step.headers, content=step.content)
        return step(request)

    def body(self, index: int) -> Any:
        """The JSON body of a request."""
        return json.loads(self.requests[index].content)


def reply(status: int = 200, body: Any = None, **headers: str) -> httpx.Response:
    """A JSON answer; underscores in header names become dashes."""
    return httpx.Response(
        status,
        json={} if body is None else body,
        headers={k.replace("_", "-"): v for k, v in headers.items()},
    )


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()
