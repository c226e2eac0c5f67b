"""Nothing is cut off or out of reach, on the screens that small businesses have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QApplication, QComboBox

from app.services.api.status import Agreement
from app.ui import i18n, theme
from app.ui.actions import Actions
from app.ui.panes.assistant import AssistantPane
from app.ui.shell.first_size import first_size
from app.ui.shell.main_window import ASSISTANT, PANES, MainWindow
from tests.ui.cut import complaints
from tests.ui.fake_service import FakeService

SIZES = ((1366, 720), (900, 600), (853, 440))
"""1366×768 and 900×600, and 1280×720 at 150 %, less the panel and the title bar where they take room."""


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_pane_fits(
    run: Any, bridged: Any, eventually: Any, qapp: QApplication, tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    found: dict[str, list[str]] = {}

    async def scene() -> None:
        i18n.install(qapp, language)
        theme.install(qapp, "light")
        service = FakeService()
        service.agreement = Agreement(1.0, moved=True)  # the longest of Home's headlines
        async with bridged(service) as bridge:
            memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
            window = MainWindow(bridge, Actions(bridge), memory, demo=True)
            window.resize(*size)
            window.show()
            assert (window.width(), window.height()) == size
            for name in (*PANES, ASSISTANT):
                window.go(name)
                await eventually(lambda: bridge.settled)
                for _ in range(3):
                    QApplication.processEvents()
                if problems := complaints(window):
                    found[name] = problems
            assistant = window.panes[ASSISTANT]
            assert isinstance(assistant, AssistantPane)
            for step in range(5):
                assistant.show_step(step)
                await eventually(lambda: bridge.settled)
                for _ in range(3):
                    QApplication.processEvents()
                if problems := complaints(window):
                    found[f"step {step}"] = problems
            window.hide()
            window.deleteLater()

    try:
        run(scene())
    finally:
        i18n.install(qapp, "en")
    assert found == {}


def test_a_key_to_another_pane_puts_the_keyboard_on_what_is_wanted_there(
    run: Any, bridged: Any, eventually: Any, qapp: QApplication, tmp_path: Path
) -> None:
    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
            window = MainWindow(bridge, Actions(bridge), memory, demo=True)
            window.show()
            window.go("settings")
            await eventually(lambda: bridge.settled)
            window.panes["settings"].findChildren(QComboBox)[0].setFocus()
            for name in ("customers", "agenda", "activity"):
                window.go(name)
                assert window.focusWidget() is getattr(window.panes[name], "keyboard")  # noqa: B009
            window.sidebar.buttons["home"].setFocus()
            window.go("customers")
            assert window.focusWidget() is window.sidebar.buttons["customers"], "who uses the bar stays in it"
            await eventually(lambda: bridge.settled)
            window.hide()
            window.deleteLater()

    run(scene())


def test_what_is_cut_is_found(qapp: QApplication) -> None:
    from PySide6.QtWidgets import QLabel, QPushButton, QWidget

    window = QWidget()
    window.resize(200, 100)
    for widget, place in (
        (QPushButton("A rather long text", window), (150, 10)),
        (QLabel("words" * 40, window), (0, 50)),
    ):
        widget.move(*place)
    window.show()
    assert [line.partition(":")[0] for line in complaints(window)] == ["QPushButton «A rather long text»"]
    window.hide()
    window.deleteLater()


@pytest.mark.parametrize(
    ("screen", "wanted"),
    [((1920, 1080), (1180, 800)), ((1366, 768), (1180, 720)), ((853, 480), (837, 440)), ((640, 480), (760, 440))],
)
def test_the_first_size_fits_the_screen(screen: tuple[int, int], wanted: tuple[int, int]) -> None:
    assert first_size(QSize(*screen)) == QSize(*wanted)
