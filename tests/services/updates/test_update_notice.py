"""Looking for new versions: asked once, seldom, and nothing but a link comes of it."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.clock import ManualClock
from app.connectors.updates.channel import CLOSED, Channel
from app.connectors.updates.feed import FORMAT, FeedError, payload
from app.paths import Home
from app.services.api.updates import UpdateState
from app.services.updates.notice import DAY, FIRST, SPREAD, UpdateNotice
from app.store import Store

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC).timestamp()
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CHANNEL = Channel("https://news.test/latest.txt", (KEY.public_key().public_bytes_raw(),))


def feed(version: str, sequence: int, *, issued: float = NOW, days: int = 60, urgent: bool = False) -> bytes:
    moment = datetime.fromtimestamp(issued, UTC)
    body = json.dumps(
        {
            "format": 1,
            "sequence": sequence,
            "version": version,
            "issued": moment.isoformat(),
            "expires": (moment + timedelta(days=days)).isoformat(),
            "urgent": urgent,
            "page": f"https://news.test/{version}",
            "notes": {"it": "Novità", "en": "News"},
        }
    ).encode()
    return f"{FORMAT} {base64.b64encode(KEY.sign(payload(body))).decode()}\n".encode() + body


class Stage:
    """A home, and an internet that answers as it is told."""

    def __init__(self, home: Home) -> None:
        self.clock = ManualClock(NOW)
        self.store = Store.open(home, self.clock)
        self.answer: bytes | FeedError = feed("0.2.0", 5)
        self.asked = 0
        self.notice = self.started()

    def started(self, version: str = "0.1.0", channel: Channel = CHANNEL) -> UpdateNotice:
        return UpdateNotice(
            self.store, self.clock, channel, lambda: "it", version=version, fetch=self._fetch, chance=lambda: 0.5
        )

    async def _fetch(self, _channel: Channel) -> bytes:
        self.asked += 1
        if isinstance(self.answer, FeedError):
            raise self.answer
        return self.answer

    def look(self) -> Any:
        return asyncio.run(self.notice.look())


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(Home(tmp_path / "home"))
    yield made
    made.store.close()


def test_nothing_is_asked_before_the_owner_was(stage: Stage) -> None:
    stage.clock.advance(30 * DAY)
    assert stage.notice.info().state is UpdateState.ASK
    assert not stage.notice.due()
    assert stage.look().state is UpdateState.ASK
    stage.notice.choose(False)
    assert not stage.notice.due() and stage.look().state is UpdateState.OFF
    assert stage.asked == 0


def test_a_build_without_a_channel_asks_nothing_whatever_is_set(stage: Stage) -> None:
    stage.notice.choose(True)
    closed = stage.started(channel=CLOSED)
    stage.clock.advance(2 * DAY)
    assert closed.info().state is UpdateState.CLOSED and not closed.due()
    assert asyncio.run(closed.look()).state is UpdateState.CLOSED
    assert stage.asked == 0


def test_a_newer_version_is_a_link_until_it_is_installed_or_skipped(stage: Stage) -> None:
    assert stage.notice.choose(True).state is UpdateState.NEVER
    found = stage.look()
    assert (found.state, found.version, found.page) == (UpdateState.NEWER, "0.2.0", "https://news.test/0.2.0")
    assert found.notes == "Novità" and not found.skipped and found.looked_at == NOW
    assert stage.notice.skip().skipped
    stage.answer = feed("0.3.0", 6)
    assert not stage.look().skipped, "the next one is told again"
    assert stage.started("0.3.0").info().state is UpdateState.CURRENT
    assert stage.started("0.10.0").info().state is UpdateState.CURRENT


def test_it_looks_once_a_day_not_at_once_and_not_all_at_the_same_moment(stage: Stage) -> None:
    stage.notice.choose(True)
    assert not stage.notice.due()
    stage.clock.advance(FIRST)
    assert stage.notice.due()
    stage.look()
    stage.clock.advance(DAY)
    assert not stage.notice.due()
    stage.clock.advance(SPREAD / 2)
    assert stage.notice.due()
    stage.answer = FeedError("no network")
    stage.look()
    stage.clock.advance(3600)
    assert not stage.notice.due(), "what failed is not tried every tick"


def test_a_clock_that_went_back_does_not_stop_it_for_years(stage: Stage) -> None:
    stage.notice.choose(True)
    stage.clock.advance(9 * 365 * DAY)
    stage.look()
    back = ManualClock(NOW)
    notice = UpdateNotice(stage.store, back, CHANNEL, lambda: "it", chance=lambda: 0.0)
    back.advance(FIRST)
    assert notice.due()


@pytest.mark.parametrize(
    "bad",
    [
        feed("0.9.0", 9).replace(b"0.9.0", b"9.9.9"),
        feed("0.9.0", 9, issued=NOW - 90 * DAY),
        feed("0.9.0", 4),
        b"x" * 5_000_000,
        b"<html>Hotel</html>",
        FeedError("too slow"),
    ],
    ids=["tampered", "expired", "replayed", "oversized", "captive portal", "slow"],
)
def test_what_is_not_to_be_believed_is_could_not_check_and_nothing_else(stage: Stage, bad: bytes | FeedError) -> None:
    stage.notice.choose(True)
    assert stage.look().state is UpdateState.NEWER
    stage.answer = bad
    info = stage.look()
    assert info.state is UpdateState.UNKNOWN
    assert (info.version, info.notes, info.page, info.urgent) == ("", "", "", False)
    assert info.looked_at == info.tried_at == NOW
    stage.answer = feed("0.2.1", 6)
    assert stage.look().version == "0.2.1", "and the next good one counts again"


def test_what_was_believed_survives_a_start_and_an_older_feed_stays_refused(stage: Stage) -> None:
    stage.notice.choose(True)
    stage.answer = feed("0.4.0", 8)
    stage.look()
    again = stage.started()
    assert again.info().version == "0.4.0"
    stage.answer = feed("0.3.0", 7)
    assert asyncio.run(again.look()).state is UpdateState.UNKNOWN
