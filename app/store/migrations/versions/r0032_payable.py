"""What of an invoice's total its customer pays, where that is less."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision: str | None = "0030"


def upgrade() -> None:
    """Null: not known; the total counts, as before."""
    op.add_column("invoices", sa.Column("payable_cents", sa.Integer(), nullable=True))
