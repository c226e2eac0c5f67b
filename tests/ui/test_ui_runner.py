"""The program around the window: start, tray or none, settings in force, an end that loses nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import PySide6.QtCore  # noqa: F401  (qasync takes the binding that is there first)
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from app.errors import StorageError
from app.paths import Home
from app.services.api.accounts import AccountState
from app.services.api.settings import Settings
from app.sync.plan.parts import Side
from app.ui import i18n, theme
from app.ui.desktop.single_instance import SingleInstance
from app.ui.panes.assistant import HIGHLEVEL, AssistantPane
from app.ui.shell.first_look import first_look, remember, window_memory
from app.ui.shell.main_window import ASSISTANT, MainWindow
from app.ui.shell.runner import run_window
from app.ui.shell.session import Session
from app.ui.shell.tray import Tray
from tests.ui.fake_service import FakeService

show_first = Session._show_first
Scene = Callable[[Session], Coroutine[Any, Any, None]]


Windows = Callable[[], list[MainWindow]]


@pytest.fixture
def new_windows(qapp: QApplication) -> Windows:
    """The windows that are seen and were not before this test."""

    def seen() -> list[MainWindow]:
        return [w for w in qapp.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]

    before = seen()
    return lambda: [window for window in seen() if window not in before]


def assistant_of(session: Session) -> AssistantPane:
    """The assistant of a window."""
    pane = session.window.panes[ASSISTANT]
    assert isinstance(pane, AssistantPane)
    return pane


@pytest.fixture
def play(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run the whole program with a scene played in it; the scene's failure is the program's."""

    def run(service: FakeService | None, scene: Scene, *, tray: bool = False, **options: Any) -> int:
        monkeypatch.setattr(Tray, "available", lambda _self: tray)
        failures: list[BaseException] = []

        def then_play(session: Session, *arguments: Any) -> None:
            show_first(session, *arguments)

            async def guarded() -> None:
                try:
                    await scene(session)
                except BaseException as error:
                    failures.append(error)
                    session.quit()

            session.scene = asyncio.get_running_loop().create_task(guarded())  # type: ignore[attr-defined]

        monkeypatch.setattr(Session, "_show_first", then_play)
        clock = service.clock if service is not None else options.pop("clock")
        code = run_window(service, home=Home(tmp_path), clock=clock, **options)
        if failures:
            raise failures[0]
        return code

    return run


def test_it_runs_until_it_is_quit_and_closes_the_service(play: Any) -> None:
    service = FakeService()

    async def scene(session: Session) -> None:
        assert session.window.isVisible()
        assert session.window.place == "home"
        assert session.ticker.running
        session.quit()

    assert play(service, scene, assistant=False) == 0
    assert service.closed
    assert not [t for t in threading.enumerate() if t.name.startswith("ponte24-")]


