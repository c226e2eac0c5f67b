"""What answers a click is seen on a low screen, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.dialogs.questions import QuestionsDialog
from app.ui.panes.assistant import EXPORT, AssistantPane
from app.ui.widgets.controls import button
from app.ui.widgets.flow import ButtonBar
from app.ui.widgets.sight import bring_into_view
from tests.ui.fake_service import FakeService, sample_actions


def seen(widget: QWidget, area: QScrollArea) -> bool:
    top = widget.mapTo(area.viewport(), QPoint(0, 0)).y()
    return top >= 0 and top + widget.height() <= area.viewport().height()


def test_what_is_below_is_brought_into_view_and_what_is_seen_moves_nothing(qtbot: Any) -> None:
    area, page = QScrollArea(), QWidget()
    qtbot.addWidget(area)
    lines = QVBoxLayout(page)
    labels = [QLabel(f"line {n}") for n in range(60)]
    for one in labels:
        lines.addWidget(one)
    area.setWidgetResizable(True)
    area.setWidget(page)
    area.resize(300, 200)
    area.show()
    bring_into_view(labels[50])
    qtbot.waitUntil(lambda: seen(labels[50], area))
    before = area.verticalScrollBar().value()
    bring_into_view(labels[49])
    QApplication.processEvents()
    assert area.verticalScrollBar().value() == before
    bring_into_view(area)  # on nothing that scrolls
    QApplication.processEvents()


def test_what_a_busy_machine_lays_out_late_is_brought_into_view_all_the_same(qtbot: Any) -> None:
    area, page = QScrollArea(), QWidget()
    qtbot.addWidget(area)
    lines = QVBoxLayout(page)
    late = QLabel("late")
    late.setFixedHeight(60)
    lines.addWidget(late)
    area.setWidgetResizable(True)
    area.setWidget(page)
    area.resize(300, 200)
    area.show()
    bring_into_view(late)
    qtbot.wait(150)  # it was seen: the first look has moved nothing
    above = QLabel("grown")
    above.setFixedHeight(500)
    lines.insertWidget(0, above)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0 and late.y() > 400)
    qtbot.waitUntil(lambda: seen(late, area))


def test_what_an_import_brought_is_seen_in_the_assistant(
    run: Any, bridged: Any, eventually: Any, tmp_path: Path
) -> None:
    async def scene() -> None:
        async with bridged(FakeService(connected=True)) as bridge:
            pane = AssistantPane(bridge)
            pane.resize(860, 480)
            pane.show()
            await pane.refresh()
            pane.show_step(EXPORT)
            file = tmp_path / "rubrica.csv"
            file.write_text("Rag. Sociale\n", encoding="utf-8")
            pane.export.take([file])
            await eventually(lambda: pane.export.report.count() > 0)
            item = pane.export.report.itemAt(0)
            report = item.widget() if item is not None else None
            assert report is not None
            await eventually(lambda: seen(report, pane.page))
            pane.hide()

    run(scene())


def test_a_question_scrolls_as_a_whole_and_its_end_stands_at_the_top(qtbot: Any) -> None:
    dialog = QuestionsDialog(sample_actions())
    qtbot.addWidget(dialog)
    dialog.resize(860, 420)
    dialog.show()
    inner = [area for area in dialog.findChildren(QScrollArea) if area is not dialog.area]
    assert inner == [], "two bars beside each other are one too many"
    while dialog.step is not None:
        dialog.skip()
    for _ in range(3):
        QApplication.processEvents()
    assert dialog.reason.mapTo(dialog, QPoint(0, 0)).y() < 160


def test_buttons_go_without_pictures_before_they_need_a_second_line(qtbot: Any) -> None:
    bar = ButtonBar()
    qtbot.addWidget(bar)
    buttons = [button(words, icon="check") for words in ("Fatta", "Sposta", "Modifica…", "Apri il cliente", "Togli")]
    bar.put(buttons)
    bar.resize(1000, 40)
    bar.show()
    whole = sum(one.sizeHint().width() for one in buttons) + 8 * 4
    assert not any(one.icon().isNull() for one in buttons)
    bar.resize(whole - 20, 80)
    QApplication.processEvents()
    assert all(one.icon().isNull() for one in buttons)
    assert {one.y() for one in buttons} == {0}
    bar.resize(whole + 5, 80)
    QApplication.processEvents()
    assert not any(one.icon().isNull() for one in buttons)


def test_the_picture_of_a_button_that_is_switched_off_can_be_seen(qtbot: Any) -> None:
    made = theme.icon("check", "on_accent")
    shown = made.pixmap(18, QIcon.Mode.Disabled).toImage()
    muted = theme.theme().color("muted")
    drawn = [
        shown.pixelColor(x, y)
        for x in range(shown.width())
        for y in range(shown.height())
        if shown.pixelColor(x, y).alpha() > 200
    ]
    assert drawn
    assert all(abs(one.red() - muted.red()) < 30 for one in drawn)
