"""What goes wrong, and when: faults of the services, deaths of the process, and what was passed on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.errors import LostAnswer, RequestRefused, ServiceUnavailable
from app.store import Store

T = TypeVar("T")


class Crash(BaseException):
    """The process dies here; nothing that runs afterwards can write anything."""


BEFORE = ("down", "cut", "busy", "refused")
AFTER = ("lost",)
FAULTS = (*BEFORE, *AFTER, "edit", "vanish")
"""``down``: cannot be reached. ``cut``: no answer, and nothing was done. ``busy``: 429 or 5xx to the end.
``refused``: 4xx for this record. ``lost``: done, and the answer is lost. ``edit`` and ``vanish``: the owner changes
or deletes a record just before the call, so also between a read of apply and its write."""


@dataclass
class Weather:
    """Counts what the program passes. ``faults`` maps the number of a coming call (0: the next) to a fault and a number
    that picks a victim, ``always`` the name of a call to the fault that each of them meets; ``die_at`` is the boundary
    (1: the next) at which the process dies."""

    faults: dict[int, tuple[str, int]] = field(default_factory=dict)
    die_at: int = 0
    dead: bool = False
    call: int = 0
    passed: list[str] = field(default_factory=list)
    owner: Callable[[str, int, str, bool], None] = lambda _what, _pick, _service, _write: None
    rained: int = 0
    always: dict[str, str] = field(default_factory=dict)

    def start(self, faults: dict[int, tuple[str, int]] | None = None, die_at: int = 0) -> None:
        """Begin a new stretch with its own faults."""
        self.faults, self.die_at, self.dead = dict(faults or {}), die_at, False
        self.call, self.passed, self.rained = 0, [], 0

    def boundary(self, name: str) -> None:
        """Pass a place at which the process may die."""
        if self.dead:
            raise Crash
        self.passed.append(name)
        if len(self.passed) == self.die_at:
            self.dead = True
            raise Crash

    async def through(self, service: str, name: str, act: Callable[[], T], *, write: bool = False) -> T:
        """Carry out one call of a service as the weather allows it."""
        self.boundary(f"{service} {name} sent")
        fault, pick = self.faults.get(self.call, (self.always.get(name, ""), 0))
        self.call += 1
        self.rained += bool(fault)
        await asyncio.sleep(0)
        if fault in ("edit", "vanish"):
            self.owner(fault, pick, service, write)
        if fault == "down":
            raise ServiceUnavailable("offline", service=service, host="x")
        if fault == "cut":
            raise LostAnswer(service=service) if write else ServiceUnavailable("service_timeout", service=service)
        if fault == "busy":
            raise ServiceUnavailable("service_error", service=service, host="x", status=503)
        if fault == "refused":
            raise RequestRefused(service=service, status=400)
        result = act()
        self.boundary(f"{service} {name} done")
        await asyncio.sleep(0)
        if fault == "lost":
            raise LostAnswer(service=service) if write else ServiceUnavailable("connection_cut", service=service)
        return result


def watch_transactions(store: Store, weather: Weather) -> None:
    """Let the process die before a transaction, within it just before it is kept, and right after."""
    database: Any = store.database
    transaction, reading = database.transaction, database.reading

    @contextmanager
    def watched() -> Iterator[Any]:
        outermost = database._current.connection is None
        if outermost or weather.dead:
            weather.boundary("transaction begins")
        with transaction() as connection:
            yield connection
            if outermost:
                weather.boundary("transaction ends")
        if outermost:
            weather.boundary("transaction kept")

    @contextmanager
    def alive() -> Iterator[Any]:
        if weather.dead:
            raise Crash
        with reading() as connection:
            yield connection

    database.transaction, database.reading = watched, alive


class _Here(asyncio.SelectorEventLoop):
    """Does what is meant for a thread at once: the same example goes the same way each time, and nobody waits for a
    thread to get its turn."""

    def run_in_executor(  # type: ignore[override]  # mypy would have the types of all arguments named
        self, executor: object, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        """Do it, and return its outcome, for which one waits a turn."""
        outcome: asyncio.Future[T] = self.create_future()
        try:
            self.call_soon(_told, outcome.set_result, func(*args), outcome)
        except BaseException as error:  # a thread hands on a death, too
            self.call_soon(_told, outcome.set_exception, error, outcome)
        return outcome


def _told(tell: Callable[[Any], object], what: Any, outcome: asyncio.Future[Any]) -> None:
    if not outcome.done():
        tell(what)


class _Stepped(Coroutine[Any, Any, Any]):
    """A coroutine that passes a boundary before each step, which is before and after each await that waits."""

    def __init__(self, inner: Coroutine[Any, Any, Any], weather: Weather) -> None:
        self._inner, self._weather = inner, weather

    def send(self, value: Any) -> Any:
        if not self._weather.dead:
            try:
                self._weather.boundary("await")
            except Crash as crash:
                return self._inner.throw(crash)
        return self._inner.send(value)

    def throw(self, *error: Any) -> Any:
        return self._inner.throw(*error)

    def close(self) -> None:
        self._inner.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._inner.__await__()


def run(weather: Weather, work: Awaitable[Any], *, awaits: bool = False) -> Any:
    """Run to the end or to death; returns the result, or None when the process died. ``awaits`` counts every step."""

    async def whole() -> Any:
        if awaits:

            def factory(loop: asyncio.AbstractEventLoop, coroutine: Any, **more: Any) -> asyncio.Task[Any]:
                return asyncio.Task(_Stepped(coroutine, weather), loop=loop, **more)

            asyncio.get_running_loop().set_task_factory(factory)
            return await asyncio.create_task(_plainly(work))
        return await work

    try:
        with asyncio.Runner(loop_factory=_Here) as runner:
            return runner.run(whole())
    except BaseException as error:
        if not weather.dead:
            raise
        if not _is_crash(error):
            raise AssertionError("something else than the crash came out of a dying process") from error
        return None
    finally:
        if asyncio.iscoroutine(work):
            work.close()  # it may have died before its first step
        weather.dead, weather.die_at = False, 0


async def _plainly(work: Awaitable[Any]) -> Any:
    return await work


def _is_crash(error: BaseException) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return error.subgroup(Crash) is not None
    return isinstance(error, Crash | asyncio.CancelledError)
