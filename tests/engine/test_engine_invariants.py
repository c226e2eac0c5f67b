"""The promises I1 to I12 one by one, each with the fault it is about, on the real services, store and ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from app.errors import UsageError
from app.records.contact import Contact
from app.services.api.settings import Settings
from app.sync.contacts.linked import ORIGIN
from app.sync.contacts.mapping import ConflictRule, Direction, default_mapping
from app.sync.contacts.merge import Outcome, merge
from app.sync.plan.model import Choice, Kind, Link, Plan, Side
from tests.engine.machine import Machine
from tests.engine.people import EDITS, PEOPLE, VATS

MIRRORED = {Outcome.TO_HIGHLEVEL: Outcome.TO_FATTURA24, Outcome.TO_FATTURA24: Outcome.TO_HIGHLEVEL}
NOVA = Contact(company="Nova Srl", email="info@nova.it", vat_code=VATS[0], city="Torino")


@pytest.fixture
def m() -> Iterator[Machine]:
    machine = Machine()
    yield machine
    machine.close()


def office(m: Machine) -> str:
    """A firm that both sides know and that was synced, a lead and a customer; returns the firm's contact id."""
    firm = m.add_contact(NOVA, source="modulo del sito", dateOfBirth="1980-01-01")
    m.add_customer(NOVA)
    m.add_contact(Contact(company="Forno Verdi snc", email="forno@verdi.it", vat_code=VATS[2]))
    m.add_customer(Contact(company="Officina Bella", email="officina@bella.it", vat_code=VATS[1]))
    m.save_export()
    m.import_export()
    synced(m)
    return firm


def synced(m: Machine) -> Plan:
    plan = m.plan()
    assert plan is not None
    result = m.apply(plan)
    assert result is not None
    assert (result.failed, result.stale, result.deferred) == (0, 0, 0), result.errors
    return plan


def effective(plan: Plan | None) -> list[tuple[Kind, Side, tuple[str, ...]]]:
    assert plan is not None
    return [(a.kind, a.side, tuple(f.name for f in a.fields)) for a in plan.actions if a.effective]


def customer(m: Machine, name: str) -> Any:
    return next(c for c in m.customers.customers.values() if c.name == name)


def test_i1_planning_makes_no_write_even_when_everything_differs(m: Machine) -> None:
    firm = office(m)
    m.edit_contact(firm, {"email": "nuova@posta.it"})
    m.add_contact(PEOPLE[2])
    before = m.writes()
    plan = m.plan()
    assert effective(plan), "there is something to do"
    assert m.writes() == before
    assert m.fattura24.calls == m.fattura24.calls[: len(m.fattura24.calls)]


def test_i2_a_second_sync_right_after_an_edit_is_empty_and_writes_nothing(m: Machine) -> None:
    firm = office(m)
    m.edit_contact(firm, {"email": "nuova@posta.it", "city": "Milano"})
    synced(m)
    before = m.writes()
    assert effective(synced(m)) == []
    assert m.writes() == before


def test_i3_a_base_does_not_move_when_the_write_was_refused_or_lost(m: Machine) -> None:
    firm = office(m)
    link = m.store.links.by_highlevel(firm)
    assert link is not None
    m.edit_customer(customer(m, "Nova Srl").id, {"city": "Asti"})
    m.save_export()
    m.import_export()
    for fault in ("refused", "down", "cut"):
        plan = m.plan()
        assert effective(plan) == [(Kind.UPDATE, Side.HIGHLEVEL, ("city",))]
        assert plan is not None
        m.apply(plan, {1: (fault, 0)})
        after = m.store.links.get(link.id)
        assert after is not None
        assert (after.base_highlevel["city"], after.base_fattura24["city"]) == ("Torino", "Torino"), fault
    synced(m)
    after = m.store.links.get(link.id)
    assert after is not None
    assert (after.base_highlevel["city"], after.base_fattura24["city"]) == ("Asti", "Asti")


