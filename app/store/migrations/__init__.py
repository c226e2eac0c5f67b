"""Leads a database of any earlier revision to the present one, with Alembic.

The revisions are modules that are imported, not files that are looked for: so they work without an ``alembic.ini`` and
inside a frozen program. A database that is at the newest one needs none of them: `newest` tells by their names.
"""

from __future__ import annotations

from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from app.store.migrations import versions

if TYPE_CHECKING:
    from app.store.migrations.history import HISTORY, Migration
    from app.store.migrations.runner import current_revision, migrate

__all__ = ["HISTORY", "Migration", "current_revision", "migrate", "newest"]


def newest() -> str:
    """Return the newest revision, without importing any of them."""
    return max(found.name for found in iter_modules(versions.__path__))[1:5]


def __getattr__(name: str) -> Any:
    if name in ("HISTORY", "Migration"):
        from app.store.migrations import history

        return getattr(history, name)
    if name in ("current_revision", "migrate"):
        from app.store.migrations import runner

        return getattr(runner, name)
    raise AttributeError(name)
