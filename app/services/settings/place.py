"""Where the business is: its time zone, and the day it has there now. Zones belong to this border; a day is a day."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.clock import Clock
from app.services.api.accounts import ROME
from app.store import Store

_ACCOUNT, _CACHE = "account.highlevel", "highlevel.cache"


def zone(store: Store) -> ZoneInfo:
    """Return the HighLevel location's zone, as last read; Rome's where none is known. The computer's own does not
    matter: it may be on a journey."""
    location = store.settings.get(_CACHE, {}).get("location") or {}
    extra = store.settings.get(_ACCOUNT, {}).get("extra") or {}
    for name in (location.get("timezone"), extra.get("timezone")):
        if isinstance(name, str) and name:
            try:
                return ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                continue
    return ROME


def local(store: Store, moment: float) -> datetime:
    """Return a moment (epoch seconds) as local time of the business."""
    return datetime.fromtimestamp(moment, zone(store))


def today(store: Store, clock: Clock) -> date:
    """Return the present day where the business is."""
    return local(store, clock.now()).date()
