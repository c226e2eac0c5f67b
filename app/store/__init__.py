"""What Ponte24 remembers: one SQLite file per home."""

from app.store.activity import ActivityRow
from app.store.highlevel import CachedContact
from app.store.journal import OperationRow, RunRow
from app.store.links import LinkTakenError, StoredLink
from app.store.mirror import Customer
from app.store.plans import PLAN_STATES
from app.store.store import Store

__all__ = [
    "PLAN_STATES",
    "ActivityRow",
    "CachedContact",
    "Customer",
    "LinkTakenError",
    "OperationRow",
    "RunRow",
    "Store",
    "StoredLink",
]
