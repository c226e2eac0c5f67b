"""Plans; and with them all nouns of the engine: records, links and actions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.sync.plan.action import IN_THE_BOOK, Action
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
from app.sync.plan.record import Link, Record

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
