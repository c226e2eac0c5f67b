"""The bulk way and unusual imports, as the owner meets them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from app.services.api.fattura24.mirror import HandoverOffer, HandoverState
from app.services.api.imports import ChangeExample, ImportDifference, ImportGuard, ImportReport
from app.ui.actions import Actions
from app.ui.dialogs.handover import HandoverDialog, OpenHandoverDialog
from app.ui.dialogs.import_difference import ImportDifferenceDialog
from app.ui.dialogs.import_report import ImportReportDialog
from app.ui.review.handover import HandoverLine
from app.ui.shell.main_window import MainWindow
from tests.ui.fake_service import FakeService

STATE = HandoverState(842, 0, 0, 1_795_900_000.0, 0.0, ("Bar Sport",))


def difference() -> ImportDifference:
    examples = (ChangeExample("Bar Sport", (("city", "Torino", "Asti"), ("email", "a@b.it", ""))),)
    return ImportDifference(30, 30, 0, 12, 0, 0, 5.0, 4.0, False, examples)


def test_the_line_is_there_only_when_it_has_something_to_say(run: Any, bridged: Any, eventually: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            host = QWidget()
            line = HandoverLine(bridge, host)
            await line.refresh()
            assert line.isHidden()
            service.handover.offered = HandoverOffer("p", 842, 1342)
            bridge.announce("plan")
            await eventually(lambda: not line.isHidden())
            assert "842" in line.act.text() and "842" in line.words.accessibleName()
            service.handover.offered, service.handover.open = HandoverOffer(), STATE
            await line.refresh()
            assert "wait until you load" in line.words.accessibleName()
            host.deleteLater()

    run(scene())


def test_saving_says_what_to_do_in_fattura24_and_carries_the_choice(run: Any, bridged: Any, tmp_path: Path) -> None:
    service = FakeService()
    service.handover.offered = HandoverOffer("p", 842, 1342, 12, 30)

    async def scene() -> None:
        async with bridged(service) as bridge:
            heard: list[str] = []
            bridge.changed.connect(heard.append)
            dialog = HandoverDialog(bridge, service.handover.offered)
            assert not dialog.updates.isChecked(), "what could make duplicates is not on by itself"
            dialog.everyone.setChecked(True)
            await dialog.keep(tmp_path / "c.csv")
            assert service.handover.saved == [(tmp_path / "c.csv", True, False, False)]
            assert "1342 customer" in dialog.saved.words.text().replace(",", "")
            assert dialog.save.isHidden() and "plan" in heard
            assert any("Esporta" in step for step in dialog.steps())
            dialog.deleteLater()

    run(scene())


def test_sending_by_api_after_all_wants_a_promise(run: Any, bridged: Any) -> None:
    service = FakeService()
    service.handover.open = STATE

    async def scene() -> None:
        async with bridged(service) as bridge:
            dialog = OpenHandoverDialog(bridge, STATE)
            assert dialog.choice() == "wait" and dialog.settle.isEnabled()
            dialog.send.setChecked(True)
            assert not dialog.settle.isEnabled()
            dialog.sure.setChecked(True)
            assert dialog.settle.isEnabled()
            await dialog.answer()
            assert service.handover.settled == [("send", False)]

    run(scene())


def test_an_unusual_import_is_taken_over_only_after_a_look(
    run: Any, bridged: Any, eventually: Any, tmp_path: Path
) -> None:
    service = FakeService()
    memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    file = Path("altra.csv")
    service.reports["altra.csv"] = ImportReport(file, problem=ImportGuard(file, difference()))

    async def scene() -> None:
        async with bridged(service) as bridge:
            window = MainWindow(bridge, Actions(bridge), memory)
            window.show()
            window.import_files([file])
            await eventually(lambda: window.findChild(ImportDifferenceDialog))
            dialog = window.findChild(ImportDifferenceDialog)
            assert dialog is not None and window.findChild(ImportReportDialog) is None
            told = service.sure
            assert told is False
            del service.reports["altra.csv"]
            dialog.take.click()
            await eventually(lambda: window.findChild(ImportReportDialog))
            assert service.sure
            window.close()

    run(scene())


def test_the_difference_names_customers_field_by_field(qapp: QApplication) -> None:
    dialog = ImportDifferenceDialog(ImportGuard(Path("altra.csv"), difference()))
    shown = [listing.toPlainText() for listing in dialog.findChildren(QPlainTextEdit)]
    assert "Bar Sport" in shown[0] and "Torino → Asti" in shown[0] and "a@b.it → –" in shown[0]
    assert dialog.cancel.isDefault(), "a hasty Enter takes nothing over"
    dialog.deleteLater()
