"""Garbage is searched for only while nobody uses the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QApplication

from app.ui.shell import garbage_timer
from app.ui.shell.garbage_timer import GarbageCollector


class Bridge:
    """As much of the bridge as is asked."""

    busy = False
    settled = True


@pytest.fixture
def scene(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """The state of the desktop, to be changed by the test; every collection is counted instead of done."""
    state: dict[str, object] = {"mouse": QPoint(1, 1), "state": Qt.ApplicationState.ApplicationActive, "done": 0}

    def collect() -> bool:
        state["done"] = int(str(state["done"])) + 1
        return True

    monkeypatch.setattr(QCursor, "pos", lambda: state["mouse"])
    monkeypatch.setattr(QGuiApplication, "applicationState", lambda: state["state"])
    monkeypatch.setattr(garbage_timer, "collect_held", collect)
    return state


def test_a_resting_mouse_is_a_quiet_moment_and_a_moving_one_is_not(scene: dict[str, object]) -> None:
    collector = GarbageCollector(Bridge())  # type: ignore[arg-type]
    assert not collector.look()
    assert collector.look()
    scene["mouse"] = QPoint(2, 2)
    assert not collector.look()
    assert collector.look()
    assert scene["done"] == 2


def test_another_program_in_front_is_a_quiet_moment(scene: dict[str, object]) -> None:
    scene["state"] = Qt.ApplicationState.ApplicationInactive
    assert GarbageCollector(Bridge()).look()  # type: ignore[arg-type]


@pytest.mark.parametrize("working", [("busy", True), ("settled", False)])
def test_nothing_is_held_up_while_work_goes_on(scene: dict[str, object], working: tuple[str, bool]) -> None:
    bridge = Bridge()
    setattr(bridge, *working)
    scene["state"] = Qt.ApplicationState.ApplicationInactive
    assert not GarbageCollector(bridge).look()  # type: ignore[arg-type]
    assert scene["done"] == 0
