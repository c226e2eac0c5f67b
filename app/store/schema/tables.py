"""The tables as the present program uses them; ``migrations/`` leads an older file here."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from app.errors import StorageError
from app.wellformed import wellformed_value

metadata = MetaData()

counters = Table(
    "counters",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Integer, nullable=False),
)
"""The highest number given out; kept apart from the rows so that no number is ever given out twice."""

highlevel = Table(
    "highlevel",
    metadata,
    Column("id", String, primary_key=True),
    Column("updated_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("wire", Text, nullable=False),
)

highlevel_records = Table(
    "highlevel_records",
    metadata,
    Column("id", String, primary_key=True),
    Column("rules", Integer, nullable=False),
    Column("record", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What contacts of `highlevel` mean by the rules of this number; triggers drop it when the contact is written."""

mirror = Table(
    "mirror",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("code", String, nullable=False),
    Column("api_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("source", String, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("exported_at", Float, nullable=False),
    Column("name_certain", Boolean, nullable=False),
    Column("contact", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("provenance", Text, nullable=False, server_default=text("'[]'")),
    Column("missing_since", Float, nullable=False, server_default=text("0")),
    Index("mirror_code", "code"),
    Index("mirror_api_id", "api_id"),
)

raw_names = Table(
    "raw_names",
    metadata,
    Column("key", String, primary_key=True),
    Column("names", Text, nullable=False),
)
"""Names of the columns of exports: one set for all rows of `mirror` that have the same cells filled."""

invoices = Table(
    "invoices",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("supplier_vat", String, nullable=False),
    Column("document_type", String, nullable=False),
    Column("number", String, nullable=False),
    Column("date", String, nullable=False),
    Column("currency", String, nullable=False),
    Column("total_cents", Integer, nullable=False),
    Column("payable_cents", Integer, nullable=True),
    Column("direction", String, nullable=False),
    Column("supplier_name", String, nullable=False),
    Column("customer", Integer, nullable=True),
    Column("contact", Text, nullable=False),
    Column("name_certain", Boolean, nullable=False),
    Column("refers_to", Text, nullable=False),
    Column("file", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("earlier", Text, nullable=False),
    Column("imported_at", Float, nullable=False),
    UniqueConstraint("supplier_vat", "document_type", "number", "date"),
    Index("invoices_customer", "customer"),
    Index("invoices_direction_date", "direction", "date"),
)
"""Dates are ISO 8601 (YYYY-MM-DD), amounts whole cents; ``customer`` is the mirror's id, null where there is
none; ``earlier`` are the digests of the copies that were replaced."""

instalments = Table(
    "instalments",
    metadata,
    Column("invoice", Integer, ForeignKey("invoices.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("due", String, nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("method", String, nullable=False),
    Column("paid", Boolean, nullable=True),
    Column("paid_on", String, nullable=False),
    Column("paid_source", String, nullable=False),
    Column("part_paid_cents", Integer, nullable=False, server_default=text("0")),
    Index("instalments_due", "due"),
)
"""A blank ``due`` or ``paid_on`` is a date that is not known; ``paid`` is null until a source says yes or no."""

links = Table(
    "links",
    metadata,
    Column("id", String, primary_key=True),
    Column("highlevel_id", String, nullable=False),
    Column("fattura24_id", String, nullable=False),
    Column("base_highlevel", Text, nullable=False),
    Column("base_fattura24", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    # a blank id is one that is not known yet; of these there may be many
    Index("links_highlevel_id", "highlevel_id", unique=True, sqlite_where=text("highlevel_id <> ''")),
    Index("links_fattura24_id", "fattura24_id", unique=True, sqlite_where=text("fattura24_id <> ''")),
)

plans = Table(
    "plans",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String, nullable=False, unique=True),
    Column("created_at", Float, nullable=False),
    Column("state", String, nullable=False),
    Column("header", Text, nullable=False),
    Column("revision", String, nullable=False, server_default=text("''")),
    Column("lines", Text, nullable=False, server_default=text("'{}'")),
)
"""``revision`` is another one after each change of the plan, of its actions or of its state; none ever comes back.
``lines`` are its actions in order: numbers of `plan_bodies`, and what differs from plan to plan."""

plan_bodies = Table(
    "plan_bodies",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)
"""Actions without their place in a plan: one that stands open has one body, in however many plans it comes."""

runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String, nullable=False, unique=True),
    Column("plan", String, nullable=False),
    Column("started_at", Float, nullable=False),
    Column("ended_at", Float, nullable=False),
    Column("state", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("undoes", String, nullable=False),
    Column("applied", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("stale", Integer, nullable=False),
    Column("deferred", Integer, nullable=False),
    Column("calls_highlevel", Integer, nullable=False),
    Column("calls_fattura24", Integer, nullable=False),
    Column("result", Text, nullable=False),
    Index("runs_plan", "plan"),
)

operations = Table(
    "operations",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String, nullable=False, unique=True),
    # no foreign key: an intent must be recorded whatever else is missing
    Column("run", String, nullable=False),
    Column("plan", String, nullable=False),
    Column("state", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("body", Text, nullable=False),
    Index("operations_run", "run"),
    Index("operations_unfinished", "number", sqlite_where=text("state = 'sent'")),
)

calls = Table(
    "calls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("service", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("told", Boolean, nullable=False, server_default=text("0")),
    Index("calls_service_at", "service", "at"),
)

document_requests = Table(
    "document_requests",
    metadata,
    Column("number_", Integer, primary_key=True, autoincrement=False),
    Column("id", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("title", String, nullable=False),
    Column("xml", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("state", String, nullable=False),
    Column("doc_id", String, nullable=False),
    Column("number", String, nullable=False),
    Column("doc_type", String, nullable=False),
    Column("details", String, nullable=False),
    Column("updated_at", Float, nullable=False),
    Index("document_requests_name", "name"),
    Index("document_requests_digest", "digest"),
)

settings = Table(
    "settings",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)

activity = Table(
    "activity",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("level", String, nullable=False),
    Column("key", String, nullable=False),
    Column("params", Text, nullable=False),
    Column("run", String, nullable=False),
    Index("activity_at", "at"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String, primary_key=True),
    Column("at", Float, nullable=False),
    Index("deliveries_at", "at"),
)
"""The webhooks that were taken, so that none counts twice."""

marks = Table(
    "marks",
    metadata,
    Column("record", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("contact", String, nullable=False),
    Column("why", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("marked_at", Float, nullable=False),
)
"""What webhooks say must be read again."""

schedule = Table(
    "schedule",
    metadata,
    Column("number", String, primary_key=True),
    Column("document_date", String, primary_key=True),
    Column("customer", String, primary_key=True),
    Column("vat_code", String, primary_key=True),
    Column("direction", String, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("fiscal_code", String, nullable=False),
    Column("sort", String, nullable=False),
    Column("due", String, nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("method", String, nullable=False),
    Column("paid", Boolean, nullable=True),
    Column("paid_on", String, nullable=False),
    Column("imported_at", Float, nullable=False),
    Column("part_paid_cents", Integer, nullable=False, server_default=text("0")),
    Column("source", String, nullable=False, server_default=text("'schedule'")),
)
"""What the payment schedule states of each document; dates ISO 8601 or blank, amounts whole cents.

``direction`` is issued (a sale), received (a purchase), other (a tax), unknown, or doubtful where the line contradicts
itself; ``sort`` is what kind of document it names (see `app.connectors.exports`), blank where it does not say.
``source`` is ``document`` where an own document brought the line and no schedule has named it yet."""

handovers = Table(
    "handovers",
    metadata,
    Column("id", String, primary_key=True),
    Column("batch", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("highlevel_id", String, nullable=False),
    Column("customer", String, nullable=False),
    Column("link", String, nullable=False),
    Column("title", String, nullable=False),
    Column("contact", Text, nullable=False),
    Column("goal", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("asked_at", Float, nullable=False),
    Column("settled_at", Float, nullable=False),
    Index("handovers_state", "state"),
    Index("handovers_highlevel_id", "highlevel_id"),
    Index("handovers_customer", "customer"),
)
"""Writes that the owner loads into Fattura24 as a file; while one is open, the API must not send it."""

changes = Table(
    "changes",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("record", String, nullable=False),
    UniqueConstraint("kind", "record"),
    sqlite_autoincrement=True,
)
"""The last change of each contact, customer and link, numbered in their order; written by triggers only."""

seen_files = Table(
    "seen_files",
    metadata,
    Column("path", String, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("changed_at", Float, nullable=False),
    Column("digest", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("at", Float, nullable=False),
    Index("seen_files_digest", "digest"),
)


_scan: Callable[[str, int], tuple[Any, int]] = vars(json.JSONDecoder())["scan_once"]
"""What reads JSON without looking for blanks around it: asked for some 300,000 values at a stroke."""
_compact = json.JSONEncoder(separators=(",", ":")).encode


def dump(value: Any) -> str:
    """Return compact JSON in ASCII."""
    return _compact(value)


HALF_LETTER = "\\ud"
"""How JSON begins half a letter, alone or of a pair."""


def load(value: str) -> Any:
    """Return what `dump` was given (tuples as lists), its texts well formed: older versions kept half letters.

    Raises StorageError (database_damaged) for what `dump` has not made."""
    try:
        try:
            found, end = _scan(value, 0)
        except StopIteration:
            end = -1
        if end != len(value):  # nothing that `dump` makes: json says what it is
            found = json.loads(value)
    except (ValueError, TypeError) as error:
        raise StorageError("database_damaged", details="a value is no JSON", path="ponte24.sqlite3") from error
    return wellformed_value(found) if HALF_LETTER in value else found
