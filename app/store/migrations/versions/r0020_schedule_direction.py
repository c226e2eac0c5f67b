"""The payment schedule says whose money a line is about: sales, purchases and taxes share one report."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision: str | None = "0010"

_KEPT = "number, document_date, customer, vat_code, seq, due, amount_cents, method, paid, paid_on, imported_at"


def upgrade() -> None:
    """Keep every line, its direction unknown: the next import of the schedule tells it."""
    op.rename_table("schedule", "schedule_before")
    op.create_table(
        "schedule",
        sa.Column("number", sa.String(), primary_key=True),
        sa.Column("document_date", sa.String(), primary_key=True),
        sa.Column("customer", sa.String(), primary_key=True),
        sa.Column("vat_code", sa.String(), primary_key=True),
        sa.Column("direction", sa.String(), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("fiscal_code", sa.String(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("paid", sa.Boolean(), nullable=True),
        sa.Column("paid_on", sa.String(), nullable=False),
        sa.Column("imported_at", sa.Float(), nullable=False),
    )
    op.execute(
        f"INSERT INTO schedule ({_KEPT}, direction, fiscal_code, sort) "
        f"SELECT {_KEPT}, 'unknown', '', '' FROM schedule_before"
    )
    op.drop_table("schedule_before")
    for event in ("INSERT", "UPDATE", "DELETE"):  # those of before went with the table (see 0010)
        op.execute(
            f"CREATE TRIGGER schedule_{event.lower()}_counted AFTER {event} ON schedule BEGIN "
            "INSERT INTO counters (name, value) VALUES ('invoices_revision', 1) "
            "ON CONFLICT (name) DO UPDATE SET value = value + 1; "
            "END"
        )
