"""The window as a whole: going about, problems in words, files dropped, progress, languages, names, sizes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTabWidget,
    QWidget,
)

from app.errors import ServiceUnavailable
from app.sync.plan.model import Plan
from app.ui import i18n, theme
from app.ui.actions import Actions
from app.ui.dialogs.import_report import ImportReportDialog
from app.ui.help.dialog import HelpDialog
from app.ui.shell.main_window import ASSISTANT, PANES, MainWindow
from tests.ui.fake_service import FakeService, make_plan, sample_report

Opened = Callable[..., Any]


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> None:
    """The words looked for here are English, unless a test asks for others."""
    i18n.install(qapp, "en")
    theme.install(qapp, "light")


@pytest.fixture
def opened(bridged: Any, tmp_path: Path, eventually: Any) -> Opened:
    """``async with opened(service) as window``: a window shown at 1024 by 700."""

    @asynccontextmanager
    async def open_window(service: FakeService) -> AsyncIterator[MainWindow]:
        async with bridged(service) as bridge:
            memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
            window = MainWindow(bridge, Actions(bridge), memory)
            window.resize(1024, 700)
            window.show()
            window.activateWindow()
            await eventually(window.isActiveWindow)
            try:
                yield window
            finally:
                window.hide()
                window.deleteLater()

    return open_window


def test_every_pane_is_reached_by_click_and_by_key(run: Any, opened: Opened) -> None:
    async def scene() -> None:
        async with opened(FakeService()) as window:
            for i, name in enumerate(PANES):
                window.sidebar.buttons[name].click()
                assert window.stack.currentWidget() is window.panes[name]
                window.go("home")
                QTest.keyClick(window, Qt.Key(Qt.Key.Key_1 + i), Qt.KeyboardModifier.ControlModifier)
                assert window.place == name
                assert window.sidebar.buttons[name].isChecked()
            window.go(ASSISTANT)
            assert not window.sidebar.isVisible()
            window.go("nowhere")
            assert window.place == ASSISTANT

    run(scene())


def test_from_the_left_a_key_takes_the_keyboard_along(run: Any, opened: Opened, eventually: Any) -> None:
    async def scene() -> None:
        async with opened(FakeService()) as window:
            window.sidebar.buttons["home"].setFocus()
            key = Qt.Key(Qt.Key.Key_1 + PANES.index("agenda"))
            QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
            assert window.panes["agenda"].keyboard.hasFocus()

    run(scene())


def test_the_review_button_counts_what_waits(run: Any, opened: Opened, eventually: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with opened(service) as window:
            review = window.sidebar.buttons["review"]
            await eventually(lambda: review.badge.text() == "2")
            assert review.accessibleName() == "Review (2)"
            service.set_plan(None)
            window.bridge.announce("plan")
            await eventually(lambda: not review.badge.isVisible())

    run(scene())


def test_sync_now_checks_and_leads_to_review(run: Any, opened: Opened, eventually: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with opened(service) as window:
            await eventually(lambda: window.panes["home"].sync.isEnabled())
            window.panes["home"].sync.click()
            await eventually(lambda: window.place == "review")
            assert service.calls.count("plan") == 1
            assert "apply" not in service.calls
            assert "sync" not in service.calls  # nothing is applied before the owner has looked

    run(scene())


def test_an_empty_check_says_so_and_stays(
    run: Any, opened: Opened, eventually: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = FakeService()

    async def nothing(progress: Any = None, stop: Any = None) -> Plan:
        return make_plan("p9", service.clock.now(), ())

    monkeypatch.setattr(service, "plan", nothing)

    async def scene() -> None:
        async with opened(service) as window:
            window.actions_.check()
            await eventually(lambda: "nothing to change" in window.strip.words.toolTip())
            assert window.place == "home"

    run(scene())


def test_work_shows_progress_and_stop_ends_it(run: Any, opened: Opened, eventually: Any) -> None:
    service = FakeService()
    service.gate = threading.Event()

    async def scene() -> None:
        async with opened(service) as window:
            assert not window.strip.isVisible()
            task = window.bridge.spawn(window.bridge.call(service.sync))
            await eventually(lambda: window.strip.bar.maximum() == 3)
            assert window.strip.isVisible()
            assert "(2 / 3)" in window.strip.words.toolTip()
            QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)  # the window is alive
            assert window.place == "accounts"
            window.strip.stop.click()
            assert "Stopping" in window.strip.words.toolTip()
            assert (await task).run.stopped
            await eventually(lambda: not window.strip.isVisible())

    run(scene())


def test_an_expected_error_is_told_in_words_with_details_to_copy(
    run: Any, opened: Opened, eventually: Any, bridge_errors: list[BaseException]
) -> None:
    service = FakeService()

    async def scene() -> None:
        async with opened(service) as window:
            service.fail["plan"] = ServiceUnavailable("offline", details="ConnectError", service="HighLevel")
            window.actions_.check()
            await eventually(lambda: window.problem.isVisible())
            assert window.problem.title.text()
            assert window.problem.action.text()
            window.problem.copy.click()
            assert "ConnectError" in QGuiApplication.clipboard().text()
            assert not window.bridge.busy
            QTest.keyClick(window, Qt.Key.Key_Escape)
            assert not window.problem.isVisible()
            bridge_errors.clear()

    run(scene())


def test_an_unexpected_error_does_not_take_the_window_away(
    run: Any, opened: Opened, eventually: Any, bridge_errors: list[BaseException]
) -> None:
    service = FakeService()
    service.fail["runs"] = ZeroDivisionError("deep inside")

    async def scene() -> None:
        async with opened(service) as window:
            window.go("activity")
            await eventually(lambda: window.problem.isVisible())
            assert "unexpected" in window.problem.title.text()
            assert "ZeroDivisionError: deep inside" in window.problem.details.toPlainText()
            window.go("settings")
            assert window.place == "settings"
            bridge_errors.clear()

    run(scene())


def test_a_file_dropped_anywhere_is_imported_and_reported(
    run: Any, opened: Opened, eventually: Any, tmp_path: Path
) -> None:
    service = FakeService()
    file = tmp_path / "rubrica.csv"
    file.write_text("x")

    async def scene() -> None:
        async with opened(service) as window:
            data = QMimeData()
            data.setUrls([QUrl.fromLocalFile(str(file))])
            event = QDropEvent(
                QPointF(300, 300),
                Qt.DropAction.CopyAction,
                data,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
            window.dropEvent(event)
            await eventually(lambda: window.findChild(ImportReportDialog) is not None)
            assert service.imported == [file]
            dialog = window.findChild(ImportReportDialog)
            assert dialog is not None
            assert dialog.isVisible()
            assert not dialog.testAttribute(Qt.WidgetAttribute.WA_ShowModal) or dialog.isModal()
            dialog.done_button.click()
            await eventually(lambda: not dialog.isVisible())

    run(scene())


def test_the_report_tells_what_was_read_mended_and_refused(qapp: QApplication) -> None:
    dialog = ImportReportDialog([sample_report(Path("rubrica.csv"))])
    words = dialog.as_text()
    assert "read 397, new 12, changed 8, unchanged 374, left out 3, refused 1" in words
    assert "3 rows of mere suppliers left out" in words
    assert "1 customer of earlier exports is not in this one." in words
    assert "Line 41:" in words
    assert "(7)" in words
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == words
    dialog.deleteLater()


def test_the_language_changes_on_the_spot(run: Any, opened: Opened, qapp: QApplication, eventually: Any) -> None:
    async def scene() -> None:
        async with opened(FakeService()) as window:
            window.go("settings")
            i18n.install(qapp, "it")
            window.build()
            assert window.place == "settings"
            assert window.sidebar.buttons["review"].text() == "Revisione"
            assert window.panes["settings"].findChild(QComboBox) is not None
            await eventually(lambda: not window.retired)
            i18n.install(qapp, "en")
            window.build()
            assert window.sidebar.buttons["review"].text() == "Review"
            await eventually(lambda: not window.retired)

    run(scene())


def test_the_theme_changes_on_the_spot(run: Any, opened: Opened, qapp: QApplication) -> None:
    async def scene() -> None:
        async with opened(FakeService()) as window:
            ground = window.grab().toImage().pixelColor(1000, 690).name()
            assert ground == theme.LIGHT.ground
            before = window.sidebar.help.icon().cacheKey()
            theme.install(qapp, "dark")
            assert window.grab().toImage().pixelColor(1000, 690).name() == theme.DARK.ground
            assert window.sidebar.help.icon().cacheKey() != before

    run(scene())


def test_geometry_is_remembered(run: Any, opened: Opened) -> None:
    async def first() -> None:
        async with opened(FakeService()) as window:
            window.resize(1024, 640)
            window.keep_geometry()

    async def second() -> None:
        async with opened(FakeService()) as window:
            again = MainWindow(window.bridge, window.actions_, window.memory)
            assert again.height() == 640
            await asyncio.sleep(0)
            again.deleteLater()

    run(first())
    run(second())


CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTabWidget,
)


def nameless(root: QWidget) -> list[str]:
    """The controls below a widget that a screen reader could not name, without the parts Qt makes itself."""
    found = []
    for widget in root.findChildren(QWidget):
        made_by_qt = widget.objectName().startswith("qt_") or isinstance(
            widget.parentWidget(), (QAbstractSpinBox, QComboBox, QLineEdit, QAbstractItemView, QTabWidget)
        )
        inside_list = "QComboBoxPrivateContainer" in (widget.parentWidget() or root).metaObject().className()
        if not isinstance(widget, CONTROLS) or made_by_qt or inside_list:
            continue
        words = widget.text() if isinstance(widget, QAbstractButton) else ""
        if not (widget.accessibleName() or words):
            found.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    return found


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_control_has_a_name(run: Any, opened: Opened, qapp: QApplication, eventually: Any, language: str) -> None:
    i18n.install(qapp, language)

    async def scene() -> None:
        async with opened(FakeService()) as window:
            for name in (*PANES, ASSISTANT):
                window.go(name)
                await eventually(lambda: window.bridge.settled)
                assert nameless(window.panes[name]) == []
            assert nameless(window) == []
            for dialog in (HelpDialog(window), ImportReportDialog([sample_report(Path("a.csv"))], window)):
                assert nameless(dialog) == []
                dialog.deleteLater()

    run(scene())


@pytest.mark.parametrize("language", ["it", "en"])
def test_nothing_overflows_at_1024_by_700(
    run: Any, opened: Opened, qapp: QApplication, eventually: Any, language: str
) -> None:
    i18n.install(qapp, language)

    async def scene() -> None:
        async with opened(FakeService()) as window:
            for name in (*PANES, ASSISTANT):
                window.go(name)
                await eventually(lambda: window.bridge.settled)
                pane = window.panes[name]
                assert pane.minimumSizeHint().width() <= pane.width(), name
                # the place inside the window frame; what scrolls may be higher
                assert window.centralWidget().minimumSizeHint().height() <= 700, name
                for button in pane.findChildren(QAbstractButton):
                    if button.isVisible() and button.text():
                        assert button.width() >= button.minimumSizeHint().width(), (name, button.text())
                        right = button.mapTo(pane, button.rect().topRight()).x()
                        assert right <= pane.width(), (name, button.text())
            assert (window.width(), window.height()) == (1024, 700)

    run(scene())


class Shown(QObject):
    """Notes every widget that is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(type(watched).__name__)
        return False


