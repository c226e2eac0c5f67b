"""Instalments of which a part was paid, and lines of the schedule that an own document brought."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision: str | None = "0020"


def upgrade() -> None:
    """Nothing was known of parts until now, and every line came from a schedule."""
    for table in ("instalments", "schedule", "receivables"):
        op.add_column(table, sa.Column("part_paid_cents", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("schedule", sa.Column("source", sa.String(), nullable=False, server_default="schedule"))
