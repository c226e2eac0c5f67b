"""The agenda: tasks, notes, appointments and payments; and a number that grows with every change of an invoice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision: str | None = "0008"

_WATCHED = ("invoices", "instalments", "schedule")
"""A later migration that builds one of these anew must make its triggers again, for they go with the table."""


def upgrade() -> None:
    """Make the tables; what is there stays as it is."""
    _tasks()
    _notes_and_appointments()
    _payments()
    for table in _WATCHED:
        for event in ("INSERT", "UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{event.lower()}_counted AFTER {event} ON {table} BEGIN "
                "INSERT INTO counters (name, value) VALUES ('invoices_revision', 1) "
                "ON CONFLICT (name) DO UPDATE SET value = value + 1; "
                "END"
            )


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("customer", sa.Integer(), nullable=True),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("origin_key", sa.String(), nullable=True, unique=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("due_day", sa.String(), nullable=False),
        sa.Column("due_time", sa.String(), nullable=False),
        sa.Column("completed", sa.Boolean(), nullable=False),
        sa.Column("completed_at", sa.Float(), nullable=False),
        sa.Column("removed", sa.String(), nullable=False),
        sa.Column("removed_at", sa.Float(), nullable=False),
        sa.Column("assignee", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("derived", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("changed_at", sa.Float(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
    )
    op.create_index("tasks_customer", "tasks", ["customer"])
    op.create_index("tasks_reference", "tasks", ["reference"], sqlite_where=sa.text("reference <> ''"))
    op.create_index("tasks_open", "tasks", ["due_day"], sqlite_where=sa.text("completed = 0 AND removed = ''"))
    op.create_table(
        "used_origins",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("at", sa.Float(), nullable=False),
    )
    op.create_table(
        "task_links",
        sa.Column(
            "task",
            sa.Integer(),
            sa.ForeignKey("tasks.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("highlevel_id", sa.String(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
    )
    op.create_index("task_links_highlevel_id", "task_links", ["highlevel_id"], unique=True)
    op.create_table(
        "highlevel_tasks",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("wire", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=False),
    )
    op.create_index("highlevel_tasks_contact", "highlevel_tasks", ["contact"])


def _notes_and_appointments() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("wire", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Float(), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=False),
        sa.Column("gone_at", sa.Float(), nullable=False),
    )
    op.create_index("notes_contact", "notes", ["contact"])
    op.create_table(
        "note_reads",
        sa.Column("contact", sa.String(), primary_key=True),
        sa.Column("at", sa.Float(), nullable=False),
    )
    op.create_table(
        "own_notes",
        sa.Column("kind", sa.String(), primary_key=True),
        sa.Column("customer", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("wanted_at", sa.Float(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
    )
    op.create_table(
        "appointments",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("starts_at", sa.Float(), nullable=False),
        sa.Column("ends_at", sa.Float(), nullable=False),
        sa.Column("assignee", sa.String(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("recurring", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=False),
        sa.Column("moved_from", sa.Float(), nullable=False),
        sa.Column("cancelled_at", sa.Float(), nullable=False),
        sa.Column("gone_at", sa.Float(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
    )
    op.create_index("appointments_starts_at", "appointments", ["starts_at"])
    op.create_index("appointments_contact", "appointments", ["contact"])


def _payments() -> None:
    op.create_table(
        "receivables",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("customer", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("open_cents", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("since", sa.Float(), nullable=False),
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("customer", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("paid_on", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("baseline", sa.Boolean(), nullable=False),
    )
    op.create_index("payments_key", "payments", ["key"])
    op.create_index("payments_customer", "payments", ["customer"])