def test_i4_an_incomplete_read_or_a_changed_mapping_deletes_nothing(m: Machine) -> None:
    office(m)
    known = m.store.highlevel.ids()
    links = m.store.links.count()
    unseen = Contact(company="Terza Srl", email="info@terza.it")
    m.add_contact(unseen)  # the short read will miss this one
    m.add_customer(unseen)
    m.save_export()
    m.import_export()
    m.sandbox_clock.advance(90_000)  # a full read is due
    m.highlevel.short = True
    plan = m.plan()
    assert plan is not None
    assert m.store.highlevel.ids() == known, "nothing forgotten, and the new one was missed"
    assert not [a for a in plan.actions if a.kind in (Kind.DELETE, Kind.UNLINK)]
    assert not [a for a in plan.actions if a.kind is Kind.CREATE and a.side is Side.HIGHLEVEL]
    mapping = m.service.mapping()
    for name in ("company", "email", "vat_code", "city"):
        mapping = mapping.with_rule(replace(mapping.rule(name), direction=Direction.OFF, clears=True))
    m.service.save_mapping(mapping)
    plan = m.plan()
    assert plan is not None
    assert "mapping_changed" in plan.guards or not plan.actions
    assert not [a for a in plan.actions if a.kind in (Kind.DELETE, Kind.UNLINK) or any(not f.after for f in a.fields)]
    assert m.store.links.count() == links


def test_i5_an_overwritten_value_equalled_its_base_or_was_chosen_and_is_in_the_undo(m: Machine) -> None:
    firm = office(m)
    m.edit_contact(firm, {"email": "nuova@posta.it"})
    m.edit_customer(customer(m, "Nova Srl").id, {"email": "altra@posta.it", "city": "Asti"})
    m.save_export()
    m.import_export()
    plan = m.plan()
    assert plan is not None
    asked = [a for a in plan.actions if a.kind is Kind.CONFLICT]
    assert [(f.name, f.before, f.after) for a in asked for f in a.fields] == [
        ("email", "nuova@posta.it", "altra@posta.it")
    ]
    m.apply(plan)
    assert m.contact(firm).email == "nuova@posta.it", "nobody has chosen"
    assert m.contact(firm).city == "Asti"
    chosen = m.plan()
    assert chosen is not None
    chosen = m.service.decide(chosen.id, [a.id for a in chosen.actions if a.choices], Choice.FATTURA24)
    result = m.apply(chosen)
    assert result is not None
    assert m.contact(firm).email == "altra@posta.it"
    kept = [o for o in m.store.journal.operations(result.run) if o.verb == "update"]
    assert [o.before for o in kept] == [{"email": "nuova@posta.it"}]


@pytest.mark.parametrize("fault", ["lost", "cut", "down", "busy"])
@pytest.mark.parametrize("at", range(0, 12))
def test_i6_at_most_one_create_per_link_whatever_answer_is_lost(m: Machine, fault: str, at: int) -> None:
    m.all_fields()  # so that the calls that go wrong are those of the records
    m.add_contact(Contact(company="Forno Verdi snc", email="forno@verdi.it", vat_code=VATS[2]))
    m.add_contact(PEOPLE[2])
    m.add_customer(Contact(company="Officina Bella", email="officina@bella.it", vat_code=VATS[1]))
    m.add_customer(Contact(company="Senza Recapiti Srl"))
    m.save_export()
    m.import_export()
    plan = m.plan()
    assert plan is not None
    m.apply(plan, {at: (fault, 0)})
    m.settle()
    names = sorted(c.name for c in m.customers.customers.values())
    assert names == ["Forno Verdi snc", "Lea Solo", "Officina Bella", "Senza Recapiti Srl"]
    titles = sorted(m.contact(i).title for i in m.contacts.contacts)
    assert titles == names


def test_i7_attempts_never_exceed_the_budget_across_restarts(m: Machine) -> None:
    for n in range(70):
        m.add_contact(Contact(company=f"Ditta {n}", email=f"d{n}@x.it"))
    for restart in (150, 290, 430, 0):
        plan = m.service.open_plan() or m.plan()
        assert plan is not None
        m.apply(plan, die_at=restart)  # the promise is watched at every step
    assert len(m.fattura24.calls) >= 40
    gaps = [b - a for a, b in zip(m.fattura24.calls, m.fattura24.calls[30:], strict=False)]
    assert gaps, "more than one minute's worth was sent"
    assert min(gaps) >= 60


