"""The payment schedule, and files of the watched folder about which something was decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"


def upgrade() -> None:
    """Make both tables; what is there stays as it is."""
    op.create_table(
        "schedule",
        sa.Column("number", sa.String(), primary_key=True),
        sa.Column("document_date", sa.String(), primary_key=True),
        sa.Column("customer", sa.String(), primary_key=True),
        sa.Column("vat_code", sa.String(), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("paid", sa.Boolean(), nullable=True),
        sa.Column("paid_on", sa.String(), nullable=False),
        sa.Column("imported_at", sa.Float(), nullable=False),
    )
    op.create_table(
        "seen_files",
        sa.Column("path", sa.String(), primary_key=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.Float(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
    )
    op.create_index("seen_files_digest", "seen_files", ["digest"])
