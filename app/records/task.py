"""Tasks as the book keeps them, and what is remembered of the HighLevel task that stands for one.

Fattura24 has no tasks: the book is kept beside its customers. A day is a day here, without any time zone; zones belong
to the border with HighLevel (reference: tasks 4).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any

MARKER = "Ponte24:"
"""How the last line of a task's or note's text begins, by which Ponte24 knows its own again."""


class TaskKind(StrEnum):
    """Where a task comes from: the owner, an instalment, a new customer's checklist, a payment, or HighLevel."""

    OWN = "own"
    DUE = "due"
    OVERDUE = "overdue"
    ONBOARDING = "onboarding"
    FOLLOWUP = "followup"
    HIGHLEVEL = "highlevel"

    @property
    def derived(self) -> bool:
        """True where Ponte24 made the task from what it knows, by an origin key."""
        return self not in (TaskKind.OWN, TaskKind.HIGHLEVEL)


class Removed(StrEnum):
    """Who took a task away: nobody, a person in the book, somebody in HighLevel, or Ponte24 because its reason is
    gone."""

    NO = ""
    PERSON = "person"
    HIGHLEVEL = "highlevel"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the book.

    ``id`` is a whole number as text, blank until the store gives one. ``customer`` is the mirror's id, ``contact``
    HighLevel's; either may be blank. ``due`` is a day (None: without one), ``at`` a time of that day, local to the
    location. ``assignee`` is a user of HighLevel. ``amount_cents`` is what the task is about in whole cents of
    ``currency`` (None: nothing). ``origin`` is the key it was derived from, used at most once ever (blank: own);
    ``reference`` names the instalment or payment that it follows. ``derived`` are the facts at the last derivation:
    what a person changed since is left alone. ``revision`` grows with every change. Moments are epoch seconds, 0 where
    there is none.
    """

    title: str
    kind: TaskKind = TaskKind.OWN
    id: str = ""
    customer: str = ""
    contact: str = ""
    body: str = ""
    due: date | None = None
    at: time | None = None
    completed: bool = False
    completed_at: float = 0.0
    removed: Removed = Removed.NO
    removed_at: float = 0.0
    assignee: str = ""
    amount_cents: int | None = None
    currency: str = "EUR"
    origin: str = ""
    reference: str = ""
    derived: Mapping[str, Any] = field(default_factory=dict)
    created_at: float = 0.0
    changed_at: float = 0.0
    revision: int = 0

    @property
    def heading(self) -> str:
        """The title; of a task that came without one the first line that its text has (blank: none)."""
        return self.title.strip() or next(filter(None, map(str.strip, self.body.splitlines())), "")

    @property
    def open(self) -> bool:
        """True while there is something to do."""
        return not self.completed and not self.removed

    @property
    def marker(self) -> str:
        """The line by which this task is known again in HighLevel. Of an own task it rests on when it was made, too: a
        book that was put back from a backup, or one on another computer, gives the same number to another task."""
        return marker_of(self.origin or f"task:{self.id}:{self.created_at!r}")


@dataclass(frozen=True, slots=True)
class TaskBase:
    """What both sides held when they were last equal. ``moment`` is the due date as HighLevel has it (epoch seconds,
    0: none), so that the day can be told from it without guessing."""

    title: str = ""
    body: str = ""
    due: date | None = None
    at: time | None = None
    moment: float = 0.0
    completed: bool = False
    assignee: str = ""


@dataclass(frozen=True, slots=True)
class TaskLink:
    """One task of the book and the one of HighLevel that stands for it, with their base."""

    task: str
    contact: str
    highlevel_id: str
    base: TaskBase = field(default_factory=TaskBase)


def sealed(text: str, kind: str) -> str:
    """Return a text with a marking last line that says what kind of text it is and, by its sum, that it is as Ponte24
    wrote it: any computer can tell whether a person has changed it."""
    return f"{text.rstrip()}\n{MARKER}{kind}:{_sum(text)}"


def seal_kind(line: str) -> str:
    """Return the beginning of a line made by `sealed`, which all of its kind have; blank for another line."""
    kind = line.removeprefix(MARKER).partition(":")[0] if line.startswith(MARKER) and line.count(":") == 2 else ""
    return f"{MARKER}{kind}:" if kind else ""


def untouched(text: str) -> bool:
    """Tell whether a text that ends with a line made by `sealed` is as it was written, but for blanks."""
    head, _, last = text.rstrip().rpartition("\n")
    return bool(seal_kind(last.strip())) and last.strip().rpartition(":")[2] == _sum(head)


def _sum(text: str) -> str:
    plain = "\n".join(" ".join(line.split()) for line in text.strip().split("\n"))
    return marker_of(plain).removeprefix(MARKER)


def marker_of(key: str) -> str:
    """Return the line that marks what was made from an origin key: short, and the same on every computer."""
    digest = hashlib.sha256(key.encode()).digest()
    return MARKER + base64.b32encode(digest)[:8].decode().lower()


def without_marker(text: str) -> tuple[str, str]:
    """Return a text without its marking last line, and that line (blank: there is none)."""
    head, _, last = text.rstrip().rpartition("\n")
    line = last.strip()
    if line.startswith(MARKER) and " " not in line:
        return head.rstrip(), line
    return text, ""


def with_marker(text: str, marker: str) -> str:
    """Return a text with its marking last line."""
    return f"{text.rstrip()}\n\n{marker}" if text.strip() else marker


def due_text(day: date | None, at: time | None) -> str:
    """Return a due day as plans and the journal hold it: ``2026-03-29`` or ``2026-03-29 15:30``, blank without one."""
    if day is None:
        return ""
    return day.isoformat() if at is None else f"{day.isoformat()} {at:%H:%M}"


def due_of(text: str) -> tuple[date | None, time | None]:
    """Return day and time of `due_text`. Raises ValueError for another text."""
    day, _, at = text.partition(" ")
    return (date.fromisoformat(day) if day else None), (time.fromisoformat(at) if at else None)
