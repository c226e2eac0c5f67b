"""Good manners on a desktop: a tray that comes late, notices that can be clicked, a start that says why it fails."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QMessageBox

from app import __version__
from app.autostart.entry import AutostartState
from app.errors import StorageError
from app.paths import Home
from app.ui import i18n
from app.ui.desktop import crash, tray_host
from app.ui.desktop.ending import Afterwards
from app.ui.desktop.notices import DesktopNotices
from app.ui.desktop.single_instance import SingleInstance
from app.ui.desktop.tray_host import TRIES, TrayHost
from app.ui.panes.settings import SettingsPane
from app.ui.shell import starting
from app.ui.shell.starting import Opener, start_window
from tests.ui.fake_service import FakeService

Boxes = list[tuple[str, str]]


@pytest.fixture(autouse=True)
def language_back(qapp: Any) -> Iterator[None]:
    """A start chooses the language of the whole application."""
    before = i18n.language()
    yield
    i18n.install(qapp, before)


# ---------------------------------------------------------------------------------------------- tray
def test_a_tray_that_comes_late_is_noticed_once(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    there = [False]
    monkeypatch.setattr(tray_host, "available", lambda: there[0])
    host = TrayHost()
    seen: list[str] = []
    host.appeared.connect(lambda: seen.append("appeared"))
    host.given_up.connect(lambda: seen.append("given up"))
    for _ in range(TRIES + 5):
        host.look()
    assert seen == ["given up"]
    there[0] = True
    host.look()  # a later tick
    host.look()
    assert seen == ["given up", "appeared"]
    host.stop()


# ---------------------------------------------------------------------------------------------- notices
class FakeBus:
    """A session bus: what was sent, and what it will say."""

    def __init__(self, said: list[tuple[str, tuple[Any, ...]]]) -> None:
        self.said = said
        self.sent: list[Any] = []

    def __enter__(self) -> FakeBus:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True

    def send_and_get_reply(self, message: Any, timeout: float) -> Any:
        self.sent.append(message.body)
        return type("Reply", (), {"body": (7,)})()

    def receive(self, timeout: float) -> Any:
        from jeepney import HeaderFields

        if not self.said:
            raise TimeoutError
        member, body = self.said.pop(0)
        header = type("Header", (), {"fields": {HeaderFields.member: member}})()
        return type("Message", (), {"header": header, "body": body})()


def test_a_click_on_a_notice_tells_what_it_spoke_of(qtbot: Any) -> None:
    bus = FakeBus([("ActionInvoked", (3, "default")), ("ActionInvoked", (7, "default"))])
    notices = DesktopNotices(connect=lambda: bus)
    with qtbot.waitSignal(notices.clicked) as clicked:
        notices.show("Serve una decisione", "<b>Rossi</b> & figli", "review", "Apri")
    assert clicked.args == ["review"]
    body = bus.sent[-1]
    assert body[4] == "&lt;b&gt;Rossi&lt;/b&gt; &amp; figli"  # a name is never markup
    assert body[5] == ["default", "Apri"]
    assert body[6]["desktop-entry"] == ("s", "ponte24")


@pytest.mark.parametrize("said", [[("NotificationClosed", (7, 2))], []])
def test_a_notice_that_nobody_clicks_is_over(qtbot: Any, said: list[Any]) -> None:
    heard: list[Any] = []
    notices = DesktopNotices(connect=lambda: FakeBus(said))
    notices.clicked.connect(heard.append)
    notices.refused.connect(lambda *words: heard.append(words))
    notices.show("a", "b", "open", "Apri")
    qtbot.waitUntil(lambda: not [t for t in threading.enumerate() if t.name == "ponte24-notice"])
    QCoreApplication.processEvents()
    assert heard == []


def test_without_a_service_somebody_else_shows_it(qtbot: Any) -> None:
    def nowhere() -> Any:
        raise ConnectionRefusedError

    notices = DesktopNotices(connect=nowhere)
    with qtbot.waitSignal(notices.refused) as refused:
        notices.show("title", "words", "review", "Open")
    assert refused.args == ["title", "words", "review"]


# ---------------------------------------------------------------------------------------------- start
@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The dialogs that a start showed; each is answered by its default button, or closed."""
    shown: list[tuple[str, str]] = []

    def answer(box: QMessageBox) -> int:
        shown.append((box.text(), box.informativeText()))
        chosen = box.defaultButton()
        monkeypatch.setattr(QMessageBox, "clickedButton", lambda _box: chosen)
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    return shown


