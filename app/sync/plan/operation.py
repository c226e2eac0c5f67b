"""One write as the journal keeps it: what it does to which record, and how far it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.errors import RequestRefused
from app.sync.plan.model import RecordType, Side


class Verb(StrEnum):
    """What one operation does to one record of one side."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    MARK = "mark"
    """Write Fattura24's key into HighLevel's contact right after the customer was created."""
    LINK = "link"
    UNLINK = "unlink"


class OperationState(StrEnum):
    """How far an operation came. ``sent`` without an outcome means unknown after a crash; ``retry`` that it turned
    out to have had no effect (or that repeating it is safe); ``unconfirmed`` that nobody can know."""

    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    STALE = "stale"
    UNCONFIRMED = "unconfirmed"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Operation:
    """One write as the journal keeps it.

    ``target_id`` is the record written (blank for a create), ``source_id`` the record of the other side. ``before``
    and ``goal`` hold the fields written, ``after`` the whole record as answered; the undo is made of them.
    ``result_id`` is the id that a create gave. ``actions`` are the plan's actions it carries out. ``at`` is epoch
    seconds. ``record`` names the kind of record, which knows how to send it, settle it and take it back. ``steps`` are
    the steps of automations' runs that it carries out.
    """

    id: str
    run: str
    plan: str
    actions: tuple[str, ...]
    side: Side
    verb: Verb
    title: str
    target_id: str = ""
    source_id: str = ""
    link: str = ""
    before: Mapping[str, str] = field(default_factory=dict)
    goal: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)
    result_id: str = ""
    state: OperationState = OperationState.SENT
    detail: str = ""
    at: float = 0.0
    record: RecordType = RecordType.CONTACT
    steps: tuple[str, ...] = ()


class Stale(RequestRefused):
    """The record is no longer what the preview showed.

    Codes: changed_since_preview, gone_since_preview, appeared_since_preview, side_read_only, handed_over,
    needs_its_contact, slot_gone_since_preview, made_elsewhere_since_preview.
    """

    code = "changed_since_preview"
