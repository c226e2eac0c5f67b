"""The least requests that each step of a sync can take, beside those that the services got.

The least is worked out from the plan and the world, never from what was seen:

* Reading all of HighLevel: one request for the location and one for its custom fields (both are part of what a value
  means), and one for each 500 contacts begun. With an answer kept, neither is asked for again until a whole read, which
  asks for both anew: somebody may have deleted a field, or put the time zone right. A field that is missing is asked
  for at each check.
* Reading what changed: one search, for each 500 contacts that changed since the newest change known, less two minutes
  (the index lags), and one more where it must be seen that nothing followed.
* Reading tasks: one search for each 500 that are open, or once a day for each 500 that there are. Tasks that come over
  into the book cost none; one that goes to HighLevel costs one, a change of one two.
* An update in HighLevel: the contact is read by its id, so that nobody's edit is overwritten, and written: two. All
  fields of a contact go in one write. Tags to add and tags to remove are a request each, and where nothing but tags
  changes there is no other.
* A create in HighLevel: one. The key of Fattura24 travels along.
* A create in Fattura24: one there; two in HighLevel, to see that the contact is as shown and to write the key into it.
* An update in Fattura24: one there, none in HighLevel. Fattura24 cannot be read, so planning asks it nothing.
* A custom field: the list of fields is read, so that none is made twice and none of another name deleted, and the field
  is made or deleted: two.
* An undo that takes nothing but the key off a contact whose field the same undo deletes: the contact is looked at, one.
* Linking, unlinking and leaving things as they are: none. A deletion in HighLevel: read and deleted, two.
* Appointments: one for each active calendar, and once a day one for the calendars and one for the users. Making one is
  two: it is written, and read as it is then, for the answer does not tell it whole. Moving one is three, for it is read
  first: it is moved as it is now.
* After a crash: one read for each write to HighLevel whose outcome nobody recorded, besides what is left to do; one
  more request for the fields, for one of them may be what the crash left open.

What was sent is counted by the sandbox, not by the program.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.services.calls.counting import calls_made
from app.services.sync.reading.reading import MANY_WRITES
from app.store.sync.journal import Journal, OperationRow
from app.sync.contacts.linked import ORIGIN
from app.sync.contacts.mapping import ORIGIN_FIELD
from app.sync.plan import budget
from app.sync.plan.model import Action, Kind, RecordType, Side
from tests.services.stage import Stage, stage

PAGE = 500
TASKS = 1
"""Requests for the tasks of the sandbox, where they are few."""
SMALLEST_PAGE = 25
"""HighLevel's own page of tasks: a larger one that was asked for may have been cut there, so that only one more request
tells whether such a number is all (reference: HighLevel 3)."""
SWITCHES: dict[str, Any] = {"highlevel": {"search_lag_seconds": 0, "company_on_put": "accept"}}
"""An index that does not lag, and a service that takes what it is sent: ways around its faults cost what they cost."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests to HighLevel and calls of Fattura24."""

    highlevel: int = 0
    fattura24: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.highlevel + other.highlevel, self.fattura24 + other.fattura24)


@dataclass(frozen=True, slots=True)
class Measured:
    """A scenario: what the services got, and the least that it takes."""

    name: str
    sent: Cost
    least: Cost


def whole_read(contacts: int) -> Cost:
    """Return the least for reading all contacts: location, fields and pages."""
    return Cost(2 + max(1, math.ceil(contacts / PAGE)) + TASKS)


def changed_read(changed: int) -> Cost:
    """Return the least for reading so many changed contacts."""
    return Cost(max(1, math.ceil(changed / PAGE)) + TASKS)


def further(s: Stage) -> Cost:
    """Return what more the tasks of the sandbox take to be read than few would."""
    return Cost(int(len(s.sandbox.state.highlevel.records.tasks) >= SMALLEST_PAGE))


