"""The nouns of the engine: records, links, actions and plans."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.frozen import copier, quickly_made
from app.records.contact import Contact, Further
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

__all__ = [
    "IN_THE_BOOK",
    "LEFT_ALONE",
    "LINK_PREFIX",
    "Action",
    "Candidate",
    "Choice",
    "FieldChange",
    "Kind",
    "Link",
    "Plan",
    "Reason",
    "Record",
    "RecordType",
    "Side",
    "Summary",
]


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
class Record:
    """One contact of one side, as last seen.

    ``id`` is HighLevel's contact id, or the mirror's own key of a Fattura24 customer. ``origins`` are the keys by
    which Fattura24 knows the customer: on the HighLevel side the value of the custom field "Fattura24 ID", on
    the Fattura24 side all it answers to. ``seen_at`` and ``updated_at`` are epoch seconds (0: unknown).
    ``name_certain`` is False where the order of a person's name is only a guess. ``gone_since`` is when the last whole
    export had the customer no more (epoch seconds, 0: it is there). ``further`` are e-mails and phones beside the
    contact's own: reasons to ask, and never lost by a write. ``wire`` is what the service sent, kept for fields that
    the mapping may want later; it plays no part in equality.
    """

    side: Side
    id: str
    contact: Contact
    origins: tuple[str, ...] = ()
    seen_at: float = 0.0
    updated_at: float = 0.0
    name_certain: bool = True
    gone_since: float = 0.0
    further: Further = ()
    wire: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


@quickly_made
@dataclass(frozen=True, slots=True)
class Link:
    """A lasting tie between one record of each side.

    The bases hold, per side, the field values of the last moment at which both were equal. ``confirmed`` is False
    for a customer that was sent to Fattura24 without its answer being seen and that cannot be sent again.
    """

    id: str
    highlevel_id: str
    fattura24_id: str
    base_highlevel: Mapping[str, str] = field(default_factory=dict)
    base_fattura24: Mapping[str, str] = field(default_factory=dict)
    confirmed: bool = True

    def record_id(self, side: Side) -> str:
        """Return the id of the record on a side."""
        return self.highlevel_id if side is Side.HIGHLEVEL else self.fattura24_id

    def base(self, side: Side) -> Mapping[str, str]:
        """Return the base of a side."""
        return self.base_highlevel if side is Side.HIGHLEVEL else self.base_fattura24


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


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts for people and scripts; ``conflict`` counts what still waits for a decision, ``book`` what changes in the
    book of tasks that is kept here beside Fattura24's customers."""

    create: Mapping[str, int]
    update: Mapping[str, int]
    link: int
    unlink: int
    delete: int
    conflict: int
    unchanged: int
    deferred: int
    book: int = 0

    @property
    def nothing_to_do(self) -> bool:
        """True if no action would be carried out and none waits for a decision."""
        return not (
            any(self.create.values())
            or any(self.update.values())
            or self.link
            or self.unlink
            or self.delete
            or self.conflict
            or self.book
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Exactly what will change, and what it will cost.

    ``calls`` are the requests per side that applying will send; ``guards`` the codes of the guards that want a
    typed confirmation; ``apart`` how many linked pairs differ in something that is left alone on purpose;
    ``mirror_seen_at`` the age of the newest Fattura24 export (epoch seconds, 0: none);
    ``undoes`` the run that this plan takes back, if any, and ``undoes_actions`` the actions of that run's plan where it
    takes back no more than these.
    """

    id: str
    created_at: float
    actions: tuple[Action, ...]
    unchanged: int = 0
    calls: Mapping[str, int] = field(default_factory=lambda: {"highlevel": 0, "fattura24": 0})
    guards: tuple[str, ...] = ()
    mapping_digest: str = ""
    mirror_seen_at: float = 0.0
    undoes: str = ""
    undoes_actions: tuple[str, ...] = ()
    apart: int = 0

    @property
    def digest(self) -> str:
        """SHA-256 over all that confirming binds: the actions with their values, decisions and inclusion."""
        hasher = hashlib.sha256(self.mapping_digest.encode())
        for action in self.actions:
            data = action.to_json()
            # the moment at which a limit allows it is a forecast, not part of what is agreed to
            del data["deferred_until"]
            hasher.update(json.dumps(data, sort_keys=True, ensure_ascii=False).encode())
        return hasher.hexdigest()

    @property
    def summary(self) -> Summary:
        """Count the included actions by kind and side."""
        create = dict.fromkeys(Side, 0)
        update = dict.fromkeys(Side, 0)
        counts = dict.fromkeys(Kind, 0)
        deferred = book = 0
        for action in self.actions:
            if not action.included or action.note or action.blocked or action.decision in LEFT_ALONE:
                continue
            written = action.writes_to
            if action.waits_for_person or action.linked_to or written is None:
                if action.record is RecordType.CUSTOM_FIELD:
                    create[action.side] += action.kind is Kind.CREATE
                    counts[Kind.DELETE] += action.kind is Kind.DELETE
                else:
                    counts[Kind.LINK if action.linked_to else action.kind] += 1
            elif written is Side.FATTURA24 and action.record in IN_THE_BOOK:
                book += 1
            elif action.kind is Kind.CREATE or action.decision == Choice.NEW:
                create[written] += 1
            elif action.kind is Kind.DELETE:
                counts[Kind.DELETE] += 1
            else:
                update[written] += 1
            deferred += action.deferred_until is not None
        return Summary(
            {s.value: n for s, n in create.items()},
            {s.value: n for s, n in update.items()},
            counts[Kind.LINK],
            counts[Kind.UNLINK],
            counts[Kind.DELETE],
            counts[Kind.CONFLICT],
            self.unchanged,
            deferred,
            book,
        )

    @property
    def waiting(self) -> int:
        """How many included actions wait for a person: to decide, or to confirm what an automation asks for."""
        return sum((a.asks or a.waits_for_person) and a.included for a in self.actions)

    @property
    def asking(self) -> int:
        """How many of them only want the plan to be confirmed."""
        return sum(a.asks and a.effective for a in self.actions)

    def action(self, action_id: str) -> Action:
        """Return an action by its id. Raises KeyError if the plan has none."""
        for action in self.actions:
            if action.id == action_id:
                return action
        raise KeyError(action_id)

    def with_actions(self, changed: Iterable[Action]) -> Plan:
        """Return a copy in which some actions are replaced by others with the same ids."""
        new = {a.id: a for a in changed}.get
        return replace(self, actions=tuple([new(a.id, a) for a in self.actions]))

    def to_json(self) -> dict[str, Any]:
        """Return the promised JSON form of ``plan --json``."""
        s = self.summary
        return {
            "plan": self.id,
            "digest": self.digest,
            "created_at": self.created_at,
            "summary": {
                "create": dict(s.create),
                "update": dict(s.update),
                "link": s.link,
                "unlink": s.unlink,
                "delete": s.delete,
                "conflict": s.conflict,
                "unchanged": s.unchanged,
                "deferred": s.deferred,
                "book": s.book,
            },
            "calls": dict(self.calls),
            "guards": list(self.guards),
            "mirror_seen_at": self.mirror_seen_at,
            "undoes": self.undoes,
            **({"undoes_actions": list(self.undoes_actions)} if self.undoes_actions else {}),
            "apart": self.apart,
            "actions": [a.to_json() for a in self.actions],
        }
