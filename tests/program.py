"""Processes of the program, forked from one that has loaded what its commands load.

A start of Python with all that a command imports costs a second and more of a processor, and the tests that play whole
days make a hundred of them. Each process here is a real one with its own home, arguments and end, which can be killed
at any moment; only the loading has been done once. Where there is no fork, or an environment asks for another Python,
it is started the long way. What a start loads, and how long it takes, is the subject of `tests/test_start.py`.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Protocol

ROOT = Path(__file__).parents[1]
_READ_AT_START = ("PYTHON", "LC_", "LANG", "LD_")
"""Variables that count only when an interpreter starts."""
_LOADED = ("app.commands", "app.services", "app.store", "app.connectors", "app.sync", "app.records", "app.automation")
_MOST = 1 << 20


class Process(Protocol):
    """What `subprocess.Popen` can do, as far as the tests ask it."""

    def poll(self) -> int | None:
        """Return how it ended, None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""

    def kill(self) -> None:
        """Kill it at once."""


class Forked:
    """A process made by the server; ``status`` is the end of a pipe that tells its number, then how it ended."""

    def __init__(self, status: int) -> None:
        self._status = os.fdopen(status, "rb", buffering=0)
        self._code: int | None = None
        self.pid = int(self._line())

    def _line(self) -> bytes:
        told = b""
        while not told.endswith(b"\n"):
            piece = self._status.read(1)
            if not piece:
                raise ChildProcessError("the process that starts the others has ended")
            told += piece
        return told

    def poll(self) -> int | None:
        """Return how it ended, None while it runs."""
        if self._code is None and select.select([self._status], [], [], 0)[0]:
            self._code = int(self._line())
            self._status.close()
        return self._code

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; raises subprocess.TimeoutExpired."""
        if self._code is None and not select.select([self._status], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("ponte24", timeout or 0.0)
        code = self.poll()
        assert code is not None
        return code

    def kill(self) -> None:
        """Kill it at once; what has ended is left alone."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


class _Server:
    """The other end of the process that forks; one for each process of the tests, begun when it is first asked."""

    def __init__(self) -> None:
        self._line, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with there:
            command = [sys.executable, "-m", "tests.program", str(there.fileno())]
            self._process = subprocess.Popen(command, cwd=ROOT, pass_fds=[there.fileno()], stdin=subprocess.DEVNULL)
        self.begun_with = _at_start(os.environ)
        self._owner = os.getpid()
        atexit.register(self.close)

    def start(self, words: list[str], environment: Mapping[str, str], files: list[int]) -> Forked:
        told, tell = os.pipe()
        try:
            asked = json.dumps({"words": words, "environment": dict(environment)}).encode()
            socket.send_fds(self._line, [asked], [*files, tell])
        finally:
            os.close(tell)
        return Forked(told)

    def close(self) -> None:
        if os.getpid() == self._owner:
            self._line.close()
            self._process.wait(timeout=60)


_servers: list[_Server] = []


def _at_start(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(_READ_AT_START)}


def start(words: list[str], environment: Mapping[str, str], stdin: Any, stdout: Any, stderr: Any) -> Process:
    """Start ``ponte24`` with these arguments; the streams are open files."""
    if hasattr(os, "fork") and hasattr(socket, "send_fds") and sys.platform == "linux":
        if not _servers:
            _servers.append(_Server())
        if _servers[0].begun_with == _at_start(environment):
            return _servers[0].start(words, environment, [stdin.fileno(), stdout.fileno(), stderr.fileno()])
    command = [sys.executable, "-m", "app", *words]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=stdin, stdout=stdout, stderr=stderr)


def begin(words: list[str], environment: Mapping[str, str]) -> Process:
    """Start it without anybody to read what it says."""
    with Path(os.devnull).open("r+b") as nowhere:
        return start(words, environment, nowhere, nowhere, nowhere)


def run(
    words: list[str], environment: Mapping[str, str], stdin: str = "", timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run it to its end and return what it said."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin.encode())
        given.seek(0)
        process = start(words, environment, given, out, err)
        try:
            code = process.wait(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=60)
            raise
        return subprocess.CompletedProcess(words, code, _said(out), _said(err))


def _said(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode().replace("\r\n", "\n")


# ------------------------------------------------------------------------------------- the process that forks
def _load() -> None:
    """Import what the commands import; nothing here may start a thread, which a fork would leave behind."""
    import importlib
    import pkgutil

    for name in _LOADED:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if ".migrations." not in module.name:
                importlib.import_module(module.name)
    if "PySide6" in sys.modules or threading.active_count() > 1:
        raise ImportError("what the commands load begins threads or Qt: a fork would not have them")


def _serve(line: socket.socket) -> list[str] | None:
    """Fork for each that is asked for. Return the arguments in each new process, and here None at the end."""
    while True:
        asked, files, _, _ = socket.recv_fds(line, _MOST, 4)
        _reap(0 if not asked else os.WNOHANG)
        if not asked:
            return None
        if os.fork() == 0:
            line.close()
            return _watched(json.loads(asked), files)
        for file in files:
            os.close(file)


def _reap(options: int) -> None:
    """Take leave of those who waited for a process and have told its end."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, options)[0]:
            pass


def _watched(asked: dict[str, Any], files: list[int]) -> list[str]:
    """Fork the process itself, wait for it and tell its end; return only in the new one."""
    *streams, tell = files
    pid = os.fork()
    if pid:
        for file in streams:
            os.close(file)
        os.write(tell, b"%d\n" % pid)
        _, status = os.waitpid(pid, 0)
        os.write(tell, b"%d\n" % os.waitstatus_to_exitcode(status))
        os._exit(0)
    os.close(tell)
    for place, file in enumerate(streams):
        os.dup2(file, place)
        os.close(file)
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    return [str(word) for word in asked["words"]]


def _main() -> None:
    with socket.socket(fileno=int(sys.argv[1])) as line:
        _load()
        gc.collect()
        gc.freeze()
        words = _serve(line)
    if words is not None:
        import runpy

        sys.argv = ["app", *words]
        runpy.run_module("app", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main()
