"""The bulk way under any interleaving: what is handed over as a file is there once in the end, whatever happened."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.errors import UsageError
from app.records.contact import Contact
from app.sandbox.fattura24.store import Customer
from app.sandbox.seeding.seed_codes import vat_code
from app.sync.plan.model import Kind, Plan, Side
from tests.engine.machine import Machine

LEADS = (
    Contact(company="Forno Alfa Srl", vat_code=vat_code(2345671, 58), city="Torino", mobile="+393331234501"),
    Contact(company="Bar Beta Snc", vat_code=vat_code(2345672, 58), email="info@beta.it"),
    Contact(company="Officina Gamma", email="officina@gamma.it", city="Asti", street="Via Po, 1"),
    Contact(company="Hotel Delta", city="Cuneo"),
    Contact(company="=Pizzeria Epsilon", mobile="+393331234505"),
    Contact(first_name="Lea", last_name="Solo", email="lea@solo.it", mobile="+393331234506"),
)
KNOWN = tuple(
    Contact(company=f"Cliente Noto {n}", vat_code=vat_code(3456710 + n, 58), city=city)
    for n, city in enumerate(("Torino", "Asti", "Cuneo", "Torino", "Alba", "Bra", "Asti"))
)


class Dead(BaseException):
    """The process dies."""


class Owner:
    """Someone who syncs, hands over, loads files and exports in any order, but loads no row twice."""

    def __init__(self) -> None:
        self.m = Machine()
        for contact in KNOWN:
            self.m.add_customer(contact)
        self.export()
        self.sync()
        self.file = self.m.folder / "carica.csv"
        self.to_load: dict[str, dict[str, str]] = {}
        self.loaded: set[str] = set()
        for contact in LEADS:
            self.m.add_contact(contact)

    def plan(self) -> Plan:
        plan = self.m.plan()
        assert plan is not None
        return plan

    def sync(self) -> None:
        plan = self.plan()
        self.m.apply(plan)

    def late_sync(self) -> None:
        """Confirm a plan that was made before the file was saved."""
        plan = self.plan()
        self._saved()
        with suppress(UsageError):  # it is another plan now
            self.m.apply(plan)
        with suppress(UsageError):  # unless there was nothing to save
            self.m.apply(self.m.service.load_plan(plan.id))

    def hand_over(self) -> None:
        self.plan()
        self._saved()

    def hand_over_twice(self) -> None:
        self.hand_over()
        self._saved(again=True)
        self._saved()

    def die_while_saving(self) -> None:
        """The process dies when the store knows and the file has no name yet; the owner saves once more."""
        self.plan()
        with suppress(Dead), patch("app.services.handover.handover.put_in_place", side_effect=Dead):
            self._saved()
        self._saved(again=True)

    def _saved(self, *, again: bool = False) -> None:
        with suppress(UsageError):
            self.m.do(self.m.service.handover.save(self.file, everything=True, again=again))
            for row in rows_of(self.file):
                if row["Rag. Sociale"] not in self.loaded:
                    self.to_load.setdefault(row["Rag. Sociale"], row)

    def load(self, part: int) -> None:
        """Load every n-th row of what is saved and not loaded yet."""
        for name in list(self.to_load)[::part]:
            row = self.to_load.pop(name)
            self.loaded.add(name)
            customers = self.m.customers
            customers.put(
                Customer(
                    customers.new_id(),
                    customers.new_code(),
                    row["Rag. Sociale"].removeprefix("'"),
                    vat_code=row["P.IVA"],
                    email=row["Email"],
                    mobile=row["Cellulare"],
                    city=row["Città"],
                    address=row["Indirizzo"],
                )
            )

    def load_all(self) -> None:
        self.load(1)

    def load_half(self) -> None:
        self.load(2)

    def export(self) -> None:
        self.m.sandbox_clock.advance(900)
        self.m.save_export()
        self.m.import_export()

    def old_export(self) -> None:
        """Drop the very first export once more: it is too old to prove anything."""
        self.m.import_export(0)

    def undo(self) -> None:
        with suppress(UsageError):
            plan = self.m.do(self.m.service.plan_undo())
            self.m.apply(plan)

    def say_not_loaded(self) -> None:
        """Answer the question truthfully: what is asked about was not loaded, and will not be."""
        missing = [i for i in self.m.store.handovers.open() if i.state == "missing"]
        if missing and {i.title for i in missing} <= {n.removeprefix("'") for n in self.to_load}:
            for item in missing:
                self.to_load = {n: r for n, r in self.to_load.items() if n.removeprefix("'") != item.title}
            self.m.do(self.m.service.handover.settle("send", only_missing=True))

    def wait(self) -> None:
        self.m.do(self.m.service.handover.settle("wait", only_missing=True))

    def there(self) -> Counter[str]:
        return Counter(c.name for c in self.m.customers.customers.values())

    def never_twice(self) -> None:
        twice = {name: n for name, n in self.there().items() if n > 1}
        assert not twice, f"I6: {twice}"

    def rest(self) -> None:
        """Stop loading, answer, and sync until there is nothing to do."""
        for _ in range(4):
            if not self.m.store.handovers.open() and not any(a.effective for a in self.plan().actions):
                break
            self.export()
            self.say_not_loaded()
            self.m.sandbox_clock.advance(90_000)
            self.sync()
        assert not self.m.store.handovers.open(), "nothing is left open"
        there = self.there()
        for contact in (*KNOWN, *LEADS):
            assert there[contact.title] + there[f"{contact.last_name} {contact.first_name}"] == 1, contact.title
        links = self.m.store.links.all()
        assert all(link.confirmed for link in links)
        assert len(links) == len(KNOWN) + len(LEADS)
        last = self.plan()
        assert not [a for a in last.actions if a.effective], [a.title for a in last.actions]


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened, delimiter=";"))


STEPS = (
    "sync",
    "late_sync",
    "hand_over",
    "hand_over_twice",
    "die_while_saving",
    "load_all",
    "load_half",
    "export",
    "old_export",
    "undo",
    "say_not_loaded",
    "wait",
)


@settings(max_examples=10, deadline=None)
@example(["hand_over", "load_all", "hand_over", "export", "load_half"])
@given(st.lists(st.sampled_from(STEPS), min_size=2, max_size=6))
def test_no_interleaving_makes_a_duplicate_or_loses_anyone(steps: list[str]) -> None:
    owner = Owner()
    try:
        undone = False
        for step in steps:
            getattr(owner, step)()
            owner.never_twice()
            undone = undone or step == "undo"
        if not undone:  # what was taken apart stays apart, and is not what this is about
            owner.rest()
        owner.never_twice()
    finally:
        owner.m.close()


@pytest.fixture
def owner() -> Iterator[Owner]:
    made = Owner()
    yield made
    made.m.close()


def creates(plan: Plan) -> set[str]:
    return {a.title for a in plan.actions if a.kind is Kind.CREATE and a.side is Side.FATTURA24 and a.effective}


def test_what_was_handed_over_is_sent_by_no_plan(owner: Owner) -> None:
    assert creates(owner.plan()) == {c.title for c in LEADS}
    owner._saved()
    stored = owner.m.service.open_plan()
    assert stored is not None and not creates(stored), "the plan that was shown no longer has them"
    assert stored.calls["fattura24"] == 0
    owner.sync()
    assert not owner.m.fattura24.calls
    assert not creates(owner.plan())


def test_a_plan_that_still_holds_them_is_refused_at_the_last_door(owner: Owner) -> None:
    plan = owner.plan()
    owner._saved()
    owner.m.store.plans.replace_actions(plan.id, {a.id: a.to_json() for a in plan.actions})
    done = owner.m.apply(owner.m.service.load_plan(plan.id))
    assert done is not None and done.stale == len(LEADS)
    assert not owner.m.fattura24.calls


def test_the_next_export_confirms_and_links_what_was_loaded_and_asks_about_the_rest(owner: Owner) -> None:
    owner.hand_over()
    owner.load_half()
    owner.export()
    state = owner.m.service.handover.state()
    assert (state.open, state.missing) == (3, 3)
    assert not creates(owner.plan()), "asking is not sending"
    assert [w.key for w in owner.m.service.mirror.warnings(owner.plan())] == ["handover_missing"]
    owner.say_not_loaded()
    assert len(creates(owner.plan())) == 3
    owner.rest()


def test_an_answer_that_was_lost_is_not_handed_over(owner: Owner) -> None:
    owner.m.apply(owner.plan(), {1: ("lost", 0)})
    unsure = owner.m.store.journal.attempted("fattura24", "create")
    owner.plan()
    owner._saved()
    handed = {i.highlevel_id for i in owner.m.store.handovers.open()}
    assert not handed & unsure


def test_giving_up_proposes_nothing_any_more(owner: Owner) -> None:
    owner.hand_over()
    owner.m.do(owner.m.service.handover.settle("drop"))
    assert not creates(owner.plan())
    owner.export()
    assert not creates(owner.plan()) and not owner.m.fattura24.calls


def test_an_update_waits_for_the_file_and_is_confirmed_by_the_export(owner: Owner) -> None:
    owner.sync()
    owner.m.sandbox_clock.advance(90_000)
    owner.export()
    owner.sync()
    link = next(
        k
        for k in owner.m.store.links.all()
        if owner.m.contacts.contacts[k.highlevel_id]["companyName"] == "Bar Beta Snc"
    )
    owner.m.edit_contact(link.highlevel_id, {"city": "Ivrea"})
    owner.m.sandbox_clock.advance(60)
    plan = owner.plan()
    assert [a.fields[0].after for a in plan.actions if a.side is Side.FATTURA24 and a.effective] == ["Ivrea"]
    owner.m.do(owner.m.service.handover.save(owner.file, everything=True, updates=True))
    (row,) = rows_of(owner.file)
    assert (row["Città"], row["Rag. Sociale"]) == ("Ivrea", "Bar Beta Snc") and row["Cod."]
    calls = len(owner.m.fattura24.calls)
    owner.sync()
    assert len(owner.m.fattura24.calls) == calls
    number = next(n for n, c in owner.m.customers.customers.items() if c.name == "Bar Beta Snc")
    owner.m.edit_customer(number, {"city": "Ivrea"})
    owner.export()
    assert not owner.m.service.handover.state().open
    owner.sync()
    assert len(owner.m.fattura24.calls) == calls
