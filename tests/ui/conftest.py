"""What the tests of the window share: a Qt loop for coroutines, a bridge over the fake service, patience."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import PySide6.QtCore  # noqa: F401  (qasync takes the binding that is there first)
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from app.services.api.service import Service
from app.ui.bridge import Bridge

T = TypeVar("T")
Run = Callable[[Coroutine[Any, Any, T]], T]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says that it cannot raise windows or watch trays; it means nothing here."""
    said = (
        r"does not support (propagateSizeHints|raise)\(\)",
        r"No such signal QPlatformNativeInterface::systemTrayWindowChanged",
    )
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.qt_log_ignore(*said, extend=True))


@pytest.fixture(autouse=True)
def no_windows_left(qapp: QApplication) -> Iterator[None]:
    """Delete what a test leaves on the screen: each widget that is left makes every later change of look slower."""
    qapp.setQuitOnLastWindowClosed(False)  # as the program has it: else the next test's loop would end at once
    before = set(qapp.topLevelWidgets())
    yield
    for left in set(qapp.topLevelWidgets()) - before:
        left.hide()
        left.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def run(qapp: QApplication) -> Run:
    """Run a coroutine in the Qt event loop, as the program does, and return its result."""

    def runner(coroutine: Coroutine[Any, Any, T]) -> T:
        try:
            with asyncio.Runner(loop_factory=lambda: QEventLoop(qapp)) as event_loop:
                return event_loop.run(coroutine)
        finally:
            gc.collect()  # panes are held by cycles
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # no loop is left to do it

    return runner


@pytest.fixture
def eventually() -> Callable[..., Awaitable[None]]:
    """Await until something is true, letting Qt and the service thread work meanwhile."""

    async def wait(condition: Callable[[], object], seconds: float = 10.0) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "it never came true"
            await asyncio.sleep(0.005)

    return wait


@pytest.fixture
def bridge_errors() -> list[BaseException]:
    """The errors that coroutines of the window surfaced; a test that expects one clears the list."""
    return []


@pytest.fixture
def bridged(bridge_errors: list[BaseException]) -> Callable[[Service], Any]:
    """``async with bridged(service) as bridge``: fails the test with an error it did not expect."""

    @asynccontextmanager
    async def open_bridge(service: Service) -> AsyncIterator[Bridge]:
        bridge = Bridge(service)
        bridge.failed.connect(bridge_errors.append)
        try:
            yield bridge
        finally:
            await bridge.shutdown()
        if bridge_errors:
            raise bridge_errors[0]

    return open_bridge