@pytest.mark.parametrize("busy", [False, True])
def test_no_part_flashes_up_as_a_window(
    run: Any, opened: Opened, qapp: QApplication, eventually: Any, busy: bool
) -> None:
    service = FakeService()
    service.gate = threading.Event()

    async def scene() -> None:
        async with opened(service) as window:
            shown = Shown()
            qapp.installEventFilter(shown)
            try:
                work = window.bridge.spawn(window.bridge.call(service.sync)) if busy else None
                await asyncio.sleep(0)
                window.build()
                for name in (*PANES, ASSISTANT, "home"):
                    window.go(name)
                await eventually(lambda: "activity" in service.calls)
                assert window.strip.isVisible() is busy
                if work is not None:
                    window.bridge.stop()
                    await work
            finally:
                qapp.removeEventFilter(shown)
            assert shown.names == []
            await eventually(lambda: not window.retired)

    run(scene())


def test_f1_opens_the_page_of_help_on_what_is_seen(run: Any, opened: Opened) -> None:
    async def scene() -> None:
        async with opened(FakeService()) as window:
            window.go("mapping")
            QTest.keyClick(window, Qt.Key.Key_F1)
            (shown,) = window.findChildren(HelpDialog)
            assert (shown.isVisible(), shown.topic) == (True, "mapping")
            assert not shown.isModal()  # one reads and works
            shown.accept()

    run(scene())


