"""Notices new exports in the watched folder and asks about each once, or reads it where the owner said "always"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.errors import FileRefused
from app.services.api.imports import ImportReport, NewFile
from app.ui.bridge import Bridge


class Watcher(QObject):
    """Looks when the ticker ticks, also while the window is in the tray.

    ``found`` carries the files that wait for an answer (none: the bar goes), ``news`` those among them that nobody was
    told of yet, ``imported`` the reports of files that were read.
    """

    found = Signal(object)
    news = Signal(object)
    imported = Signal(object)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.waiting: tuple[NewFile, ...] = ()
        self._told: set[NewFile] = set()

    def look(self) -> None:
        """Look once; not while other long work goes on."""
        if not self._bridge.busy:
            self._bridge.soon(self._look)

    async def _look(self) -> None:
        service = self._bridge.service
        try:
            fresh = await self._bridge.call(self._new_files)
        except FileRefused:
            return  # the folder is gone for the moment: a stick, a share; Settings say so
        if fresh and (await self._bridge.call(service.settings)).watch == "always":
            await self._import(fresh)
            return
        waited = self.waiting
        gone = await self._bridge.call(lambda: {file for file in waited if not file.path.exists()})
        kept = tuple(file for file in self.waiting if file not in gone)
        self.waiting = (*kept, *(file for file in fresh if file not in kept))
        self.found.emit(self.waiting)
        news = [file for file in self.waiting if file not in self._told]
        if news:
            self._told.update(news)
            self.news.emit(news)

    def _new_files(self) -> tuple[NewFile, ...]:
        # not in the GUI thread: whoever asks for the room of files first loads all readers
        return self._bridge.service.files.look()

    def take(self) -> None:
        """Read the files that wait."""
        self._bridge.spawn(self._import(self._answered()))

    def take_always(self) -> None:
        """Read the files that wait, and from now on new ones without asking."""
        self._bridge.spawn(self._always(self._answered()))

    def leave(self) -> None:
        """Never offer the files that wait again."""
        self._bridge.spawn(self._leave(self._answered()))

    def _answered(self) -> tuple[NewFile, ...]:
        waiting, self.waiting = self.waiting, ()
        self.found.emit(())
        return waiting

    async def _always(self, files: Sequence[NewFile]) -> None:
        service = self._bridge.service
        settings = await self._bridge.call(service.settings)
        await self._bridge.call(service.save_settings, replace(settings, watch="always"))
        self._bridge.announce("settings")
        await self._import(files)

    async def _leave(self, files: Sequence[NewFile]) -> None:
        await self._decide(files, "never")

    async def _decide(self, files: Sequence[NewFile], verdict: str) -> None:
        await self._bridge.call(lambda: self._bridge.service.files.decide(files, verdict))

    async def _import(self, files: Sequence[NewFile]) -> None:
        if not files:
            return
        service = self._bridge.service
        try:
            paths = [file.path for file in files]
            reports: tuple[ImportReport, ...] = await self._bridge.call(service.import_files, paths)
        finally:
            self._bridge.announce("mirror")
            self._bridge.announce("status")
        for file, report in zip(files, reports, strict=True):
            stopped = report.problem is not None and report.problem.code == "file_stopped"
            if not stopped:  # what was stopped is offered again
                verdict = "imported" if report.problem is None else "refused"
                await self._decide([file], verdict)
        if reports:
            self.imported.emit(reports)
