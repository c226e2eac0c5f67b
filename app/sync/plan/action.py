"""The lines of a plan: what is to be done about one thing, or asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.quick_records import copier, quickly_made
from app.sync.plan.parts import (
    LEFT_ALONE,
    LINK_PREFIX,
    Candidate,
    Choice,
    FieldChange,
    Kind,
    Reason,
    RecordType,
    Side,
)

# asked for many times for each of 100,000 rows; in Python 3.11 naming a member costs as much as a call
_NEW, _CONFLICT, _CUSTOM_FIELD = Choice.NEW, Kind.CONFLICT, RecordType.CUSTOM_FIELD
_NO_REASON = Reason("none")
IN_THE_BOOK = frozenset({RecordType.TASK, RecordType.NOTE, RecordType.APPOINTMENT})
"""What Fattura24 has not: on its side they are kept on this machine."""
_NO_RECORD_WRITTEN = frozenset({Kind.LINK, Kind.UNLINK})
_WRITTEN_SIDE: Mapping[str, Side] = {Choice.HIGHLEVEL: Side.FATTURA24, Choice.FATTURA24: Side.HIGHLEVEL}
"""Where a conflict is written to by its decision: to the winner's opposite."""


@quickly_made
@dataclass(frozen=True, slots=True)
class Action:
    """One line of a plan.

    ``target_id`` is the record written (blank for a create), ``source_id`` the record of the other side the values
    come from. ``link`` is the id of the link concerned, or the id that the new link will have. ``choices`` are the
    decisions a person may take (none: nothing to decide); ``decision`` the one taken. ``deferred_until`` is the
    ISO 8601 moment before which the limits do not allow it. ``note`` points out what Ponte24 cannot do itself:
    such an action is information, never applied, and stays in sight until a person has answered it. ``codes`` are the
    tax codes that a question's ``new`` would claim in Fattura24. ``automation`` names the automation that wants it and
    ``step`` the step (``run/number/part``); what one ``asks`` for is applied only where a person confirms the plan.
    ``needs`` is the action of the same plan that makes or links the contact to which this one belongs, ``blocked`` that
    it will not, as the plan stands.
    """

    id: str
    kind: Kind
    side: Side
    record: RecordType
    title: str
    link: str | None = None
    fields: tuple[FieldChange, ...] = ()
    reason: Reason = _NO_REASON
    target_id: str = ""
    source_id: str = ""
    choices: tuple[str, ...] = ()
    decision: str = ""
    included: bool = True
    candidates: tuple[Candidate, ...] = ()
    deferred_until: str | None = None
    note: bool = False
    codes: tuple[str, ...] = ()
    automation: str = ""
    step: str = ""
    asks: bool = False
    needs: str = ""
    blocked: bool = False

    @property
    def waits_for_person(self) -> bool:
        """True while a decision is needed that nobody has taken."""
        return bool(self.choices) and not self.decision

    @property
    def effective(self) -> bool:
        """True if applying the plan would carry this action out (now or when the limits allow)."""
        if not self.included or self.note or self.blocked or self.decision in LEFT_ALONE:
            return False
        return not self.choices or bool(self.decision)

    @property
    def linked_to(self) -> str:
        """The record that a person chose as the same one, or blank."""
        return self.decision.removeprefix(LINK_PREFIX) if self.decision.startswith(LINK_PREFIX) else ""

    @property
    def replaces(self) -> str:
        """The links that carrying out the action takes apart, by their ids and parted by blanks, or blank."""
        if self.kind is Kind.LINK:
            return " ".join(dict.fromkeys(c.replaces for c in self.candidates if c.replaces))
        wanted = self.linked_to
        return next((c.replaces for c in self.candidates if c.id == wanted), "") if wanted else ""

    @property
    def writes_to(self) -> Side | None:
        """The side that this action writes a record to: a decided conflict writes to the winner's opposite."""
        if self.note or self.record is _CUSTOM_FIELD or self.kind in _NO_RECORD_WRITTEN:
            return None
        if self.kind is not _CONFLICT:
            return self.side
        if self.decision in _WRITTEN_SIDE:
            return _WRITTEN_SIDE[self.decision]
        return self.side if self.decision == _NEW else None

    def numbered(self, action_id: str, deferred_until: str | None) -> Action:
        """Return the action with another id and another moment before which the limits do not allow it."""
        return _numbered(self, action_id, deferred_until)

    def to_json(self) -> dict[str, Any]:
        """Return the promised JSON form of the command line (with a few more keys)."""
        return {
            "id": self.id,
            "kind": self.kind.value,
            "side": self.side.value,
            "record": self.record.value,
            "title": self.title,
            "link": self.link,
            "fields": [f.to_json() for f in self.fields],
            "deferred_until": self.deferred_until,
            "reason": {"key": self.reason.key, "params": dict(self.reason.params)},
            "target_id": self.target_id,
            "source_id": self.source_id,
            "choices": list(self.choices),
            "decision": self.decision,
            "included": self.included,
            "candidates": [c.to_json() for c in self.candidates],
            "note": self.note,
            **({"codes": list(self.codes)} if self.codes else {}),
            **({"automation": self.automation, "step": self.step, "asks": self.asks} if self.step else {}),
            **({"needs": self.needs, "blocked": self.blocked} if self.needs else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Action:
        """Rebuild an action from `to_json`."""
        return cls(
            id=data["id"],
            kind=Kind(data["kind"]),
            side=Side(data["side"]),
            record=RecordType(data["record"]),
            title=data["title"],
            link=data["link"],
            fields=tuple(
                FieldChange(f["name"], f["before"], f["after"], f.get("why", ""), f.get("beside", ""))
                for f in data["fields"]
            ),
            reason=Reason(data["reason"]["key"], data["reason"]["params"]),
            target_id=data["target_id"],
            source_id=data["source_id"],
            choices=tuple(data["choices"]),
            decision=data["decision"],
            included=data["included"],
            candidates=tuple(Candidate.from_json(c) for c in data["candidates"]),
            deferred_until=data["deferred_until"],
            note=data["note"],
            codes=tuple(data.get("codes", ())),
            automation=data.get("automation", ""),
            step=data.get("step", ""),
            asks=data.get("asks", False),
            needs=data.get("needs", ""),
            blocked=data.get("blocked", False),
        )


_numbered = copier(Action, "id", "deferred_until")