def test_i8_what_was_applied_is_the_confirmed_plan_less_stale_failed_and_deferred(m: Machine) -> None:
    firm = office(m)
    other = next(i for i in m.contacts.contacts if m.contact(i).company == "Officina Bella")
    m.edit_contact(firm, {"city": "Milano"})
    m.edit_customer(customer(m, "Officina Bella").id, {"city": "Asti"})
    m.add_contact(PEOPLE[2])
    m.save_export()
    m.import_export()
    plan = m.plan()
    assert plan is not None
    agreed = [a for a in plan.actions if a.effective]
    assert len(agreed) == 3
    m.edit_contact(other, {"city": "Bari"})  # after the preview: this one is stale
    m.edit_contact(firm, {"pec": "pec@pec.it"})  # not in the plan, so not sent
    result = m.apply(plan)
    assert result is not None
    assert (result.applied, result.stale, result.failed, result.deferred) == (2, 1, 0, 0)
    assert m.contact(other).city == "Bari"
    assert customer(m, "Nova Srl").city == "Milano"
    assert customer(m, "Nova Srl").pec == ""
    with pytest.raises(UsageError, match="plan_changed"):
        m.do(m.service.apply(plan.id, digest="another plan", confirmed=True))


VALUES = st.sampled_from(("", "a@x.it", "b@x.it", "A@X.IT"))
CITIES = st.sampled_from(("", "Roma", "roma", "Asti"))


@hypothesis.settings(max_examples=1000)
@hypothesis.given(
    emails=st.tuples(VALUES, VALUES, VALUES),
    cities=st.tuples(CITIES, CITIES, CITIES),
    linked=st.booleans(),
    clears=st.booleans(),
    wins=st.sampled_from(list(ConflictRule)),
    direction=st.sampled_from(list(Direction)),
)
def test_i9_swapping_the_sides_mirrors_the_merge(
    emails: Any, cities: Any, linked: bool, clears: bool, wins: ConflictRule, direction: Direction
) -> None:
    def side(n: int) -> Contact:
        return Contact(company="Nova", email=emails[n], city=cities[n])

    other_way = {Direction.TO_HIGHLEVEL: Direction.TO_FATTURA24, Direction.TO_FATTURA24: Direction.TO_HIGHLEVEL}
    other_winner = {ConflictRule.HIGHLEVEL: ConflictRule.FATTURA24, ConflictRule.FATTURA24: ConflictRule.HIGHLEVEL}
    straight = mirrored = default_mapping()
    for name in ("email", "city"):
        rule = replace(straight.rule(name), direction=direction, conflict=wins, clears=clears)
        straight = straight.with_rule(rule)
        mirrored = mirrored.with_rule(
            replace(rule, direction=other_way.get(direction, direction), conflict=other_winner.get(wins, wins))
        )
    base = dict(side(2).items())
    link = Link("k", "h", "f", base, base) if linked else None
    one = {v.field: v.outcome for v in merge(side(0), side(1), link, straight)}
    two = {v.field: v.outcome for v in merge(side(1), side(0), link, mirrored)}
    both = {"email", "city", "company"}
    assert {n: o for n, o in one.items() if n in both} == {n: MIRRORED.get(o, o) for n, o in two.items() if n in both}


def test_i9_the_order_of_the_input_does_not_matter_to_the_plan(m: Machine) -> None:
    from app.services.sync.planning import planning
    from app.services.sync.reading.blockers import update_blocker
    from app.services.sync.reading.session import take_snapshot
    from app.sync.contacts.planner import make_plan

    for contact in PEOPLE:
        m.add_contact(contact)
        m.add_customer(contact)
    m.save_export()
    m.import_export()
    m.plan()
    snapshot = take_snapshot(m.store, m.highlevel.cache)
    given = planning.given(m.store, m.clock, snapshot, update_blocker(m.store))
    backwards = replace(
        given,
        highlevel=replace(given.highlevel, records=list(given.highlevel.records)[::-1]),
        fattura24=replace(given.fattura24, records=list(given.fattura24.records)[::-1]),
        links=list(given.links)[::-1],
    )
    assert make_plan(given, "p").plan.digest == make_plan(backwards, "p").plan.digest