def least_of(actions: Iterable[Action]) -> Cost:
    """Return the least for carrying out the actions of a plan."""
    highlevel = fattura24 = 0
    updates: dict[tuple[Side, str], set[str]] = {}
    doing = [a for a in actions if a.effective]
    # the key goes with its field, which an undo of the first run deletes: then there is nothing to write
    with_field = any(a.kind is Kind.DELETE and a.title == ORIGIN_FIELD for a in doing)
    for action in doing:
        if action.record is RecordType.TASK and action.writes_to is Side.FATTURA24:
            continue
        if action.record is RecordType.CUSTOM_FIELD or action.kind is Kind.DELETE:
            highlevel += 2
        elif action.linked_to or action.kind in (Kind.LINK, Kind.UNLINK):
            continue
        elif action.kind is Kind.CREATE or action.decision == "new":
            highlevel += 2 if action.side is Side.FATTURA24 else 1
            fattura24 += action.side is Side.FATTURA24
        elif (side := action.writes_to) is not None:
            swapped = action.kind is Kind.CONFLICT and side is Side.FATTURA24
            target = action.source_id if swapped else action.target_id
            updates.setdefault((side, target), set()).update(_parts(action, with_field))
    for (side, _), parts in updates.items():
        if side is Side.FATTURA24:
            fattura24 += 1
        else:
            highlevel += 1 + len(parts)
    return Cost(highlevel, fattura24)


def _parts(action: Action, key_goes_with_field: bool) -> set[str]:
    """Return which kinds of write an update of HighLevel needs."""
    parts = set()
    for change in action.fields:
        if key_goes_with_field and [(c.name, c.after) for c in action.fields] == [(ORIGIN, "")]:
            continue
        if change.name != "tags":
            parts.add("values")
            continue
        old, new = ({t.strip() for t in v.split(",") if t.strip()} for v in (change.before, change.after))
        parts |= {name for name, some in (("add", new - old), ("remove", old - new)) if some}
    return parts


