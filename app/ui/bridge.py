"""The way from the window to the services: every service call runs outside the GUI thread.

Coroutines of the service run in one background thread with an event loop of its own (their
connections belong to that loop); plain methods, which only touch the local database, run in a
second thread, so that a pane can be read while a long run goes on. Widgets await `Bridge.call` from
coroutines started with `Bridge.spawn`.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar, overload

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.errors import Ponte24Error
from app.services.api.progress import Progress, StopSignal
from app.services.api.service import Service

P = ParamSpec("P")
T = TypeVar("T")

TOPICS = ("status", "plan", "runs", "mapping", "settings", "accounts", "mirror", "agenda", "automations", "updates")
"""What can change; the argument of `Bridge.changed` and `Bridge.announce`."""

_THROTTLE_MS = 60
_log = logging.getLogger(__name__)


def _none() -> Service:
    raise RuntimeError("neither services nor a way to open them")


class Bridge(QObject):
    """Runs service calls in the background and tells panes what changed.

    ``changed`` carries one of `TOPICS`; ``progress`` a `Progress` (at most about 16 a second);
    ``busy_changed`` tells when long work begins and ends; ``failed`` carries the exception of a
    coroutine started with `spawn`.
    """

    changed = Signal(str)
    progress = Signal(object)
    busy_changed = Signal(bool)
    failed = Signal(object)
    _poked = Signal()

    def __init__(
        self, service: Service | None = None, parent: QObject | None = None, *, build: Callable[[], Service] = _none
    ) -> None:
        """Lead to ``service``, or to what ``build`` returns once `open` is called; until then what is spawned waits."""
        super().__init__(parent)
        self._build = build if service is None else lambda: service
        self._opening: Future[Service] | None = None
        self._opened = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._wanted: set[Callable[[], Coroutine[Any, Any, Any]]] = set()
        self._stops: list[StopSignal] = []
        self._turn = asyncio.Lock()
        self._latest: Progress | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_THROTTLE_MS)
        self._timer.timeout.connect(self._deliver)
        self._poked.connect(self._poke, Qt.ConnectionType.QueuedConnection)
        self._closed = False
        self._readers = ThreadPoolExecutor(1, thread_name_prefix="ponte24-reader")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="ponte24-service", daemon=True)
        self._thread.start()
        if service is not None:
            self._begin_to_open()
            self._opened.set()

    # ------------------------------------------------------------------------------------------ opening
    @property
    def service(self) -> Service:
        """The services of the home; whoever cannot wait for `open` waits here. Raises what opening raised."""
        return self._begin_to_open().result()

    def _begin_to_open(self) -> Future[Service]:
        if self._opening is None:
            self._opening = self._readers.submit(self._build)
        return self._opening

    async def open(self) -> Service:
        """Open the home outside the GUI thread, then let what was spawned meanwhile begin. Raises what opening
        raised: nothing of it ever begins, and `shutdown` ends the bridge."""
        service = await asyncio.shield(asyncio.wrap_future(self._begin_to_open()))
        self._opened.set()
        return service

    async def _once_open(self, coroutine: Coroutine[Any, Any, T]) -> T:
        try:
            await self._opened.wait()
        except BaseException:
            coroutine.close()  # it never began
            raise
        return await coroutine

    # ------------------------------------------------------------------------------------------ calling
    @overload
    async def call(self, func: Callable[P, Coroutine[Any, Any, T]], *args: P.args, **kwargs: P.kwargs) -> T: ...

    @overload
    async def call(self, func: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T: ...

    async def call(self, func: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a service method in the background and return its result or raise its exception.

        A method that takes ``progress`` and ``stop`` is long work: both are supplied (unless given), the
        bridge is busy meanwhile, and a second piece of long work waits for its turn. Cancelling the
        awaiting task does not tear the work apart; `stop` ends it in an orderly way.
        """
        if self._closed:
            raise RuntimeError("the bridge is closed")
        if not inspect.iscoroutinefunction(func):
            loop = asyncio.get_running_loop()
            return await asyncio.shield(loop.run_in_executor(self._readers, lambda: func(*args, **kwargs)))
        if "stop" in inspect.signature(func).parameters:
            return await self._work(func, args, kwargs)
        return await self._in_service_thread(func(*args, **kwargs))

    async def _work(self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        stop = kwargs.setdefault("stop", StopSignal())
        kwargs.setdefault("progress", self._take_progress)
        self._stops.append(stop)
        if len(self._stops) == 1:
            self.busy_changed.emit(True)
        try:
            async with self._turn:
                return await self._in_service_thread(func(*args, **kwargs))
        finally:
            self._stops.remove(stop)
            self._latest = None
            if not self._stops:
                self.busy_changed.emit(False)

    async def _in_service_thread(self, coroutine: Coroutine[Any, Any, T]) -> T:
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        return await asyncio.shield(asyncio.wrap_future(future))

    def spawn(self, coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start a coroutine in the GUI thread; keeps it alive and hands its exception to ``failed``."""
        begun = coroutine if self._opened.is_set() else self._once_open(coroutine)
        task = asyncio.get_running_loop().create_task(begun)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def soon(self, refresh: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        """Spawn a coroutine function once, however often it is asked for before it begins."""
        if refresh not in self._wanted:
            self._wanted.add(refresh)
            self.spawn(self._begin(refresh))

    async def _begin(self, refresh: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        self._wanted.discard(refresh)
        await refresh()

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        if self._closed:
            _log.debug("ended with the bridge: %r", error)
        else:
            _told(error)
            self.failed.emit(error)

    # ------------------------------------------------------------------------------------------ state
    @property
    def busy(self) -> bool:
        """True while long work runs or waits for its turn."""
        return bool(self._stops)

    @property
    def settled(self) -> bool:
        """True while no coroutine started with `spawn` is under way."""
        return not self._tasks

    def announce(self, topic: str) -> None:
        """Tell everybody that something changed. Raises ValueError for a topic that is none of `TOPICS`."""
        if topic not in TOPICS:
            raise ValueError(topic)
        self.changed.emit(topic)

    def stop(self) -> None:
        """Ask the running work, and all that waits behind it, to end after its current operation."""
        for signal in self._stops:
            signal.stop()

    def _take_progress(self, progress: Progress) -> None:  # called in the service thread
        first = self._latest is None
        self._latest = progress
        if first:
            self._poked.emit()

    def _poke(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _deliver(self) -> None:
        latest, self._latest = self._latest, None
        if latest is not None:
            self.progress.emit(latest)

    # ------------------------------------------------------------------------------------------ ending
    async def shutdown(self) -> None:
        """Stop the work, wait until its current operation is over, close the service and end the threads."""
        if self._closed:
            return
        self.stop()
        async with self._turn:
            self._closed = True
        # what is being read ends first: the store is still there for it
        await asyncio.get_running_loop().run_in_executor(self._readers, _nothing)
        try:
            if self._opened.is_set():
                await self._in_service_thread(self.service.close())
        except Exception:
            _log.exception("closing the service failed")
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.get_running_loop().run_in_executor(self._readers, self._thread.join)
        self._readers.shutdown(wait=True)
        self._timer.stop()
        for task in tuple(self._tasks):
            if task is not asyncio.current_task():
                task.cancel()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()


def _told(error: BaseException) -> None:
    """Write to the log what the owner is shown: an expected error by its code, any other with its stack."""
    if isinstance(error, Ponte24Error):
        _log.warning("told: %s", error.code)
    else:
        _log.warning("unexpected", exc_info=error)


def _nothing() -> None:
    """Run by the readers to know that all before it is done."""
