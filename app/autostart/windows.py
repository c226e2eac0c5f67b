"""Start at login on Windows: a value in the user's ``Run`` key, no administrator needed.

Task Manager does not delete an entry that is switched off there: it notes so in ``StartupApproved``, where an odd first
byte means off.
"""

from __future__ import annotations

import re
import subprocess
from typing import Any, Protocol

from app.autostart.entry import AutostartState, Command
from app.errors import StorageError

RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
NAME = "Ponte24"


class Registry(Protocol):
    """The values below HKEY_CURRENT_USER."""

    def get(self, key: str, name: str) -> Any:
        """Return a value, None where there is none."""
        ...

    def set(self, key: str, name: str, value: str) -> None:
        """Set a text value."""
        ...

    def delete(self, key: str, name: str) -> None:
        """Delete a value; nothing happens where there is none."""
        ...


class WindowsAutostart:
    """The value in the ``Run`` key."""

    def __init__(self, command: Command, registry: Registry | None = None) -> None:
        self._line = subprocess.list2cmdline(command.words)
        if " " in command.words[0] and not self._line.startswith('"'):
            self._line = f'"{command.words[0]}"' + self._line.removeprefix(command.words[0])
        self._command = command
        self._registry = registry or _UserRegistry()

    def state(self) -> AutostartState:
        """Return how things stand now."""
        try:
            if self._registry.get(RUN, NAME) is None:
                return AutostartState.OFF
            verdict = self._registry.get(APPROVED, NAME)
        except OSError as error:
            raise _refused(error) from error
        off = isinstance(verdict, bytes) and bool(verdict) and verdict[0] % 2 == 1
        return AutostartState.BLOCKED if off else AutostartState.ON

    def switch(self, on: bool) -> AutostartState:
        """Set or delete the value; switching on also takes back what Task Manager noted, as the owner asks for it."""
        try:
            if on:
                self._registry.set(RUN, NAME, self._line)
            else:
                self._registry.delete(RUN, NAME)
            self._registry.delete(APPROVED, NAME)
        except OSError as error:
            raise _refused(error) from error
        return self.state()

    def is_ours(self) -> bool:
        """Tell whether there is a value and it starts this home."""
        line = self._registry.get(RUN, NAME)
        return bool(line) and self._command.same_home(_words(str(line)))

    def refresh(self) -> None:
        """Point a value that is there to the program that runs now; whether it is approved stays as it is."""
        try:
            if self.is_ours() and self._registry.get(RUN, NAME) != self._line:
                self._registry.set(RUN, NAME, self._line)
        except OSError as error:
            raise _refused(error) from error


def _words(line: str) -> tuple[str, ...]:
    """Split a command line as Windows does, as far as `subprocess.list2cmdline` quotes."""
    return tuple(quoted or bare for quoted, bare in re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line))


def _refused(error: OSError) -> StorageError:
    return StorageError("autostart_refused", details=f"{type(error).__name__}: {error}")


class _UserRegistry:  # pragma: no cover - only on Windows
    """The real registry."""

    def get(self, key: str, name: str) -> Any:
        """Return a value, None where there is none."""
        winreg = _winreg()
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
                return winreg.QueryValueEx(opened, name)[0]
        except FileNotFoundError:
            return None

    def set(self, key: str, name: str, value: str) -> None:
        """Set a text value."""
        winreg = _winreg()
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
            winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, value)

    def delete(self, key: str, name: str) -> None:
        """Delete a value."""
        winreg = _winreg()
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key, 0, winreg.KEY_SET_VALUE) as opened:
                winreg.DeleteValue(opened, name)
        except FileNotFoundError:
            return


def _winreg() -> Any:  # pragma: no cover - only on Windows
    import importlib

    return importlib.import_module("winreg")
