"""Invoices and their instalments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    """Make the tables of the e-invoices; what is there stays as it is."""
    op.create_table(
        "invoices",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("supplier_vat", sa.String(), nullable=False),
        sa.Column("document_type", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("date", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("total_cents", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("supplier_name", sa.String(), nullable=False),
        sa.Column("customer", sa.Integer(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("name_certain", sa.Boolean(), nullable=False),
        sa.Column("refers_to", sa.Text(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("earlier", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.Float(), nullable=False),
        sa.UniqueConstraint("supplier_vat", "document_type", "number", "date"),
    )
    op.create_index("invoices_customer", "invoices", ["customer"])
    op.create_index("invoices_direction_date", "invoices", ["direction", "date"])
    op.create_table(
        "instalments",
        sa.Column("invoice", sa.Integer(), sa.ForeignKey("invoices.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("paid", sa.Boolean(), nullable=True),
        sa.Column("paid_on", sa.String(), nullable=False),
        sa.Column("paid_source", sa.String(), nullable=False),
    )
    op.create_index("instalments_due", "instalments", ["due"])
