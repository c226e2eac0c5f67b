"""New versions in the window: asked once, quiet, a link and no more."""

from __future__ import annotations

from typing import Any

import pytest

from app.services.api.updates import UpdateInfo, UpdateState
from app.ui.desktop.update_watch import UpdateWatch
from app.ui.panes.home import HomePane
from app.ui.panes.settings import SettingsPane
from app.ui.ticker import Ticker
from app.ui.widgets.settings.updates import UpdateCard, UpdateLine
from tests.ui.fake_service import FakeService

THEN = 1_790_000_000.0
NEWER = UpdateInfo(UpdateState.NEWER, "0.2.0", "Faster.", "https://news.test/0.2.0", looked_at=THEN, tried_at=THEN)


@pytest.mark.parametrize("answer", [True, False])
def test_home_asks_once_and_keeps_the_answer(run: Any, bridged: Any, eventually: Any, qtbot: Any, answer: bool) -> None:
    service = FakeService()
    service.updates.known = UpdateInfo(UpdateState.ASK)

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = HomePane(bridge, now=service.clock.now)
            qtbot.addWidget(pane)
            pane.show()
            await pane.refresh()
            line = pane.update_line
            assert line.isVisible() and "once a day" in line.words.text()
            (line.action if answer else line.other).click()
            await eventually(lambda: not line.isVisible())
            assert service.updates.known.state is (UpdateState.NEVER if answer else UpdateState.OFF)

    run(scene())


def test_nobody_is_asked_before_the_set_up_is_done(qtbot: Any, bridged: Any, run: Any) -> None:
    async def scene() -> None:
        async with bridged(FakeService()) as bridge:
            line = UpdateLine(bridge)
            qtbot.addWidget(line)
            line.show_info(UpdateInfo(UpdateState.ASK), ready=False)
            assert not line.isVisible()
            for state in UpdateState:
                if state not in (UpdateState.ASK, UpdateState.NEWER):
                    line.show_info(UpdateInfo(state), ready=True)
                    assert not line.isVisible(), state

    run(scene())


def test_a_newer_version_leads_to_its_page_and_can_be_skipped(
    run: Any, bridged: Any, eventually: Any, qtbot: Any
) -> None:
    service = FakeService()
    service.updates.known = NEWER

    async def scene() -> None:
        async with bridged(service) as bridge:
            opened: list[str] = []
            line = UpdateLine(bridge, browse=lambda url: opened.append(url.toString()))
            qtbot.addWidget(line)
            line.show_info(NEWER, ready=True)
            assert line.words.text() == "Ponte24 0.2.0 is out. Faster."
            line.action.click()
            assert opened == ["https://news.test/0.2.0"]
            line.other.click()
            await eventually(lambda: service.updates.known.skipped)
            line.show_info(service.updates.known, ready=True)
            assert not line.isVisible()

    run(scene())


@pytest.mark.parametrize(
    ("info", "words", "wanted", "can_look"),
    [
        (UpdateInfo(UpdateState.CLOSED), "nothing is asked for", False, False),
        (UpdateInfo(UpdateState.ASK), "Nothing is looked for", False, False),
        (UpdateInfo(UpdateState.OFF), "Nothing is looked for", False, False),
        (UpdateInfo(UpdateState.NEVER), "ten minutes", True, True),
        (UpdateInfo(UpdateState.CURRENT, looked_at=THEN), "newest version", True, True),
        (UpdateInfo(UpdateState.UNKNOWN, tried_at=THEN), "Could not check", True, True),
        (NEWER, "0.2.0 is out", True, True),
    ],
)
def test_settings_say_what_is_known(
    run: Any, bridged: Any, qtbot: Any, info: UpdateInfo, words: str, wanted: bool, can_look: bool
) -> None:
    service = FakeService()
    service.updates.known = info

    async def scene() -> None:
        async with bridged(service) as bridge:
            pane = SettingsPane(bridge)
            qtbot.addWidget(pane)
            await pane.refresh()
            card = pane.updates
            assert words in card.words.text()
            assert card.wanted.isChecked() is wanted and card.now.isEnabled() is can_look
            assert card.wanted.isEnabled() is (info.state is not UpdateState.CLOSED)
            assert card.page.isVisibleTo(pane) is (info is NEWER)

    run(scene())


def test_the_switch_and_looking_now(run: Any, bridged: Any, eventually: Any, qtbot: Any) -> None:
    service = FakeService()
    service.updates.known = UpdateInfo(UpdateState.OFF)
    service.updates.found = NEWER

    async def scene() -> None:
        async with bridged(service) as bridge:
            card = UpdateCard(bridge)
            qtbot.addWidget(card)
            await card.refresh()
            card.wanted.click()
            await eventually(card.now.isEnabled)
            card.now.click()
            await eventually(lambda: "0.2.0" in card.words.text())
            card.wanted.click()
            await eventually(lambda: service.updates.known.state is UpdateState.OFF)

    run(scene())


@pytest.mark.parametrize("urgent", [False, True])
def test_only_what_is_urgent_is_told_outside_the_window_and_once(
    run: Any, bridged: Any, eventually: Any, urgent: bool
) -> None:
    service = FakeService()
    service.updates.found = UpdateInfo(UpdateState.NEWER, "0.2.0", "Faster.", "https://news.test/", urgent=urgent)

    async def scene() -> None:
        async with bridged(service) as bridge:
            told: list[str] = []
            ticker = Ticker(bridge, service.clock)
            watch = UpdateWatch(bridge, ticker, lambda title, words: told.append(words))
            ticker.ticked.emit()
            await eventually(lambda: not watch._looking)
            assert service.updates.looks == 0, "not due"
            for looks in (1, 2):
                service.updates.is_due = True
                ticker.ticked.emit()
                await eventually(lambda looks=looks: service.updates.looks == looks and not watch._looking)
            assert told == (["0.2.0: Faster."] if urgent else [])

    run(scene())
