"""Undo: every class of change, an undo of an undo, and what others did since stays and is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.errors import UsageError
from app.records.contact import Contact
from app.services.api.runs import RunResult
from app.sync.plan.model import Choice, Kind, Plan
from tests.engine.machine import Machine
from tests.engine.people import PEOPLE, VATS

NOVA = Contact(company="Nova Srl", email="info@nova.it", vat_code=VATS[0], city="Torino")
BELLA = Contact(company="Officina Bella", email="officina@bella.it", vat_code=VATS[1], city="Roma")
FORNO = Contact(company="Forno Verdi snc", email="forno@verdi.it", vat_code=VATS[2])


@pytest.fixture
def m() -> Iterator[Machine]:
    machine = Machine()
    machine.add_contact(NOVA)
    machine.add_customer(NOVA)
    machine.add_customer(BELLA)
    machine.add_contact(FORNO)
    imported(machine)
    yield machine
    machine.close()


def imported(m: Machine) -> None:
    m.save_export()
    m.import_export()


def planned(m: Machine) -> Plan:
    plan = m.plan()
    assert plan is not None
    return plan


def applied(m: Machine, plan: Plan) -> RunResult:
    result = m.apply(plan)
    assert result is not None
    assert result.failed == 0, result.errors
    return result


def undo(m: Machine, run: str = "") -> tuple[Plan, RunResult]:
    plan: Plan = m.do(m.service.plan_undo(run))
    return plan, applied(m, plan)


def reasons(plan: Plan, *, note: bool) -> list[str]:
    return sorted(a.reason.key for a in plan.actions if a.note is note)


def contact(m: Machine, name: str) -> str:
    return next(i for i in m.contacts.contacts if m.contact(i).title == name)


def number(m: Machine, name: str) -> str:
    return next(c.id for c in m.customers.customers.values() if c.name == name)


def highlevel(m: Machine) -> dict[str, Any]:
    return {i: m.contact(i) for i in m.contacts.contacts}


def test_fields_links_creates_and_updates_are_taken_back_and_the_rest_is_named(m: Machine) -> None:
    before = highlevel(m)
    run = applied(m, planned(m))
    plan, _ = undo(m, run.run)
    assert highlevel(m) == before
    assert "PEC" not in [f["name"] for f in m.contacts.fields.values()]
    assert set(reasons(plan, note=False)) == {"undo_field", "undo_link", "undo_create", "undo_update"}
    assert reasons(plan, note=True) == ["undo_no_delete"], "Fattura24 deletes nothing"
    assert number(m, "Forno Verdi snc"), "it stays, and stays linked"
    assert [k.highlevel_id for k in m.store.links.all()] == [contact(m, "Forno Verdi snc")]
    assert not [a for a in planned(m).actions if a.kind in (Kind.LINK, Kind.CREATE) and a.record == "contact"]


def test_an_undo_can_be_undone_and_then_the_run_again(m: Machine) -> None:
    run = applied(m, planned(m))
    after = {c.title for c in highlevel(m).values()}
    _, taken_back = undo(m, run.run)
    plan, back = undo(m, taken_back.run)
    assert plan.undoes
    assert "undo_unlink" in reasons(plan, note=False)
    assert "undo_field_deleted" in reasons(plan, note=False)
    assert reasons(plan, note=True) == ["undo_deleted"], "a deleted contact cannot come back under its own number"
    nova = m.store.links.by_highlevel(contact(m, "Nova Srl"))
    assert nova is not None
    m.settle()
    assert {c.title for c in highlevel(m).values()} == after
    assert len({c.name for c in m.customers.customers.values()}) == len(m.customers.customers) == 3
    infos = {r.id: r for r in m.service.runs()}
    assert infos[run.run].can_undo, "it holds again, so it can be undone again"
    assert infos[back.run].can_undo


@pytest.mark.parametrize(("winner", "both"), [(Choice.FATTURA24, "due@nova.it"), (Choice.HIGHLEVEL, "uno@nova.it")])
def test_a_decided_conflict_is_put_back_on_the_side_that_lost(m: Machine, winner: Choice, both: str) -> None:
    applied(m, planned(m))
    nova = contact(m, "Nova Srl")
    m.edit_contact(nova, {"email": "uno@nova.it"})
    m.edit_customer(number(m, "Nova Srl"), {"email": "due@nova.it"})
    imported(m)
    plan = planned(m)
    asked = [a.id for a in plan.actions if a.kind is Kind.CONFLICT]

    def emails() -> tuple[str, str]:
        return m.contact(nova).email, m.customers.customers[number(m, "Nova Srl")].email

    applied(m, m.service.decide(plan.id, asked, winner))
    assert emails() == (both, both)
    inverse, _ = undo(m)
    assert reasons(inverse, note=False) == ["undo_update"]
    assert emails() == ("uno@nova.it", "due@nova.it")
    assert not [a for a in planned(m).actions if a.effective], "what was undone is not done again by the next run"


def test_an_update_of_fattura24_is_put_back_and_a_blank_that_it_cannot_be_given_is_named(m: Machine) -> None:
    applied(m, planned(m))
    m.edit_contact(contact(m, "Nova Srl"), {"city": "Asti", "pec": "nova@pec.it"})
    applied(m, planned(m))
    plan, _ = undo(m)
    nova = m.customers.customers[number(m, "Nova Srl")]
    assert (nova.city, nova.pec) == ("Torino", "nova@pec.it")
    assert reasons(plan, note=True) == ["cannot_clear"]


def test_after_further_edits_only_what_is_still_as_the_run_left_it_is_taken_back(m: Machine) -> None:
    run = applied(m, planned(m))
    m.edit_contact(contact(m, "Officina Bella"), {"city": "Bari"})
    m.edit_contact(contact(m, "Nova Srl"), {"city": "Asti"})
    planned(m)
    plan, _ = undo(m, run.run)
    assert "undo_edited_since" in reasons(plan, note=True)
    assert m.contact(contact(m, "Officina Bella")).city == "Bari", "made by the run, edited since: it stays"
    assert m.contact(contact(m, "Nova Srl")).city == "Asti"


def test_an_edit_after_the_preview_of_an_undo_keeps_the_contact_from_being_deleted(m: Machine) -> None:
    run = applied(m, planned(m))
    plan: Plan = m.do(m.service.plan_undo(run.run))
    bella = contact(m, "Officina Bella")
    stored = m.contacts.contacts[bella]
    m.contacts.put({**stored, "source": "telefonata", "dateUpdated": stored["dateUpdated"] + 60_000})
    result = m.apply(plan)
    assert result is not None
    assert result.stale == 1
    assert m.contacts.contacts[bella]["source"] == "telefonata", "also what is not mapped is somebody's work"


def test_a_decided_unlink_is_named_where_its_record_is_gone_and_joined_again_where_it_came_back(m: Machine) -> None:
    applied(m, planned(m))
    bella = contact(m, "Officina Bella")
    kept = m.contacts.contacts[bella]
    m.contacts.remove(bella)
    m.sandbox_clock.advance(90_000)
    plan = planned(m)
    unlink = [a.id for a in plan.actions if a.kind is Kind.UNLINK]
    run = applied(m, m.service.decide(plan.id, unlink, Choice.HIGHLEVEL))
    gone: Plan = m.do(m.service.plan_undo(run.run))
    assert [(a.reason.key, a.note) for a in gone.actions] == [("undo_record_gone", True)]
    m.contacts.put({**kept, "dateUpdated": m.contacts.moment_after(kept)})  # restored in HighLevel
    m.sandbox_clock.advance(90_000)
    planned(m)
    back, _ = undo(m, run.run)
    assert [(a.kind, a.reason.key) for a in back.actions] == [(Kind.LINK, "undo_unlink")]
    assert m.store.links.by_highlevel(bella) is not None
    assert not [a for a in planned(m).actions if a.effective]


def test_a_customer_of_whom_nobody_knows_whether_it_arrived_is_named(m: Machine) -> None:
    applied(m, planned(m))
    m.add_contact(PEOPLE[2])
    plan = planned(m)
    result = m.apply(plan, {1: ("lost", 0)})
    assert result is not None
    inverse: Plan = m.do(m.service.plan_undo(result.run))
    assert reasons(inverse, note=True) == ["undo_no_delete"]


def test_the_preview_of_an_undo_writes_nothing_and_says_what_it_costs(m: Machine) -> None:
    run = applied(m, planned(m))
    before = m.writes()
    plan: Plan = m.do(m.service.plan_undo(run.run))
    assert m.writes() == before
    asked = m.highlevel.requests
    applied(m, plan)
    fields = sum(a.record == "custom_field" for a in plan.actions)
    # a field costs a look at the list before and after, which the forecast of calls leaves out
    assert m.highlevel.requests - asked - 2 * fields <= plan.calls["highlevel"]


def keys(m: Machine) -> list[str]:
    return sorted(m.origins())


def test_a_key_that_is_all_a_run_has_written_is_taken_off_and_comes_back_with_the_undo_of_the_undo(m: Machine) -> None:
    applied(m, planned(m))
    m.without_keys()
    run = applied(m, planned(m))
    written = keys(m)
    assert written
    plan, back = undo(m, run.run)
    assert {(f.name, f.after) for a in plan.actions for f in a.fields} == {("fattura24_id", "")}
    assert back.applied == len(plan.actions) == len(written)
    assert keys(m) == []
    assert not [a for a in planned(m).actions if a.effective], "what was undone is not done again by the next run"
    undo(m, back.run)
    assert keys(m) == written
    assert not [a for a in planned(m).actions if a.effective]


def test_whoever_links_the_two_again_wants_the_key_again(m: Machine) -> None:
    applied(m, planned(m))
    m.without_keys()
    undo(m, applied(m, planned(m)).run)
    nova = contact(m, "Nova Srl")
    link = m.store.links.by_highlevel(nova)
    assert link is not None
    m.do(m.service.pairs.unlink(link.fattura24_id))
    m.do(m.service.pairs.link(link.fattura24_id, nova))
    assert [a.target_id for a in planned(m).actions if a.reason.key == "origin_key"] == [nova]


def test_a_key_goes_together_with_other_values_in_one_write(m: Machine) -> None:
    applied(m, planned(m))
    m.without_keys()
    m.edit_customer(number(m, "Nova Srl"), {"city": "Asti"})
    imported(m)
    run = applied(m, planned(m))
    nova = contact(m, "Nova Srl")
    assert (m.contact(nova).city, bool(m.origin(nova))) == ("Asti", True)
    before = len(m.highlevel.writes)
    undo(m, run.run)
    assert (m.contact(nova).city, m.origin(nova)) == ("Torino", "")
    assert [w.id for w in m.highlevel.writes[before:]].count(nova) == 1


def test_the_keys_go_with_their_field_and_are_written_off_only_where_it_could_not_be_deleted(m: Machine) -> None:
    run = applied(m, planned(m))
    plan: Plan = m.do(m.service.plan_undo(run.run))
    deleted = next(a for a in plan.actions if a.title == "Fattura24 ID" and a.kind is Kind.DELETE)
    before = len(m.highlevel.writes)
    taken_back = applied(m, plan)
    assert "update" not in {w.kind for w in m.highlevel.writes[before:]}
    undo(m, taken_back.run)
    planned(m)
    again: Plan = m.do(m.service.plan_undo(run.run))
    field = [a.id for a in again.actions if (a.title, a.kind) == (deleted.title, Kind.DELETE)]
    m.service.include(again.id, field, False)
    left = m.service.open_plan()
    assert left is not None
    applied(m, left)
    assert "Fattura24 ID" in [f["name"] for f in m.contacts.fields.values()]
    (forno,) = (k.highlevel_id for k in m.store.links.all())
    assert {i for i in m.contacts.contacts if m.origin(i)} <= {forno}, "the key of a customer that stays, stays"


def test_a_single_row_is_taken_back_and_the_rest_of_the_run_stands(m: Machine) -> None:
    run = applied(m, planned(m))
    made = next(o for o in m.service.run_operations(run.run) if o.title == "Officina Bella" and o.verb == "create")
    assert made.can_undo
    plan: Plan = m.do(m.service.plan_undo(run.run, made.actions))
    assert {a.title for a in plan.actions} == {"Officina Bella"}
    applied(m, plan)
    assert "Officina Bella" not in {m.contact(i).title for i in m.contacts.contacts}
    assert number(m, "Forno Verdi snc")
    info = next(r for r in m.service.runs() if r.id == run.run)
    assert info.can_undo, "the rest can still be taken back"
    states = {o.title: o.undone for o in m.service.run_operations(run.run)}
    assert states.pop("Officina Bella")
    assert not any(states.values())
    rest, _ = undo(m, run.run)
    assert not [a for a in rest.actions if a.title == "Officina Bella"]
    assert not next(r for r in m.service.runs() if r.id == run.run).can_undo


def test_a_row_whose_undo_is_undone_stands_again(m: Machine) -> None:
    m.add_contact(Contact(company="Gelateria Polo", email="gelateria@polo.it"))
    m.add_customer(Contact(company="Gelateria Polo", email="gelateria@polo.it", city="Lecce"))
    imported(m)
    run = applied(m, planned(m))
    rows = m.service.run_operations(run.run)
    row = next(o for o in rows if o.verb == "update" and o.title == "Gelateria Polo" and o.fields)
    was = highlevel(m)
    back = applied(m, m.do(m.service.plan_undo(run.run, row.actions)))
    assert highlevel(m) != was
    undo(m, back.run)
    assert highlevel(m) == was
    assert not any(o.undone for o in m.service.run_operations(run.run))
    with pytest.raises(UsageError, match="unknown_action"):
        m.do(m.service.plan_undo(run.run, ["A999"]))


def test_what_was_written_together_is_taken_back_together(m: Machine) -> None:
    run = applied(m, planned(m))
    made = next(o for o in m.service.run_operations(run.run) if o.title == "Forno Verdi snc" and o.verb == "create")
    plan: Plan = m.do(m.service.plan_undo(run.run, made.actions))
    assert reasons(plan, note=True) == ["undo_no_delete"], "Fattura24 deletes nothing: it is said, nothing else moves"


def test_an_undo_of_which_a_row_was_left_out_can_be_taken_up_again(m: Machine) -> None:
    """Reported of other programs: an undo that did nothing, or not all, counts as done and cannot be repeated."""
    run = applied(m, planned(m))
    plan: Plan = m.do(m.service.plan_undo(run.run))
    bella = next(a for a in plan.actions if a.title == "Officina Bella" and a.kind is Kind.DELETE)
    m.service.include(plan.id, [bella.id], False)
    left = m.service.open_plan()
    assert left is not None
    applied(m, left)
    assert next(r for r in m.service.runs() if r.id == run.run).can_undo
    rest, _ = undo(m, run.run)
    assert {a.title for a in rest.actions if a.effective and a.record == "contact"} == {"Officina Bella"}
    assert not next(r for r in m.service.runs() if r.id == run.run).can_undo
