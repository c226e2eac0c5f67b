"""Automations, and the differences in the local picture that may set them off: noted by the database itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision: str | None = "0021"

_WATCHED = "EXISTS (SELECT 1 FROM automations WHERE state <> 'off')"
"""While no automation is on, nothing is noted and nothing is spent."""

_CUSTOMER = (
    "json_object('contact', json({0}.contact), 'kind', {0}.kind, 'code', {0}.code, 'source', {0}.source, "
    "'missing_since', {0}.missing_since)"
)
_TASK = (
    "json_object('customer', CAST(coalesce({0}.customer, '') AS TEXT), 'contact', {0}.contact, 'kind', {0}.kind, "
    "'title', {0}.title, 'body', {0}.body, 'due', {0}.due_day, 'time', {0}.due_time, 'completed', {0}.completed, "
    "'removed', {0}.removed, 'assignee', {0}.assignee, 'reference', {0}.reference)"
)
_REMOTE = "json_object('contact', {0}.contact, 'wire', json({0}.wire))"
_NOTE = "json_object('contact', {0}.contact, 'text', {0}.text, 'added_at', {0}.added_at, 'gone_at', {0}.gone_at)"
_APPOINTMENT = (
    "json_object('contact', {0}.contact, 'calendar', {0}.calendar, 'title', {0}.title, 'status', {0}.status, "
    "'starts_at', {0}.starts_at, 'ends_at', {0}.ends_at, 'assignee', {0}.assignee, 'address', {0}.address, "
    "'gone_at', {0}.gone_at, 'revision', {0}.revision)"
)
_INVOICE = (
    "json_object('customer', CAST(coalesce({0}.customer, '') AS TEXT), 'document_type', {0}.document_type, "
    "'direction', {0}.direction)"
)
_PAYMENT = (
    "json_object('key', {0}.key, 'customer', CAST(coalesce({0}.customer, '') AS TEXT), 'kind', {0}.kind, "
    "'amount_cents', {0}.amount_cents, 'currency', {0}.currency, 'document', {0}.document, 'paid_on', {0}.paid_on, "
    "'source', {0}.source)"
)
_RUN = "json_object('state', {0}.state, 'origin', {0}.origin, 'result', json({0}.result))"
_LINK = "json_object('contact', {0}.highlevel_id, 'customer', {0}.fattura24_id)"

_SEEN = (
    # table, what it is called, its values, and when an insert, an update or a removal says something
    ("highlevel", "contact", "{0}.wire", "1", "OLD.wire <> NEW.wire", "1"),
    (
        "mirror",
        "customer",
        _CUSTOMER,
        "1",
        "OLD.contact <> NEW.contact OR OLD.missing_since <> NEW.missing_since OR OLD.kind <> NEW.kind",
        "",
    ),
    (
        "tasks",
        "book",
        _TASK,
        "1",
        "OLD.revision <> NEW.revision",
        "",
    ),
    ("highlevel_tasks", "task", _REMOTE, "1", "OLD.wire <> NEW.wire", "1"),
    ("notes", "note", _NOTE, "1", "OLD.text <> NEW.text OR OLD.gone_at <> NEW.gone_at", ""),
    ("appointments", "appointment", _APPOINTMENT, "1", "OLD.revision <> NEW.revision", ""),
    ("invoices", "invoice", _INVOICE, "1", "", ""),
    ("payments", "payment", _PAYMENT, "NEW.baseline = 0", "", ""),
    ("links", "link", _LINK, "1", "", ""),
    ("runs", "run", _RUN, "", "OLD.ended_at = 0 AND NEW.ended_at <> 0", ""),
)
"""A later migration that builds one of these anew must make its triggers again, for they go with the table."""


def upgrade() -> None:
    """There are no automations yet, so nothing of what is there is news."""
    _tables()
    for table, kind, values, inserted, changed, removed in _SEEN:
        for event, condition, old, new in (
            ("INSERT", inserted, "''", values.format("NEW")),
            ("UPDATE", changed, values.format("OLD"), values.format("NEW")),
            ("DELETE", removed, values.format("OLD"), "''"),
        ):
            if not condition:
                continue
            row = "OLD" if event == "DELETE" else "NEW"
            op.execute(
                f"CREATE TRIGGER {table}_{event.lower()}_observed AFTER {event} ON {table} "
                f"WHEN ({condition}) AND {_WATCHED} BEGIN "
                "INSERT INTO observations (kind, record, before, after, cause) "
                f"VALUES ('{kind}', CAST({row}.id AS TEXT), {old}, {new}, "
                "coalesce((SELECT run FROM automation_writing), '')); "
                "END"
            )


def _tables() -> None:
    op.create_table(
        "automations",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("since", sa.Float(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
    )
    op.create_table(
        "automation_versions",
        sa.Column("automation", sa.String(), sa.ForeignKey("automations.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
    )
    op.create_table(
        "observations",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "automation_writing",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("run", sa.String(), nullable=False),
    )
    op.create_table(
        "events",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(), nullable=False, unique=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("events_at", "events", ["at"])
    op.create_index("events_subject", "events", ["subject"])
    op.create_table(
        "automation_runs",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("automation", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started_at", sa.Float(), nullable=False),
        sa.Column("ended_at", sa.Float(), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.UniqueConstraint("automation", "event"),
    )
    op.create_index("automation_runs_state", "automation_runs", ["state"])
    op.create_index("automation_runs_started_at", "automation_runs", ["started_at"])
    op.create_table(
        "automation_steps",
        sa.Column("run", sa.String(), sa.ForeignKey("automation_runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(), nullable=False, unique=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("output", sa.Text(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
    )
    op.create_table(
        "passed_over",
        sa.Column("automation", sa.String(), sa.ForeignKey("automations.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("event", sa.String(), primary_key=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
    )
    op.create_table(
        "automation_baselines",
        sa.Column("kind", sa.String(), primary_key=True),
        sa.Column("at", sa.Float(), nullable=False),
    )
