"""What Ponte24 remembers: one SQLite file per home."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.store.activity import ActivityRow
    from app.store.mirrored.highlevel import CachedContact
    from app.store.mirrored.mirror import Customer
    from app.store.store import Store
    from app.store.sync.journal import OperationRow, RunRow
    from app.store.sync.links import LinkTakenError, StoredLink
    from app.store.sync.plans import PLAN_STATES
    from app.store.webhooks import Mark

__all__ = [
    "PLAN_STATES",
    "ActivityRow",
    "CachedContact",
    "Customer",
    "LinkTakenError",
    "Mark",
    "OperationRow",
    "RunRow",
    "Store",
    "StoredLink",
]

_PLACES = {
    "ActivityRow": "activity",
    "CachedContact": "mirrored.highlevel",
    "Customer": "mirrored.mirror",
    "LinkTakenError": "sync.links",
    "Mark": "webhooks",
    "OperationRow": "sync.journal",
    "PLAN_STATES": "sync.plans",
    "RunRow": "sync.journal",
    "Store": "store",
    "StoredLink": "sync.links",
}
"""The module of each name: whoever asks for one topic need not import the others."""


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(name)
    return getattr(import_module(f"app.store.{_PLACES[name]}"), name)
