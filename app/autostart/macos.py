"""Start at login on macOS: the app registers itself (SMAppService, macOS 13) where it is a bundle, else a launch agent.

Never both: two entries would start the program twice. SMAppService hands over no arguments; there the setting "start
beside the clock" keeps the window away.
"""

from __future__ import annotations

import importlib
import plistlib
import sys
from pathlib import Path
from typing import Any

from app.autostart.entry import Autostart, AutostartState, Command
from app.errors import StorageError
from app.store.home.files import as_storage_error

LABEL = "it.ponte24.Ponte24"
_ENABLED, _REQUIRES_APPROVAL = 1, 2
"""SMAppServiceStatus (Apple, ServiceManagement): enabled and requires approval."""


def mac_autostart(command: Command) -> Autostart:
    """Return the bundle's own registration where there is one, else the launch agent."""
    if getattr(sys, "frozen", False) and ".app/" in sys.executable:
        try:
            service = importlib.import_module("ServiceManagement").SMAppService.mainAppService()
        except (ImportError, AttributeError):
            return AgentAutostart(command)
        return ServiceAutostart(service)
    return AgentAutostart(command)


class ServiceAutostart:
    """The bundle as a login item; ``service`` is its SMAppService."""

    def __init__(self, service: Any) -> None:
        self._service = service

    def state(self) -> AutostartState:
        """Return how things stand now."""
        status = int(self._service.status())
        if status == _ENABLED:
            return AutostartState.ON
        return AutostartState.APPROVAL if status == _REQUIRES_APPROVAL else AutostartState.OFF

    def switch(self, on: bool) -> AutostartState:
        """Register or unregister the bundle."""
        ask = self._service.registerAndReturnError_ if on else self._service.unregisterAndReturnError_
        done, error = ask(None)
        if not done and self.state() is not AutostartState.APPROVAL:
            raise StorageError("autostart_refused", details=str(error))
        return self.state()

    def is_ours(self) -> bool:
        """Tell whether the bundle is registered; it always starts the default home."""
        return self.state() is not AutostartState.OFF

    def refresh(self) -> None:
        """Nothing to do: the system follows the bundle."""


class AgentAutostart:
    """A property list in ``~/Library/LaunchAgents``."""

    def __init__(self, command: Command, folder: Path | None = None) -> None:
        self.path = (folder or Path.home() / "Library" / "LaunchAgents") / f"{LABEL}.plist"
        self._command = command
        self._content = {"Label": LABEL, "ProgramArguments": list(command.words), "RunAtLoad": True}

    def state(self) -> AutostartState:
        """Return how things stand now."""
        found = self._found()
        if found is None:
            return AutostartState.OFF
        return AutostartState.BLOCKED if found.get("Disabled") else AutostartState.ON

    def switch(self, on: bool) -> AutostartState:
        """Write or delete the list."""
        try:
            if on:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self.path.write_bytes(plistlib.dumps(self._content))
            else:
                self.path.unlink(missing_ok=True)
        except OSError as error:
            raise as_storage_error(error, self.path) from error
        return self.state()

    def refresh(self) -> None:
        """Point an entry that is on to the program that runs now."""
        if self.state() is AutostartState.ON and self.is_ours() and self._found() != self._content:
            self.switch(True)

    def is_ours(self) -> bool:
        """Tell whether there is an entry and it starts this home."""
        words = (self._found() or {}).get("ProgramArguments", ())
        return bool(words) and self._command.same_home(tuple(str(word) for word in words))

    def _found(self) -> dict[str, Any] | None:
        try:
            found = plistlib.loads(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise StorageError("autostart_refused", details=f"{self.path}: {error}") from error
        return found if isinstance(found, dict) else {}
