"""Naming columns, and new exports in the watched folder, as the owner meets them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent
from PySide6.QtWidgets import QApplication

from app.connectors.exports.tables.table import ColumnsUnknown, TablePreview, preview_of
from app.services.api.files import ColumnChoice, Content
from app.services.api.imports import ImportReport, NewFile
from app.ui.actions import Actions
from app.ui.dialogs.columns import ColumnsDialog
from app.ui.dialogs.import_report import ImportReportDialog
from app.ui.shell.main_window import MainWindow
from app.ui.shell.watcher import Watcher
from tests.ui.fake_service import FakeService, sample_report

NAMES = ["Chi", "Codice P", "Dove"]


def preview() -> TablePreview:
    found = preview_of([NAMES], [["Bar Uno", "00743110157", "Roma"], ["Bar Due", "12345678903", "Milano"]])
    assert found is not None
    return found


def dialog(service: FakeService) -> ColumnsDialog:
    fields = {content: service.files.field_names(content) for content in Content}
    return ColumnsDialog(Path("altro.csv"), preview(), fields, service.files.check_columns)


def test_the_columns_dialog_suggests_and_waits_for_what_is_needed(qapp: QApplication) -> None:
    shown = dialog(FakeService())
    assert shown.boxes[1].currentData() == "vat_code"
    assert shown.boxes[0].currentData() == "name"
    shown.boxes[0].setCurrentIndex(0)
    shown.boxes[0].activated.emit(0)
    assert not shown.take.isEnabled(), "a name is needed"
    assert "Rag. Sociale" in shown.problem.words.text()
    shown.boxes[0].setCurrentIndex(shown.boxes[0].findData("name"))
    shown.boxes[0].activated.emit(0)
    assert shown.take.isEnabled()
    shown.boxes[2].setCurrentIndex(shown.boxes[2].findData("name"))
    shown.boxes[2].activated.emit(0)
    assert not shown.take.isEnabled(), "one field from two columns"
    assert all(box.accessibleName() for box in shown.boxes)
    shown.boxes[2].setCurrentIndex(0)
    heard: list[Any] = []
    shown.chosen.connect(lambda file, choice: heard.append((file, choice)))
    shown.take.setEnabled(True)
    shown.take.click()
    fields = {"Chi": "name", "Codice P": "vat_code", "Dove": ""}
    assert heard == [(Path("altro.csv"), ColumnChoice(Content.ADDRESS_BOOK, fields))]


def test_another_content_offers_other_fields(qapp: QApplication) -> None:
    shown = dialog(FakeService())
    shown.content.setCurrentIndex(shown.content.findData(Content.SCHEDULE))
    assert shown.boxes[0].findData("due_date") > 0
    assert shown.boxes[0].findData("sdi_code") < 0


def test_a_refused_file_is_read_once_its_columns_are_named(
    run: Any, bridged: Any, eventually: Any, memory: Any
) -> None:
    service = FakeService()
    problem = ColumnsUnknown(Path("altro.csv"), NAMES, preview())
    service.reports["altro.csv"] = ImportReport(Path("altro.csv"), problem=problem)

    async def scene() -> None:
        async with bridged(service) as bridge:
            window = MainWindow(bridge, Actions(bridge), memory)
            window.show()
            window.import_files([Path("altro.csv")])
            await eventually(lambda: window.findChild(ImportReportDialog))
            report = window.findChild(ImportReportDialog)
            assert report is not None
            service.reports.clear()
            report._assign(report.reports[0])
            await eventually(lambda: window.findChild(ColumnsDialog))
            shown = window.findChild(ColumnsDialog)
            assert shown is not None
            shown.boxes[0].setCurrentIndex(shown.boxes[0].findData("name"))
            shown.boxes[0].activated.emit(0)
            shown.take.click()
            await eventually(lambda: service.imported == [Path("altro.csv")])
            assert service.files.kept[0][0] == tuple(NAMES)

    run(scene())


@pytest.fixture
def memory(tmp_path: Path) -> Any:
    from PySide6.QtCore import QSettings

    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


def new(tmp_path: Path, name: str = "rubrica.csv") -> NewFile:
    (tmp_path / name).write_text("x")
    return NewFile(tmp_path / name, "address_book", 1, 1.0)


def test_a_new_export_is_asked_for_once_and_imported_on_yes(
    run: Any, bridged: Any, eventually: Any, memory: Any, tmp_path: Path
) -> None:
    service = FakeService()
    service.save_settings(replace(service.settings(), watch="ask"))
    service.files.waiting = (new(tmp_path),)
    news: list[Any] = []

    async def scene() -> None:
        async with bridged(service) as bridge:
            window = MainWindow(bridge, Actions(bridge), memory)
            window.show()
            window.watcher.news.connect(news.append)
            window.watcher.look()
            await eventually(window.new_files.isVisible)
            assert "rubrica.csv" in window.new_files.words.text()
            window.watcher.look()
            await eventually(lambda: bridge.settled)
            assert len(news) == 1, "told once"
            window.build()
            assert not window.new_files.isHidden(), "still asked in another language"
            window.new_files.import_.click()
            await eventually(lambda: service.files.decided == [("rubrica.csv", "imported")])
            assert service.imported == [tmp_path / "rubrica.csv"]
            assert window.new_files.isHidden()

    run(scene())


def test_not_this_one_and_always(run: Any, bridged: Any, eventually: Any, tmp_path: Path) -> None:
    service = FakeService()
    service.save_settings(replace(service.settings(), watch="ask"))
    service.files.waiting = (new(tmp_path),)

    async def scene() -> None:
        async with bridged(service) as bridge:
            watcher = Watcher(bridge)
            watcher.look()
            await eventually(lambda: watcher.waiting)
            watcher.leave()
            await eventually(lambda: service.files.decided == [("rubrica.csv", "never")])
            assert not service.imported
            service.files.waiting = (new(tmp_path, "due.csv"),)
            watcher.look()
            await eventually(lambda: watcher.waiting)
            watcher.take_always()
            await eventually(lambda: ("due.csv", "imported") in service.files.decided)
            assert service.settings().watch == "always"
            service.files.waiting = (new(tmp_path, "tre.csv"), new(tmp_path, "quattro.pdf"))
            watcher.look()
            await eventually(lambda: ("quattro.pdf", "refused") in service.files.decided)
            assert ("tre.csv", "imported") in service.files.decided
            assert not watcher.waiting

    run(scene())


def test_a_drag_says_what_will_happen(run: Any, bridged: Any, memory: Any, tmp_path: Path) -> None:
    file = tmp_path / "rubrica.csv"
    file.write_text("x")

    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            window = MainWindow(bridge, Actions(bridge), memory)
            window.show()
            data = QMimeData()
            data.setUrls([QUrl.fromLocalFile(str(file))])
            where, buttons = QPointF(9, 9).toPoint(), Qt.MouseButton.LeftButton
            enter = QDragEnterEvent(where, Qt.DropAction.CopyAction, data, buttons, Qt.KeyboardModifier.NoModifier)
            window.dragEnterEvent(enter)
            assert window.cover.isVisible()
            assert window.cover.names.text() == "rubrica.csv"
            window.dragLeaveEvent(QDragLeaveEvent())
            assert not window.cover.isVisible()

    run(scene())


def test_unknown_columns_of_a_file_that_was_read_can_be_named_afterwards(qapp: QApplication) -> None:
    heard: list[ImportReport] = []
    report = replace(sample_report(Path("a.csv")), unknown_columns=("Colore",))
    shown = ImportReportDialog([report])
    shown.columns_wanted.connect(heard.append)
    shown._assign(report)
    assert heard == [report]
