"""Leads a database of any earlier revision to the present one, with Alembic.

The revisions are modules that are imported, not files that are looked for: so they work without an
``alembic.ini`` and inside a frozen program.
"""

from app.store.migrations.history import HISTORY, Migration
from app.store.migrations.runner import current_revision, migrate

__all__ = ["HISTORY", "Migration", "current_revision", "migrate"]
