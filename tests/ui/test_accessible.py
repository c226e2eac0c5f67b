"""Whoever hears the window instead of seeing it is told what every control is: walked through Qt's own interface."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSpinBox, QApplication, QComboBox, QWidget

from app.services.api.fattura24.invoices import OwnVatCandidate
from app.services.api.fattura24.mirror import HandoverOffer, HandoverState
from app.ui import i18n, theme
from app.ui.actions import Actions
from app.ui.agenda.asking import ask_appointment, ask_task
from app.ui.dialogs.about import LIBRARIES, AboutDialog
from app.ui.dialogs.confirm import ConfirmDialog
from app.ui.dialogs.forgetting import ForgetDialog
from app.ui.dialogs.handover import HandoverDialog, OpenHandoverDialog
from app.ui.dialogs.import_report import ImportReportDialog
from app.ui.dialogs.own_vat import OwnVatDialog
from app.ui.dialogs.pairing import PairingDialog
from app.ui.dialogs.questions import QuestionsDialog
from app.ui.dialogs.support import SupportDialog
from app.ui.finding.dialog import FindDialog
from app.ui.help.dialog import HelpDialog
from app.ui.panes.activity import ActivityPane
from app.ui.panes.assistant import AssistantPane
from app.ui.shell.main_window import ASSISTANT, PANES, MainWindow
from tests.ui.fake_service import FakeService, sample_actions, sample_report


def focusable(root: QWidget) -> Iterator[QWidget]:
    """Yield every control that the keyboard comes to."""
    for widget in (root, *root.findChildren(QWidget)):
        inside = isinstance(widget.parent(), QComboBox | QAbstractSpinBox)
        if inside or not widget.isVisibleTo(root):
            continue
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            yield widget


def nameless(root: QWidget) -> list[str]:
    """Return the controls without a name; one that only scrolls what is in it needs none."""
    found = []
    for widget in focusable(root):
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface is not None, widget
        only_scrolls = type(widget) in (QAbstractScrollArea,) or widget.property("role") == "page"
        if not interface.text(QAccessible.Text.Name).strip() and not only_scrolls:
            where = widget.parentWidget()
            found.append(f"{type(widget).__name__} in {type(where).__name__}")
    return found


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_control_of_every_pane_has_a_name(
    run: Any, bridged: Any, eventually: Any, qapp: QApplication, tmp_path: Path, language: str
) -> None:
    found: dict[str, list[str]] = {}

    async def scene() -> None:
        i18n.install(qapp, language)
        theme.install(qapp, "light")
        async with bridged(FakeService()) as bridge:
            memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
            window = MainWindow(bridge, Actions(bridge), memory)
            window.show()
            for name in (*PANES, ASSISTANT):
                window.go(name)
                await eventually(lambda: bridge.settled)
                found[name] = nameless(window)
            assistant, activity = window.panes[ASSISTANT], window.panes["activity"]
            assert isinstance(assistant, AssistantPane)
            assert isinstance(activity, ActivityPane)
            for step in range(5):
                assistant.show_step(step)
                found[f"assistant {step}"] = nameless(assistant)
            window.go("activity")
            for tab in range(activity.tabs.count()):
                activity.tabs.setCurrentIndex(tab)
                await eventually(lambda: bridge.settled)
                found[f"activity {tab}"] = nameless(activity)
            window.hide()
            window.deleteLater()

    try:
        run(scene())
    finally:
        i18n.install(qapp, "en")
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_every_control_of_every_dialog_has_a_name(run: Any, bridged: Any, eventually: Any) -> None:
    found: dict[str, list[str]] = {}

    async def scene() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            host = QWidget()
            house = service.housekeeping
            dialogs: list[QWidget] = [
                QuestionsDialog(sample_actions()),
                ConfirmDialog(("first_run", "mass_change"), 42, lasting="x"),
                ImportReportDialog([sample_report(Path("rubrica.csv"))], can_compare=True),
                OwnVatDialog(bridge, (OwnVatCandidate("12345670017", "Forno", 1, 1),)),
                HandoverDialog(bridge, HandoverOffer("p", 842, 1342, 12, 30)),
                OpenHandoverDialog(bridge, HandoverState(842, 0, 0, 1.0, 0.0, ("Forno",))),
                PairingDialog(bridge, service.invoices.customers()[0]),
                SupportDialog(bridge, house.support_files()),
                ForgetDialog(bridge, "2", house.forget_preview("2")),
                FindDialog(bridge, (("home", "Home", "home"),)),
                AboutDialog(*house.places()),
                HelpDialog(None, "review"),
                await ask_task(bridge, host, service.agenda.tasks()[0]),
                await ask_appointment(bridge, host, service.agenda.today()),
            ]
            await eventually(lambda: bridge.settled)
            for dialog in dialogs:
                found[type(dialog).__name__] = nameless(dialog)
                if not dialog.windowTitle():
                    found[type(dialog).__name__].append("no title")
                dialog.hide()
                dialog.deleteLater()
            host.deleteLater()

    run(scene())
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_control_without_a_name_is_found(qapp: QApplication) -> None:
    from PySide6.QtWidgets import QLineEdit, QToolButton

    root = QWidget()
    QLineEdit(root)
    QToolButton(root).setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    assert [line.partition(" ")[0] for line in nameless(root)] == ["QLineEdit", "QToolButton"]


def test_the_licences_name_every_library() -> None:
    wanted = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {name for name, _ in LIBRARIES} == {re.split(r"[\s<>=!~;\[]", line)[0] for line in wanted}
