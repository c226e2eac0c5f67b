"""Runs the window: application, event loop, one instance per home, tray, schedule, orderly end."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from app.clock import Clock, SystemClock
from app.garbage import no_full_collections
from app.paths import Home
from app.ui import theme
from app.ui.bridge import Bridge
from app.ui.desktop.ending import Afterwards, Application
from app.ui.desktop.single_instance import SingleInstance
from app.ui.desktop.windows import introduce
from app.ui.shell.session import Session

if TYPE_CHECKING:
    from app.services.api.service import Service

TURN = 0.001
"""Seconds after which work in another thread must hand Python on. Drawing asks for it many times in a row, and each
time would wait for Python's usual 5 ms: together more than a person takes for at once."""


def run_window(
    service: Service | None = None,
    *,
    opening: Callable[[], Service] | None = None,
    assistant: bool | None = None,
    demo: bool = False,
    first_files: Sequence[Path] = (),
    home: Home | None = None,
    language: str = "",
    start_demo: Callable[[], object] | None = None,
    clock: Clock | None = None,
    only: SingleInstance | None = None,
    background: bool = False,
    afterwards: Callable[[Afterwards, Path | None], object] = lambda _what, _file: None,
) -> int:
    """Show the window until the owner quits and return the exit code; closes the service. Give ``opening`` in the place
    of a service for a home that is still to be opened: the window is painted first, where it is known what it shows.
    Raises what opening raised, with no window left.

    ``assistant`` shows or suppresses the first-start assistant (None: shown until set up or put off);
    ``first_files`` are imported at once; ``language`` given on the command line wins over the settings until
    another is chosen there; ``start_demo`` opens the sample data elsewhere (default: a second process). A second
    start of the same home raises the first window and returns 0. ``only`` is the claim on the home where it is held
    already; ``background`` shows no window where there is a tray; ``afterwards`` is told what the owner wants done
    with the home once it is closed.
    """
    app = application()
    sys.setswitchinterval(TURN)
    place = home or Home.choose()
    claimed = only is not None
    only = only or SingleInstance(place.root)
    if not only.acquire(background=background):
        return 0
    try:
        with no_full_collections(), asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as loop:
            session = Session(
                Bridge(service, build=opening) if opening else Bridge(service),
                place,
                app,
                demo=demo,
                language=language,
                start_demo=start_demo or demo_process,
                clock=clock or SystemClock(),
                background=background,
                afterwards=afterwards,
            )
            only.quit_requested.connect(session.quit)
            only.raise_requested.connect(session.raise_window)
            return loop.run(session.run(assistant, first_files))
    finally:
        if not claimed:
            only.release()


def application() -> QApplication:
    """Return the one application of this process, made if need be."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        introduce()
        app = Application(sys.argv[:1])
    app.setApplicationName("Ponte24")
    app.setApplicationDisplayName("Ponte24")
    app.setDesktopFileName("ponte24")
    app.setQuitOnLastWindowClosed(False)
    app.setWindowIcon(theme.app_icon())
    return app


def demo_process() -> None:
    """Open the sample data in a process of its own, apart from this home."""
    from app.ui import i18n

    arguments = ["--lang", i18n.language(), "demo"]  # it speaks as this window does
    if not getattr(sys, "frozen", False):
        arguments = ["-m", "app", *arguments]
    QProcess.startDetached(sys.executable, arguments)
