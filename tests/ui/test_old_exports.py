"""An export that says what it said before something newer does not count, unless its owner says that it does."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.services.api.imports import SAID_BEFORE, ImportReport
from app.ui.dialogs.import_report import ImportReportDialog

OLD = ImportReport(Path("rubrica.csv"), read=3, warnings=((SAID_BEFORE, {"value": "Bar", "count": "1", "lines": "2"}),))


def offered(dialog: ImportReportDialog) -> list[QAbstractButton]:
    buttons = dialog.findChildren(QAbstractButton)
    return [one for one in buttons if "Believe" in one.text()]


def test_the_owner_can_believe_an_old_export_all_the_same(qtbot: QtBot) -> None:
    dialog = ImportReportDialog([OLD])
    (believe,) = offered(dialog)
    with qtbot.waitSignal(dialog.old_wanted) as told:
        believe.click()
    assert told.args is not None
    assert told.args[0].file == OLD.file


def test_a_file_that_says_nothing_old_offers_nothing(qtbot: QtBot) -> None:
    dialog = ImportReportDialog([ImportReport(Path("rubrica.csv"), read=3)])
    qtbot.addWidget(dialog)
    assert not offered(dialog)
