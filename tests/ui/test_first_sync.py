"""From the first start to a confirmed sync of sixty contacts, and back: with few clicks, and by keyboard alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.credentials import Credentials
from app.services.facade import Ponte24
from app.store import Store
from app.sync.plan.model import Kind, RecordType, Side
from app.ui import i18n, theme
from app.ui.actions import Actions
from app.ui.panes.activity import ActivityPane
from app.ui.panes.assistant import CHECK, EXPORT, FATTURA24, HIGHLEVEL, AssistantPane
from app.ui.panes.review import ReviewPane
from app.ui.shell.main_window import ASSISTANT, PANES, MainWindow
from tests.conftest import MemoryKeyring
from tests.services.stage import Stage, stage

CLICKS, PASTES = 10, 3
"""What an owner may need at most."""

MADE = ("create", Side.HIGHLEVEL, RecordType.CONTACT)


class Owner:
    """Clicks and pastes, and counts."""

    def __init__(self) -> None:
        self.clicks = self.pastes = 0

    def click(self, widget: QWidget) -> None:
        assert widget.isVisible(), widget.accessibleName()
        assert widget.isEnabled(), widget.accessibleName()
        self.clicks += 1
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def paste(self, text: str) -> None:
        """Paste where the keyboard is."""
        self.pastes += 1
        QGuiApplication.clipboard().setText(text)
        field = QApplication.focusWidget()
        assert field is not None
        QTest.keySequence(field, QKeySequence(QKeySequence.StandardKey.Paste))


def service_of(s: Stage) -> Ponte24:
    """Return the program with nothing connected, as it is after the installer."""
    s.service.store.close()
    credentials = Credentials(s.home, backend=MemoryKeyring(), environ={})
    s.service = Ponte24(Store.open(s.home, s.clock), credentials, s.clock, "it")
    return s.service


@pytest.fixture
def first_start(run: Any, bridged: Any, tmp_path: Path, eventually: Any, qapp: QApplication) -> Any:
    """Play a story in the real window over the real services and the sandbox with sixty contacts."""

    def play(story: Any, language: str) -> None:
        i18n.install(qapp, language)
        theme.install(qapp, "light")
        with stage(tmp_path, contacts=60) as s:
            service = service_of(s)

            async def scene() -> None:
                async with bridged(service) as bridge:
                    memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
                    window = MainWindow(bridge, Actions(bridge), memory, first="")
                    window.resize(1180, 800)
                    window.show()
                    window.activateWindow()
                    window.go(ASSISTANT)
                    await eventually(window.isActiveWindow)
                    try:
                        await story(window, s)
                    finally:
                        window.hide()
                        window.deleteLater()

            run(scene())
        i18n.install(qapp, "en")

    return play


def assistant_of(window: MainWindow, s: Stage) -> AssistantPane:
    """Return the assistant, led to the sandbox: the real services need no address."""
    pane = window.panes[ASSISTANT]
    assert isinstance(pane, AssistantPane)
    pane.connecting(Side.HIGHLEVEL).address.setText(s.sandbox.highlevel_url)
    pane.connecting(Side.FATTURA24).address.setText(s.sandbox.fattura24_url)
    return pane


def page_address(s: Stage) -> str:
    return f"https://app.gohighlevel.com/v2/location/{s.sandbox.location_id}/settings/company"


@pytest.mark.parametrize("language", ["it", "en"])
def test_ten_clicks_and_three_pastes_lead_to_the_first_confirmed_sync(
    first_start: Any, eventually: Any, language: str
) -> None:
    owner = Owner()

    async def story(window: MainWindow, s: Stage) -> None:
        pane = assistant_of(window, s)
        await eventually(lambda: pane.next.hasFocus())
        owner.click(pane.next)
        assert pane.step == HIGHLEVEL
        form = pane.connecting(Side.HIGHLEVEL).form
        owner.paste(page_address(s))
        owner.click(form.secret.field)
        owner.paste(s.sandbox.token)
        owner.click(form.submit)
        await eventually(lambda: pane.step == FATTURA24)
        form = pane.connecting(Side.FATTURA24).form
        await eventually(form.secret.field.hasFocus)
        owner.paste(s.sandbox.api_key)
        owner.click(form.submit)
        await eventually(lambda: pane.step == EXPORT)
        owner.click(pane.export.drop.choose)
        dialog = pane.export.drop._dialog
        assert dialog is not None
        owner.clicks += 2  # the file, and Open
        dialog.filesSelected.emit([str(s.export())])
        dialog.close()
        await eventually(lambda: pane.done[EXPORT] and pane.next.isVisible())
        owner.click(pane.next)
        assert pane.step == CHECK
        review = window.panes["review"]
        assert isinstance(review, ReviewPane)
        await eventually(lambda: can_confirm(window, review), 60)
        owner.click(review.bar.apply)
        await eventually(lambda: review.dialog is not None and review.dialog.isVisible())
        confirm = review.dialog
        assert confirm is not None
        QTest.keyClicks(confirm.entry, confirm.word)
        owner.click(confirm.apply)
        await eventually(lambda: review.pages.shown is review.result, 60)
        assert [r for r in s.service.runs() if r.applied > 20 and not r.failed]

    first_start(story, language)
    assert owner.clicks <= CLICKS, owner.clicks
    assert owner.pastes <= PASTES, owner.pastes


def can_confirm(window: MainWindow, review: ReviewPane) -> bool:
    return window.place == "review" and review.bar.apply.isVisible() and review.bar.apply.isEnabled()


async def has_keyboard(window: MainWindow, eventually: Any) -> None:
    """After a dialog: a desktop gives the keyboard back to the window by itself, the one without a screen does not."""
    window.activateWindow()
    await eventually(lambda: QApplication.focusWidget() is not None)


class Keys:
    """An owner without a mouse: every key goes where the keyboard is."""

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.place, key, modifier)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.place, text)

    @property
    def place(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None, "the keyboard is nowhere"
        return widget

    def tab_to(self, wanted: QWidget, most: int = 40) -> None:
        """Press Tab until the keyboard is on a control."""
        seen = []
        for _ in range(most):
            if self.place is wanted or wanted.focusProxy() is self.place:
                return
            seen.append(self.place.accessibleName() or type(self.place).__name__)
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not come to {wanted.accessibleName()}: {seen}")


def test_the_keyboard_alone_goes_from_the_start_to_an_undone_row(first_start: Any, eventually: Any) -> None:
    keys = Keys()

    async def story(window: MainWindow, s: Stage) -> None:
        pane = assistant_of(window, s)
        await eventually(lambda: pane.next.hasFocus())
        keys.press(Qt.Key.Key_Space)
        form = pane.connecting(Side.HIGHLEVEL).form
        keys.type(page_address(s))
        keys.tab_to(form.secret.field)
        keys.type(s.sandbox.token)
        keys.press(Qt.Key.Key_Return)
        await eventually(lambda: pane.step == FATTURA24)
        await eventually(pane.connecting(Side.FATTURA24).form.secret.field.hasFocus)
        keys.type(s.sandbox.api_key)
        keys.press(Qt.Key.Key_Return)
        await eventually(lambda: pane.step == EXPORT)
        await eventually(pane.export.drop.choose.hasFocus)
        keys.press(Qt.Key.Key_Space)
        dialog = pane.export.drop._dialog
        assert dialog is not None
        dialog.filesSelected.emit([str(s.export())])  # the system's own dialog
        dialog.close()
        await has_keyboard(window, eventually)
        await eventually(lambda: pane.done[EXPORT])
        await eventually(lambda: pane.next.hasFocus())
        keys.press(Qt.Key.Key_Space)
        review = window.panes["review"]
        assert isinstance(review, ReviewPane)
        await eventually(lambda: can_confirm(window, review), 60)
        keys.tab_to(review.table)
        keys.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await eventually(lambda: review.dialog is not None and review.dialog.isVisible())
        assert review.dialog is not None
        keys.type(review.dialog.word)
        keys.press(Qt.Key.Key_Return)
        await eventually(lambda: review.pages.shown is review.result, 60)
        await has_keyboard(window, eventually)
        assert review.isAncestorOf(keys.place), keys.place
        keys.press(Qt.Key(Qt.Key.Key_1 + PANES.index("activity")), Qt.KeyboardModifier.ControlModifier)
        assert window.place == "activity"
        activity = window.panes["activity"]
        assert isinstance(activity, ActivityPane)
        await eventually(lambda: activity.runs.rowCount() > 0)
        keys.tab_to(activity.tree)
        keys.press(Qt.Key.Key_Home)
        keys.press(Qt.Key.Key_Right)
        first = activity.runs.index(0, 0)
        await eventually(lambda: activity.runs.rowCount(first) > 0)
        for _ in range(activity.runs.rowCount(first)):
            keys.press(Qt.Key.Key_Down)
            write = activity.runs.write(activity.tree.currentIndex())
            if write and write.can_undo and (write.verb, write.side, write.record) == MADE:
                break
        assert write is not None
        assert activity.undo.isEnabled(), write
        keys.tab_to(activity.undo)
        keys.press(Qt.Key.Key_Space)
        await eventually(lambda: can_confirm(window, review), 30)
        plan = s.service.open_plan()
        assert plan is not None
        assert plan.undoes
        assert {a.kind for a in plan.actions} <= {Kind.DELETE, Kind.UNLINK}, "only this row"
        before = len(s.sandbox.state.highlevel.contacts)
        keys.tab_to(review.bar.apply)
        keys.press(Qt.Key.Key_Space)
        await eventually(lambda: review.dialog or review.pages.shown is review.result, 30)
        if review.dialog is not None:
            keys.type(review.dialog.word)
            keys.press(Qt.Key.Key_Return)
        await eventually(lambda: review.pages.shown is review.result, 30)
        assert len(s.sandbox.state.highlevel.contacts) == before - 1

    first_start(story, "it")


def test_buttons_that_only_show_a_picture_have_a_name(first_start: Any, eventually: Any) -> None:
    async def story(window: MainWindow, s: Stage) -> None:
        for made in window.findChildren(QAbstractButton):
            if made.isVisible():
                assert made.accessibleName() or made.text(), made

    first_start(story, "it")
