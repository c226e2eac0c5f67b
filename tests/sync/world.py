"""Two services and a ledger in memory, as badly behaved as a test wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace

from app.clock import ManualClock
from app.errors import DuplicateRefused, LimitReached, LostAnswer, Ponte24Error, RecordGone
from app.records.compare import match_key
from app.records.contact import Contact
from app.sync.apply.apply import Applied, Applier
from app.sync.apply.contact_kind import ContactKind
from app.sync.apply.custom_fields import CustomFieldKind
from app.sync.apply.kinds import Kinds
from app.sync.apply.recover import recover
from app.sync.apply.writes import ContactWriter
from app.sync.contacts.mapping import Mapping as FieldMapping
from app.sync.contacts.mapping import default_mapping
from app.sync.contacts.planner import Planned, link_id, make_plan
from app.sync.contacts.policy import Decisions, PlanInput, Policy, SideState
from app.sync.plan import budget as limits
from app.sync.plan.model import Link, Plan, Record, Side
from app.sync.plan.operation import Operation, OperationState, Verb


class Crash(BaseException):
    """The process dies here."""


@dataclass
class FakeHighLevel:
    """A location that refuses duplicates of e-mail and phone. ``trouble`` is raised by the next writes, in order:
    an error before the write, or ("after", error) once it was done."""

    clock: ManualClock
    side: Side = Side.HIGHLEVEL
    records: dict[str, Record] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    reads: int = 0
    trouble: list[object] = field(default_factory=list)

    def add(self, contact: Contact, origin: str = "") -> Record:
        record = Record(
            self.side,
            f"h{len(self.records) + 1}",
            contact,
            (origin,) if origin else (),
            self.clock.now(),
            self.clock.now(),
        )
        self.records[record.id] = record
        return record

    def edit(self, record_id: str, **values: str) -> None:
        record = self.records[record_id]
        self.records[record_id] = replace(record, contact=record.contact.with_values(values))

    def _before(self, what: str) -> BaseException | None:
        self.writes.append(what)
        if not self.trouble:
            return None
        error = self.trouble.pop(0)
        if isinstance(error, tuple):
            return error[1]  # type: ignore[no-any-return]
        if isinstance(error, BaseException):
            self.writes.pop()
            raise error
        return None

    async def read(self, record_id: str) -> Record:
        self.reads += 1
        if record_id not in self.records:
            raise RecordGone(service="HighLevel")
        return self.records[record_id]

    async def create(self, contact: Contact, origin: str) -> Record:
        late = self._before(f"create {contact.title}")
        for other in self.records.values():
            for name in ("email", "mobile"):
                key = match_key(name, contact.get(name))
                if key and key == match_key(name, other.contact.get(name)):
                    raise DuplicateRefused(contact_id=other.id, matching_field=name, service="HighLevel")
        record = self.add(contact, origin)
        if late:
            raise late
        return record

    async def update(self, current: Record, after: Contact, origin: str | None) -> Record:
        late = self._before(f"update {current.id}")
        stored = self.records[current.id]
        changed = {n: v for n, v in after.items() if v != current.contact.get(n)}
        self.records[current.id] = replace(
            stored,
            contact=stored.contact.with_values(changed),
            origins=stored.origins if origin is None else (origin,) if origin else (),
        )
        if late:
            raise late
        return self.records[current.id]

    async def delete(self, record_id: str) -> None:
        self._before(f"delete {record_id}")
        del self.records[record_id]

    async def find_created(self, contact: Contact, origin: str, sent_at: float) -> Record | None:
        return next((r for r in self.records.values() if origin and origin in r.origins), None)

    async def create_custom_field(self, name: str) -> str:
        self._before(f"field {name}")
        if name not in self.fields:
            self.fields.append(name)
        return name

    async def delete_custom_field(self, name: str) -> None:
        self.fields.remove(name)


@dataclass
class FakeFattura24:
    """An address book that recognises customers by tax code only, and makes a new one of everybody else."""

    clock: ManualClock
    side: Side = Side.FATTURA24
    records: dict[str, Contact] = field(default_factory=dict)
    calls: list[float] = field(default_factory=list)
    trouble: list[object] = field(default_factory=list)

    def _save(self, contact: Contact, sent: Contact) -> Record:
        self.calls.append(self.clock.now())
        late: BaseException | None = None
        if self.trouble:
            error = self.trouble.pop(0)
            if isinstance(error, tuple):
                late = error[1]
            elif isinstance(error, BaseException):
                raise error
        found = next(
            (
                i
                for i, c in self.records.items()
                for n in ("vat_code", "fiscal_code")
                if match_key(n, sent.get(n)) and match_key(n, sent.get(n)) == match_key(n, c.get(n))
            ),
            "",
        )
        api_id = found or f"{len(self.records) + 1}"
        self.records[api_id] = contact
        if late:
            raise late
        return Record(self.side, api_id, contact, (), self.clock.now())

    async def read(self, record_id: str) -> Record:
        raise AssertionError("Fattura24 cannot be read")

    async def create(self, contact: Contact, origin: str) -> Record:
        return self._save(contact, contact)

    async def update(self, current: Record, after: Contact, origin: str | None) -> Record:
        return self._save(after, after)

    async def delete(self, record_id: str) -> None:
        raise AssertionError("Fattura24 deletes nothing")

    async def find_created(self, contact: Contact, origin: str, sent_at: float) -> Record | None:
        return None

    async def create_custom_field(self, name: str) -> str:
        raise AssertionError

    async def delete_custom_field(self, name: str) -> None:
        raise AssertionError


@dataclass
class MemoryLedger:
    """Keeps everything a crash leaves behind; ``crash_at`` dies right after so many calls of begin or finish."""

    world: World
    operations_by_id: dict[str, Operation] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    highlevel: dict[str, Record] = field(default_factory=dict)
    customers: dict[str, Record] = field(default_factory=dict)
    crash_at: int = -1
    steps: int = 0

    def _step(self) -> None:
        self.steps += 1
        if self.steps == self.crash_at:
            raise Crash

    def together(self, operation: Operation | None = None) -> AbstractContextManager[object]:
        return nullcontext()

    def begin(self, operation: Operation, calls: Mapping[Side, int]) -> None:
        self.operations_by_id[operation.id] = operation
        self.world.spent += [self.world.clock.now()] * calls.get(Side.FATTURA24, 0)
        self._step()

    def finish(
        self, operation: Operation, record: Record | None = None, link: Link | None = None, unlink: str = ""
    ) -> Record | None:
        self.operations_by_id[operation.id] = operation
        if record is not None and record.side is Side.HIGHLEVEL:
            self.highlevel[record.id] = record
        elif record is not None:
            if operation.verb is Verb.CREATE:
                local = f"f{len(self.customers) + 1}"
                record = replace(record, id=local, origins=(f"API-{record.id}",) if record.id else (f"P24-{local}",))
            else:
                record = replace(record, origins=self.customers[record.id].origins)
            self.customers[record.id] = record
        if link is not None:
            fattura24 = link.fattura24_id or (record.id if record else "")
            name = link.id or link_id(link.highlevel_id, fattura24)
            self.links[name] = replace(link, id=name, fattura24_id=fattura24)
        for one in unlink.split():
            self.links.pop(one, None)
        self._step()
        return record

    def operations(self, run: str) -> Sequence[Operation]:
        return [o for o in self.operations_by_id.values() if o.run == run]

    def link(self, link_id: str) -> Link | None:
        return self.links.get(link_id)

    def link_of(self, side: Side, record_id: str) -> Link | None:
        return next((k for k in self.links.values() if k.record_id(side) == record_id), None)

    def answering(self, answered: str) -> Link | None:
        known = next((c.id for c in self.customers.values() if answered in (c.id, *c.origins)), "")
        return self.link_of(Side.FATTURA24, known) if known else None

    def answers_to(self, contact: Contact) -> bool:
        levels = ("vat_code", "fiscal_code")
        codes = {match_key(n, contact.get(n)) for n in levels} - {""}
        return any(match_key(n, c.contact.get(n)) in codes for c in self.customers.values() for n in levels)

    def record(self, side: Side, record_id: str) -> Record | None:
        return (self.highlevel if side is Side.HIGHLEVEL else self.customers).get(record_id)


class World:
    """Both services, what this machine knows of them, and the engine between."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.highlevel = FakeHighLevel(self.clock)
        self.fattura24 = FakeFattura24(self.clock)
        self.ledger = MemoryLedger(self)
        self.spent: list[float] = []
        self.mapping: FieldMapping = default_mapping()
        self.policy = Policy()
        self.decisions: dict[str, Mapping[str, str]] = {}
        self.number = 0

    def export(self, contact: Contact, code: str) -> Record:
        """Put a customer into Fattura24 and into the mirror, as an import of an export does."""
        self.fattura24.records[code] = contact
        local = f"f{len(self.ledger.customers) + 1}"
        record = Record(Side.FATTURA24, local, contact, (code,), self.clock.now())
        self.ledger.customers[local] = record
        return record

    def reimport(self, local: str, **values: str) -> None:
        """Let an export bring changed values of a customer."""
        record = self.ledger.customers[local]
        contact = record.contact.with_values(values)
        self.ledger.customers[local] = replace(record, contact=contact)

    def given(self, reverse: bool = False) -> PlanInput:
        self.ledger.highlevel = dict(self.highlevel.records)
        highlevel, customers = list(self.highlevel.records.values()), list(self.ledger.customers.values())
        if reverse:
            highlevel.reverse()
            customers.reverse()
        wanted = [r.custom_field for r in self.mapping.active() if r.custom_field] + ["Fattura24 ID"]
        return PlanInput(
            SideState(highlevel),
            SideState(customers),
            list(self.ledger.links.values()),
            self.mapping,
            self.clock.now(),
            self.policy,
            Decisions(self.decisions),
            [f for f in wanted if f not in self.highlevel.fields],
            list(self.spent),
        )

    def plan(self) -> Plan:
        return self.planned().plan

    def planned(self) -> Planned:
        self.number += 1
        planned = make_plan(self.given(), f"plan{self.number}")
        for link in planned.settled:
            self.ledger.links[link.id] = link
        return planned

    def applier(self, plan: Plan) -> Applier:
        return Applier(
            plan,
            f"run-{plan.id}",
            self.kinds(undoing=bool(plan.undoes)),
            self.ledger,
            self,
            self.clock,
        )

    def writer(self, *, read_only: frozenset[Side] = frozenset(), undoing: bool = False) -> ContactWriter:
        return ContactWriter(self.gateways, self.ledger, self.clock, self.mapping, read_only, undoing)

    def kinds(self, *, read_only: frozenset[Side] = frozenset(), undoing: bool = False) -> Kinds:
        contacts = ContactKind(self.writer(read_only=read_only, undoing=undoing))
        return Kinds([contacts, CustomFieldKind(self.gateways, self.ledger, self.clock)])

    @property
    def gateways(self) -> dict[Side, FakeHighLevel | FakeFattura24]:
        return {Side.HIGHLEVEL: self.highlevel, Side.FATTURA24: self.fattura24}

    def wait(self) -> float:
        """The budget."""
        return limits.wait(sorted(self.spent), self.clock.now())

    async def apply(self, plan: Plan) -> Applied:
        return await self.applier(plan).apply()

    async def recover(self, plan: Plan) -> None:
        await recover(list(self.ledger.operations(f"run-{plan.id}")), self.kinds(undoing=bool(plan.undoes)))


LOST = ("after", LostAnswer(service="x"))

__all__ = ["LOST", "Crash", "LimitReached", "OperationState", "Ponte24Error", "World"]
