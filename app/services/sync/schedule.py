"""When the next scheduled sync is due: after the owner's interval, and soon again where only the network was away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.errors import ServiceUnavailable
from app.services.api.accounts import AccountInfo, AccountState
from app.services.settings.preferences import PAUSED, load_settings

if TYPE_CHECKING:
    from app.clock import Clock
    from app.store import Store
    from app.sync.plan.model import Side

RETRY_MINUTES = (1, 2, 5, 15)
"""Between two attempts while a service cannot be reached; the last one goes on, and the interval is never exceeded."""

_LAST, _FAILED = "last_sync_at", "sync_failures"


def next_run_at(store: Store, now: float) -> float:
    """Return when the next scheduled sync is due, computed from what is stored (epoch seconds, 0: never)."""
    interval = load_settings(store).interval_minutes
    if interval <= 0 or not store.settings.get("synced_before", False):
        return 0.0  # never by itself before a person has confirmed the first run
    last = float(store.settings.get(_LAST, 0.0))
    paused = float(store.settings.get(PAUSED, 0.0))
    failed = store.settings.get(_FAILED) or {}
    if not failed and (at := _soon(store, last)):
        return max(at, paused)
    if failed:
        step = RETRY_MINUTES[min(int(failed["count"]), len(RETRY_MINUTES)) - 1]
        return max(float(failed["at"]) + min(step, interval) * 60, paused)
    return max(last + interval * 60, paused, now if not last else 0.0)


SOON = 15.0
"""Seconds between two syncs that webhooks or automations ask for, at least."""
SYNC = "automations.sync_wanted"
"""Setting: whether an automation wants a sync soon."""


def pressing(store: Store) -> bool:
    """Tell whether a webhook has told of something since the last sync while automations are on."""
    newest = store.webhooks.newest()
    return newest > float(store.settings.get(_LAST, 0.0)) and store.automations.any_watching()


def _soon(store: Store, last: float) -> float:
    """Return when what webhooks told or an automation wants is to be looked at (0: nothing)."""
    if pressing(store):
        return max(last + SOON, store.webhooks.newest())
    return last + SOON if store.settings.get(SYNC, False) else 0.0


def due(store: Store, accounts: Mapping[Side, AccountInfo], now: float) -> bool:
    """Tell whether a scheduled sync is due now: both accounts usable, not paused, the interval over."""
    unusable = (AccountState.MISSING, AccountState.LOCKED)
    if any(account.state in unusable for account in accounts.values()):
        return False
    return 0 < next_run_at(store, now) <= now and bool(store.settings.get("synced_before", False))


def pause(store: Store, now: float, until: float) -> None:
    """Pause scheduled syncs until a moment (epoch seconds; 0 resumes)."""
    store.settings.set(PAUSED, until)
    store.activity.add(now, "info", "paused" if until else "resumed", {})


@contextmanager
def attempt(store: Store, clock: Clock) -> Iterator[None]:
    """Remember how an attempt to sync ended: one that failed for the network does not use up the interval."""
    try:
        yield
    except ServiceUnavailable:
        failed = store.settings.get(_FAILED) or {"count": 0}
        store.settings.set(_FAILED, {"count": int(failed["count"]) + 1, "at": clock.now()})
        raise
    except BaseException:
        _over(store, clock)
        raise
    else:
        _over(store, clock)


def _over(store: Store, clock: Clock) -> None:
    store.settings.remove(_FAILED)
    store.settings.set(_LAST, clock.now())