class Scenarios:
    """Goes through a shop's days, one scenario after the other."""

    def __init__(self, s: Stage) -> None:
        self.s = s
        self.measured: list[Measured] = []

    def _note(self, name: str, least: Cost) -> None:
        sent = Cost(len(self.s.requests("highlevel")), len(self.s.requests("fattura24")))
        self.measured.append(Measured(name, sent, least))
        self.s.forget()

    async def _plan(self, name: str, least: Cost) -> Any:
        self.s.forget()
        plan = await self.s.service.plan()
        self._note(name, least + further(self.s))
        return plan

    async def _apply(self, name: str, plan: Any) -> Any:
        self.s.forget()
        done = await self.s.service.apply(plan.id, confirmed=True)
        assert not (done.failed or done.stale or done.deferred), done.errors
        traces = Cost(int(done.applied > MANY_WRITES))  # a run of very many reads what it left behind, at once
        self._note(name, least_of(plan.actions) + traces)
        return done

    def _later(self, seconds: float = 3600.0) -> None:
        self.s.clock.sandbox.advance(seconds)

    async def first_sync(self) -> str:
        """Connect, plan and apply for the first time; return the run."""
        await self.s.connect()
        await self.s.import_export()
        contacts = len(self.s.sandbox.state.highlevel.contacts)
        plan = await self._plan("first plan", whole_read(contacts))
        done = await self._apply("first apply", plan)
        return str(done.run)

    async def nothing_new(self) -> None:
        """Check when nothing has changed and the run's own traces have been read."""
        self._later()
        await self.s.service.plan()
        self._later()
        await self._plan("nothing new", changed_read(0))

    async def appointments(self) -> None:
        """Look at the appointments, an hour and a day later; make one and move it."""
        agenda, records = self.s.service.agenda, self.s.sandbox.state.highlevel.records
        await agenda.read()
        active = [i for i, c in records.calendars.items() if c.get("isActive", True)]
        assert active
        for name, wait, least in (
            ("appointments an hour later", 3600.0, Cost(len(active))),
            ("appointments a day later", 90_000.0, Cost(len(active) + 2)),
        ):
            self._later(wait)
            self.s.forget()
            await agenda.read()
            self._note(name, least)
        customer = self._linked()[0].fattura24_id
        free = [s for n in range(1, 8) for s in await agenda.free_slots(active[0], agenda.today() + timedelta(days=n))]
        before = {a.id for a in self.s.service.store.appointments.between(0, 9e9)}
        self.s.forget()
        await agenda.make_appointment(active[0], customer, free[0], "Assaggio")
        self._note("an appointment made", Cost(2))
        (made,) = {a.id for a in self.s.service.store.appointments.between(0, 9e9)} - before
        self.s.forget()
        await agenda.move_appointment(made, free[-1])
        self._note("an appointment moved", Cost(3))

    def _linked(self) -> list[Any]:
        """Return the links to contacts that exist and to customers with a tax code, in a lasting order."""
        known = {c.id: c.contact for c in self.s.service.store.mirror.all()}
        there = self.s.service.store.highlevel.ids()
        return sorted(
            (
                k
                for k in self.s.service.store.links.all()
                if k.confirmed
                and k.highlevel_id in there
                and (known[k.fattura24_id].vat_code or known[k.fattura24_id].fiscal_code)
            ),
            key=lambda k: k.highlevel_id,
        )

    async def edits(self, count: int) -> str:
        """Edit so many contacts on each side, then plan and apply; return the run."""
        links = self._linked()
        assert len(links) >= 2 * count, len(links)
        for n, link in enumerate(links[:count]):
            self.s.sandbox.state.edit_contact(link.highlevel_id, {"city": f"Lecce {n}"})
        self._edit_customers(links[count : 2 * count], "Via Nuova")
        self._later(60)
        await self.s.import_export()
        plan = await self._plan(f"{count} edits on each side: plan", changed_read(count))
        done = await self._apply(f"{count} edits on each side: apply", plan)
        return str(done.run)

    def _edit_customers(self, links: list[Any], street: str) -> None:
        codes = {c.id: c.contact for c in self.s.service.store.mirror.all()}
        for n, link in enumerate(links):
            known = codes[link.fattura24_id]
            for customer in list(self.s.sandbox.state.fattura24.customers.values()):
                keys = (known.vat_code, known.fiscal_code)
                if any(keys) and (customer.vat_code.removeprefix("IT"), customer.fiscal_code.upper()) == keys:
                    self.s.sandbox.state.edit_customer(customer.id, {"address": f"{street} {n + 1}"})

    async def conflict(self) -> None:
        """Edit an address on both sides of two customers; a person lets each side win once."""
        links = self._linked()[-2:]
        for link in links:
            self.s.sandbox.state.edit_contact(link.highlevel_id, {"address1": "Corso Antico 9"})
        self._edit_customers(links, "Viale Diverso")
        self._later(60)
        await self.s.import_export()
        plan = await self._plan("two conflicts: plan", changed_read(len(links)))
        asked = [a for a in plan.actions if a.kind is Kind.CONFLICT and a.link in {k.id for k in links}]
        assert len(asked) == len(links), [(a.kind, a.title) for a in plan.actions]
        for action, winner in zip(asked, Side, strict=True):
            plan = self.s.service.decide(plan.id, [action.id], winner.value)
        await self._apply("two conflicts: apply what was decided", plan)

    async def deletion(self) -> None:
        """Delete a contact; only a whole read can see it, and parting the two is decided by a person."""
        self.s.sandbox.state.delete_contact(self._linked()[-3].highlevel_id)
        self._later(86_500)
        contacts = sum(not c.get("deleted") for c in self.s.sandbox.state.highlevel.contacts.values())
        plan = await self._plan("a deletion: plan", whole_read(contacts))
        parted = [a for a in plan.actions if a.kind is Kind.UNLINK]
        assert parted, [(a.kind, a.title) for a in plan.actions]
        plan = self.s.service.decide(plan.id, [a.id for a in parted], Side.HIGHLEVEL.value)
        done = await self._apply("a deletion: apply what was decided", plan)
        assert done.applied == len(parted)

    async def crash(self, count: int) -> None:
        """The program ends after a write was answered and before that was recorded; it is started again."""
        links = self._linked()
        for n, link in enumerate(links[:count]):
            self.s.sandbox.state.edit_contact(link.highlevel_id, {"city": f"Matera {n}"})
        self._edit_customers(links[count : 2 * count], "Via Interrotta")
        self._later(60)
        await self.s.import_export()
        plan = await self.s.service.plan()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.s.service.store.journal, "finish", _fails_after(self.s.service.store.journal, count))
            with pytest.raises(ExceptionGroup):
                await self.s.service.apply(plan.id, confirmed=True)
        self.s.open()
        left = [o for o in self.s.service.store.journal.unfinished() if o.side == Side.HIGHLEVEL.value]
        opened = bool(self.s.service.store.journal.unfinished())
        assert opened, "the crash left nothing open"
        again = await self._plan("after a crash: plan", Cost(len(left) + 1) + changed_read(2 * count))
        await self._apply("after a crash: apply the rest", again)

    async def limit(self, count: int) -> None:
        """The hour has room for fewer calls than there are changes; the rest is done when it is over."""
        self._later(4000)
        room = count - 1
        store, now = self.s.service.store, self.s.clock.now()
        for _ in range(budget.HOUR.limit - budget.used(calls_made(store, now), budget.HOUR, now) - room):
            store.budget.spend(Side.FATTURA24.value, now)
        for n, link in enumerate(self._linked()[:count]):
            self.s.sandbox.state.edit_contact(link.highlevel_id, {"city": f"Bari {n}"})
        self._later(60)
        plan = await self._plan("the hour is full: plan", changed_read(count))
        assert least_of(plan.actions) == Cost(0, count)
        self.s.forget()
        done = await self.s.service.apply(plan.id, confirmed=True)
        assert done.deferred == count - room
        self._note("the hour is full: apply what it allows", Cost(0, room))
        self._later(4000)
        rest = await self._plan("the hour is over: plan", changed_read(count))
        assert least_of(rest.actions) == Cost(0, count - room)
        await self._apply("the hour is over: apply the rest", rest)

    async def keys_only(self) -> str:
        """Somebody has emptied the field with Fattura24's key; it is written again, and nothing else; return the
        run."""
        state = self.s.sandbox.state
        field = next(f["id"] for f in state.highlevel.fields.values() if f["name"] == ORIGIN_FIELD)
        links = self._linked()[:3]
        for link in links:
            state.edit_contact(link.highlevel_id, {"customFields": [{"id": field, "value": ""}]})
        self._later()
        plan = await self._plan("keys that were emptied: plan", changed_read(len(links)))
        named = {f.name for a in plan.actions for f in a.fields if a.effective}
        assert named == {ORIGIN}, named
        done = await self._apply("keys that were emptied: apply", plan)
        return str(done.run)

    async def undo(self, run: str, name: str = "an undo") -> None:
        """Take a run back."""
        self.s.forget()
        plan = await self.s.service.plan_undo(run)
        self._note(f"{name}: plan", Cost())
        await self._apply(f"{name}: apply", plan)


