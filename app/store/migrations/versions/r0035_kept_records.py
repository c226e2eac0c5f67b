"""What HighLevel's contacts mean by the present rules is kept beside them, and goes as soon as one is written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision: str | None = "0034"


def upgrade() -> None:
    """Nothing is kept at first: the next plan fills it.

    The triggers see to it that nothing outlives the contact that it was made of, whoever writes that.
    """
    op.create_table(
        "highlevel_records",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):  # an id never changes
        op.execute(
            f"CREATE TRIGGER highlevel_{event.lower()}_unkept AFTER {event} ON highlevel BEGIN "
            f"DELETE FROM highlevel_records WHERE id = {row}.id; "
            "END"
        )
