"""The tray: one state, a menu that fits it, and one notification for what needs a person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSystemTrayIcon

from app.errors import CredentialsRefused, GuardStop, LimitReached, Ponte24Error, ServiceUnavailable
from app.services.api.accounts import AccountInfo, AccountState
from app.services.api.runs import RunResult, RunState, SyncResult
from app.sync.plan.model import Side
from app.ui import theme
from app.ui.shell.tray import Tray, TrayState, state_of
from app.ui.shell.tray_news import notification
from app.ui.ticker import Ticker
from tests.ui.fake_service import FakeService, make_plan, sample_actions

HOUR = 3600.0


def calm() -> FakeService:
    """A service in step: connected, nothing waits."""
    service = FakeService()
    service.set_plan(None)
    return service


def make_tray(bridge: Any, service: FakeService) -> Tray:
    tray = Tray(bridge, now=service.clock.now)
    tray.refresh(service.status())
    return tray


def state(tray: Tray) -> TrayState:
    """What the tray shows now."""
    return tray.state


# --------------------------------------------------------------------------------------------- the state
@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (None, TrayState.IN_STEP),
        (ServiceUnavailable("offline"), TrayState.OFFLINE),
        (CredentialsRefused("highlevel_token_refused"), TrayState.PROBLEM),
        (GuardStop(("side_empty",)), TrayState.NEEDS_YOU),
        (LimitReached(until=1.0), TrayState.IN_STEP),
        (ValueError("a mistake of ours"), TrayState.PROBLEM),
    ],
)
def test_the_state_follows_what_the_last_run_ended_with(error: Exception | None, expected: TrayState) -> None:
    service = calm()
    assert state_of(service.status(), False, error, service.clock.now()) is expected
    assert state_of(service.status(), True, error, service.clock.now()) is TrayState.WORKING


def test_the_state_follows_the_status() -> None:
    service = calm()
    now = service.clock.now()
    status = service.status()
    refused = {**status.accounts, Side.HIGHLEVEL: AccountInfo(Side.HIGHLEVEL, AccountState.REFUSED)}
    offline = {**status.accounts, Side.FATTURA24: AccountInfo(Side.FATTURA24, AccountState.OFFLINE)}
    assert status.last_run is not None
    failed = replace(status.last_run, state=RunState.FAILED)
    assert state_of(replace(status, accounts=refused), False, None, now) is TrayState.PROBLEM
    assert state_of(replace(status, accounts=offline), False, None, now) is TrayState.OFFLINE
    assert state_of(replace(status, last_run=failed), False, None, now) is TrayState.PROBLEM
    assert state_of(replace(status, waiting=3), False, None, now) is TrayState.NEEDS_YOU
    assert state_of(replace(status, paused_until=now + 5), False, None, now) is TrayState.PAUSED
    assert state_of(replace(status, paused_until=now - 5), False, None, now) is TrayState.IN_STEP
    assert state_of(FakeService(connected=False).status(), False, None, now) is TrayState.NEEDS_YOU


@pytest.mark.parametrize("shown", list(TrayState))
def test_each_state_has_a_picture_that_stands_out_on_light_and_dark_panels(qapp: Any, shown: TrayState) -> None:
    image = theme.icon(f"tray-{shown.value}").pixmap(QSize(64, 64), 1.0).toImage()
    assert image.size() == QSize(64, 64)
    panels = [QColor("#ffffff"), QColor("#1b1b1b")]
    for panel in panels:
        apart = 0
        for x in range(0, 64, 2):
            for y in range(0, 64, 2):
                pixel = image.pixelColor(x, y)
                if pixel.alpha() > 200 and abs(pixel.lightness() - panel.lightness()) > 40:
                    apart += 1
        assert apart > 150, f"{shown} is lost on {panel.name()}"


def test_the_pictures_differ(qapp: Any) -> None:
    images = [theme.icon(f"tray-{s.value}").pixmap(QSize(32, 32), 1.0).toImage() for s in TrayState]
    assert all(a != b for i, a in enumerate(images) for b in images[i + 1 :])


# --------------------------------------------------------------------------------------------- the menu
def test_the_menu_says_how_things_stand(run: Any, bridged: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            tray = make_tray(bridge, service)
            assert state(tray) is TrayState.NEEDS_YOU
            assert tray.state_line.text() == "Needs you"
            assert tray.review_action.text() == "Re&view (2)"
            assert tray.review_action.isEnabled()
            assert "Next sync" in tray.next_line.text()
            assert "Last sync" in tray.last_line.text()
            assert "12" in tray.last_line.text()
            assert "Needs you" in tray.icon.toolTip()
            assert "Next sync" in tray.icon.toolTip()
            service.set_plan(None)
            tray.refresh(service.status())
            assert state(tray) is TrayState.IN_STEP
            assert tray.review_action.text() == "Re&view"
            assert not tray.review_action.isEnabled()

    run(scene())


def test_before_the_set_up_nothing_can_be_synced_or_paused(run: Any, bridged: Any) -> None:
    service = FakeService(connected=False)

    async def scene() -> None:
        async with bridged(service) as bridge:
            tray = make_tray(bridge, service)
            assert not tray.sync_action.isEnabled()
            assert not tray.pause_menu.menuAction().isVisible()
            assert not tray.next_line.isVisible()
            assert not tray.last_line.isVisible()
            assert tray.quit_action.isEnabled()

    run(scene())


def test_each_entry_asks_for_what_it_says(run: Any, bridged: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            tray = make_tray(bridge, service)
            asked: list[str] = []
            tray.open_requested.connect(lambda: asked.append("open"))
            tray.review_requested.connect(lambda: asked.append("review"))
            tray.sync_requested.connect(lambda: asked.append("sync"))
            tray.quit_requested.connect(lambda: asked.append("quit"))
            for action in (tray.open_action, tray.review_action, tray.sync_action, tray.quit_action):
                action.trigger()
            tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
            assert asked == ["open", "review", "sync", "quit", "open"]

    run(scene())


def test_pausing_and_resuming_reach_the_service_and_show(run: Any, bridged: Any, eventually: Any) -> None:
    service = calm()
    now = service.clock.now()

    async def scene() -> None:
        async with bridged(service) as bridge:
            tray = make_tray(bridge, service)
            heard: list[str] = []
            bridge.changed.connect(heard.append)
            for action, least, most in (
                (tray.half_hour_action, 1800, 1800),
                (tray.hour_action, 3600, 3600),
                (tray.tomorrow_action, 1, 86400),
            ):
                action.trigger()
                await eventually(lambda: state(tray) is TrayState.PAUSED)
                assert least <= service.status().paused_until - now <= most
                assert tray.resume_action.isVisible()
                assert not tray.pause_menu.menuAction().isVisible()
                assert "Paused until" in tray.icon.toolTip()
                tray.resume_action.trigger()
                await eventually(lambda: state(tray) is TrayState.IN_STEP)
                assert service.status().paused_until == 0.0
            assert heard == ["status"] * 6

    run(scene())


def test_while_work_runs_the_tray_says_so_and_offers_no_second_run(run: Any, bridged: Any, eventually: Any) -> None:
    import threading

    service = calm()
    service.gate = threading.Event()

    async def scene() -> None:
        async with bridged(service) as bridge:
            tray = make_tray(bridge, service)
            work = bridge.spawn(bridge.call(service.plan))
            await eventually(lambda: state(tray) is TrayState.WORKING)
            assert not tray.sync_action.isEnabled()
            assert service.gate
            service.gate.set()
            await work
            assert state(tray) is TrayState.IN_STEP
            assert tray.sync_action.isEnabled()

    run(scene())


# --------------------------------------------------------------------------------------------- notifications
async def settle(bridge: Any, service: FakeService) -> None:
    """Let what was spawned come to its end: the reader thread works in order."""
    for _ in range(3):
        await bridge.call(service.settings)


def test_the_same_open_questions_are_told_once(run: Any, bridged: Any) -> None:
    service = FakeService()

    async def scene() -> None:
        async with bridged(service) as bridge:
            tray = make_tray(bridge, service)
            told: list[tuple[str, str]] = []
            tray.notified.connect(lambda *words: told.append(words))
            for number in range(3):  # each check makes a plan with an id of its own
                plan = make_plan(f"p{number}", service.clock.now() + number * HOUR)
                tray.run_ended(SyncResult(plan, RunResult(f"r{number}", waiting=2), 2))
                await settle(bridge, service)
            assert len(told) == 1
            assert "decision" in told[0][0]
            more = replace(sample_actions()[5], id="b1", title="Another One", source_id="f99")
            plan = make_plan("p9", actions=(*sample_actions(), more))
            tray.run_ended(SyncResult(plan, RunResult("r9", waiting=3), 3))
            await settle(bridge, service)
            assert len(told) == 2

    run(scene())


def test_a_run_that_needs_nobody_is_silent(run: Any, bridged: Any) -> None:
    service = calm()

    async def scene() -> None:
        async with bridged(service) as bridge:
            tray = make_tray(bridge, service)
            told: list[str] = []
            tray.notified.connect(lambda title, _words: told.append(title))
            plan = make_plan(actions=sample_actions()[:4])
            outcomes: tuple[Any, ...] = (
                SyncResult(plan, RunResult("r1", applied=4), 0),
                SyncResult(plan, None, 0),
                ServiceUnavailable("offline"),
                LimitReached(until=0.0),
            )
            for outcome in outcomes:
                tray.run_ended(outcome)
                await settle(bridge, service)
            assert told == []

    run(scene())


def test_no_notification_where_the_owner_wants_none(run: Any, bridged: Any) -> None:
    service = FakeService()
    service.save_settings(replace(service.settings(), notifications=False))

    async def scene() -> None:
        async with bridged(service) as bridge:
            tray = make_tray(bridge, service)
            told: list[str] = []
            tray.notified.connect(lambda title, _words: told.append(title))
            tray.run_ended(GuardStop(("side_empty",)))
            await settle(bridge, service)
            assert told == []
            assert state(tray) is TrayState.NEEDS_YOU  # the icon still says it

    run(scene())


def test_a_guard_of_a_scheduled_run_is_told_once_and_leads_to_the_review(run: Any, bridged: Any) -> None:
    service = FakeService()
    service.fail["sync"] = GuardStop(("side_empty",))

    async def scene() -> None:
        async with bridged(service) as bridge:
            tray = make_tray(bridge, service)
            ticker = Ticker(bridge, service.clock)
            tray.watch(ticker)
            told: list[str] = []
            reviews: list[bool] = []
            tray.notified.connect(lambda title, _words: told.append(title))
            tray.review_requested.connect(lambda: reviews.append(True))
            for _ in range(2):
                service.is_due = True
                task = ticker.tick()
                assert task is not None
                await task
                await settle(bridge, service)
            assert told == ["Ponte24 waits for your confirmation"]
            tray.icon.messageClicked.emit()
            assert reviews == [True]

    run(scene())


def test_an_error_is_behind_us_when_a_later_run_went_well(run: Any, bridged: Any) -> None:
    service = calm()

    async def scene() -> None:
        async with bridged(service) as bridge:
            tray = make_tray(bridge, service)
            tray.run_ended(ServiceUnavailable("offline"))
            tray.refresh(service.status())
            assert state(tray) is TrayState.OFFLINE
            status = service.status()
            assert status.last_run is not None
            later = replace(status.last_run, ended_at=service.clock.now() + 60)
            tray.refresh(replace(status, last_run=later))
            assert state(tray) is TrayState.IN_STEP
            await settle(bridge, service)

    run(scene())


def test_what_ended_a_run_early_is_told_in_its_own_words() -> None:
    problem = CredentialsRefused("fattura24_key_refused")
    ended = SyncResult(make_plan(), RunResult("r", applied=3, problem=problem), 0)
    assert notification(ended) == notification(problem)
    passing = SyncResult(make_plan(), RunResult("r", failed=1, problem=ServiceUnavailable("offline")), 0)
    assert notification(passing)[0] == "Not all changes succeeded"


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize(
    "outcome",
    [
        GuardStop(("first_run",)),
        CredentialsRefused("fattura24_key_refused"),
        Ponte24Error("unexpected"),
        ValueError("a mistake of ours"),
        SyncResult(make_plan(), RunResult("r"), 2),
        SyncResult(make_plan(), RunResult("r", failed=1), 0),
    ],
)
def test_every_notification_has_a_title_and_says_what_to_do(
    monkeypatch: Any, language: str, outcome: SyncResult | BaseException
) -> None:
    monkeypatch.setattr("app.ui.i18n._language", language)
    title, words = notification(outcome)
    assert title
    assert words
    assert "%1" not in title + words
