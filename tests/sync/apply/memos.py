"""A kind of record that the product does not have: memos of a service in memory, known again by a mark."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.clock import ManualClock
from app.errors import LostAnswer, RecordGone
from app.sync.apply.apply import Applied
from app.sync.apply.kinds import Kinds
from app.sync.apply.ports import Ledger
from app.sync.apply.readable import Found, ReadableKind
from app.sync.plan.model import Action, FieldChange, Kind, Plan, Reason, RecordType, Side
from app.sync.plan.operation import Operation
from tests.sync.world import World

H, F = Side.HIGHLEVEL, Side.FATTURA24
FIELDS = ("title", "text")


@dataclass
class MemoService:
    """``trouble`` is raised by the next calls that write, in order: an error before, or ("after", error) once done."""

    memos: dict[str, dict[str, str]] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)
    trouble: list[Any] = field(default_factory=list)
    made: int = 0
    blind: int = 0
    """So many of the next reads find nobody at home."""

    def put(self, **values: str) -> str:
        self.made += 1
        number = f"m{self.made}"
        self.memos[number] = values
        return number

    def get(self, number: str) -> dict[str, str]:
        self.look()
        if number not in self.memos:
            raise RecordGone(service="Memo")
        return self.memos[number]

    def look(self) -> None:
        if self.blind:
            self.blind -= 1
            raise LostAnswer(service="Memo")

    def write(self, what: str) -> None:
        error = self.trouble.pop(0) if self.trouble else None
        if error and not isinstance(error, tuple):
            raise error
        self.writes.append(what)
        if error:
            self.trouble.insert(0, ("now", error[1]))

    def answer(self) -> None:
        if self.trouble and isinstance(self.trouble[0], tuple) and self.trouble[0][0] == "now":
            raise self.trouble.pop(0)[1]


class MemoKind(ReadableKind):
    """Where memos lie, when two values are equal, how one is known again: that is all. Side F is a drawer of ours."""

    record = RecordType.NOTE

    def __init__(
        self, ledger: Ledger, clock: ManualClock, service: MemoService, seen: dict[str, Found], drawer: dict[str, Found]
    ) -> None:
        super().__init__(ledger, clock)
        self.service, self.seen, self.drawer = service, seen, drawer

    def same(self, name: str, one: str, other: str) -> bool:
        return one.casefold().strip() == other.casefold().strip()

    def is_local(self, operation: Operation) -> bool:
        return operation.side is F

    async def read(self, record_id: str) -> Found:
        return self._found(record_id, self.service.get(record_id))

    async def create(self, operation: Operation) -> Found:
        self.service.write("create")
        number = self.service.put(**operation.goal, mark=operation.source_id)
        self.service.answer()
        return self._found(number, self.service.memos[number])

    async def change(self, current: Found, goal: Mapping[str, str]) -> Found:
        self.service.write("change")
        self.service.memos[current.id] |= goal
        self.service.answer()
        return self._found(current.id, self.service.memos[current.id])

    async def delete(self, record_id: str) -> None:
        self.service.write("delete")
        if self.service.memos.pop(record_id, None) is None:
            raise RecordGone(service="Memo")
        self.service.answer()

    async def find_created(self, operation: Operation) -> Found | None:
        self.service.look()
        marked = (i for i, m in self.service.memos.items() if m.get("mark") == operation.source_id)
        number = next(marked, "")
        return self._found(number, self.service.memos[number]) if number else None

    def known(self, side: Side, record_id: str) -> Found | None:
        return (self.drawer if side is F else self.seen).get(record_id)

    def keep(self, operation: Operation, found: Found | None) -> None:
        kept = self.drawer if operation.side is F else self.seen
        if found is None:
            kept.pop(operation.target_id, None)
        else:
            kept[found.id] = found

    def write_locally(self, operation: Operation) -> Found | None:
        if operation.goal == {}:
            return None
        before = self.drawer.get(operation.target_id, Found(f"d{len(self.drawer) + 1}", {}))
        return replace(before, values={**before.values, **operation.goal})

    def _found(self, number: str, memo: Mapping[str, str]) -> Found:
        return Found(number, {n: memo.get(n, "") for n in FIELDS})


class MemoWorld(World):
    """A world of contacts in which memos are kept in step, too, by a planner of three lines."""

    def __init__(self) -> None:
        super().__init__()
        self.service = MemoService()
        self.seen: dict[str, Found] = {}
        self.drawer: dict[str, Found] = {}

    def kinds(self, *, read_only: frozenset[Side] = frozenset(), undoing: bool = False) -> Kinds:
        contacts = super().kinds(read_only=read_only, undoing=undoing)
        memo = MemoKind(self.ledger, self.clock, self.service, self.seen, self.drawer)
        return Kinds([contacts.of(RecordType.CONTACT), contacts.of(RecordType.CUSTOM_FIELD), memo])

    def applied(self, plan: Plan) -> Applied:
        return asyncio.run(self.apply(plan))

    def wanted(self, *wanted: tuple[Kind, Side, str, dict[str, str]]) -> Plan:
        """Plan what is wanted: kind, side, the memo's id (of a create: what marks it) and its values."""
        self.number += 1
        actions = tuple(self._action(n, *one) for n, one in enumerate(wanted, 1))
        return Plan(f"plan{self.number}", self.clock.now(), actions)

    def _action(self, number: int, kind: Kind, side: Side, memo: str, values: dict[str, str]) -> Action:
        known = (self.drawer if side is F else self.seen).get(memo, Found("", {})).values
        after = dict.fromkeys(known, "") if kind is Kind.DELETE else values
        fields = tuple(FieldChange(n, known.get(n, ""), v) for n, v in after.items())
        made = Action(f"A{number}", kind, side, RecordType.NOTE, "Memo", None, fields, Reason("memo"))
        return replace(made, source_id=memo) if kind is Kind.CREATE else replace(made, target_id=memo)
