"""What Ponte24 remembers: one SQLite file per home."""

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
