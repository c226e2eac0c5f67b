"""What the window can be asked to do from several places: check, import, pause."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.services.api.imports import ImportReport
from app.ui.bridge import Bridge


class Actions(QObject):
    """Starts long work once; ``checked`` carries a new plan, ``imported`` the reports. What fails goes through the
    bridge."""

    checked = Signal(object)
    imported = Signal(object)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge

    def check(self) -> None:
        """Compare both sides and store a plan; writes nothing. Does nothing while something else runs."""
        if not self._bridge.busy:
            self._bridge.spawn(self._check())

    async def _check(self) -> None:
        try:
            plan = await self._bridge.call(self._bridge.service.plan)
        finally:
            self._announce("plan", "status", "runs", "accounts")
        self.checked.emit(plan)

    def import_files(self, files: Sequence[Path], *, sure: bool = False, even_old: bool = False) -> None:
        """Read exports of Fattura24; ``sure``: their difference was seen and is wanted; ``even_old``: so are the values
        in them that were said before something newer."""
        if files:
            self._bridge.spawn(self._import(list(files), sure, even_old))

    async def _import(self, files: list[Path], sure: bool, even_old: bool) -> None:
        service = self._bridge.service
        try:
            reports: tuple[ImportReport, ...] = await self._bridge.call(
                service.import_files, files, sure=sure, even_old=even_old
            )
        finally:
            self._announce("mirror", "status")
        if reports:
            self.imported.emit(reports)

    def pause(self, until: float) -> None:
        """Pause automatic syncs until a moment (epoch seconds; 0 resumes)."""
        self._bridge.spawn(self._pause(until))

    async def _pause(self, until: float) -> None:
        await self._bridge.call(self._bridge.service.pause, until)
        self._bridge.announce("status")

    def _announce(self, *topics: str) -> None:
        for topic in topics:
            self._bridge.announce(topic)
