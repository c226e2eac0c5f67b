"""Scrolling a page with the wheel changes nothing on it: settings are kept at once, and nobody would notice."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QSpinBox, QVBoxLayout, QWidget

from app.ui.widgets.calm_wheel import calm


def roll(widget: QWidget) -> None:
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


@pytest.fixture
def page(qtbot: Any) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    box, number = QComboBox(), QSpinBox()
    box.addItems(["hourly", "daily", "never"])
    number.setValue(5)
    for one in (box, number):
        layout.addWidget(one)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitActive(made)
    return made


def test_the_wheel_passes_over_boxes_until_they_have_the_keyboard(page: QWidget) -> None:
    calm(page)
    calm(page)
    (box,), (number,) = page.findChildren(QComboBox), page.findChildren(QSpinBox)
    box.setFocus()
    roll(number)
    assert number.value() == 5
    roll(box)
    assert box.currentIndex() == 1
    number.setFocus()
    roll(box)
    roll(number)
    assert (box.currentIndex(), number.value()) == (1, 4)
