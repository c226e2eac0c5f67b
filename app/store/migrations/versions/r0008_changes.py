"""Which contacts, customers and links changed after which: noted by the database itself, whoever writes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"

_WATCHED = ("highlevel", "mirror", "links")
"""A later migration that builds one of these anew must make its triggers again, for they go with the table."""


def upgrade() -> None:
    """Nothing that is there counts as changed: whoever asks for changes has read everything before."""
    op.create_table(
        "changes",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.UniqueConstraint("kind", "record"),
        sqlite_autoincrement=True,
    )
    for table in _WATCHED:
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            # not INSERT OR REPLACE: what the statement outside says about conflicts would count in here, too
            op.execute(
                f"CREATE TRIGGER {table}_{event.lower()}_noted AFTER {event} ON {table} BEGIN "
                f"DELETE FROM changes WHERE kind = '{table}' AND record = CAST({row}.id AS TEXT); "
                f"INSERT INTO changes (kind, record) VALUES ('{table}', CAST({row}.id AS TEXT)); "
                "END"
            )
