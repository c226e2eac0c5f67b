"""A click while the settings are being read wins over what was read."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from PySide6.QtWidgets import QCheckBox

from app.services.api.settings import Settings
from app.ui.panes.settings import SettingsPane
from tests.ui.fake_service import FakeService


class SlowToAnswer(FakeService):
    """Reads the settings, and hands them over only when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.read = threading.Event()
        self.hand_over = threading.Event()
        self.hand_over.set()

    def settings(self) -> Settings:
        found = super().settings()
        self.read.set()
        self.hand_over.wait(10)
        return found


def test_a_click_during_a_read_is_neither_lost_nor_shown_undone(run: Any, bridged: Any, eventually: Any) -> None:
    service = SlowToAnswer()

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = SettingsPane(bridge)
            pane.show()
            await pane.refresh()
            boxes = [(name, box) for name, box in pane.controls.items() if isinstance(box, QCheckBox)]
            (first, first_box), (second, second_box) = boxes[:2]
            wanted = {first: not first_box.isChecked(), second: not second_box.isChecked()}
            service.read.clear()
            service.hand_over.clear()
            reading = asyncio.ensure_future(pane.refresh())
            await eventually(service.read.is_set)
            first_box.click()
            service.hand_over.set()
            await reading
            assert first_box.isChecked() is wanted[first]
            second_box.click()
            await eventually(lambda: getattr(service._settings, second) is wanted[second])
            assert getattr(service._settings, first) is wanted[first]

    run(scene())