def opener(build: Any, copy: Any = lambda: None, restore: Any = lambda _copy: None) -> Opener:
    return Opener(build, copy, restore, "it")


def test_a_start_that_fails_says_so_in_a_dialog(
    qapp: Any, tmp_path: Path, boxes: list[Any], allow_error_logs: Any
) -> None:
    def build() -> Any:
        raise StorageError("database_newer", path="x")

    assert start_window(Home(tmp_path), opener(build)) == 1
    assert len(boxes) == 1
    assert boxes[0][0]
    again = SingleInstance(tmp_path)  # and the home is free again
    assert again.acquire()
    again.release()


def test_what_nobody_expected_is_told_too(qapp: Any, tmp_path: Path, boxes: Boxes, allow_error_logs: Any) -> None:
    def build() -> Any:
        raise ZeroDivisionError

    assert start_window(Home(tmp_path), opener(build)) == 1
    assert len(boxes) == 1


def test_a_damaged_home_goes_on_from_its_newest_copy(
    qapp: Any, tmp_path: Path, boxes: list[Any], monkeypatch: pytest.MonkeyPatch, allow_error_logs: Any
) -> None:
    copy = tmp_path / "daily.sqlite3"
    copy.touch()
    restored: list[Path] = []

    def build() -> Any:
        if not restored:
            raise StorageError("database_damaged", path="x")
        return FakeService()

    monkeypatch.setattr(starting, "run_window", lambda opening, **_: 0 if opening() else 1)
    monkeypatch.setattr(crash, "install", lambda _home: None)
    assert start_window(Home(tmp_path), opener(build, lambda: copy, restored.append)) == 0
    assert restored == [copy]
    assert "copia" in boxes[0][1]


def test_a_second_start_in_the_background_opens_nothing(
    qapp: Any, tmp_path: Path, boxes: list[Any], qtbot: Any
) -> None:
    first = SingleInstance(tmp_path)
    raised: list[int] = []
    first.raise_requested.connect(lambda: raised.append(1))
    assert first.acquire()
    try:
        built: list[int] = []
        assert start_window(Home(tmp_path), opener(lambda: built.append(1)), background=True) == 0
        QCoreApplication.processEvents()
        assert (built, raised, boxes) == ([], [], [])
        with qtbot.waitSignal(first.raise_requested):
            assert start_window(Home(tmp_path), opener(lambda: built.append(1))) == 0
        assert built == []
    finally:
        first.release()


