"""Where the mirror's values come from, since when a customer is missing, and what was handed over as a file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"


def upgrade() -> None:
    """What is there keeps its one source and moment: they go for every value of a customer without a list of its own.

    A customer that was updated by us still counts as exported, at the moment of the write; from the next write on both
    are told apart.
    """
    op.add_column("mirror", sa.Column("provenance", sa.Text(), nullable=False, server_default=sa.text("'[]'")))
    op.add_column("mirror", sa.Column("missing_since", sa.Float(), nullable=False, server_default=sa.text("0")))
    op.create_table(
        "handovers",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("highlevel_id", sa.String(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("asked_at", sa.Float(), nullable=False),
        sa.Column("settled_at", sa.Float(), nullable=False),
    )
    op.create_index("handovers_state", "handovers", ["state"])
    op.create_index("handovers_highlevel_id", "handovers", ["highlevel_id"])
    op.create_index("handovers_customer", "handovers", ["customer"])
