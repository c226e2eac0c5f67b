"""One computer with Ponte24 on it, between two services in memory; checks after each step what must always hold."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Container, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from keyring.backends.fail import Keyring as NoKeyring

from app.credentials import Credentials
from app.errors import Ponte24Error, UsageError
from app.paths import Home
from app.records.compare import match_key, same
from app.records.contact import ADDRESS_FIELDS, PERSON_FIELDS, Contact
from app.records.task import TaskLink
from app.sandbox.clock import SandboxClock
from app.sandbox.fattura24.store import Customer, Fattura24Store
from app.sandbox.highlevel.base.shapes import from_state, to_state
from app.sandbox.highlevel.base.store import HighLevelStore
from app.sandbox.switches import Fattura24Switches, HighLevelSwitches
from app.services.api.runs import RunResult
from app.services.facade import Ponte24
from app.services.sync.applying.kinds import kinds_of
from app.services.sync.applying.ledger import StoreLedger
from app.services.sync.reading.renewal import renew
from app.services.sync.reading.session import Session, take_snapshot
from app.services.sync.reading.snapshot import CACHE
from app.store import Store, StoredLink
from app.store.schema.database import Database
from app.store.schema.tables import metadata
from app.sync.apply.kinds import Kinds
from app.sync.contacts.mapping import ORIGIN_FIELD, default_mapping
from app.sync.contacts.mapping import Mapping as FieldMapping
from app.sync.plan.model import Choice, Kind, Plan, RecordType, Side
from app.sync.plan.operation import OperationState, Verb
from tests.engine import promises, work_order, work_promises
from tests.engine.exports import export, file_name
from tests.engine.from_scratch import watch
from tests.engine.memory_fattura24 import MemoryFattura24
from tests.engine.memory_highlevel import MemoryHighLevel, Write
from tests.engine.memory_tasks import MemoryTasks
from tests.engine.weather import Weather, run, watch_transactions

MEMORY_ONLY = NoKeyring()  # type: ignore[no-untyped-call]  # keyring's backends have no types
_FAST = Path("/dev/shm") if Path("/dev/shm").is_dir() else None

FATTURA24_NAMES = {
    "email": "email",
    "mobile": "mobile",
    "landline": "landline",
    "street": "address",
    "postal_code": "postal_code",
    "city": "city",
    "province": "province",
    "country": "country",
    "vat_code": "vat_code",
    "fiscal_code": "fiscal_code",
    "sdi_code": "sdi_code",
    "pec": "pec",
    "website": "website",
}


class SharedClock:
    """The services' clock as the program's: waiting moves both."""

    def __init__(self, clock: SandboxClock) -> None:
        self.sandbox = clock

    def now(self) -> float:
        return self.sandbox.now()

    async def sleep(self, seconds: float) -> None:
        if seconds > 0:
            self.sandbox.advance(seconds)


class MemoryConnections:
    """Implements `app.services.sync.reading.session.Connections` with the services of memory."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        m = self._machine
        m.mapping = m.service.mapping()
        m.highlevel.kept = m.store.settings.get(CACHE)
        m.highlevel.__post_init__()
        renew(m.store)
        try:
            snapshot = take_snapshot(m.store, m.highlevel.cache)
            yield Session(cast(Any, m.highlevel), cast(Any, m.fattura24), snapshot, cast(Any, m.client))
        finally:
            if not m.weather.dead:
                m.store.settings.set(CACHE, m.highlevel.cache())

    def answered(self, error: Ponte24Error) -> None:
        """There are no accounts here whose state could be kept."""


@lru_cache(maxsize=1)
def _database() -> Database:
    """One file for all examples of a process: emptied, it is as good as new and keeps the compiled statements."""
    folder = Path(tempfile.mkdtemp(prefix="ponte24-engine-", dir=_FAST))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Store.open(Home(folder / "home")).database


def fresh_store() -> Store:
    """Return a store in which nothing is yet; the one before it is no longer good."""
    database = _database()
    for name in ("transaction", "reading"):
        database.__dict__.pop(name, None)  # what an earlier example watched it with
    with database.transaction() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return Store(database)


