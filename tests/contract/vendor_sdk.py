"""HighLevel's own Python SDK (gohighlevel-api-client), pointed at the sandbox.

It speaks v3 and nothing else. It is imported late: it takes seconds, because it brings all of HighLevel and a
driver for MongoDB.
"""

from __future__ import annotations

import asyncio
import inspect
import sys
import typing
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

SERVICES = ("contacts", "locations", "calendars", "users", "businesses", "workflows")
EXPLAINED = {
    ("get_appointment", "event.startTime"): "The model wants an object; the service gives a text in ISO 8601.",
    ("get_appointment", "event.endTime"): "The model wants an object; the service gives a text in ISO 8601.",
    ("get_appointment", "event.dateAdded"): "The model wants an object; the service gives a text in ISO 8601.",
    ("get_appointment", "event.dateUpdated"): "The model wants an object; the service gives a text in ISO 8601.",
    ("task_search", "tasks[]"): "The model wants a list for each task; seen live was an object (3).",
}
"""Where an answer differs from the SDK's own models, method and place, and why."""


def use_sdk(base_url: str, work: Callable[[Any], Awaitable[None]], **credentials: Any) -> None:
    """Run `work` with the SDK, whose credentials are the arguments of its class HighLevel.

    The SDK hands answers on as they come; here each is held against the model that its method promises.
    Raises AssertionError where it does not fit.
    """
    from highlevel import HighLevel

    class Local(HighLevel):  # type: ignore[misc]
        BASE_URL = base_url

    async def run() -> None:
        sdk = Local(log_level="error", **credentials)
        for name in SERVICES:
            setattr(sdk, name, _Judged(getattr(sdk, name)))
        try:
            await work(sdk)
        finally:
            await sdk.disconnect_session_storage()
            await sdk.http_client.aclose()

    asyncio.run(run())


class _Judged:
    """A service of the SDK whose answers are judged."""

    def __init__(self, service: Any) -> None:
        self._service = service

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        method = getattr(self._service, name)

        async def call(*args: Any, **more: Any) -> Any:
            answer = await method(*args, **more)
            faults = {place: text for place, text in faults_of(method, answer) if (name, place) not in EXPLAINED}
            assert not faults, f"{name}: {faults}"
            return answer

        return call


def faults_of(method: Any, answer: Any) -> Iterator[tuple[str, str]]:
    """Yield where an answer does not fit the model that a method of the SDK promises, and how."""
    scope = vars(sys.modules[type(method.__self__).__module__])
    model = typing.get_type_hints(method, scope).get("return")
    if not inspect.isclass(model) or not issubclass(model, BaseModel):
        return  # a few promise nothing
    try:
        model.model_validate(answer)
    except ValidationError as error:
        for fault in error.errors():
            yield _place(fault["loc"]), fault["msg"]


def _place(steps: tuple[int | str, ...]) -> str:
    return "".join("[]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")
