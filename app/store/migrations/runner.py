"""Runs revisions through Alembic within the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script.revision import Revision, RevisionMap
from sqlalchemy import Connection

from app.store.migrations.history import HISTORY, Migration


class _Step(Revision):
    def __init__(self, module: Migration) -> None:
        super().__init__(module.revision, module.down_revision)
        self.module = module
        self.doc = (getattr(module, "__doc__", "") or "").strip()


def current_revision(connection: Connection) -> str | None:
    """Return the revision of a database, or None if it has none.

    Raises alembic.util.CommandError when it claims several.
    """
    return MigrationContext.configure(connection).get_current_revision()


def migrate(connection: Connection, history: Sequence[Migration] = HISTORY) -> None:
    """Run what is missing of ``history``, on a connection with a write transaction and foreign keys off.

    SQLite takes back changes of tables, too: when a step fails, the caller's rollback leaves the file as it
    was.
    Raises KeyError if the database's revision is not in ``history``, ValueError if that is no single line.
    """
    steps = [_Step(module) for module in history]
    revisions: Any = RevisionMap(lambda: steps)
    if len(revisions.heads) != 1:  # asking also resolves how the revisions follow each other
        raise ValueError("the history branches")

    def missing(heads: tuple[str, ...], _context: Any) -> Iterable[RevisionStep]:
        done = 0
        if heads:
            done = next((i for i, step in enumerate(steps, 1) if step.revision == heads[0]), 0)
            if not done:
                raise KeyError(heads[0])
        return [RevisionStep(revisions, step, True) for step in steps[done:]]  # type: ignore[arg-type]

    context = MigrationContext.configure(connection, opts={"fn": missing, "transactional_ddl": True})
    with Operations.context(context):
        context.run_migrations()