class Machine:
    """Everything of one example. ``lag`` is that of HighLevel's index in seconds; with ``tasks`` it has tasks
    and notes, too."""

    def __init__(self, *, lag: float = 0.0, tasks: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ponte24-engine-", dir=_FAST))
        home = Home(self.folder / "home")
        self.sandbox_clock = SandboxClock(manual=True)
        self.clock = SharedClock(self.sandbox_clock)
        self.weather = Weather(owner=self._interfere)
        location = {"id": "loc", "country": "IT"}
        self.contacts = HighLevelStore(
            self.sandbox_clock, HighLevelSwitches(search_lag_seconds=lag, company_on_put="accept"), location
        )
        self.customers = Fattura24Store(self.sandbox_clock, Fattura24Switches())
        self.customers.api_key = "key"
        self.store = fresh_store()
        watch_transactions(self.store, self.weather)
        self.highlevel = MemoryHighLevel(self.contacts, self.clock, self.weather, lambda: self.mapping)
        self.fattura24 = MemoryFattura24(self.customers, self.clock, self.weather)
        self.work = MemoryTasks(
            self.clock,
            self.weather,
            lambda: self.contacts.switches.search_lag_seconds,
            lambda contact: contact in self.contacts.contacts,
        )
        self.client = self.work if tasks else None
        credentials = Credentials(home, backend=MEMORY_ONLY, environ={})
        self.service = Ponte24(self.store, credentials, self.clock, "en")
        self.service.syncing.connections = MemoryConnections(self)
        watch(self.service)
        self.exports: list[tuple[bytes, float]] = []
        self.raced: set[str] = set()
        self.rezoned = False
        self.made_for: Counter[str] = Counter()
        self.imported: set[bytes] = set()
        self.seen: set[tuple[str, str]] = set()
        self.typed_codes: Counter[str] = Counter()
        self.fattura24.made = self._made
        self.service.decide = self._decide  # type: ignore[method-assign]
        self.mapping = default_mapping()
        self.agreed: Plan | None = None
        self._intend = self.store.journal.begin
        self.store.journal.begin = self._begin  # type: ignore[method-assign]
        self._source = ""

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- what the owner does in the web apps ---

    def add_contact(self, contact: Contact, origin: str = "", further: Sequence[str] = (), **more: str) -> str:
        """A person types a new contact into HighLevel; a duplicate is refused there as well."""
        if self.contacts.by_email(contact.email) or (contact.mobile and self.contacts.by_phone(contact.mobile)):
            return ""
        record_id = self.contacts.new_id()
        wire = {"id": record_id, **more, **self._wire(contact), "customFields": self._custom(contact, origin)}
        made = from_state(wire, "loc", self.sandbox_clock.now_ms())
        if further:
            made["additionalEmails"] = list(further)
        self.contacts.put(made)
        return record_id

    def edit_contact(self, record_id: str, values: dict[str, str]) -> None:
        """A person changes a contact in HighLevel (names of ours; blank clears)."""
        old = self.contacts.contacts[record_id]
        email, phone = values.get("email", ""), values.get("mobile", "")
        owners = [*self.contacts.by_email(email), *(self.contacts.by_phone(phone) if phone else ())]
        if any(c["id"] != record_id for c in owners):
            return
        state = to_state(old)
        contact = Contact().with_values(values)
        state |= self._wire(contact, values)
        custom = {item["id"]: item["value"] for item in state["customFields"]}
        for item in self._custom(contact, "", values):
            custom[item["id"]] = item["value"]
        state["customFields"] = {k: v for k, v in custom.items() if v}
        state["dateUpdated"] = self.contacts.moment_after(old)
        self.contacts.put(from_state(state, "loc", self.sandbox_clock.now_ms()))

    def without_keys(self) -> None:
        """A person empties the field "Fattura24 ID" of all contacts."""
        field = self._field(ORIGIN_FIELD)
        for old in list(self.contacts.contacts.values()):
            custom = {i: v for i, v in old["customFields"].items() if i != field}
            self.contacts.put({**old, "customFields": custom, "dateUpdated": self.contacts.moment_after(old)})
        self.sandbox_clock.advance(4_000)

    def merge_contacts(self, kept: str, gone: str) -> None:
        """A person merges two contacts in HighLevel: the first takes what it lacks, the second vanishes."""
        old, other = self.contacts.contacts[kept], self.contacts.contacts[gone]
        for task in self.work.tasks.values():
            if task["contactId"] == gone:
                task["contactId"] = kept  # HighLevel lets the work of the two go together
        self.contacts.remove(gone)
        merged = {**other, **{k: v for k, v in old.items() if v}}
        merged["customFields"] = {**other["customFields"], **old["customFields"]}
        merged["dateUpdated"] = self.contacts.moment_after(old)
        self.contacts.put(merged)

    def add_customer(self, contact: Contact) -> str:
        """A person types a new customer into Fattura24; the next export will show it."""
        number = self.customers.new_id()
        values = {FATTURA24_NAMES[n]: v for n, v in contact.items() if n in FATTURA24_NAMES and v}
        name = contact.company or f"{contact.last_name} {contact.first_name}".strip().upper()
        self._typed(contact.vat_code or contact.fiscal_code)
        self.customers.put(
            Customer(number, self.customers.new_code(), name, fax="02 9", iban="IT60X0542811101000000123456", **values)
        )
        return number

    def _typed(self, code: str) -> None:
        """Allow one more customer of a tax code than there are: a person types it beside those that exist."""
        there = sum(code == (c.vat_code or c.fiscal_code) for c in self.customers.customers.values())
        self.typed_codes[code] = max(self.typed_codes[code], there) + 1

    def edit_customer(self, number: str, values: dict[str, str]) -> None:
        """A person changes a customer in Fattura24."""
        known = {FATTURA24_NAMES[n]: v for n, v in values.items() if n in FATTURA24_NAMES}
        self._typed(values.get("vat_code", ""))
        if "company" in values:
            known["name"] = values["company"]
        known = {n: v for n, v in known.items() if n != "name" or v}
        self.customers.put(self.customers.edited(number, cast(Any, known)))

    def delete_customer(self, number: str) -> None:
        """A person deletes a customer in Fattura24; whoever is made anew for a contact is no second one then."""
        self.customers.remove(number)
        self.made_for.clear()

    def save_export(self, shape: str = "") -> None:
        """A person exports the address book, in one of its `SHAPES`, and keeps the file."""
        self.exports.append((export(self.customers.customers.values(), shape), self.clock.now()))

    def save_again(self, which: int) -> None:
        """A person opens one of the kept files and saves it: the same content with the date of today."""
        self.exports.append((self.exports[which % len(self.exports)][0], self.clock.now()))

    def recreate_contact(self, record_id: str) -> None:
        """A person deletes a contact and types it anew."""
        old = self.contact(record_id)
        self.contacts.remove(record_id)
        self.add_contact(old)

    def recreate_customer(self, number: str) -> None:
        """A person deletes a customer and types it anew; it has another code then."""
        old = self.customers.customers[number]
        self.delete_customer(number)
        self._typed(old.vat_code or old.fiscal_code)
        self.customers.put(replace(old, id=self.customers.new_id(), code=self.customers.new_code()))

    def import_export(self, which: int = -1, *, even_old: bool = False) -> None:
        """A person drops one of the kept files on Ponte24, and may say that it is to be believed in any case."""
        content, at = self.exports[which]
        promises.no_older_statement(self, content, at, lambda: self._import(content, at, even_old=even_old))

    def _import(self, content: bytes, at: float, *, even_old: bool) -> None:
        import os

        file = self.folder / file_name(content)
        file.write_bytes(content)
        os.utime(file, (at, at))
        if self.do(self.service.import_files([file], sure=True, even_old=even_old)) is not None:
            self.imported.add(content)

    # --- Ponte24 at work ---

    def do(self, work: Any, faults: dict[int, tuple[str, int]] | None = None, die_at: int = 0, **more: Any) -> Any:
        """Run something in some weather; None when the process died. Keeps watching what must hold."""
        links = {link.id: link for link in self.store.links.all()}
        tasks = {link.task: link for link in self.store.task_links.all()}
        looks = work_order.revisions(self)
        self.weather.start(faults, die_at)
        try:
            return run(self.weather, work, **more)
        finally:
            with self._one_picture():
                self._check(links, tasks)
                work_order.no_older_look(self, looks)

    def _check(self, links: Mapping[str, StoredLink], tasks: Mapping[str, TaskLink]) -> None:
        promises.base_moves(self, links)
        promises.budget_kept(self)
        promises.one_create_each(self)
        promises.only_a_person_acknowledges(self)
        in_step = promises.in_step_is_true(self)
        if self.client is not None:
            work_promises.bases_move(self, tasks)
            work_promises.one_task_each(self)
            if in_step:
                work_promises.equal_where_linked(self)

    @contextmanager
    def _one_picture(self) -> Iterator[None]:
        """Let all that looks share one read: opening hundreds of them takes longer than what they ask."""
        database: Any = self.store.database
        with database.reading() as connection, connection.begin():
            database._current.connection = connection
            try:
                yield
            finally:
                database._current.connection = None

    def plan(self, faults: dict[int, tuple[str, int]] | None = None, die_at: int = 0, **more: Any) -> Plan | None:
        """Make a plan, and see that nothing was written anywhere for it."""
        writes, work = self.writes(), len(self.work.writes)
        cached = self.store.highlevel.ids()
        proven = self.highlevel.short
        plan = cast("Plan | None", self.do(self.service.plan(), faults, die_at, **more))
        assert (self.writes(), len(self.work.writes)) == (writes, work), "I1: planning wrote"
        if proven:
            living = cached & self.contacts.contacts.keys()  # one asked for by its id may prove to be gone
            assert living <= self.store.highlevel.ids(), "I4: an incomplete read made contacts disappear"
        if plan is not None:
            promises.plan_is_careful(self, plan)
            if self.client is not None:
                work_order.order_and_sides(self)
                work_order.offered_once(self, plan)
        return plan

    def apply(
        self, plan: Plan, faults: dict[int, tuple[str, int]] | None = None, die_at: int = 0, **more: Any
    ) -> RunResult | None:
        """Confirm and apply a plan, and see that only what was agreed to was written."""
        before = len(self.highlevel.writes), len(self.fattura24.writes)
        done, days = len(self.work.writes), work_order.due_days(self)
        self.agreed = plan
        try:
            work = self.service.apply(plan.id, digest=plan.digest, confirmed=True)
            result = cast("RunResult | None", self.do(work, faults, die_at, **more))
        finally:
            self.agreed = None
        promises.only_what_was_agreed(self, plan, self.writes()[0][before[0] :], self.writes()[1][before[1] :], result)
        work_promises.only_agreed_work(self, plan, self.work.writes[done:])
        work_order.whole_values(self, plan, self.work.writes[done:], days)
        if result is not None:
            promises.keys_taken_off(self, result.run)
        return result

    @contextmanager
    def failing(self, call: str, fault: str) -> Iterator[None]:
        """Let each call of HighLevel of a name meet a fault."""
        self.weather.always[call] = fault
        yield
        self.weather.always.clear()

    def kinds(self) -> Kinds:
        """The kinds of records as a plan sees them that is not applied."""
        snapshot = self.service._snapshot()
        ledger = StoreLedger(self.store, snapshot, self.clock)
        return kinds_of(self.store, snapshot, self.clock, lambda _record, _values: "", {}, ledger)

    def sync(self, faults: dict[int, tuple[str, int]] | None = None) -> Plan | None:
        """Plan and apply everything, deciding nothing."""
        plan = self.plan(faults)
        if plan is not None:
            self.apply(plan)
        return plan

    def unattended(self, faults: dict[int, tuple[str, int]] | None = None) -> None:
        """A scheduled run: it plans, and applies what needs no judgement."""
        self.do(self.service.sync(confirmed=True, origin="scheduled"), faults)

    def settle(self, rounds: int = 14, choose: str = "highlevel") -> Plan:
        """Let the edits stop, decide what is asked, and sync until there is nothing to do. Raises AssertionError if
        both sides do not come to rest."""
        self.weather.start()
        self.contacts.switches.search_lag_seconds = 0
        self.highlevel.short = self.highlevel.late = self.work.short = self.work.doubled = False
        told: Any = ()
        last = Plan("", 0.0, ())
        for _ in range(rounds):
            self.sandbox_clock.advance(90_000)  # the limits are free again, and a full read is due
            self.save_export()
            self.import_export()
            plan = self.plan()
            assert plan is not None
            last = self._decide_all(plan, choose)
            if not [a for a in last.actions if a.effective]:
                promises.keys_are_own(self)
                return last
            result = self.apply(last)
            told = result.errors if result else ()
        restless = [(a.kind.value, a.side.value, a.reason.key, a.title, a.fields) for a in last.actions if a.effective]
        raise AssertionError(f"no rest: {restless}, {told}")

    def _decide_all(self, plan: Plan, choose: str) -> Plan:
        left_out = [a.id for a in plan.actions if not a.included]
        if left_out:
            plan = self.service.include(plan.id, left_out, True)
        for action in plan.actions:
            if action.waits_for_person:
                # one that is free, or whose counterpart is gone: to swap and swap back would never come to rest
                taken = {c.id for c in action.candidates if c.replaces and not c.partner_gone}
                links = [c for c in action.choices if c.startswith("link:") and c[5:] not in taken]
                wanted = choose if choose in action.choices else links[0] if links else Choice.SKIP.value
                if action.note:
                    wanted = Choice.SEEN.value
                elif action.kind is Kind.UNLINK:
                    wanted = Choice.SKIP.value
                try:
                    plan = self.decide(plan, action.id, wanted)
                except UsageError as error:
                    assert error.code == "record_taken", error  # the next plan asks about what is left then
        return plan

    def decide(self, plan: Plan, action_id: str, choice: str) -> Plan:
        """A person decides; only so may a remark go out of sight."""
        return self.service.decide(plan.id, [action_id], choice)

    def _decide(self, plan_id: str, action_ids: Sequence[str], choice: str) -> Plan:
        plan = Ponte24.decide(self.service, plan_id, action_ids, choice)
        self.seen = promises.remarks_seen(self)
        return plan

    def writes(self) -> tuple[list[Write], list[Write]]:
        """Everything that was written so far in HighLevel and in Fattura24."""
        return list(self.highlevel.writes), list(self.fattura24.writes)

    def read_only(self) -> set[Side]:
        """The sides that must not be written."""
        settings = self.service.settings()
        locked = {Side.HIGHLEVEL: settings.highlevel_read_only, Side.FATTURA24: settings.fattura24_read_only}
        return {side for side, locked_now in locked.items() if locked_now}

    @property
    def decided(self) -> set[str]:
        """The fields about which a person has decided something."""
        units = {key.rsplit("|", 1)[1] for key in self.store.decisions.all() if key.startswith("conflict|")}
        wider = {"address": ADDRESS_FIELDS, "name": PERSON_FIELDS}
        return units | {name for unit in units for name in wider.get(unit, ())}

    # --- helpers ---

    def _made(self, number: str) -> None:
        if self._source:
            self.made_for[self._source] += 1

    def _begin(self, operation: Any) -> None:
        """Watch each intent: whom a create is for, and whether what will be overwritten may be."""
        work_order.lands_on_nobody(self, operation)
        if operation.side == Side.FATTURA24.value and operation.verb == Verb.CREATE.value:
            promises.create_lands_on_nobody(self, operation)
        if operation.side == Side.FATTURA24.value:
            # an update may bring back a customer whom the owner has deleted since the last export: nobody could know
            self._source = operation.source_id if operation.verb == Verb.CREATE.value else ""
        if operation.verb == Verb.UPDATE.value and self.agreed is not None:
            if operation.record == RecordType.CONTACT.value:
                promises.overwrites_only_what_it_may(self, self.agreed, operation)
            elif operation.record == RecordType.TASK.value:
                work_promises.overwrites_only_what_it_may(self, self.agreed, operation)
        self._intend(operation)

    def _interfere(self, what: str, pick: int, service: str, write: bool) -> None:
        """The owner works in HighLevel at the very moment at which Ponte24 calls."""
        tasks = sorted(self.work.tasks)
        if tasks and pick % 3 == 2:
            task_id = tasks[pick % len(tasks)]
            if what == "vanish":
                self.work.deleted(task_id)
            else:
                self.work.edited(task_id, title=("Ritirare", "Consegnare")[pick % 2])
            return
        ids = sorted(self.contacts.contacts)
        if not ids:
            return
        record_id = ids[pick % len(ids)]
        if write and service == "HighLevel":
            self.raced.add(record_id)  # between a read and its write nobody can hold the service still
        if what == "vanish":
            self.contacts.remove(record_id)
        else:
            self.edit_contact(record_id, {"city": ("Asti", "Bari", "Como")[pick % 3]})

    def _wire(self, contact: Contact, only: dict[str, str] | None = None) -> dict[str, str]:
        natives = {r.field: r.highlevel for r in default_mapping() if not r.custom_field and r.field != "tags"}
        wanted = natives if only is None else {n: a for n, a in natives.items() if n in only}
        return {a: contact.get(n) for n, a in wanted.items()}

    def _custom(self, contact: Contact, origin: str, only: dict[str, str] | None = None) -> list[dict[str, str]]:
        found = []
        for rule in default_mapping():
            if rule.custom_field and (contact.get(rule.field) or (only and rule.field in only)):
                found.append({"id": self._field(rule.custom_field), "value": contact.get(rule.field)})
        if origin:
            found.append({"id": self._field("Fattura24 ID"), "value": origin})
        return found

    def all_fields(self) -> None:
        """Give the location all custom fields that the mapping wants."""
        for name in [r.custom_field for r in default_mapping() if r.custom_field] + [ORIGIN_FIELD]:
            self._field(name)

    def _field(self, name: str) -> str:
        known = next((i for i, f in self.contacts.fields.items() if f["name"] == name), "")
        return known or str(self.contacts.add_field(name)["id"])

    def contact(self, record_id: str) -> Contact:
        """A contact as HighLevel holds it now, in our terms."""
        from app.connectors.highlevel.reader import record_of
        from app.sandbox.highlevel.base.shapes import full

        return record_of(full(self.contacts.contacts[record_id]), self.highlevel.translator(), 0.0).contact

    def origin(self, record_id: str) -> str:
        """The key of Fattura24 that a contact carries (blank: none, or there is no such contact)."""
        field = next((i for i, f in self.contacts.fields.items() if f["name"] == "Fattura24 ID"), "")
        return str(self.contacts.contacts.get(record_id, {}).get("customFields", {}).get(field, ""))

    def origins(self, without: Container[tuple[str, str]] = ()) -> Counter[str]:
        """How many contacts of HighLevel carry each key of Fattura24, but for some contacts with their keys."""
        field = next((i for i, f in self.contacts.fields.items() if f["name"] == "Fattura24 ID"), "")
        keys = ((i, c["customFields"].get(field)) for i, c in self.contacts.contacts.items())
        return Counter(key for i, key in keys if key and (i, key) not in without)

    def end_state(self) -> tuple[Any, ...]:
        """What a person would see on both sides, without what the services number by themselves."""
        ignore = {"custom:Fattura24 ID"}
        contacts = sorted(
            tuple(sorted((k, v) for k, v in self.highlevel.values(c).items() if k not in ignore))
            for c in self.contacts.contacts.values()
        )
        customers = sorted(
            tuple(v for k, v in c.as_dict().items() if k not in ("id", "code"))
            for c in self.customers.customers.values()
        )
        codes = {c.id: (c.code or c.api_id, c.contact.title) for c in self.store.mirror.all()}
        titles = {i: self.contact(i).title for i in self.contacts.contacts}
        links = sorted(
            (titles.get(k.highlevel_id, "?"), codes[k.fattura24_id][1], k.confirmed) for k in self.store.links.all()
        )
        return contacts, customers, links

    def unconfirmed(self) -> Sequence[StoredLink]:
        """Links whose customer nobody can confirm until an export does."""
        return [link for link in self.store.links.all() if not link.confirmed]

    def states(self) -> Counter[OperationState]:
        """How the operations of all runs ended."""
        return Counter(
            OperationState(o.state) for r in self.store.journal.runs(50) for o in self.store.journal.operations(r.id)
        )


__all__ = ["FieldMapping", "Machine", "RecordType", "match_key", "same"]
