"""Nothing that somebody else has written is markup, a mnemonic or a mishap, on any screen, in any dialog or menu."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QSettings, Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QGroupBox,
    QLabel,
    QMessageBox,
    QTabBar,
    QTextEdit,
    QWidget,
)

from app.errors import FileRefused, StorageError
from app.services.api.agenda import AgendaQuestion
from app.services.api.fattura24.invoices import OwnVatCandidate
from app.services.api.fattura24.mirror import HandoverOffer, HandoverState
from app.services.api.imports import ChangeExample, ImportDifference, ImportGuard, ImportReport, RefusedRow
from app.sync.plan.model import Kind
from app.ui import i18n
from app.ui.actions import Actions
from app.ui.agenda.asking import ask_appointment, ask_task
from app.ui.agenda.question_dialog import QuestionDialog
from app.ui.desktop import notices
from app.ui.dialogs.handover import HandoverDialog, OpenHandoverDialog
from app.ui.dialogs.import_difference import ImportDifferenceDialog
from app.ui.dialogs.import_report import ImportReportDialog
from app.ui.dialogs.own_vat import OwnVatDialog
from app.ui.dialogs.pairing import PairingDialog
from app.ui.dialogs.questions import QuestionsDialog
from app.ui.dialogs.support import SupportDialog
from app.ui.message_box import message_box
from app.ui.models.plan_index import build_index
from app.ui.review.menus.conflict_menu import ConflictMenu
from app.ui.review.menus.group_menu import GroupMenu
from app.ui.shell import starting
from app.ui.shell.main_window import ASSISTANT, PANES, MainWindow
from app.ui.shell.tray import Tray
from app.ui.widgets.problem import ProblemPanel
from tests.nasty import MARKUP, NASTY, Poisoned, poisoned
from tests.ui.fake_service import FakeService, make_plan, sample_actions, sample_report
from tests.ui.test_new_files import dialog as columns_dialog

ROLES = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.StatusTipRole, Qt.ItemDataRole.WhatsThisRole)
_MOST = 300
"""Rows of a list that are looked at."""


@pytest.fixture(autouse=True)
def english(qapp: Any) -> Iterator[None]:
    i18n.install(qapp, "en")
    yield
    i18n.install(qapp, "en")


def is_markup(text: str) -> bool:
    """Tell whether Qt would render a name that is in a text, were it given to something that guesses."""
    if not re.search(r"<[a-z/!]", text):
        return False  # what Qt takes for markup holds a tag
    document = QTextDocument()
    document.setHtml(text)
    plain = document.toPlainText()
    return MARKUP[:6] in text and "file://host/x" not in plain


def complaints(widget: QWidget) -> list[str]:
    """Return what of a widget, and of all within it, would take a name for something else."""
    found = []
    for one in (widget, *widget.findChildren(QWidget)):
        found += [f"{type(one).__name__}: {what}" for what in _of(one)]
    for action in widget.findChildren(QAction):
        if mnemonic(action.text()) or is_markup(action.toolTip()):
            found.append(f"action: {action.text()}")
    return found


def mnemonic(text: str) -> bool:
    """Tell whether the ``&`` of a name underlines a letter."""
    return "&amp" in text.replace("&&", "")


def _of(widget: QWidget) -> Iterator[str]:
    for tip in (widget.toolTip(), widget.statusTip(), widget.whatsThis()):
        if is_markup(tip):
            yield f"tool tip {tip[:80]}"
    if isinstance(widget, QLabel):
        text, form = widget.text(), widget.textFormat()
        if form is Qt.TextFormat.AutoText and MARKUP[:6] in text:
            yield f"guesses {text[:80]}"
        if form in (Qt.TextFormat.RichText, Qt.TextFormat.MarkdownText) and is_markup(text):
            yield f"renders {text[:80]}"
    if isinstance(widget, QAbstractButton | QGroupBox):
        text = widget.text() if isinstance(widget, QAbstractButton) else widget.title()
        if mnemonic(text):
            yield f"a mnemonic in {text[:80]}"
    if isinstance(widget, QTabBar):
        for n in range(widget.count()):
            if mnemonic(widget.tabText(n)) or is_markup(widget.tabToolTip(n)):
                yield f"tab {widget.tabText(n)[:80]}"
    if isinstance(widget, QTextEdit) and "<img" in widget.toHtml():
        yield "a document with a picture"
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _in_model(widget.model(), QModelIndex())


def _in_model(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for section in range(_columns(model, parent)):
        for role in ROLES:
            if is_markup(str(model.headerData(section, Qt.Orientation.Horizontal, role) or "")):
                yield f"heading {section}"
    for row in range(min(model.rowCount(parent), _MOST)):
        for column in range(_columns(model, parent)):
            index = model.index(row, column, parent)
            for role in ROLES:
                if is_markup(str(model.data(index, role) or "")):
                    yield f"tip of {row}, {column}"
            model.data(index, Qt.ItemDataRole.DisplayRole)
            model.data(index, Qt.ItemDataRole.AccessibleTextRole)
        yield from _in_model(model, model.index(row, 0, parent))


def _columns(model: QAbstractItemModel, parent: QModelIndex) -> int:
    try:
        return model.columnCount(parent)
    except TypeError:  # private in the models of plain lists
        return 1


def shows_nasty(widget: QWidget) -> bool:
    """Tell whether a name is in it at all: a walk that meets none proves nothing."""
    for one in widget.findChildren(QWidget):
        text = getattr(one, "text", None)
        if callable(text) and MARKUP[:8] in str(text()):
            return True
        if isinstance(one, QAbstractItemView) and one.model() is not None and _in_any(one.model(), QModelIndex()):
            return True
    return False


def _in_any(model: QAbstractItemModel, parent: QModelIndex) -> bool:
    for row in range(min(model.rowCount(parent), 30)):
        for column in range(_columns(model, parent)):
            if MARKUP[:8] in str(model.data(model.index(row, column, parent)) or ""):
                return True
        if _in_any(model, model.index(row, 0, parent)):
            return True
    return False


def nasty_service() -> Any:
    service = FakeService()
    service.agenda.asked = poisoned([AgendaQuestion("gone_paid", ("k",), ("x",))])  # type: ignore[attr-defined]
    return Poisoned(service)


def test_the_walk_finds_what_is_wrong(qapp: QApplication) -> None:
    window = QWidget()
    QLabel(NASTY, window)
    tipped = QLabel("x", window)
    tipped.setToolTip(NASTY)
    QTextEdit(NASTY, window)
    found = complaints(window)
    assert [f.split(" ")[0:2] for f in found if not f.startswith("QWidget")]
    assert len(found) >= 3
    window.deleteLater()


@pytest.mark.parametrize("language", ["it", "en"])
def test_no_pane_takes_a_name_for_anything_else(
    run: Any, bridged: Any, eventually: Any, qapp: QApplication, tmp_path: Path, language: str
) -> None:
    found: dict[str, list[str]] = {}
    nasty_panes = set()

    async def scene() -> None:
        i18n.install(qapp, language)
        async with bridged(nasty_service()) as bridge:
            memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
            window = MainWindow(bridge, Actions(bridge), memory)
            window.show()
            for name in (*PANES, ASSISTANT):
                window.go(name)
                await eventually(lambda: bridge.settled)
                for view in window.findChildren(QAbstractItemView):
                    if view.isVisible() and view.model() is not None and view.model().rowCount():
                        view.setCurrentIndex(view.model().index(0, 0))
                await eventually(lambda: bridge.settled)
                QApplication.processEvents()
                if problems := complaints(window):
                    found[name] = problems
                if shows_nasty(window):
                    nasty_panes.add(name)
            window.cover.offer([Path(NASTY[:90].replace("/", "_"))]) if hasattr(window.cover, "offer") else None
            found["cover"] = complaints(window.cover)
            window.hide()
            window.deleteLater()

    run(scene())
    assert {name: problems for name, problems in found.items() if problems} == {}
    assert nasty_panes >= {"review", "customers", "agenda", "activity"}


def test_no_dialog_takes_a_name_for_anything_else(run: Any, bridged: Any, eventually: Any, tmp_path: Path) -> None:
    found: dict[str, list[str]] = {}
    file = Path(MARKUP.replace("/", "_") + "&amp.csv")
    example = ChangeExample(NASTY, (("city", NASTY, NASTY),))
    unusual = ImportDifference(30, 30, 0, 12, 0, 0, 5.0, 4.0, False, (example,))
    row = RefusedRow(3, "entry_path", {"file": NASTY}, NASTY)
    report = ImportReport(file, 2, 1, 0, 1, refused=(row,), unknown_columns=(NASTY,))
    refused = ImportReport(file, problem=FileRefused("file_unreadable", file=NASTY, details=NASTY))

    async def scene() -> None:
        service = nasty_service()
        async with bridged(service) as bridge:
            line = service.agenda.tasks()[0]
            host = QWidget()
            customers = service.invoices.customers()
            dialogs: list[QWidget] = [
                QuestionsDialog(poisoned(sample_actions())),
                ImportReportDialog([report, refused, poisoned(sample_report(file))]),
                ImportDifferenceDialog(ImportGuard(file, unusual)),
                OwnVatDialog(bridge, (OwnVatCandidate(NASTY, NASTY, 1, 1),)),
                HandoverDialog(bridge, HandoverOffer("p", 842, 1342, 12, 30)),
                OpenHandoverDialog(bridge, HandoverState(842, 0, 0, 1.0, 0.0, (NASTY,))),
                PairingDialog(bridge, customers[0]),
                SupportDialog(bridge, service.housekeeping.support_files()),
                QuestionDialog(bridge, AgendaQuestion("gone_paid", ("k",), (NASTY,))),
                await ask_task(bridge, host, line),
                await ask_appointment(bridge, host, service.agenda.today(), title=NASTY),
                columns_dialog(service),
                _problem(),
            ]
            await eventually(lambda: bridge.settled)
            dialogs += [
                ConflictMenu(a)
                for a in poisoned(sample_actions())
                if a.choices and a.fields and a.kind is Kind.CONFLICT
            ]
            index = build_index(make_plan(poisoned(sample_actions())))
            dialogs.append(GroupMenu(index, range(len(index.actions))))
            for dialog in dialogs:
                dialog.show() if not dialog.isWindow() else None
                if problems := complaints(dialog):
                    found[type(dialog).__name__] = problems
                dialog.hide()
                dialog.deleteLater()
            host.deleteLater()

    run(scene())
    assert found == {}


def _problem() -> QWidget:
    panel = ProblemPanel()
    panel.show_error(FileRefused("file_unreadable", file=NASTY, details=NASTY))
    return panel


def test_message_boxes_show_words(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[QMessageBox] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda self: shown.append(self))
    starting.show_failure(StorageError("database_damaged", path=NASTY, details=NASTY))
    shown.append(message_box(QMessageBox.Icon.Question, NASTY, NASTY))
    for box in shown:
        labels = [label for label in box.findChildren(QLabel) if MARKUP[:8] in label.text()]
        assert labels
        assert complaints(box) == []
        box.deleteLater()


def test_a_notice_of_the_desktop_holds_no_markup(run: Any, bridged: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []

    class Bus:
        def send_and_get_reply(self, message: Any, timeout: float) -> Any:
            sent.append(message.body)
            return type("Answer", (), {"body": (7,)})()

    told = notices.DesktopNotices()
    assert told._send(Bus(), NASTY, NASTY, "Open") == 7
    assert "<" not in sent[-1][4]
    assert "&lt;img" in sent[-1][4]

    async def scene() -> None:
        service = FakeService()
        async with bridged(service) as bridge:
            tray = Tray(bridge, now=service.clock.now)
            shown: list[tuple[str, str]] = []

            class Icon:
                def isVisible(self) -> bool:
                    return True

                def showMessage(self, title: str, words: str, *_: Any) -> None:
                    shown.append((title, words))

                def hide(self) -> None: ...

            monkeypatch.setattr("app.ui.shell.tray.QSystemTrayIcon.supportsMessages", lambda: True)
            tray.icon = Icon()  # type: ignore[assignment]
            tray._by_qt(NASTY, NASTY)
            assert shown and not any("<" in part for part in shown[0])

    run(scene())
