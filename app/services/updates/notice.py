"""Looks once a day for a newer version, if the owner wants that, and remembers what was believed."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Coroutine
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from app import __version__
from app.connectors.updates.channel import CLOSED, Channel, built_in
from app.services.api.updates import UpdateInfo, UpdateState
from app.services.settings.preferences import load_settings, save_settings
from app.store.home.lease import WINDOW

if TYPE_CHECKING:
    from app.clock import Clock
    from app.store import Store

DAY = 86_400.0
FIRST = 600.0
"""Seconds after a start in which nothing is looked for: there is enough to do."""

SPREAD = 7_200.0
"""Up to so many seconds later, by chance, so that not every Ponte24 asks at nine."""

_SEEN, _NEWS, _TRIED, _LOOKED, _FAILED, _SKIPPED = (
    f"update_{name}" for name in ("seen", "news", "tried_at", "looked_at", "failed", "skipped")
)
_log = logging.getLogger(__name__)

Fetch = Callable[[Channel], Coroutine[Any, Any, bytes]]


def channel_of(program: str) -> Channel:
    """Return where a program hears of newer versions: the window of an installed Ponte24; commands never ask."""
    return built_in() if program == WINDOW else CLOSED


class UpdateNotice:
    """Implements `app.services.api.updates.UpdateService`. ``language`` gives the language of the notes, ``fetch`` asks
    for the bytes of the feed."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        channel: Channel,
        language: Callable[[], str],
        *,
        version: str = __version__,
        fetch: Fetch | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store, self._clock, self._channel = store, clock, channel
        self._language, self._version = language, version
        self._fetch = fetch
        self._started = clock.now()
        self._later = SPREAD * chance()

    def info(self) -> UpdateInfo:
        """Return what is known, without the network."""
        if not self._channel.is_open:
            return UpdateInfo(UpdateState.CLOSED)
        get = self._store.settings.get
        wanted = load_settings(self._store).check_updates
        looked, tried = float(get(_LOOKED, 0.0)), float(get(_TRIED, 0.0))
        known = UpdateInfo(UpdateState.OFF, looked_at=looked, tried_at=tried)
        if wanted != "on":
            return replace(known, state=UpdateState.ASK if wanted == "ask" else UpdateState.OFF)
        if not tried:
            return replace(known, state=UpdateState.NEVER)
        if get(_FAILED, False):
            return replace(known, state=UpdateState.UNKNOWN)
        return self._told(known)

    def _told(self, known: UpdateInfo) -> UpdateInfo:
        from app.connectors.updates.feed import version_key

        news = self._store.settings.get(_NEWS) or {}
        version = str(news.get("version", ""))
        if not version or version_key(version) <= version_key(self._version):
            return replace(known, state=UpdateState.CURRENT)
        return replace(
            known,
            state=UpdateState.NEWER,
            version=version,
            notes=str(news["notes"].get(self._language(), "")),
            page=str(news["page"]),
            urgent=bool(news["urgent"]),
            skipped=self._store.settings.get(_SKIPPED) == version,
        )

    def choose(self, on: bool) -> UpdateInfo:
        """Keep the owner's answer."""
        save_settings(self._store, replace(load_settings(self._store), check_updates="on" if on else "off"))
        return self.info()

    def skip(self) -> UpdateInfo:
        """Say no more of the newer version that is known."""
        version = self.info().version
        if version:
            self._store.settings.set(_SKIPPED, version)
        return self.info()

    def due(self) -> bool:
        """Tell whether it is time: wanted, the program has settled, and a day went by (or the clock went back)."""
        if not self._channel.is_open or load_settings(self._store).check_updates != "on":
            return False
        now, tried = self._clock.now(), float(self._store.settings.get(_TRIED, 0.0))
        return now - self._started >= FIRST and not tried - DAY <= now < tried + DAY + self._later

    async def look(self) -> UpdateInfo:
        """Ask for the public file now; only where the owner wants that at all."""
        if self.info().state in (UpdateState.CLOSED, UpdateState.ASK, UpdateState.OFF):
            return self.info()
        from app.connectors.updates.feed import FeedError, read_feed
        from app.connectors.updates.fetch import fetch

        settings = self._store.settings
        now = self._clock.now()
        try:
            body = await (self._fetch or fetch)(self._channel)
            release = read_feed(body, self._channel, now=now, seen=int(settings.get(_SEEN, 0)))
        except FeedError as refused:
            _log.info("no news of new versions: %s", refused)
            with self._store.transaction():
                settings.set(_TRIED, now)
                settings.set(_FAILED, True)
            return self.info()
        with self._store.transaction():
            settings.set(_TRIED, now)
            settings.set(_LOOKED, now)
            settings.set(_FAILED, False)
            settings.set(_SEEN, release.sequence)
            settings.set(_NEWS, asdict(release))
        return self.info()
