"""The parts that an action of a plan is made of: sides, kinds, choices, reasons, changed fields and candidates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.quick_records import quickly_made


class Side(StrEnum):
    """The two services that are kept in step."""

    HIGHLEVEL = "highlevel"
    FATTURA24 = "fattura24"

    @property
    def other(self) -> Side:
        """The opposite side."""
        return Side.FATTURA24 if self is Side.HIGHLEVEL else Side.HIGHLEVEL


class Kind(StrEnum):
    """What an action does. A conflict does nothing until a person has decided it."""

    CREATE = "create"
    UPDATE = "update"
    LINK = "link"
    UNLINK = "unlink"
    DELETE = "delete"
    CONFLICT = "conflict"


class RecordType(StrEnum):
    """What kind of thing an action is about."""

    CONTACT = "contact"
    TASK = "task"
    NOTE = "note"
    APPOINTMENT = "appointment"
    DOCUMENT = "document"
    CUSTOM_FIELD = "custom_field"
    TAG = "tag"
    """Labels of a contact, put on or taken off one by one."""
    CALL = "call"
    """An operation of the catalogue without a kind of its own: sent once."""


class Choice(StrEnum):
    """What a person can decide about an action. ``link:<id>`` (see `LINK_PREFIX`) joins two records, also one that is
    linked already: it takes the other's place."""

    HIGHLEVEL = "highlevel"
    FATTURA24 = "fattura24"
    SKIP = "skip"
    NEW = "new"
    KEEP = "keep"
    """It is none of those named, and stays on its own side only: the same firm's other branch."""
    SEEN = "seen"
    """A remark has been read; it is not made again while its values stay the same."""


LINK_PREFIX = "link:"

LEFT_ALONE = frozenset({Choice.SKIP.value, Choice.KEEP.value})
"""Decisions after which nothing is done."""


WHO, USER = "who", "user:"
"""Parameters of a reason: whom a task or note is about, and by ``user:`` and an id how that user is called."""

CUT = "cut_to_fit"
"""Why a value is not its counterpart's: Fattura24 keeps only the beginning."""


@quickly_made
@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a text key under ``reasons`` and its parameters, so that it can be said in any language."""

    key: str
    params: Mapping[str, str] = field(default_factory=dict)


BY_HAND = Reason("by_hand")
"""A person has joined or parted two records, outside of any plan."""


@quickly_made
@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an action. In a conflict ``before`` is HighLevel's value and ``after`` is Fattura24's; ``why`` is a
    key under ``reasons`` where fields of one action have reasons of their own. ``beside`` is what stands in one cell
    of Fattura24 behind the first value: it stays there, whatever becomes of the first."""

    name: str
    before: str
    after: str
    why: str = ""
    beside: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the promised JSON form, with the reason where there is one."""
        told = {"name": self.name, "before": self.before, "after": self.after}
        more = {"why": self.why, "beside": self.beside}
        return told | {key: value for key, value in more.items() if value}

    def shown(self, *, conflict: bool = False) -> tuple[str, str]:
        """Return what stands before and after for a person: the whole cell where it holds more than one value."""
        if not self.beside:
            return self.before, self.after
        whole = [f"{value}; {self.beside}" if value else self.beside for value in (self.before, self.after)]
        return (self.before if conflict else whole[0]), whole[1]


@quickly_made
@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a question speaks of: one that might be the same, or one that stands in the way.

    ``why`` is all that it has in common with the record asked about (levels of the evidence and hints), strongest
    first; ``side`` where it is kept. ``partner`` is the title of what it is linked to already (blank: nothing),
    ``partner_gone`` says that this one is no more there, and ``replaces`` is the link that joining the two would take
    apart. ``supplier`` is True for a mere supplier. ``values`` are its fields that are not blank, so that it can be
    looked at beside the record asked about.
    """

    id: str
    title: str
    detail: str
    why: tuple[str, ...] = ()
    side: Side | None = None
    partner: str = ""
    partner_gone: bool = False
    replaces: str = ""
    supplier: bool = False
    values: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form; what is blank is left out."""
        told: dict[str, Any] = {"id": self.id, "title": self.title, "detail": self.detail}
        more = {
            "why": list(self.why),
            "side": self.side.value if self.side else "",
            "linked_to": self.partner,
            "partner_gone": self.partner_gone,
            "replaces": self.replaces,
            "supplier": self.supplier,
            "values": dict(self.values),
        }
        return told | {k: v for k, v in more.items() if v}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Candidate:
        """Rebuild a candidate from `to_json`."""
        return cls(
            data["id"],
            data["title"],
            data["detail"],
            tuple(data.get("why", ())),
            Side(data["side"]) if data.get("side") else None,
            data.get("linked_to", ""),
            data.get("partner_gone", False),
            data.get("replaces", ""),
            data.get("supplier", False),
            tuple(data.get("values", {}).items()),
        )
