"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None


def upgrade() -> None:
    """Make all tables of the first version."""
    op.create_table(
        "counters",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("value", sa.Integer(), nullable=False),
    )
    op.create_table(
        "highlevel",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("updated_at", sa.Float(), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=False),
        sa.Column("wire", sa.Text(), nullable=False),
    )
    op.create_table(
        "mirror",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("api_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=False),
        sa.Column("exported_at", sa.Float(), nullable=False),
        sa.Column("name_certain", sa.Boolean(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
    )
    op.create_index("mirror_api_id", "mirror", ["api_id"])
    op.create_index("mirror_code", "mirror", ["code"])
    op.create_table(
        "links",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("highlevel_id", sa.String(), nullable=False),
        sa.Column("fattura24_id", sa.String(), nullable=False),
        sa.Column("base_highlevel", sa.Text(), nullable=False),
        sa.Column("base_fattura24", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
    )
    op.create_index(
        "links_fattura24_id", "links", ["fattura24_id"], unique=True, sqlite_where=sa.text("fattura24_id <> ''")
    )
    op.create_index(
        "links_highlevel_id", "links", ["highlevel_id"], unique=True, sqlite_where=sa.text("highlevel_id <> ''")
    )
    op.create_table(
        "plans",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
    )
    op.create_table(
        "plan_actions",
        sa.Column("plan", sa.Integer(), sa.ForeignKey("plans.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("action_id", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.UniqueConstraint("plan", "action_id"),
    )
    op.create_table(
        "runs",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("started_at", sa.Float(), nullable=False),
        sa.Column("ended_at", sa.Float(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("undoes", sa.String(), nullable=False),
        sa.Column("applied", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("stale", sa.Integer(), nullable=False),
        sa.Column("deferred", sa.Integer(), nullable=False),
        sa.Column("calls_highlevel", sa.Integer(), nullable=False),
        sa.Column("calls_fattura24", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
    )
    op.create_index("runs_plan", "runs", ["plan"])
    op.create_table(
        "operations",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
    )
    op.create_index("operations_run", "operations", ["run"])
    op.create_index("operations_unfinished", "operations", ["number"], sqlite_where=sa.text("state = 'sent'"))
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
    )
    op.create_index("calls_service_at", "calls", ["service", "at"])
    op.create_table(
        "settings",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "decisions",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
    )
    op.create_index("activity_at", "activity", ["at"])