def test_quitting_amid_work_is_asked_about_every_time(play: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    service = FakeService()

    async def scene(session: Session) -> None:
        def asked() -> QMessageBox | None:
            return session._question

        with monkeypatch.context() as busy:
            busy.setattr(type(session.bridge), "busy", property(lambda _self: True))
            for _ in range(2):
                session.window.quit_requested.emit()
                box = asked()
                assert box is not None and box.isVisible()
                assert "current step" in box.informativeText()
                session.window.quit_requested.emit()
                assert asked() is box and not session._quit.is_set()
                box.reject()
                assert asked() is None and not session._quit.is_set()
        session.window.quit_requested.emit()
        assert session._quit.is_set()

    assert play(service, scene, tray=True, assistant=False) == 0


def test_the_first_start_opens_the_assistant_until_it_was_put_off(play: Any) -> None:
    service = FakeService(connected=False)
    seen: list[str] = []

    async def first(session: Session) -> None:
        seen.append(session.window.place)
        assistant_of(session).finished.emit()
        session.quit()

    async def second(session: Session) -> None:
        seen.append(session.window.place)
        session.quit()

    play(service, first)
    play(FakeService(connected=False), second)
    assert seen == [ASSISTANT, "home"]


def test_a_first_start_is_painted_before_its_home_is_opened(play: Any, new_windows: Windows) -> None:
    service = FakeService(connected=False)
    seen: list[tuple[str, bool, int]] = []

    def opening() -> FakeService:
        (window,) = new_windows()
        seen.append(
            (window.place, threading.current_thread() is threading.main_thread(), service.calls.count("status"))
        )
        return service

    async def scene(session: Session) -> None:
        assert session.window.place == ASSISTANT
        assert session.ticker.running
        session.quit()

    assert play(None, scene, opening=opening, clock=service.clock) == 0
    assert seen == [(ASSISTANT, False, 0)]
    assert service.closed


def test_what_is_clicked_too_soon_happens_afterwards(play: Any, eventually: Any, new_windows: Windows) -> None:
    service = FakeService(connected=False)
    go_on = threading.Event()

    def opening() -> FakeService:
        assert go_on.wait(10)
        return service

    async def scene(session: Session) -> None:
        pane = assistant_of(session)
        await eventually(lambda: "status" in service.calls)
        assert pane.step == HIGHLEVEL
        assert pane.made(HIGHLEVEL).isVisible()
        session.quit()

    def click() -> None:
        if not new_windows():  # on a busy machine it is not there yet
            QTimer.singleShot(20, click)
            return
        (window,) = new_windows()
        pane = window.panes[ASSISTANT]
        assert isinstance(pane, AssistantPane)
        window.raise_window()  # a second start
        go_on.set()
        pane.next.click()  # the step of HighLevel asks the services what it needs, and waits for them

    QTimer.singleShot(20, click)
    assert play(None, scene, opening=opening, clock=service.clock) == 0


def test_a_window_that_is_closed_before_its_home_is_open_ends(play: Any, new_windows: Windows) -> None:
    service = FakeService(connected=False)
    closed = threading.Event()

    def opening() -> FakeService:
        assert closed.wait(10)
        return service

    def close() -> None:
        (window,) = new_windows()
        window.close()
        closed.set()

    async def scene(_session: Session) -> None:
        """The window ends by itself."""

    QTimer.singleShot(20, close)
    assert play(None, scene, opening=opening, clock=service.clock) == 0
    assert service.closed


def test_a_home_that_cannot_be_opened_leaves_no_window(play: Any, tmp_path: Path, new_windows: Windows) -> None:
    def opening() -> FakeService:
        raise StorageError("database_newer", path="x")

    async def scene(_session: Session) -> None:
        raise AssertionError("there is nothing to show")

    with pytest.raises(StorageError):
        play(None, scene, opening=opening, clock=FakeService().clock)
    assert not new_windows()
    assert not [t for t in threading.enumerate() if t.name.startswith("ponte24-")]


def test_an_unfinished_assistant_is_painted_first_again(play: Any, tmp_path: Path, new_windows: Windows) -> None:
    seen: list[bool] = []
    service = FakeService(connected=False)

    def opening() -> FakeService:
        Home(tmp_path).marker.touch()
        seen.append(bool(new_windows()))
        return service

    async def scene(session: Session) -> None:
        if len(seen) == 2:
            assistant_of(session).finished.emit()
        session.quit()

    for _ in range(3):
        play(None, scene, opening=opening, clock=service.clock)
    assert seen == [True, True, False]


def test_the_demo_opens_at_the_preview(play: Any) -> None:
    async def scene(session: Session) -> None:
        assert session.window.place == "review"
        session.quit()

    play(FakeService(), scene, demo=True)


def test_files_given_at_the_start_are_imported(play: Any, eventually: Any, tmp_path: Path) -> None:
    service = FakeService()
    file = tmp_path / "rubrica.csv"
    file.write_text("x")

    async def scene(session: Session) -> None:
        await eventually(lambda: service.imported == [file])
        session.quit()

    play(service, scene, first_files=[file])


def test_language_and_look_follow_the_settings_at_once(play: Any, eventually: Any) -> None:
    service = FakeService()

    async def scene(session: Session) -> None:
        assert i18n.language() == "en"
        service.save_settings(replace(service.settings(), language="it", theme="dark"))
        session.bridge.announce("settings")
        await eventually(lambda: session.window.sidebar.buttons["review"].accessibleName().startswith("Revisione"))
        assert theme.theme().dark
        await eventually(lambda: not session.window.retired)
        session.quit()

    play(service, scene, language="en")


def test_the_status_is_read_with_a_tick_only_while_a_keyring_is_locked(play: Any, eventually: Any) -> None:
    service = FakeService()
    told: list[str] = []

    def of_status() -> int:
        return service.calls.count("status")

    async def scene(session: Session) -> None:
        session.bridge.changed.connect(told.append)
        await eventually(lambda: session.bridge.settled)
        before = of_status()
        await session._upkeep()
        assert of_status() == before
        info = service._accounts[Side.HIGHLEVEL]
        service._accounts[Side.HIGHLEVEL] = replace(info, state=AccountState.LOCKED)
        await session._refresh_tray()
        told.clear()
        await session._upkeep()
        assert told == []
        service._accounts[Side.HIGHLEVEL] = info  # somebody unlocked it
        await session._upkeep()
        assert told == ["accounts", "status"]
        session.quit()

    play(service, scene, assistant=False)


def test_closing_without_a_tray_asks_before_it_ends(play: Any, eventually: Any) -> None:
    async def scene(session: Session) -> None:
        assert not session.window.notice.isVisible()  # a panel may still come
        session.host.given_up.emit()
        assert session.window.notice.isVisible()  # this desktop has no tray
        session.window.close()
        box = session.window.findChild(QMessageBox)
        assert box is not None
        assert session.window.isVisible()
        box.buttons()[-1].click()
        session.window.close()
        boxes = [b for b in session.window.findChildren(QMessageBox) if b.isVisible()]
        destructive = [b for b in boxes[-1].buttons() if "Qu" in b.text() or "Esc" in b.text()]
        destructive[0].click()
        await eventually(lambda: session._quit.is_set())

    assert play(FakeService(), scene, language="en") == 0


def test_closing_with_a_tray_says_so_once_and_goes_on(play: Any) -> None:
    async def scene(session: Session) -> None:
        session.window.close()
        box = session.window.findChild(QMessageBox)
        assert box is not None
        box.defaultButton().click()
        assert not session.window.isVisible()
        session.raise_window()
        assert session.window.isVisible()
        session.window.close()
        assert not session.window.isVisible()  # asked once only
        session.quit()

    play(FakeService(), scene, tray=True)


def test_it_can_start_in_the_tray(play: Any) -> None:
    service = FakeService()
    service.save_settings(replace(service.settings(), start_minimized=True))

    async def scene(session: Session) -> None:
        assert not session.window.isVisible()
        session.tray.review_requested.emit()
        assert session.window.isVisible()
        assert session.window.place == "review"
        session.quit()

    play(service, scene, tray=True)


def test_quitting_lets_the_current_operation_end(play: Any, eventually: Any) -> None:
    service = FakeService()
    service.gate = threading.Event()

    async def scene(session: Session) -> None:
        session.bridge.spawn(session.bridge.call(service.sync, origin="manual"))
        await eventually(lambda: "sync" in service.calls)
        session.quit()

    play(service, scene)
    assert service.closed
    assert service.runs()[0].state.value == "stopped"


@pytest.mark.skipif(os.name == "nt", reason="Windows ends programs without signals")
def test_a_signal_ends_it_in_order(play: Any) -> None:
    service = FakeService()
    before = signal.getsignal(signal.SIGTERM)

    async def scene(_session: Session) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    assert play(service, scene) == 0
    assert service.closed
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_second_start_raises_the_first_and_ends(play: Any, eventually: Any, tmp_path: Path) -> None:
    raised: list[bool] = []

    async def scene(session: Session) -> None:
        session.window.hide()
        second = SingleInstance(tmp_path)
        assert not second.acquire()
        await eventually(session.window.isVisible)
        raised.append(True)
        session.quit()

    play(FakeService(), scene)
    assert raised == [True]


def test_sample_data_opens_from_the_assistant(play: Any) -> None:
    started: list[bool] = []

    async def scene(session: Session) -> None:
        assistant_of(session).demo_requested.emit()
        session.quit()

    play(FakeService(connected=False), scene, start_demo=lambda: started.append(True))
    assert started == [True]


def test_a_scheduled_run_never_brings_the_window_forward(play: Any, eventually: Any) -> None:
    service = FakeService()
    service.is_due = True

    async def scene(session: Session) -> None:
        session.window.hide()
        session.ticker.tick()
        await eventually(lambda: service.origins == ["schedule"] and not session.bridge.busy)
        assert not session.window.isVisible()
        assert session.window.place == "home"
        session.quit()

    play(service, scene, tray=True)


def test_the_first_picture_has_the_chosen_look_and_language(tmp_path: Path) -> None:
    assert first_look(tmp_path) == ("", "system")
    remember(window_memory(tmp_path), replace(Settings(), theme="dark", language="it"))
    assert first_look(tmp_path) == ("it", "dark")
    window_memory(tmp_path).setValue("look/theme", "pink")
    assert first_look(tmp_path) == ("it", "system")