def _fails_after(journal: Journal, count: int) -> Callable[[OperationRow], None]:
    """Return what records so many outcomes and then no more, as when the program is ended."""
    finish, recorded = journal.finish, 0

    def failing(operation: OperationRow) -> None:
        nonlocal recorded
        recorded += 1
        if recorded > count:
            raise RuntimeError("ended here")
        finish(operation)

    return failing


async def go_through(folder: Path, contacts: int, edits: int) -> list[Measured]:
    """Go through all scenarios with so many contacts and edits."""
    with stage(folder / "days", contacts=contacts, **SWITCHES) as s:
        day = Scenarios(s)
        await day.first_sync()
        await day.nothing_new()
        await day.undo(await day.edits(edits))
        await day.undo(await day.keys_only(), "keys taken off")
        await day.conflict()
        await day.deletion()
        await day.crash(edits)
        await day.limit(edits)
        await day.appointments()
    with stage(folder / "undone", contacts=contacts, **SWITCHES) as s:
        first = Scenarios(s)
        run = await first.first_sync()
        await first.undo(run, "the first run undone")
    return day.measured + first.measured[-2:]


async def first_plan(folder: Path, contacts: int) -> Measured:
    """Only plan for the first time: with more than a page of contacts."""
    with stage(folder, contacts=contacts, **SWITCHES) as s:
        await s.connect()
        await s.import_export()
        s.forget()
        await s.service.plan()
        there = len(s.sandbox.state.highlevel.contacts)
        sent = Cost(len(s.requests("highlevel")), len(s.requests("fattura24")))
        least = whole_read(there) + further(s)
        return Measured(f"first plan, {there} contacts", sent, least)
