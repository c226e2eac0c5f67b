"""The names of an export's columns are kept once, and no more in each row."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision: str | None = "0033"


def upgrade() -> None:
    """What is kept already stays as it stands; a row is written in the new form when an export shows it again."""
    op.create_table(
        "raw_names",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
