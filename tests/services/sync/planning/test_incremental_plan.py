"""A program that lives all day plans what one that was just started would plan, whatever happened between."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.services.facade import Ponte24
from app.store import CachedContact
from app.sync.contacts.mapping import ConflictRule
from app.sync.plan.model import Choice, Kind, Plan, RecordType, Side
from tests.engine.from_scratch import watch
from tests.services.stage import Stage, stage


class Day:
    """A stage on which every plan is held against one from scratch."""

    def __init__(self, made: Stage) -> None:
        self.made, self.service = made, made.service
        self.again = watch(self.service)
        asyncio.run(made.connect())
        asyncio.run(made.import_export())

    def plan(self, *, kept: bool = True) -> Plan:
        """Make a plan; ``kept`` says whether it must be one that rests on the plan before."""
        self.made.clock.sandbox.advance(90)
        plan = asyncio.run(self.service.plan())
        assert self.again[-1] is kept
        return plan

    def apply(self, plan: Plan) -> None:
        asyncio.run(self.service.apply(plan.id, confirmed=True))


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    with stage(tmp_path, contacts=40, highlevel={"search_lag_seconds": 0}, fattura24={"limits": False}) as made:
        yield Day(made)


def linked(service: Ponte24, place: int = 0) -> str:
    return sorted(link.highlevel_id for link in service.store.links.all() if link.confirmed)[place]


def test_a_day_with_edits_on_both_sides(day: Day) -> None:
    made, service = day.made, day.service
    first = day.plan(kept=False)
    day.apply(first)
    quiet = day.plan()
    assert not [a for a in quiet.actions if a.effective]
    made.sandbox.state.edit_contact(linked(service), {"email": "nuova@posta.example"})
    made.sandbox.state.create_contact({"firstName": "Ilaria", "lastName": "Montanari", "email": "ilaria@posta.example"})
    changed = day.plan()
    assert {a.title for a in changed.actions if a.effective} >= {"Ilaria Montanari"}
    customers = made.sandbox.state.fattura24.customers
    number, customer = next(iter(customers.items()))
    customers[number] = replace(customer, city="Trieste")
    asyncio.run(made.import_export())
    day.plan()
    made.sandbox.state.delete_contact(linked(service, 3))
    made.clock.sandbox.advance(86_500)  # only a full read can tell
    gone = day.plan()
    assert Kind.UNLINK in {a.kind for a in gone.actions}
    day.apply(gone)
    day.plan()


def test_decisions_rules_and_settings_are_heard(day: Day) -> None:
    service = day.service
    plan = day.plan(kept=False)
    asked = [a for a in plan.actions if a.choices]
    assert asked
    service.decide(plan.id, [asked[0].id], Choice.SKIP)
    held = next(a for a in plan.actions if a.kind is Kind.CREATE and a.effective and a.side is Side.HIGHLEVEL)
    service.include(plan.id, [held.id], False)
    later = day.plan()
    assert not next(a for a in later.actions if a.source_id == held.source_id).included
    assert asked[0].source_id not in {a.source_id for a in later.actions if a.choices}
    mapping = service.mapping()
    service.save_mapping(mapping.with_rule(replace(mapping.rule("email"), conflict=ConflictRule.HIGHLEVEL)))
    day.plan(kept=True)
    service.save_settings(replace(service.settings(), import_suppliers=True))
    suppliers = day.plan()
    assert len(suppliers.actions) > len(later.actions)
    service.save_settings(replace(service.settings(), fattura24_read_only=True))
    # the task book is kept here, not in Fattura24
    sent = [a for a in day.plan().actions if a.record is RecordType.CONTACT]
    assert not [a for a in sent if a.effective and a.writes_to is Side.FATTURA24]


def test_an_undo_and_a_handover_are_heard(day: Day, tmp_path: Path) -> None:
    service = day.service
    first = day.plan(kept=False)
    asyncio.run(service.handover.save(tmp_path / "clienti.csv", first.id, everything=True))
    day.plan()
    asyncio.run(service.handover.settle("drop"))
    day.apply(day.plan())
    undo = asyncio.run(service.plan_undo())
    day.apply(undo)
    day.plan()


def test_another_program_of_the_same_home_is_heard(day: Day) -> None:
    service = day.service
    day.apply(day.plan(kept=False))
    day.plan()
    contact_id = linked(service)
    wire = service.store.highlevel.get(contact_id)
    assert wire is not None
    with closing(sqlite3.connect(service.store.database.path)) as other:
        other.execute("DELETE FROM links WHERE highlevel_id = ?", (contact_id,))
        other.commit()
    assert contact_id in {a.target_id for a in day.plan().actions if a.kind is Kind.LINK}
    second = day.made.open()
    second.store.highlevel.put(
        [CachedContact(contact_id, {**wire.wire, "city": "Aosta"}, wire.updated_at, wire.seen_at)]
    )
    day.plan()


def test_a_plan_that_failed_leaves_nothing_half_done_behind(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    day.plan(kept=False)

    def full(*_given: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr("app.services.sync.planning.planning.plans.save", full)
        with pytest.raises(OSError, match="disk full"):
            day.plan()
    day.plan(kept=False)
