"""Save tasks and appointments as a calendar file where the owner wants it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.bridge import Bridge
from app.ui.i18n import number
from app.ui.widgets.file_dialog import file_dialog

translate = QCoreApplication.translate


def save_calendar(bridge: Bridge, parent: QWidget, tell: Callable[[str], object]) -> None:
    """Ask where, write the file and tell how many events it holds."""
    dialog = file_dialog(parent, translate("SaveCalendar", "Save the calendar"), "ponte24.ics")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([translate("SaveCalendar", "Calendar (*.ics)")])
    dialog.setDefaultSuffix("ics")

    def chosen(name: str) -> None:
        bridge.spawn(_write(bridge, Path(name), tell))

    dialog.fileSelected.connect(chosen)
    dialog.open()


async def _write(bridge: Bridge, file: Path, tell: Callable[[str], object]) -> None:
    count = await bridge.call(bridge.service.agenda.export, file)
    words = translate(
        "SaveCalendar",
        "Saved, with this many events: %1. Open the file with the calendar of your telephone or computer; do it again"
        " after changes.",
    )
    tell(words.replace("%1", number(count)))
