"""The search over everything, opened from the window itself, leads where it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest

from app.ui.actions import Actions
from app.ui.shell.main_window import MainWindow
from tests.ui.fake_service import FakeService


def test_what_is_chosen_in_the_windows_search_is_shown(run: Any, bridged: Any, eventually: Any, tmp_path: Path) -> None:
    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
            window = MainWindow(bridge, Actions(bridge), memory)
            window.show()
            window.go("accounts")
            await eventually(lambda: bridge.settled)
            for text, place in (("language", "settings"), ("centrale", "customers"), ("mapping", "mapping")):
                window.find_anything()
                QTest.keyClicks(window.finder.field, text)
                await eventually(lambda: not window.finder._wait.isActive() and bridge.settled)
                QTest.keyClick(window.finder.field, Qt.Key.Key_Return)
                await eventually(lambda wanted=place: window.place == wanted)
            window.hide()
            window.deleteLater()

    run(scene())
