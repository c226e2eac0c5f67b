"""What the planner is given: the owner's choices, past decisions and the state of both sides."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.sync.contacts.mapping import Mapping as FieldMapping
from app.sync.plan.model import Action, FieldChange, Link, Record, Side


@dataclass(frozen=True, slots=True)
class Policy:
    """The owner's settings as far as planning is concerned; see `app.services.api.settings.Settings`."""

    create_in_fattura24: str = "all"
    create_tag: str = "cliente"
    create_in_highlevel: str = "all"
    read_only: frozenset[Side] = frozenset()


APART = "apart"
"""A person has parted two records, and means it."""

ASK = "ask"
"""What is kept about a record that a person's answer has parted from its counterpart: it is asked about, never made
anew by itself."""

WANTED = "wanted"
"""What is kept about a record that an automation wants on the other side, whatever the settings say of others. All
questions about it stay questions."""


_HELD = "held|"


class Decisions:
    """What people decided earlier, by key. A decision on values holds only while the values stay the same."""

    def __init__(self, stored: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._stored = dict(stored or {})

    def about(self, key: str, digest: str = "") -> str:
        """Return the choice stored under a key, or blank if there is none or it was about other values."""
        found = self._stored.get(key)
        if not found or (digest and found.get("digest") != digest):
            return ""
        return found.get("choice", "")

    def any_held(self) -> bool:
        """Tell whether anything at all was left out of a plan."""
        return any(key.startswith(_HELD) for key in self._stored)

    def apart(self, highlevel_id: str, fattura24_id: str) -> bool:
        """Tell whether two records were declared to be different."""
        return pair_key(highlevel_id, fattura24_id) in self._stored

    def differing(self, other: Decisions) -> set[str]:
        """Return the keys under which this and another state of the decisions say different things."""
        mine, theirs = self._stored, other._stored
        if mine == theirs:
            return set()
        return {key for key in mine.keys() | theirs.keys() if mine.get(key) != theirs.get(key)}


def conflict_key(link_id: str, unit: str) -> str:
    """Return the key of a decision about a conflict."""
    return f"conflict|{link_id}|{unit}"


def record_key(side: Side, record_id: str) -> str:
    """Return the key of a decision about a record that has no counterpart."""
    return f"alone|{side.value}|{record_id}"


def pair_key(highlevel_id: str, fattura24_id: str) -> str:
    """Return the key of the decision that two records are not the same."""
    return f"apart|{highlevel_id}|{fattura24_id}"


def gone_key(link_id: str) -> str:
    """Return the key of a decision about a link of which one record is gone."""
    return f"gone|{link_id}"


def note_key(subject: str, name: str) -> str:
    """Return the key under which it is remembered that a note was seen."""
    return f"note|{subject}|{name}"


NOTE_NAMES = {"unconfirmed_create": "unconfirmed"}
"""Remarks that are remembered by another name than their reason's."""


def unmarked_key(link_id: str) -> str:
    """Return the key under which it is kept that an undo took Fattura24's key off the contact of a link."""
    return conflict_key(link_id, "fattura24_id")


def held_key(kind: str, side: Side, subject: str) -> str:
    """Return the key under which it is kept that an action was left out of a plan; planning itself heeds it not."""
    return f"{_HELD}{kind}|{side.value}|{subject}"


def subjects_of(key: str) -> tuple[str, ...] | None:
    """Return the ids of the records and links that a decision bears upon; None where its key does not tell.

    An id stands for whatever has it: a contact, a customer or a link.
    """
    kind, _, rest = key.partition("|")
    parts = rest.split("|")
    if kind in ("held", "task", "ownnote"):
        return ()
    if (kind, len(parts)) in (("conflict", 2), ("note", 2)):
        return (parts[0],)
    if (kind, len(parts)) == ("alone", 2):
        return (parts[1],)
    if (kind, len(parts)) in (("apart", 2), ("gone", 1)):
        return tuple(parts)
    return None


def conflict_digest(values: Sequence[tuple[str, str, str]], link: Link | None) -> str:
    """Return a digest of what a decision about a conflict rests on: for each field HighLevel's value, Fattura24's and
    the base. Spellings that are equal to a person make no difference: they do not have the same thing asked again."""
    from app.records.compare import comparable

    base_h, base_g = (link.base_highlevel, link.base_fattura24) if link else ({}, {})
    return values_digest(
        [
            (name, *(comparable(name, v) for v in (h, g, base_h.get(name, ""), base_g.get(name, ""))))
            for name, h, g in values
        ]
    )


def changes_digest(changes: Iterable[FieldChange]) -> str:
    """Return a digest of what a remark says or an action would write. Spellings that are equal to a person make no
    difference: a remark that was seen does not come back because an export has a name in other letters."""
    from app.records.compare import comparable

    return values_digest([(c.name, *(comparable(c.name, v) for v in (c.before, c.after))) for c in changes])


def values_digest(values: Sequence[tuple[str, ...]]) -> str:
    """Return a short digest of the values that a decision is about."""
    return hashlib.sha256(repr(sorted(values)).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class SideState:
    """One side's records; ``complete`` says that absence proves absence, ``before`` how many it held last time."""

    records: Collection[Record]
    complete: bool = True
    before: int = 0


UpdateBlocker = Callable[[Record, Mapping[str, str]], str]
"""Says why Fattura24 cannot be given these values for a customer (a key under ``reasons``), or blank."""


@dataclass(frozen=True, slots=True)
class PlanInput:
    """Everything a plan is made of. ``now`` is epoch seconds; ``missing_fields`` are custom fields HighLevel lacks;
    ``calls_made`` the times of Fattura24 calls of the last day, ascending; ``synced_before`` is False on the first run;
    ``last_mapping`` the mapping digest of the last applied run; ``bystanders`` are Fattura24 records that take no part
    (mere suppliers), known so that nobody is created there a second time; ``handed`` the links whose write the owner
    loads into Fattura24 as a file (``handed``), or has not loaded as it seems (``missing``); ``beside`` are actions on
    what belongs to the records (tasks, notes), which the same plan carries,
    ``tasks_linked`` how many tasks both sides have."""

    highlevel: SideState
    fattura24: SideState
    links: Collection[Link]
    mapping: FieldMapping
    now: float
    policy: Policy = Policy()
    decisions: Decisions = field(default_factory=Decisions)
    missing_fields: Sequence[str] = ()
    calls_made: Sequence[float] = ()
    synced_before: bool = True
    last_mapping: str = ""
    mirror_seen_at: float = 0.0
    bystanders: Collection[Record] = ()
    handed: Mapping[str, str] = field(default_factory=dict)
    beside: Sequence[Action] = ()
    tasks_linked: int = 0
    update_blocker: UpdateBlocker = lambda _record, _values: ""