@pytest.mark.parametrize("locked", list(Side))
def test_i10_a_side_set_to_read_only_is_never_written_not_even_by_an_older_plan(locked: Side) -> None:
    written = told = 0
    for death in range(10, 44, 4):
        m = Machine()
        try:
            more, errors = locked_after_a_crash(m, locked, death)
        finally:
            m.close()
        written, told = written + more, told + errors
    assert written, "the other side was written"
    assert told, "what was held back was named"


def locked_after_a_crash(m: Machine, locked: Side, death: int) -> tuple[int, int]:
    firm = office(m)
    m.edit_contact(firm, {"city": "Milano"})
    m.edit_customer(customer(m, "Officina Bella").id, {"city": "Asti"})
    m.add_contact(PEOPLE[2])
    m.add_customer(PEOPLE[7])
    m.save_export()
    m.import_export()
    plan = m.plan()
    assert plan is not None
    assert m.apply(plan, die_at=death) is None, "the process died"
    before = m.writes()
    lock = {"highlevel_read_only": locked is Side.HIGHLEVEL, "fattura24_read_only": locked is Side.FATTURA24}
    m.service.save_settings(Settings(**lock))  # type: ignore[arg-type]
    result = m.apply(plan)  # the interrupted run is taken up
    assert result is not None
    ours, other = (list(Side).index(s) for s in (locked, locked.other))
    assert m.writes()[ours] == before[ours]
    again = m.plan()
    assert again is not None
    assert not [a for a in again.actions if a.effective and a.side is locked and a.record == "custom_field"]
    assert not [a for a in again.actions if a.effective and a.writes_to is locked]
    told = sum(e.detail.startswith("Ponte24 may no longer write there") for e in result.errors)
    return len(m.writes()[other]) - len(before[other]), told


def test_i10_the_settings_of_a_side_supersede_the_plan_made_before(m: Machine) -> None:
    firm = office(m)
    m.edit_contact(firm, {"city": "Milano"})
    plan = m.plan()
    assert plan is not None
    m.service.save_settings(replace(m.service.settings(), notifications=False))
    assert m.service.open_plan() is not None, "what does not concern the plan leaves it alone"
    m.service.save_settings(replace(m.service.settings(), fattura24_read_only=True))
    assert m.service.open_plan() is None
    with pytest.raises(UsageError, match="plan_closed"):
        m.do(m.service.apply(plan.id, digest=plan.digest, confirmed=True))


def test_i12_unmapped_fields_never_change(m: Machine) -> None:
    firm = office(m)
    kept = ("source", "dateOfBirth", "tags")
    before = {n: v for n, v in m.highlevel.values(m.contacts.contacts[firm]).items() if n in kept}
    book = {n: getattr(customer(m, "Nova Srl"), n) for n in ("fax", "iban", "note", "kind", "code")}
    for values in EDITS:
        if "vat_code" in values or "company" in values:
            continue
        m.edit_contact(firm, values)
        m.sync()
        m.edit_customer(customer(m, "Nova Srl").id, {n: v + "1" for n, v in values.items() if v and n == "city"})
        m.save_export()
        m.import_export()
        m.sync()
    assert {n: v for n, v in m.highlevel.values(m.contacts.contacts[firm]).items() if n in kept} == before
    assert {n: getattr(customer(m, "Nova Srl"), n) for n in book} == book
    assert before["source"] == "modulo del sito"
    assert book["iban"]


def test_i12_an_update_of_fattura24_leaves_alone_what_its_owner_changed_since_the_export(m: Machine) -> None:
    firm = office(m)
    m.edit_customer(customer(m, "Nova Srl").id, {"email": "fattura24@nova.it"})  # no export has told yet
    m.edit_contact(firm, {"city": "Asti"})
    synced(m)
    assert (customer(m, "Nova Srl").city, customer(m, "Nova Srl").email) == ("Asti", "fattura24@nova.it")


def test_the_key_is_written_once_and_never_over_another(m: Machine) -> None:
    firm = office(m)
    field = next(i for i, f in m.contacts.fields.items() if f["name"] == "Fattura24 ID")
    key = m.contacts.contacts[firm]["customFields"][field]
    assert key == customer(m, "Nova Srl").code
    plan = m.plan()
    assert plan is not None
    assert not [f for a in plan.actions for f in a.fields if f.name == ORIGIN]