def test_a_newer_version_asks_the_older_one_to_make_room_before_it_touches_the_data(
    qapp: Any, tmp_path: Path, boxes: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    older = SingleInstance(tmp_path, version="0.0.9")
    assert older.acquire()
    order: list[str] = []

    def leave() -> None:
        order.append("left")
        older.release()

    older.quit_requested.connect(leave)

    def say(self: SingleInstance, word: Any) -> bool:
        older.quit_requested.emit()  # as it would be heard in the other process
        return True

    monkeypatch.setattr(SingleInstance, "say", say)
    monkeypatch.setattr(starting, "run_window", lambda opening, only, **_: only.release() or 0 if opening() else 1)
    monkeypatch.setattr(crash, "install", lambda _home: None)

    def build() -> Any:
        order.append("opened")
        return FakeService()

    assert start_window(Home(tmp_path), opener(build)) == 0
    assert order == ["left", "opened"]
    assert "0.0.9" in boxes[0][0]
    assert __version__ in boxes[0][1]


# ---------------------------------------------------------------------------------------------- crashes
@pytest.fixture
def hooks(tmp_path: Path) -> Iterator[Home]:
    import sys

    before = sys.excepthook, threading.excepthook
    home = Home(tmp_path)
    home.logs.mkdir()
    crash.install(home)
    qInstallMessageHandler(None)
    yield home
    crash.uninstall()
    sys.excepthook, threading.excepthook = before


def test_what_a_thread_lets_go_is_in_the_log(
    hooks: Home, caplog: pytest.LogCaptureFixture, allow_error_logs: Any
) -> None:
    def fail() -> None:
        raise ValueError("of a thread")

    thread = threading.Thread(target=fail, name="worker")
    thread.start()
    thread.join()
    assert "uncaught in thread worker" in caplog.text
    assert "of a thread" in caplog.text
    assert not crash.crashed_before(hooks)


def test_qt_speaks_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    context = type("Context", (), {"category": "qt.test"})()
    with caplog.at_level(logging.WARNING):
        crash._qt_said(QtMsgType.QtWarningMsg, context, "something")
    assert "qt.test: something" in caplog.text


# ---------------------------------------------------------------------------------------------- this computer
def test_settings_keep_copies_and_start_at_login(run: Any, bridged: Any, eventually: Any, tmp_path: Path) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = SettingsPane(bridge)
            await pane.refresh()
            card = pane.computer
            assert not card.autostart.isChecked()
            card.autostart.click()
            await eventually(lambda: service.housekeeping.starts is AutostartState.ON)
            await card.refresh()
            assert card.autostart.isChecked()
            service.housekeeping.starts = AutostartState.BLOCKED  # in the system's own list
            await card.refresh()
            assert "own list" in card.autostart_note.text()
            await card.save_copy(tmp_path / "c.zip")
            assert service.housekeeping.backups == [(tmp_path / "c.zip", False)]
            assert str(tmp_path / "c.zip") in card.outcome.words.text()
            asked: list[object] = []
            card.restore_chosen.connect(asked.append)
            card.leave_chosen.connect(lambda: asked.append("leave"))
            card.ask_restore(tmp_path / "<b>c.zip")
            assert card._box is not None
            next(b for b in card._box.buttons() if b is not card._box.defaultButton()).click()
            card.ask_leave()
            default = card._box.defaultButton()
            assert default is not None
            default.click()  # Enter leaves everything as it is
            assert asked == [tmp_path / "<b>c.zip"]
            card.support_wanted.emit()
            await eventually(lambda: hasattr(pane, "preview"))
            await pane.preview.write(tmp_path / "s.zip")
            assert (tmp_path / "s.zip").exists()
            pane.preview.close()
            pane.deleteLater()

    run(scene())


def test_the_demo_neither_starts_at_login_nor_deletes_anything(run: Any, bridged: Any) -> None:
    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            card = SettingsPane(bridge, demo=True).computer
            await card.refresh()
            assert not any(w.isEnabled() for w in (card.autostart, card.restore, card.leave))

    run(scene())


@pytest.mark.parametrize("what", [Afterwards.RESTORE, Afterwards.FORGET])
def test_what_needs_a_closed_home_happens_after_the_window(
    qapp: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: Afterwards
) -> None:
    order: list[str] = []

    def window(opening: Any, afterwards: Any, **_: Any) -> int:
        order.append("window")
        if len(order) == 1:
            afterwards(what, tmp_path / "c.zip" if what is Afterwards.RESTORE else None)
        return 0

    monkeypatch.setattr(starting, "run_window", window)
    monkeypatch.setattr(crash, "install", lambda _home: None)
    one = Opener(
        FakeService, lambda: None, lambda _f: order.append("restored"), "it", lambda: order.append("forgotten")
    )
    assert start_window(Home(tmp_path), one) == 0
    assert order == (["window", "restored", "window"] if what is Afterwards.RESTORE else ["window", "forgotten"])
