"""Put the automations of one home together."""

from __future__ import annotations

from collections.abc import Callable

from app.clock import Clock
from app.services.automations.choices import Connect
from app.services.automations.desk import AutomationDesk, Sync
from app.services.automations.engine import Engine
from app.services.automations.local import LocalEffects
from app.services.sync.reading.snapshot import Snapshot
from app.store import Store


def desk(
    store: Store,
    clock: Clock,
    language: Callable[[], str],
    snapshot: Callable[[], Snapshot],
    calendar: Callable[[], object],
    sync: Sync,
    connect: Connect,
    *,
    off: bool,
) -> AutomationDesk:
    """Return the desk with its engine. ``calendar`` writes the calendar file, ``sync`` plans and applies,
    ``connect`` opens HighLevel; ``off`` is the safe start."""
    engine = Engine(store, clock, language, LocalEffects(store, calendar), off=off)
    return AutomationDesk(store, clock, language, snapshot, engine, sync, connect)
