"""A desktop session of its own: a screen, a window manager, a session bus, a keyring and a user's folder.

Nothing of the person's own session is touched: every process runs in this environment and ends with it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "pw"
PATIENCE = 90.0
"""Seconds that a thing may take to be seen: a start takes two on an idle machine, ten on a busy one."""


def slowness() -> float:
    """How many times longer than alone a program runs here now, roughly: what wants to run, for each processor."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


class Failed(AssertionError):
    """A scene saw something else than it should."""


def wait_for(seen: Callable[[], Any], what: str, seconds: float = PATIENCE) -> float:
    """Wait until something is seen; return how long that took. Raises Failed when it does not come. ``seconds`` are
    those of a machine that has nothing else to do: with much other work it may take as much longer."""
    began = time.monotonic()
    while not seen():
        if time.monotonic() - began > seconds * slowness():
            raise Failed(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.25)
    return time.monotonic() - began


def never(seen: Callable[[], Any], what: str, seconds: float) -> None:
    """Watch for a while that something does not come. Raises Failed when it does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if seen():
            raise Failed(what)
        time.sleep(0.25)


class Desktop:
    """The session of one scene; a context manager. ``template`` is the folder of a user whose data this one gets."""

    def __init__(self, template: Path | None = None) -> None:
        self.python = sys.executable
        self.folder = Path(tempfile.mkdtemp(prefix="ponte24-desktop-"))
        self.home = self.folder / "user"
        self._processes: list[subprocess.Popen[Any]] = []
        runtime = self.folder / "run"
        for path in (self.home, runtime):
            path.mkdir(mode=0o700)
        if template is not None:
            shutil.copytree(template / ".local", self.home / ".local", ignore=shutil.ignore_patterns("*.socket"))
        self.environment = {
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "xcb",
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_SESSION_TYPE": "x11",
        }

    def __enter__(self) -> Desktop:
        try:
            self.environment["DISPLAY"] = (
                f":{self._told(['Xvfb', '-screen', '0', '1366x768x24', '-nolisten', 'tcp'], '-displayfd')}"
            )
            self.environment["DBUS_SESSION_BUS_ADDRESS"] = self._told(
                ["dbus-daemon", "--session", "--nofork", "--nopidfile"], "--print-address"
            )
            self.start("openbox")
            self.start_keyring()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every process of the session, the last one first, and throw its folder away."""
        for process in reversed(self._processes):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _told(self, command: list[str], option: str) -> str:
        """Start a server that writes its address to a descriptor; return the address."""
        read, write = os.pipe()
        told = f"{option}={write}" if option.startswith("--") else option
        words = [*command, told] if "=" in told else [*command, told, str(write)]
        self._processes.append(
            subprocess.Popen(
                words, env=self.environment, pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        )
        os.close(write)
        with os.fdopen(read) as answer:
            address = answer.readline().strip()
        if not address:
            raise Failed(f"{command[0]} did not start")
        return address

    # ------------------------------------------------------------------------------------- processes
    def start(self, *command: str, words: str = "") -> subprocess.Popen[Any]:
        """Start a process that lives as long as the session; ``words`` are what it reads."""
        log = self.folder / f"{Path(command[0]).name}.txt"
        with tempfile.TemporaryFile() as answers, log.open("a", encoding="utf-8") as said:
            answers.write(words.encode())
            answers.seek(0)
            process = subprocess.Popen(
                command, env=self.environment, stdin=answers, stdout=said, stderr=said, cwd=self.home
            )
        self._processes.append(process)
        return process

    def run(self, *command: str, words: str = "", check: bool = True) -> str:
        """Run a command to its end and return what it printed. Raises Failed where it fails."""
        done = subprocess.run(
            command,
            env=self.environment,
            input=words,
            capture_output=True,
            text=True,
            timeout=PATIENCE * 2,
            check=False,
            cwd=self.home,
        )
        if check and done.returncode != 0:
            raise Failed(f"{' '.join(command[-4:])}: exit code {done.returncode}: {(done.stdout + done.stderr)[-600:]}")
        return done.stdout

    def program(self, *arguments: str) -> subprocess.Popen[Any]:
        """Start Ponte24's window."""
        return self.start(self.python, "-m", "app", "--lang", "en", *arguments)

    def command(self, *arguments: str, words: str = "", check: bool = True) -> str:
        """Run a command of Ponte24."""
        return self.run(self.python, "-m", "app", "--lang", "en", *arguments, words=words, check=check)

    # ------------------------------------------------------------------------------------- screen
    def windows(self) -> list[str]:
        """The windows of Ponte24 that can be seen, by number (its icon in a tray is none)."""
        found = self.run("xdotool", "search", "--onlyvisible", "--name", "^Ponte24", check=False).split()
        return [number for number in found if self._state(number) == "Normal"]

    def iconic(self) -> bool:
        """Tell whether a window of Ponte24 is minimised into the task bar."""
        found = self.run("xdotool", "search", "--name", "^Ponte24", check=False).split()
        return any(self._state(number) == "Iconic" for number in found)

    def _state(self, number: str) -> str:
        """The state of a window by the window manager; "" for what it does not manage, as an icon in a tray."""
        found = re.search(r"window state: (\w+)", self.run("xprop", "-id", number, "WM_STATE", check=False))
        return found[1] if found else ""

    def notices(self) -> list[str]:
        """The notices that can be seen, by number."""
        return self.run("xdotool", "search", "--onlyvisible", "--class", "Dunst", check=False).split()

    def click_notice(self) -> None:
        """Click a notice as its owner would (with dunst the middle button is the one that opens)."""
        self.run("xdotool", "mousemove", "--window", self.notices()[0], "30", "20", "click", "2")

    def press(self, window: str, key: str) -> None:
        """Press a key in a window."""
        self.run("xdotool", "windowactivate", "--sync", window, "key", key)

    # ------------------------------------------------------------------------------------- keyring
    def start_keyring(self) -> None:
        """Start the Secret Service with its login keyring open."""
        daemon = self.start("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets", words=PASSWORD)
        # asked of the bus: a call to the service itself would let the bus start a second one
        asked = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner")
        wait_for(lambda: "true" in self.send(*asked, "string:org.freedesktop.secrets"), "the keyring", 20)
        if daemon.poll() is not None:
            raise Failed("the keyring ended at once")

    def send(self, name: str, path: str, member: str, *arguments: str) -> str:
        """Call something on the session bus and return its answer as dbus-send prints it; "" where it fails."""
        call = ("dbus-send", "--session", "--print-reply", f"--dest={name}", path, member, *arguments)
        return self.run(*call, check=False)

    @property
    def data(self) -> Path:
        """The folder of Ponte24's data."""
        return self.home / ".local" / "share" / "Ponte24"

    def keep_traces(self, scene: str) -> None:
        """Keep what the processes said and the log of a scene that failed."""
        place = Path(tempfile.gettempdir()) / "ponte24-desktop-failed" / re.sub(r"\W+", "-", scene)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for path in (*self.folder.glob("*.txt"), *self.data.glob("logs/*")):
            shutil.copy(path, place)

    def log(self) -> str:
        """What Ponte24 has logged so far."""
        path = self.data / "logs" / "ponte24.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""
