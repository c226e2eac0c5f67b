"""Both services, the owner and bad weather in any order: nothing that was promised is ever broken, and in the end both
sides come to rest. ``make prove`` runs this with 20,000 examples."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from app.errors import CredentialsRefused, GuardStop, LimitReached, Ponte24Error, ServiceUnavailable
from app.sync.contacts.mapping import ConflictRule, Direction
from app.sync.plan.model import Plan
from tests.engine import work_promises
from tests.engine.exports import SHAPES
from tests.engine.machine import Machine
from tests.engine.people import EDITS, PEOPLE, VATS
from tests.engine.untidy_days import UntidyDays
from tests.engine.weather import FAULTS
from tests.engine.work_days import WorkDays

PICK = st.integers(0, 11)
WEATHER = st.dictionaries(st.integers(0, 14), st.tuples(st.sampled_from(FAULTS), PICK), max_size=3)
DEATH = st.one_of(st.just(0), st.integers(1, 120))
FIELDS = ("email", "mobile", "city", "street", "vat_code", "company", "pec")


class Days(WorkDays, UntidyDays):
    """Days in the life of a small business: contacts and customers, tasks and notes."""

    def __init__(self) -> None:
        super().__init__()
        self.m = Machine(tasks=True)
        self.open: Plan | None = None
        self.shapes: tuple[str, ...] = SHAPES[:1]

    def teardown(self) -> None:
        try:
            settings = self.m.service.settings()
            self.m.service.save_settings(replace(settings, highlevel_read_only=False, fattura24_read_only=False))
            self.m.settle()
            self._empty_again()
        finally:
            self.m.close()

    def _empty_again(self) -> None:
        """I2: after rest nothing is left to do, and doing it writes nothing."""
        writes, work = self.m.writes(), len(self.m.work.writes)
        plan = self.m.plan()
        assert plan is not None
        left = [a for a in plan.actions if a.effective]
        assert not left, f"I2: {left}"
        self.m.apply(plan)
        assert (self.m.writes(), len(self.m.work.writes)) == (writes, work), "I2: a second sync wrote"
        work_promises.at_rest(self.m)
        self._nothing_comes_back(writes)

    def _nothing_comes_back(self, writes: Any) -> None:
        """I13: what was written and is read back asks for nothing, whatever shape the export has."""
        for shape in self.shapes:
            self.m.sandbox_clock.advance(7_200)
            self.m.save_export(shape)
            self.m.import_export()
            plan = self.m.plan()
            assert plan is not None
            left = [(a.kind.value, a.title, a.reason.key, a.fields) for a in plan.actions if a.effective]
            asked = [(a.title, a.reason.key) for a in plan.actions if a.waits_for_person]
            assert not left, f"I13: an export ({shape}) brings changes: {left}"
            assert not asked, f"I13: an export ({shape}) brings questions: {asked}"
        assert self.m.writes() == writes, "I13: an export made it write"

    # --- the owner ---

    @initialize(
        lag=st.sampled_from((0.0, 5.0, 60.0)),
        both=st.lists(st.sampled_from(PEOPLE), max_size=4, unique=True),
        shape=st.sampled_from(SHAPES[1:]),
    )
    def begin(self, lag: float, both: list[Any], shape: str) -> None:
        self.shapes = (SHAPES[0], shape)
        self.m.contacts.switches.search_lag_seconds = lag
        for contact in both:
            self.m.add_contact(contact)
            self.m.add_customer(contact)
        self.m.save_export()

    @rule(who=st.sampled_from(PEOPLE), source=st.sampled_from(("", "modulo del sito")))
    def new_contact(self, who: Any, source: str) -> None:
        self.m.add_contact(who, source=source, dateOfBirth="1980-01-01")

    @rule(who=st.sampled_from(PEOPLE))
    def new_customer(self, who: Any) -> None:
        self.m.add_customer(who)

    @rule(pick=PICK, values=st.sampled_from(EDITS))
    def edit_contact(self, pick: int, values: dict[str, str]) -> None:
        if self.m.contacts.contacts:
            ids = sorted(self.m.contacts.contacts)
            self.m.edit_contact(ids[pick % len(ids)], values)

    @rule(pick=PICK, values=st.sampled_from(EDITS))
    def edit_customer(self, pick: int, values: dict[str, str]) -> None:
        if self.m.customers.customers:
            ids = sorted(self.m.customers.customers)
            self.m.edit_customer(ids[pick % len(ids)], values)

    @precondition(lambda self: self.m.contacts.contacts)
    @rule(pick=PICK)
    def delete_contact(self, pick: int) -> None:
        ids = sorted(self.m.contacts.contacts)
        self.m.contacts.remove(ids[pick % len(ids)])

    @precondition(lambda self: len(self.m.contacts.contacts) > 1)
    @rule(pick=PICK, other=PICK)
    def merge_contacts(self, pick: int, other: int) -> None:
        ids = sorted(self.m.contacts.contacts)
        kept, gone = ids[pick % len(ids)], ids[other % len(ids)]
        if kept != gone:
            self.m.merge_contacts(kept, gone)

    @precondition(lambda self: self.m.customers.customers)
    @rule(pick=PICK)
    def delete_customer(self, pick: int) -> None:
        ids = sorted(self.m.customers.customers)
        self.m.delete_customer(ids[pick % len(ids)])

    @rule(shape=st.sampled_from(SHAPES))
    def save_export(self, shape: str) -> None:
        self.m.save_export(shape)

    @precondition(lambda self: self.m.exports)
    @rule(pick=PICK)
    def save_an_export_again(self, pick: int) -> None:
        self.m.save_again(pick)

    @rule(who=st.sampled_from(PEOPLE), further=st.sampled_from(PEOPLE))
    def new_contact_with_further_addresses(self, who: Any, further: Any) -> None:
        """HighLevel keeps further e-mails and phones of a contact, which may be another's first ones."""
        self.m.add_contact(
            replace(who, email=f"altra.{who.email}"), further=[f for f in (further.email,) if f and f != who.email]
        )

    @rule(who=st.sampled_from(PEOPLE), code=st.sampled_from(VATS))
    def new_member_of_a_group(self, who: Any, code: str) -> None:
        """A VAT group: one VAT code, and a fiscal code for each of its members."""
        self.m.add_contact(replace(who, email=f"gruppo.{who.email}", mobile="", vat_code=code, fiscal_code=VATS[0]))
        self.m.add_customer(replace(who, vat_code=code, fiscal_code=VATS[1]))

    @precondition(lambda self: self.m.contacts.contacts)
    @rule(pick=PICK)
    def make_contact_again(self, pick: int) -> None:
        ids = sorted(self.m.contacts.contacts)
        self.m.recreate_contact(ids[pick % len(ids)])

    @precondition(lambda self: self.m.customers.customers)
    @rule(pick=PICK)
    def make_customer_again(self, pick: int) -> None:
        ids = sorted(self.m.customers.customers)
        self.m.recreate_customer(ids[pick % len(ids)])

    @rule(pick=PICK, other=PICK)
    def link_by_hand(self, pick: int, other: int) -> None:
        customers, contacts = [c.id for c in self.m.store.mirror.all()], sorted(self.m.store.highlevel.ids())
        if customers and contacts:
            chosen = customers[pick % len(customers)], contacts[other % len(contacts)]
            self._expected(lambda: self.m.do(self.m.service.pairs.link(*chosen)))

    @rule(pick=PICK)
    def unlink_by_hand(self, pick: int) -> None:
        linked = sorted(k.fattura24_id for k in self.m.store.links.all())
        if linked:
            self._expected(lambda: self.m.do(self.m.service.pairs.unlink(linked[pick % len(linked)])))

    @rule(faults=WEATHER)
    def unattended(self, faults: Any) -> None:
        """A scheduled run, whose remarks nobody reads."""
        self._expected(lambda: self.m.unattended(faults))

    @precondition(lambda self: self.m.exports)
    @rule(pick=st.one_of(st.just(-1), PICK))
    def import_export(self, pick: int) -> None:
        """Mostly the newest file; now and then an old one."""
        self.m.import_export(-1 if pick < 0 else pick % len(self.m.exports))

    @rule(seconds=st.sampled_from((30, 400, 4000, 90_000)))
    def time_passes(self, seconds: int) -> None:
        self.m.sandbox_clock.advance(seconds)

    # --- the settings ---

    @rule(field=st.sampled_from(FIELDS), direction=st.sampled_from(list(Direction)), clears=st.booleans())
    def change_mapping(self, field: str, direction: Direction, clears: bool) -> None:
        mapping = self.m.service.mapping()
        self.m.service.save_mapping(mapping.with_rule(replace(mapping.rule(field), direction=direction, clears=clears)))

    @rule(field=st.sampled_from(FIELDS), wins=st.sampled_from(list(ConflictRule)))
    def change_rule(self, field: str, wins: ConflictRule) -> None:
        mapping = self.m.service.mapping()
        self.m.service.save_mapping(mapping.with_rule(replace(mapping.rule(field), conflict=wins)))

    @rule(highlevel=st.booleans(), fattura24=st.booleans(), wish=st.sampled_from(("all", "with_tax_id", "never")))
    def change_settings(self, highlevel: bool, fattura24: bool, wish: str) -> None:
        self.m.service.save_settings(
            replace(
                self.m.service.settings(),
                highlevel_read_only=highlevel,
                fattura24_read_only=fattura24,
                create_in_fattura24=wish,
            )
        )

    # --- Ponte24 ---

    @rule(faults=WEATHER, death=DEATH, short=st.booleans(), late=st.booleans())
    def plan(self, faults: Any, death: int, short: bool, late: bool) -> None:
        self.m.highlevel.short, self.m.highlevel.late = short, late
        self.open = self._expected(lambda: self.m.plan(faults, death))

    @rule(faults=WEATHER, death=DEATH)
    def apply(self, faults: Any, death: int) -> None:
        plan = self.m.service.open_plan()
        if plan is not None:
            self._expected(lambda: self.m.apply(plan, faults, death))

    @rule(faults=WEATHER)
    def sync(self, faults: Any) -> None:
        plan = self._expected(lambda: self.m.plan())
        if plan is not None:
            self._expected(lambda: self.m.apply(plan, faults))

    @rule(pick=PICK, choice=PICK)
    def decide(self, pick: int, choice: int) -> None:
        plan = self.m.service.open_plan()
        asked = [a for a in plan.actions if a.choices] if plan else []
        if plan and asked:
            action = asked[pick % len(asked)]
            self._expected(lambda: self.m.decide(plan, action.id, action.choices[choice % len(action.choices)]))

    @rule(pick=PICK, included=st.booleans())
    def include(self, pick: int, included: bool) -> None:
        plan = self.m.service.open_plan()
        if plan and plan.actions:
            action = plan.actions[pick % len(plan.actions)]
            self._expected(lambda: self.m.service.include(plan.id, [action.id], included))

    @rule(faults=WEATHER, death=DEATH)
    def undo(self, faults: Any, death: int) -> None:
        plan = self._expected(lambda: self.m.do(self.m.service.plan_undo()))
        if plan is not None:
            self._expected(lambda: self.m.apply(plan, faults, death))

    @staticmethod
    def _expected(act: Any) -> Any:
        """Bad weather may end a step with an error made for people, and with nothing else."""
        try:
            return act()
        except (ServiceUnavailable, CredentialsRefused, LimitReached, GuardStop):
            return None
        except Ponte24Error as error:
            assert error.code in (
                *("plan_closed", "plan_changed", "nothing_to_undo", "request_refused"),
                *("pair_unconfirmed", "pair_unsettled", "record_taken"),
            ), error
            return None

    @invariant()
    def links_join_two_records_once(self) -> None:
        links = self.m.store.links.all()
        assert len({k.highlevel_id for k in links}) == len(links) == len({k.fattura24_id for k in links})


TestDays = Days.TestCase
TestDays.settings = hypothesis.settings(
    max_examples=15,
    stateful_step_count=18,
    suppress_health_check=list(hypothesis.HealthCheck),
    deadline=None,
)
