"""What Ponte24 remembers: one SQLite file per home."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.store.activity import ActivityRow
    from app.store.highlevel import CachedContact
    from app.store.journal import OperationRow, RunRow
    from app.store.links import LinkTakenError, StoredLink
    from app.store.mirror import Customer
    from app.store.plans import PLAN_STATES
    from app.store.store import Store
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
    "CachedContact": "highlevel",
    "Customer": "mirror",
    "LinkTakenError": "links",
    "Mark": "webhooks",
    "OperationRow": "journal",
    "PLAN_STATES": "plans",
    "RunRow": "journal",
    "Store": "store",
    "StoredLink": "links",
}
"""The module of each name: whoever asks for one topic need not import the others."""


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(name)
    return getattr(import_module(f"app.store.{_PLACES[name]}"), name)
