"""A mark of each plan's last change, by which a program knows whether it still has the plan as it is stored."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"


def upgrade() -> None:
    """A blank is the mark of what was stored before: the next change of such a plan replaces it."""
    op.add_column("plans", sa.Column("revision", sa.String(), nullable=False, server_default=sa.text("''")))