def test_one_piece_of_work_has_one_stop(run: Any, opened: Opened, eventually: Any) -> None:
    """The review has a bar of its own; on any other page the strip shows the work."""
    service = FakeService()
    service.gate = threading.Event()

    async def scene() -> None:
        async with opened(service) as window:
            window.go("review")
            review = window.panes["review"]
            await eventually(lambda: window.bridge.settled)
            window.bridge.spawn(review.check())
            await eventually(lambda: "plan" in service.calls)
            assert window.bridge.busy
            assert not window.strip.isVisible()
            window.go("home")
            assert window.strip.isVisible()
            window.go("review")
            assert not window.strip.isVisible()
            assert service.gate is not None
            service.gate.set()
            await eventually(lambda: not window.bridge.busy)
            assert not window.strip.isVisible()

    run(scene())


def test_a_banner_that_comes_steals_no_click(run: Any, opened: Opened, eventually: Any) -> None:
    async def scene() -> None:
        async with opened(FakeService()) as window:
            window.go("settings")
            settings = window.panes["settings"]
            await eventually(lambda: window.bridge.settled)
            place = settings.mapTo(window, QPoint(settings.width() // 2, settings.height() // 2))
            assert window.stack.isAncestorOf(window.childAt(place))
            window.tell("Something is to be known.")
            assert window.steady.settling
            under = window.childAt(place)
            assert under is not None
            assert not window.stack.isAncestorOf(under), "what has just moved takes no click"
            await eventually(lambda: not window.steady.settling)
            assert window.stack.isAncestorOf(window.childAt(place))

    run(scene())
