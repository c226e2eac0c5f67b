"""The tables of the agenda. Days are ISO 8601 (YYYY-MM-DD), times HH:MM, both blank where there is none; moments are
epoch seconds, 0 where there is none; amounts are whole cents."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, text

from app.store.schema.tables import metadata

tasks = Table(
    "tasks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("customer", Integer, nullable=True),
    Column("contact", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("origin_key", String, nullable=True, unique=True),
    Column("reference", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("due_day", String, nullable=False),
    Column("due_time", String, nullable=False),
    Column("completed", Boolean, nullable=False),
    Column("completed_at", Float, nullable=False),
    Column("removed", String, nullable=False),
    Column("removed_at", Float, nullable=False),
    Column("assignee", String, nullable=False),
    Column("amount_cents", Integer, nullable=True),
    Column("currency", String, nullable=False),
    Column("derived", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("changed_at", Float, nullable=False),
    Column("revision", Integer, nullable=False),
    Index("tasks_customer", "customer"),
    Index("tasks_reference", "reference", sqlite_where=text("reference <> ''")),
    Index("tasks_open", "due_day", sqlite_where=text("completed = 0 AND removed = ''")),
)
"""The book of tasks; ``customer`` is the mirror's id, ``removed`` says who took the task away (blank: it is there)."""

used_origins = Table(
    "used_origins",
    metadata,
    Column("key", String, primary_key=True),
    Column("at", Float, nullable=False),
)
"""Origin keys that have made something: they never do again, even where what they made is gone."""

task_links = Table(
    "task_links",
    metadata,
    Column("task", Integer, ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("contact", String, nullable=False),
    Column("highlevel_id", String, nullable=False),
    Column("base", Text, nullable=False),
    Index("task_links_highlevel_id", "highlevel_id", unique=True),
)

highlevel_tasks = Table(
    "highlevel_tasks",
    metadata,
    Column("id", String, primary_key=True),
    Column("contact", String, nullable=False),
    Column("wire", Text, nullable=False),
    Column("seen_at", Float, nullable=False),
    Index("highlevel_tasks_contact", "contact"),
)
"""HighLevel's tasks as last read."""

notes = Table(
    "notes",
    metadata,
    Column("id", String, primary_key=True),
    Column("contact", String, nullable=False),
    Column("wire", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("added_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("gone_at", Float, nullable=False),
    Index("notes_contact", "contact"),
)
"""HighLevel's notes: ``wire`` as it was sent, markup and all, ``text`` without markup."""

note_reads = Table(
    "note_reads",
    metadata,
    Column("contact", String, primary_key=True),
    Column("at", Float, nullable=False),
)
"""When the notes of a contact were last read."""

own_notes = Table(
    "own_notes",
    metadata,
    Column("kind", String, primary_key=True),
    Column("customer", Integer, primary_key=True, autoincrement=False),
    Column("wanted", Text, nullable=False),
    Column("wanted_at", Float, nullable=False),
    Column("contact", String, nullable=False),
    Column("note", String, nullable=False),
    Column("base", Text, nullable=False),
    Column("answer", Text, nullable=False),
)
"""Notes that Ponte24 writes: the text wanted, and what was last sent and answered; ``note`` is HighLevel's id."""

appointments = Table(
    "appointments",
    metadata,
    Column("id", String, primary_key=True),
    Column("calendar", String, nullable=False),
    Column("contact", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("status", String, nullable=False),
    Column("starts_at", Float, nullable=False),
    Column("ends_at", Float, nullable=False),
    Column("assignee", String, nullable=False),
    Column("address", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("recurring", Boolean, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("moved_from", Float, nullable=False),
    Column("cancelled_at", Float, nullable=False),
    Column("gone_at", Float, nullable=False),
    Column("revision", Integer, nullable=False),
    Index("appointments_starts_at", "starts_at"),
    Index("appointments_contact", "contact"),
)
"""HighLevel's appointments of the span that was read; ``moved_from`` is where it stood before it was moved last."""

receivables = Table(
    "receivables",
    metadata,
    Column("key", String, primary_key=True),
    Column("customer", Integer, nullable=True),
    Column("state", String, nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("open_cents", Integer, nullable=False),
    Column("paid_on", String, nullable=False),
    Column("source", String, nullable=False),
    Column("since", Float, nullable=False),
    Column("part_paid_cents", Integer, nullable=False, server_default=text("0")),
)
"""Each instalment as it stood at the last look, so that a difference can be told."""

payments = Table(
    "payments",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("key", String, nullable=False),
    Column("customer", Integer, nullable=True),
    Column("kind", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("currency", String, nullable=False),
    Column("document", String, nullable=False),
    Column("paid_on", String, nullable=False),
    Column("source", String, nullable=False),
    Column("baseline", Boolean, nullable=False),
    Index("payments_key", "key"),
    Index("payments_customer", "customer"),
)
"""What changed in the payment of an instalment: paid, unpaid, partial; ``baseline`` where it was so at first sight."""
