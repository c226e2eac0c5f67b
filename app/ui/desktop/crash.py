"""What nobody caught, in the log: of the program's threads, of tasks, of Qt, and of code below Python."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import sys
import threading
from types import TracebackType
from typing import IO, Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from app.paths import Home
from app.store.home.files import private_file

CRASH_FILE = "crash.log"
_LARGEST = 200_000
_log = logging.getLogger("app.crash")
_qt_log = logging.getLogger("app.qt")
_levels = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.DEBUG,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_file: IO[str] | None = None


def install(home: Home) -> None:
    """Log what nobody catches from now on; a crash below Python writes its stack to ``crash.log`` (mode 0600)."""
    sys.excepthook = _uncaught
    threading.excepthook = _in_thread
    qInstallMessageHandler(_qt_said)
    _watch_below(home)


def uninstall() -> None:
    """Watch no longer, and close the file."""
    global _file
    sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
    qInstallMessageHandler(None)
    faulthandler.disable()
    if _file is not None:
        _file.close()
        _file = None


def watch_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Log what a task or a callback of an event loop let go."""
    loop.set_exception_handler(_in_loop)


def crashed_before(home: Home) -> bool:
    """Tell whether an earlier start ended with a crash below Python."""
    try:
        return (home.logs / CRASH_FILE).stat().st_size > 0
    except OSError:
        return False


def _watch_below(home: Home) -> None:
    global _file
    path = home.logs / CRASH_FILE
    try:
        private_file(path)
        if path.stat().st_size > _LARGEST:
            path.write_bytes(b"")
        _file = path.open("a", encoding="utf-8")
        faulthandler.enable(_file)
    except Exception:
        # without the file everything else goes on
        _log.warning("no crash log could be opened")


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    _log.critical("uncaught", exc_info=(kind, error, trace))


def _in_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_type is SystemExit or told.exc_value is None:
        return
    name = told.thread.name if told.thread else "?"
    _log.critical("uncaught in thread %s", name, exc_info=(told.exc_type, told.exc_value, told.exc_traceback))


def _in_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    _log.error("in a task: %s", context.get("message", ""), exc_info=context.get("exception"))


def _qt_said(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    _qt_log.log(_levels.get(kind, logging.WARNING), "%s: %s", context.category or "qt", message)
