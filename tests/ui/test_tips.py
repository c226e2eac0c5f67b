"""No name is markup: not in a tool tip, not in a list's tip, not in a label."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QWidget

from app.services.api.runs import RunInfo, RunState
from app.ui.models.runs import RunsModel
from app.ui.tips import tip
from app.ui.widgets.controls import Elided, label

NASTY = '<img src="//203.0.113.9/x"><b>Rossi</b> & figli'


@pytest.mark.parametrize("text", [NASTY, "a < b", "plain & simple", "two\nlines", "", "<script>"])
def test_a_tip_shows_the_text_as_it_stands(qapp: Any, text: str) -> None:
    made = tip(text)
    assert "<img" not in made
    if made != text:
        document = QTextDocument()
        document.setHtml(made)
        assert document.toPlainText() == text


def test_widgets_show_names_as_they_stand(qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    elided, plain = Elided(NASTY), label(NASTY)
    for widget in (elided, plain):
        widget.setParent(window)
    for widget in window.findChildren(QLabel):
        assert widget.textFormat() is Qt.TextFormat.PlainText
        assert "<img" not in widget.toolTip()


def test_lists_have_such_tips_too(qtbot: Any) -> None:
    model = RunsModel()
    model.show_runs([RunInfo("r", "p", 1.0, 2.0, RunState.DONE, 1, 0, 0, 0, True, origin=NASTY)])
    shown = model.index(0, 3, QModelIndex())
    assert "<img" not in model.data(shown, Qt.ItemDataRole.ToolTipRole)
    assert NASTY in model.data(shown, Qt.ItemDataRole.DisplayRole)
