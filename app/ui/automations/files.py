"""Automations as files: handed out to others, and taken in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.automation.kept.format import LONGEST_FILE
from app.regular_file import read_regular
from app.ui.bridge import Bridge
from app.ui.widgets.file_dialog import file_dialog
from app.whole_file import write_whole


class AutomationFiles(QObject):
    """Asks for files and reads and writes them. ``said`` carries what there is to say, ``imported`` the id of an
    automation that came in."""

    said = Signal(str)
    imported = Signal(str)

    def __init__(self, bridge: Bridge, over: QWidget) -> None:
        super().__init__(over)
        self._bridge, self._over = bridge, over
        self.dialog: QFileDialog | None = None

    async def export(self, wanted: str) -> None:
        """Ask where an automation shall be saved."""
        text = await self._bridge.call(self._bridge.service.automations.export, wanted)
        self.dialog = file_dialog(self._over, self.tr("Save the automation"), "automazione.json")
        self.dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.dialog.setDefaultSuffix("json")
        self.dialog.fileSelected.connect(lambda name: self.write(Path(name), text))
        self.dialog.open()

    def write(self, file: Path, text: str) -> None:
        """Write an automation to a file."""
        try:
            write_whole(file, text.encode("utf-8"))
        except OSError as problem:
            self.said.emit(self.tr("The file could not be written: %1").replace("%1", problem.strerror or str(problem)))
        else:
            self.said.emit(self.tr("Saved: %1. It holds neither customers nor secrets.").replace("%1", file.name))

    def choose(self) -> None:
        """Ask for a file to take in."""
        self.dialog = file_dialog(self._over, self.tr("Import an automation"))
        self.dialog.setNameFilters([self.tr("Automations (*.json)")])
        self.dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.dialog.fileSelected.connect(lambda name: self._bridge.spawn(self.take_in(Path(name))))
        self.dialog.open()

    async def take_in(self, file: Path) -> None:
        """Read an automation from a file; it comes in switched off."""
        try:
            content = await self._bridge.call(read_regular, file, LONGEST_FILE)
        except OSError as problem:
            self.said.emit(self.tr("The file could not be read: %1").replace("%1", problem.strerror or str(problem)))
            return
        kept = await self._bridge.call(self._bridge.service.automations.import_text, content, file.name)
        self._bridge.announce("automations")
        self.said.emit(
            self.tr("“%1” is here, switched off. Look at it before you switch it on.").replace("%1", kept.name)
        )
        self.imported.emit(kept.id)
