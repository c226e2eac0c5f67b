"""The tables of automations. Moments are epoch seconds, 0 where there is none; bodies are JSON."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from app.store.schema.tables import metadata

automations = Table(
    "automations",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("cause", Text, nullable=False),
    Column("mode", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("since", Float, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("facts", Text, nullable=False),
    Column("created_at", Float, nullable=False),
)
"""``state`` is on, off or paused (``cause`` says why), ``mode`` try, ask or auto. ``seen`` is the newest event that was
evaluated for it; ``facts`` are what was agreed to and counted (danger confirmed, failures in a row)."""

versions = Table(
    "automation_versions",
    metadata,
    Column("automation", String, ForeignKey("automations.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("at", Float, nullable=False),
)

observations = Table(
    "observations",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("record", String, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("cause", String, nullable=False),
    sqlite_autoincrement=True,
)
"""Differences in the local picture that have not been made into events yet: noted by the database itself, in the
transaction that changed the picture (see the migration 0030)."""

writing = Table(
    "automation_writing",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("run", String, nullable=False),
)
"""Whose write the present transaction is about, if it is one of an automation's: never more than one row."""

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("record", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("body", Text, nullable=False),
    Column("run", String, nullable=False),
    Column("depth", Integer, nullable=False),
    Index("events_at", "at"),
    Index("events_subject", "subject"),
    sqlite_autoincrement=True,
)
"""What happened, once: ``record`` is what it happened to, ``subject`` the person it is about (``customer:<mirror id>``
or ``contact:<id>``), ``run`` the automation's run that caused it (blank: others did)."""

runs = Table(
    "automation_runs",
    metadata,
    Column("id", String, primary_key=True),
    Column("automation", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("event", String, nullable=False),
    Column("record", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("mode", String, nullable=False),
    Column("state", String, nullable=False),
    Column("started_at", Float, nullable=False),
    Column("ended_at", Float, nullable=False),
    Column("due_at", Float, nullable=False),
    Column("depth", Integer, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("automation", "event"),
    Index("automation_runs_state", "state"),
    Index("automation_runs_started_at", "started_at"),
)
"""One automation and one event: at most one run, ever. ``due_at`` is when a waiting run goes on."""

steps = Table(
    "automation_steps",
    metadata,
    Column("run", String, ForeignKey("automation_runs.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("key", String, nullable=False, unique=True),
    Column("state", String, nullable=False),
    Column("input", Text, nullable=False),
    Column("output", Text, nullable=False),
    Column("operation", String, nullable=False),
    Column("at", Float, nullable=False),
)
"""The steps of a run: ``key`` does not depend on the version, ``operation`` is the write in the journal."""

passed_over = Table(
    "passed_over",
    metadata,
    Column("automation", String, ForeignKey("automations.id", ondelete="CASCADE"), primary_key=True),
    Column("event", String, primary_key=True),
    Column("subject", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("why", Text, nullable=False),
)
"""Events that did not set an automation off, and why."""

baselines = Table(
    "automation_baselines",
    metadata,
    Column("kind", String, primary_key=True),
    Column("at", Float, nullable=False),
)
"""The kinds of things of which a first picture has been taken: only what changes after it is an event."""
